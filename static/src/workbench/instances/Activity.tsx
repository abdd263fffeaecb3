/** A group's scaling activities, as AWS lists them; each opens to the decision behind it. */
import { useState } from 'react'
import { activities } from '../../live/core/activities'
import type { LiveDecision } from '../../live'
import { DecisionTable } from '../../live/DecisionTable'
import { clock } from '../../shared/format'
import { say } from '../../shared/messages'
import { Icon } from '../icons'
import { known, t } from './messages'

const SHOWN = 20
const SIGNS: Record<string, string> = { InProgress: '◐', PreInService: '◐', MidLifecycleAction: '◐', WaitingForELBConnectionDraining: '◌', Successful: '●', Failed: '▲', Cancelled: '✕' }

export function Activity({ group, decisions, cursor }: { group: string; decisions: readonly LiveDecision[]; cursor: number }) {
  const [most, setMost] = useState(SHOWN)
  const rows = activities(decisions.filter((one) => one.resource === group && (one.at ?? 0) <= cursor))
  return (
    <section className="activity" aria-labelledby="activity-title">
      <h3 id="activity-title">{t('activity')}</h3>
      {rows.length === 0 ? <p className="quiet">{t('noActivity')}</p> : (
        <ol>
          {rows.slice(0, most).map((row) => {
            const status = row.status && known(row.status) ? t(row.status) : row.status
            return (
              <li key={row.id} data-status={row.status ?? undefined}>
                <details>
                  <summary>
                    <Icon name="chevron" />
                    <time className="number">{clock(row.start)}</time>
                    <span>
                      {say(row.description)}
                      {status && <small className="activity-status"><i aria-hidden="true">{SIGNS[row.status!] ?? '○'}</i> {status}{row.end !== null && ` · ${clock(row.end)}`}</small>}
                    </span>
                  </summary>
                  {row.cause && <p className="activity-cause"><b>{t('cause')}</b> {say(row.cause)}</p>}
                  <DecisionTable decision={row.decision} />
                </details>
              </li>
            )
          })}
        </ol>
      )}
      {rows.length > most && <button type="button" className="button small" onClick={() => setMost(most + 50)}>{t('more', { count: Math.min(50, rows.length - most) })}</button>}
    </section>
  )
}
