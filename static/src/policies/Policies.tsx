/** Who is in the document and what they have; each policy with what it said to the question. */
import { useMemo } from 'react'
import { Pictogram } from '../shared/pictograms'
import { Icon } from '../workbench/icons'
import { useWorkbench } from '../workbench/store'
import { type Held, type Identity, keyOf, type Place } from './core/inventory'
import { awsKey, marksOf, type PolicyMark } from './core/verdict'
import { t } from './messages'
import { Flag, StandingSign } from './signs'
import { addInline, askAs, BESIDE, besideKey, besideName, openPolicy, removeBeside, removeInline, showIn, usePolicies } from './store'

export function Policies() {
  const { identities, resources, organisation, unattached } = usePolicies((s) => s.inventory)
  const beside = usePolicies((s) => s.beside)
  const answer = usePolicies((s) => s.answer)
  const overview = usePolicies((s) => s.overview)
  const readOnly = useWorkbench((s) => s.readOnly)
  const marks = useMemo(() => marksOf(answer), [answer])
  const findings = useMemo(() => new Map((overview?.policies ?? []).map((one) => [keyOf(one.path), one])), [overview])
  const row: RowOf = (place, { note, take, silent } = {}) => (
    <Row key={place.key} place={place} mark={silent ? undefined : marks.get(place.key)} findings={findings.get(place.key)} note={note} take={take} />
  )
  const section = (title: string, places: readonly Place[]) => places.length > 0 && (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul role="list">{places.map((place) => row(place))}</ul>
    </section>
  )
  const besides = BESIDE.filter((which) => beside[which] !== null)
  return (
    <nav className="policies-list" aria-label={t('policies')}>
      <header>
        <h2>{t('policiesShort')}</h2>
        <button type="button" className="button small" onClick={() => showIn({ dialog: 'add' })}><Icon name="plus" /> {t('add')}</button>
      </header>
      <div className="policies-scroll" data-scrolls>
        {!identities.length && <p className="quiet">{t('noIdentities')}</p>}
        <ul role="list">
          {identities.map((one) => <IdentityRow key={one.id} identity={one} readOnly={readOnly} row={row} marks={marks} />)}
        </ul>
        {section(t('ofResources'), resources)}
        {section(t('ofOrganisation'), organisation)}
        {section(t('unattached'), unattached)}
        {besides.length > 0 && (
          <section aria-label={t('beside')}>
            <h3>{t('beside')}</h3>
            <ul role="list">
              {besides.map((which) => {
                const layer = answer?.layers.find((one) => one.layer === which)
                const mark = layer && (layer.verdict === 'allows' || layer.verdict === 'denies' || layer.verdict === 'silent') ? { mark: layer.verdict, decides: Boolean(layer.decides) } : undefined
                const place: Place = { key: besideKey(which), path: [], kind: which, name: besideName(which), resource: '' }
                return <Row key={which} place={place} mark={mark} take={() => removeBeside(which)} />
              })}
            </ul>
          </section>
        )}
      </div>
    </nav>
  )
}

/** silent: what it said is not shown here; it said so about somebody else. */
type RowOf = (place: Place, options?: { note?: string | undefined; take?: (() => void) | undefined; silent?: boolean }) => React.ReactNode

interface IdentityProps {
  identity: Identity
  readOnly: boolean
  marks: ReadonlyMap<string, PolicyMark>
  row: RowOf
}

