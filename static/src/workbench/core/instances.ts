/**
 * The instances of a group as rows, read from one frame's values. A group names what it measures of each
 * instance in metrics of the dimension "instance"; what it does not say of one stays null.
 */
import { shapeOf, type State, STATES } from '../../shared/states'
import type { LiveDecision, LiveFrame } from '../../live'
import type { MetricValue, ResourceValues } from '../../shared/types'

/** until: the second at which a Spot Instance is gone; null: only recommended to be replaced. */
export interface Risk {
  since: number
  until: number | null
}

export interface Instance {
  id: string
  /** As the world names it: in_service, pending_wait, warmed_stopped… */
  state: string
  shape: State
  zone: string
  type: string | null
  version: string | null
  spot: boolean
  protected: boolean
  /** Percent. */
  cpu: number | null
  credits: number | null
  /** EC2 may take it back soon, or has said when it will; null: neither. */
  risk: Risk | null
}

const record = (value: MetricValue | undefined): Record<string, string | number | null> => (value !== null && typeof value === 'object' ? value : {})
const number = (value: unknown) => (typeof value === 'number' ? value : null)
const text = (value: unknown) => (value === null || value === undefined ? null : String(value))

export function instancesOf(values: ResourceValues | undefined, risks: ReadonlyMap<string, Risk> = new Map()): Instance[] {
  if (!values) return []
  const zones = record(values['InstanceZones'])
  const types = record(values['InstanceTypes'])
  const versions = record(values['TemplateVersions'])
  const cpu = record(values['CPUByInstance'])
  const credits = record(values['CPUCreditBalance'])
  const options = record(values['PurchaseOptions'])
  const shielded = record(values['ProtectedInstances'])
  return Object.entries(record(values['InstanceStates'])).map(([id, state]) => ({
    id, state: String(state), shape: shapeOf(String(state)), zone: text(zones[id]) ?? '', type: text(types[id]), version: text(versions[id]),
    spot: String(options[id] ?? '').toLowerCase() === 'spot', protected: id in shielded && shielded[id] !== 0, cpu: number(cpu[id]), credits: number(credits[id]),
    risk: risks.get(id) ?? null,
  }))
}

/** What EC2 has said of a group's Spot Instances up to a second: recommendations and two-minute notices. */
export function risksOf(decisions: readonly LiveDecision[], group: string, now: number): Map<string, Risk> {
  const found = new Map<string, Risk>()
  for (const one of decisions) {
    const at = one.at ?? 0
    if (one.subject !== 'autoscaling.spot' || one.resource !== group || at > now) continue
    const instance = String(one.evidence['instance'] ?? one.outcome)
    if (one.reason === 'RebalanceRecommended') found.set(instance, { since: at, until: null })
    else if (one.reason === 'InterruptionNotice') found.set(instance, { since: at, until: at + (Number(one.evidence['seconds']) || 120) })
    else found.delete(instance)
  }
  return found
}

/** Those that are there: what has ended is named for a while and then forgotten. */
export const present = (instances: readonly Instance[]) => instances.filter((one) => one.shape !== 'terminated')

export type Counts = { state: State; count: number }[]

/** How many there are of each state, in the order of `STATES`, without those there are none of. */
export function countsOf(instances: readonly { shape: State }[]): Counts {
  const counts = new Map<State, number>()
  for (const { shape } of instances) counts.set(shape, (counts.get(shape) ?? 0) + 1)
  return STATES.flatMap((state) => (counts.has(state) ? [{ state, count: counts.get(state)! }] : []))
}

/** What a zone's row has room for: each instance, or counts by state that fit into so many characters. */
export type Picture = { kind: 'each'; instances: Instance[] } | { kind: 'counts'; counts: Counts; rest: number; total: number }

/** Glyphs of single instances in one row, and what a count takes: the glyph and its digits, in characters. */
const EACH = 10
const GLYPH = 3

/**
 * `room` is the width of the row in characters. Of more states than fit, the most important stay: what is
 * broken is never left out for what is well.
 */
export function pictureOf(instances: readonly Instance[], room = 24): Picture {
  const here = present(instances)
  const marked = here.filter((one) => one.spot || one.protected).length
  if (here.length + marked / 2 <= EACH) return { kind: 'each', instances: [...here].sort(byState) }
  const counts = countsOf(here)
  const width = (one: { count: number }) => GLYPH + String(one.count).length
  const weight: Record<State, number> = { healthy: 0, unhealthy: 1, booting: 2, draining: 3, waiting: 4, pending: 5, standby: 6, warm: 7, terminated: 8 }
  const kept = new Set<State>()
  let left = room
  for (const one of [...counts].sort((a, b) => weight[a.state] - weight[b.state])) {
    if (width(one) > left) continue
    kept.add(one.state)
    left -= width(one)
  }
  const rest = counts.filter((one) => !kept.has(one.state)).reduce((sum, one) => sum + one.count, 0)
  return { kind: 'counts', counts: counts.filter((one) => kept.has(one.state)), rest, total: here.length }
}

const byState = (a: Instance, b: Instance) => STATES.indexOf(a.shape) - STATES.indexOf(b.shape)

/** What differs among instances that should be equal: "v2 ×3 · v1 ×1". Empty where all are the same. */
export function mixture(instances: readonly Instance[], by: 'type' | 'version'): { name: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const one of present(instances)) {
    const name = one[by]
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts.size < 2 ? [] : [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
}

export type SortKey = 'state' | 'id' | 'zone' | 'type' | 'version' | 'cpu' | 'credits' | 'since'

/** What needs a look comes first; of equals the one whose id comes first. */
const attention: Record<State, number> = { unhealthy: 0, waiting: 1, draining: 2, booting: 3, pending: 4, standby: 5, healthy: 6, warm: 7, terminated: 8 }

export function sorted<T extends Instance & { since?: number | null }>(instances: readonly T[], key: SortKey, descending: boolean): T[] {
  const value = (one: T): number | string | null =>
    key === 'state' ? attention[one.shape] : key === 'since' ? (one.since ?? null) : key === 'version' ? (Number(one.version) || one.version) : one[key]
  const sign = descending ? -1 : 1
  return [...instances].sort((a, b) => {
    const [x, y] = [value(a), value(b)]
    if (x === y) return a.id < b.id ? -1 : 1
    // Nothing to say stays last, whichever way it is sorted.
    if (x === null) return 1
    if (y === null) return -1
    return (x < y ? -1 : 1) * sign
  })
}

/**
 * The second at which an instance is first seen, found by halves: an instance is there without a gap. `atLeast`
 * says that it was there before what is remembered begins.
 */
export function firstSeen(frames: readonly LiveFrame[], group: string, id: string): { at: number; atLeast: boolean } | null {
  const has = (frame: LiveFrame) => id in record(frame.values[group]?.['InstanceStates'])
  let [low, high] = [0, frames.length - 1]
  if (high < 0 || !has(frames[high]!)) return null
  if (has(frames[0]!)) return { at: frames[0]!.id, atLeast: true }
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (has(frames[middle]!)) high = middle
    else low = middle
  }
  return { at: frames[high]!.id, atLeast: false }
}
