/** Time that is left, counted down between two words of the server, which has the truth. */
import type { SessionState } from './types'

/** Seconds left at `now` (ms), for a state that arrived at `arrived` (ms). */
export function left(state: Pick<SessionState, 'phase' | 'left_s'>, arrived: number, now: number): number {
  if (state.phase !== 'running') return state.left_s
  return Math.max(0, state.left_s - (now - arrived) / 1000)
}

/** 75 -> "1:15", 3675 -> "1:01:15". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** The newer of two states: what arrives late is not believed over what was known. */
export function newer<T extends { sequence: number; now: string }>(known: T, heard: T): T {
  if (heard.sequence !== known.sequence) return heard.sequence > known.sequence ? heard : known
  return heard.now >= known.now ? heard : known
}
