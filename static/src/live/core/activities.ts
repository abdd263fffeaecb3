/**
 * Scaling activities as AWS lists them: when, what, whether it succeeded, and the cause. Told by decisions of
 * the subject `autoscaling.activity`, one at the beginning and one at the end of each; where there are none,
 * by launches and terminations.
 */
import type { Bilingual } from '../../shared/types'
import type { LiveDecision } from './types'

export interface Activity {
  id: string
  group: string | null
  start: number
  /** null while it goes on, or when nobody told. */
  end: number | null
  /** AWS's code: InProgress, PreInService, Successful, Failed, Cancelled…; null when only a launch or a termination was told. */
  status: string | null
  progress: number | null
  description: Bilingual | string
  cause: Bilingual | string
  decision: LiveDecision
}

const LIFE = new Set(['autoscaling.place', 'autoscaling.terminate', 'autoscaling.health'])
/** Life of instances that AWS lists no activity for. */
const SILENT = new Set(['NoZoneAvailable', 'WithinGracePeriod', 'NobodyToTerminate', 'NobodyReady'])

const both = (value: unknown): Bilingual | string | null =>
  typeof value === 'string' ? value
  : value !== null && typeof value === 'object' && 'en' in value && 'ko' in value ? (value as Bilingual)
  : null

export function activities(decisions: Iterable<LiveDecision>): Activity[] {
  const all = [...decisions]
  const told = all.filter((one) => one.subject === 'autoscaling.activity')
  const found = told.length ? told.reduce(fold, new Map<string, Activity>()) : derived(all)
  return [...found.values()].sort((a, b) => b.start - a.start || (a.id < b.id ? 1 : -1))
}

/** Later words about an activity replace earlier ones: it is one row from its beginning to its end. */
function fold(found: Map<string, Activity>, decision: LiveDecision): Map<string, Activity> {
  const facts = decision.evidence
  const id = String(facts['ActivityId'] ?? decision.id)
  const before = found.get(id)
  const status = typeof facts['StatusCode'] === 'string' ? facts['StatusCode'] : (before?.status ?? null)
  const at = decision.at ?? 0
  // Its instants are of the world's calendar, its place in the run is that of the decision: the span between is both's.
  const span = (Date.parse(String(facts['EndTime'])) - Date.parse(String(facts['StartTime']))) / 1000
  const start = before?.start ?? (span > 0 ? at - span : at)
  const over = status !== null && /^(Successful|Failed|Cancelled)$/.test(status)
  found.set(id, {
    id, group: decision.resource, start,
    end: over ? at : null,
    status, progress: typeof facts['Progress'] === 'number' ? facts['Progress'] : null,
    description: both(facts['Description']) ?? before?.description ?? decision.text,
    cause: both(facts['Cause']) ?? before?.cause ?? '',
    decision,
  })
  return found
}

function derived(all: readonly LiveDecision[]): Map<string, Activity> {
  const found = new Map<string, Activity>()
  for (const one of all) {
    if (!LIFE.has(one.subject) || SILENT.has(one.reason)) continue
    found.set(one.id, { id: one.id, group: one.resource, start: one.at ?? 0, end: null, status: null, progress: null, description: one.text, cause: '', decision: one })
  }
  return found
}
