/**
 * The workbench's state: the document with its history, what is derived from it, and how it is saved.
 *
 * Structural edits go through the server, which owns the rules; the answer is merged with whatever was
 * typed meanwhile. Settings and moves change the document at once. Live numbers are not here.
 */
import { create } from 'zustand'
import { api, ApiError } from '../shared/api'
import { addressOf, boot } from '../shared/boot'
import { timeOfDay } from '../shared/format'
import type { Catalogue, Document, EditRequest, Field, Json, Kind, Limits, Path, Problem, StoredDocument } from '../shared/types'
import { Autosave, type SaveState } from './core/autosave'
import { begin, change, type History, redo, undo } from './core/history'
import { arrange, moved, type Point } from './core/layout'
import { offers, oversteps } from './core/limits'
import { merge } from './core/merge'
import { equal, setAt } from './core/paths'
import { childrenOf, familyOf, type Kinds, kindsOf, owners, rootOf, type Wire, wiresOf } from './core/references'
import { t } from './messages'

export type Tab = 'form' | 'instances' | 'operate' | 'break' | 'why' | 'code'
export type Sheet = 'palette' | 'inspector' | null

export interface Notice {
  text: string
  tone: 'good' | 'bad'
  key: number
}

interface Derived {
  owned: ReadonlyMap<string, string>
  wires: readonly Wire[]
  /** Logical ids of what the canvas shows as nodes. */
  nodes: readonly string[]
}

export interface Workbench extends Derived {
  catalogue: Catalogue
  kinds: Kinds
  documentId: string | null
  readOnly: boolean
  /** What may not be changed although the document is one's own. */
  limits: Limits | null
  locked: ReadonlySet<string>
  history: History
  problems: readonly Problem[]
  save: SaveState
  selectedWire: { source: string; target: string } | null
  tab: Tab
  /** The instance to show in the table of its group. */
  instance: string | null
  sheet: Sheet
  dialog: 'shortcuts' | 'connect' | 'problems' | null
  editing: number
  notice: Notice | null
  announcement: string
  /** Where a click on a problem leads: the form scrolls there and focuses. */
  goto: { path: Path; key: number } | null
  /** Where the camera should look: set by additions and the automatic layout. */
  look: { at: 'all' | string; key: number } | null
}

const empty: Catalogue = { engine: '', layers: [], places: [], regions: [], edges: [], kinds: [], wires: [], refusals: [], default_refusal: '', terms: {} }

export const useWorkbench = create<Workbench>(() => ({
  catalogue: empty,
  kinds: new Map(),
  documentId: null,
  readOnly: false,
  limits: null,
  locked: new Set(),
  history: begin({ SchemaVersion: 1, Resources: {} }),
  problems: [],
  save: { kind: 'saved', at: null },
  selectedWire: null,
  tab: 'form',
  instance: null,
  sheet: null,
  dialog: null,
  editing: 0,
  notice: null,
  announcement: '',
  goto: null,
  look: null,
  owned: new Map(),
  wires: [],
  nodes: [],
}))

const set = useWorkbench.setState
const get = useWorkbench.getState
let key = 0

export const currentDocument = () => get().history.document

function derive(document: Document, catalogue: Catalogue, kinds: Kinds): Derived {
  const owned = owners(document, kinds)
  const nodes = Object.keys(document.Resources).filter((id) => {
    const kind = kinds.get(document.Resources[id]!.Type)
    if (!kind || kind.canvas) return kind?.lane !== 'zone'
    // A child that lost its owner is still part of the document: it is shown, so that it can be mended.
    return kind.layer !== 'network' && !owned.has(id)
  })
  return { owned, wires: wiresOf(document, catalogue, kinds), nodes }
}

/** Makes the history's document the current one; false when that oversteps what may be changed, which is said. */
function put(history: History): boolean {
  const { catalogue, kinds, limits, history: before } = get()
  const over = limits && before.document.Resources !== history.document.Resources ? oversteps(limits, kinds, before.document, history.document)[0] : undefined
  if (over) {
    const text = over.code === 'LockedResource' ? t('isLocked', { id: over.id }) : t('isNotOffered', { kind: kinds.get(over.type)?.label ?? over.type })
    notify(text)
    return false
  }
  const same = before.document.Resources === history.document.Resources
  set({ history, selectedWire: null, ...(same ? {} : derive(history.document, catalogue, kinds)) })
  if (before.document !== history.document) {
    saver?.changed(history.document)
    checkSoon()
  }
  return true
}

