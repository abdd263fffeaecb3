/** Everything about a group's instances: how many of which state, the table, template versions, refresh, activity. */
import { useEffect, useRef, useState } from 'react'
import { useLive } from '../../live'
import { frames, log } from '../../live/store'
import { compact, percent } from '../../shared/format'
import { say } from '../../shared/messages'
import { StateGlyph } from '../../shared/states'
import type { State } from '../../shared/states'
import { countsOf, firstSeen, type Instance, instancesOf, present, risksOf, type SortKey, sorted } from '../core/instances'
import { familyOf } from '../core/references'
import { Icon } from '../icons'
import { show, useWorkbench } from '../store'
import { Activity } from './Activity'
import { InstanceTable, type Row } from './InstanceTable'
import { t } from './messages'
import './instances.css'

const PAGE = 30
const TEMPLATE = 'AWS::EC2::LaunchTemplate'
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const total = (value: unknown): number | null =>
  value !== null && typeof value === 'object' ? Object.values(value).reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : 0), 0) : number(value)

export function InstancesTab({ id }: { id: string }) {
  const frame = useLive((s) => s.frame)
  const values = frame?.values[id]
  const properties = useWorkbench((s) => s.history.document.Resources[id]?.Properties)
  const picked = useWorkbench((s) => s.instance)
  const [state, setState] = useState<State | null>(null)
  const [zone, setZone] = useState('')
  const [wanted, setWanted] = useState('')
  const [order, setOrder] = useState<{ key: SortKey; descending: boolean }>({ key: 'state', descending: false })
  const [page, setPage] = useState(PAGE)
  const [wide, setWide] = useState(false)
  const [open, setOpen] = useState<string | null>(picked)

  useEffect(() => {
    if (!picked) return
    setOpen(picked)
    setState(null)
    setZone('')
    setWanted('')
    show({ instance: null })
  }, [picked])

  if (!frame || !values || !('InstanceStates' in values)) {
    return (
      <div className="empty-note">
        <h3>{t('noInstances')}</h3>
        <p>{t('noInstancesHint')}</p>
      </div>
    )
  }
  const all = instancesOf(values, risksOf(log.kept, id, frame.id))
  const here = present(all)
  const zones = [...new Set(here.map((one) => one.zone))].sort()
  const filtered = all.filter((one) => (state === null ? one.shape !== 'terminated' || one.id === open : one.shape === state) && (!zone || one.zone === zone) && one.id.includes(wanted.trim()))
  const past = frames.span(frame.id, Infinity)
  const aged = (one: Instance): Row => {
    const seen = firstSeen(past, id, one.id)
    return { ...one, since: seen?.at ?? null, atLeast: seen?.atLeast ?? false }
  }
  const rows: Row[] = order.key === 'since' ? sorted(filtered.map(aged), 'since', order.descending) : sorted(filtered, order.key, order.descending).map((one) => ({ ...one, since: null, atLeast: false }))
  // The one that was asked for is seen, however far down it would stand.
  const first = open === null ? undefined : rows.find((row) => row.id === open)
  const inOrder = first && rows.indexOf(first) >= page ? [first, ...rows.filter((row) => row !== first)] : rows
  const shown = inOrder.slice(0, page).map((row) => (order.key === 'since' ? row : aged(row)))
  const table = (isWide: boolean) => (
    <>
      <InstanceTable group={id} rows={shown} now={frame.id} wide={isWide} order={order} onOrder={setOrder} open={open} onOpen={setOpen} />
      {inOrder.length > shown.length && (
        <button type="button" className="button small" onClick={() => setPage(page + 100)}>{t('more', { count: Math.min(100, inOrder.length - shown.length) })}</button>
      )}
    </>
  )
  const warm = total(values['GroupWarmedInstances'])
  const warmDesired = number(values['WarmPoolDesiredCapacity'])

  return (
    <div className="instances-tab">
      <p className="quiet number">{t('sizes', { desired: compact(number(values['GroupDesiredCapacity'])), minimum: String(properties?.['MinSize'] ?? '—'), maximum: String(properties?.['MaxSize'] ?? '—') })}</p>
      <div className="state-chips" role="group" aria-label={t('filterState')}>
        {countsOf(all).map(({ state: one, count }) => (
          <button key={one} type="button" aria-pressed={state === one} onClick={() => setState(state === one ? null : one)}>
            <StateGlyph state={one} /> <b className="number">{count}</b> {t(one)}
          </button>
        ))}
      </div>
      {(warmDesired ?? 0) > 0 && <p className="quiet">{t('warmPool', { count: warm ?? 0, desired: warmDesired! })}</p>}
      <Refresh id={id} values={values} />
      {here.length > 0 && (
        <div className="instance-filters">
          {zones.length > 1 && (
            <select className="input" aria-label={t('filterZone')} value={zone} onChange={(event) => setZone(event.target.value)}>
              <option value="">{t('allZones')}</option>
              {zones.map((one) => <option key={one} value={one}>{one}</option>)}
            </select>
          )}
          {here.length > 10 && <input className="input" type="search" value={wanted} placeholder={t('find')} aria-label={t('find')} onChange={(event) => setWanted(event.target.value)} />}
          <button type="button" className="button small" onClick={() => setWide(true)}>{t('wide')}</button>
        </div>
      )}
      {table(false)}
      <Versions id={id} instances={here} />
      <Activity group={id} decisions={log.kept} cursor={frame.id} />
      {wide && <Wide id={id} onClose={() => setWide(false)}>{table(true)}</Wide>}
    </div>
  )
}

