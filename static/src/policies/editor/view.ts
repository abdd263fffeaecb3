/** The code editor as the lab sets it up: JSON, completion by position, marks, keys, and a way out by Tab. */
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, type Completion, type CompletionContext, completionKeymap, type CompletionResult, completionStatus, startCompletion } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { nextDiagnostic } from '@codemirror/lint'
import { Compartment, EditorState, type Extension, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { classHighlighter } from '@lezer/highlight'
import { chosen, type Proposal, proposals, type Say, type Words } from './completion'
import type { PolicyKind } from './kinds'
import { t } from './messages'
import { outline, statementsOf } from './outline'
import { positionAt } from './position'
import { loadVocabulary, NO_WORDS } from './vocabulary'

/** A statement set apart: one that allows, one that denies, or one that is merely pointed at. */
export interface Highlight {
  statement: number
  tone: 'allow' | 'deny' | 'focus'
}

// -------------------------------------------------------------- completion

function completion(words: () => Words) {
  const answer = (context: CompletionContext, known: Words): CompletionResult | null => {
    const position = positionAt(context.state.doc.toString(), context.pos)
    if (!position) return null
    const found = proposals(position, known, t as Say)
    if (!found.length) return null
    // Behind the colon of an action another list begins.
    const validFor = position.slot === 'action' && !position.typed.includes(':') ? /^[^":]*$/ : /^[^"{}]*$/
    return { from: position.from, options: found.map((one) => option(one, known.kind)), validFor }
  }
  return (context: CompletionContext): CompletionResult | null | Promise<CompletionResult | null> => {
    const known = words()
    if (known.vocabulary !== NO_WORDS) return answer(context, known)
    // Whoever types before the words are there gets them late rather than not at all.
    return loadVocabulary().then((vocabulary) => answer(context, { ...known, vocabulary }), () => null)
  }
}

function option(proposal: Proposal, kind: PolicyKind): Completion {
  return {
    label: proposal.label,
    ...(proposal.detail ? { detail: proposal.detail } : {}),
    ...(proposal.boost !== undefined ? { boost: proposal.boost } : {}),
    apply: (view, _, __, to) => {
      const text = view.state.doc.toString()
      const position = positionAt(text, to)
      if (!position) return
      const { from, to: end, insert, cursor, goesOn } = chosen(text, position, proposal, kind)
      view.dispatch({ changes: { from, to: end, insert }, selection: { anchor: cursor }, userEvent: 'input.complete', scrollIntoView: true })
      if (goesOn) setTimeout(() => startCompletion(view), 0)
    },
  }
}

// ---------------------------------------------------------------- wrapping

const INDENT = /^ */

/** How far each line is indented, for the style sheet: what is wrapped hangs below its own beginning. */
const hanging = ViewPlugin.fromClass(class {
  decorations: DecorationSet
  constructor(view: EditorView) {
    this.decorations = indents(view)
  }
  update(update: ViewUpdate) {
    if (update.docChanged || update.viewportChanged) this.decorations = indents(update.view)
  }
}, { decorations: (plugin) => plugin.decorations })

function indents(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to;) {
      const line = view.state.doc.lineAt(at)
      const depth = Math.min(INDENT.exec(line.text)![0].length, DEEPEST_INDENT)
      builder.add(line.from, line.from, Decoration.line({ attributes: { style: `--indent: ${depth}ch` } }))
      at = line.to + 1
    }
  }
  return builder.finish()
}
/** On a phone what is deeper still needs room for its words. */
const DEEPEST_INDENT = 12

// --------------------------------------------------------------- highlight

export const setHighlight = StateEffect.define<Highlight | null>()

interface Shown {
  highlight: Highlight | null
  lines: DecorationSet
}

function linesOf(state: EditorState, highlight: Highlight | null): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  const part = highlight && statementsOf(outline(state.doc.toString()))[highlight.statement]
  if (part) {
    const line = Decoration.line({ class: `cm-statement cm-statement-${highlight.tone}` })
    const last = state.doc.lineAt(part.to).number
    for (let n = state.doc.lineAt(part.from).number; n <= last; n++) {
      const { from } = state.doc.line(n)
      builder.add(from, from, line)
    }
  }
  return builder.finish()
}