export const offered = (type: string) => offers(get().limits, get().kinds, type)

// ------------------------------------------------------------- start and save

let saver: Autosave | null = null
type SavedListener = (before: Document, after: Document, problems: readonly Problem[]) => void
const savedListeners = new Set<SavedListener>()

/** Called after the server has a new revision. */
export function onSaved(listener: SavedListener): () => void {
  savedListeners.add(listener)
  return () => savedListeners.delete(listener)
}

const keptKey = (id: string) => `stratolab:unsaved:${id}`

export function open(stored: StoredDocument, catalogue: Catalogue, readOnly: boolean): void {
  const kinds = kindsOf(catalogue)
  set({
    catalogue, kinds, readOnly, documentId: stored.id || null,
    limits: boot().limits ?? null, locked: new Set(boot().limits?.locked),
    history: begin(stored.document),
    problems: stored.problems,
    save: { kind: 'saved', at: stored.saved_at },
    look: { at: 'all', key: ++key },
    ...derive(stored.document, catalogue, kinds),
  })
  saver?.stop()
  saver = null
  if (readOnly) return
  saver = new Autosave({
    revision: stored.revision,
    document: stored.document,
    savedAt: stored.saved_at,
    save: async (document, base) => {
      const { documentId } = get()
      if (documentId) return api.saveDocument(documentId, document, base, document.Name)
      // The first change of a new document stores it; from then on the page has its address.
      const made = await api.createDocument(document, document.Name)
      set({ documentId: made.id })
      history.replaceState(null, '', addressOf(made.id))
      return made
    },
    failure: (error) => {
      if (!(error instanceof ApiError) || error.transient) return { kind: 'offline' }
      if (error.status === 409) return { kind: 'conflict', revision: conflictRevision(error.body) }
      return { kind: 'refused', message: error.problems[0]?.message ?? error.message, problems: error.problems }
    },
    onState: (save) => set({ save, ...(save.kind === 'refused' && save.problems.length ? { problems: save.problems } : {}) }),
    onSaved: (before, after, answer) => {
      if (after === currentDocument()) set({ problems: answer.problems })
      for (const listener of savedListeners) listener(before, after, answer.problems)
    },
    keep: (unsaved) => {
      const id = get().documentId
      if (!id) return
      try {
        if (unsaved) localStorage.setItem(keptKey(id), JSON.stringify(unsaved))
        else localStorage.removeItem(keptKey(id))
      } catch {
        // A full or forbidden store: the tab itself still holds everything.
      }
    },
  })
  if (stored.id) restore(stored)
}

function conflictRevision(body: unknown): number | null {
  const current = (body as { current?: unknown } | null)?.current
  if (typeof current === 'number') return current
  const revision = (current as { revision?: unknown } | null)?.revision
  return typeof revision === 'number' ? revision : null
}

/** Brings back what a closed tab could not save. On top of a newer revision it saves into the conflict. */
function restore(stored: StoredDocument): void {
  type Kept = { document: Document; revision: number }
  let kept: Kept | null
  try {
    kept = JSON.parse(localStorage.getItem(keptKey(stored.id)) ?? 'null') as Kept | null
  } catch {
    return
  }
  if (!kept?.document.Resources) return
  if (equal(kept.document, stored.document)) {
    localStorage.removeItem(keptKey(stored.id))
    return
  }
  saver!.revision = kept.revision
  if (apply(kept.document, { label: t('restored') })) say(t('restored'))
  else localStorage.removeItem(keptKey(stored.id))
}

/** Lets go of what is unsaved: the server is about to have another document, and the page loads it anew. */
export function forgetUnsaved(): void {
  saver?.stop()
  saver = null
  const id = get().documentId
  if (id) localStorage.removeItem(keptKey(id))
}

export const flush = (): Promise<boolean> => saver?.flush() ?? Promise.resolve(true)
export const hasUnsaved = () => saver?.unsaved ?? false

export async function resolveConflict(choice: 'mine' | 'theirs'): Promise<void> {
  const { documentId } = get()
  if (!documentId || !saver) return
  try {
    const theirs = await api.document(documentId)
    if (choice === 'mine') {
      await saver.keepMine(theirs.revision)
      return
    }
    // One step of the history: going back restores mine, on top of theirs.
    const active = saver
    put(change(get().history, { document: theirs.document, label: t('stepTheirs'), now: Date.now() }))
    active.adopt(currentDocument(), theirs.revision, theirs.saved_at)
    set({ problems: theirs.problems })
  } catch (error) {
    fail(error)
  }
}

