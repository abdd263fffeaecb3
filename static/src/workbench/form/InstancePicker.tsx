/** Instances for a call's parameter: chosen from those that run, each with its state; those the call is meant for first. */
import { useContext, useState } from 'react'
import { StateGlyph } from '../../shared/states'
import type { Json } from '../../shared/types'
import { type Instance, sorted } from '../core/instances'
import { meantFor } from '../core/operations'
import { stateText, t as tell } from '../instances/messages'
import { t } from '../details'
import { Form } from './FieldView'

const SHOWN = 40

const line = (one: Instance) => [stateText(one.state, one.shape), one.zone, one.spot ? tell('spot') : '', one.protected ? tell('protected') : ''].filter(Boolean).join(' · ')

export function InstancePicker({ id, many, value, required, describedBy, invalid, onCommit }: {
  id: string
  many: boolean
  value: Json | undefined
  required: boolean
  describedBy?: string | undefined
  invalid: boolean
  onCommit: (value: Json | undefined) => void
}) {
  const { instances = [], disabled, operation = '' } = useContext(Form)
  const [wanted, setWanted] = useState('')
  const [all, setAll] = useState(false)
  const inOrder = sorted(instances.filter((one) => one.shape !== 'terminated'), 'state', false)
  const first = inOrder.filter((one) => meantFor(operation, one.shape))
  const others = inOrder.filter((one) => !meantFor(operation, one.shape))
  if (!many) {
    const now = typeof value === 'string' ? value : ''
    const option = (one: Instance) => <option key={one.id} value={one.id}>{`${one.id} · ${line(one)}`}</option>
    return (
      <select id={id} className="input" value={now} disabled={disabled} aria-describedby={describedBy} aria-invalid={invalid || undefined}
        onChange={(event) => onCommit(event.target.value || undefined)}>
        {(!required || now === '') && <option value="">{inOrder.length ? t(required ? 'pickInstance' : 'notSet') : t('noInstance')}</option>}
        {now !== '' && !inOrder.some((one) => one.id === now) && <option value={now}>{now}</option>}
        {first.map(option)}
        {others.length > 0 && <optgroup label={t('otherInstances')}>{others.map(option)}</optgroup>}
      </select>
    )
  }
  const chosen = new Set(Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [])
  const found = [...first, ...others].filter((one) => one.id.includes(wanted.trim()))
  const shown = all ? found : found.slice(0, SHOWN)
  if (!inOrder.length) return <p className="quiet">{t('noInstance')}</p>
  return (
    <div className="instance-picks" id={id} role="group" aria-describedby={describedBy}>
      {inOrder.length > SHOWN / 2 && (
        <input className="input" type="search" value={wanted} placeholder={t('findInstance')} aria-label={t('findInstance')} onChange={(event) => setWanted(event.target.value)} />
      )}
      <ul className="ticks" role="list">
        {shown.map((one) => (
          <li key={one.id}>
            <label>
              <input type="checkbox" checked={chosen.has(one.id)} disabled={disabled}
                onChange={(event) => onCommit(event.target.checked ? [...chosen, one.id] : [...chosen].filter((id) => id !== one.id))} />
              <StateGlyph state={one.shape} />
              <span><code>{one.id}</code> <small>{line(one)}</small></span>
            </label>
          </li>
        ))}
      </ul>
      {found.length > shown.length && <button type="button" className="link" onClick={() => setAll(true)}>{t('allInstances', { count: found.length })}</button>}
      {chosen.size > 0 && <p className="quiet number" role="status">{t('pickedInstances', { count: chosen.size })}</p>}
    </div>
  )
}
