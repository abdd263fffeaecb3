/**
 * What a scaling policy does, drawn: steps on the metric's axis and the capacity each ends in; the bands of target
 * tracking; a sentence for simple scaling. While a world runs, its metric and its capacity are marks in the picture.
 */
import { useState } from 'react'
import { useLive } from '../../live'
import { compact } from '../../shared/format'
import type { Problem } from '../../shared/types'
import {
  breachSign, type Caller, callersOf, groupOf, HIGH_PERIODS, isPercent, LOW_PERIODS, LOW_SHARE, policyOf, type SimplePolicy, type StepPolicy, trackedNow, type TrackingPolicy,
} from '../core/policies'
import { adjusted, adjustmentText, axisOf, holds, stretches, stretchText } from '../core/steps'
import { readReference } from '../core/references'
import { NumberInput } from '../form/inputs'
import { useWorkbench } from '../store'
import { AxisPicture } from './AxisPicture'
import { t } from './messages'
import { StepTable } from './StepTable'
import './policy.css'

type Group = NonNullable<ReturnType<typeof groupOf>>

export function PolicyEditor({ id, problems, readOnly }: { id: string; problems: readonly Problem[]; readOnly: boolean }) {
  const document = useWorkbench((s) => s.history.document)
  const policy = policyOf(document.Resources[id]?.Properties ?? {})
  const group = groupOf(document, id)
  const live = useLive((s) => (group ? s.frame?.values[group.id]?.['GroupDesiredCapacity'] : undefined))
  const [chosen, setChosen] = useState<number | undefined>()
  if (!policy || !group) return null
  const capacity = chosen ?? (typeof live === 'number' ? live : group.desired)
  const callers = callersOf(document, id)
  const asked = (
    <div className="field-row policy-capacity">
      <label className="field-label" htmlFor={`${id}-capacity`}>{t('capacity')}</label>
      <span className="field-input">
        <NumberInput id={`${id}-capacity`} value={capacity} integer disabled={false} invalid={false} minimum={0} maximum={1000} onCommit={setChosen} onTrouble={() => undefined} />
      </span>
    </div>
  )
  return (
    <section className="policy-editor" aria-label={t('picture')}>
      {policy.kind === 'tracking' ? <Tracking policy={policy} group={group} /> : (
        <>
          {asked}
          {policy.kind === 'step'
            ? <Steps id={id} policy={policy} group={group} capacity={capacity} callers={callers} problems={problems} readOnly={readOnly} />
            : <Simple policy={policy} group={group} capacity={capacity} callers={callers} />}
        </>
      )}
    </section>
  )
}

const unitOf = (metric: string) => (isPercent(metric) ? ' %' : '')

function callerText(caller: Caller): string {
  return t('stepAlarm', {
    alarm: caller.id, metric: caller.metric || '?', sign: breachSign(caller.operator), value: caller.threshold === null ? '?' : `${compact(caller.threshold)}${unitOf(caller.metric)}`,
    needed: caller.needed ?? '?', periods: caller.periods ?? '?',
  })
}

function Steps({ id, policy, group, capacity, callers, problems, readOnly }: {
  id: string
  policy: StepPolicy
  group: Group
  capacity: number
  callers: readonly Caller[]
  problems: readonly Problem[]
  readOnly: boolean
}) {
  const [which, setWhich] = useState(0)
  const caller = callers[Math.min(which, callers.length - 1)]
  const measured = useLive((s) => (caller ? s.frame?.values[caller.id]?.['Value'] : undefined))
  // Without an alarm the axis is that of distances: its threshold is nought.
  const threshold = caller?.threshold ?? 0
  const guessed = policy.steps.some((step) => typeof step.MetricIntervalLowerBound === 'number' && step.MetricIntervalLowerBound >= 0) ? 'GreaterThanOrEqualToThreshold' : 'LessThanOrEqualToThreshold'
  const operator = caller?.operator ?? guessed
  const unit = caller ? unitOf(caller.metric) : ''
  const now = typeof measured === 'number' ? measured : null
  const found = stretches(policy.steps, threshold, operator)
  const ends = found.flatMap((one) => [one.from, one.to]).filter((one): one is number => one !== null)
  const axis = axisOf([threshold, ...ends, ...(now === null ? [] : [now])], caller !== undefined && isPercent(caller.metric))
  const brokenSteps = problems.filter((p) => p.path[2] === 'StepAdjustments' && typeof p.path[3] === 'number').map((p) => Number(p.path[3]))
  const broken = problems.some((p) => p.path[2] === 'StepAdjustments' && p.severity === 'error')
  const result = (adjustment: number) => adjusted(policy.type, adjustment, capacity, group, policy.magnitude)
  const metric = caller?.metric || t('threshold')
  const says = found.map((one) => t('stepSays', { number: one.index + 1, range: stretchText(one, unit).replace('x', metric), adjustment: adjustmentText(policy.type, one.adjustment), from: capacity, to: result(one.adjustment) })).join('; ')
  const holding = now === null ? undefined : found.find((one) => holds(one, now))
  return (
    <>
      {callers.length > 1 ? (
        <div className="field-row">
          <label className="field-label" htmlFor={`${id}-caller`}>{t('calledBy')}</label>
          <select id={`${id}-caller`} className="input" value={which} onChange={(event) => setWhich(Number(event.target.value))}>
            {callers.map((one, i) => <option key={one.id} value={i}>{callerText(one)}</option>)}
          </select>
        </div>
      ) : <p className="quiet">{caller ? callerText(caller) : t('noAlarm')}</p>}
      <AxisPicture axis={axis} unit={unit} now={now} label={`${t('axis', { metric })}: ${says}`}
        lines={[{ at: threshold, label: `${t('threshold')}${caller ? ` ${compact(threshold)}${unit}` : ''}` }]}
        bands={found.map((one) => ({
          key: `${one.index}`, from: one.from, to: one.to, tone: result(one.adjustment) > capacity ? 'out' : result(one.adjustment) < capacity ? 'in' : 'rest',
          label: adjustmentText(policy.type, one.adjustment), result: `${capacity} → ${result(one.adjustment)}`, broken: brokenSteps.includes(one.index) || (broken && brokenSteps.length === 0),
        }))} />
      {now !== null && <p className="policy-now-text number">▲ {t('now', { value: `${compact(now)}${unit}` })}: {holding ? `${adjustmentText(policy.type, holding.adjustment)}, ${capacity} → ${result(holding.adjustment)}` : t('noStep')}</p>}
      <StepTable id={id} steps={policy.steps} threshold={threshold} known={caller !== undefined} unit={unit} operator={operator} type={policy.type} capacity={capacity} result={result} problems={problems} readOnly={readOnly} />
    </>
  )
}

