/** The policy that is open, in the code editor. */
import { lazy, Suspense, useMemo } from 'react'
import { Icon } from '../workbench/icons'
import { useWorkbench } from '../workbench/store'
import { highlightOf } from './core/verdict'
import { arnsOf } from './editor/arns'
import { t } from './messages'
import { opened, type as typed, usePolicies } from './store'

const PolicyEditor = lazy(() => import('./editor/PolicyEditor').then((module) => ({ default: module.PolicyEditor })))

export function EditorPane({ narrow }: { narrow: boolean }) {
  const document = useWorkbench((s) => s.history.document)
  const readOnly = useWorkbench((s) => s.readOnly)
  const locked = useWorkbench((s) => s.locked)
  const open = usePolicies((s) => s.open)
  const beside = usePolicies((s) => s.beside)
  const drafts = usePolicies((s) => s.drafts)
  const inventory = usePolicies((s) => s.inventory)
  const answer = usePolicies((s) => s.answer)
  const overview = usePolicies((s) => s.overview)
  const selected = usePolicies((s) => s.selected)
  const policy = useMemo(() => opened({ open, beside, drafts, inventory }, document), [open, beside, drafts, inventory, document])
  const arns = useMemo(() => (overview ? arnsOf(overview) : []), [overview])
  const highlight = highlightOf(answer, open, selected)
  const fixed = policy?.resource != null && (readOnly || locked.has(policy.resource))
  return (
    <section className="editor-pane" aria-label={t('editor')}>
      {policy ? (
        <>
          <header>
            <h2 title={policy.name}>{policy.kind === 'trust' && policy.resource ? policy.resource : policy.name}</h2>
            <small>{t(`kind_${policy.kind}`)}</small>
            {policy.unreadable && !fixed ? <small className="editor-kept" title={t('kept')}><Icon name="warning" /> {t('keptShort')}</small> : policy.resource !== null && policy.resource !== policy.name && policy.kind !== 'trust' && <small className="editor-owner" lang="en">{policy.resource}</small>}
          </header>
          {policy.resource !== null && locked.has(policy.resource) && <p className="locked-note"><Icon name="lock" /> {t('lockedPolicy')}</p>}
          <Suspense fallback={<div className="editor-wait" />}>
            <PolicyEditor key={policy.key} label={t('editorOf', { name: policy.name })} kind={policy.kind} value={policy.value} readOnly={fixed}
              highlight={highlight} arns={arns} onChange={(_, text) => typed(policy.key, text)} />
          </Suspense>
        </>
      ) : <p className="quiet pane-note">{t(narrow ? 'noneNarrow' : 'editorNone')}</p>}
    </section>
  )
}
