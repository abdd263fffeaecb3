/**
 * The log's rows. A rule that decides the same for the same resource again and again is one row with a count;
 * it keeps the place of its first occurrence, so that what is new stays on top. What happened to single
 * requests is a sample, a few a tick: one row for each rule and reason, with the newest examples in it.
 */
import type { Bilingual } from '../../shared/types'
import type { LiveDecision, LiveFrame } from './types'

export interface LogRow {
  /** Id of the first decision: stable while the count grows. */
  key: string
  kind: 'decision' | 'command'
  layer: string
  resource: string | null
  text: Bilingual
  firstAt: number
  lastAt: number
  count: number
  /** The newest of those folded together; null for a command. */
  decision: LiveDecision | null
  /** About single requests, not about the architecture. */
  sampled: boolean
  /** The newest folded together, newest first. */
  examples: LiveDecision[]
  command: string | null
}

export const COMMAND_LAYER = 'command'
/** Rules that decide about single requests; the world reports a sample of them. */
const SAMPLED = new Set(['cloudfront.look_up', 'elb.choose', 'route53.choose', 'request.trace'])
const EXAMPLES = 8
/** Of these every single one is kept, beside the rows: what scaled, and which alarm said so. */
const KEPT = /^(autoscaling|cloudwatch)\./
const KEPT_CAPACITY = 4000
/** Told by a list of their own: the decisions behind them are rows of the log already. */
const LISTED = new Set(['autoscaling.activity'])

export class DecisionLog {
  private list: LogRow[] = []
  private streams = new Map<string, LogRow>()
  private seen = new Set<string>()
  private whole: LiveDecision[] = []

  constructor(readonly capacity = 800) {}

  /** Rows, newest first. */
  get rows(): readonly LogRow[] {
    return this.list
  }

  /** Every decision about scaling and alarms, unfolded, oldest first. */
  get kept(): readonly LiveDecision[] {
    return this.whole
  }

  addFrame(frame: LiveFrame): void {
    // A command is taken as its tick begins; frames that stand for several ticks name the one.
    const before = new Map<number, number>()
    for (const command of frame.commands) {
      const tick = command.tick ?? frame.id
      const index = before.get(tick) ?? 0
      before.set(tick, index + 1)
      this.addCommand(tick, index, command)
    }
    for (const decision of frame.decisions) this.add(decision, frame.id)
  }

  clear(): void {
    this.list = []
    this.streams.clear()
    this.seen.clear()
    this.whole = []
  }

  private add(decision: LiveDecision, tick: number): void {
    if (this.seen.has(decision.id)) return
    this.seen.add(decision.id)
    const at = decision.at ?? tick
    if (KEPT.test(decision.subject)) {
      this.whole.push(decision)
      if (this.whole.length > KEPT_CAPACITY) this.whole.splice(0, KEPT_CAPACITY / 4)
    }
    if (LISTED.has(decision.subject)) return
    const sampled = SAMPLED.has(decision.subject)
    const stream = streamOf(decision)
    const row = this.streams.get(stream)
    if (row?.decision && (sampled || sameDecision(row.decision, decision))) {
      row.count += 1
      row.examples = [decision, ...row.examples].slice(0, EXAMPLES)
      row.lastAt = Math.max(row.lastAt, at)
      row.decision = decision
      row.text = decision.text
      return
    }
    const fresh: LogRow = {
      key: decision.id, kind: 'decision', layer: decision.layer ?? 'network', resource: decision.resource,
      text: decision.text, firstAt: at, lastAt: at, count: 1, decision, command: null,
      sampled, examples: [decision],
    }
    this.streams.set(stream, fresh)
    this.push(fresh)
  }

  private addCommand(tick: number, index: number, command: { kind: string; text: Bilingual }): void {
    const key = `c${tick}.${index}`
    if (this.seen.has(key)) return
    this.seen.add(key)
    this.push({
      key, kind: 'command', layer: COMMAND_LAYER, resource: null, text: command.text,
      firstAt: Math.max(0, tick - 1), lastAt: Math.max(0, tick - 1), count: 1, decision: null, command: command.kind,
      sampled: false, examples: [],
    })
  }

  private push(row: LogRow): void {
    this.list = [row, ...this.list]
    if (this.list.length <= this.capacity) return
    for (const dropped of this.list.splice(this.capacity)) {
      if (!dropped.decision) continue
      const stream = streamOf(dropped.decision)
      if (this.streams.get(stream) === dropped) this.streams.delete(stream)
    }
    // What has left the log is older than any replay: forgetting its id keeps memory bounded.
    if (this.seen.size > this.capacity * 20) this.seen = new Set([...this.seen].slice(-this.capacity * 5))
  }
}

const streamOf = ({ subject, resource, reason }: LiveDecision): string =>
  [subject, resource ?? '', SAMPLED.has(subject) ? reason : ''].join('\u0000')

export function sameDecision(a: LiveDecision, b: LiveDecision): boolean {
  return (
    a.subject === b.subject && a.resource === b.resource && a.reason === b.reason &&
    JSON.stringify(a.outcome) === JSON.stringify(b.outcome)
  )
}

/** The columns of a decision's table: every value any candidate has, in order of first appearance. */
export function columns(decision: LiveDecision): string[] {
  const names = new Set<string>()
  for (const candidate of decision.candidates) for (const name of Object.keys(candidate.values)) names.add(name)
  return [...names]
}
