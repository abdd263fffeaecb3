/**
 * Strings of the islands, in both languages side by side.
 *
 * The type demands both; `t` answers in the page's language. A part of the front end may keep a table of
 * its own and make its translator with `translator(table)`.
 */
import type { Bilingual, Language } from './types'

export type Messages = Record<string, Bilingual>
export type Params = Record<string, string | number>

export function language(): Language {
  return typeof document !== 'undefined' && document.documentElement.lang.startsWith('ko') ? 'ko' : 'en'
}

export function fill(template: string, params?: Params): string {
  return params ? template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole)) : template
}

/** Text the server sent in both languages, or already in the right one. */
export function say(text: Bilingual | string | null | undefined): string {
  if (text == null) return ''
  return typeof text === 'string' ? text : text[language()]
}

export function translator<T extends Messages>(table: T): (key: keyof T & string, params?: Params) => string {
  return (key, params) => fill(table[key]![language()], params)
}
