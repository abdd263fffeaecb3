/** What one might ask: actions and resources that the document's policies speak of come first. */
import type { Document, Json } from '../../shared/types'

export interface Suggestion {
  value: string
  note?: string
}

const WILD = /[*?]/

function collect(document: Document, names: readonly string[]): string[] {
  const found = new Set<string>()
  const walk = (value: Json | undefined): void => {
    if (Array.isArray(value)) value.forEach(walk)
    else if (value !== null && typeof value === 'object') {
      for (const [name, inner] of Object.entries(value)) {
        if (names.includes(name)) for (const one of Array.isArray(inner) ? inner : [inner]) if (typeof one === 'string') found.add(one)
        walk(inner)
      }
    }
  }
  for (const resource of Object.values(document.Resources)) walk(resource.Properties)
  return [...found]
}

export const actionsNamed = (document: Document): string[] =>
  collect(document, ['Action', 'NotAction']).filter((action) => action.includes(':') && !WILD.test(action))

/** ARNs to ask about: the document's buckets, and what its policies name, with an example where they have a star. */
export function resourcesNamed(document: Document): string[] {
  const found = new Set<string>()
  for (const [id, resource] of Object.entries(document.Resources)) {
    if (resource.Type !== 'AWS::S3::Bucket') continue
    const name = typeof resource.Properties?.['BucketName'] === 'string' ? (resource.Properties['BucketName'] as string) : id.toLowerCase()
    found.add(`arn:aws:s3:::${name}`)
    found.add(`arn:aws:s3:::${name}/example.txt`)
  }
  for (const written of collect(document, ['Resource', 'NotResource'])) {
    if (!written.startsWith('arn:') || written.includes('${')) continue
    if (!WILD.test(written)) found.add(written)
    else if (/^[^*?]*\/\*$/.test(written)) found.add(written.replace(/\*$/, 'example.txt'))
  }
  return [...found]
}

/** Those that have the text in them, those that begin with it first. At most `most`. */
export function narrowed(all: readonly Suggestion[], text: string, most = 60): Suggestion[] {
  const wanted = text.trim().toLowerCase()
  if (!wanted) return all.slice(0, most)
  const first: Suggestion[] = []
  const then: Suggestion[] = []
  for (const one of all) {
    const at = one.value.toLowerCase().indexOf(wanted)
    if (at === 0) first.push(one)
    else if (at > 0 || one.note?.toLowerCase().includes(wanted)) then.push(one)
    if (first.length >= most) break
  }
  return [...first, ...then].slice(0, most)
}
