/** The table of instances: narrow in the inspector, with a column for everything in its dialog. A row opens to its actions. */
import { Fragment, useState } from 'react'
import { clock, compact, NOTHING, percent } from '../../shared/format'
import { MarkGlyph, StateGlyph } from '../../shared/states'
import type { Instance, SortKey } from '../core/instances'
import { instanceField, meantFor } from '../core/operations'
import { OperationForm } from '../form/OperationForm'
import { useLiveRun } from '../form/Operations'
import { Icon } from '../icons'
import { useWorkbench } from '../store'
import { stateText, t } from './messages'

/** since: the second it is first seen. atLeast: it may have been there before. */
export type Row = Instance & { since: number | null; atLeast: boolean }
export interface Order { key: SortKey; descending: boolean }

const WIDE: { key: SortKey; label: Parameters<typeof t>[0]; end?: boolean }[] = [
  { key: 'id', label: 'instance' }, { key: 'state', label: 'state' }, { key: 'zone', label: 'zone' }, { key: 'type', label: 'type' }, { key: 'version', label: 'version' },
  { key: 'cpu', label: 'cpu', end: true }, { key: 'credits', label: 'credits', end: true }, { key: 'since', label: 'since', end: true },
]
const NARROW = WIDE.filter((one) => one.key === 'id' || one.key === 'cpu' || one.key === 'since')

/** Zones of one Region differ in their ends only: 2a of ap-northeast-2a. */
const shortZone = (zone: string) => /\d[a-z]$/.exec(zone)?.[0] ?? zone

const age = (row: Row, now: number) => (row.since === null ? NOTHING : `${row.atLeast ? '≥ ' : ''}${clock(now - row.since)}`)

const marks = (row: Row) => <>{row.spot && <MarkGlyph mark="spot" />}{row.protected && <MarkGlyph mark="protected" />}</>

export function InstanceTable({ group, rows, now, wide, order, onOrder, open, onOpen }: {
  group: string
  rows: readonly Row[]
  now: number
  wide: boolean
  order: Order
  onOrder: (order: Order) => void
  open: string | null
  onOpen: (id: string | null) => void
}) {
  const columns = wide ? WIDE : NARROW
  const cells = (row: Row): Record<string, string> => ({
    state: stateText(row.state, row.shape), zone: row.zone, type: row.type ?? NOTHING, version: row.version === null ? NOTHING : `v${row.version}`,
    cpu: row.cpu === null ? NOTHING : percent(row.cpu / 100), credits: compact(row.credits), since: age(row, now),
  })
  return (
    <div className="instance-scroll" data-wide={wide || undefined}>
      <table className="instance-table">
        <thead>
          <tr>
            {columns.flatMap(({ key, label, end }) => [
              ...(wide && key === 'cpu' ? [<th key="purchase" scope="col">{t('purchase')}</th>] : []),
              <th key={key} scope="col" className={end ? 'value' : ''} aria-sort={order.key === key ? (order.descending ? 'descending' : 'ascending') : undefined}>
                <button type="button" onClick={() => onOrder({ key, descending: order.key === key ? !order.descending : key === 'cpu' })}>
                  {t(label)}<i aria-hidden="true">{order.key === key ? (order.descending ? ' ↓' : ' ↑') : ''}</i>
                </button>
              </th>,
            ])}
            <th scope="col"><span className="visually-hidden">{t('actions')}</span></th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const cell = cells(row)
            const isOpen = open === row.id
            return (
              <Fragment key={row.id}>
                <tr data-open={isOpen || undefined} data-state={row.shape}>
                  <th scope="row">
                    <span className="instance-id"><StateGlyph state={row.shape} /><code>{row.id}</code>{wide && marks(row)}</span>
                    {!wide && <small>{marks(row)}{[cell['state'], shortZone(row.zone), row.type, row.version && `v${row.version}`, row.spot ? t('spot') : '', row.protected ? t('protected') : ''].filter(Boolean).join(' · ')}</small>}
                    {row.risk && <small className="instance-notice" data-sure={row.risk.until !== null || undefined}>▲ {row.risk.until === null ? t('recommended') : t('notice', { time: clock(row.risk.until) })}</small>}
                  </th>
                  {columns.slice(1).flatMap(({ key, end }) => [
                    ...(wide && key === 'cpu' ? [<td key="purchase">{row.spot ? t('spot') : t('onDemand')}{row.protected && ` · ${t('protected')}`}</td>] : []),
                    <td key={key} className={end ? 'value number' : ''}>{cell[key]}</td>,
                  ])}
                  <td>
                    <button type="button" className="button icon quiet small" aria-expanded={isOpen} aria-label={t('actOn', { id: row.id })} title={t('actions')}
                      onClick={() => onOpen(isOpen ? null : row.id)}><span className="more-sign"><Icon name="chevron" /></span></button>
                  </td>
                </tr>
                {isOpen && <tr className="instance-actions"><td colSpan={columns.length + (wide ? 2 : 1)}><Actions group={group} row={row} cells={cell} wide={wide} /></td></tr>}
              </Fragment>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

/** What can be done with one instance: every call of the group that takes an instance, with this one filled in. */
function Actions({ group, row, cells, wide }: { group: string; row: Row; cells: Record<string, string>; wide: boolean }) {
  const kind = useWorkbench((s) => s.kinds.get(s.history.document.Resources[group]?.Type ?? ''))
  const runId = useLiveRun()
  const [chosen, setChosen] = useState<string | null>(null)
  const operations = (kind?.operations ?? []).filter((one) => instanceField(one) && meantFor(one.id, row.shape))
  const operation = operations.find((one) => one.id === chosen)
  return (
    <div className="instance-open">
      {!wide && (
        <dl className="instance-facts">
          {(['zone', 'type', 'version', 'credits'] as const).map((name) => <div key={name}><dt>{t(name)}</dt><dd className="number">{cells[name]}</dd></div>)}
          <div><dt>{t('purchase')}</dt><dd>{row.spot ? t('spot') : t('onDemand')}</dd></div>
        </dl>
      )}
      {row.shape !== 'terminated' && runId && operations.length > 0 && (
        <div className="fault-actions" role="group" aria-label={t('actOn', { id: row.id })}>
          {operations.map((one) => (
            <button key={one.id} type="button" className="button small" aria-pressed={chosen === one.id} onClick={() => setChosen(chosen === one.id ? null : one.id)}>{one.label}</button>
          ))}
        </div>
      )}
      {operation && <OperationForm key={operation.id} resource={group} operation={operation} runId={runId} aim={row.id} />}
    </div>
  )
}
