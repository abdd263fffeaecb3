/** In which account a resource stands: the document's own, one of its organisation, or another by number or name. */
import { useId, useMemo, useState } from 'react'
import { t } from '../details'
import { setAccount, useWorkbench } from '../store'
import { TextInput } from './inputs'

const MEMBER = 'AWS::Organizations::Account'

export function AccountField({ id }: { id: string }) {
  const document = useWorkbench((s) => s.history.document)
  const own = useWorkbench((s) => s.catalogue.own_account)
  const disabled = useWorkbench((s) => s.readOnly || s.locked.has(id))
  const invalid = useWorkbench((s) => s.problems.some((p) => p.path[0] === id && p.path[1] === 'Account' && p.severity === 'error'))
  const [typing, setTyping] = useState(false)
  const key = useId()
  const account = document.Resources[id]?.Account
  const { members, outside } = useMemo(() => {
    const all = Object.entries(document.Resources)
    const members = all.filter(([, one]) => one.Type === MEMBER).map(([member]) => member)
    const named = all.map(([other, one]) => (other === id ? undefined : one.Account)).filter((one): one is string => typeof one === 'string' && one !== '' && !members.includes(one))
    return { members, outside: [...new Set(named)] }
  }, [document, id])
  const listed = account === undefined || members.includes(account) || outside.includes(account)
  const typed = typing || !listed
  return (
    <div className="field">
      <div className="field-row">
        <label className="field-label" htmlFor={key}>{t('account')}</label>
        <span className="field-input">
          <span className="reference-or-text">
            <select id={key} className="input" disabled={disabled} aria-describedby={`${key}-help`} value={typed ? '…' : (account ?? '')}
              onChange={(event) => {
                const next = event.target.value
                setTyping(next === '…')
                if (next !== '…') setAccount(id, next || undefined)
              }}>
              <option value="">{[own, t('accountOwn')].filter(Boolean).join(' · ')}</option>
              {members.map((one) => <option key={one} value={one}>{one} · {t('accountMember')}</option>)}
              {outside.map((one) => <option key={one} value={one}>{one} · {t('accountOutside')}</option>)}
              <option value="…">{t('accountOther')}</option>
            </select>
            {typed && (
              <>
                <label className="visually-hidden" htmlFor={`${key}-text`}>{t('accountType')}</label>
                <TextInput id={`${key}-text`} disabled={disabled} invalid={invalid} describedBy={`${key}-help`} value={account ?? ''} placeholder="444455556666"
                  onCommit={(text) => setAccount(id, text.trim() || undefined)} />
              </>
            )}
          </span>
        </span>
      </div>
      <p className="field-help" id={`${key}-help`}>{t('accountHelp')}</p>
    </div>
  )
}
