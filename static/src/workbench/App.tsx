/** The workbench: header, palette, canvas, inspector, and the live side beneath. */
import { ReactFlowProvider } from '@xyflow/react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { connectRun, setRunDocument, useLive } from '../live'
import { api } from '../shared/api'
import { boot } from '../shared/boot'
import { setTerms } from '../shared/terms'
import type { Document, StoredDocument } from '../shared/types'
import { Canvas } from './Canvas'
import { commandsFor } from './core/commands'
import { Header } from './Header'
import { Icon } from './icons'
import { onKey } from './keys'
import { t } from './messages'
import { Notice } from './Notice'
import { Palette } from './Palette'
import { Part } from './Part'
import { Conflict } from './Conflict'
import { fail, flush, hasUnsaved, onSaved, open, show, useWorkbench } from './store'

// The canvas is there first; what surrounds it follows at once, the charts' library last of all.
const Inspector = lazy(() => import('./Inspector').then((module) => ({ default: module.Inspector })))
const Measurements = lazy(() => import('./Measurements').then((module) => ({ default: module.Measurements })))
const TimelinePart = lazy(() => import('./Measurements').then((module) => ({ default: module.TimelinePart })))
const StatusBarPart = lazy(() => import('./Measurements').then((module) => ({ default: module.StatusBarPart })))
const LabDock = lazy(() => import('./lab/LabDock').then((module) => ({ default: module.LabDock })))
const Dialogs = lazy(() => import('./dialogs').then((module) => ({ default: module.Dialogs })))

type Loading = { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; reason: string }

/** A document that is not stored before something is in it. */
const fresh: StoredDocument = {
  id: '', name: '', revision: 0, hash: '', saved_at: '', problems: [], document: { SchemaVersion: 1, Name: t('untitled'), Resources: {} },
}

async function load(): Promise<void> {
  const { document_id: id, run_id: runId, read_only: readOnly } = boot()
  const [catalogue, stored] = await Promise.all([
    api.catalogue(),
    id ? api.document(id) : Promise.resolve(fresh),
  ])
  setTerms(catalogue.terms)
  open(stored, catalogue, readOnly || stored.read_only === true)
  setRunDocument(stored.document)
  if (runId) connectRun(runId, { document: stored.document })
}

/**
 * A saved change reaches the world that is running: settings one by one, the rest as a whole. What cannot
 * run yet waits, and goes with the change that mends it.
 */
function followSaves(): () => void {
  let told: Document | null = null
  return onSaved((before, after, problems) => {
    setRunDocument(after)
    const { run } = useLive.getState()
    const live = run && !run.read_only && ['created', 'running', 'paused'].includes(run.status) && run.document === useWorkbench.getState().documentId
    if (!live) {
      told = null
      return
    }
    const base = told ?? before
    told = base
    if (problems.some((p) => p.severity === 'error')) return
    told = after
    void (async () => {
      for (const command of commandsFor(base, after)) await api.command(run.id, command)
    })().catch((error: unknown) => {
      told = base
      fail(error)
    })
  })
}

export function App() {
  const [state, setState] = useState<Loading>({ kind: 'loading' })
  const start = () => {
    setState({ kind: 'loading' })
    load().then(
      () => setState({ kind: 'ready' }),
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
        <p>{t('loadFailedText', { reason: state.reason })}</p>
        <button type="button" className="button primary" onClick={start}>{t('tryAgain')}</button>
      </main>
    )
  }
  return (
    <ReactFlowProvider>
      {state.kind === 'loading' ? <Skeleton /> : <Workbench />}
    </ReactFlowProvider>
  )
}

/** Holds the layout while it loads. */
function Skeleton() {
  return (
    <div className="workbench" data-loading>
      <header className="head"><h1 className="top-name"><span>{t('loading')}</span></h1></header>
      <div className="palette" /><main className="canvas" /><div className="inspector" /><div className="timeline-area" /><div className="measurements" /><div className="status-area" />
    </div>
  )
}

