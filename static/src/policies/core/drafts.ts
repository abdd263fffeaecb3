/**
 * What stands in the editor for a policy of the document.
 *
 * The document holds policies as JSON; people type text. Text that is no policy yet stays a draft, and the document
 * keeps the last one that could be read. A change from elsewhere (undo, another person) lets the draft go.
 */
import type { Json, JsonObject } from '../../shared/types'
import { equal } from '../../workbench/core/paths'
import { valueOf } from '../editor/text'

export interface Draft {
  text: string
  /** What the document held when this was typed. */
  value: Json | undefined
}

/** The text as a policy, or undefined while it is none. */
export function readPolicy(text: string): JsonObject | undefined {
  const value = valueOf(text)
  return typeof value === 'object' ? (value as JsonObject) : undefined
}

/** Whether the draft still is what was typed last. */
export const stands = (draft: Draft | undefined, value: Json | undefined): draft is Draft => draft !== undefined && equal(draft.value, value)

/** What the editor is given: the draft's text while it stands, else what the document holds. */
export const shown = (draft: Draft | undefined, value: Json | undefined): Json => (stands(draft, value) ? draft.text : (value ?? ''))

export const unreadable = (value: Json): boolean => typeof value === 'string' && readPolicy(value) === undefined
