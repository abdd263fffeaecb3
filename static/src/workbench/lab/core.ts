/** What the lab's panel works out: how an objective stands, and its figures as text. Pure. */
import { clock, compact, milliseconds, money, NOTHING, percent, withUnit } from '../../shared/format'
import { fill, language } from '../../shared/messages'
import type { Json } from '../../shared/types'
import type { Asked } from './host'

/** An objective as the briefing tells it. since, until: seconds that count; null: from the start, to the end. */
export interface Objective {
  id: string
  title: string
  /** With {measured} and {required}. */
  missed: string
  must: boolean
  since: number | null
  until: number | null
}

/** A check's outcome, as the server judges it. */
export interface Verdict {
  met: boolean
  measured: Json
  required: string
  value: Json
  unit: string
  parts: Verdict[]
  /** The request that was put to the policies, where it was one. */
  asked?: Asked
}

export interface Result extends Verdict {
  id: string
  must: boolean
  /** Of a grade: how many seeds met it. */
  seeds_met?: number
  seeds?: number
}

export interface Standing {
  second: number
  duration: number
  objectives: Result[]
}

/** waiting: nothing measured; ahead, behind: so far; met, missed: the seconds that count are over. */
export type State = 'waiting' | 'ahead' | 'behind' | 'met' | 'missed'

/** duration 0: no world is run, and what stands holds now. */
export function stateOf(objective: Pick<Objective, 'since' | 'until'>, result: Verdict | undefined, second: number, duration: number): State {
  if (duration === 0) return !result || result.measured === null ? 'waiting' : result.met ? 'met' : 'behind'
  if (!result || second === 0 || second <= (objective.since ?? 0)) return 'waiting'
  const over = second >= Math.min(objective.until ?? duration, duration)
  if (result.measured === null && !over) return 'waiting'
  if (result.met) return over ? 'met' : 'ahead'
  return over ? 'missed' : 'behind'
}

/** When it counts: "10:00–15:00"; nothing when the whole run does. */
export function windowOf(objective: Pick<Objective, 'since' | 'until'>, duration: number): string {
  if (objective.since === null && objective.until === null) return ''
  return `${clock(objective.since ?? 0)}–${clock(objective.until ?? duration)}`
}

const counters: Record<string, { en: string; ko: string }> = {
  instances: { en: 'instances', ko: '대' },
  targets: { en: 'targets', ko: '개' },
  'instance-hours': { en: 'instance-hours', ko: ' 인스턴스 시간' },
  requests: { en: 'requests', ko: '건' },
  queries: { en: 'queries', ko: '건' },
  '×': { en: 'times', ko: '번' },
  s: { en: 's', ko: '초' },
}
const singular: Record<string, string> = { instances: 'instance', 'instance-hours': 'instance-hour', targets: 'target', requests: 'request', queries: 'query', '×': 'time' }

/** What may become of a request. */
const outcomes: Record<string, { en: string; ko: string }> = {
  allowed: { en: 'allowed', ko: '허용' },
  denied: { en: 'denied', ko: '거부' },
  implicitDeny: { en: 'implicitly denied', ko: '암시적 거부' },
  explicitDeny: { en: 'explicitly denied', ko: '명시적 거부' },
}

/** A measured or required value with its unit. */
export function figure(value: Json, unit: string): string {
  if (value === null) return NOTHING
  if (typeof value === 'boolean') return language() === 'ko' ? (value ? '예' : '아니요') : value ? 'yes' : 'no'
  if (typeof value === 'string') return unit === 'outcome' ? (outcomes[value]?.[language()] ?? value) : value
  if (Array.isArray(value)) return value.map((one) => figure(one, unit)).join(', ')
  if (typeof value === 'object') return JSON.stringify(value)
  if (unit === 'ratio') return percent(value)
  if (unit === '%') return percent(value / 100)
  if (unit === 'ms') return milliseconds(value)
  if (unit === 'req/s') return withUnit(value, 'requests/s')
  if (unit === 'USD/h') return money(value, 'hour')
  if (unit === 'USD') return money(value)
  const counter = counters[unit]
  if (!counter) return compact(value)
  const korean = language() === 'ko'
  const name = korean ? counter.ko : value === 1 ? (singular[unit] ?? counter.en) : counter.en
  return korean ? `${compact(value)}${name}` : `${compact(value)} ${name}`
}

