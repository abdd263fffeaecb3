/** The words of the policy language, as the server knows them. */
import { useEffect, useState } from 'react'
import { call } from '../../shared/api'
import type { PolicyKind } from './kinds'

export interface Vocabulary {
  /** What a policy of a kind may have, and each of its statements. */
  elements: Partial<Record<PolicyKind, { policy: readonly string[]; statement: readonly string[] }>>
  versions: readonly string[]
  effects: readonly string[]
  principalKeys: readonly string[]
  /** Prefixes. */
  services: readonly string[]
  /** By prefix, of the services all of whose actions are known. */
  actions: Readonly<Record<string, readonly { name: string; access: string }[]>>
  operators: readonly { name: string; family: string; ifExists: boolean; variables: boolean }[]
  /** Before an operator, with a colon, for keys of several values. */
  setOperators: readonly string[]
  /** Behind an operator. */
  ifExists: string
  globalKeys: readonly ConditionKey[]
  serviceKeys: Readonly<Record<string, readonly ConditionKey[]>>
  variables: readonly string[]
}

/** A key that ends with "/" or ":" goes on with a name. type: family of its values; many: it may have several. */
export interface ConditionKey {
  name: string
  type: string
  many: boolean
}

export const NO_WORDS: Vocabulary = {
  elements: {}, versions: [], effects: [], principalKeys: [], services: [], actions: {}, operators: [], setOperators: [], ifExists: '', globalKeys: [], serviceKeys: {}, variables: [],
}

interface WireKey {
  name: string
  family: string
  many: boolean
}

/** The answer of `policies/vocabulary`. */
export interface WireVocabulary {
  kinds: Vocabulary['elements']
  versions: string[]
  effects: string[]
  principals: string[]
  services: { prefix: string; actions: [name: string, access: string][] | null }[]
  operators: { name: string; family: string; if_exists: boolean; variables: boolean }[]
  set_operators: string[]
  if_exists: string
  keys: WireKey[]
  service_keys: Record<string, WireKey[]>
  variables: string[]
}

export function readVocabulary(wire: WireVocabulary): Vocabulary {
  const key = ({ name, family, many }: WireKey): ConditionKey => ({ name, type: family, many })
  return {
    elements: wire.kinds,
    versions: wire.versions,
    effects: wire.effects,
    principalKeys: wire.principals,
    services: wire.services.map((one) => one.prefix),
    actions: Object.fromEntries(wire.services.flatMap(({ prefix, actions }) => (actions ? [[prefix, actions.map(([name, access]) => ({ name, access }))]] : []))),
    operators: wire.operators.map(({ name, family, if_exists, variables }) => ({ name, family, ifExists: if_exists, variables })),
    setOperators: wire.set_operators,
    ifExists: wire.if_exists,
    globalKeys: wire.keys.map(key),
    serviceKeys: Object.fromEntries(Object.entries(wire.service_keys).map(([service, keys]) => [service, keys.map(key)])),
    variables: wire.variables,
  }
}

let asked: Promise<Vocabulary> | null = null

/** Asked for once a page; a failure is not kept. */
export function loadVocabulary(): Promise<Vocabulary> {
  if (!asked) {
    asked = call<WireVocabulary>('GET', 'policies/vocabulary').then(readVocabulary)
    asked.catch(() => { asked = null })
  }
  return asked
}

/** The server's vocabulary, without any words until it is there. */
export function useVocabulary(wanted = true): Vocabulary {
  const [vocabulary, setVocabulary] = useState(NO_WORDS)
  useEffect(() => {
    if (!wanted) return
    let current = true
    loadVocabulary().then((found) => { if (current) setVocabulary(found) }, () => undefined)
    return () => { current = false }
  }, [wanted])
  return vocabulary
}
