/**
 * The document with its history: every change is one step back, whatever it touched.
 *
 * Documents are immutable, so a step is a reference and not a copy. Changes that carry the same
 * `coalesce` key within a second of each other are one step: typing a number, nudging a node by arrow keys.
 */
import type { Document } from '../../shared/types'
import { equal } from './paths'

export interface Step {
  document: Document
  /** Names of what was selected, so that undo shows what it brought back. */
  selection: readonly string[]
  label: string
}

export interface History {
  document: Document
  selection: readonly string[]
  past: readonly Step[]
  future: readonly Step[]
  /** Of the last change; null closes the step. */
  coalesce: { key: string; at: number } | null
}

export const COALESCE_MS = 1000
const LIMIT = 200

export const begin = (document: Document): History => ({ document, selection: [], past: [], future: [], coalesce: null })

export interface Change {
  document: Document
  label: string
  selection?: readonly string[]
  coalesce?: string
  now: number
}

export function change(history: History, next: Change): History {
  const selection = next.selection ?? history.selection
  if (next.document === history.document || equal(next.document, history.document)) return { ...history, selection }
  const open = history.coalesce
  const joins = next.coalesce !== undefined && open?.key === next.coalesce && next.now - open.at <= COALESCE_MS
  return {
    document: next.document,
    selection,
    past: joins ? history.past : [...history.past.slice(1 - LIMIT), { document: history.document, selection: history.selection, label: next.label }],
    future: [],
    coalesce: next.coalesce === undefined ? null : { key: next.coalesce, at: next.now },
  }
}

const known = (selection: readonly string[], document: Document) => selection.filter((id) => id in document.Resources)

export function undo(history: History): History {
  const step = history.past.at(-1)
  if (!step) return history
  return {
    document: step.document,
    selection: known(step.selection, step.document),
    past: history.past.slice(0, -1),
    future: [{ document: history.document, selection: history.selection, label: step.label }, ...history.future],
    coalesce: null,
  }
}

export function redo(history: History): History {
  const [step, ...rest] = history.future
  if (!step) return history
  return {
    document: step.document,
    selection: known(step.selection, step.document),
    past: [...history.past, { document: history.document, selection: history.selection, label: step.label }],
    future: rest,
    coalesce: null,
  }
}
