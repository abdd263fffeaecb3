/**
 * Alarms over time, under the charts and in step with them: a row for each, its state as pattern and colour. Folded
 * it is one row of the gravest. A click tells by which decision the alarm took its state.
 */
import { useEffect, useMemo, useRef, useState } from 'react'
import { say } from '../shared/messages'
import { alarmRows, type AlarmRow, type AlarmState, decisionOf, gravest, shortName, type Stretch, tally } from './core/alarms'
import { clock } from './core/format'
import { ticks } from './core/series'
import type { LiveDecision } from './core/types'
import { DecisionTable } from './DecisionTable'
import { t } from './details'
import { Icon } from './Icon'
import { frames, log, scrubTo, useLive } from './store'
import './alarms.css'

const KEY = 'stratolab.alarms'
/** What has alarms: an alarm itself, and a policy that may manage its own. */
const ALARMED = /::(\w*Alarm|ScalingPolicy)$/
const SIGNS: Record<AlarmState, string> = { OK: '●', ALARM: '▲', INSUFFICIENT_DATA: '◌' }

interface Asked {
  row: AlarmRow
  at: number
  decision: LiveDecision | null
}

export function AlarmStrip({ window: seconds }: { window: number }) {
  const version = useLive((s) => s.version)
  const types = useLive((s) => s.types)
  const cursor = useLive((s) => s.cursor)
  const tick = useLive((s) => s.tick)
  const [open, setOpen] = useState(() => localStorage.getItem(KEY) === 'open' || (localStorage.getItem(KEY) === null && globalThis.innerHeight >= 860))
  const [asTable, setAsTable] = useState(false)
  const [asked, setAsked] = useState<Asked | null>(null)
  const end = cursor ?? tick
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the frames are outside React; their version says when they changed
  const rows = useMemo(() => alarmRows(frames.span(end, seconds), types), [version, end, seconds, types])
  if (!rows.length) {
    // Its room is kept as long as there may be alarms.
    return Object.values(types).some((type) => ALARMED.test(type))
      ? <section className="alarm-strip" aria-labelledby="alarms-title"><header><h3 id="alarms-title" className="alarm-none">{t('alarms')}</h3><span className="quiet">{t('noAlarms')}</span></header></section>
      : null
  }
  const [from, to] = [Math.max(0, end - seconds), Math.max(end, 60)]
  const several = new Set(rows.map((row) => row.resource)).size > 1
  const ask = (row: AlarmRow, at: number) => setAsked({ row, at, decision: decisionOf(row, at, log.kept) })
  const toggle = () => {
    localStorage.setItem(KEY, open ? 'folded' : 'open')
    setOpen(!open)
  }
  return (
    <section className="alarm-strip" aria-labelledby="alarms-title" data-open={open || undefined}>
      <header>
        <button type="button" className="alarm-fold" aria-expanded={open} onClick={toggle}>
          <i className="fold-sign" aria-hidden="true" /><h3 id="alarms-title">{t('alarms')}</h3>
          {tally(rows).map(({ state, count }) => (
            <span key={state} className="alarm-count" data-state={state}><i aria-hidden="true">{SIGNS[state]}</i> {count}<span className="visually-hidden"> {t(state)}</span></span>
          ))}
        </button>
        {!open && <Band stretches={gravest(rows)} from={from} to={to} />}
        {open && (
          <>
            <span className="alarm-axis number" aria-hidden="true">
              {ticks(from, to).map((at) => <span key={at} style={{ left: `${((at - from) / (to - from)) * 100}%` }}>{clock(at)}</span>)}
            </span>
            <button type="button" className="button quiet icon small" aria-pressed={asTable} aria-label={`${t('alarms')}: ${t(asTable ? 'asChart' : 'asTable')}`}
              title={t(asTable ? 'asChart' : 'asTable')} onClick={() => setAsTable(!asTable)}><Icon name={asTable ? 'chart' : 'table'} /></button>
          </>
        )}
      </header>
      {open && (asTable ? <Table rows={rows} onAsk={ask} /> : (
        <ul role="list">
          {rows.map((row) => (
            <li key={row.key}>
              <span className="alarm-name" title={row.name}>
                <span className="alarm-count" data-state={row.state}><i aria-hidden="true">{SIGNS[row.state]}</i></span>
                <span>{several && row.managed ? `${row.resource} ` : ''}{row.managed ? shortName(row.name) : row.name}</span>
                {row.composite && <small className="tag">{t('composite')}</small>}
              </span>
              <Band stretches={row.stretches} from={from} to={to} name={row.name} onAsk={(at) => ask(row, at)} />
            </li>
          ))}
        </ul>
      ))}
      {asked && <Told asked={asked} onClose={() => setAsked(null)} />}
    </section>
  )
}