/** The stamp beside the name: what is true of the document in this moment. */
export function saveText(save: SaveState): string {
  switch (save.kind) {
    case 'saved':
      return save.at ? t('saved', { time: timeOfDay(save.at) }) : t('neverSaved')
    case 'refused':
      return t('refused', { reason: save.message })
    case 'conflict':
      return t('conflict')
    default:
      return t(save.kind)
  }
}

// --------------------------------------------------------------------- checks

let checkTimer: ReturnType<typeof setTimeout> | undefined
let checking: AbortController | null = null

function checkSoon(): void {
  clearTimeout(checkTimer)
  checkTimer = setTimeout(() => void check(), 250)
}

async function check(): Promise<void> {
  checking?.abort()
  const mine = (checking = new AbortController())
  const document = currentDocument()
  try {
    const problems = await api.check(document, { signal: mine.signal })
    if (document === currentDocument()) set({ problems })
  } catch (error) {
    if (error instanceof ApiError && error.problems.length && document === currentDocument()) set({ problems: error.problems })
  }
}

// ------------------------------------------------------------------- notices

export function say(text: string): void {
  set({ announcement: '' })
  setTimeout(() => set({ announcement: text }), 30)
}

export function notify(text: string, tone: Notice['tone'] = 'bad'): void {
  set({ notice: { text, tone, key: ++key } })
}

export function fail(error: unknown): void {
  if (error instanceof ApiError) notify(error.offline ? t('notReached') : [error.problems[0]?.message ?? error.message, error.problems[0]?.hint].filter(Boolean).join(' '))
  else notify(String(error))
}

// --------------------------------------------------------------------- edits

interface ChangeOptions {
  label: string
  selection?: readonly string[]
  coalesce?: string
}

/** A change made here: settings, moves, code. */
export function apply(document: Document, options: ChangeOptions): boolean {
  if (get().readOnly) {
    notify(t('isReadOnly'))
    return false
  }
  return put(change(get().history, { document, now: Date.now(), ...options }))
}

export function setProperty(id: string, path: Path, value: Json | undefined, field?: Pick<Field, 'label'>): void {
  const full = ['Resources', id, 'Properties', ...path]
  apply(setAt(currentDocument(), full, value), { label: t('stepSet', { what: field?.label ?? String(path.at(-1)) }), coalesce: full.join('/') })
}

export function setRegion(id: string, region: string): void {
  apply(setAt(currentDocument(), ['Resources', id, 'Region'], region), { label: t('stepSet', { what: t('region') }) })
}

/** The account a resource stands in, with what it owns; undefined is the document's own. */
export function setAccount(id: string, account: string | undefined): void {
  const path = (one: string) => ['Resources', one, 'Account']
  const next = familyOf(id, get().owned).reduce((document, one) => setAt(document, path(one), account), currentDocument())
  apply(next, { label: t('stepSet', { what: t('account') }), coalesce: path(id).join('/') })
}

export function rename(name: string): void {
  apply({ ...currentDocument(), Name: name }, { label: t('stepName'), coalesce: 'name' })
}

export function move(positions: ReadonlyMap<string, Point>, byKeyboard = false): void {
  if (get().readOnly) return
  apply(moved(currentDocument(), positions), { label: t('stepMove'), ...(byKeyboard ? { coalesce: `move/${[...positions.keys()].join()}` } : {}) })
}

export async function arrangeAll(): Promise<void> {
  const { kinds, wires, nodes } = get()
  const positions = await arrange(currentDocument(), kinds, wires, nodes)
  apply(moved(currentDocument(), positions), { label: t('stepArrange') })
  set({ look: { at: 'all', key: ++key } })
}

let queue: Promise<unknown> = Promise.resolve()