function Simple({ policy, group, capacity, callers }: { policy: SimplePolicy; group: Group; capacity: number; callers: readonly Caller[] }) {
  const groupCooldown = useWorkbench((s) => s.history.document.Resources[group.id]?.Properties?.['Cooldown'])
  const words = {
    adjustment: policy.adjustment === null ? '?' : adjustmentText(policy.type, policy.adjustment), from: capacity,
    to: policy.adjustment === null ? '?' : adjusted(policy.type, policy.adjustment, capacity, group, policy.magnitude),
    cooldown: policy.cooldown ?? (typeof groupCooldown === 'number' || typeof groupCooldown === 'string' ? groupCooldown : 300),
  }
  if (!callers.length) return <><p className="policy-sentence">{t('simpleAlone', words)}</p><p className="quiet">{t('noAlarmSimple')}</p></>
  return (
    <>
      {callers.map((caller) => (
        <p key={caller.id} className="policy-sentence">{t('simpleSays', {
          ...words, alarm: caller.id, metric: caller.metric || '?', sign: breachSign(caller.operator), value: caller.threshold === null ? '?' : `${compact(caller.threshold)}${unitOf(caller.metric)}`,
          needed: caller.needed ?? '?', periods: caller.periods ?? '?',
        })}</p>
      ))}
    </>
  )
}

function Tracking({ policy, group }: { policy: TrackingPolicy; group: Group }) {
  const frame = useLive((s) => s.frame)
  const document = useWorkbench((s) => s.history.document)
  if (policy.target === null || policy.target <= 0) return null
  const arns = document.Resources[group.id]?.Properties?.['TargetGroupARNs']
  const targets = Array.isArray(arns) ? arns.map((one) => readReference(one)?.target ?? '') : []
  const now = frame ? trackedNow(policy.metric, frame.values[group.id], targets.map((id) => frame.values[id])) : null
  const low = Number((policy.target * LOW_SHARE).toPrecision(6))
  const unit = isPercent(policy.metric) ? ' %' : policy.metric === 'ALBRequestCountPerTarget' ? t('unitPerMinute') : ''
  const value = (number: number) => `${compact(number)}${unit}`
  const high = t('high', { periods: HIGH_PERIODS, value: value(policy.target) })
  const lowText = policy.scalesIn ? t('low', { periods: LOW_PERIODS, value: value(low) }) : t('lowOff')
  return (
    <>
      <AxisPicture axis={axisOf([low, policy.target, ...(now === null ? [] : [now])], isPercent(policy.metric))} unit={isPercent(policy.metric) ? ' %' : ''} now={now} label={`${high}. ${lowText}. ${t('between')}`}
        lines={[{ at: policy.target, label: `${t('target')} ${value(policy.target)}` }]}
        bands={[
          ...(policy.scalesIn ? [{ key: 'low', from: null, to: low, tone: 'in' as const, label: '−', result: `< ${compact(low)}` }] : []),
          { key: 'high', from: policy.target, to: null, tone: 'out' as const, label: '+', result: `> ${compact(policy.target)}` },
        ]} />
      {now !== null && <p className="policy-now-text number">▲ {t('now', { value: value(now) })}</p>}
      <ul className="policy-legend" role="list" aria-hidden="true"><li data-tone="out">{high}</li><li data-tone="in">{lowText}</li></ul>
    </>
  )
}
