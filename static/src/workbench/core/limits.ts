/**
 * What a document's owner may not change: mirrors `dashboard/architectures/limits.py`, so that the page can
 * say so at once. The server looks at every save; it alone decides.
 */
import type { Document, Limits } from '../../shared/types'
import { equal } from './paths'
import type { Kinds } from './references'

export interface Overstep {
  code: 'LockedResource' | 'NotOffered'
  id: string
  type: string
}

/** Whether a type may be added: one of the palette, or one that belongs to such a type. */
export function offers(limits: Limits | null, kinds: Kinds, type: string, seen: ReadonlySet<string> = new Set()): boolean {
  if (!limits || limits.palette === null || limits.palette.includes(type)) return true
  if (seen.has(type)) return false
  const next = new Set([...seen, type])
  return [...kinds.values()].some((kind) => kind.children.some((child) => child.type === type) && offers(limits, kinds, kind.type, next))
}

/** Every resource that oversteps, in the server's order: first what is locked, then what is new. */
export function oversteps(limits: Limits, kinds: Kinds, before: Document, after: Document): Overstep[] {
  const found: Overstep[] = []
  for (const id of limits.locked) {
    const was = before.Resources[id]
    const now = after.Resources[id]
    if (!was || was === now) continue
    const same = now && was.Type === now.Type && was.Region === now.Region && was.Account === now.Account && equal(was.Properties ?? {}, now.Properties ?? {})
    if (!same) found.push({ code: 'LockedResource', id, type: was.Type })
  }
  for (const [id, resource] of Object.entries(after.Resources)) {
    const back = id in before.Resources || limits.given?.[id] === resource.Type
    if (!back && !offers(limits, kinds, resource.Type)) found.push({ code: 'NotOffered', id, type: resource.Type })
  }
  return found
}
