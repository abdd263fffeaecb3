/**
 * The stream of one run. Reconnects with backoff and goes on from the last id it has; drops what it has
 * already; fetches what is missing when a message starts after a hole. Messages are handled strictly in the
 * order of arrival, though inflating them is asynchronous. Nothing here runs on a clock of its own while the
 * socket is up, so a hidden tab changes nothing but when the pictures are drawn.
 */
import type { Connection, FramesMessage, LiveFrame, StatusMessage } from './types'

export interface SocketLike {
  binaryType: string
  readyState: number
  onopen: ((event: unknown) => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number }) => void) | null
  onerror: ((event: unknown) => void) | null
  close(): void
}

export interface Outside {
  open(url: string): SocketLike
  inflate(data: ArrayBuffer): Promise<unknown>
  /** Frames with `after` < id, by REST; used for holes only. */
  fetchFrames(after: number, before: number): Promise<LiveFrame[]>
  later(callback: () => void, milliseconds: number): number
  cancel(handle: number): void
  /** 0 ≤ x < 1, so that a room full of browsers does not come back at once. */
  random(): number
}

export interface Handlers {
  frames(frames: LiveFrame[], achievedSpeed: number | null | undefined): void
  status(run: StatusMessage): void
  connection(state: Connection): void
  /** The run started over: everything kept is of another past. */
  restarted(): void
}

const FIRST_WAIT_MS = 400
const LONGEST_WAIT_MS = 15_000
/** Whoever is asked for patience waits as after so many attempts in vain. */
const PATIENT_ATTEMPTS = 6
/** Close codes by which the lab asks for patience: too many sockets, or not ready. */
const LATER_CODES = new Set([1013, 4429])
/** Close codes after which trying again is useless: no such run, not allowed. */
const FINAL_CODES = new Set([4001, 4003, 4004, 4401, 4403, 4404])

export class RunSocket {
  private socket: SocketLike | null = null
  private work: Promise<void> = Promise.resolve()
  private attempts = 0
  private timer: number | null = null
  private stopped = false
  private last: number
  private seeded: boolean
  private epoch: number | null = null

  constructor(
    private readonly url: string,
    private readonly handlers: Handlers,
    private readonly outside: Outside,
    last = 0,
  ) {
    this.last = last
    this.seeded = last > 0
  }

  get lastId(): number {
    return this.last
  }

  start(): void {
    if (this.stopped || this.socket) return
    this.handlers.connection(this.attempts === 0 ? 'connecting' : 'reconnecting')
    // With its epoch the id says of which past it is, also when the run is catching up with what was seen.
    const epoch = this.epoch === null ? '' : `&epoch=${this.epoch}`
    const socket = this.outside.open(`${this.url}?last=${this.last}${epoch}`)
    socket.binaryType = 'arraybuffer'
    this.socket = socket
    socket.onopen = () => {
      this.handlers.connection('live')
    }
    socket.onmessage = ({ data }) => {
      this.attempts = 0 // not when it opens: a socket may open only to be refused
      this.work = this.work.then(() => this.handle(data)).catch((error: unknown) => {
        console.error('A frame could not be read', error)
      })
    }
    socket.onerror = () => socket.close()
    socket.onclose = ({ code }) => {
      if (this.socket !== socket) return
      this.socket = null
      if (this.stopped) return
      if (FINAL_CODES.has(code)) {
        this.stopped = true
        this.handlers.connection('refused')
        return
      }
      this.handlers.connection('reconnecting')
      this.attempts += 1
      if (LATER_CODES.has(code)) this.attempts = Math.max(this.attempts, PATIENT_ATTEMPTS)
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.attempts - 1))
      this.timer = this.outside.later(() => {
        this.timer = null
        this.start()
      }, wait * (0.5 + this.outside.random() / 2))
    }
  }

  /** Tries at once, e.g. when the tab is shown again or the network is back. */
  hurry(): void {
    if (this.socket || this.stopped) return
    if (this.timer !== null) this.outside.cancel(this.timer)
    this.timer = null
    this.start()
  }

  stop(): void {
    this.stopped = true
    if (this.timer !== null) this.outside.cancel(this.timer)
    this.socket?.close()
    this.socket = null
  }

  /** Resolves when every message that has arrived so far was handled. */
  settled(): Promise<void> {
    return this.work
  }

  private async handle(data: unknown): Promise<void> {
    if (this.stopped) return
    const message = (typeof data === 'string' ? JSON.parse(data) : await this.outside.inflate(data as ArrayBuffer)) as
      FramesMessage | StatusMessage
    if (message.type === 'status') return this.takeStatus(message)
    if (message.type === 'frames') return this.takeFrames(message)
  }

  private takeStatus(message: StatusMessage): void {
    this.enter(message.epoch, message.tick === 0)
    this.handlers.status(message)
  }

  /** Notices that the run started over: by its epoch, or, without one, by a tick of nought. */
  private enter(epoch: number | undefined, atStart: boolean): void {
    const other = epoch === undefined ? atStart : this.epoch !== null && epoch !== this.epoch
    this.epoch = epoch ?? this.epoch
    if (!other || this.last === 0) return
    this.last = 0
    this.seeded = false
    this.handlers.restarted()
  }

  private async takeFrames(message: FramesMessage): Promise<void> {
    this.enter(message.epoch, false)
    let frames = message.frames.filter((frame) => frame.id > this.last)
    const start = message.after
    if (this.seeded && start !== undefined && start > this.last) {
      try {
        const missing = await this.outside.fetchFrames(this.last, start + 1)
        frames = [...missing.filter((frame) => frame.id > this.last && frame.id <= start), ...frames]
      } catch (error) {
        console.warn('Missing frames could not be fetched', error)
      }
    }
    frames.sort((a, b) => a.id - b.id)
    frames = frames.filter((frame, index) => frame.id !== frames[index - 1]?.id)
    this.last = Math.max(this.last, message.through, frames.at(-1)?.id ?? 0)
    this.seeded = true
    if (frames.length > 0) this.handlers.frames(frames, message.achieved_speed)
  }
}
