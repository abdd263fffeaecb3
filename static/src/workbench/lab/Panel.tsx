/** The lab's panel, wherever it stands. */
import { lazy, type ReactNode, Suspense } from 'react'
import { clock } from '../../shared/format'
import { Icon } from '../icons'
import { askedOf, askedText, figure, measuredText, missedText, type Objective, requiredText, type State, stateOf, type Verdict, windowOf } from './core'
import { host } from './host'
import { type Key, t } from './messages'
import { goToStep, inPolicies, openHint, showResult, submit, useLab } from './store'
import './lab.css'

const Result = lazy(() => import('./Result').then((module) => ({ default: module.Result })))
const StartOver = lazy(() => import('./Result').then((module) => ({ default: module.StartOver })))

export const stateKeys: Record<State, Key> = {
  waiting: 'stateWaiting', ahead: 'stateAhead', behind: 'stateBehind', met: 'stateMet', missed: 'stateMissed',
}

/** The shape says it without the colour. */
export function Sign({ state }: { state: State }) {
  const shape = { waiting: '○', ahead: '◐', behind: '▲', met: '●', missed: '✕' }[state]
  return <i className="lab-sign" data-state={state} aria-hidden="true">{shape}</i>
}

export function Stars({ stars, possible }: { stars: number; possible: number }) {
  return (
    <span className="lab-stars" role="img" aria-label={t('starsOf', { stars, possible })}>
      {Array.from({ length: possible }, (_, i) => <i key={i} className={i < stars ? 'reached' : undefined} aria-hidden="true">{i < stars ? '★' : '☆'}</i>)}
    </span>
  )
}

export function LabDialogs() {
  const dialog = useLab((s) => s.dialog)
  if (dialog === 'result') return <Suspense><Result /></Suspense>
  return dialog === 'restart' ? <Suspense><StartOver /></Suspense> : null
}

/** Steps, objectives as they stand, hints, and handing in. */
export function Panel() {
  const lab = useLab((s) => s.lab)
  return (
    <>
      <div className="lab-scroll" tabIndex={0} role="region" aria-label={lab.title}>
        <details className="lab-briefing">
          <summary><Icon name="chevron" /> {t('briefing')}</summary>
          <div className="lab-text" dangerouslySetInnerHTML={{ __html: lab.briefing }} />
        </details>
        <Step />
        <Objectives />
        <Hints />
      </div>
      <HandIn />
    </>
  )
}

function Step() {
  const steps = useLab((s) => s.lab.steps)
  const at = useLab((s) => s.step)
  const step = steps[at]!
  const first = at === 0
  const last = at === steps.length - 1
  return (
    <section className="lab-part lab-step" aria-labelledby="lab-step-title">
      <p className="lab-place">
        <span>{t('stepOf', { number: at + 1, count: steps.length })}</span>
        <span className="lab-dots" aria-hidden="true">{steps.map((_, i) => <i key={i} data-at={i === at || undefined} data-done={i < at || undefined} />)}</span>
      </p>
      <h2 id="lab-step-title">{step.title}</h2>
      <div className="lab-text" dangerouslySetInnerHTML={{ __html: step.text }} />
      <div className="lab-moves">
        {/* Not disabled at the ends: the focus would be lost. */}
        <button type="button" className="button small" aria-disabled={first} onClick={() => goToStep(at - 1)}>← {t('back')}</button>
        <button type="button" className="button small" aria-disabled={last} onClick={() => goToStep(at + 1)}>{t('next')} →</button>
      </div>
    </section>
  )
}

function Objectives() {
  const objectives = useLab((s) => s.lab.objectives)
  const duration = useLab((s) => s.lab.duration)
  const standing = useLab((s) => s.standing)
  const away = useLab((s) => s.away)
  return (
    <section className="lab-part" aria-labelledby="lab-objectives-title">
      <div className="lab-part-head">
        <h2 id="lab-objectives-title">{t('objectives')}</h2>
        {!inPolicies() && <small className="number">{t('runStands', { second: clock(standing?.second ?? 0), duration: clock(duration) })}</small>}
      </div>
      {away && <p className="quiet" role="status">{t('standingAway')}</p>}
      <ul className="lab-objectives" role="list">
        {objectives.map((one) => <ObjectiveRow key={one.id} objective={one} />)}
      </ul>
    </section>
  )
}

