/** References between resources, who owns whom, and the wires that follow from both. */
import type { Catalogue, Document, Json, Kind } from '../../shared/types'

export interface Reference {
  target: string
  attribute: string | null
}

export interface Found extends Reference {
  /** Where in the resource's Properties the reference stands. */
  path: (string | number)[]
}

export interface Wire {
  source: string
  target: string
  /** The reference that makes it: [logical id, 'Properties', …]. */
  via: (string | number)[]
}

/** The reference a raw value is, or null when it is something else. */
export function readReference(value: unknown): Reference | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
  const keys = Object.keys(value)
  if (keys.length !== 1) return null
  const record = value as Record<string, unknown>
  if (typeof record['Ref'] === 'string') return { target: record['Ref'], attribute: null }
  const parts = record['Fn::GetAtt']
  if (Array.isArray(parts) && parts.length === 2 && parts.every((part) => typeof part === 'string'))
    return { target: parts[0] as string, attribute: parts[1] as string }
  return null
}

export const writeReference = (target: string, attribute: string | null | undefined): Json =>
  attribute ? { 'Fn::GetAtt': [target, attribute] } : { Ref: target }

export function findReferences(value: unknown, path: (string | number)[] = []): Found[] {
  const reference = readReference(value)
  if (reference) return [{ ...reference, path }]
  if (Array.isArray(value)) return value.flatMap((item, i) => findReferences(item, [...path, i]))
  if (value !== null && typeof value === 'object')
    return Object.entries(value).flatMap(([key, item]) => findReferences(item, [...path, key]))
  return []
}

export type Kinds = ReadonlyMap<string, Kind>

export const kindsOf = (catalogue: Catalogue): Kinds => new Map(catalogue.kinds.map((kind) => [kind.type, kind]))

/** The values at a path; "*" stands for every item of a list. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const [step, ...rest] = path
  if (step === undefined) return [value]
  if (step === '*') return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : []
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return []
  return valuesAt((value as Record<string, unknown>)[step], rest)
}

/**
 * The owner of each owned resource. A child names its owner (a listener its balancer), or is named by it
 * (a group names its launch template); the first owner in document order has it.
 */
export function owners(document: Document, kinds: Kinds): Map<string, string> {
  const found = new Map<string, string>()
  const owns = (child: string, owner: string, type: string) => {
    if (child !== owner && !found.has(child) && document.Resources[child]?.Type === type && owner in document.Resources) found.set(child, owner)
  }
  const entries = Object.entries(document.Resources)
  for (const kind of kinds.values()) {
    for (const { type, path, by } of kind.children) {
      for (const [id, resource] of entries) {
        if (resource.Type !== (by === 'owner' ? kind.type : type)) continue
        for (const value of valuesAt(resource.Properties, path)) {
          const target = readReference(value)?.target
          if (target === undefined) continue
          if (by === 'owner') owns(target, id, type)
          else if (document.Resources[target]?.Type === kind.type) owns(id, target, type)
        }
      }
    }
  }
  return found
}

/** The resource on the canvas that stands for this one: itself or its topmost owner. */
export function rootOf(id: string, owned: ReadonlyMap<string, string>): string {
  const seen = new Set<string>()
  let at = id
  while (owned.has(at) && !seen.has(at)) {
    seen.add(at)
    at = owned.get(at)!
  }
  return at
}

export function childrenOf(id: string, owned: ReadonlyMap<string, string>): string[] {
  return [...owned].filter(([, owner]) => owner === id).map(([child]) => child)
}

/** The resource and everything it owns, however deep. */
export function familyOf(id: string, owned: ReadonlyMap<string, string>): string[] {
  return [id, ...[...owned.keys()].filter((child) => child !== id && rootOf(child, owned) === id)]
}

/** References between two kinds that may be wired, and that are no wire: a boundary attaches nothing. */
const UNWIRED = new Set<string | number>(['PermissionsBoundary'])

/** References to what is above: an organisation's tree is drawn from the root down. */
const UPWARDS = new Set<string | number>(['ParentId', 'ParentIds'])

/** The wires of a document, in the direction of traffic, each once, in document order. */
export function wiresOf(document: Document, catalogue: Catalogue, kinds: Kinds = kindsOf(catalogue)): Wire[] {
  const owned = owners(document, kinds)
  const allowed = new Set(catalogue.wires.map((wire) => `${wire.source} ${wire.target}`))
  const wires = new Map<string, Wire>()
  for (const [id, resource] of Object.entries(document.Resources)) {
    for (const reference of findReferences(resource.Properties)) {
      if (!(reference.target in document.Resources) || UNWIRED.has(reference.path[0]!)) continue
      const upwards = UPWARDS.has(reference.path[0]!)
      const from = upwards ? reference.target : rootOf(id, owned)
      const to = upwards ? id : rootOf(reference.target, owned)
      if (from === to) continue
      const types = [document.Resources[from]!.Type, document.Resources[to]!.Type] as const
      // A group names the target group it registers with: the reference runs against the traffic.
      const [source, target] = allowed.has(`${types[0]} ${types[1]}`) ? [from, to]
        : allowed.has(`${types[1]} ${types[0]}`) ? [to, from] : [null, null]
      if (source === null || target === null) continue
      const key = `${source} ${target}`
      if (!wires.has(key)) wires.set(key, { source, target, via: [id, 'Properties', ...reference.path] })
    }
  }
  return [...wires.values()]
}
