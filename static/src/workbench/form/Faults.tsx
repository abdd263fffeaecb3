/** What can be made to go wrong with a resource in a running world. */
import { useState } from 'react'
import { useLive } from '../../live'
import { api } from '../../shared/api'
import type { FaultSpec, Json, JsonObject, Kind, Path } from '../../shared/types'
import { initialRecord } from '../core/fields'
import { setAt } from '../core/paths'
import { familyOf } from '../core/references'
import { t } from '../details'
import { fail, notify, useWorkbench } from '../store'
import { Fields, Form } from './FieldView'
import { NumberInput } from './inputs'

export function Faults({ id, kind }: { id: string; kind: Kind }) {
  const run = useLive((s) => s.run)
  const owned = useWorkbench((s) => s.owned)
  const kinds = useWorkbench((s) => s.kinds)
  const document = useWorkbench((s) => s.history.document)
  const entries = familyOf(id, owned).flatMap((member) => {
    const of = member === id ? kind : kinds.get(document.Resources[member]?.Type ?? '')
    return (of?.faults ?? []).map((fault) => ({ member, fault }))
  })
  if (!entries.length) return null
  const live = run !== null && !run.read_only && (run.status === 'running' || run.status === 'paused')
  return (
    <section className="faults" aria-labelledby="faults-title">
      <h3 id="faults-title">{t('faults')}</h3>
      {!live && <p className="quiet">{t('faultsHint')}</p>}
      {entries.map(({ member, fault }) => <Fault key={`${member}.${fault.id}`} resource={member} fault={fault} runId={live ? run.id : null} />)}
    </section>
  )
}

function Fault({ resource, fault, runId }: { resource: string; fault: FaultSpec; runId: string | null }) {
  const [parameters, setParameters] = useState<JsonObject>(() => initialRecord(fault.fields))
  const [duration, setDuration] = useState<number | undefined>(60)
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
            resource, disabled: false, problems: [], goto: null,
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
        <button type="button" className="button small danger" disabled={!runId} onClick={() => void send(true)}>{t('inject')}</button>
        {active && runId && <button type="button" className="button small" onClick={() => void send(false)}>{t('clear')}</button>}
      </div>
    </div>
  )
}
