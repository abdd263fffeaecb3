/** The question: who does what to which resource, under which circumstances. */
import { useMemo } from 'react'
import { Icon } from '../workbench/icons'
import { useWorkbench } from '../workbench/store'
import { Combobox } from './Combobox'
import { ContextRows } from './ContextRows'
import { actionsNamed, resourcesNamed, type Suggestion } from './core/suggest'
import { toContext } from './core/context'
import { useVocabulary } from './editor/vocabulary'
import { type Key, t, table } from './messages'
import { ask, principalOf, showIn, usePolicies } from './store'

/** What an action does, in AWS's five words for it. */
function accessName(access: string): string {
  const key = `access_${access}`
  return key in table ? t(key as Key) : access
}

export function Question() {
  const question = usePolicies((s) => s.question)
  const overview = usePolicies((s) => s.overview)
  const trouble = usePolicies((s) => s.trouble)
  const open = usePolicies((s) => s.contextOpen)
  const understood = usePolicies((s) => s.answer?.request)
  const document = useWorkbench((s) => s.history.document)
  const vocabulary = useVocabulary()

  const principals = useMemo((): Suggestion[] => [
    ...(overview?.identities ?? []).filter((one) => one.kind !== 'group').map((one) => ({ value: one.arn, note: `${one.id} · ${t(one.kind)}` })),
    ...(overview?.roots ?? []).map((one) => ({ value: one.arn, note: t('rootUser') })),
  ], [overview])
  const actions = useMemo((): Suggestion[] => {
    const named = actionsNamed(document)
    const known = Object.entries(vocabulary.actions).flatMap(([service, names]) => names.map((one): Suggestion => ({ value: `${service}:${one.name}`, ...(one.access ? { note: accessName(one.access) } : {}) })))
    const first = named.map((value) => known.find((one) => one.value === value) ?? { value })
    return [...first, ...known.filter((one) => !named.includes(one.value))]
  }, [document, vocabulary])
  const resources = useMemo((): Suggestion[] => {
    const notes = new Map((overview?.resources ?? []).map((one) => [one.arn, one.id]))
    const all = new Set([...resourcesNamed(document), ...notes.keys(), '*'])
    return [...all].map((value) => ({ value, ...(notes.has(value) ? { note: notes.get(value)! } : {}) }))
  }, [document, overview])

  const principal = principalOf(question, overview)
  const count = Object.keys(toContext(question.rows)).length
  const unfinished = usePolicies((s) => (s.stale?.kind === 'incomplete' && !s.stale.empty ? s.stale.field : null))
  const wrong = (field: string) => trouble?.field === field || unfinished === field
  const note = trouble?.field ? 'question-trouble' : undefined
  return (
    <section className="ask" aria-label={t('question')} data-context={open || undefined}>
      <div className="ask-fields">
        <Combobox id="ask-principal" label={t('principal')} value={principal} suggestions={principals} placeholder={t('principalHint')}
          invalid={wrong('principal')} describedBy={wrong('principal') ? note : undefined}
          onChange={(value) => ask({ principal: value, identity: overview?.identities.find((one) => one.arn === value && one.kind !== 'group')?.id ?? null })} />
        <Combobox id="ask-action" label={t('action')} value={question.action} suggestions={actions} placeholder="s3:GetObject"
          invalid={wrong('action')} describedBy={wrong('action') ? note : undefined} onChange={(action) => ask({ action })} />
        <Combobox id="ask-resource" label={t('resource')} value={question.resource} suggestions={resources} placeholder="arn:aws:s3:::bucket/key"
          invalid={wrong('resource')} describedBy={wrong('resource') ? note : undefined} onChange={(resource) => ask({ resource })} />
        <button type="button" className="button context-button" aria-expanded={open} aria-controls="ask-context" onClick={() => showIn({ contextOpen: !open })}>
          <Icon name="chevron" /> {t('context')} <span className="tag number">{count}</span>
        </button>
      </div>
      {trouble?.field && <p className="visually-hidden" id="question-trouble">{trouble.text}</p>}
      {open && <div id="ask-context"><ContextRows vocabulary={vocabulary} understood={understood?.accountId ?? null} /></div>}
    </section>
  )
}
