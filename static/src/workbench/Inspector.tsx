/** Everything about what is selected: its settings, its code, its reasons. */
import { lazy, Suspense, useRef } from 'react'
import { boot } from '../shared/boot'
import { Pictogram } from '../shared/pictograms'
import { Faults } from './form/Faults'
import { ResourceForm } from './form/ResourceForm'
import { familyOf } from './core/references'
import { Icon } from './icons'
import { type Key, t } from './details'
import { duplicate, offered, remove, show, type Tab, useWorkbench } from './store'

const CodeTab = lazy(() => import('./CodeTab').then((module) => ({ default: module.CodeTab })))
const WhyTab = lazy(() => import('./WhyTab').then((module) => ({ default: module.WhyTab })))

const InstancesTab = lazy(() => import('./instances/InstancesTab').then((module) => ({ default: module.InstancesTab })))
const Operations = lazy(() => import('./form/Operations').then((module) => ({ default: module.Operations })))

const allTabs: { id: Tab; label: Key }[] = [
  { id: 'form', label: 'form' }, { id: 'instances', label: 'instancesTab' }, { id: 'operate', label: 'operateTab' }, { id: 'break', label: 'faultsTab' },
  { id: 'why', label: 'why' }, { id: 'code', label: 'code' },
]

/** Identities that make requests of their own. */
const askable = new Set(['AWS::IAM::User', 'AWS::IAM::Role'])

/** What an identity may do is asked on a page of its own, which needs a stored document. */
function AskPolicies({ id }: { id: string }) {
  const documentId = useWorkbench((s) => s.documentId)
  if (!documentId) return null
  const address = (boot().urls['policies'] ?? '/policies/{id}/').replace('{id}', documentId)
  return <p><a href={`${address}?identity=${encodeURIComponent(id)}`}>{t('askPolicies')}</a></p>
}

export function Inspector() {
  const selection = useWorkbench((s) => s.history.selection)
  const id = selection.length === 1 ? selection[0]! : null
  const resource = useWorkbench((s) => (id ? s.history.document.Resources[id] : undefined))
  const kind = useWorkbench((s) => (resource ? s.kinds.get(resource.Type) : undefined))
  const readOnly = useWorkbench((s) => s.readOnly)
  const locked = useWorkbench((s) => id !== null && s.locked.has(id))
  const wanted = useWorkbench((s) => s.tab)
  // Two of the tabs are only of what has instances, or takes calls, itself or by something it owns.
  const operable = useWorkbench((s) => id !== null && familyOf(id, s.owned).some((member) => (s.kinds.get(s.history.document.Resources[member]?.Type ?? '')?.operations ?? []).length > 0))
  const hasInstances = kind?.metrics.some((metric) => metric.name === 'InstanceStates') ?? false
  const tabs = allTabs.filter((one) => (one.id === 'instances' ? hasInstances : one.id === 'operate' ? operable : true))
  const tab = tabs.some((one) => one.id === wanted) ? wanted : 'form'
  const list = useRef<HTMLDivElement>(null)

  return (
    <aside className="inspector" aria-label={t('inspector')} data-inspector tabIndex={-1}>
      {kind && id ? (
        <div className="inspector-head" data-layer={kind.layer}>
          <Pictogram type={kind.type} layer={kind.layer} size={24} />
          <div className="inspector-names">
            <h2>{id}</h2>
            <small>{kind.label}</small>
          </div>
          {!readOnly && (
            <span className="inspector-actions">
              {kind.canvas && !kind.lane && offered(kind.type) && (
                <button type="button" className="button icon quiet" onClick={() => void duplicate(id)} aria-label={t('duplicate')} title={`${t('duplicate')} (Ctrl+D)`}><Icon name="duplicate" /></button>
              )}
              {!locked && <button type="button" className="button icon quiet danger" onClick={() => void remove([id])} aria-label={t('remove')} title={`${t('remove')} (Delete)`}><Icon name="trash" /></button>}
            </span>
          )}
        </div>
      ) : (
        <div className="inspector-head">
          <div className="inspector-names"><h2>{selection.length > 1 ? t('severalSelected', { count: selection.length }) : t('inspector')}</h2></div>
          {selection.length > 1 && !readOnly && (
            <button type="button" className="button small danger" onClick={() => void remove(selection)}><Icon name="trash" /> {t('remove')}</button>
          )}
        </div>
      )}
      <div className="tabs" data-many={tabs.length > 4 || undefined} role="tablist" aria-label={t('inspector')} ref={list}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
          if (!step) return
          event.preventDefault()
          const next = (tabs.findIndex((one) => one.id === tab) + step + tabs.length) % tabs.length
          show({ tab: tabs[next]!.id })
          list.current?.querySelectorAll<HTMLButtonElement>('[role=tab]')[next]?.focus()
        }}>
        {tabs.map((one) => (
          <button key={one.id} type="button" role="tab" id={`tab-${one.id}`} aria-selected={tab === one.id} aria-controls="inspector-panel"
            tabIndex={tab === one.id ? 0 : -1} onClick={() => show({ tab: one.id })}>{t(one.label)}</button>
        ))}
      </div>
      <div className="inspector-body" role="tabpanel" id="inspector-panel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {(tab === 'form' || tab === 'break') && !(kind && id) && (
          <div className="empty-note">
            <h3>{t('selectSomething')}</h3>
            <p>{t('selectHint')}</p>
          </div>
        )}
        {tab === 'form' && kind && id && (
          <>
            {locked && <p className="locked-note"><Icon name="lock" /> {t('lockedText')}</p>}
            {kind.summary && <p className="summary">{kind.summary}</p>}
            {askable.has(kind.type) && <AskPolicies id={id} />}
            <ResourceForm key={id} id={id} />
          </>
        )}
        {tab === 'instances' && id && <Suspense><InstancesTab key={id} id={id} /></Suspense>}
        {tab === 'operate' && kind && id && <Suspense><Operations key={id} id={id} kind={kind} /></Suspense>}
        {tab === 'break' && kind && id && <Faults key={id} id={id} kind={kind} />}
        {tab === 'code' && <Suspense><CodeTab key={id ?? ''} id={resource ? id : null} /></Suspense>}
        {tab === 'why' && <Suspense><WhyTab id={resource ? id : null} /></Suspense>}
      </div>
    </aside>
  )
}
