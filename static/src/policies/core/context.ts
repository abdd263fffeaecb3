/** The request's context as rows of a form, and as the JSON that is asked with. */
import type { Document, Json } from '../../shared/types'

export type ValueType = 'text' | 'number' | 'boolean' | 'date' | 'address' | 'arn' | 'list'
export const VALUE_TYPES: readonly ValueType[] = ['text', 'boolean', 'number', 'date', 'address', 'arn', 'list']

export interface Row {
  key: string
  type: ValueType
  value: string
}

/** Families of the server's catalogue, and what a key without an entry is taken for. */
const FAMILIES: Record<string, ValueType> = {
  boolean: 'boolean', number: 'number', date: 'date', address: 'address', arn: 'arn',
}

export const typeOf = (family: string | undefined, many: boolean | undefined): ValueType =>
  many ? 'list' : (FAMILIES[family ?? ''] ?? 'text')

/** One value a line; a list may be written with commas as well. */
export const listed = (value: string): string[] => value.split(/[\n,]/).map((one) => one.trim()).filter(Boolean)

export function toContext(rows: readonly Row[]): Record<string, Json> {
  const context: Record<string, Json> = {}
  for (const { key, type, value } of rows) {
    const name = key.trim()
    if (!name || (value.trim() === '' && type !== 'list')) continue
    if (type === 'boolean') context[name] = value === 'true'
    else if (type === 'number') context[name] = Number.isFinite(Number(value)) ? Number(value) : value
    else if (type === 'list') context[name] = listed(value)
    else context[name] = value.trim()
  }
  return context
}

export function fromContext(context: Record<string, Json>, typeFor: (key: string) => ValueType = () => 'text'): Row[] {
  return Object.entries(context).map(([key, value]): Row => {
    if (Array.isArray(value)) return { key, type: 'list', value: value.map(String).join(', ') }
    if (typeof value === 'boolean') return { key, type: 'boolean', value: String(value) }
    if (typeof value === 'number') return { key, type: 'number', value: String(value) }
    const known = typeFor(key)
    return { key, type: known === 'list' ? 'text' : known, value: value === null ? '' : String(value) }
  })
}

/** Two rows for one key: only capitals differ, and AWS does not look at those. */
export function doubled(rows: readonly Row[]): string | null {
  const seen = new Set<string>()
  for (const { key } of rows) {
    const name = key.trim().toLowerCase()
    if (name && seen.has(name)) return key.trim()
    seen.add(name)
  }
  return null
}

/** The condition keys that the policies of a document look at, and the first value each is compared with. */
export function keysLookedAt(document: Document): Map<string, string> {
  const found = new Map<string, string>()
  const known = new Set<string>()
  const walk = (value: Json | undefined): void => {
    if (Array.isArray(value)) value.forEach(walk)
    else if (value !== null && typeof value === 'object') {
      for (const [name, inner] of Object.entries(value)) {
        if (name === 'Condition' && inner !== null && typeof inner === 'object' && !Array.isArray(inner)) take(inner)
        else walk(inner)
      }
    }
  }
  const take = (block: { [operator: string]: Json }): void => {
    for (const [operator, keys] of Object.entries(block)) {
      if (keys === null || typeof keys !== 'object' || Array.isArray(keys)) continue
      for (const [key, values] of Object.entries(keys)) {
        const first = Array.isArray(values) ? values[0] : values
        if (known.has(key.toLowerCase())) continue
        known.add(key.toLowerCase())
        found.set(key, operator === 'Null' || first === null || typeof first === 'object' ? '' : String(first))
      }
    }
  }
  for (const resource of Object.values(document.Resources)) walk(resource.Properties)
  return found
}
