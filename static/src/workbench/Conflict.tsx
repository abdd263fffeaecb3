/** Somebody else saved in between: nothing is lost, and the person decides. */
import { t } from './messages'
import { resolveConflict, useWorkbench } from './store'

export function Conflict() {
  const save = useWorkbench((s) => s.save)
  if (save.kind !== 'conflict') return null
  return (
    <div className="conflict" role="alert">
      <span><strong>{t('conflictTitle')}</strong> {t('conflictText')}</span>
      <button type="button" className="button" onClick={() => void resolveConflict('theirs')}>{t('takeTheirs')}</button>
      <button type="button" className="button" onClick={() => void resolveConflict('mine')}>{t('keepMine')}</button>
    </div>
  )
}
