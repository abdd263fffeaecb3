/** Keys of the request's context with their values, and whose the resource is. */
import { useMemo, useRef } from 'react'
import { Icon } from '../workbench/icons'
import { useWorkbench } from '../workbench/store'
import { Combobox } from './Combobox'
import { keysLookedAt, type Row, typeOf, VALUE_TYPES, type ValueType } from './core/context'
import type { Suggestion } from './core/suggest'
import type { ConditionKey, Vocabulary } from './editor/vocabulary'
import { t } from './messages'
import { ask, usePolicies } from './store'

const EXAMPLES: Record<ValueType, string> = { text: '', number: '0', boolean: 'true', date: '2026-01-31T09:00:00Z', address: '203.0.113.7', arn: 'arn:aws:', list: '' }

export function ContextRows({ vocabulary, understood }: { vocabulary: Vocabulary; understood: string | null }) {
  const { rows, account, action } = usePolicies((s) => s.question)
  const document = useWorkbench((s) => s.history.document)
  const box = useRef<HTMLDivElement>(null)
  const known = useMemo((): ConditionKey[] => {
    const service = action.split(':')[0]!.toLowerCase()
    return [...(vocabulary.serviceKeys[service] ?? []), ...vocabulary.globalKeys]
  }, [vocabulary, action])
  const typeFor = (key: string): ValueType => {
    const name = key.trim().toLowerCase()
    const found = known.find((one) => (one.name.endsWith('/') ? name.startsWith(one.name.toLowerCase()) : one.name.toLowerCase() === name))
    return typeOf(found?.type, found?.many)
  }
  const looked = useMemo(() => keysLookedAt(document), [document])
  const suggestions = useMemo((): Suggestion[] => {
    const named = new Set([...looked.keys()].map((key) => key.toLowerCase()))
    return [...[...looked.keys()].map((value) => ({ value })), ...known.filter((one) => !named.has(one.name.toLowerCase())).map((one) => ({ value: one.name, note: t(`type_${typeOf(one.type, one.many)}`) }))]
  }, [looked, known])
  const missing = [...looked].filter(([key]) => !rows.some((row) => row.key.trim().toLowerCase() === key.toLowerCase()))

  const change = (at: number, part: Partial<Row>) => ask({ rows: rows.map((row, i) => (i === at ? { ...row, ...part } : row)) })
  const add = (row: Row) => {
    ask({ rows: [...rows, row] })
    // The new row's first empty field is where one goes on.
    setTimeout(() => {
      const fields = [...(box.current?.querySelectorAll('.context-row') ?? [])].at(-1)?.querySelectorAll<HTMLElement>('input, select')
      ;(row.key ? fields?.[2] : fields?.[0])?.focus()
    }, 0)
  }
  return (
    <div className="context" ref={box}>
      {!rows.length && <p className="quiet">{t('contextHelp')} {t('contextNone')}</p>}
      {rows.map((row, i) => {
        const name = row.key.trim() || t('thisKey')
        return (
          <div className="context-row" key={i}>
            <Combobox label={t('contextKey')} hideLabel value={row.key} suggestions={suggestions} placeholder="aws:SourceIp"
              onChange={(key) => change(i, { key, ...(key.trim() && typeFor(key) !== 'text' && row.type !== 'list' ? { type: typeFor(key), value: typeFor(key) === 'boolean' && !/^(true|false)$/.test(row.value) ? 'true' : row.value } : {}) })} />
            <select className="input" aria-label={`${t('contextType')}: ${name}`} value={row.type}
              onChange={(event) => {
                const type = event.target.value as ValueType
                change(i, { type, value: type === 'boolean' && !/^(true|false)$/.test(row.value) ? 'true' : row.value })
              }}>
              {VALUE_TYPES.map((type) => <option key={type} value={type}>{t(`type_${type}`)}</option>)}
            </select>
            {row.type === 'boolean' ? (
              <select className="input code" aria-label={`${t('contextValue')}: ${name}`} value={row.value} onChange={(event) => change(i, { value: event.target.value })}>
                <option value="true">true</option>
                <option value="false">false</option>
              </select>
            ) : (
              <input className="input code" aria-label={`${t(row.type === 'list' ? 'contextList' : 'contextValue')}: ${name}`} value={row.value} spellCheck={false}
                placeholder={row.type === 'list' ? t('contextList') : EXAMPLES[row.type]} onChange={(event) => change(i, { value: event.target.value })} />
            )}
            <button type="button" className="button icon quiet" aria-label={t('removeKey', { key: name })} title={t('removeKey', { key: name })}
              onClick={() => ask({ rows: rows.filter((_, at) => at !== i) })}><Icon name="close" /></button>
          </div>
        )
      })}
      <div className="context-foot">
        <button type="button" className="button small" onClick={() => add({ key: '', type: 'text', value: '' })}><Icon name="plus" /> {t('addKey')}</button>
        <label className="context-account">
          <span>{t('account')}</span>
          <input className="input number" inputMode="numeric" maxLength={12} value={account} placeholder={understood ?? '111122223333'} title={t('accountHelp')} spellCheck={false}
            onChange={(event) => ask({ account: event.target.value.replace(/\D/g, '') })} />
        </label>
      </div>
      {missing.length > 0 && (
        <p className="context-looked">
          <span>{t('lookedAt')}</span>
          {missing.slice(0, 6).map(([key, value]) => {
            const type = /^(true|false)$/.test(value) ? 'boolean' : typeFor(key)
            return <button key={key} type="button" className="button small chip code" lang="en" onClick={() => add({ key, type, value: type === 'boolean' && !value ? 'true' : value.includes('${') || /[*?]/.test(value) ? '' : value })}>+ {key}</button>
          })}
        </p>
      )}
    </div>
  )
}
