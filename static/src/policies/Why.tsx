/** Layer by layer: each policy, each statement, and the elements that fit or did not. */
import { useEffect, useRef } from 'react'
import { say } from '../shared/messages'
import { Icon } from '../workbench/icons'
import type { Answer, LayerAnswer, PolicyAnswer, StatementAnswer } from './client'
import { keyOf } from './core/inventory'
import { decidingOf, failing, layerKey } from './core/verdict'
import { t } from './messages'
import { FitSign, StandingSign } from './signs'
import { openPolicy, usePolicies } from './store'
import { fullLayer, layerId, statementName } from './Verdict'

export function Why() {
  const answer = usePolicies((s) => s.answer)
  const stale = usePolicies((s) => s.stale !== null || s.trouble !== null)
  const box = useRef<HTMLDivElement>(null)
  const decided = answer ? [...decidingOf(answer).map((one) => `${layerKey(one.layer)}/${one.policy.name}/${one.statement.index}`), ...answer.layers.filter((one) => one.decides).map(layerKey)].join() : ''
  // What decides comes into sight when it has become another one, without taking the focus along.
  useEffect(() => {
    const pane = box.current?.closest<HTMLElement>('[data-scrolls]')
    const part = box.current?.querySelector<HTMLElement>('.statement[data-verdict=decides]') ?? box.current?.querySelector<HTMLElement>('.layer[data-decides]')
    if (!pane || !part || pane.scrollHeight <= pane.clientHeight) return
    const edge = pane.getBoundingClientRect().top
    const [top, layer] = [part, part.closest('.layer')!].map((one) => one.getBoundingClientRect().top - edge) as [number, number]
    // With the head of its layer, if both fit.
    if (top < 0 || top + Math.min(part.offsetHeight, 120) > pane.clientHeight) pane.scrollTop += (top - layer + part.offsetHeight < pane.clientHeight ? layer : top) - 8
  }, [decided])
  if (!answer) return <p className="quiet pane-note">{t('whyEmpty')}</p>
  const there = answer.layers.filter((layer) => layer.policies.length > 0 || layer.decides || layer.verdict !== 'absent')
  const none = answer.layers.filter((layer) => !there.includes(layer))
  return (
    <div className="why-layers" data-stale={stale || undefined} ref={box}>
      <Remarks answer={answer} />
      {there.map((layer) => <Layer key={layerKey(layer)} layer={layer} />)}
      {none.length > 0 && <p className="quiet">{t('noneOf', { layers: none.map(fullLayer).join(', ') })}</p>}
    </div>
  )
}

/** What is odd about the question itself; what is odd about policies stands with them. */
function Remarks({ answer }: { answer: Answer }) {
  const about = answer.warnings.filter((one) => one.path[0] === 'request')
  if (!about.length) return null
  return (
    <ul className="field-problems" role="list">
      {about.map((one, i) => <li key={i} data-severity={one.severity}><Icon name="warning" /><span>{one.message}{one.hint && <small> {one.hint}</small>}</span></li>)}
    </ul>
  )
}

function Layer({ layer }: { layer: LayerAnswer }) {
  return (
    <section className="layer" id={layerId(layer)} tabIndex={-1} data-decides={layer.decides || undefined} aria-labelledby={`${layerId(layer)}-title`}>
      <header>
        <StandingSign standing={layer.verdict} />
        <h3 id={`${layerId(layer)}-title`}>{fullLayer(layer)}{layer.name && <span className="layer-name"> · {layer.name}</span>}</h3>
        {layer.decides && <strong className="decides">{t('decides')}</strong>}
      </header>
      <p className="layer-text">{say(layer.text)}</p>
      {layer.policies.map((policy, i) => <Policy key={i} policy={policy} />)}
    </section>
  )
}

function Policy({ policy }: { policy: PolicyAnswer }) {
  return (
    <div className="policy">
      <h4>{policy.path ? <button type="button" className="link" title={t('showIn')} onClick={() => openPolicy(keyOf(policy.path!))}>{policy.name}</button>
        : <>{policy.name} <span className="tag">{t('byAws')}</span></>}</h4>
      <ul className="statements" role="list">
        {policy.statements.map((statement) => <Statement key={statement.index} statement={statement} policy={policy} />)}
      </ul>
      {policy.left_off > 0 && <p className="quiet">{t('leftOff', { count: policy.left_off })}</p>}
    </div>
  )
}

function Statement({ statement, policy }: { statement: StatementAnswer; policy: PolicyAnswer }) {
  const key = policy.path && keyOf(policy.path)
  const chosen = usePolicies((s) => key !== null && s.selected?.key === key && s.selected.statement === statement.index)
  const missed = failing(statement)
  const verdict = statement.verdict === 'decides' ? t('decides') : t(statement.verdict === 'applies' ? 'applies' : 'notApplies')
  const name = (
    <>
      <b className="effect" data-effect={statement.effect}>{statement.effect}</b>
      <span className="statement-name">{statementName(statement)}</span>
      <span className="statement-verdict">{verdict}</span>
    </>
  )
  return (
    <li className="statement" data-verdict={statement.verdict} data-effect={statement.effect} data-chosen={chosen || undefined}>
      {key ? <button type="button" className="statement-head" title={t('showIn')} onClick={() => openPolicy(key, statement.index)}>{name}</button> : <p className="statement-head">{name}</p>}
      {statement.verdict === 'not' && missed.length === 0 && <p className="statement-text">{say(statement.text)}</p>}
      {/* What fits needs no sentence unless it was asked for, or decided. */}
      <ul className="elements" role="list" data-brief={(statement.verdict !== 'decides' && !chosen) || undefined}>
        {statement.elements.map((one, i) => (
          <li key={i} data-fits={one.fits}>
            <FitSign fits={one.fits} />
            <b lang="en">{one.element}</b>
            <span className="visually-hidden">{t(one.fits ? 'fits' : 'fitsNot')}: </span>
            <span className="element-why">{say(one.why)}</span>
          </li>
        ))}
      </ul>
    </li>
  )
}
