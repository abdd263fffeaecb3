/** Reading and writing values inside documents without changing what others hold. */
import type { Json, Path } from '../../shared/types'

export function getAt(value: unknown, path: Path): Json | undefined {
  let at: unknown = value
  for (const step of path) {
    if (at === null || typeof at !== 'object') return undefined
    at = (at as Record<string | number, unknown>)[step]
  }
  return at as Json | undefined
}

/**
 * A copy with `next` at `path`; what is off the path is shared with the original. `undefined` removes the
 * key (or the list item). Missing containers on the way are made: objects, or lists for number steps.
 */
export function setAt<T>(value: T, path: Path, next: Json | undefined): T {
  if (path.length === 0) return next as T
  const [step, ...rest] = path as [string | number, ...(string | number)[]]
  if (typeof step === 'number') {
    const list: unknown[] = Array.isArray(value) ? value.slice() : []
    if (rest.length === 0 && next === undefined) list.splice(step, 1)
    else list[step] = setAt(list[step], rest, next)
    return list as T
  }
  const record: Record<string, unknown> = value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : {}
  if (rest.length === 0 && next === undefined) delete record[step]
  else record[step] = setAt(record[step], rest, next)
  return record as T
}

export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  if (Array.isArray(a)) {
    const other = b as unknown[]
    return a.length === other.length && a.every((item, i) => equal(item, other[i]))
  }
  const x = a as Record<string, unknown>
  const y = b as Record<string, unknown>
  const keys = Object.keys(x)
  return keys.length === Object.keys(y).length && keys.every((key) => Object.hasOwn(y, key) && equal(x[key], y[key]))
}

/** Whether `path` begins with `prefix`. */
export const startsWith = (path: Path, prefix: Path) => prefix.every((step, i) => path[i] === step)

export const samePath = (a: Path, b: Path) => a.length === b.length && startsWith(a, b)
