/** Problems of a policy, located in its text. */
import type { Problem } from '../../shared/types'
import { outline, rangeAt, rangeOf, type Range } from './outline'

/** Its path begins at the policy; of a text the server also tells line and column. */
export type PolicyProblem = Omit<Problem, 'line' | 'column'> & { line?: number | null; column?: number | null }

export interface Located extends Range {
  problem: PolicyProblem
  /** From 1. */
  line: number
}

/** In the order of the text. */
export function located(text: string, problems: readonly PolicyProblem[]): Located[] {
  const root = outline(text)
  return problems
    .map((problem) => {
      const { line, column, path } = problem
      const told = typeof line === 'number' && typeof column === 'number'
      const range = told ? rangeAt(text, line, column) : rangeOf(text, root, path)
      const from = Math.min(range.from, text.length)
      return { problem, from, to: Math.max(from, Math.min(range.to, text.length)), line: told ? line : lineOf(text, from) }
    })
    .sort((a, b) => a.from - b.from)
}

const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length
