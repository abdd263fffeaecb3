/** The steps as a table to type in: bounds, change, and what capacity it ends in; the server's problems stand at their step. */
import { useEffect, useRef } from 'react'
import type { Json, Problem } from '../../shared/types'
import { startsWith } from '../core/paths'
import { adjustmentText, type AdjustmentType, stretches, stretchText, type Step, withBound, withStep } from '../core/steps'
import { NumberInput } from '../form/inputs'
import { Icon } from '../icons'
import { setProperty, useWorkbench } from '../store'
import { t } from './messages'

export function StepTable({ id, steps, threshold, known, unit, operator, type, capacity, result, problems, readOnly }: {
  id: string
  steps: readonly Step[]
  threshold: number
  /** Whether the threshold is an alarm's own. */
  known: boolean
  unit: string
  operator: string
  type: AdjustmentType
  capacity: number
  result: (adjustment: number) => number
  problems: readonly Problem[]
  readOnly: boolean
}) {
  const put = (next: readonly Step[]) => setProperty(id, ['StepAdjustments'], next as unknown as Json, { label: t('steps') })
  const box = useRef<HTMLDivElement>(null)
  const goto = useWorkbench((s) => (s.goto && startsWith(s.goto.path, [id, 'Properties', 'StepAdjustments']) ? s.goto : null))
  // A click on a problem leads to its step.
  useEffect(() => {
    const rows = box.current?.querySelectorAll<HTMLElement>('tbody tr:not(.step-said)')
    const row = goto && (rows?.[Number(goto.path[3] ?? 0)] ?? box.current)
    row?.scrollIntoView({ block: 'center' })
    row?.querySelector<HTMLElement>('input, button')?.focus()
  }, [goto])
  const places = new Map(stretches(steps, threshold, operator).map((one) => [one.index, one]))
  const general = problems.filter((p) => p.path[2] === 'StepAdjustments' && typeof p.path[3] !== 'number')
  const bound = (index: number, which: 'MetricIntervalLowerBound' | 'MetricIntervalUpperBound', invalid: boolean) => (
    <NumberInput id={`${id}-${which}-${index}`} value={steps[index]![which] ?? undefined} integer={false} placeholder={t('open')} disabled={readOnly} invalid={invalid}
      describedBy={`${id}-step-${index}`} label={t(which === 'MetricIntervalLowerBound' ? 'lowerOf' : 'upperOf', { number: index + 1 })}
      onCommit={(value) => put(withBound(steps, index, which, value))} onTrouble={() => undefined} />
  )
  return (
    <div className="step-table" ref={box}>
      <table>
        <caption className="visually-hidden">{t('steps')}</caption>
        <thead><tr><th scope="col">{t('lower')}</th><th scope="col">{t('upper')}</th><th scope="col">{t('adjustment')}</th><th scope="col">{t('result')}</th><th scope="col"><span className="visually-hidden">{t('removal')}</span></th></tr></thead>
        <tbody>
          {steps.map((step, index) => {
            const mine = problems.filter((p) => p.path[2] === 'StepAdjustments' && p.path[3] === index)
            const at = (name: string) => mine.some((p) => p.path[4] === name || p.path.length === 4)
            const place = places.get(index)
            return [
              <tr key={index} data-broken={mine.length > 0 || undefined}>
                <td>{bound(index, 'MetricIntervalLowerBound', at('MetricIntervalLowerBound'))}</td>
                <td>{bound(index, 'MetricIntervalUpperBound', at('MetricIntervalUpperBound'))}</td>
                <td>
                  <NumberInput id={`${id}-change-${index}`} value={step.ScalingAdjustment} integer disabled={readOnly} invalid={at('ScalingAdjustment')} label={t('adjustmentOf', { number: index + 1 })}
                    onCommit={(value) => put(steps.map((one, i) => (i === index ? { ...one, ScalingAdjustment: value ?? 0 } : one)))} onTrouble={() => undefined} />
                </td>
                <td className="number">{capacity} → <b>{result(step.ScalingAdjustment)}</b></td>
                <td>{!readOnly && <button type="button" className="button icon quiet small" aria-label={t('removeStep', { number: index + 1 })} title={t('removeStep', { number: index + 1 })} onClick={() => put(steps.filter((_, i) => i !== index))}><Icon name="close" /></button>}</td>
              </tr>,
              <tr key={`${index}-said`} className="step-said">
                <td colSpan={5} id={`${id}-step-${index}`}>
                  {known && place && <span className="number">{stretchText(place, unit)}: {adjustmentText(type, step.ScalingAdjustment)}</span>}
                  {mine.map((p, i) => <span key={i} className="step-problem" data-severity={p.severity}><Icon name="warning" /> <span>{p.message}{p.hint && <small> {p.hint}</small>}</span></span>)}
                </td>
              </tr>,
            ]
          })}
        </tbody>
      </table>
      {general.map((p, i) => <p key={i} className="step-problem" data-severity={p.severity}><Icon name="warning" /> <span>{p.message}{p.hint && <small> {p.hint}</small>}</span></p>)}
      <p className="field-help">{t('distances')}</p>
      {!readOnly && <button type="button" className="button small" onClick={() => put(withStep(steps, operator))}><Icon name="plus" /> {t('addStep')}</button>}
    </div>
  )
}