/** Edits the server makes, one after the other, as one step of the history. Answers the ids it created. */
export function edit(requests: readonly EditRequest[], label: string, said?: string): Promise<string[] | null> {
  if (get().readOnly) {
    notify(t('isReadOnly'))
    return Promise.resolve(null)
  }
  const run = async (): Promise<string[] | null> => {
    set((s) => ({ editing: s.editing + 1 }))
    try {
      const base = currentDocument()
      let theirs = base
      const created: string[] = []
      for (const request of requests) {
        const answer = await api.edit(theirs, request)
        theirs = answer.document
        created.push(...answer.created)
      }
      const document = merge(base, theirs, currentDocument())
      // Of all that was created, what was asked for is selected, not what it needed.
      const asked = requests.flatMap((r) => (r.kind === 'create' ? [r.type] : r.kind === 'duplicate' ? [base.Resources[r.resource]?.Type] : []))
      const found = created.filter((id) => asked.includes(document.Resources[id]?.Type)).slice(0, asked.length)
      // What is shown inside its owner has no node to select: its owner is.
      const owned = owners(document, get().kinds)
      const shown = found.map((id) => (get().kinds.get(document.Resources[id]!.Type)?.canvas ? id : rootOf(id, owned)))
      const done = put(change(get().history, { document, label, now: Date.now(), ...(shown.length ? { selection: shown } : { selection: get().history.selection.filter((id) => id in document.Resources) }) }))
      if (!done) return null
      if (said) say(said)
      return created
    } catch (error) {
      fail(error)
      return null
    } finally {
      set((s) => ({ editing: s.editing - 1 }))
    }
  }
  const result = queue.then(run)
  queue = result.catch(() => undefined)
  return result
}

export async function addKind(kind: Kind, position: Point): Promise<void> {
  const created = await edit([{ kind: 'create', type: kind.type, position }], t('stepCreate', { what: kind.label }), t('saidCreated', { what: kind.label }))
  const made = get().history.selection[0]
  if (created && made) set({ look: { at: made, key: ++key } })
}

export const connect = (source: string, target: string) =>
  edit([{ kind: 'connect', source, target }], t('stepConnect', { source, target }), t('saidConnected', { source, target }))

export const disconnect = (source: string, target: string) =>
  edit([{ kind: 'disconnect', source, target }], t('stepDisconnect', { source, target }), t('stepDisconnect', { source, target }))

export function remove(ids: readonly string[], wires: readonly { source: string; target: string }[] = []): Promise<string[] | null> {
  const loose = wires.filter((wire) => !ids.includes(wire.source) && !ids.includes(wire.target))
  const requests: EditRequest[] = loose.map((wire) => ({ kind: 'disconnect', source: wire.source, target: wire.target }))
  if (ids.length) requests.push({ kind: 'remove', resources: [...ids] })
  if (!requests.length) return Promise.resolve(null)
  const total = ids.length + loose.length
  const what = total > 1 ? t('several', { count: total }) : (ids[0] ?? `${loose[0]!.source} → ${loose[0]!.target}`)
  return edit(requests, t('stepRemove', { what }), t('saidRemoved', { what }))
}

export const duplicate = (id: string) => edit([{ kind: 'duplicate', resource: id }], t('stepDuplicate', { what: id }), t('saidCreated', { what: id }))

export function undoStep(): void {
  const { history, readOnly } = get()
  const step = history.past.at(-1)
  if (readOnly || !step || !put(undo(history))) return
  say(t('saidUndone', { step: step.label }))
}

export function redoStep(): void {
  const { history, readOnly } = get()
  const step = history.future[0]
  if (readOnly || !step || !put(redo(history))) return
  say(t('saidRedone', { step: step.label }))
}

// ----------------------------------------------------------------- selection

export function select(ids: readonly string[]): void {
  const { history } = get()
  if (ids.length === history.selection.length && ids.every((id, i) => id === history.selection[i])) return
  set({ history: { ...history, selection: ids }, ...(ids.length ? { selectedWire: null } : {}) })
}

export const selectWire = (wire: Workbench['selectedWire']) => set({ selectedWire: wire })

/** Opens the place a problem speaks of: its resource on the canvas, its field in the form. */
export function goTo(path: Path): void {
  const id = String(path[0] === 'Resources' ? path[1] : (path[0] ?? ''))
  const { owned, history } = get()
  if (!(id in history.document.Resources)) return
  const kind = get().kinds.get(history.document.Resources[id]!.Type)
  const shown = kind?.layer === 'network' ? id : rootOf(id, owned)
  select([shown])
  set({ tab: 'form', sheet: 'inspector', goto: { path: path[0] === 'Resources' ? path.slice(1) : path, key: ++key }, look: { at: shown, key: ++key } })
}

export const show = (part: Partial<Pick<Workbench, 'tab' | 'instance' | 'sheet' | 'dialog' | 'notice' | 'look'>>) => set(part)

export function fitAll(): void {
  set({ look: { at: 'all', key: ++key } })
}

export const childrenIn = (id: string) => childrenOf(id, get().owned)