/** Stretches on the axis of the charts above; with `onAsk` each is a button. */
function Band({ stretches, from, to, name, onAsk }: { stretches: readonly Stretch[]; from: number; to: number; name?: string; onAsk?: (at: number) => void }) {
  const place = (at: number) => ((Math.min(Math.max(at, from), to) - from) / (to - from)) * 100
  return (
    <span className="alarm-band" aria-hidden={onAsk ? undefined : true}>
      {stretches.map((one) => {
        const style = { left: `${place(one.from)}%`, width: `${Math.max(0.4, place(one.to) - place(one.from))}%` }
        const label = `${name ?? ''} ${t(one.state)}, ${clock(one.from)}–${clock(one.to)}`
        return onAsk
          ? <button key={one.from} type="button" data-state={one.state} style={style} aria-label={label} title={label} onClick={() => onAsk(one.from)} />
          : <i key={one.from} data-state={one.state} style={style} />
      })}
    </span>
  )
}

function Table({ rows, onAsk }: { rows: readonly AlarmRow[]; onAsk: (row: AlarmRow, at: number) => void }) {
  return (
    <div className="chart-table" tabIndex={0} role="region" aria-label={t('alarms')}>
      <table>
        <thead><tr><th scope="col">{t('alarm')}</th><th scope="col">{t('state')}</th><th scope="col">{t('from')}</th><th scope="col">{t('until')}</th><th scope="col">{t('why')}</th></tr></thead>
        <tbody>
          {rows.flatMap((row) => [...row.stretches].reverse().map((one) => (
            <tr key={`${row.key}${one.from}`}>
              <th scope="row">{row.name}</th>
              <td><span className="alarm-count" data-state={one.state}><i aria-hidden="true">{SIGNS[one.state]}</i> {t(one.state)}</span></td>
              <td className="number">{clock(one.from)}</td>
              <td className="number">{clock(one.to)}</td>
              <td><button type="button" className="link" onClick={() => onAsk(row, one.from)}>{t('why')}<span className="visually-hidden"> {row.name} {clock(one.from)}</span></button></td>
            </tr>
          )))}
        </tbody>
      </table>
    </div>
  )
}

function Told({ asked: { row, at, decision }, onClose }: { asked: Asked; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog ref={dialog} className="alarm-dialog" aria-labelledby="alarm-told" onClose={onClose} onKeyDown={(event) => event.stopPropagation()}>
      <div className="dialog" data-layer={decision?.layer ?? 'compute'}>
        <header>
          <h2 id="alarm-told">{row.name}</h2>
          <button type="button" className="button small" onClick={() => dialog.current?.close()}>{t('close')}</button>
        </header>
        {decision ? (
          <>
            <p><time className="number">{clock(decision.at ?? at)}</time> {say(decision.text)}</p>
            <DecisionTable decision={decision} />
          </>
        ) : <p>{t('alarmSince')}</p>}
        <button type="button" className="button small" onClick={() => {
          scrubTo(decision?.at ?? at)
          dialog.current?.close()
        }}>{t('showMoment', { time: clock(decision?.at ?? at) })}</button>
      </div>
    </dialog>
  )
}
