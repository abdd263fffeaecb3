/** A policy between its two forms: the value a document has, and the text that is edited. Nothing is lost between them. */
import type { Json } from '../../shared/types'
import { outline, type Part } from './outline'

const WIDTH = 80

/** The text of a value. A text stays as it was written. */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : written(value)
}

/**
 * The value a text stands for: an object if it is one, else the text itself. So it stays where an object would lose
 * something of it: a key written twice, or a number with more digits than a number holds.
 */
export function valueOf(text: string): Json {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    return text
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return text
  const root = outline(text)
  return root && keepsAll(text, root) ? value : text
}

function keepsAll(text: string, part: Part): boolean {
  if (part.type === 'other') {
    const raw = text.slice(part.from, part.to)
    return !/^-?\d+$/.test(raw) || String(Number(raw)) === raw
  }
  const keys = part.entries.map((entry) => entry.key.text)
  if (new Set(keys).size < keys.length) return false
  return part.items.every((item) => keepsAll(text, item)) && part.entries.every((entry) => !entry.value || keepsAll(text, entry.value))
}

/** JSON as people write policies: two spaces, and short lists on one line. */
export function written(value: Json, indent = ''): string {
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    if (value.every((one) => one === null || typeof one !== 'object')) {
      const line = `[${value.map((one) => JSON.stringify(one)).join(', ')}]`
      if (value.length < 2 || indent.length + line.length <= WIDTH) return line
    }
    return `[\n${value.map((one) => inner + written(one, inner)).join(',\n')}\n${indent}]`
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
    if (!entries.length) return '{}'
    // A reference reads as one word.
    if (entries.length === 1 && /^(Ref|Fn::GetAtt)$/.test(entries[0]![0])) return `{ ${JSON.stringify(entries[0]![0])}: ${written(entries[0]![1], inner)} }`
    return `{\n${entries.map(([key, one]) => `${inner}${JSON.stringify(key)}: ${written(one, inner)}`).join(',\n')}\n${indent}}`
  }
  return JSON.stringify(value)
}

/** The same text in the usual form; null when it cannot be read, or something of it would be lost. */
export function tidied(text: string): string | null {
  const value = valueOf(text)
  return typeof value === 'string' ? null : written(value)
}

/** A policy's statements in short: what is allowed or denied, as far as it can be read. */
export function statementsIn(value: Json | undefined): { effect: 'Allow' | 'Deny'; about: string }[] {
  const policy = typeof value === 'string' ? valueOf(value) : value
  if (policy === null || typeof policy !== 'object' || Array.isArray(policy)) return []
  const listed = policy['Statement']
  return (Array.isArray(listed) ? listed : [listed ?? null]).flatMap((one) => {
    if (one === null || typeof one !== 'object' || Array.isArray(one)) return []
    const effect = one['Effect']
    if (effect !== 'Allow' && effect !== 'Deny') return []
    const opposite = one['Action'] === undefined && one['NotAction'] !== undefined
    const actions = [one['Action'] ?? one['NotAction'] ?? []].flat().filter((action): action is string => typeof action === 'string')
    return [{ effect, about: (opposite ? 'NotAction: ' : '') + actions.slice(0, 3).join(', ') + (actions.length > 3 ? ', …' : '') }]
  })
}