const highlighted = StateField.define<Shown>({
  create: () => ({ highlight: null, lines: Decoration.none }),
  update: (shown, transaction) => {
    const told = transaction.effects.findLast((effect) => effect.is(setHighlight))
    if (!told && !(transaction.docChanged && shown.highlight)) return shown
    const highlight = told ? (told.value as Highlight | null) : shown.highlight
    return { highlight, lines: linesOf(transaction.state, highlight) }
  },
  provide: (field) => EditorView.decorations.from(field, (shown) => shown.lines),
})

// --------------------------------------------------------------------- keys

/** Escape lets Tab leave the editor, until something is typed or the editor is left. */
const leaving = [
  keymap.of([{
    key: 'Escape',
    run: (view) => {
      if (completionStatus(view.state) !== null || left.has(view)) return false
      left.add(view)
      view.setTabFocusMode(true)
      view.dispatch({ effects: EditorView.announce.of(t('leaving')) })
      return true
    },
  }]),
  EditorView.updateListener.of(({ docChanged, view }) => { if (docChanged) stay(view) }),
  // At once, not with the library's next update: one may be back by then.
  EditorView.domEventHandlers({ blur: (_, view) => stay(view) }),
]
const stay = (view: EditorView) => { if (left.delete(view)) view.setTabFocusMode(false) }
const left = new WeakSet<EditorView>()

/**
 * Typing over a selection. Left to the browser, it would keep the look of what is replaced by a style attribute of
 * its own, which the content policy refuses and the console tells as an error.
 */
const overtyping = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { main } = view.state.selection
    const { data } = event
    if (event.inputType !== 'insertText' || data === null || event.isComposing || main.empty || view.state.readOnly) return false
    const insert = () => view.state.update({ ...view.state.replaceSelection(data), userEvent: 'input.type', scrollIntoView: true })
    const taken = view.state.facet(EditorView.inputHandler).some((handler) => handler(view, main.from, main.to, data, insert))
    if (!taken) view.dispatch(insert())
    event.preventDefault()
    return true
  },
})

// ----------------------------------------------------------------- assembly

export interface Attributes {
  label: string
  id?: string | undefined
  describedBy?: string | undefined
  invalid: boolean
}

export const outside = new Compartment()

/** What may change while the editor stays, apart from its text. */
export function settings({ label, id, describedBy, invalid }: Attributes, readOnly: boolean): Extension {
  return [
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({
      'aria-label': label,
      // It can be reached anyhow; said so, a scrolled editor is seen to be usable by keyboard.
      tabindex: '0',
      ...(id ? { id } : {}),
      ...(describedBy ? { 'aria-describedby': describedBy } : {}),
      ...(invalid ? { 'aria-invalid': 'true' } : {}),
      ...(readOnly ? { 'aria-readonly': 'true' } : {}),
    }),
  ]
}

export function extensions(words: () => Words, changed: (text: string) => void, moved: (offset: number) => void): Extension {
  return [
    lineNumbers(), history(), indentUnit.of('  '), EditorState.tabSize.of(2), indentOnInput(), bracketMatching(), closeBrackets(),
    highlightActiveLine(), highlightActiveLineGutter(), EditorView.lineWrapping, hanging,
    json(), syntaxHighlighting(classHighlighter), highlighted, leaving, overtyping,
    autocompletion({ override: [completion(words)], icons: false, maxRenderedOptions: 60 }),
    EditorState.phrases.of({ Completions: t('completions'), Diagnostics: t('problems') }),
    keymap.of([
      { key: 'Tab', run: acceptCompletion }, { key: 'F8', run: nextDiagnostic },
      ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) changed(update.state.doc.toString())
      if (update.selectionSet || update.docChanged) moved(update.state.selection.main.head)
    }),
  ]
}

/** The new text as the smallest change, so that the cursor and what is marked stay where they are. */
export function replacement(before: string, after: string): { from: number; to: number; insert: string } | null {
  if (before === after) return null
  let from = 0
  const most = Math.min(before.length, after.length)
  while (from < most && before[from] === after[from]) from++
  let back = 0
  while (back < most - from && before[before.length - 1 - back] === after[after.length - 1 - back]) back++
  return { from, to: before.length - back, insert: after.slice(from, after.length - back) }
}
