/** The handful of numbers that say how a world fares: for the status bar and the front page. */
import type { LiveFrame } from './types'
import type { Types } from './series'
import { total, type Value } from './values'

export interface Vital {
  goodput: number | null
  arrived: number | null
  slow: number | null
  /** Which percentile `slow` is. */
  percentile: 'p95' | 'p90'
  hit: number | null
  instances: number | null
  usdPerHour: number | null
  failed: number
}

export function vitals(frame: LiveFrame | null, types: Types): Vital {
  const latency = frame?.latency_ms ?? null
  const p95 = latency?.p95
  return {
    goodput: frame?.demand.goodput ?? null,
    arrived: frame?.demand.arrived ?? null,
    failed: frame?.demand.failed ?? 0,
    slow: p95 ?? latency?.p90 ?? null,
    percentile: latency && p95 === undefined ? 'p90' : 'p95',
    hit: hitRatio(frame, types),
    instances: sum(frame, types, 'AWS::AutoScaling::AutoScalingGroup', 'GroupInServiceInstances'),
    usdPerHour: frame?.cost.usd_per_hour ?? null,
  }
}

/** Hit ratio over all distributions, weighted by their requests. */
function hitRatio(frame: LiveFrame | null, types: Types): number | null {
  let hits = 0
  let asked = 0
  for (const metrics of ofType(frame, types, 'AWS::CloudFront::Distribution')) {
    const ratio = metrics.HitRatio
    const requests = total(metrics.Requests as Value)
    if (typeof ratio !== 'number' || !requests) continue
    hits += ratio * requests
    asked += requests
  }
  return asked > 0 ? hits / asked : null
}

function sum(frame: LiveFrame | null, types: Types, type: string, metric: string): number | null {
  const totals = ofType(frame, types, type).map((metrics) => total(metrics[metric] as Value))
  const numbers = totals.filter((one): one is number => one !== null)
  return numbers.length > 0 ? numbers.reduce((a, b) => a + b, 0) : null
}

function ofType(frame: LiveFrame | null, types: Types, type: string): Record<string, unknown>[] {
  if (!frame) return []
  return Object.entries(frame.values).filter(([id]) => types[id] === type).map(([, metrics]) => metrics)
}