function IdentityRow({ identity, readOnly, row, marks }: IdentityProps) {
  const { id, type, held } = identity
  const asks = usePolicies((s) => s.question.identity === id || (s.question.identity === null && s.overview?.identities.find((one) => one.id === id)?.arn === s.question.principal))
  const locked = useWorkbench((s) => s.locked.has(id))
  const group = type === 'AWS::IAM::Group'
  const kind = t(group ? 'group' : type === 'AWS::IAM::Role' ? 'role' : 'user')
  const head = (
    <>
      <Pictogram type={type} layer="identity" size={16} />
      <span className="identity-name">{id}</span>
      <small>{kind}</small>
      {asks && <span className="tag asks">{t('asks')}</span>}
    </>
  )
  return (
    <li className="identity" data-asks={asks || undefined} data-layer="identity">
      <div className="identity-head">
        {group ? <p>{head}</p> : <button type="button" aria-pressed={asks} title={t('askAs', { name: id })} onClick={() => askAs(id)}>{head}</button>}
        {locked ? <span className="node-lock" title={t('lockedPolicy')}><Icon name="lock" /></span> : !readOnly && (
          <button type="button" className="button icon quiet" aria-label={t('addPolicyTo', { name: id })} title={t('addPolicyTo', { name: id })} onClick={() => addInline(id)}><Icon name="plus" /></button>
        )}
      </div>
      <ul role="list">
        {held.map((one, i) => one.place
          ? row(one.place, {
            note: noteOf(one), silent: Boolean(one.by) && !asks,
            take: !readOnly && !locked && !one.by && one.place.resource === id && one.as === 'policy' ? () => removeInline(one.place!) : undefined,
          })
          : <Fixed key={`${one.name}${i}`} held={one} mark={asks ? marks.get(awsKey(one.name)) : undefined} />)}
        {!held.length && <li className="policy-fixed"><span className="no-mark" aria-hidden="true" /><small>{t('noPolicies')}</small></li>}
      </ul>
    </li>
  )
}

/** A policy that AWS manages: it can be looked at in the reasons, and not changed. */
function Fixed({ held, mark }: { held: Held; mark: PolicyMark | undefined }) {
  return (
    <li className="policy-fixed" data-decides={mark?.decides || undefined} data-mark={mark?.mark}>
      {mark ? <StandingSign standing={mark.mark} /> : <span className="no-mark" aria-hidden="true" />}
      <span className="policy-name">{held.name} <small>{[t('byAws'), noteOf(held)].filter(Boolean).join(' · ')}</small></span>
      <MarkText mark={mark} />
    </li>
  )
}

/** The mark in words, and the flag of what decided. */
function MarkText({ mark }: { mark: PolicyMark | undefined }) {
  if (!mark) return null
  return (
    <>
      <span className="visually-hidden"> {t(`standing_${mark.mark}`)}</span>
      {mark.decides && <span className="flag" title={t('decides')}><Flag /><span className="visually-hidden"> {t('decides')}</span></span>}
    </>
  )
}

const noteOf = (held: Held): string | undefined => (held.by ? t('through', { group: held.by }) : held.as === 'policy' ? undefined : t(held.as))

interface RowProps {
  place: Place
  mark: PolicyMark | undefined
  findings?: { errors: number; warnings: number } | undefined
  note?: string | undefined
  take?: (() => void) | undefined
}

function Row({ place, mark, findings, note, take }: RowProps) {
  const open = usePolicies((s) => s.open === place.key)
  const name = note === t('trust') ? note : place.name
  return (
    <li className="policy-row" data-open={open || undefined} data-decides={mark?.decides || undefined} data-mark={mark?.mark}>
      <button type="button" aria-current={open || undefined} onClick={() => openPolicy(place.key)}>
        {mark ? <StandingSign standing={mark.mark} /> : <span className="no-mark" aria-hidden="true" />}
        <span className="policy-name">{name}{note && note !== name && <small> {note}</small>}</span>
        <MarkText mark={mark} />
        {findings && findings.errors + findings.warnings > 0 && (
          <span className="policy-findings" data-severity={findings.errors ? 'error' : 'warning'} title={t('findings', { count: findings.errors + findings.warnings })}>
            <Icon name="warning" /><span className="visually-hidden">{t('findings', { count: findings.errors + findings.warnings })}</span>
          </span>
        )}
      </button>
      {take && <button type="button" className="button icon quiet" aria-label={t('take', { name: place.name })} title={t('take', { name: place.name })} onClick={take}><Icon name="close" /></button>}
    </li>
  )
}
