/** Texts by language: the server sends both languages, or a plain string already in the right one. */
import type { Bilingual, Language } from '../../shared/types'

export function pick(text: Bilingual | string | null | undefined, language: Language): string {
  if (text === null || text === undefined) return ''
  return typeof text === 'string' ? text : text[language] || text.en
}