/** A figure with one more decimal, for a value that rounds to the bound it misses. */
function closer(value: Json, unit: string): string {
  if (typeof value !== 'number') return figure(value, unit)
  if (unit === 'ratio') return `${(value * 100).toFixed(2)} %`
  if (unit === '%') return `${value.toFixed(2)} %`
  if (unit === 'USD/h' || unit === 'USD') return `$${value.toFixed(4)}`
  const exact = Number(value.toPrecision(6))
  const counter = language() === 'ko' ? (unit === 'req/s' ? '건/초' : counters[unit]?.ko) : undefined
  return counter ? `${exact}${counter}` : `${exact} ${unit}`.trim()
}

/** What was measured; told more exactly where rounding would make a miss look like a hit. */
export function measuredText(verdict: Verdict): string {
  if (verdict.parts.length) return `${figure(verdict.measured, '')}/${verdict.parts.length}`
  const shown = figure(verdict.measured, verdict.unit)
  return !verdict.met && verdict.measured !== null && shown === figure(verdict.value, verdict.unit) ? closer(verdict.measured, verdict.unit) : shown
}

const signs: Record<string, string> = { at_least: '≥', at_most: '≤', more_than: '>', less_than: '<', equal: '=', not_equal: '≠', one_of: '∈' }

/** What is required, short: "≥ 97 %". */
export function requiredText(verdict: Verdict): string {
  const korean = language() === 'ko'
  switch (verdict.required) {
    case 'all':
      return korean ? '모두' : 'all'
    case 'any':
      return korean ? '하나 이상' : 'any'
    case 'none':
      return korean ? '하나도 없음' : 'none'
    case 'present':
      return korean ? '있음' : 'present'
    case 'absent':
      return korean ? '없음' : 'absent'
  }
  return `${signs[verdict.required] ?? ''} ${figure(verdict.value, verdict.unit)}`.trim()
}

/** Every request a verdict rests on. */
export function askedOf(verdict: Verdict): Verdict[] {
  return verdict.asked ? [verdict] : verdict.parts.flatMap(askedOf)
}

/** A request on one line: who, what, to which resource, under which circumstances. */
export function askedText({ principal, action, resource, context }: Asked): string {
  const who = principal.startsWith('arn:') ? principal.slice(principal.search(/[/:][^/:]*$/) + 1) : principal
  const what = resource === '*' ? '' : ` ${resource.startsWith('arn:') ? resource.split(':').slice(5).join(':') : resource}`
  const where = Object.values(context).flat().map(String).join(', ')
  return `${who} ${action}${what}${where ? ` (${where})` : ''}`
}

/** The author's sentence about a missed objective. */
export function missedText(objective: Pick<Objective, 'missed'>, verdict: Verdict): string {
  return fill(objective.missed, { measured: inSentence(measuredText(verdict)), required: inSentence(figure(verdict.value, verdict.unit)) })
}

/** A figure that does not break between number and unit; Korean sentences write 70%. */
function inSentence(text: string): string {
  return (language() === 'ko' ? text.replace(' %', '%') : text).replaceAll(' ', '\u00a0')
}

/** Objectives that have come to be met, or are missed for good, since the standing before: what is worth saying aloud. */
export function turned(objectives: readonly Objective[], before: Standing | null, after: Standing): { id: string; state: 'met' | 'missed' }[] {
  if (!before || (after.duration > 0 && after.second <= before.second)) return []
  const state = (standing: Standing, objective: Objective) =>
    stateOf(objective, standing.objectives.find((one) => one.id === objective.id), standing.second, standing.duration)
  return objectives.flatMap((objective) => {
    const was = state(before, objective)
    const now = state(after, objective)
    if (now === was) return []
    if (now === 'behind' && after.duration === 0 && was === 'met') return [{ id: objective.id, state: 'missed' }]
    return now === 'met' || now === 'missed' ? [{ id: objective.id, state: now }] : []
  })
}
