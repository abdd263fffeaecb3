/**
 * The simulator's state: the question, the answer, and which policy is open.
 *
 * The document, its history and its saving are the workbench's own store. Whatever changes in either is asked about
 * again by itself.
 */
import { create } from 'zustand'
import { ApiError } from '../shared/api'
import { say as inWords } from '../shared/messages'
import type { Document, Json } from '../shared/types'
import { apply, currentDocument, say, useWorkbench } from '../workbench/store'
import { getAt, setAt } from '../workbench/core/paths'
import { type Answer, type AskBody, type Asked, client, type Overview, type WhoRow } from './client'
import { Asker } from './core/asker'
import { doubled, fromContext, type Row, toContext } from './core/context'
import { type Draft, readPolicy, shown, stands, unreadable } from './core/drafts'
import { inventory, type Inventory, keyOf, type Place, type PolicyKind } from './core/inventory'
import { type Unfinished, unfinished } from './core/request'
import { actionsNamed, resourcesNamed } from './core/suggest'
import { concerns, type Outcome, outcomeOf, worthOpening } from './core/verdict'
import { t } from './messages'

export interface Question {
  /** Logical id of the user or role who asks; its ARN follows its name. null: `principal` was typed. */
  identity: string | null
  principal: string
  action: string
  resource: string
  account: string
  rows: Row[]
}

export type Beside = 'session' | 'endpoint' | 'resource'
export const BESIDE: readonly Beside[] = ['session', 'endpoint', 'resource']
export const besideKey = (which: Beside) => `beside/${which}`

export interface Who {
  rows: readonly WhoRow[]
  cut: boolean
  total: number
  action: string
  resource: string
}

export interface Trouble {
  text: string
  /** Which part of the question it is about. */
  field: string | null
}

interface Policies {
  inventory: Inventory
  question: Question
  /** Texts of policies that count for this question only; null: none. */
  beside: Record<Beside, string | null>
  overview: Overview | null
  answer: Answer | null
  /** What the outcome was before the last change turned it. */
  before: Outcome | null
  asking: boolean
  /** Why what is shown is not the answer to what stands there. */
  stale: { kind: 'incomplete'; field: Unfinished; empty: boolean } | { kind: 'unreadable'; name: string; key: string } | null
  trouble: Trouble | null
  open: string | null
  /** It was opened or typed in by hand: another one is not put in its place while it has a say. */
  picked: boolean
  drafts: Readonly<Record<string, Draft>>
  selected: { key: string; statement: number } | null
  tab: 'why' | 'who'
  who: Who | null
  whoTrouble: string | null
  contextOpen: boolean
  dialog: 'shortcuts' | 'share' | 'add' | null
  /** What the page began with, as long as nothing was changed. */
  from: 'share' | 'example' | null
}

/** A phone's width: there the verdict is more important to see than what stands in the context. */
export const NARROW = '(max-width: 820px)'

const nobody: Question = { identity: null, principal: '', action: '', resource: '', account: '', rows: [] }
const empty: Document = { SchemaVersion: 1, Resources: {} }

export const usePolicies = create<Policies>(() => ({
  inventory: inventory(empty),
  question: nobody,
  beside: { session: null, endpoint: null, resource: null },
  overview: null,
  answer: null,
  before: null,
  asking: false,
  stale: { kind: 'incomplete', field: 'principal', empty: true },
  trouble: null,
  open: null,
  picked: false,
  drafts: {},
  selected: null,
  tab: 'why',
  who: null,
  whoTrouble: null,
  contextOpen: false,
  dialog: null,
  from: null,
}))

const set = usePolicies.setState
const get = usePolicies.getState
export const showIn = (part: Partial<Pick<Policies, 'tab' | 'dialog' | 'contextOpen'>>) => set(part)

// ------------------------------------------------------------------ beginning

const questionKey = (id: string) => `stratolab:question:${id}`

type Kept = { question: Question; beside?: Record<Beside, string | null>; drafts?: Readonly<Record<string, Draft>> }

function kept(id: string | null): Kept | null {
  if (!id) return null
  try {
    const found = JSON.parse(localStorage.getItem(questionKey(id)) ?? 'null') as Kept | null
    return found && Array.isArray(found.question.rows) ? found : null
  } catch {
    return null
  }
}

/** What was asked is there again when the document is. */
export function keep(): void {
  const { documentId } = useWorkbench.getState()
  if (!documentId) return
  try {
    localStorage.setItem(questionKey(documentId), JSON.stringify({ question: get().question, beside: get().beside, drafts: get().drafts } satisfies Kept))
  } catch {
    // A full or forbidden store: the question is only not remembered.
  }
}

