/**
 * What stands where in the text of a policy, also while it is being typed.
 *
 * JSON's own reader gives up at the first wrong character. This one goes on: a value that is missing is null, a
 * string without its closing quote ends with its line, what cannot be read at all is passed over.
 */
import type { Path } from '../../shared/types'

/** Offsets into the text, `to` behind the last character. A container that is not closed ends with the text. */
export interface Part {
  type: 'object' | 'list' | 'text' | 'other'
  from: number
  to: number
  closed: boolean
  /** Of a text, what it says. */
  text: string
  entries: Entry[]
  items: Part[]
}

/** A key of an object. `colon` is behind it, or null before it has been written. */
export interface Entry {
  key: Part
  colon: number | null
  value: Part | null
}

const DEEPEST = 40

export function outline(text: string): Part | null {
  let at = 0
  const blank = () => {
    while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++
  }
  const part = (type: Part['type'], from: number): Part => ({ type, from, to: from, closed: true, text: '', entries: [], items: [] })

  const string = (): Part => {
    const found = part('text', at++)
    while (at < text.length && text[at] !== '"' && text[at] !== '\n') at += text[at] === '\\' && text[at + 1] !== '\n' ? 2 : 1
    at = Math.min(at, text.length)
    const end = at
    found.closed = text[at] === '"'
    if (found.closed) at++
    found.to = at
    found.text = unescaped(text.slice(found.from + 1, end))
    return found
  }

  const container = (depth: number): Part => {
    const object = text[at] === '{'
    const end = object ? '}' : ']'
    const found = part(object ? 'object' : 'list', at++)
    for (;;) {
      blank()
      if (at >= text.length) {
        found.closed = false
        break
      }
      const here = text[at]!
      if (here === end) {
        at++
        break
      }
      if (here === ',') {
        at++
        continue
      }
      // The other kind's bracket ends what was left open, unless nothing is there to be ended.
      if (here === '}' || here === ']') {
        if (depth === 0) {
          at++
          continue
        }
        found.closed = false
        break
      }
      if (!object) {
        found.items.push(value(depth + 1))
        continue
      }
      if (here !== '"') {
        skip()
        continue
      }
      const entry: Entry = { key: string(), colon: null, value: null }
      found.entries.push(entry)
      blank()
      if (text[at] !== ':') continue
      entry.colon = ++at
      blank()
      if (at < text.length && !',}]'.includes(text[at]!)) entry.value = value(depth + 1)
    }
    found.to = at
    return found
  }

  const skip = () => {
    if (',:{}[]"'.includes(text[at]!)) at++
    while (at < text.length && !',:{}[]" \t\r\n'.includes(text[at]!)) at++
  }

  const value = (depth: number): Part => {
    if (text[at] === '"') return string()
    if ((text[at] === '{' || text[at] === '[') && depth < DEEPEST) return container(depth)
    const found = part('other', at)
    skip()
    found.to = at
    return found
  }

  blank()
  return at < text.length ? value(0) : null
}

function unescaped(raw: string): string {
  if (!raw.includes('\\')) return raw
  try {
    return JSON.parse(`"${raw}"`) as string
  } catch {
    return raw
  }
}

// ------------------------------------------------------------------- places

export interface Range {
  from: number
  to: number
}

/**
 * Where to mark what is said of a path. A text is marked whole; of an object or a list its key is, or, in a list,
 * its first line. A path that leads further than the text marks the last thing on its way.
 */
export function rangeOf(text: string, root: Part | null, path: Path): Range {
  if (!root) return { from: 0, to: text.length }
  let part = root
  let key: Part | null = null
  for (const step of path) {
    if (typeof step === 'number' && part.type === 'list') {
      const next = part.items[step]
      if (!next) break
      part = next
      key = null
    } else if (part.type === 'object' && typeof step === 'string') {
      const entry = lastEntry(part, step)
      if (!entry) break
      key = entry.key
      if (!entry.value) return entry.key
      part = entry.value
    } else {
      // A single statement may stand without its list, and a single text too: the step into it is a step in place.
      if (step !== 0) break
    }
  }
  if (part.type === 'text' || part.type === 'other') return { from: part.from, to: part.to }
  return key ? { from: key.from, to: key.to } : firstLine(text, part)
}

/** The last of equal keys is what counts. */
export const lastEntry = (part: Part, name: string): Entry | undefined => part.entries.findLast((entry) => entry.key.text === name)

function firstLine(text: string, { from, to }: Range): Range {
  const end = text.indexOf('\n', from)
  return { from, to: Math.max(from, Math.min(to, end < 0 ? text.length : end)) }
}

/** The offset of a line and a column, both from 1; columns are characters, of which some take two places here. */
export function offsetOf(text: string, line: number, column: number): number {
  let from = 0
  for (let n = 1; n < line; n++) {
    const end = text.indexOf('\n', from)
    if (end < 0) return text.length
    from = end + 1
  }
  const end = text.indexOf('\n', from)
  const whole = text.slice(from, end < 0 ? text.length : end)
  return from + [...whole].slice(0, column - 1).join('').length
}

/** What to mark at a line and a column: the text or word that begins there, else one character. */
export function rangeAt(text: string, line: number, column: number): Range {
  const from = offsetOf(text, line, column)
  const found = /^(?:"(?:[^"\\\n]|\\.)*"?|[^\s",:{}[\]]+|[^\n])/.exec(text.slice(from))
  if (found) return { from, to: from + found[0].length }
  // At the end of a line or of the text nothing stands any more: what stands before it is marked.
  return { from: Math.max(0, from - 1), to: Math.max(from, Math.min(1, text.length)) }
}

/** A policy's statements from brace to brace, whether or not they stand in a list. */
export function statementsOf(root: Part | null): Part[] {
  const found = root?.type === 'object' ? lastEntry(root, 'Statement')?.value : null
  if (!found) return []
  return found.type === 'list' ? found.items : found.type === 'object' ? [found] : []
}

/** Which statement an offset is in; null outside of all. */
export function statementAt(root: Part | null, offset: number): number | null {
  const index = statementsOf(root).findIndex((one) => one.from <= offset && offset <= one.to)
  return index < 0 ? null : index
}
