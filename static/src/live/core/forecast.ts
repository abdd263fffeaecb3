/**
 * The forecast chart's series: from the decisions of predictive scaling to hours of load and instances.
 * Each hour's decision tells two days as they were and the newest forecast; older ones tell what was forecast for the
 * hours in between. Pure: knows neither plotly nor React.
 */
import type { Document, Json, Language } from '../../shared/types'
import type { LiveDecision } from './types'
import type { Binding, Series } from './series'

const HOUR = 3600
const SUBJECT = 'autoscaling.predictive_capacity'

export interface ForecastView {
  series: Series[]
  /** What one hour's load is counted in. */
  unit: string
  /** The present and the ends of the time axis, in its milliseconds: the world's own calendar. */
  now: number
  from: number
  to: number
  /** The busiest hour of the forecast, for the sentence; null without a forecast. */
  peak: { group: string; at: number; load: number; unit: string; capacity: number; current: number | null } | null
}

interface Hourly {
  resource: string
  zero: number
  unit: string
  columns: Record<string, Map<number, number | null>>
  latest: Record<string, Json>
}

export function forecasts(document: Document | null): boolean {
  return Object.values(document?.Resources ?? {}).some(
    (one) => one.Type === 'AWS::AutoScaling::ScalingPolicy' && one.Properties?.['PolicyType'] === 'PredictiveScaling',
  )
}

/** What is to be drawn at second `end`; null when nothing has been forecast by then. */
export function forecastView(
  bindings: readonly Binding[], decisions: readonly LiveDecision[], end: number, language: Language,
): ForecastView | null {
  const groups = [...collected(decisions, end, language).values()]
  if (groups.length === 0) return null
  const series = groups.flatMap((group, place) => bindings.map((binding) => seriesOf(binding, group, place, groups.length > 1, end)))
  const first = groups[0]!
  const hours = series.flatMap((one) => one.x)
  return {
    series, unit: first.unit, now: first.zero + end * 1000, from: Math.min(...hours), to: Math.max(...hours) + HOUR * 1000,
    peak: peakOf(first, end),
  }
}

function collected(decisions: readonly LiveDecision[], end: number, language: Language): Map<string, Hourly> {
  const found = new Map<string, Hourly>()
  for (const { subject, resource, evidence, at } of decisions) {
    if (subject !== SUBJECT || resource === null || (at ?? 0) > end || !Array.isArray(evidence['forecast_load'])) continue
    const before = found.get(resource)
    // Of several policies the one that scales is shown, or else the first.
    if (before && before.latest['policy'] !== evidence['policy'] && evidence['mode'] !== 'ForecastAndScale') continue
    const same = before && before.latest['policy'] === evidence['policy']
    const unit = evidence['unit'] as { en: string; ko: string } | undefined
    found.set(resource, {
      resource, zero: Date.parse(String(evidence['second_zero'])), unit: unit?.[language] ?? '',
      columns: {
        past_load: hourly(evidence, 'past_at', 'past_load'),
        past_capacity: hourly(evidence, 'past_at', 'past_capacity'),
        // What was forecast for hours that are over stays: that is what the past is compared with.
        forecast_load: new Map([...(same ? before.columns['forecast_load']! : []), ...hourly(evidence, 'forecast_from', 'forecast_load')]),
        forecast_capacity: new Map([...(same ? before.columns['forecast_capacity']! : []), ...hourly(evidence, 'forecast_from', 'forecast_capacity')]),
      },
      latest: evidence,
    })
  }
  return found
}

function hourly(evidence: Record<string, Json>, from: string, name: string): Map<number, number | null> {
  const start = Number(evidence[from])
  const values = (evidence[name] ?? []) as (number | null)[]
  return new Map(values.map((value, index) => [start + index * HOUR, value]))
}

function seriesOf(binding: Binding, group: Hourly, place: number, several: boolean, end: number): Series {
  const column = group.columns[binding.metric] ?? new Map<number, number | null>()
  const seconds = [...column.keys()].sort((a, b) => a - b)
  const y = seconds.map((at) => column.get(at) ?? null)
  const { name } = binding
  const current = seconds.findLast((at) => at <= end && column.get(at) !== null)
  return {
    key: `${binding.metric}\u0000${group.resource}`, name: several ? `${group.resource} · ${name}` : name,
    ink: binding.inks[place % binding.inks.length] ?? 'text', binding, resource: group.resource, value: null,
    x: seconds.map((at) => group.zero + at * 1000), y, latest: current === undefined ? null : (column.get(current) ?? null),
  }
}

function peakOf(group: Hourly, end: number): ForecastView['peak'] {
  const load = group.columns['forecast_load']!
  const ahead = [...load.keys()].filter((at) => at + HOUR > end)
  if (ahead.length === 0) return null
  const at = ahead.reduce((best, one) => ((load.get(one) ?? 0) > (load.get(best) ?? 0) ? one : best))
  const past = [...group.columns['past_capacity']!.values()].findLast((value) => value !== null)
  return {
    group: group.resource, at: group.zero + at * 1000, load: load.get(at) ?? 0, unit: group.unit,
    capacity: group.columns['forecast_capacity']!.get(at) ?? 0, current: past ?? null,
  }
}

/** Rows of the chart's table: hour by hour, from a day ago to the end. */
export function forecastRows(view: ForecastView): { at: number; values: (number | null)[] }[] {
  const columns = view.series.map((one) => new Map(one.x.map((at, index) => [at, one.y[index] ?? null])))
  const hours = [...new Set(view.series.flatMap((one) => one.x))].filter((at) => at > view.now - 25 * HOUR * 1000)
  return hours.sort((a, b) => a - b).map((at) => ({ at, values: columns.map((column) => column.get(at) ?? null) }))
}
