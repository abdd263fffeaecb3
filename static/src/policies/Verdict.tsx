/** The verdict in one look: the word, the reason, what decided, and how each layer stood. */
import { say } from '../shared/messages'
import { Icon } from '../workbench/icons'
import type { Answer, LayerAnswer } from './client'
import { keyOf } from './core/inventory'
import { blockingLayer, type Deciding, decidingOf, layerKey, outcomeOf } from './core/verdict'
import { type Key, t } from './messages'
import { OutcomeSign, StandingSign } from './signs'
import { openPolicy, openTab, usePolicies } from './store'

export const statementName = (statement: { sid: string | null; index: number }) => statement.sid || t('statement', { number: statement.index + 1 })
export const shortLayer = (layer: LayerAnswer) => t(`layer_${layer.layer}` as Key)
export const fullLayer = (layer: LayerAnswer) => t(`full_${layer.layer}` as Key)

export function Verdict() {
  const answer = usePolicies((s) => s.answer)
  const stale = usePolicies((s) => s.stale)
  const trouble = usePolicies((s) => s.trouble)
  const before = usePolicies((s) => s.before)
  const asking = usePolicies((s) => s.asking)
  const outcome = answer ? outcomeOf(answer.decision.outcome) : null
  const old = stale !== null || trouble !== null
  return (
    <section className="verdict" aria-label={t('verdict')} data-outcome={outcome ?? undefined} data-stale={(old && answer !== null) || undefined} aria-busy={asking}>
      {answer && outcome ? (
        <>
          <div className="verdict-head">
            <OutcomeSign outcome={outcome} size={40} />
            <p className="verdict-word">
              <strong>{t(outcome)}</strong>
              <small>{t(`${outcome}Kind`)}</small>
            </p>
            <div className="verdict-why">
              <p>{say(answer.decision.text)}</p>
              <By answer={answer} />
            </div>
            {old ? <Note /> : before && before !== outcome && <span className="tag verdict-before"><OutcomeSign outcome={before} size={12} /> {t('before', { outcome: t(`${before}Word`) })}</span>}
          </div>
          <Strip answer={answer} />
        </>
      ) : <div className="verdict-empty">{old ? <Note /> : <p>{t('asking')}</p>}</div>}
    </section>
  )
}

/** Why what is shown is not the answer to what stands there. Where the answer has its room: nothing moves. */
function Note() {
  const stale = usePolicies((s) => s.stale)
  const trouble = usePolicies((s) => s.trouble)
  const open = usePolicies((s) => s.open)
  const first = usePolicies((s) => s.answer === null)
  if (stale?.kind === 'unreadable') {
    return (
      <p className="verdict-note"><Icon name="warning" /> <span>{t(first ? 'unreadableFirst' : 'unreadable', { policy: stale.name })}{' '}
        {open !== stale.key && <button type="button" className="link" onClick={() => openPolicy(stale.key)}>{t('goThere')}</button>}</span></p>
    )
  }
  if (stale) return <p className="verdict-note" data-quiet><span>{t(stale.empty ? 'incomplete' : stale.field === 'action' ? 'unfinishedAction' : 'unfinishedPrincipal')}</span></p>
  return trouble && <p className="verdict-note" role="alert"><Icon name="warning" /> <span>{trouble.text}</span></p>
}

/** What decided, as a way to where it is written. */
function By({ answer }: { answer: Answer }) {
  const deciding = decidingOf(answer)
  const blocking = blockingLayer(answer)
  if (!deciding.length && !blocking) return null
  return (
    <p className="verdict-by">
      <span>{t(deciding.length ? 'decidedBy' : 'blockedBy')}</span>
      {deciding.map((one, i) => <Statement key={i} {...one} />)}
      {!deciding.length && blocking && <button type="button" className="link" onClick={() => goToLayer(blocking)}>{fullLayer(blocking)}{blocking.name ? ` · ${blocking.name}` : ''}</button>}
    </p>
  )
}

function Statement({ layer, policy, statement }: Deciding) {
  const text = t('ofPolicy', { statement: statementName(statement), policy: policy.name })
  const path = policy.path
  return path ? (
    <button type="button" className="link" title={t('showIn')} onClick={() => openPolicy(keyOf(path), statement.index)}>{text}</button>
  ) : <button type="button" className="link" onClick={() => goToLayer(layer)}>{text}</button>
}

export const layerId = (layer: LayerAnswer) => `layer-${layerKey(layer)}`

function goToLayer(layer: LayerAnswer): void {
  openTab('why')
  setTimeout(() => {
    const part = document.getElementById(layerId(layer))
    part?.scrollIntoView({ block: 'nearest' })
    part?.focus({ preventScroll: true })
  }, 0)
}

/** The layers in the order in which they are looked at. */
function Strip({ answer }: { answer: Answer }) {
  return (
    <ol className="strip" role="list" aria-label={t('layers')}>
      {answer.layers.map((layer) => (
        <li key={layerKey(layer)} data-standing={layer.verdict} data-decides={layer.decides || undefined}>
          <button type="button" onClick={() => goToLayer(layer)} title={`${fullLayer(layer)}${layer.name ? ` · ${layer.name}` : ''}: ${say(layer.text)}`}>
            <StandingSign standing={layer.verdict} />
            <span>{shortLayer(layer)}{layer.name && <i> {layer.name}</i>}</span>
            <span className="visually-hidden">: {t(`standing_${layer.verdict}`)}{layer.decides ? `, ${t('decides')}` : ''}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}
