/** One decision, opened: who could have been chosen, what was looked at, which rule says so. */
import { say } from '../shared/messages'
import { term } from '../shared/terms'
import { elimination } from './core/elimination'
import { columns } from './core/fold'
import { format, moment, NOTHING } from './core/format'
import type { LiveDecision } from './core/types'
import { t } from './details'
import { EliminationTable } from './Elimination'
import { Said } from './Said'

/** Evidence that the staircase shows already. */
const TOLD_IN_STEPS = new Set(['turns', 'rules'])
const SIGNS = { chosen: '●', eligible: '○', rejected: '✕' } as const

interface Props {
  decision: LiveDecision
  onSelect?: ((resource: string) => void) | undefined
}

export function DecisionTable({ decision, onSelect }: Props) {
  const steps = elimination(decision)
  const names = columns(decision)
  const evidence = Object.entries(decision.evidence).filter(([name]) => !steps || !TOLD_IN_STEPS.has(name))
  return (
    <div className="decision">
      {decision.candidates.length > 0 && (
        <div className="decision-scroll" tabIndex={0} role="group" aria-label={say(decision.text)}>
          {steps ? <EliminationTable {...steps} /> : <table>
            <thead>
              <tr>
                <th scope="col">{t('candidate')}</th>
                {names.map((name) => <th key={name} scope="col" className="value">{term(name)}</th>)}
                <th scope="col">{t('verdict')}</th>
              </tr>
            </thead>
            <tbody>
              {/* The reason has a line of its own: beside the values it would be pushed out of sight. */}
              {decision.candidates.flatMap((candidate, place) => [
                <tr key={`${candidate.id}.${place}`} className={`${candidate.verdict} ${candidate.why ? 'first' : ''}`}>
                  <th scope="row">{term(candidate.id)}</th>
                  {names.map((name) => <td key={name} className="value number">{plain(candidate.values[name], name)}</td>)}
                  <td className="verdict"><i aria-hidden="true">{SIGNS[candidate.verdict]}</i> {t(candidate.verdict)}</td>
                </tr>,
                candidate.why && (
                  <tr key={`${candidate.id}.${place} why`} className={candidate.verdict}>
                    <td className="because" colSpan={names.length + 2}><p><Said>{say(candidate.why)}</Said></p></td>
                  </tr>
                ),
              ])}
            </tbody>
          </table>}
        </div>
      )}
      <dl className="decision-facts">
        {evidence.length > 0 && (
          <div>
            <dt>{t('evidence')}</dt>
            <dd>
              {evidence.map(([name, value]) => (
                <span key={name} className="fact">{term(name)} <b className="number"><Said>{plain(value, name)}</Said></b></span>
              ))}
            </dd>
          </div>
        )}
        {decision.source && <div><dt>{t('source')}</dt><dd lang="en">{decision.source}</dd></div>}
        <div><dt>{t('subject')}</dt><dd><code>{decision.subject}</code> · <code>{decision.reason}</code></dd></div>
      </dl>
      {onSelect && decision.resource && (
        <button type="button" className="button quiet small" onClick={() => onSelect(decision.resource!)}>{t('showOnCanvas')}</button>
      )}
    </div>
  )
}

/** Moments of the run, told like those of the log. */
const MOMENTS = new Set(['until', 'launched_at'])

function plain(value: unknown, name?: string): string {
  if (value === null || value === undefined) return NOTHING
  if (typeof value === 'number') return name && MOMENTS.has(name) ? moment(value) : format(value)
  if (typeof value === 'string') return term(value)
  if (typeof value === 'boolean') return value ? '✓' : '✕'
  if (Array.isArray(value)) return value.map((one) => plain(one)).join(', ') || NOTHING
  return Object.entries(value as object).map(([name, one]) => `${term(name)} ${plain(one)}`).join(', ') || NOTHING
}
