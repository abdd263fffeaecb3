/** Calls of AWS's API that a running resource and what it owns take: one folded form each. */
import { useLive } from '../../live'
import type { Kind } from '../../shared/types'
import { familyOf } from '../core/references'
import { t } from '../details'
import { Icon } from '../icons'
import { useWorkbench } from '../store'
import { AccessKeys } from './AccessKeys'
import { OperationForm } from './OperationForm'

const USER = 'AWS::IAM::User'

/** The run that calls can be sent to. */
export function useLiveRun(): string | null {
  return useLive((s) => (s.run !== null && !s.run.read_only && (s.run.status === 'running' || s.run.status === 'paused') ? s.run.id : null))
}

export function Operations({ id, kind }: { id: string; kind: Kind }) {
  const runId = useLiveRun()
  const owned = useWorkbench((s) => s.owned)
  const kinds = useWorkbench((s) => s.kinds)
  const document = useWorkbench((s) => s.history.document)
  const members = familyOf(id, owned).flatMap((member) => {
    const of = member === id ? kind : kinds.get(document.Resources[member]?.Type ?? '')
    return of?.operations?.length ? [{ member, of }] : []
  })
  return (
    <section className="operations" aria-labelledby="operations-title">
      <h3 id="operations-title">{t('operations')}</h3>
      {!runId && <p className="quiet">{t('operationsHint')}</p>}
      {members.map(({ member, of }) => (
        <section key={member} aria-label={`${of.label} ${member}`}>
          {(members.length > 1 || member !== id) && <h4>{of.label} <code>{member}</code></h4>}
          {of.type === USER && <AccessKeys user={member} running={runId !== null} />}
          {of.operations.map((operation) => (
            <details key={operation.id} className="fault operation-fold">
              <summary><Icon name="chevron" /> <strong>{operation.label}</strong></summary>
              <OperationForm resource={member} operation={operation} runId={runId} />
            </details>
          ))}
        </section>
      ))}
    </section>
  )
}