/** A first question about a document that was never asked about. */
function firstQuestion(document: Document, found: Inventory): Question {
  const resources = resourcesNamed(document)
  const actions = actionsNamed(document)
  return {
    ...nobody,
    identity: found.identities.find((one) => one.type !== 'AWS::IAM::Group')?.id ?? null,
    action: actions.find((one) => /:(Get|List|Describe)/.test(one)) ?? actions[0] ?? (resources.length ? 's3:GetObject' : ''),
    resource: resources.find((arn) => arn.includes('/')) ?? resources[0] ?? (actions.length ? '*' : ''),
  }
}

export interface Beginning {
  document: Document
  documentId: string | null
  /** From the address: what the workbench or somebody's link asks. */
  asked?: Partial<Question>
  shared?: AskBody
  from: Policies['from']
}

export function begin({ document, documentId, asked, shared, from }: Beginning): void {
  const found = inventory(document)
  const before = kept(documentId)
  let question = before?.question ?? firstQuestion(document, found)
  let beside: Record<Beside, string | null> = { session: null, endpoint: null, resource: null, ...before?.beside }
  if (shared) {
    question = asQuestion(shared.request)
    beside = {
      session: textOf(shared.session_policy), endpoint: textOf(shared.endpoint_policies?.[0]), resource: textOf(shared.resource_policy),
    }
  }
  const whole = { ...question, ...asked }
  set({
    inventory: found, question: whole, beside, drafts: before?.drafts ?? {}, from, contextOpen: whole.rows.length > 0 && !matchMedia(NARROW).matches,
    overview: null, answer: null, before: null, trouble: null, open: null, picked: false, selected: null, who: null,
  })
  overviewAsker.now(document)
  refresh(true)
}

const textOf = (value: Json | undefined): string | null => (value == null ? null : typeof value === 'string' ? value : JSON.stringify(value, null, 2))

/** As a share or a lab's objective has it. */
interface Given {
  principal: string
  action: string
  resource: string
  accountId?: string | null
  context?: Record<string, unknown>
}

const asQuestion = (request: Given): Question => ({
  identity: null, principal: request.principal, action: request.action, resource: request.resource, account: request.accountId ?? '',
  rows: fromContext((request.context ?? {}) as Record<string, Json>),
})

/** The document was changed, here or elsewhere: everything that follows from it follows. */
export function documentChanged(document: Document): void {
  const found = inventory(document)
  const before = get()
  const known = before.open === null || before.open.startsWith('beside/') || found.places.has(before.open)
  set({ inventory: found, ...(known ? {} : { open: null, selected: null }) })
  overviewAsker.want(document)
  refresh()
}

// ------------------------------------------------------------------- overview

const overviewAsker = new Asker<Document, Overview>({
  ask: (document, signal) => client.overview(document, signal),
  onAnswer: (overview) => {
    const before = principalOf(get().question, get().overview)
    set({ overview })
    if (principalOf(get().question, overview) !== before) refresh(get().answer === null)
  },
  // The fields can be typed into all the same.
  onError: () => undefined,
  retry: (error) => (error instanceof ApiError && error.transient ? 3000 : null),
})

export function principalOf(question: Question, overview: Overview | null): string {
  return question.identity === null ? question.principal : (overview?.identities.find((one) => one.id === question.identity)?.arn ?? question.principal)
}

// ---------------------------------------------------------------------- asking

const asker = new Asker<AskBody, Answer>({
  ask: (body, signal) => client.ask(body, signal),
  onAnswer: answered,
  onError: (error) => {
    if (error instanceof ApiError && !error.transient) set({ trouble: troubleOf(error) })
    else set({ trouble: { text: error instanceof ApiError ? t('offline') : t('notAnswered', { reason: String(error) }), field: null } })
  },
  onBusy: (asking) => set({ asking }),
  retry: (error) => (error instanceof ApiError && error.transient ? 2000 : null),
})

function troubleOf(error: ApiError): Trouble {
  const problem = error.problems[0]
  const field = problem?.path.find((step) => ['principal', 'action', 'resource', 'accountId', 'context'].includes(String(step)))
  return { text: problem ? [problem.message, problem.hint].filter(Boolean).join(' ') : error.message, field: field === undefined ? null : String(field) }
}

const sameRequest = (a: Answer['request'], b: Answer['request']) => a.principal === b.principal && a.action === b.action && a.resource === b.resource

