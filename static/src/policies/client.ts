/** The simulator's questions to the server, and the shapes of its answers. */
import { call } from '../shared/api'
import type { Bilingual, Document, Json, JsonObject, Path, Problem } from '../shared/types'

export type Words = Bilingual | string

export interface Asked {
  /** An ARN, a service's name, or "*". */
  principal: string
  action: string
  resource: string
  /** Whose the resource is; left out, the server finds it in the document. */
  accountId?: string
  context: Record<string, Json>
}

export interface AskBody {
  document: Document
  request: Asked
  session_policy?: Json | null
  endpoint_policies?: Json[] | null
  /** Instead of the one in the document. */
  resource_policy?: Json | null
}

export interface ElementAnswer {
  element: string
  fits: boolean
  why: Words
  values?: JsonObject | Json[]
}

export type StatementVerdict = 'applies' | 'not' | 'decides'

export interface StatementAnswer {
  index: number
  sid: string | null
  effect: 'Allow' | 'Deny'
  verdict: StatementVerdict
  text: Words
  elements: ElementAnswer[]
}

export interface PolicyAnswer {
  name: string
  /** Where it stands in the document, from the resource's logical id; null: one of AWS's own, or given beside it. */
  path: Path | null
  statements: StatementAnswer[]
  /** Statements that are not told: there are too many. */
  left_off: number
}

export type Standing = 'denies' | 'allows' | 'silent' | 'absent' | 'not_concerned'

export interface LayerAnswer {
  layer: string
  label?: Words
  level?: number | null
  name?: string | null
  verdict: Standing
  text: Words
  decides?: boolean
  policies: PolicyAnswer[]
}

export interface Answer {
  decision: { outcome: string; reason: string; text: Words; layer: string; level: number | null; same_account: boolean; source: string }
  layers: LayerAnswer[]
  decided_by: { layer: string; level: number | null; policy: number; name: string; path: Path | null; statement: number; sid: string | null } | null
  /** About the request, and about the policies that have a say. */
  warnings: (Problem & { line?: number | null; column?: number | null })[]
  /** As it was understood. */
  request: {
    principal: string
    principal_account: string | null
    principal_id: string | null
    action: string
    resource: string
    resource_id: string | null
    accountId: string
    account_given: boolean
    context: Record<string, string[]>
  }
}

export interface WhoRow {
  arn: string
  name: string
  id: string | null
  account: string
  outcome: string
  reason: string
  text: Words
}

export interface WhoAnswer {
  principals: WhoRow[]
  total: number
  /** More than the server asks about at once. */
  cut: boolean
}

/** Identities, policies and resources of a document with their ARNs. */
export interface Overview {
  identities: { kind: 'user' | 'group' | 'role'; id: string; name: string; arn: string; account: string }[]
  roots: { arn: string; account: string }[]
  policies: { path: Path; errors: number; warnings: number }[]
  resources: { id: string; type: string; arn: string; account: string; policy: Path | null }[]
  accounts: { id: string; number: string; name: string }[]
}

export interface Share {
  id: string
  url: string
  created_at: string
  ends_at: string
}

export type Shared = AskBody & Share & { own: boolean }

export const client = {
  ask: (body: AskBody, signal: AbortSignal) => call<Answer>('POST', 'policies/ask', body, { signal }),
  whoCan: (document: Document, { principal: _, ...asked }: Asked, signal: AbortSignal) => call<WhoAnswer>('POST', 'policies/who-can', { document, ...asked }, { signal }),
  overview: (document: Document, signal: AbortSignal) => call<Overview>('POST', 'policies/overview', { document }, { signal }),
  share: (body: AskBody) => call<Share>('POST', 'policies/shares', body),
  shared: (id: string) => call<Shared>('GET', `policies/shares/${id}`),
}
