/** Nothing is here yet: what this place is, and one way to begin. */
import { useEffect, useState } from 'react'
import { api } from '../shared/api'
import { boot } from '../shared/boot'
import type { DocumentSummary } from '../shared/types'
import { apply, currentDocument, useWorkbench } from '../workbench/store'
import { example, exampleQuestion } from './core/example'
import { addResource } from './dialogs'
import { t } from './messages'
import { ask, showIn } from './store'

function begin(): void {
  if (!apply({ ...example(t('exampleName')), Name: currentDocument().Name && Object.keys(currentDocument().Resources).length ? currentDocument().Name! : t('exampleName') }, { label: t('stepExample') })) return
  const { identity, ...rest } = exampleQuestion
  ask({ identity, principal: '', account: '', ...rest })
  showIn({ contextOpen: true })
}

export function Start() {
  const [mine, setMine] = useState<DocumentSummary[]>([])
  const user = useWorkbench((s) => s.kinds.get('AWS::IAM::User'))
  useEffect(() => {
    api.documents().then(setMine, () => undefined)
  }, [])
  return (
    <section className="start" aria-labelledby="start-title">
      <h2 id="start-title">{t('startTitle')}</h2>
      <p>{t('startText')}</p>
      <div className="start-ways">
        <button type="button" className="button primary" onClick={begin}>{t('startExample')}</button>
        {user && <button type="button" className="button" onClick={() => void addResource(user.type, user.label)}>{t('startEmpty')}</button>}
      </div>
      <p className="quiet">{t('startExampleHelp')}</p>
      {mine.length > 0 && (
        <>
          <h3>{t('startMine')}</h3>
          <ul role="list" className="start-mine">
            {mine.slice(0, 8).map((one) => <li key={one.id}><a href={(boot().urls['policies'] ?? '/policies/{id}/').replace('{id}', one.id)}>{one.name || t('untitled')}</a></li>)}
          </ul>
        </>
      )}
    </section>
  )
}
