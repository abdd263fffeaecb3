/** What the live side keeps: frames as they come, decisions with their table, the state of the connection. */
import type { Bilingual, Frame as SharedFrame, Run } from '../../shared/types'

export type Verdict = 'chosen' | 'rejected' | 'eligible'

export interface LiveCandidate {
  id: string
  verdict: Verdict
  values: Record<string, unknown>
  why: Bilingual | null
}

export interface LiveDecision {
  /** Tick and place in it: "42.3". */
  id: string
  subject: string
  outcome: unknown
  reason: string
  text: Bilingual
  candidates: LiveCandidate[]
  evidence: Record<string, unknown>
  source: string
  at: number | null
  resource: string | null
  layer: string | null
}

export type Latency = { p50: number; p90: number; p95?: number; p99: number }

export type LiveFrame = Omit<SharedFrame, 'decisions' | 'latency_ms'> & {
  decisions: LiveDecision[]
  latency_ms: Latency | null
}

export interface FramesMessage {
  type: 'frames'
  /** The newest tick this message covers; ticks between kept frames were thinned out, not lost. */
  through: number
  /** The tick the message starts after, when the server says so: proof against holes. */
  after?: number
  frames: LiveFrame[]
}

export type StatusMessage = { type: 'status' } & Run

export type Connection = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'refused'
