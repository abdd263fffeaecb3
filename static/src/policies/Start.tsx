/** Where the page begins: an example to try, somebody's question, or nothing yet. */
import { useEffect, useState } from 'react'
import { api } from '../shared/api'
import { addressOf } from '../shared/boot'
import type { DocumentSummary } from '../shared/types'
import { useWorkbench } from '../workbench/store'
import { addResource } from './adding'
import { startEmpty, startExample } from './beginning'
import { t } from './messages'
import { usePolicies } from './store'

function useMine(): DocumentSummary[] {
  const [mine, setMine] = useState<DocumentSummary[]>([])
  useEffect(() => {
    api.documents().then(setMine, () => undefined)
  }, [])
  return mine
}

/** Says what this is that one did not make, until it is changed and thereby one's own. */
export function From() {
  const from = usePolicies((s) => s.from)
  const stored = useWorkbench((s) => s.documentId !== null)
  if (from === null || stored) return null
  return (
    <aside className="from-note" aria-label={t('about')}>
      <p>{t(from === 'share' ? 'sharedNote' : 'exampleNote')}</p>
      {from === 'example' && <Others />}
    </aside>
  )
}

function Others() {
  const mine = useMine()
  return (
    <>
      {mine.length > 0 && (
        <select className="input" aria-label={t('startMine')} value="" onChange={(event) => location.assign(addressOf(event.target.value))}>
          <option value="" disabled>{t('startMine')}</option>
          {mine.map((one) => <option key={one.id} value={one.id}>{one.name || t('untitled')}</option>)}
        </select>
      )}
      <button type="button" className="button small" onClick={startEmpty}>{t('startBlank')}</button>
    </>
  )
}

export function Start() {
  const mine = useMine()
  const user = useWorkbench((s) => s.kinds.get('AWS::IAM::User'))
  return (
    <section className="start" aria-labelledby="start-title">
      <h2 id="start-title">{t('startTitle')}</h2>
      <p>{t('startText')}</p>
      <div className="start-ways">
        {user && <button type="button" className="button primary" onClick={() => void addResource(user.type, user.label)}>{t('startEmpty')}</button>}
        <button type="button" className="button" onClick={() => startExample()}>{t('startExample')}</button>
      </div>
      <p className="quiet">{t('startExampleHelp')}</p>
      {mine.length > 0 && (
        <>
          <h3>{t('startMine')}</h3>
          <ul role="list" className="start-mine">
            {mine.slice(0, 8).map((one) => <li key={one.id}><a href={addressOf(one.id)}>{one.name || t('untitled')}</a></li>)}
          </ul>
        </>
      )}
    </section>
  )
}
