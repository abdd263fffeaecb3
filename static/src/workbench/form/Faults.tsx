/** What can be made to go wrong with a resource in a running world. */
import { useState } from 'react'
import { useLive } from '../../live'
import { api } from '../../shared/api'
import type { FaultSpec, Json, JsonObject, Kind, Path } from '../../shared/types'
import { initialRecord } from '../core/fields'
import { zonesOf } from '../core/layout'
import { getAt, setAt } from '../core/paths'
import { familyOf } from '../core/references'
import { t } from '../details'
import { fail, notify, useWorkbench } from '../store'
import { Fields, Form } from './FieldView'
import { NumberInput } from './inputs'
import { useInstances } from './OperationForm'

const CLIENTS = 'Lab::Clients'
const RUSH = 3

export function Faults({ id, kind }: { id: string; kind: Kind }) {
  const run = useLive((s) => s.run)
  const owned = useWorkbench((s) => s.owned)
  const kinds = useWorkbench((s) => s.kinds)
  const document = useWorkbench((s) => s.history.document)
  // The zones a resource lies in are strips behind it, easily missed: what can happen to them is here, too.
  const zones = kind.lane === 'zone' ? [] : zonesOf(document, kinds, id)
  const entries = [...familyOf(id, owned), ...zones].flatMap((member) => {
    const of = member === id ? kind : kinds.get(document.Resources[member]?.Type ?? '')
    const place = zones.includes(member) ? String(getAt(document.Resources[member], ['Properties', 'AvailabilityZone']) ?? member) : null
    return (of?.faults ?? []).map((fault) => ({ member, fault: place ? { ...fault, label: `${fault.label} · ${place}` } : fault }))
  })
  const sends = kind.type === CLIENTS
  if (!entries.length && !sends) {
    return (
      <div className="empty-note">
        <h3>{t('noFaults')}</h3>
        <p>{t('noFaultsHint')}</p>
      </div>
    )
  }
  const live = run !== null && !run.read_only && (run.status === 'running' || run.status === 'paused')
  return (
    <section className="faults" aria-labelledby="faults-title">
      <h3 id="faults-title">{t('faults')}</h3>
      {!live && <p className="quiet">{t('faultsHint')}</p>}
      {entries.map(({ member, fault }) => <Fault key={`${member}.${fault.id}`} resource={member} fault={fault} runId={live ? run.id : null} />)}
      {sends && <Rush resource={id} runId={live ? run.id : null} />}
    </section>
  )
}

/** Times the traffic these viewers send, until it is once theirs again. */
function Rush({ resource, runId }: { resource: string; runId: string | null }) {
  const [times, setTimes] = useState<number | undefined>(RUSH)
  const send = async (multiplier: number) => {
    if (!runId) return
    try {
      await api.command(runId, { kind: 'traffic', resource, multiplier })
      notify(t('rushSent', { times: multiplier }), 'good')
    } catch (error) {
      fail(error)
    }
  }
  const timesId = `rush-${resource}`
  return (
    <div className="fault">
      <p><strong>{t('rush')}</strong></p>
      <p className="field-help">{t('rushHelp')}</p>
      {runId && (
        <div className="field-row">
          <label className="field-label" htmlFor={timesId}>{t('rushTimes')}</label>
          <span className="field-input">
            <NumberInput id={timesId} value={times} integer={false} disabled={false} invalid={false} minimum={0} maximum={1000} onCommit={setTimes} onTrouble={() => undefined} />
          </span>
        </div>
      )}
      <div className="fault-actions">
        <button type="button" className="button small danger" disabled={!runId || times === undefined} aria-label={`${t('inject')}: ${t('rush')}`} onClick={() => void send(times ?? 1)}>{t('inject')}</button>
        {runId && <button type="button" className="button small" aria-label={`${t('clear')}: ${t('rush')}`} onClick={() => void send(1)}>{t('clear')}</button>}
      </div>
    </div>
  )
}

function Fault({ resource, fault, runId }: { resource: string; fault: FaultSpec; runId: string | null }) {
  const [parameters, setParameters] = useState<JsonObject>(() => initialRecord(fault.fields))
  const [duration, setDuration] = useState<number | undefined>(60)
  const instances = useInstances(resource)
  const active = useLive((s) => s.frame?.faults?.some((one) => one.fault === fault.id && one.resource === resource) ?? false)
  const send = async (start: boolean) => {
    if (!runId) return
    try {
      await api.command(runId, start
        ? { kind: 'fault', fault: fault.id, resource, parameters, duration: duration ?? null }
        : { kind: 'clear_fault', fault: fault.id, resource })
      notify(t(start ? 'faultSent' : 'faultCleared', { fault: fault.label }), 'good')
    } catch (error) {
      fail(error)
    }
  }
  const durationId = `fault-${resource}-${fault.id}`
  return (
    <div className="fault">
      <p><strong>{fault.label}</strong>{active && <span className="fault-active" role="status">▲ {t('faultActive')}</span>}</p>
      {fault.help && <p className="field-help">{fault.help}</p>}
      {runId && (
        <>
          <Form.Provider value={{
            resource, disabled: false, problems: [], goto: null, instances, operation: fault.id,
            onChange: (path: Path, value: Json | undefined) => setParameters((now) => setAt(now, path, value)),
          }}>
            <Fields fields={fault.fields} path={[]} value={parameters} />
          </Form.Provider>
          <div className="field-row">
            <label className="field-label" htmlFor={durationId}>{t('duration')}</label>
            <span className="field-input" data-unit="">
              <NumberInput id={durationId} value={duration} integer disabled={false} invalid={false} minimum={1} placeholder={t('untilEnded')} onCommit={setDuration} onTrouble={() => undefined} />
              <span className="unit" aria-hidden="true">{t('seconds')}</span>
            </span>
          </div>
        </>
      )}
      <div className="fault-actions">
        <button type="button" className="button small danger" disabled={!runId} aria-label={`${t('inject')}: ${fault.label}`} onClick={() => void send(true)}>{t('inject')}</button>
        {active && runId && <button type="button" className="button small" aria-label={`${t('clear')}: ${fault.label}`} onClick={() => void send(false)}>{t('clear')}</button>}
      </div>
    </div>
  )
}