function Wide({ id, onClose, children }: { id: string; onClose: () => void; children: React.ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog ref={dialog} className="wide-dialog" aria-labelledby="wide-title" onClose={onClose} onKeyDown={(event) => event.stopPropagation()}>
      <div className="dialog">
        <header><h2 id="wide-title">{id}: {t('instances')}</h2><button type="button" className="button icon quiet" aria-label={t('close')} onClick={onClose}><Icon name="close" /></button></header>
        {children}
      </div>
    </dialog>
  )
}

/** The progress of an instance refresh, with the last word about it. */
function Refresh({ id, values }: { id: string; values: Record<string, unknown> }) {
  const progress = number(values['RefreshProgress'])
  if (progress === null) return null
  const told = log.kept.findLast((one) => one.resource === id && one.subject.startsWith('autoscaling.refresh'))
  return (
    <section className="refresh" aria-label={t('refresh')}>
      <label>
        <span>{t('refresh')}</span> <b className="number">{t('refreshDone', { percent: percent(progress / 100) })}</b>
        <progress max={100} value={progress} />
      </label>
      {told && <p className="quiet">{t('refreshNow', { text: say(told.text) })}</p>}
    </section>
  )
}

/** The template's versions, each with how many instances run it. */
function Versions({ id, instances }: { id: string; instances: readonly Instance[] }) {
  const owned = useWorkbench((s) => s.owned)
  const document = useWorkbench((s) => s.history.document)
  const frame = useLive((s) => s.frame)
  const template = familyOf(id, owned).find((one) => document.Resources[one]?.Type === TEMPLATE)
  const told = template ? frame?.values[template] : undefined
  const latest = number(told?.['LatestVersionNumber'])
  const standard = number(told?.['DefaultVersionNumber'])
  const counts = new Map<string, number>()
  for (const one of instances) if (one.version !== null) counts.set(one.version, (counts.get(one.version) ?? 0) + 1)
  for (const version of [latest, standard]) if (version !== null && !counts.has(String(version))) counts.set(String(version), 0)
  if (counts.size < 2 && latest === null) return null
  return (
    <section className="versions" aria-labelledby="versions-title">
      <h3 id="versions-title">{t('versions')}</h3>
      <ul role="list">
        {[...counts].sort(([a], [b]) => Number(b) - Number(a)).map(([version, count]) => (
          <li key={version}>
            <span>{t('versionRow', { version })}</span>
            {Number(version) === latest && <span className="tag">{t('versionLatest')}</span>}
            {Number(version) === standard && <span className="tag">{t('versionDefault')}</span>}
            <b className="number">{count ? t('versionCount', { count }) : t('versionNone')}</b>
          </li>
        ))}
      </ul>
    </section>
  )
}
