/** Frames and decisions for tests: the least that is valid, with what a test cares about on top. */
import type { LiveDecision, LiveFrame } from './types'

export function frame(id: number, parts: Partial<LiveFrame> = {}): LiveFrame {
  return {
    id, skipped: 0, demand: { arrived: 100, served: 99, failed: 1, goodput: 0.99, causes: {} },
    latency_ms: { p50: 20, p90: 60, p99: 200 }, cost: { usd_per_hour: 1, usd_total: 0 },
    values: {}, decisions: [], commands: [], ...parts,
  }
}

export function decision(id: string, parts: Partial<LiveDecision> = {}): LiveDecision {
  return {
    id, subject: 'autoscaling.target_tracking', outcome: 2, reason: 'IN_BAND', text: { en: 'Kept 2', ko: '2 유지' },
    candidates: [], evidence: {}, source: '', at: Number(id.split('.')[0]), resource: 'WebGroup', layer: 'compute',
    ...parts,
  }
}
