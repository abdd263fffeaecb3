/**
 * A scale-in's decision as a staircase: a column for each step, a row for each instance, and in which step it
 * fell out of the choice. Those that went come first, then whoever came closest to going.
 */
import type { Candidate, Json } from '../../shared/types'
import type { LiveDecision } from './types'

/** stayed: still in the choice after the step. chosen: the step singled it out. safe: the step took it out of the choice. */
export type Mark = 'stayed' | 'chosen' | 'safe' | 'none'

export interface Cell {
  mark: Mark
  /** What the step looked at. */
  value: Json | undefined
}

export interface Row {
  candidate: Candidate
  cells: Cell[]
  /** The how-manieth to go; null: stays. */
  turn: number | null
}

export interface Elimination {
  steps: string[]
  /** What no step looked at and yet tells the instances apart. */
  facts: string[]
  rows: Row[]
}

/** What each step compares, among the values of a candidate. */
const LOOKS_AT: Record<string, string> = {
  purchase_option: 'purchase_option', zone: 'zone', custom: 'score', allocation: 'allocation_rank', configuration: 'launch_configuration',
  template: 'template_version', OldestLaunchTemplate: 'template_version', OldestLaunchConfiguration: 'launch_configuration',
  hour: 'to_billing_hour', ClosestToNextInstanceHour: 'to_billing_hour', OldestInstance: 'launched_at', NewestInstance: 'launched_at',
}

/** Worth a column even where no policy asked: which version stays is what a scale-in is often watched for. */
const FACTS = ['template_version']

const passed = (candidate: Candidate): string[] => {
  const list = candidate.values['passed']
  return Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : []
}
const decidedAt = (candidate: Candidate) => (typeof candidate.values['step'] === 'string' ? candidate.values['step'] : null)

/** Steps in the order in which they are taken: each candidate's list is a beginning of it. */
function stepsOf(candidates: readonly Candidate[]): string[] {
  const steps: string[] = []
  const ways = candidates.map((one) => {
    const way = passed(one)
    const last = decidedAt(one)
    return last !== null && !way.includes(last) ? [...way, last] : way
  })
  for (const way of ways.sort((a, b) => b.length - a.length)) for (const step of way) if (!steps.includes(step)) steps.push(step)
  // The order of the list is what decides when nothing else does: always last.
  return [...steps.filter((step) => step !== 'order'), ...steps.filter((step) => step === 'order')]
}

/** Null for decisions that are not told in steps. */
export function elimination(decision: Pick<LiveDecision, 'candidates'>): Elimination | null {
  const { candidates } = decision
  if (!candidates.length || !candidates.every((one) => Array.isArray(one.values['passed']))) return null
  // Steps in which nobody fell out and nobody was singled out told nothing apart.
  const telling = new Set(candidates.map(decidedAt))
  const steps = stepsOf(candidates).filter((step) => telling.has(step) || step === 'zone')
  if (!steps.length) return null
  const rows = candidates.map((candidate) => {
    const step = decidedAt(candidate)
    const way = new Set(passed(candidate))
    const cells = steps.map((name): Cell => {
      const value = candidate.values[LOOKS_AT[name] ?? name]
      if (name === step) return { mark: candidate.verdict === 'chosen' ? 'chosen' : 'safe', value }
      return { mark: way.has(name) ? 'stayed' : 'none', value: way.has(name) ? value : undefined }
    })
    const turn = candidate.values['turn']
    return { candidate, cells, turn: typeof turn === 'number' ? turn : null }
  })
  const reach = (row: Row) => row.cells.reduce((far, cell, i) => (cell.mark === 'none' ? far : i + 1), 0)
  rows.sort((a, b) => (a.turn ?? Infinity) - (b.turn ?? Infinity) || rank(a) - rank(b) || reach(b) - reach(a))
  const seen = new Set(steps.map((step) => LOOKS_AT[step] ?? step))
  const facts = FACTS.filter((name) => !seen.has(name) && new Set(candidates.map((one) => one.values[name])).size > 1)
  return { steps, facts, rows }
}

const rank = (row: Row) => ({ chosen: 0, eligible: 1, rejected: 2 })[row.candidate.verdict]