function answered(answer: Answer): void {
  const { answer: last, before, open } = get()
  const outcome = outcomeOf(answer.decision.outcome)
  const turned = last !== null && outcomeOf(last.decision.outcome) !== outcome
  const same = last !== null && sameRequest(last.request, answer.request)
  const next: Partial<Policies> = { answer, trouble: null, before: turned ? outcomeOf(last.decision.outcome) : same ? before : null }
  if (!same) next.selected = null
  // Somebody else's question is about other policies. Whoever types keeps the one they type in.
  if (open === null || (!same && !open.startsWith('beside/') && !(get().picked && concerns(answer, open)))) {
    const first = worthOpening(answer) ?? open ?? get().inventory.places.keys().next().value ?? null
    next.open = first !== null && get().inventory.places.has(first) ? first : open
    next.picked = get().picked && next.open === open
  }
  set(next)
  if (last === null || turned || !same) say(t('said', { outcome: t(`${outcome}Word`), reason: inWords(answer.decision.text) }))
}


/** The policies beside the document as JSON; the key of the first that cannot be read instead. */
function besideRead(): { policies: Pick<AskBody, 'session_policy' | 'endpoint_policies' | 'resource_policy'> } | { unreadable: Beside } {
  const { beside } = get()
  const found: Pick<AskBody, 'session_policy' | 'endpoint_policies' | 'resource_policy'> = {}
  for (const which of BESIDE) {
    const text = beside[which]
    if (text === null) continue
    const policy = readPolicy(text)
    if (!policy) return { unreadable: which }
    if (which === 'session') found.session_policy = policy
    else if (which === 'resource') found.resource_policy = policy
    else found.endpoint_policies = [policy]
  }
  return { policies: found }
}

/** What would be asked now, or why nothing can be. */
export function body(): AskBody | NonNullable<Policies['stale']> {
  const { question, overview, drafts, inventory: found } = get()
  const document = currentDocument()
  const request = requestOf(question, overview)
  const open = unfinished(request)
  if (open) return { kind: 'incomplete', ...open }
  for (const [key, draft] of Object.entries(drafts)) {
    const place = found.places.get(key)
    if (place && stands(draft, valueAt(document, place))) return { kind: 'unreadable', name: place.kind === 'trust' ? `${place.name} (${t('trust')})` : place.name, key }
  }
  const beside = besideRead()
  if ('unreadable' in beside) return { kind: 'unreadable', name: besideName(beside.unreadable), key: besideKey(beside.unreadable) }
  return { document, request, ...beside.policies }
}

export const besideName = (which: Beside): string => t(which === 'session' ? 'addSession' : which === 'endpoint' ? 'addEndpoint' : 'addResource')

function requestOf(question: Question, overview: Overview | null): Asked {
  return {
    principal: principalOf(question, overview).trim(),
    action: question.action.trim(),
    resource: question.resource.trim(),
    // While it is being typed it is none yet.
    ...(/^\d{12}$/.test(question.account) ? { accountId: question.account } : {}),
    context: toContext(question.rows),
  }
}

/** Asks again, soon or at once; says instead why it cannot. */
export function refresh(atOnce = false): void {
  const next = body()
  if ('kind' in next) {
    asker.stop()
    whoAsker.stop()
    set({ stale: next })
    return
  }
  const twice = doubled(get().question.rows)
  if (twice) {
    asker.stop()
    set({ stale: null, trouble: { text: t('keyTwice', { key: twice }), field: 'context' } })
    return
  }
  set({ stale: null })
  if (atOnce) asker.now(next)
  else asker.want(next)
  if (get().tab === 'who') askWho(next)
}

const whoAsker = new Asker<AskBody, Who>({
  ask: async ({ document, request }, signal) => {
    const answer = await client.whoCan(document, request, signal)
    return { rows: answer.principals, cut: answer.cut, total: answer.total, action: request.action, resource: request.resource }
  },
  onAnswer: (who) => set({ who, whoTrouble: null }),
  onError: (error) => set({ whoTrouble: error instanceof ApiError ? (error.offline ? t('offline') : troubleOf(error).text) : String(error) }),
  retry: (error) => (error instanceof ApiError && error.transient ? 3000 : null),
  quietMs: 300,
})

function askWho(next: AskBody): void {
  whoAsker.want(next)
}

export function openTab(tab: 'why' | 'who'): void {
  set({ tab })
  const next = body()
  if (tab === 'who' && !('kind' in next)) whoAsker.now(next)
}

// --------------------------------------------------------------- the question

export function ask(change: Partial<Question>): void {
  set((s) => ({ question: { ...s.question, ...change }, trouble: null }))
  keep()
  refresh()
}

/** By a click: somebody of the document asks. */
export function askAs(identity: string): void {
  ask({ identity, principal: principalOf({ ...get().question, identity, principal: '' }, get().overview) })
}

/** A whole question at once, as a lab's objective asks it. */
export function askAbout(request: Given): void {
  set({ selected: null })
  const question = asQuestion(request)
  const identity = get().overview?.identities.find((one) => one.arn === request.principal)?.id ?? null
  ask({ ...question, identity })
  set({ contextOpen: question.rows.length > 0 })
}