function Workbench() {
  const sheet = useWorkbench((s) => s.sheet)
  const problems = useWorkbench((s) => s.problems.length)
  const errors = useWorkbench((s) => s.problems.filter((p) => p.severity === 'error').length)
  const catalogue = useWorkbench((s) => s.catalogue)
  const readOnly = useWorkbench((s) => s.readOnly)
  const dialog = useWorkbench((s) => s.dialog)
  const announcement = useWorkbench((s) => s.announcement)
  const [height, setHeight] = useState(storedHeight)
  // Their strip has its room from the beginning: nothing moves when the first one reports.
  const alarms = useWorkbench((s) => Object.values(s.history.document.Resources).some((one) => ALARMED.test(one.Type)))
  const { lab } = boot()

  useEffect(() => {
    const stop = followSaves()
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

  return (
    <div className="workbench" data-sheet={sheet ?? undefined} data-read-only={readOnly || undefined} data-alarms={alarms || undefined} data-lab={lab ? '' : undefined} style={{ '--bottom': `${height}px` } as React.CSSProperties}>
      <Header />
      <Conflict />
      {lab ? <Part><Suspense fallback={<div className="lab-dock" />}><LabDock /></Suspense></Part> : !readOnly && <Palette />}
      <main aria-label={t('canvas')}><Part><Canvas /></Part></main>
      <Part><Suspense fallback={<div className="inspector" />}><Inspector /></Suspense></Part>
      <div className="timeline-area"><Part><Suspense><TimelinePart /></Suspense></Part></div>
      <section className="measurements" aria-label={t('bottom')}>
        <Splitter height={height} onChange={setHeight} />
        <Part><Suspense><Measurements catalogue={catalogue} /></Suspense></Part>
      </section>
      <div className="status-area"><Part><Suspense><StatusBarPart problems={problems} errors={errors} onProblems={() => show({ dialog: 'problems' })} /></Suspense></Part></div>
      <nav className="sheet-bar" aria-label={t('palette')}>
        {lab && <button type="button" className="button" onClick={() => window.document.querySelector('.lab-dock')?.scrollIntoView()}><Icon name="home" /> {t('lab')}</button>}
        {!lab && !readOnly && <button type="button" className="button" aria-pressed={sheet === 'palette'} onClick={() => show({ sheet: sheet === 'palette' ? null : 'palette' })}><Icon name="palette" /> {t('palette')}</button>}
        <button type="button" className="button" aria-pressed={sheet === 'inspector'} onClick={() => show({ sheet: sheet === 'inspector' ? null : 'inspector' })}><Icon name="inspector" /> {t('inspector')}</button>
      </nav>
      <Notice />
      <div className="visually-hidden" role="status" aria-live="polite">{announcement}</div>
      {dialog && <Suspense><Dialogs /></Suspense>}
    </div>
  )
}

/** What has alarms: an alarm itself, and a policy that may manage its own. */
const ALARMED = /::(\w*Alarm|ScalingPolicy)$/

const HEIGHT = { least: 96, most: 640, step: 24, key: 'stratolab:bottom' }

function storedHeight(): number {
  const stored = Number(localStorage.getItem(HEIGHT.key))
  return stored >= HEIGHT.least ? stored : window.innerHeight >= 1000 ? 320 : 192
}

function Splitter({ height, onChange }: { height: number; onChange: (height: number) => void }) {
  const put = (next: number) => {
    const fits = Math.round(Math.min(Math.max(next, HEIGHT.least), Math.min(HEIGHT.most, window.innerHeight - 320)))
    onChange(fits)
    localStorage.setItem(HEIGHT.key, String(fits))
  }
  return (
    <div className="splitter" role="separator" aria-orientation="horizontal" aria-label={t('resize')} tabIndex={0}
      aria-valuenow={height} aria-valuemin={HEIGHT.least} aria-valuemax={HEIGHT.most}
      onKeyDown={(event) => {
        if (event.key === 'ArrowUp') put(height + HEIGHT.step)
        else if (event.key === 'ArrowDown') put(height - HEIGHT.step)
        else return
        event.preventDefault()
      }}
      onPointerDown={(event) => {
        const from = event.clientY
        const element = event.currentTarget
        element.setPointerCapture(event.pointerId)
        const follow = (e: PointerEvent) => put(height + from - e.clientY)
        element.addEventListener('pointermove', follow)
        element.addEventListener('lostpointercapture', () => element.removeEventListener('pointermove', follow), { once: true })
      }} />
  )
}
