/** What came of handing in: progress over the seeds, then stars, what was missed, and the debrief. */
import { useEffect, useRef } from 'react'
import { Dialog } from '../../shared/Dialog'
import { measuredText, missedText, requiredText } from './core'
import { host } from './host'
import { t } from './messages'
import { Refusal, Sign, stateKeys, Stars } from './Panel'
import { inPolicies, startOver, submit, type Submission, useLab } from './store'

const close = () => useLab.setState({ dialog: null })

export function Result() {
  const submission = useLab((s) => s.submission)
  const title = !submission || submission.state === 'grading' ? t('grading') : t('result')
  return (
    <Dialog title={title} onClose={close} className="lab-result">
      {submission?.state === 'done' ? <Graded submission={submission} /> : submission?.state === 'failed' ? <Failed /> : <Progress submission={submission} />}
    </Dialog>
  )
}

function Progress({ submission }: { submission: Submission | null }) {
  const seeds = useLab((s) => s.lab.seeds)
  const count = submission?.trials ?? seeds
  const done = submission?.trials_done ?? 0
  return (
    <div className="lab-progress">
      <p>{inPolicies() ? t('gradingTextPolicies') : t('gradingText', { seeds: count })}</p>
      <progress max={count} value={done} aria-label={inPolicies() ? t('grading') : t('gradingOf', { done, count })} />
      {!inPolicies() && <p className="number">{t('gradingOf', { done, count })}</p>}
      <p className="quiet">{t('gradingSlow')}</p>
    </div>
  )
}

function Failed() {
  return (
    <div className="lab-progress" role="alert">
      <p><strong>{t('failedTitle')}</strong></p>
      <p>{t('failedText')}</p>
      <button type="button" className="button primary" onClick={() => void submit()}>{t('submit')}</button>
    </div>
  )
}

function Graded({ submission }: { submission: Submission }) {
  const lab = useLab((s) => s.lab)
  const stars = submission.stars ?? 0
  const passed = stars > 0
  const problems = submission.results?.problems ?? []
  const headline = useRef<HTMLParagraphElement>(null)
  const all = stars === lab.possible_stars
  const verdict = t(!passed ? 'notPassed' : inPolicies() ? (all ? 'passedAllPolicies' : 'passedPolicies') : all ? 'passedAll' : 'passed')
  useEffect(() => {
    host().say(`${verdict} ${t('starsOf', { stars, possible: lab.possible_stars })}, ${t('points', { points: submission.points ?? 0 })}`)
    headline.current?.closest('dialog')?.scrollTo(0, 0)
  }, [submission.id])
  return (
    <div className="lab-graded">
      <p className="lab-verdict" data-passed={passed} ref={headline}>
        <Stars stars={stars} possible={lab.possible_stars} />
        <strong>{verdict}</strong>
        <span className="number">{t('points', { points: submission.points ?? 0 })}{submission.hints > 0 && <small> · {t('hintsTaken', { count: submission.hints })}</small>}</span>
      </p>
      {problems.length > 0 ? (
        <section>
          <h3>{t(inPolicies() ? 'cannotJudge' : 'cannotRun')}</h3>
          <ul className="lab-problems">{problems.map((problem, i) => <li key={i}>{problem.message} {problem.hint}</li>)}</ul>
        </section>
      ) : (
        <section aria-labelledby="graded-objectives">
          <h3 id="graded-objectives">{t('objectives')}</h3>
          <ul className="lab-objectives" role="list">
            {lab.objectives.map((objective) => {
              const result = submission.results?.objectives.find((one) => one.id === objective.id)
              if (!result) return null
              const state = result.met ? 'met' : 'missed'
              return (
                <li key={objective.id} data-graded={objective.id} data-state={state}>
                  <Sign state={state} />
                  <div>
                    <p className="lab-objective-title"><span className="visually-hidden">{t(stateKeys[state])}: </span>{objective.title}{!objective.must && <span className="lab-extra" title={t('star')}> ☆<span className="visually-hidden"> ({t('star')})</span></span>}</p>
                    <p className="lab-figures">
                      <span className="visually-hidden">{t('measured')} </span><strong className="number">{measuredText(result)}</strong>
                      <span className="visually-hidden">, {t('required')} </span><span className="number lab-required">{requiredText(result)}</span>
                      {result.seeds !== undefined && result.seeds_met !== result.seeds && <span className="lab-when">{t('seedsMet', { met: result.seeds_met ?? 0, count: result.seeds })}</span>}
                    </p>
                    {!result.met && <p className="lab-missed">{missedText(objective, result)}</p>}
                  </div>
                </li>
              )
            })}
          </ul>
        </section>
      )}
      {submission.facts && (
        <section aria-labelledby="graded-facts">
          <h3 id="graded-facts">{t('thisRun')}</h3>
          <dl className="lab-facts">{submission.facts.map((fact) => <div key={fact.name} data-long={fact.value.length > 24 || undefined}><dt>{fact.name}</dt><dd className="number">{fact.value}</dd></div>)}</dl>
        </section>
      )}
      {submission.predictions && <Predictions predictions={submission.predictions} explained={passed} />}
      {submission.debrief && (
        <details className="lab-debrief" open={passed || undefined}>
          <summary><h3>{t(passed ? 'debrief' : 'debriefEarly')}</h3></summary>
          <div className="lab-text" dangerouslySetInnerHTML={{ __html: submission.debrief }} />
        </details>
      )}
      <div className="lab-actions">
        {passed && lab.next && <a className="button primary" href={lab.next.url}>{t('nextLab', { title: lab.next.title })}</a>}
        <button type="button" className={`button ${passed ? '' : 'primary'}`} onClick={close}>{t(!passed ? 'tryAgain' : inPolicies() ? 'workOnPolicies' : 'workOn')}</button>
        <a className="button" href={lab.urls.labs}>{t('allLabs')}</a>
      </div>
    </div>
  )
}

function Predictions({ predictions, explained }: { predictions: NonNullable<Submission['predictions']>; explained: boolean }) {
  return (
    <section aria-labelledby="graded-predictions">
      <h3 id="graded-predictions">{t('predictions')}</h3>
      <ul className="lab-predicted" role="list">
        {predictions.map((one) => {
          const text = (id: string | null) => one.options.find((option) => option.id === id)?.text ?? t('notAnswered')
          const right = one.chosen === one.answer
          return (
            <li key={one.question} data-right={right}>
              <p className="lab-question">{one.question}</p>
              <dl>
                <div><dt>{t('youSaid')}</dt><dd>{text(one.chosen)}</dd></div>
                {!right && <div><dt>{t('itWas')}</dt><dd>{text(one.answer)}</dd></div>}
              </dl>
              <p className="lab-right"><Sign state={right ? 'met' : 'missed'} /> {t(right ? 'asPredicted' : 'otherwise')}</p>
              {explained && <p className="quiet">{one.because}</p>}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

export function StartOver() {
  const busy = useLab((s) => s.busy === 'restart')
  return (
    <Dialog title={t('startOverTitle')} onClose={close}>
      <p>{t(inPolicies() ? 'startOverTextPolicies' : 'startOverText')}</p>
      <Refusal where="restart" />
      <div className="lab-actions">
        <button type="button" className="button danger" disabled={busy} onClick={() => void startOver()}>{t('startOverDo')}</button>
        <button type="button" className="button" onClick={close}>{t('cancel')}</button>
      </div>
    </Dialog>
  )
}
