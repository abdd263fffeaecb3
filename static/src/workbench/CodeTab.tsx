/** The document as text, JSON or YAML 1.2, editable; nothing is applied before it can be read whole. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { api, ApiError } from '../shared/api'
import type { Document, Json, Problem } from '../shared/types'
import { equal, setAt } from './core/paths'
import { t } from './details'
import { apply, useWorkbench } from './store'

type Format = 'yaml' | 'json'
type Scope = 'resource' | 'document'

const yaml = () => import('yaml')

async function write(value: unknown, format: Format): Promise<string> {
  if (format === 'json') return JSON.stringify(value, null, 2)
  const { stringify } = await yaml()
  return stringify(value, { version: '1.2', lineWidth: 0 })
}

interface Broken {
  line: number
  column: number
  reason: string
}

/** YAML 1.2 reads JSON too, and says where a text broke; so it reads both. */
async function read(text: string): Promise<{ value: unknown } | Broken> {
  const { LineCounter, parseDocument } = await yaml()
  const lines = new LineCounter()
  const parsed = parseDocument(text, { version: '1.2', lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const error = parsed.errors[0]
  if (error) {
    const at = lines.linePos(error.pos[0])
    return { line: at.line, column: at.col, reason: error.message }
  }
  return { value: parsed.toJS() as unknown }
}

export function CodeTab({ id }: { id: string | null }) {
  const document = useWorkbench((s) => s.history.document)
  const readOnly = useWorkbench((s) => s.readOnly)
  const [format, setFormat] = useState<Format>('yaml')
  const [scope, setScope] = useState<Scope>(id ? 'resource' : 'document')
  const [text, setText] = useState('')
  const [dirty, setDirty] = useState(false)
  const [stale, setStale] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [problems, setProblems] = useState<Problem[]>([])
  const [copied, setCopied] = useState(false)
  const area = useRef<HTMLTextAreaElement>(null)

  const shown: unknown = useMemo(() => (scope === 'resource' && id ? document.Resources[id] : document), [scope, id, document])
  const before = useRef(shown)

  useEffect(() => {
    if (dirty) {
      if (!equal(before.current, shown)) setStale(true)
      return
    }
    let current = true
    void write(shown, format).then((next) => {
      if (!current) return
      before.current = shown
      setText(next)
    })
    return () => { current = false }
  }, [shown, format, dirty])

  const discard = () => {
    setDirty(false)
    setStale(false)
    setError(null)
    setProblems([])
  }

  const select = (line: number, column: number) => {
    const lines = text.split('\n')
    const at = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0) + column - 1
    area.current?.focus()
    area.current?.setSelectionRange(at, Math.min(at + 1, text.length))
  }

  const submit = async () => {
    setProblems([])
    const result = await read(text)
    if (!('value' in result)) {
      setError(t('codeBroken', { line: result.line, column: result.column, reason: result.reason }))
      select(result.line, result.column)
      return
    }
    const next = scope === 'resource' && id ? setAt(document, ['Resources', id], result.value as Json) : (result.value as Document)
    if (!next || typeof next !== 'object' || typeof next.Resources !== 'object' || next.Resources === null) {
      setError(t('codeNotDocument'))
      return
    }
    try {
      // A document that cannot be read at all is refused here; one with mere problems may stand.
      await api.check(next)
    } catch (failure) {
      if (failure instanceof ApiError && !failure.offline) {
        setError(failure.problems.length ? null : failure.message)
        setProblems(failure.problems)
        return
      }
    }
    if (apply(next, { label: t('stepCode') })) discard()
  }

  return (
    <div className="code-tab">
      <div className="code-bar">
        {id && (
          <select className="input" aria-label={t('code')} value={scope} disabled={dirty} onChange={(event) => setScope(event.target.value as Scope)}>
            <option value="resource">{t('thisResource')}</option>
            <option value="document">{t('wholeDocument')}</option>
          </select>
        )}
        <div className="segmented" role="group" aria-label={t('codeOf', { format: '' }).trim()}>
          {(['yaml', 'json'] as const).map((one) => (
            <button key={one} type="button" className="button small" aria-pressed={format === one} disabled={dirty} onClick={() => setFormat(one)}>{one.toUpperCase()}</button>
          ))}
        </div>
        <button type="button" className="button small" onClick={() => {
          void navigator.clipboard?.writeText(text).then(() => {
            setCopied(true)
            setTimeout(() => setCopied(false), 1500)
          })
        }}>{t(copied ? 'copied' : 'copyCode')}</button>
      </div>
      <textarea ref={area} className="input code" value={text} readOnly={readOnly} spellCheck={false} wrap="off"
        aria-label={t('codeOf', { format: format.toUpperCase() })} aria-invalid={error !== null || undefined}
        onChange={(event) => {
          setText(event.target.value)
          setDirty(true)
          setError(null)
        }} />
      {stale && <p className="code-note" data-severity="warning">{t('codeChangedBelow')}</p>}
      {error && <p className="code-note" data-severity="error" role="alert">{error}</p>}
      {problems.length > 0 && (
        <ul className="field-problems" role="alert">
          {problems.map((p, i) => <li key={i} data-severity={p.severity}><span><code>{p.path.join('.')}</code> {p.message}</span></li>)}
        </ul>
      )}
      {dirty && !readOnly && (
        <div className="code-actions">
          <button type="button" className="button primary" onClick={() => void submit()}>{t('apply')}</button>
          <button type="button" className="button" onClick={discard}>{t('discard')}</button>
        </div>
      )}
    </div>
  )
}