// ------------------------------------------------------------------ the editor

const valueAt = (document: Document, place: Place): Json | undefined => getAt(document.Resources, place.path)

export interface Opened {
  key: string
  kind: PolicyKind
  name: string
  value: Json
  /** Logical id of what it belongs to; null: it counts for this question only. */
  resource: string | null
  unreadable: boolean
}

/** What stands in the editor. */
export function opened(state: Pick<Policies, 'open' | 'beside' | 'drafts' | 'inventory'>, document: Document): Opened | null {
  const { open } = state
  if (open === null) return null
  const which = BESIDE.find((one) => besideKey(one) === open)
  if (which) {
    const text = state.beside[which]
    if (text === null) return null
    const value = readPolicy(text) ?? text
    return { key: open, kind: which, name: besideName(which), value, resource: null, unreadable: unreadable(value) }
  }
  const place = state.inventory.places.get(open)
  if (!place) return null
  const value = shown(state.drafts[open], valueAt(document, place))
  return { key: open, kind: place.kind, name: place.name, value, resource: place.resource, unreadable: unreadable(value) }
}

export function openPolicy(key: string, statement?: number): void {
  set({ open: key, picked: true, selected: statement === undefined ? null : { key, statement } })
}

/** What was typed: into the document as soon as it can be read. */
export function type(key: string, text: string): void {
  const which = BESIDE.find((one) => besideKey(one) === key)
  if (which) {
    set((s) => ({ beside: { ...s.beside, [which]: text }, selected: null }))
    keep()
    refresh()
    return
  }
  const place = get().inventory.places.get(key)
  if (!place) return
  const document = currentDocument()
  const policy = readPolicy(text)
  const { [key]: _, ...others } = get().drafts
  set({ drafts: policy ? others : { ...others, [key]: { text, value: valueAt(document, place) } }, selected: null, picked: true })
  keep()
  if (policy) apply(setAt(document, ['Resources', ...place.path], policy), { label: t('stepPolicy', { name: place.name }), coalesce: key })
  // Taken back to what the document holds, nothing is changed there, but the answer counts again.
  refresh()
}

const ALLOW_NOTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }
const startOf: Record<Beside, Json> = {
  session: ALLOW_NOTHING,
  endpoint: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] },
  resource: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }] },
}

/** A policy that counts for this question only, about what is being asked. */
export function addBeside(which: Beside): void {
  const { action, resource } = get().question
  const start = structuredClone(startOf[which]) as { Statement: { [key: string]: Json }[] }
  if (which !== 'endpoint') Object.assign(start.Statement[0]!, { ...(action ? { Action: action } : {}), ...(resource ? { Resource: resource } : {}) })
  set((s) => ({ beside: { ...s.beside, [which]: JSON.stringify(start, null, 2) }, open: besideKey(which), selected: null, dialog: null }))
  keep()
  refresh()
}

export function removeBeside(which: Beside): void {
  set((s) => ({ beside: { ...s.beside, [which]: null }, ...(s.open === besideKey(which) ? { open: null } : {}) }))
  keep()
  refresh()
}

/** A new inline policy that allows what is being asked: the shortest way to see a verdict change. */
export function addInline(id: string): void {
  const document = currentDocument()
  const list = getAt(document.Resources[id], ['Properties', 'Policies'])
  const there = Array.isArray(list) ? list : []
  const names = new Set(there.map((one) => getAt(one, ['PolicyName'])))
  let number = there.length + 1
  while (names.has(`Policy${number}`)) number += 1
  const { action, resource } = get().question
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action.trim() || 's3:GetObject', Resource: resource.trim() || '*' }] }
  const next = setAt(document, ['Resources', id, 'Properties', 'Policies'], [...there, { PolicyName: `Policy${number}`, PolicyDocument: policy }])
  if (apply(next, { label: t('stepInline') })) openPolicy(keyOf([id, 'Properties', 'Policies', there.length, 'PolicyDocument']))
}

/** Takes an inline policy out of its identity. */
export function removeInline(place: Place): void {
  const index = place.path[3]
  if (typeof index !== 'number') return
  // The keys of the ones after it move up: their drafts would be taken for others'.
  const prefix = keyOf(place.path.slice(0, 3))
  set((s) => ({ drafts: Object.fromEntries(Object.entries(s.drafts).filter(([key]) => !key.startsWith(prefix))), ...(s.open?.startsWith(prefix) ? { open: null, selected: null } : {}) }))
  apply(setAt(currentDocument(), ['Resources', ...place.path.slice(0, 4)], undefined), { label: t('stepTake', { name: place.name }) })
}
