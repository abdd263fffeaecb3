/** The head of the page: what this is, whether it is saved, and the controls of time. */
import { lazy, Suspense, useState } from 'react'
import { api, call, csrf } from '../shared/api'
import { addressOf, boot } from '../shared/boot'
import { language } from '../shared/messages'
import type { Run, Speed } from '../shared/types'
import { Icon } from './icons'
import { t } from './messages'
import { fail, flush, redoStep, rename, saveText, show, undoStep, useWorkbench } from './store'

const RunControlsPart = lazy(() => import('./Measurements').then((module) => ({ default: module.RunControlsPart })))

export function Header() {
  const readOnly = useWorkbench((s) => s.readOnly)
  const errors = useWorkbench((s) => s.problems.filter((p) => p.severity === 'error').length)
  const first = useWorkbench((s) => s.problems.find((p) => p.severity === 'error')?.message ?? null)
  const lab = boot().lab
  return (
    <header className="head">
      <a className="top-home" href={boot().urls['home'] ?? '/'} aria-label={t('home')} title={t('home')}><Mark /></a>
      {lab ? <h1 className="top-name lab-name"><a href={lab.urls.lab} title={t('toLab')}>{lab.title}</a></h1> : <Name />}
      {!readOnly && <Save />}
      {!readOnly && <History />}
      <div className="top-run"><Suspense><RunControlsPart createRun={createRun} blocked={errors ? first : null} /></Suspense></div>
      {readOnly && <MakeCopy />}
      <button type="button" className="button icon quiet top-keys" aria-label={t('shortcuts')} aria-keyshortcuts="?" title={`${t('shortcuts')} (?)`}
        onClick={() => show({ dialog: 'shortcuts' })}><Icon name="keyboard" /></button>
      <Language />
    </header>
  )
}

/** A run is of what the server has: the last keystroke is saved before it starts. */
async function createRun(seed: number, speed: Speed): Promise<Run | null> {
  await flush()
  const { documentId } = useWorkbench.getState()
  if (!documentId) return null
  const { lab } = boot()
  if (lab) {
    const ready = await call<Run>('POST', `attempts/${lab.attempt.id}/run`)
    return ready.speed === speed ? ready : api.control(ready.id, { action: 'speed', speed })
  }
  return api.startRun(documentId, seed, speed)
}

export function Mark() {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" fill="none" strokeWidth="2.5" strokeLinecap="round" aria-hidden="true" focusable="false">
      <path d="M4 6h16" stroke="var(--layer-edge)" />
      <path d="M7 12h13" stroke="var(--layer-balancer)" />
      <path d="M4 18h10" stroke="var(--layer-compute)" />
    </svg>
  )
}

export function Name() {
  const name = useWorkbench((s) => s.history.document.Name ?? '')
  const readOnly = useWorkbench((s) => s.readOnly)
  const [draft, setDraft] = useState<string | null>(null)
  return (
    <h1 className="top-name">
      {readOnly ? (
        <span>{name || t('untitled')} <small className="tag">{t('readOnly')}</small></span>
      ) : (
        <>
          <span className="visually-hidden">{name || t('untitled')}</span>
          <input value={draft ?? name} placeholder={t('untitled')} aria-label={t('name')} maxLength={120} spellCheck={false}
            onChange={(event) => {
              setDraft(event.target.value)
              if (!(event.nativeEvent as InputEvent).isComposing) rename(event.target.value)
            }}
            onCompositionEnd={(event) => rename(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.nativeEvent.isComposing) event.currentTarget.blur()
            }}
            onBlur={() => setDraft(null)} />
        </>
      )}
    </h1>
  )
}

export function Save() {
  const save = useWorkbench((s) => s.save)
  const text = saveText(save)
  const bad = save.kind === 'offline' || save.kind === 'refused' || save.kind === 'conflict'
  return (
    <span className="top-save number" data-state={save.kind} title={text}>
      <i aria-hidden="true" />
      <span>{text}</span>
      <span className="visually-hidden" role="status">{bad ? text : ''}</span>
    </span>
  )
}

export function History() {
  const past = useWorkbench((s) => s.history.past.at(-1)?.label)
  const future = useWorkbench((s) => s.history.future[0]?.label)
  return (
    <span className="top-history">
      <button type="button" className="button icon quiet" disabled={past === undefined} onClick={undoStep} aria-label={t('undo')} aria-keyshortcuts="Control+Z"
        title={past === undefined ? t('undo') : t('undoStep', { step: past })}><Icon name="undo" /></button>
      <button type="button" className="button icon quiet" disabled={future === undefined} onClick={redoStep} aria-label={t('redo')} aria-keyshortcuts="Control+Y"
        title={future === undefined ? t('redo') : t('redoStep', { step: future })}><Icon name="redo" /></button>
    </span>
  )
}

export function MakeCopy() {
  const [busy, setBusy] = useState(false)
  const documentId = useWorkbench((s) => s.documentId)
  if (!documentId) return null
  const copy = async () => {
    setBusy(true)
    try {
      const mine = await api.copyDocument(documentId)
      location.assign(addressOf(mine.id))
    } catch (error) {
      setBusy(false)
      fail(error)
    }
  }
  return <button type="button" className="button" disabled={busy} onClick={() => void copy()}><Icon name="duplicate" /> {t(busy ? 'copying' : 'makeCopy')}</button>
}

/** Django's own view keeps the language; what is unsaved goes first. */
export function Language() {
  const other = language() === 'ko' ? 'en' : 'ko'
  return (
    <form className="top-language" method="post" action={boot().urls['set_language'] ?? '/i18n/setlang/'}
      onSubmit={(event) => {
        const form = event.currentTarget
        event.preventDefault()
        void flush().then(() => {
          form.querySelector<HTMLInputElement>('[name=csrfmiddlewaretoken]')!.value = csrf()
          // A new document has got its address since the page was made.
          form.querySelector<HTMLInputElement>('[name=next]')!.value = location.pathname + location.search
          form.submit()
        })
      }}>
      <input type="hidden" name="csrfmiddlewaretoken" defaultValue={boot().csrf} />
      <input type="hidden" name="next" defaultValue="" />
      <input type="hidden" name="language" value={other} />
      <button type="submit" className="button quiet" lang={other}>{t('languageLink')}</button>
    </form>
  )
}
