/**
 * Three-way merge of documents: the server answers an edit of `base` with `theirs`, while the person has
 * gone on typing and holds `mine`. Both changes survive; where both touched one value, the person wins,
 * and what either removed stays removed.
 */
import { equal } from './paths'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

export function merge<T>(base: T, theirs: T, mine: T): T {
  if (mine === base || equal(mine, base)) return theirs
  if (theirs === base || equal(theirs, base)) return mine
  if (!isRecord(base) || !isRecord(theirs) || !isRecord(mine)) return mine
  const merged: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const before = base[key]
    const has = { base: key in base, theirs: key in theirs, mine: key in mine }
    if (has.base && (!has.theirs || !has.mine)) continue
    if (!has.mine) merged[key] = theirs[key]
    else if (!has.theirs) merged[key] = mine[key]
    else merged[key] = has.base ? merge(before, theirs[key], mine[key]) : mine[key]
  }
  return merged as T
}
