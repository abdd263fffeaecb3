import { describe, expect, it } from 'vitest'
import type { Document, Json } from '../../shared/types'
import { forecastRows, forecasts, forecastView } from './forecast'
import type { Binding } from './series'
import type { LiveDecision } from './types'

const HOUR = 3600
const ZERO = Date.UTC(2024, 0, 1, 6)

const binding = (metric: string, name = metric): Binding => ({
  type: 'Decision', metric, name, trace: {}, inks: ['compute', 'compute-2'], dimension: false, axis: metric.endsWith('load') ? 'y' : 'y2',
  unit: 'count', factor: 1, labels: {}, opacity: 0,
})
const bindings = [binding('past_load', 'load'), binding('forecast_load'), binding('past_capacity'), binding('forecast_capacity')]

function hour(number: number, from: number, rest: Record<string, Json> = {}, resource = 'Web'): LiveDecision {
  const evidence: Record<string, Json> = {
    policy: 'Ahead', mode: 'ForecastAndScale', second_zero: '2024-01-01T06:00:00Z', unit: { en: 'requests an hour', ko: '시간당 요청 수' },
    past_at: (number - 2) * HOUR, past_load: [10 * number, 10 * number + 1], past_capacity: [null, 2],
    forecast_from: from * HOUR, forecast_load: Array.from({ length: 48 }, (_, index) => from + index),
    forecast_capacity: Array.from({ length: 48 }, (_, index) => 2 + index), ...rest,
  }
  return {
    id: `${number}`, subject: 'autoscaling.predictive_capacity', outcome: null, reason: 'CapacityIsEnough', text: { en: '', ko: '' },
    candidates: [], evidence, source: '', at: number * HOUR, resource, layer: 'compute',
  }
}

describe('the forecast', () => {
  it('is nothing before the first decision', () => {
    expect(forecastView(bindings, [], 100, 'en')).toBeNull()
    expect(forecastView(bindings, [hour(2, 0)], HOUR, 'en')).toBeNull()
  })

  it('lies on the calendar of the world, the past before the present and 48 hours from where it was made', () => {
    const view = forecastView(bindings, [hour(0, 0)], 60, 'en')!
    expect(view.now).toBe(ZERO + 60_000)
    expect(view.from).toBe(ZERO - 2 * HOUR * 1000)
    expect(view.to).toBe(ZERO + 48 * HOUR * 1000)
    const [past, ahead] = view.series
    expect([past!.name, past!.y, past!.latest]).toEqual(['load', [0, 1], 1])
    expect([ahead!.y.length, ahead!.latest]).toEqual([48, 0])
  })

  it('keeps what was forecast for hours that are over', () => {
    const view = forecastView(bindings, [hour(0, 0), hour(6, 6, { forecast_load: Array.from({ length: 48 }, () => 500) })], 6 * HOUR, 'ko')!
    const ahead = view.series[1]!
    expect(ahead.y.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 500])
    expect(ahead.y).toHaveLength(54)
    expect(view.unit).toBe('시간당 요청 수')
  })

  it('shows of several policies the one that scales', () => {
    const only = hour(0, 0, { policy: 'Other', mode: 'ForecastOnly', forecast_load: [7] })
    expect(forecastView(bindings, [hour(0, 0), only], 60, 'en')!.series[1]!.y).toHaveLength(48)
    expect(forecastView(bindings, [only], 60, 'en')!.series[1]!.y).toEqual([7])
  })

  it('names the groups when there are several', () => {
    const view = forecastView(bindings, [hour(0, 0), hour(0, 0, {}, 'Api')], 60, 'en')!
    expect(view.series).toHaveLength(8)
    expect([view.series[0]!.name, view.series[4]!.ink]).toEqual(['Web · load', 'compute-2'])
  })

  it('tells the busiest hour to come', () => {
    const peak = forecastView(bindings, [hour(0, 0)], 60, 'en')!.peak!
    expect(peak).toMatchObject({ group: 'Web', at: ZERO + 47 * HOUR * 1000, load: 47, capacity: 49, current: 2 })
  })

  it('has a table row for each hour', () => {
    const rows = forecastRows(forecastView(bindings, [hour(0, 0)], 60, 'en')!)
    expect(rows).toHaveLength(50)
    expect(rows[0]).toEqual({ at: ZERO - 2 * HOUR * 1000, values: [0, null, null, null] })
    expect(rows[2]).toEqual({ at: ZERO, values: [null, 0, null, 2] })
  })

  it('comes with a predictive policy', () => {
    const policy = (type: string): Document => ({ SchemaVersion: 1, Resources: { P: { Type: 'AWS::AutoScaling::ScalingPolicy', Properties: { PolicyType: type } } } }) as unknown as Document
    expect(forecasts(policy('PredictiveScaling'))).toBe(true)
    expect(forecasts(policy('TargetTrackingScaling'))).toBe(false)
    expect(forecasts(null)).toBe(false)
  })
})
