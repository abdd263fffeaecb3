/** The head of the page: which document, whether it is saved, and where else to go with it. */
import { boot } from '../shared/boot'
import { History, Language, MakeCopy, Mark, Name, Save } from '../workbench/Header'
import { Icon } from '../workbench/icons'
import { useWorkbench } from '../workbench/store'
import { t } from './messages'
import { showIn } from './store'

export function Head() {
  const readOnly = useWorkbench((s) => s.readOnly)
  const documentId = useWorkbench((s) => s.documentId)
  const empty = useWorkbench((s) => Object.keys(s.history.document.Resources).length === 0)
  const { lab, urls } = boot()
  return (
    <header className="head">
      <a className="top-home" href={urls['home'] ?? '/'} aria-label={t('home')} title={t('home')}><Mark /></a>
      {lab ? <h1 className="top-name lab-name"><a href={lab.urls.lab} title={t('toLab')}>{lab.title}</a></h1> : <Name />}
      <span className="tag head-place">{t('simulator')}</span>
      {!readOnly && <Save />}
      {!readOnly && <History />}
      <span className="head-gap" />
      {readOnly && <MakeCopy />}
      {!lab && documentId && <a className="button quiet head-canvas" href={(urls['workbench'] ?? '/workbench/{id}/').replace('{id}', documentId)} title={t('toWorkbenchTitle')}><Icon name="connect" /> <span>{t('toWorkbench')}</span></a>}
      {!empty && <button type="button" className="button head-share" aria-haspopup="dialog" onClick={() => showIn({ dialog: 'share' })}>{t('share')}</button>}
      <button type="button" className="button icon quiet top-keys" aria-label={t('shortcuts')} aria-keyshortcuts="?" title={`${t('shortcuts')} (?)`}
        onClick={() => showIn({ dialog: 'shortcuts' })}><Icon name="keyboard" /></button>
      <Language />
    </header>
  )
}
