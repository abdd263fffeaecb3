/** The policies of a document: where each stands, of which kind it is, and who has it. */
import type { Document, Json, Path, Resource } from '../../shared/types'
import { getAt } from '../../workbench/core/paths'
import { readReference } from '../../workbench/core/references'
import type { PolicyKind } from '../editor/kinds'

export type { PolicyKind }

export interface Place {
  key: string
  /** From the logical id on, as the server names it. */
  path: Path
  kind: PolicyKind
  /** What it is called; the logical id of its resource where it has no name of its own. */
  name: string
  resource: string
}

/** A policy that an identity has. place: null for one that AWS manages. by: the group through which a user has it. */
export interface Held {
  place: Place | null
  name: string
  as: 'policy' | 'boundary' | 'trust'
  by?: string
}

export interface Identity {
  id: string
  type: string
  name: string
  account: string | null
  held: Held[]
}

export interface Inventory {
  places: ReadonlyMap<string, Place>
  identities: Identity[]
  /** Standing by themselves: of resources, of the organisation, and those that nobody has. */
  resources: Place[]
  organisation: Place[]
  unattached: Place[]
}

export const keyOf = (path: Path) => path.join('/')

const IDENTITIES = ['AWS::IAM::User', 'AWS::IAM::Group', 'AWS::IAM::Role']
const STANDING = ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy']
const AWS = 'arn:aws:iam::aws:policy/'
const NAMES = ['UserName', 'GroupName', 'RoleName', 'ManagedPolicyName', 'PolicyName', 'Name']

const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])

export function nameOf(document: Document, id: string): string {
  const properties = document.Resources[id]?.Properties ?? {}
  for (const name of NAMES) if (typeof properties[name] === 'string' && properties[name]) return properties[name] as string
  return id
}

function placesOf(document: Document, id: string, resource: Resource): Place[] {
  const properties = resource.Properties ?? {}
  const place = (kind: PolicyKind, name: string, ...path: (string | number)[]): Place => {
    const whole = [id, 'Properties', ...path]
    return { key: keyOf(whole), path: whole, kind, name, resource: id }
  }
  const found: Place[] = []
  if (IDENTITIES.includes(resource.Type)) {
    if (resource.Type === 'AWS::IAM::Role') found.push(place('trust', id, 'AssumeRolePolicyDocument'))
    list(properties['Policies']).forEach((one, i) => {
      const name = getAt(one, ['PolicyName'])
      found.push(place('identity', typeof name === 'string' && name ? name : `${id} ${i + 1}`, 'Policies', i, 'PolicyDocument'))
    })
  } else if (STANDING.includes(resource.Type)) {
    found.push(place('identity', nameOf(document, id), 'PolicyDocument'))
  } else if (resource.Type === 'AWS::Organizations::Policy') {
    found.push(place(properties['Type'] === 'RESOURCE_CONTROL_POLICY' ? 'rcp' : 'scp', nameOf(document, id), 'Content'))
  } else if (resource.Type === 'AWS::KMS::Key') {
    found.push(place('key', id, 'KeyPolicy'))
  } else if (/Policy$/.test(resource.Type) && 'PolicyDocument' in properties) {
    found.push(place('resource', id, 'PolicyDocument'))
  }
  return found
}

/** The logical id that a reference, a name or an ARN stands for, among those of the types. */
function meant(document: Document, value: Json, types: readonly string[]): string | null {
  const reference = readReference(value)
  const candidate = reference?.target ?? (typeof value === 'string' ? value.slice(value.lastIndexOf('/') + 1) : null)
  if (candidate === null) return null
  if (reference || types.includes(document.Resources[candidate]?.Type ?? ''))
    return types.includes(document.Resources[candidate]?.Type ?? '') ? candidate : null
  const found = Object.entries(document.Resources).find(([id, one]) => types.includes(one.Type) && nameOf(document, id).toLowerCase() === candidate.toLowerCase())
  return found?.[0] ?? null
}

const LISTS: Record<string, string> = { 'AWS::IAM::User': 'Users', 'AWS::IAM::Group': 'Groups', 'AWS::IAM::Role': 'Roles' }

export function inventory(document: Document): Inventory {
  const places = new Map<string, Place>()
  const byResource = new Map<string, Place[]>()
  for (const [id, resource] of Object.entries(document.Resources)) {
    const found = placesOf(document, id, resource)
    byResource.set(id, found)
    for (const one of found) places.set(one.key, one)
  }
  const held = new Set<string>()
  const standing = Object.keys(document.Resources).filter((id) => STANDING.includes(document.Resources[id]!.Type))

  const managed = (value: Json, as: Held['as']): Held | null => {
    if (typeof value === 'string' && value.startsWith(AWS)) return { place: null, name: value.slice(AWS.length), as }
    const id = meant(document, value, ['AWS::IAM::ManagedPolicy'])
    const place = id === null ? undefined : byResource.get(id)?.[0]
    if (place) held.add(place.key)
    return place ? { place, name: place.name, as } : typeof value === 'string' ? { place: null, name: value.slice(value.lastIndexOf('/') + 1), as } : null
  }
  const own = (id: string): Held[] => {
    const { Type: type, Properties: properties = {} } = document.Resources[id]!
    const found: (Held | null)[] = (byResource.get(id) ?? []).filter((place) => place.kind === 'identity').map((place) => ({ place, name: place.name, as: 'policy' as const }))
    found.push(...list(properties['ManagedPolicyArns']).map((value) => managed(value, 'policy')))
    for (const policy of standing) {
      const listed = list(document.Resources[policy]!.Properties?.[LISTS[type]!])
      if (listed.some((value) => meant(document, value, [type]) === id)) {
        const place = byResource.get(policy)![0]!
        held.add(place.key)
        if (!found.some((one) => one?.place?.key === place.key)) found.push({ place, name: place.name, as: 'policy' })
      }
    }
    return found.filter((one) => one !== null)
  }
  const identities = Object.keys(document.Resources).filter((id) => IDENTITIES.includes(document.Resources[id]!.Type)).map((id): Identity => {
    const resource = document.Resources[id]!
    const all = own(id)
    if (resource.Type === 'AWS::IAM::User') {
      for (const value of list(resource.Properties?.['Groups'])) {
        const group = meant(document, value, ['AWS::IAM::Group'])
        if (group !== null) all.push(...own(group).map((one) => ({ ...one, by: group })))
      }
    }
    const boundary = resource.Properties?.['PermissionsBoundary']
    const limit = boundary === undefined || boundary === null ? null : managed(boundary, 'boundary')
    if (limit) all.push(limit)
    const trust = byResource.get(id)?.find((place) => place.kind === 'trust')
    if (trust) all.push({ place: trust, name: trust.name, as: 'trust' })
    return { id, type: resource.Type, name: nameOf(document, id), account: resource.Account ?? null, held: all }
  })
  const order = [...IDENTITIES.slice(0, 1), 'AWS::IAM::Role', 'AWS::IAM::Group']
  identities.sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type))
  const all = [...places.values()]
  return {
    places,
    identities,
    resources: all.filter((place) => place.kind === 'resource' || place.kind === 'key'),
    organisation: all.filter((place) => place.kind === 'scp' || place.kind === 'rcp'),
    unattached: all.filter((place) => place.kind === 'identity' && STANDING.includes(document.Resources[place.resource]!.Type) && !held.has(place.key)),
  }
}