function ObjectiveRow({ objective }: { objective: Objective }) {
  const duration = useLab((s) => s.lab.duration)
  const second = useLab((s) => s.standing?.second ?? 0)
  const result = useLab((s) => s.standing?.objectives.find((one) => one.id === objective.id))
  const state = stateOf(objective, result, second, duration)
  const measured = state === 'waiting' || !result ? '—' : measuredText(result)
  const when = windowOf(objective, duration)
  return (
    <li data-objective={objective.id} data-state={state}>
      <Sign state={state} />
      <div>
        <p className="lab-objective-title">{objective.title}{!objective.must && <span className="lab-extra" title={t('star')}> ☆<span className="visually-hidden"> ({t('star')})</span></span>}</p>
        <p className="lab-figures">
          <span className="visually-hidden">{t(stateKeys[state])}. {t('measured')} </span>
          <strong className="number">{measured}</strong>
          <span className="visually-hidden">, {t('required')} </span>
          {result && <span className="number lab-required">{requiredText(result)}</span>}
          {when && <span className="number lab-when">{when}</span>}
        </p>
        {state === 'missed' && result && <p className="lab-missed">{missedText(objective, result)}</p>}
        {result && <Requests verdict={result} />}
      </div>
    </li>
  )
}

/** What was asked of the policies, each with what came of it; a press puts the question into the page's form. */
function Requests({ verdict }: { verdict: Verdict }) {
  const found = askedOf(verdict)
  const { ask } = host()
  if (!found.length) return null
  return (
    <ul className="lab-asked" role="list">
      {found.map((one, i) => {
        const told = (
          <>
            <Sign state={one.met ? 'met' : 'behind'} />
            <span>
              <code>{askedText(one.asked!)}</code>{' '}
              <small>{figure(one.measured, one.unit)}{!one.met && ` ${t('shouldBe', { value: figure(one.value, one.unit) })}`}</small>
            </span>
          </>
        )
        return (
          <li key={i} data-met={one.met}>
            {ask ? <button type="button" className="lab-ask" title={t('ask')} onClick={() => ask(one.asked!)}>{told}</button> : told}
          </li>
        )
      })}
    </ul>
  )
}

function Hints() {
  const hints = useLab((s) => s.attempt.hints)
  const busy = useLab((s) => s.busy === 'hint')
  const opened = hints.filter((hint) => hint.text !== null).length
  return (
    <section className="lab-part" aria-labelledby="lab-hints-title">
      <h2 id="lab-hints-title">{t('hints')}</h2>
      <ol className="lab-hints" role="list">
        {hints.map((hint, i) => (
          <li key={i} data-open={hint.text !== null || undefined}>
            <p><strong>{hint.title}</strong> <small className="number">{t('hintCost', { cost: hint.cost })}</small></p>
            {hint.text !== null ? <p>{hint.text}</p> : i === opened ? (
              <button type="button" className="button small" disabled={busy} onClick={() => void openHint(i + 1)}
                aria-label={`${t('hintOpen', { cost: hint.cost })}: ${hint.title}`}>{t('hintOpen', { cost: hint.cost })}</button>
            ) : <p className="quiet">{t('hintLater')}</p>}
          </li>
        ))}
      </ol>
      <Refusal where="hint" />
    </section>
  )
}

export function Refusal({ where }: { where: 'submit' | 'hint' | 'restart' }) {
  const refusal = useLab((s) => s.refusal)
  return refusal?.where === where ? <p className="lab-refusal" role="alert">{refusal.text}</p> : null
}

function HandIn() {
  const seeds = useLab((s) => s.lab.seeds)
  const possible = useLab((s) => s.lab.possible_stars)
  const { best_stars: stars, best_points: points, submission: last } = useLab((s) => s.attempt)
  const submission = useLab((s) => s.submission)
  const busy = useLab((s) => s.busy !== null)
  const trouble = host().useTrouble()
  const grading = submission?.state === 'grading' || (submission === null && last?.state === 'grading')
  let note: ReactNode = inPolicies() ? t('submitHelpPolicies') : t('submitHelp', { seeds })
  if (trouble) note = t('submitProblems', { reason: trouble })
  else if (grading && submission && !inPolicies()) note = t('gradingOf', { done: submission.trials_done, count: submission.trials })
  return (
    <footer className="lab-hand-in">
      <Refusal where="submit" />
      <div className="lab-hand-in-row">
        <button type="button" className="button primary" disabled={busy || grading || trouble !== null} onClick={() => void submit()}>{t(grading ? 'grading' : 'submit')}</button>
        {(submission || last) && <button type="button" className="button" onClick={() => void showResult()}>{t('showResult')}</button>}
        <button type="button" className="button icon quiet" aria-label={t('startOver')} title={t('startOver')} disabled={busy} onClick={() => useLab.setState({ dialog: 'restart', refusal: null })}>
          <svg className="icon-sign" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true"><path d="M3 3v3.500h3.500M3.300 6.500A5.200 5.200 0 1 1 3 9" /></svg>
        </button>
      </div>
      <p className="quiet">{note}</p>
      {stars !== null && <p className="lab-best"><Stars stars={stars} possible={possible} /> <span className="number">{t('points', { points: points ?? 0 })}</span> <small>{t('best')}</small></p>}
    </footer>
  )
}
