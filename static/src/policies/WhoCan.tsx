/** Everybody of the document with the same question: who may, and what stops the others. */
import { say } from '../shared/messages'
import { outcomeOf } from './core/verdict'
import { t } from './messages'
import { OutcomeSign } from './signs'
import { ask, principalOf, usePolicies } from './store'

export function WhoCan() {
  const who = usePolicies((s) => s.who)
  const trouble = usePolicies((s) => s.whoTrouble)
  const stale = usePolicies((s) => s.stale !== null)
  const question = usePolicies((s) => s.question)
  const overview = usePolicies((s) => s.overview)
  const beside = usePolicies((s) => Object.values(s.beside).some((one) => one !== null))
  if (!who) return <p className="quiet pane-note">{trouble ?? t(stale ? 'incomplete' : 'asking')}</p>
  if (!who.rows.length) return <p className="quiet pane-note">{t('whoNone')}</p>
  const asking = principalOf(question, overview)
  const allowed = who.rows.filter((row) => outcomeOf(row.outcome) === 'allowed').length
  const accounts = new Set(who.rows.map((row) => row.account)).size
  return (
    <div className="who" data-stale={stale || trouble !== null || undefined}>
      <p className="who-title">
        <strong className="number">{t('whoCount', { allowed, all: who.rows.length })}</strong>
        <span>{t('whoTitle', { action: who.action, resource: who.resource })}</span>
      </p>
      {who.cut && <p className="quiet">{t('whoCut')}</p>}
      {beside && <p className="quiet">{t('whoBeside')}</p>}
      <table className="who-table">
        <caption className="visually-hidden">{t('whoTitle', { action: who.action, resource: who.resource })}</caption>
        <thead><tr><th scope="col">{t('whoWho')}</th><th scope="col">{t('whoVerdict')}</th><th scope="col">{t('whoWhy')}</th></tr></thead>
        <tbody>
          {who.rows.map((row) => {
            const outcome = outcomeOf(row.outcome)
            const name = row.id ?? t('rootUser')
            return (
              <tr key={row.arn} data-outcome={outcome} aria-current={row.arn === asking || undefined}>
                <th scope="row">
                  <button type="button" className="link" aria-label={t('askAs', { name })} title={row.arn} onClick={() => ask({ identity: row.id, principal: row.arn })}>{name}</button>
                  {(accounts > 1 || !row.id) && <small className="number">{row.account}</small>}
                </th>
                <td className="who-verdict"><OutcomeSign outcome={outcome} size={14} /> {t(`${outcome}Word`)}</td>
                <td>{say(row.text)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
