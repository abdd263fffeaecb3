/**
 * A policy as code: completed by position, its problems marked where they stand and listed below.
 *
 * The value is the policy as an object, or as text while it is none. What is typed is handed on at each change; a
 * value that comes from outside (undone, loaded anew) replaces the text.
 */
import { setDiagnostics } from '@codemirror/lint'
import { Transaction } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import type { Json } from '../../shared/types'
import { equal } from '../../workbench/core/paths'
import { usePolicyCheck } from './check'
import type { KnownArn, Words } from './completion'
import { located, type PolicyProblem } from './diagnostics'
import type { PolicyKind } from './kinds'
import { t } from './messages'
import { outline, statementAt, statementsOf } from './outline'
import { textOf, valueOf } from './text'
import { extensions, type Highlight, outside, replacement, setHighlight, settings } from './view'
import { type Vocabulary, useVocabulary } from './vocabulary'
import './editor.css'

export type { Highlight, KnownArn, PolicyKind, PolicyProblem, Vocabulary }

export interface PolicyEditorProps {
  /** Of its own for the content element, so that a label's `for` or a test finds it. */
  id?: string
  /** What the editor is called by screen readers. */
  label: string
  kind: PolicyKind
  value: Json | undefined
  /** An object when the text is one whole, else the text itself. */
  onChange?: (value: Json, text: string) => void
  /** Paths begin at the policy. Left out: the editor asks the server itself. */
  problems?: readonly PolicyProblem[]
  highlight?: Highlight | null
  /** Left out: the server's. */
  vocabulary?: Vocabulary
  /** ARNs of the document, for completion. */
  arns?: readonly KnownArn[]
  regions?: readonly string[]
  /** Which statement the cursor is in. */
  onStatement?: (statement: number | null) => void
  readOnly?: boolean
  /** It takes the focus when it appears. */
  focus?: boolean
}

const NO_ARNS: readonly KnownArn[] = []
const NO_REGIONS: readonly string[] = []

export function PolicyEditor(props: PolicyEditorProps) {
  const { id, label, kind, value, highlight = null, arns = NO_ARNS, regions = NO_REGIONS, readOnly = false, focus = false } = props
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const hintId = useId()
  const listId = useId()
  const [text, setText] = useState(() => textOf(value))
  const loaded = useVocabulary(props.vocabulary === undefined)
  const vocabulary = props.vocabulary ?? loaded
  const asked = usePolicyCheck(text, kind, props.problems === undefined)
  const problems = props.problems ?? asked
  const marks = useMemo(() => located(text, problems), [text, problems])
  const invalid = marks.some((one) => one.problem.severity === 'error')

  // The view is made once; what it calls is always the newest.
  const words = useRef<Words>({ kind, vocabulary, arns, regions })
  words.current = { kind, vocabulary, arns, regions }
  const handlers = useRef(props)
  handlers.current = props
  const statement = useRef<number | null>(null)
  const attributes = { label, id, invalid, describedBy: readOnly ? listId : `${hintId} ${listId}` }

  useEffect(() => {
    const made = new EditorView({
      parent: box.current!,
      doc: textOf(handlers.current.value),
      extensions: [
        outside.of(settings(attributes, readOnly)),
        extensions(
          () => words.current,
          (next) => {
            setText(next)
            const now = valueOf(next)
            // What came from outside is known there.
            if (!equal(now, handlers.current.value)) handlers.current.onChange?.(now, next)
          },
          (offset) => {
            if (!handlers.current.onStatement) return
            const at = statementAt(outline(made.state.doc.toString()), offset)
            if (at !== statement.current) handlers.current.onStatement((statement.current = at))
          },
        ),
      ],
    })
    view.current = made
    if (focus) made.focus()
    return () => {
      view.current = null
      made.destroy()
    }
  }, [])

  useEffect(() => {
    view.current?.dispatch({ effects: outside.reconfigure(settings(attributes, readOnly)) })
  }, [label, id, invalid, readOnly])

  useEffect(() => {
    const now = view.current
    if (!now) return
    const before = now.state.doc.toString()
    if (equal(valueOf(before), value ?? '')) return
    const changes = replacement(before, textOf(value))
    if (changes) now.dispatch({ changes, annotations: Transaction.userEvent.of('replace') })
  }, [value])

  useEffect(() => {
    const now = view.current
    if (!now || now.state.doc.toString() !== text) return
    now.dispatch(setDiagnostics(now.state, marks.map(({ from, to, problem }) => ({
      from, to, severity: problem.severity, message: problem.hint ? `${problem.message} ${problem.hint}` : problem.message,
    }))))
  }, [marks, text])

  const [where, tone] = [highlight?.statement ?? null, highlight?.tone ?? 'focus']
  useEffect(() => {
    const now = view.current
    if (!now) return
    now.dispatch({ effects: setHighlight.of(where === null ? null : { statement: where, tone }) })
    const part = where === null ? undefined : statementsOf(outline(now.state.doc.toString()))[where]
    // Whoever is typing is not carried away.
    // Nor is the page around it ever scrolled.
    if (part && !now.hasFocus) {
      const { top, bottom } = now.lineBlockAt(part.from)
      const { scrollTop, clientHeight } = now.scrollDOM
      if (top < scrollTop || bottom > scrollTop + clientHeight) now.scrollDOM.scrollTop = top
    }
  }, [where, tone])

  const go = (from: number, to: number) => {
    const now = view.current
    if (!now) return
    now.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true })
    now.focus()
  }

  return (
    <div className="iam-editor" data-invalid={invalid || undefined}>
      <div className="iam-code" ref={box} />
      {!readOnly && <p className="iam-hint" id={hintId}>{t('keys')}</p>}
      <div id={listId} className="iam-problems">
        {marks.length > 0 && (
          <ul role="list" aria-label={t('problems')}>
            {marks.map(({ problem, from, to, line }, i) => (
              <li key={i} data-severity={problem.severity}>
                <button type="button" onClick={() => go(from, to)}>
                  <span className="visually-hidden">{t(problem.severity)} </span>
                  <span className="iam-line">{t('line', { line })}</span>
                  <span>{problem.message}{problem.hint && <small> {problem.hint}</small>}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}
