/** The policy simulator: the question above, the verdict below it, then the policies, the editor and the reasons. */
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { boot } from '../shared/boot'
import { setTerms } from '../shared/terms'
import { Conflict } from '../workbench/Conflict'
import { setHost } from '../workbench/lab/host'
import { Notice } from '../workbench/Notice'
import { Part } from '../workbench/Part'
import { currentDocument, flush, forgetUnsaved, hasUnsaved, say, useWorkbench } from '../workbench/store'
import { load } from './beginning'
import { EditorPane } from './EditorPane'
import { From, Start } from './Start'
import { Head } from './Head'
import { onKey } from './keys'
import { t } from './messages'
import { Policies } from './Policies'
import { Question } from './Question'
import { askAbout, documentChanged, keep, NARROW, openTab, usePolicies } from './store'
import { Verdict } from './Verdict'
import { Why } from './Why'
import { WhoCan } from './WhoCan'

const Dialogs = lazy(() => import('./dialogs').then((module) => ({ default: module.Dialogs })))
const LabDock = lazy(() => import('../workbench/lab/PolicyDock').then((module) => ({ default: module.PolicyDock })))

const documentListeners = new Set<() => void>()

setHost({
  flush,
  forgetUnsaved,
  say,
  useTrouble: () => useWorkbench((s) => s.problems.find((p) => p.severity === 'error')?.message ?? null),
  content: currentDocument,
  onChange: (listener) => {
    documentListeners.add(listener)
    return () => documentListeners.delete(listener)
  },
  ask: askAbout,
})

type Loading = { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; reason: string }

export function App() {
  const [state, setState] = useState<Loading>({ kind: 'loading' })
  const start = () => {
    setState({ kind: 'loading' })
    load().then(
      (catalogue) => {
        setTerms(catalogue.terms)
        setState({ kind: 'ready' })
      },
      (error: unknown) => setState({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    )
  }
  const started = useRef(false)
  useEffect(() => {
    if (started.current) return
    started.current = true
    start()
  }, [])
  if (state.kind === 'failed') {
    return (
      <main className="page-note">
        <h1>{t('loadFailed')}</h1>
        <p>{state.reason}</p>
        <button type="button" className="button primary" onClick={start}>{t('tryAgain')}</button>
      </main>
    )
  }
  return state.kind === 'loading' ? <Skeleton /> : <Simulator />
}

function Skeleton() {
  return (
    <div className="simulator" data-loading>
      <header className="head"><h1 className="top-name"><span>{t('loading')}</span></h1></header>
      <div className="ask" /><div className="verdict" /><div className="policies-list" /><main className="editor-pane" /><div className="reasons" />
    </div>
  )
}

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches)
  useEffect(() => {
    const media = matchMedia(NARROW)
    const follow = () => setNarrow(media.matches)
    media.addEventListener('change', follow)
    return () => media.removeEventListener('change', follow)
  }, [])
  return narrow
}

function Simulator() {
  const dialog = usePolicies((s) => s.dialog)
  const announcement = useWorkbench((s) => s.announcement)
  const empty = useWorkbench((s) => Object.keys(s.history.document.Resources).length === 0)
  const asks = usePolicies((s) => s.answer !== null || Boolean(s.question.principal || s.question.identity))
  const narrow = useNarrow()
  const { lab } = boot()

  useEffect(() => {
    const stop = useWorkbench.subscribe((now, before) => {
      if (now.documentId !== before.documentId) keep()
      if (now.history.document === before.history.document) return
      documentChanged(now.history.document)
      for (const listener of documentListeners) listener()
    })
    const leaving = (event: BeforeUnloadEvent) => {
      if (!hasUnsaved()) return
      void flush()
      event.preventDefault()
    }
    const hidden = () => {
      if (document.visibilityState === 'hidden') void flush()
    }
    const online = () => void flush()
    window.addEventListener('keydown', onKey)
    window.addEventListener('beforeunload', leaving)
    window.addEventListener('online', online)
    document.addEventListener('visibilitychange', hidden)
    return () => {
      stop()
      window.removeEventListener('keydown', onKey)
      window.removeEventListener('beforeunload', leaving)
      window.removeEventListener('online', online)
      document.removeEventListener('visibilitychange', hidden)
    }
  }, [])

  const begins = empty && !asks && !lab
  const reasons = <Part key="reasons"><Reasons /></Part>
  const policies = <Part key="policies"><Policies /></Part>
  const editor = <Part key="editor"><EditorPane narrow={narrow} /></Part>
  return (
    <div className="simulator" data-lab={lab ? '' : undefined} data-begins={begins || undefined}>
      <Head />
      <Conflict />
      <From />
      {lab && <Part><Suspense fallback={<div className="lab-dock" />}><LabDock /></Suspense></Part>}
      <main className="simulator-main">
        {begins ? <Start /> : (
          <>
            <Part><Question /></Part>
            <Part><Verdict /></Part>
            <div className="panes">{narrow ? [reasons, policies, editor] : [policies, editor, reasons]}</div>
          </>
        )}
      </main>
      <Notice />
      <div className="visually-hidden" role="status" aria-live="polite">{announcement}</div>
      {dialog && <Suspense><Dialogs /></Suspense>}
    </div>
  )
}

function Reasons() {
  const tab = usePolicies((s) => s.tab)
  const list = useRef<HTMLDivElement>(null)
  const one = (id: 'why' | 'who') => (
    <button type="button" role="tab" id={`tab-${id}`} aria-selected={tab === id} aria-controls="reasons-panel" tabIndex={tab === id ? 0 : -1} onClick={() => openTab(id)}>{t(id)}</button>
  )
  return (
    <section className="reasons" aria-label={t('why')}>
      <div className="tabs" role="tablist" aria-label={t('why')} ref={list}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
          event.preventDefault()
          const next = tab === 'why' ? 'who' : 'why'
          openTab(next)
          list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus()
        }}>
        {one('why')}
        {one('who')}
      </div>
      <div className="reasons-scroll" id="reasons-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0} data-scrolls>
        {tab === 'why' ? <Why /> : <WhoCan />}
      </div>
    </section>
  )
}
