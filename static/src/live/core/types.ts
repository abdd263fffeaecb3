/** What the live side adds to the shared shapes: messages of the stream and the state of the connection. */
import type { Decision, Frame, Run } from '../../shared/types'

export type LiveDecision = Decision
export type Latency = { p50: number; p90: number; p95?: number; p99: number }
export type LiveFrame = Omit<Frame, 'latency_ms'> & { latency_ms: Latency | null }

export interface FramesMessage {
  type: 'frames'
  /** The newest tick this message covers; ticks between kept frames were thinned out, not lost. */
  through: number
  /** The tick the message starts after, when the server says so: proof against holes. */
  after?: number
  /** Counts the run's starts: frames of another epoch are of another past. */
  epoch?: number
  achieved_speed?: number | null
  frames: LiveFrame[]
}

export type StatusMessage = { type: 'status'; epoch?: number } & Run

export type Connection = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'refused'
