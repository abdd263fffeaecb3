/**
 * Autosave as a state machine without a screen. It says "saved" only after the server said so, keeps what
 * could not be saved, and stops and asks when somebody else saved in between.
 */
import type { Document, Problem, SaveAnswer } from '../../shared/types'

export type SaveState =
  | { kind: 'saved'; at: string | null }
  | { kind: 'waiting' }
  | { kind: 'saving' }
  | { kind: 'offline'; attempt: number }
  | { kind: 'refused'; message: string; problems: Problem[] }
  | { kind: 'conflict'; revision: number | null }

/** How a save can fail, as the caller tells it. */
export type Failure =
  | { kind: 'offline' }
  | { kind: 'refused'; message: string; problems: Problem[] }
  | { kind: 'conflict'; revision: number | null }

export interface Clock {
  now(): number
  after(ms: number, run: () => void): () => void
}

export interface Options {
  revision: number
  document: Document
  savedAt: string | null
  save(document: Document, baseRevision: number): Promise<SaveAnswer>
  failure(error: unknown): Failure
  onState(state: SaveState): void
  /** The server has it: what was saved before, what is saved now. */
  onSaved?(before: Document, after: Document, answer: SaveAnswer): void
  /** Keeps an unsaved document where a closed tab cannot lose it; null forgets it. */
  keep?(unsaved: { document: Document; revision: number } | null): void
  clock?: Clock
}

export const QUIET_MS = 600
export const LONGEST_MS = 3000
const retries = [1000, 2000, 4000, 8000, 15000]

const realClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

export class Autosave {
  state: SaveState
  revision: number
  private saved: Document
  private current: Document
  private readonly clock: Clock
  private cancel: (() => void) | null = null
  private firstUnsaved: number | null = null
  private attempt = 0
  private busy = false
  private stopped = false
  private savedAt: string | null

  constructor(private readonly options: Options) {
    this.saved = this.current = options.document
    this.revision = options.revision
    this.savedAt = options.savedAt
    this.clock = options.clock ?? realClock
    this.state = { kind: 'saved', at: options.savedAt }
  }

  get unsaved(): boolean {
    return this.current !== this.saved
  }

  changed(document: Document): void {
    if (document === this.current) return
    this.current = document
    if (!this.unsaved) {
      // Undone back to what the server has.
      this.firstUnsaved = null
      if (!this.busy && this.state.kind !== 'conflict') {
        this.clear()
        this.options.keep?.(null)
        this.enter({ kind: 'saved', at: this.savedAt })
      }
      return
    }
    this.options.keep?.({ document, revision: this.revision })
    this.firstUnsaved ??= this.clock.now()
    if (this.busy || this.state.kind === 'conflict' || this.state.kind === 'offline') return
    this.enter({ kind: 'waiting' })
    const left = Math.max(0, this.firstUnsaved + LONGEST_MS - this.clock.now())
    this.schedule(Math.min(QUIET_MS, left))
  }

  /** Saves now what is unsaved: before starting a run, when the tab is hidden, when the network is back. */
  async flush(): Promise<boolean> {
    this.clear()
    if (this.busy || this.state.kind === 'conflict') return false
    if (!this.unsaved) return true
    return this.attemptSave()
  }

  /** After a conflict: 'mine' overwrites their revision knowingly. */
  async keepMine(theirRevision: number): Promise<boolean> {
    this.revision = theirRevision
    this.enter({ kind: 'waiting' })
    return this.flush()
  }

  /** After a conflict: the server's document has been loaded instead. */
  adopt(document: Document, revision: number, savedAt: string): void {
    this.saved = this.current = document
    this.revision = revision
    this.savedAt = savedAt
    this.firstUnsaved = null
    this.options.keep?.(null)
    this.enter({ kind: 'saved', at: savedAt })
  }

  stop(): void {
    this.stopped = true
    this.clear()
  }

  private async attemptSave(): Promise<boolean> {
    const sent = this.current
    const before = this.saved
    this.busy = true
    this.enter({ kind: 'saving' })
    try {
      const answer = await this.options.save(sent, this.revision)
      this.busy = false
      if (this.stopped) return true
      this.saved = sent
      this.revision = answer.revision
      this.savedAt = answer.saved_at
      this.attempt = 0
      this.firstUnsaved = null
      this.options.onSaved?.(before, sent, answer)
      if (this.unsaved) {
        this.options.keep?.({ document: this.current, revision: this.revision })
        this.firstUnsaved = this.clock.now()
        this.enter({ kind: 'waiting' })
        this.schedule(QUIET_MS)
      } else {
        this.options.keep?.(null)
        this.enter({ kind: 'saved', at: answer.saved_at })
      }
      return true
    } catch (error) {
      this.busy = false
      if (this.stopped) return false
      const failure = this.options.failure(error)
      if (failure.kind === 'offline') {
        this.enter({ kind: 'offline', attempt: this.attempt })
        this.schedule(retries[Math.min(this.attempt++, retries.length - 1)]!)
      } else {
        this.enter(failure)
        // Typed on while the refused one was under way: the newer one may be fine.
        if (failure.kind === 'refused' && this.current !== sent) this.schedule(QUIET_MS)
      }
      return false
    }
  }

  private schedule(ms: number): void {
    this.clear()
    this.cancel = this.clock.after(ms, () => {
      this.cancel = null
      void this.flush()
    })
  }

  private clear(): void {
    this.cancel?.()
    this.cancel = null
  }

  private enter(state: SaveState): void {
    this.state = state
    this.options.onState(state)
  }
}
