/**
 * The state of the run a page looks at. Frames live in `frames`, rows in `log`, badge values in `board`:
 * all outside React, which is told once a message what changed.
 */
import { create } from 'zustand'
import { api, type Page } from '../shared/api'
import { boot } from '../shared/boot'
import type { Document, Run } from '../shared/types'
import { DecisionLog, type LogRow } from './core/fold'
import { FrameWindow } from './core/frames'
import { inflate } from './core/inflate'
import type { Types } from './core/series'
import { RunSocket, type SocketLike } from './core/socket'
import type { Connection, LiveFrame } from './core/types'
import { ValueBoard, type ValueCallback } from './core/values'

export const frames = new FrameWindow()
export const log = new DecisionLog()
const board = new ValueBoard()

export interface LiveState {
  run: Run | null
  connection: Connection
  /** The newest tick received. */
  tick: number
  /** The frame shown: the newest, or the one at `cursor` when the learner has scrubbed back. */
  frame: LiveFrame | null
  cursor: number | null
  /** Newest first. */
  rows: readonly LogRow[]
  /** Grows with every change of the window: what charts redraw upon. */
  version: number
  /** Types of the document's logical ids, and where its viewers are. */
  types: Types
  document: Document | null
}

const nothing: LiveState = {
  run: null, connection: 'idle', tick: 0, frame: null, cursor: null, rows: [], version: 0, types: {}, document: null,
}

export const useLive = create<LiveState>(() => nothing)

export interface ConnectOptions {
  /** The document that runs: its types tell charts which metrics belong to what. */
  document?: Document | null
  /** What is known of the run already. */
  run?: Run | null
  /** The last tick the caller has (rarely needed). */
  last?: number
}

let current: { socket: RunSocket; stop: () => void } | null = null

/** Follows a run, instead of the one followed so far. Returns a function that stops it. */
export function connectRun(runId: string, options: ConnectOptions = {}): () => void {
  disconnectRun()
  clear()
  useLive.setState({ run: options.run ?? null, connection: 'connecting', cursor: null })
  if (options.document) setRunDocument(options.document)
  const socket = new RunSocket(
    address(runId),
    {
      frames: take,
      status: (run) => useLive.setState({ run }),
      connection: (connection) => useLive.setState({ connection }),
      restarted: clear,
    },
    {
      open: (url) => new WebSocket(url) as unknown as SocketLike,
      inflate,
      fetchFrames: (after, before) => storedFrames(runId, { after, before }),
      later: (callback, milliseconds) => window.setTimeout(callback, milliseconds),
      cancel: (handle) => window.clearTimeout(handle),
      random: Math.random,
    },
    options.last ?? 0,
  )
  const hurry = (): void => {
    if (document.visibilityState === 'visible') socket.hurry()
  }
  document.addEventListener('visibilitychange', hurry)
  window.addEventListener('online', hurry)
  const stop = (): void => {
    document.removeEventListener('visibilitychange', hurry)
    window.removeEventListener('online', hurry)
    socket.stop()
  }
  current = { socket, stop }
  socket.start()
  return () => {
    if (current?.socket === socket) disconnectRun()
    else stop()
  }
}

export function disconnectRun(): void {
  current?.stop()
  current = null
  if (useLive.getState().connection !== 'idle') useLive.setState({ connection: 'idle' })
}

/** Forgets everything of the run shown: for leaving a document or starting another run. */
export function leaveRun(): void {
  disconnectRun()
  clear()
  useLive.setState({ ...nothing, version: useLive.getState().version + 1 })
}

export function setRunDocument(document: Document): void {
  const types: Record<string, string> = {}
  for (const [id, resource] of Object.entries(document.Resources)) types[id] = resource.Type
  useLive.setState({ document, types })
}

/** Calls back with a metric's value now and whenever the frame shown has another one. */
export function subscribeValue(resourceId: string, metric: string, callback: ValueCallback): () => void {
  return board.subscribe(resourceId, metric, callback)
}

/** Shows the world as it was at a tick; null goes back to live. */
export function scrubTo(cursor: number | null): void {
  const newest = frames.last
  const live = cursor === null || (newest !== null && cursor >= newest.id)
  const frame = live ? newest : frames.at(cursor)
  board.show(frame)
  useLive.setState((state) => ({ cursor: live ? null : cursor, frame, version: state.version + 1 }))
  if (!live && cursor !== null && (frame === null || frames.first!.id > cursor)) void fetchAround(cursor)
}

async function storedFrames(runId: string, page: Page): Promise<LiveFrame[]> {
  const answer: unknown = await api.frames(runId, page)
  return (Array.isArray(answer) ? answer : (answer as { frames: LiveFrame[] }).frames) as LiveFrame[]
}

let fetching: number | null = null

/** Brings frames that have left the window, for scrubbing far back; the newest request wins. */
async function fetchAround(cursor: number): Promise<void> {
  const run = useLive.getState().run
  if (!run) return
  fetching = cursor
  try {
    const stored = await storedFrames(run.id, { after: Math.max(0, cursor - 1), before: cursor + 1, limit: 1 })
    const frame = stored.at(-1)
    if (fetching !== cursor || !frame || useLive.getState().cursor !== cursor) return
    board.show(frame)
    useLive.setState({ frame })
  } catch (error) {
    console.warn('The stored frame could not be fetched', error)
  }
}

/** Takes frames as the socket does. Exported for tests and the development page. */
export function take(incoming: LiveFrame[], achievedSpeed?: number | null): void {
  const fresh = frames.add(incoming)
  if (fresh.length === 0) return
  for (const frame of fresh) log.addFrame(frame)
  useLive.setState((state) => {
    const newest = frames.last!
    const frame = state.cursor === null ? newest : state.frame
    if (state.cursor === null) board.show(newest)
    const run = state.run && {
      ...state.run,
      tick: Math.max(state.run.tick, newest.id),
      achieved_speed: achievedSpeed ?? state.run.achieved_speed,
    }
    return { run, tick: newest.id, frame, rows: log.rows, version: state.version + 1 }
  })
}

function clear(): void {
  frames.clear()
  log.clear()
  board.show(null)
  useLive.setState((state) => ({ tick: 0, frame: null, cursor: null, rows: [], version: state.version + 1 }))
}

function address(runId: string): string {
  const path = boot().urls['socket'] ?? `/ws/runs/${runId}/`
  const url = new URL(path.replace('{id}', runId), window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}
