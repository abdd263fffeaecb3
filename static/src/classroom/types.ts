/** What the server says of a class, as `labs/classroom/telling.py` writes it. */

export type Phase = 'lobby' | 'running' | 'paused' | 'ended'

export interface SessionState {
  id: string
  sequence: number
  title: string
  lab: string
  phase: Phase
  left_s: number
  announcement: string
  announced_at: string | null
  now: string
}

export interface Glance {
  second: number
  met: Record<string, boolean>
  seconds: number[]
  goodput: (number | null)[]
  latency_p95: (number | null)[]
  usd_per_hour: (number | null)[]
}

export interface Tile {
  id: string
  number: number
  nickname: string
  away: boolean
  idle_s: number
  idle: boolean
  stuck: boolean
  help_s: number | null
  step: number
  hints: number
  predicted: number
  submissions: number
  grading: boolean
  stars: number | null
  points: number | null
  run: { id: string; status: string; speed: string } | null
  met: Record<string, boolean>
  glance: Glance | null
}

export interface Desk extends SessionState {
  code: string
  names_hidden: boolean
  objectives: { id: string; title: string; must: boolean }[]
  tiles: Tile[]
}

export interface Projector extends SessionState {
  code: string
  students: number
  here: number
  passed: number
  met: Record<string, number>
  names: string[]
}

export interface ClassBoot {
  id: string
  socket: string
  join: string
  shown: string
  qr: string
  projector: string
  list: string
  faults: { resource: string; fault: string; label: string; help: string }[]
}

export interface PlaceBoot {
  id: string
  nickname: string
  needs_help: boolean
  socket: string
  session: SessionState
}
