/** A user's access keys in the running world, one to choose for a call, and the secret of a new one. */
import { useState } from 'react'
import { useLive } from '../../live'
import { api, ApiError } from '../../shared/api'
import { clock } from '../../shared/format'
import type { Json, MetricValue } from '../../shared/types'
import { t } from '../details'
import { Icon } from '../icons'

export interface AccessKey {
  id: string
  active: boolean
  /** Simulated second. */
  created: number | null
}

const record = (value: MetricValue | undefined) => (value !== null && typeof value === 'object' ? value : {})

/** The newest access keys of a user, the oldest first. */
export function useKeys(user: string): AccessKey[] {
  const values = useLive((s) => s.frame?.values[user])
  const created = record(values?.['AccessKeysCreated'])
  return Object.entries(record(values?.['AccessKeys'])).map(([id, status]) => {
    const at = created[id]
    return { id, active: status === 'Active', created: typeof at === 'number' ? at : null }
  })
}

const statusOf = (key: AccessKey) => t(key.active ? 'keyActive' : 'keyInactive')

export function AccessKeys({ user, running }: { user: string; running: boolean }) {
  const keys = useKeys(user)
  if (!keys.length) return <p className="quiet">{t(running ? 'keysNone' : 'keysIdle')}</p>
  return (
    <table className="access-keys">
      <caption className="visually-hidden">{t('keys')} {user}</caption>
      <thead><tr><th scope="col">{t('keyId')}</th><th scope="col">{t('keyStatus')}</th><th scope="col">{t('keyMade')}</th></tr></thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id} data-active={key.active}>
            <td><code>{key.id}</code></td>
            <td>{key.active ? '●' : '○'} {statusOf(key)}</td>
            <td className="number">{key.created === null ? '—' : clock(key.created)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Which key a call is about. */
export function KeyPicker({ id, user, value, disabled, describedBy, invalid, onCommit }: {
  id: string
  user: string
  value: Json | undefined
  disabled: boolean
  describedBy?: string | undefined
  invalid: boolean
  onCommit: (value: Json | undefined) => void
}) {
  const keys = useKeys(user)
  const now = typeof value === 'string' ? value : ''
  return (
    <select id={id} className="input" value={now} disabled={disabled} aria-describedby={describedBy} aria-invalid={invalid || undefined}
      onChange={(event) => onCommit(event.target.value || undefined)}>
      {(now === '' || keys.length === 0) && <option value="">{t(keys.length ? 'keyPick' : 'keyNone')}</option>}
      {now !== '' && !keys.some((key) => key.id === now) && <option value={now}>{now}</option>}
      {keys.map((key) => <option key={key.id} value={key.id}>{`${key.id} · ${statusOf(key)}`}</option>)}
    </select>
  )
}

/** The secret of the key that a command made. It is asked for on purpose: it is told one time only. */
export function Secret({ runId, sequence }: { runId: string; sequence: number }) {
  const [told, setTold] = useState<{ secret?: string; refused?: string } | null>(null)
  if (told?.refused) return <p className="field-problems"><span>{told.refused}</span></p>
  if (told?.secret) {
    return (
      <div className="secret">
        <strong>{t('secret')}</strong>
        <code>{told.secret}</code>
        <p className="quiet">{t('secretOnce')}</p>
      </div>
    )
  }
  return (
    <button type="button" className="button small" onClick={() => {
      api.secret(runId, sequence).then(
        ({ SecretAccessKey }) => setTold({ secret: SecretAccessKey }),
        (error: unknown) => setTold({ refused: error instanceof ApiError && !error.offline ? (error.problems[0]?.message ?? error.message) : t('notReached') }),
      )
    }}><Icon name="lock" /> {t('secretShow')}</button>
  )
}
