/** The live world of the front page: numbers, map, architecture and what was decided last. */
import { useEffect, useMemo, useState } from 'react'
import { api } from '../shared/api'
import { boot } from '../shared/boot'
import { say } from '../shared/messages'
import type { Catalogue, Document } from '../shared/types'
import type { LogRow } from '../live/core/fold'
import { clock } from '../live/core/format'
import { t } from './messages'
import { connectRun, frames, useLive } from '../live/store'
import { Architecture } from './Architecture'
import { planOf } from './core/plan'
import { trafficOf } from './core/traffic'
import { Vitals } from './Vitals'
import { WorldMap } from './WorldMap'
import './home.css'

/** Wires with moving dots, eight in all. */
const ANIMATED = { map: 5, architecture: 3 }
const NEWS = 2
const EMPTY: Document = { SchemaVersion: 1, Resources: {} }

export function World() {
  const [catalogue, setCatalogue] = useState<Catalogue | null>(null)
  const document = useLive((state) => state.document)
  const frame = useLive((state) => state.frame)
  const rows = useLive((state) => state.rows)
  const run = useLive((state) => state.run)
  const types = useLive((state) => state.types)
  const connection = useLive((state) => state.connection)

  useEffect(() => follow(setCatalogue), [])

  const plan = useMemo(() => (catalogue && document ? planOf(document, catalogue) : null), [catalogue, document])
  const traffic = useMemo(
    () => (catalogue ? trafficOf(frame, document ?? EMPTY, catalogue) : { spots: [], lines: [] }),
    [frame, document, catalogue],
  )
  const moving = run?.status === 'running' && connection === 'live'
  const news = latest(rows)
  const state = connection === 'reconnecting' ? t('reconnecting') : frame ? t('liveNow', { time: clock(frame.id) }) : t('starting')
  return (
    <section className="world" aria-label={t('homeMapTitle')}>
      <Vitals frames={frames.frames} types={types} />
      <div className="world-panes">
        <div className="pane">
          <h2>{t('homeMapTitle')}</h2>
          <p className={`world-state ${moving ? 'on' : ''}`}><i aria-hidden="true" />{state}</p>
          <WorldMap traffic={traffic} moving={moving} animated={ANIMATED.map} />
          <ul className="world-legend">
            <li><i className="key viewers" aria-hidden="true" />{t('legendViewers')}</li>
            <li><i className="key edge" aria-hidden="true" />{t('legendEdges')}</li>
            <li><i className="key region" aria-hidden="true" />{t('region')}</li>
            <li><i className="key miss" aria-hidden="true" />{t('misses')}</li>
          </ul>
        </div>
        <div className="pane">
          <h2>{t('homeArchTitle')}</h2>
          {plan ? <Architecture plan={plan} frame={frame} moving={moving} animated={ANIMATED.architecture} /> : <div className="architecture" />}
          <div className="news">
            <h3>{t('log')}</h3>
            <ol>
              {news.map((row) => (
                <li key={row.key} data-layer={row.layer}>
                  <time className="number">{clock(row.lastAt)}</time>
                  <span><b>{row.resource}</b> {say(row.text)}</span>
                </li>
              ))}
            </ol>
          </div>
        </div>
      </div>
    </section>
  )
}

function follow(setCatalogue: (catalogue: Catalogue) => void): (() => void) | undefined {
  const { run_id, document_id } = boot()
  api.catalogue().then(setCatalogue, (error: unknown) => console.error('The catalogue could not be loaded', error))
  const stop = run_id ? connectRun(run_id) : undefined
  if (document_id)
    api.document(document_id).then(
      (stored) => {
        const types = Object.fromEntries(Object.entries(stored.document.Resources).map(([id, resource]) => [id, resource.Type]))
        useLive.setState((state) => ({ document: stored.document, types, version: state.version + 1 }))
      },
      (error: unknown) => console.error('The document could not be loaded', error),
    )
  return stop
}

/** What the control plane decided; single requests only while there is nothing else. */
function latest(rows: readonly LogRow[]): LogRow[] {
  const decided = rows.filter((row) => row.decision)
  return [...decided.filter((row) => !row.sampled), ...decided.filter((row) => row.sampled)].slice(0, NEWS)
}
