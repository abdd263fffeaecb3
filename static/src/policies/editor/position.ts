/** What the cursor is at in a policy: which element, of which statement, and what of it is written already. */
import type { Path } from '../../shared/types'
import { type Entry, outline, type Part, statementAt, statementsOf } from './outline'

export type Slot =
  | 'policyElement' | 'version' | 'statements' | 'statement' | 'statementElement' | 'effect' | 'action' | 'resource'
  | 'principalKey' | 'anyPrincipal' | 'principal' | 'operator' | 'conditionKey' | 'conditionValue' | 'variable'

/**
 * slot: what belongs here. typed: what is written of it up to the cursor, from `from` on. `start` and `end` are
 * what is replaced when something is chosen, quotes included.
 */
export interface Position {
  slot: Slot
  from: number
  start: number
  end: number
  typed: string
  /** It stands between quotes. */
  quoted: boolean
  /** Names or values beside it, which need not be proposed again. */
  beside: readonly string[]
  /** A key that has no colon behind it yet. */
  bare: boolean
  /** Something follows that a comma must part from it. */
  followed: boolean
  /** Of a principal: AWS, Service… */
  principal: string
  operator: string
  conditionKey: string
  /** Prefixes of the services whose actions the statement names. */
  services: readonly string[]
  /** Below the statement. */
  path: Path
}

interface Spot {
  role: 'key' | 'value'
  /** Of the container for a key, of the value itself for a value. */
  path: Path
  token: Part | null
  beside: readonly string[]
  entry: Entry | null
}

export function positionAt(text: string, offset: number): Position | null {
  const root = outline(text)
  const spot = root && spotIn(root, text, offset)
  if (!spot) return null
  const found = meaning(spot)
  if (!found) return null
  const { token } = spot
  const quoted = token?.type === 'text'
  const from = token ? token.from + (quoted ? 1 : 0) : offset
  const typed = text.slice(from, offset)
  const variable = found.slot === 'resource' || found.slot === 'conditionValue' ? /\$\{([^}]*)$/.exec(typed) : null
  const statement = statementsOf(root)[statementAt(root, offset) ?? -1]
  const place = {
    quoted, beside: spot.beside.filter((one) => one !== token?.text),
    start: token?.from ?? offset, end: token?.to ?? offset,
    bare: spot.role === 'key' && (spot.entry === null || spot.entry.colon === null),
    followed: token === null || spot.entry?.colon === null ? /^[\s]*["{[]/.test(text.slice(token?.to ?? offset)) : false,
    principal: '', operator: '', conditionKey: '', services: statement ? servicesOf(statement) : [], path: spot.path,
  }
  if (variable) {
    const at = offset - variable[1]!.length
    const end = /^[\w:/.-]*\}?/.exec(text.slice(offset))![0].length
    return { ...place, ...found, slot: 'variable', from: at, start: at - 2, end: offset + end, typed: variable[1]! }
  }
  return { ...place, ...found, from, typed }
}

const within = (part: Part, offset: number) =>
  part.from < offset && (offset < part.to || (offset === part.to && (!part.closed || part.type === 'other')))

function spotIn(root: Part, text: string, offset: number): Spot | null {
  let part = root
  let path: Path = []
  let beside: readonly string[] = []
  if (!within(root, offset)) return null
  for (;;) {
    if (part.type === 'text' || part.type === 'other') return { role: 'value', path, token: part, beside, entry: null }
    if (part.type === 'object') {
      const keys = part.entries.map((entry) => entry.key.text)
      const entry = part.entries.findLast((one) => one.key.from < offset)
      if (entry && within(entry.key, offset)) return { role: 'key', path, token: entry.key, beside: keys, entry }
      if (entry?.value && within(entry.value, offset)) {
        path = [...path, entry.key.text]
        part = entry.value
        beside = []
        continue
      }
      if (entry && entry.colon !== null && !entry.value && offset >= entry.colon && !/[^\s]/.test(text.slice(entry.colon, offset)))
        return { role: 'value', path: [...path, entry.key.text], token: null, beside: [], entry: null }
      return /[{,]\s*$/.test(text.slice(0, offset)) ? { role: 'key', path, token: null, beside: keys, entry: null } : null
    }
    const index = part.items.findIndex((one) => within(one, offset))
    beside = part.items.map((one) => one.text)
    if (index >= 0) {
      path = [...path, index]
      part = part.items[index]!
      continue
    }
    const next = part.items.filter((one) => one.from < offset).length
    return /[[,]\s*$/.test(text.slice(0, offset)) ? { role: 'value', path: [...path, next], token: null, beside, entry: null } : null
  }
}

type Meaning = Pick<Position, 'slot'> & Partial<Pick<Position, 'principal' | 'operator' | 'conditionKey'>>

function meaning({ role, path }: Spot): Meaning | null {
  if (role === 'key' && path.length === 0) return { slot: 'policyElement' }
  if (role === 'value' && path[0] === 'Version' && path.length === 1) return { slot: 'version' }
  if (path[0] !== 'Statement') return null
  const below = typeof path[1] === 'number' ? path.slice(2) : path.slice(1)
  const [element, first, second] = below as [string?, (string | number)?, (string | number)?]
  if (element === undefined) return role === 'key' ? { slot: 'statementElement' } : { slot: path.length === 1 ? 'statements' : 'statement' }
  switch (element) {
    case 'Effect':
      return role === 'value' && below.length === 1 ? { slot: 'effect' } : null
    case 'Action':
    case 'NotAction':
      return role === 'value' && below.length <= 2 ? { slot: 'action' } : null
    case 'Resource':
    case 'NotResource':
      return role === 'value' && below.length <= 2 ? { slot: 'resource' } : null
    case 'Principal':
    case 'NotPrincipal':
      if (role === 'key') return below.length === 1 ? { slot: 'principalKey' } : null
      return below.length === 1 ? { slot: 'anyPrincipal' } : { slot: 'principal', principal: String(first) }
    case 'Condition':
      if (role === 'key') {
        if (below.length === 1) return { slot: 'operator' }
        return below.length === 2 ? { slot: 'conditionKey', operator: String(first) } : null
      }
      return below.length >= 3 ? { slot: 'conditionValue', operator: String(first), conditionKey: String(second) } : null
    default:
      return null
  }
}

function servicesOf(statement: Part): string[] {
  const found = new Set<string>()
  for (const { key, value } of statement.entries) {
    if (!/^(Not)?Action$/.test(key.text) || !value) continue
    for (const one of value.type === 'list' ? value.items : [value]) {
      const colon = one.text.indexOf(':')
      if (colon > 0) found.add(one.text.slice(0, colon).toLowerCase())
    }
  }
  return [...found]
}
