/** Problems of a policy, located in its text. */
import type { Problem } from '../../shared/types'
import { offsetOf, outline, rangeAt, rangeOf, type Range } from './outline'

/** A problem with a path into the policy; from a text the server also tells line and column, both from 1. */
export type PolicyProblem = Problem & { line?: number | null; column?: number | null }

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
      const told = typeof problem.line === 'number' && typeof problem.column === 'number'
      const range = told ? rangeAt(text, problem.line!, problem.column!) : problem.code === 'InvalidJson' ? brokenAt(text) : rangeOf(text, root, problem.path)
      const from = Math.min(range.from, text.length)
      const start = told ? offsetOf(text, problem.line!, problem.column!) : from
      return { problem, from, to: Math.max(from, Math.min(range.to, text.length)), line: lineOf(text, start) }
    })
    .sort((a, b) => a.from - b.from)
}

const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length

/** Where a text stops being JSON, when nobody has told: by the position the browser's own reader gives, else its end. */
function brokenAt(text: string): Range {
  try {
    JSON.parse(text)
  } catch (error) {
    const at = /position (\d+)/.exec(String(error))?.[1]
    if (at !== undefined) return { from: Number(at), to: Math.min(Number(at) + 1, text.length) }
  }
  return { from: Math.max(0, text.trimEnd().length - 1), to: text.trimEnd().length }
}
