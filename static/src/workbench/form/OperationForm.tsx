/**
 * One call of AWS's API on a running resource: its parameters, and what became of it. The world may refuse it
 * only when it gets there, so the answer is waited for and shown at the field it is about.
 */
import { useEffect, useId, useRef, useState } from 'react'
import { useLive } from '../../live'
import { api, ApiError } from '../../shared/api'
import { clock } from '../../shared/format'
import type { FaultSpec, Json, JsonObject, Path, Problem } from '../../shared/types'
import { initialRecord } from '../core/fields'
import { type Instance, instancesOf } from '../core/instances'
import { aimedAt, fateOf, general, given, located, picksInstances } from '../core/operations'
import { setAt } from '../core/paths'
import { t } from '../details'
import { Icon } from '../icons'
import { Secret } from './AccessKeys'
import { Fields, Form } from './FieldView'

type Told = { kind: 'nothing' } | { kind: 'sending' } | { kind: 'waiting' } | { kind: 'done'; at: number; sequence: number } | { kind: 'refused'; problems: Problem[] }

/** The one call whose answer holds a secret. */
const MAKES_A_SECRET = 'create_access_key'

const ASK_AGAIN_MS = [250, 400, 700, 1200, 2000, 3000, 4000, 5000]

/** The newest instances of a group, or of none. */
export function useInstances(resource: string): Instance[] {
  const values = useLive((s) => s.frame?.values[resource])
  return values ? instancesOf(values) : []
}

export function OperationForm({ resource, operation, runId, aim, onDone }: {
  resource: string
  operation: FaultSpec
  /** null: nothing runs that it could be sent to. */
  runId: string | null
  /** The instance it is about: its field is filled in and left out, and so is how many to choose otherwise. */
  aim?: string
  onDone?: () => void
}) {
  const id = useId()
  const [parameters, setParameters] = useState<JsonObject>(() => initialRecord(operation.fields))
  const [told, setTold] = useState<Told>({ kind: 'nothing' })
  const paused = useLive((s) => s.run?.status === 'paused')
  const instances = useInstances(resource)
  const here = useRef(true)
  const newest = useRef(0)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])

  const send = async () => {
    if (!runId) return
    setTold({ kind: 'sending' })
    // What became of an older call must not stand where the newest one is told.
    const mine = ++newest.current
    const tell = (next: Told) => here.current && mine === newest.current && setTold(next)
    try {
      const full = given(aim === undefined ? parameters : aimedAt(operation, parameters, aim))
      const { sequence } = await api.command(runId, { kind: 'operate', operation: operation.id, resource, parameters: full })
      tell({ kind: 'waiting' })
      for (const wait of ASK_AGAIN_MS) {
        await new Promise((resolve) => setTimeout(resolve, wait))
        if (!here.current) return
        let fate = fateOf(await api.commands(runId), sequence)
        if (fate.kind === 'waiting') continue
        if (fate.kind === 'taken') {
          // What the world said of it is noted right after it was taken.
          await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS[0]))
          fate = fateOf(await api.commands(runId), sequence)
        }
        if (fate.kind === 'refused') tell({ kind: 'refused', problems: located(fate.problems, resource) })
        else if (fate.kind === 'taken') {
          tell({ kind: 'done', at: fate.at, sequence })
          onDone?.()
        }
        return
      }
    } catch (error) {
      const problems = error instanceof ApiError && error.problems.length ? error.problems : [{ code: '', path: [], severity: 'error' as const, message: error instanceof ApiError && !error.offline ? error.message : t('notReached') }]
      tell({ kind: 'refused', problems: located(problems, resource) })
    }
  }

  const problems = told.kind === 'refused' ? told.problems : []
  const fields = aim === undefined ? operation.fields : operation.fields.filter((field) => !picksInstances(field) && field.name !== 'Count')
  const loose = general(problems, fields)
  return (
    <form className="operation" aria-labelledby={`${id}-name`} onSubmit={(event) => {
      event.preventDefault()
      void send()
    }}>
      <span id={`${id}-name`} className="visually-hidden">{operation.label}{aim === undefined ? '' : ` ${aim}`}</span>
      {operation.help && <p className="field-help">{operation.help}</p>}
      <Form.Provider value={{
        resource, disabled: !runId, problems, goto: null, instances, operation: operation.id,
        onChange: (path: Path, value: Json | undefined) => {
          setParameters((now) => setAt(now, path, value))
          setTold({ kind: 'nothing' })
        },
      }}>
        <Fields fields={fields} path={[]} value={parameters} />
      </Form.Provider>
      <div className="fault-actions">
        <button type="submit" className="button small" disabled={!runId || told.kind === 'sending'}>{operation.label}</button>
      </div>
      <div role="status">
        {told.kind === 'waiting' && <p className="quiet">{t(paused ? 'operationPaused' : 'operationWaits')}</p>}
        {told.kind === 'done' && <p className="operation-done">● {t('operationDone', { time: clock(told.at) })}</p>}
      </div>
      {told.kind === 'done' && runId && operation.id === MAKES_A_SECRET && <Secret key={told.sequence} runId={runId} sequence={told.sequence} />}
      {loose.length > 0 && (
        <ul className="field-problems" role="alert">
          {loose.map((p, i) => <li key={i} data-severity={p.severity}><Icon name="warning" /><span>{p.message}{p.hint && <small> {p.hint}</small>}</span></li>)}
        </ul>
      )}
    </form>
  )
}
