/** What was decided and why: a row a choice, which opens as the table of its candidates. */
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { say } from '../shared/messages'
import { clock } from './core/format'
import { COMMAND_LAYER, type LogRow } from './core/fold'
import type { LiveDecision } from './core/types'
import { DecisionTable } from './DecisionTable'
import { layerLabel, t } from './details'
import { Said } from './Said'
import { useLive } from './store'
import './live.css'

/** More are in the log; nobody reads further down than this at once. */
const SHOWN = 120

export interface EventLogProps {
  /** Called with a logical id to show on the canvas. */
  onSelect?: (resource: string) => void
}

export function EventLog({ onSelect }: EventLogProps) {
  const all = useLive((state) => state.rows)
  const cursor = useLive((state) => state.cursor)
  const [layer, setLayer] = useState<string | null>(null)
  const [open, setOpen] = useState<string | null>(null)
  const [query, setQuery] = useState('')

  const layers = useMemo(() => [...new Set(all.map((row) => row.layer))].sort(byOrder), [all])
  const wanted = query.trim().toLowerCase()
  const rows = all
    .filter((row) => (layer === null || row.layer === layer) && (cursor === null || row.firstAt <= cursor) && (!wanted || says(row, wanted)))
    .slice(0, SHOWN)
  // What happens to single requests goes on all the time: below the news, in the order of a request's way.
  const news = rows.filter((row) => !row.sampled)
  const samples = rows.filter((row) => row.sampled).sort((a, b) => byOrder(a.layer, b.layer) || a.firstAt - b.firstAt)

  return (
    <section className="event-log" aria-labelledby="event-log-title">
      <header className="panel-header">
        <h2 id="event-log-title">{t('log')}</h2>
        {all.length > 0 && (
          <input type="search" className="input log-find" value={query} aria-label={t('findInLog')} placeholder={t('find')} title={t('findHelp')}
            onChange={(event) => setQuery(event.target.value)} />
        )}
        {layers.length > 1 && (
          <div className="layer-filter" role="group" aria-label={t('filterByLayer')}>
            <button type="button" aria-pressed={layer === null} onClick={() => setLayer(null)}>{t('all')}</button>
            {layers.map((one) => (
              <button
                key={one} type="button" aria-pressed={layer === one} data-layer={one}
                onClick={() => setLayer(layer === one ? null : one)}
              >
                <i className="layer-dot" aria-hidden="true" />
                {layerLabel(one)}
              </button>
            ))}
          </div>
        )}
      </header>
      {rows.length === 0 ? (
        <p className="panel-empty">{all.length === 0 ? t('logEmpty') : wanted ? t('logNotFound') : t('logNothing')}</p>
      ) : (
        <ol className="log-rows" tabIndex={0} aria-label={t('log')}>
          {[...news, ...samples].map((row) => (
            <Row
              key={row.key} row={row} open={open === row.key} onSelect={onSelect} heading={row === samples[0]}
              onToggle={() => setOpen(open === row.key ? null : row.key)}
            />
          ))}
        </ol>
      )}
    </section>
  )
}

/** What a row is found by: its sentence, its resource, and the names of rule and reason that guidance uses. */
const says = (row: LogRow, wanted: string): boolean =>
  [say(row.text), row.resource, row.decision?.subject, row.decision?.reason].some((one) => one?.toLowerCase().includes(wanted))

interface RowProps {
  row: LogRow
  open: boolean
  /** The first of the samples: says what follows. */
  heading: boolean
  onToggle: () => void
  onSelect?: ((resource: string) => void) | undefined
}

function Row({ row, open, heading, onToggle, onSelect }: RowProps) {
  const text = say(row.text)
  const span = row.count > 1 ? t('since', { time: clock(row.firstAt), last: clock(row.lastAt) }) : undefined
  const line = (
    <>
      <i className="layer-mark" aria-hidden="true" />
      <time className="number" title={span}>{clock(row.sampled ? row.lastAt : row.firstAt)}</time>
      <span className="log-text">
        {row.resource && <b>{row.resource}</b>} <Said>{row.resource && text.startsWith(`${row.resource} `) ? text.slice(row.resource.length + 1) : text}</Said>
      </span>
      {row.count > 1 && <span className="log-count number" title={span}>{t('times', { n: row.count })}</span>}
      <span className="visually-hidden">{layerLabel(row.layer)}</span>
    </>
  )
  return (
    <li className={`log-row ${open ? 'open' : ''}`} data-layer={row.layer}>
      {heading && <h3 className="log-heading">{t('sampled')}</h3>}
      {row.decision ? (
        <button type="button" className="log-line" aria-expanded={open} onClick={onToggle}>{line}</button>
      ) : (
        <div className="log-line">{line}</div>
      )}
      {open && row.decision && <Opened row={row} onSelect={onSelect} />}
    </li>
  )
}

/** The newest decision of a row, or one of its examples; held still while it is read. */
function Opened({ row, onSelect }: { row: LogRow; onSelect?: ((resource: string) => void) | undefined }) {
  const [chosen, setChosen] = useState<LiveDecision>(row.decision!)
  const place = useRef<HTMLDivElement>(null)
  // What was opened is seen: its row goes to the top of the list, which alone scrolls.
  useLayoutEffect(() => {
    const item = place.current?.closest('li')
    const rows = item?.parentElement
    if (item && rows) rows.scrollTop += item.getBoundingClientRect().top - rows.getBoundingClientRect().top
  }, [])
  const list = row.examples.includes(chosen) ? row.examples : [chosen, ...row.examples]
  return (
    <div ref={place}>
      {list.length > 1 && (
        <label className="examples">
          {t('examples')}
          <select
            className="input" value={chosen.id}
            onChange={(event) => setChosen(list.find((one) => one.id === event.target.value) ?? chosen)}
          >
            {list.map((one) => <option key={one.id} value={one.id}>{`${clock(one.at ?? 0)}  ${say(one.text)}`}</option>)}
          </select>
        </label>
      )}
      <DecisionTable decision={chosen} onSelect={onSelect} />
    </div>
  )
}

const ORDER = ['viewers', 'dns', 'edge', 'balancer', 'compute', 'storage', 'certificate', 'identity', 'network', COMMAND_LAYER]
const byOrder = (a: string, b: string): number => ORDER.indexOf(a) - ORDER.indexOf(b)
