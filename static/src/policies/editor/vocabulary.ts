/** The words of the policy language as the server knows them, in the form the completion asks for. */
import { useEffect, useState } from 'react'
import { call } from '../../shared/api'
import type { PolicyKind } from './kinds'

export interface Vocabulary {
  elements: Partial<Record<PolicyKind, { policy: readonly string[]; statement: readonly string[] }>>
  versions: readonly string[]
  effects: readonly string[]
  services: readonly string[]
  /** By prefix, of the services all of whose actions are known. */
  actions: Readonly<Record<string, readonly { name: string; access?: string }[]>>
  operators: readonly { name: string; detail?: string; ifExists: boolean }[]
  /** Before an operator of a key with several values. */
  setPrefixes: readonly string[]
  globalKeys: readonly ConditionKey[]
  serviceKeys: Readonly<Record<string, readonly ConditionKey[]>>
  variables: readonly string[]
  principalKeys: readonly string[]
  servicePrincipals: readonly string[]
  regions: readonly string[]
}

export interface ConditionKey {
  name: string
  type?: string
}

export const NO_WORDS: Vocabulary = {
  elements: {}, versions: [], effects: [], services: [], actions: {}, operators: [], setPrefixes: [], globalKeys: [], serviceKeys: {},
  variables: [], principalKeys: [], servicePrincipals: [], regions: [],
}

let asked: Promise<Vocabulary> | null = null

/** Asked for once a page; a failure is not kept. */
export function loadVocabulary(): Promise<Vocabulary> {
  asked ??= call<unknown>('GET', 'policies/vocabulary').then(readVocabulary)
  asked.catch(() => { asked = null })
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

function readVocabulary(raw: unknown): Vocabulary {
  return { ...NO_WORDS, ...(raw as Partial<Vocabulary>) }
}
