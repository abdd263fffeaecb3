/** Recorded traffic: a file chooser whose file the server reads, the curve, and what it amounts to. */
import { useContext, useId, useState } from 'react'
import { api, ApiError } from '../../shared/api'
import { language } from '../../shared/messages'
import type { Field, JsonObject, Path, Problem } from '../../shared/types'
import { startsWith } from '../core/paths'
import { recorded, tracePath } from '../core/trace'
import { t } from '../details'
import { Icon } from '../icons'
import { Form } from './FieldView'

/** More than a trace may have: the server says so, and nobody waits for the rest. */
const READ_BYTES = 500_000
const WIDTH = 300
const HEIGHT = 48

const number = (value: number) => value.toLocaleString(language())

export function TraceInput({ field, path, record }: { field: Field; path: Path; record: JsonObject }) {
  const form = useContext(Form)
  const id = useId()
  const [problems, setProblems] = useState<Problem[]>([])
  const [busy, setBusy] = useState(false)
  const [name, setName] = useState('')
  const now = recorded(record)
  // What the document's check says of the columns, which have no inputs of their own.
  const columns = form.problems.filter((p) => ['Seconds', 'Rates'].some((column) => startsWith(p.path.slice(1), ['Properties', ...path, column])))
  const shown = problems.length ? problems : columns.slice(0, 5)

  const take = async (file: File | undefined) => {
    if (!file) return
    setBusy(true)
    setProblems([])
    try {
      const answer = await api.trace(await file.slice(0, READ_BYTES).text(), record['Interpolation'], record['Repeat'])
      form.onChange(path, answer.traffic, field)
      setName(file.name)
    } catch (error) {
      const told = error instanceof ApiError ? error.problems : []
      const message = error instanceof ApiError && !error.offline ? error.message : t('notReached')
      setProblems(told.length ? told : [{ code: '', path: [], severity: 'error', message }])
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="trace">
      {now ? (
        <figure>
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true"><path d={tracePath(now, WIDTH, HEIGHT)} /></svg>
          <figcaption>
            {t('traceIs', {
              rows: number(now.seconds.length), from: number(now.seconds[0]!), to: number(now.seconds.at(-1)!), peak: number(Math.max(...now.rates)),
            })}
          </figcaption>
        </figure>
      ) : <p>{t('traceNone')}</p>}
      <label className="field-label" htmlFor={id}>{t('traceFile')}</label>
      <input id={id} type="file" accept=".csv,.txt,.tsv,text/csv,text/plain" disabled={form.disabled || busy}
        aria-describedby={`${id}-help ${id}-problems`} aria-invalid={shown.length > 0 || undefined}
        onChange={(event) => {
          void take(event.target.files?.[0])
          // The same file can be chosen again after it was mended.
          event.target.value = ''
        }} />
      <p id={`${id}-help`}>{t('traceHelp')}</p>
      <div id={`${id}-problems`} role="status">
        {name && problems.length === 0 && !busy && <p>{t('traceTaken', { name })}</p>}
        {shown.length > 0 && (
          <ul className="field-problems" role="list">
            {shown.map((p, i) => (
              <li key={i} data-severity="error"><Icon name="warning" /><span>{p.message}{p.hint && <small> {p.hint}</small>}</span></li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}
