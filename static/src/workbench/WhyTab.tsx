/** The latest decisions of a resource and of what it owns, each with its table. */
import { useMemo } from 'react'
import { useLive } from '../live'
import { DecisionTable } from '../live/DecisionTable'
import { Said } from '../live/Said'
import { clock } from '../shared/format'
import { say } from '../shared/messages'
import { familyOf } from './core/references'
import { Icon } from './icons'
import { t } from './details'
import { useWorkbench } from './store'

const MOST = 20

export function WhyTab({ id }: { id: string | null }) {
  const rows = useLive((s) => s.rows)
  const owned = useWorkbench((s) => s.owned)
  const mine = useMemo(() => {
    const family = id ? new Set(familyOf(id, owned)) : null
    return rows.filter((row) => row.decision && (!family || (row.resource && family.has(row.resource)))).slice(0, MOST)
  }, [rows, id, owned])
  if (!mine.length) {
    return (
      <div className="empty-note">
        <h3>{t('noDecisions')}</h3>
        <p>{t('noDecisionsHint')}</p>
      </div>
    )
  }
  return (
    <ol className="why">
      {mine.map((row, i) => (
        <li key={row.key} data-layer={row.layer}>
          <details open={i === 0 || undefined}>
            <summary>
              <Icon name="chevron" />
              <time className="number">{clock(row.lastAt)}</time>
              <span><Said>{say(row.text)}</Said>{row.count > 1 && <b className="number"> ×{row.count}</b>}</span>
            </summary>
            <DecisionTable decision={row.decision!} />
          </details>
        </li>
      ))}
    </ol>
  )
}
