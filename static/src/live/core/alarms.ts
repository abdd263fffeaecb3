/**
 * Alarms over time: a row for each, cut into stretches of one state. Alarms of the document report their own
 * state; those that target tracking manages are reported by their group.
 */
import type { LiveDecision, LiveFrame } from './types'
import type { Types } from './series'

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

export const ALARM_TYPES: readonly string[] = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']

export interface Stretch {
  from: number
  /** The last second it is known for. */
  to: number
  state: AlarmState
}

export interface AlarmRow {
  key: string
  name: string
  /** The resource whose decisions it is told by. */
  resource: string
  /** Made by a target tracking policy. */
  managed: boolean
  composite: boolean
  stretches: Stretch[]
  /** The state at the moment shown. */
  state: AlarmState
}

const known = (value: unknown): AlarmState | null => (value === 'OK' || value === 'ALARM' || value === 'INSUFFICIENT_DATA' ? value : null)

export function alarmRows(frames: readonly LiveFrame[], types: Types): AlarmRow[] {
  const rows = new Map<string, AlarmRow>()
  const put = (frame: LiveFrame, resource: string, name: string, value: unknown, managed: boolean, composite: boolean) => {
    const state = known(value)
    if (!state) return
    const key = managed ? `${resource}\u0000${name}` : resource
    let row = rows.get(key)
    if (!row) rows.set(key, (row = { key, name, resource, managed, composite, stretches: [], state }))
    row.state = state
    const last = row.stretches.at(-1)
    if (last?.state === state) last.to = frame.id
    else {
      // Frames that were thinned out are of the state before: an alarm changes in a frame that is kept.
      if (last) last.to = frame.id
      row.stretches.push({ from: frame.id, to: frame.id, state })
    }
  }
  for (const frame of frames) {
    for (const [resource, values] of Object.entries(frame.values)) {
      const type = types[resource] ?? ''
      if (ALARM_TYPES.includes(type)) put(frame, resource, resource, values['StateValue'], false, type !== ALARM_TYPES[0])
      const managed = values['Alarms']
      if (managed !== null && typeof managed === 'object') for (const [name, state] of Object.entries(managed)) put(frame, resource, name, state, true, false)
    }
  }
  const newest = frames.at(-1)?.id
  for (const row of rows.values()) if (newest !== undefined && row.stretches.at(-1)!.to < newest && !row.managed) row.stretches.at(-1)!.to = newest
  return [...rows.values()].sort((a, b) => Number(a.managed) - Number(b.managed) || (a.resource + a.name < b.resource + b.name ? -1 : 1))
}

const GRAVITY: Record<AlarmState, number> = { OK: 0, INSUFFICIENT_DATA: 1, ALARM: 2 }

/** All alarms as one: at each moment the gravest state of any. */
export function gravest(rows: readonly AlarmRow[]): Stretch[] {
  const edges = [...new Set(rows.flatMap((row) => row.stretches.flatMap((one) => [one.from, one.to])))].sort((a, b) => a - b)
  const found: Stretch[] = []
  edges.slice(0, -1).forEach((from, i) => {
    const to = edges[i + 1]!
    const states = rows.flatMap((row) => row.stretches.filter((one) => one.from <= from && one.to >= to && one.from < one.to).map((one) => one.state))
    if (!states.length) return
    const state = states.reduce((a, b) => (GRAVITY[b] > GRAVITY[a] ? b : a))
    const last = found.at(-1)
    if (last && last.state === state && last.to === from) last.to = to
    else found.push({ from, to, state })
  })
  return found
}

/** How many alarms are in each state now, the gravest first. */
export function tally(rows: readonly AlarmRow[]): { state: AlarmState; count: number }[] {
  const states: AlarmState[] = ['ALARM', 'INSUFFICIENT_DATA', 'OK']
  return states.map((state) => ({ state, count: rows.filter((row) => row.state === state).length })).filter((one) => one.count)
}

/** A managed alarm's own end: "AlarmHigh" of "TargetTracking-Web-AlarmHigh-1a2b". */
export const shortName = (name: string) => /(Alarm(?:High|Low))/.exec(name)?.[1] ?? name

/**
 * The decision by which an alarm took the state it is in at a second: the newest one up to it. An alarm of the document
 * decides as a resource of its own, under whatever name it has; a group's decisions name the managed alarm they are of.
 */
export function decisionOf(row: Pick<AlarmRow, 'name' | 'resource' | 'managed'>, at: number, decisions: readonly LiveDecision[]): LiveDecision | null {
  let found: LiveDecision | null = null
  for (const one of decisions) {
    if (one.at === null || one.at > at || one.resource !== row.resource || !one.subject.startsWith('cloudwatch.')) continue
    if (row.managed && one.evidence['alarm'] !== row.name) continue
    if (!found || one.at >= found.at!) found = one
  }
  return found
}
