/** What a scaling policy's form needs to know beside its own settings: who calls it, what it watches, what it ends in. */
import type { Document, Field, Json, JsonObject, ResourceValues } from '../../shared/types'
import { above, type AdjustmentType, type Step } from './steps'
import { findReferences, readReference } from './references'

export const ALARM = 'AWS::CloudWatch::Alarm'
const record = (value: Json | undefined): JsonObject => (value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {})
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)

/** An alarm that calls a policy, as far as its settings can be read. */
export interface Caller {
  id: string
  metric: string
  statistic: string
  threshold: number | null
  operator: string
  period: number | null
  needed: number | null
  periods: number | null
}

const ACTIONS = ['AlarmActions', 'OKActions', 'InsufficientDataActions']

/** The alarms whose actions call the policy. */
export function callersOf(document: Document, policy: string): Caller[] {
  return Object.entries(document.Resources).flatMap(([id, resource]) => {
    const properties = resource.Properties ?? {}
    const calls = ACTIONS.some((name) => findReferences(properties[name]).some((found) => found.target === policy))
    if (resource.Type !== ALARM || !calls) return []
    const periods = number(properties['EvaluationPeriods'])
    return [{
      id, metric: String(properties['MetricName'] ?? ''), statistic: String(properties['Statistic'] ?? properties['ExtendedStatistic'] ?? ''),
      threshold: number(properties['Threshold']), operator: String(properties['ComparisonOperator'] ?? 'GreaterThanOrEqualToThreshold'),
      period: number(properties['Period']), needed: number(properties['DatapointsToAlarm']) ?? periods, periods,
    }]
  })
}

/** The group a policy scales, and its bounds. */
export function groupOf(document: Document, policy: string): { id: string; MinSize: number; MaxSize: number; desired: number } | null {
  const id = readReference(document.Resources[policy]?.Properties?.['AutoScalingGroupName'])?.target
  const properties = id === undefined ? undefined : document.Resources[id]?.Properties
  if (id === undefined || !properties) return null
  const MinSize = number(properties['MinSize']) ?? 0
  const MaxSize = Math.max(MinSize, number(properties['MaxSize']) ?? MinSize)
  return { id, MinSize, MaxSize, desired: number(properties['DesiredCapacity']) ?? MinSize }
}

export interface StepPolicy {
  kind: 'step'
  type: AdjustmentType
  steps: Step[]
  magnitude: number | null
}
export interface SimplePolicy {
  kind: 'simple'
  type: AdjustmentType
  adjustment: number | null
  magnitude: number | null
  cooldown: number | null
}
export interface TrackingPolicy {
  kind: 'tracking'
  metric: string
  target: number | null
  scalesIn: boolean
}

const types: AdjustmentType[] = ['ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity']
const adjustmentType = (value: Json | undefined): AdjustmentType => types.find((one) => one === value) ?? 'ChangeInCapacity'

/** A policy as it is drawn; null for types that have no picture here. */
export function policyOf(properties: JsonObject): StepPolicy | SimplePolicy | TrackingPolicy | null {
  const magnitude = number(properties['MinAdjustmentMagnitude'])
  switch (properties['PolicyType'] ?? (properties['TargetTrackingConfiguration'] ? 'TargetTrackingScaling' : 'SimpleScaling')) {
    case 'StepScaling': {
      const steps = Array.isArray(properties['StepAdjustments']) ? properties['StepAdjustments'].map(record) : []
      return {
        kind: 'step', type: adjustmentType(properties['AdjustmentType']), magnitude,
        steps: steps.map((step) => ({
          ...(number(step['MetricIntervalLowerBound']) === null ? {} : { MetricIntervalLowerBound: number(step['MetricIntervalLowerBound']) }),
          ...(number(step['MetricIntervalUpperBound']) === null ? {} : { MetricIntervalUpperBound: number(step['MetricIntervalUpperBound']) }),
          ScalingAdjustment: number(step['ScalingAdjustment']) ?? 0,
        })),
      }
    }
    case 'SimpleScaling': {
      const cooldown = properties['Cooldown']
      return {
        kind: 'simple', type: adjustmentType(properties['AdjustmentType']), adjustment: number(properties['ScalingAdjustment']), magnitude,
        cooldown: typeof cooldown === 'string' && /^\d+$/.test(cooldown) ? Number(cooldown) : number(cooldown),
      }
    }
    case 'TargetTrackingScaling': {
      const tracking = record(properties['TargetTrackingConfiguration'])
      const predefined = record(tracking['PredefinedMetricSpecification'])['PredefinedMetricType']
      const custom = record(tracking['CustomizedMetricSpecification'])
      return {
        kind: 'tracking', target: number(tracking['TargetValue']), scalesIn: tracking['DisableScaleIn'] !== true,
        metric: String(predefined ?? custom['MetricName'] ?? (custom['Metrics'] ? 'Metrics' : '')),
      }
    }
    default:
      return null
  }
}

/** AlarmLow's threshold as a share of the target: what field reports agree on, and what the engine does. */
export const LOW_SHARE = 0.9
export const HIGH_PERIODS = 3
export const LOW_PERIODS = 15

export const isPercent = (metric: string) => /CPU|Utilization|Percent/i.test(metric)

/** The metric of a target tracking policy as it is now, from the values of the group and its target groups. */
export function trackedNow(metric: string, group: ResourceValues | undefined, targets: readonly (ResourceValues | undefined)[]): number | null {
  if (metric === 'ASGAverageCPUUtilization') return number(group?.['CPUUtilization'])
  if (metric === 'ASGAverageNetworkIn' || metric === 'ASGAverageNetworkOut') {
    const total = number(group?.[metric === 'ASGAverageNetworkIn' ? 'NetworkIn' : 'NetworkOut'])
    const instances = group?.['GroupInServiceInstances']
    const count = typeof instances === 'object' && instances !== null ? Object.values(instances).reduce<number>((sum, one) => sum + (number(one) ?? 0), 0) : 0
    return total !== null && count > 0 ? total / count : null
  }
  if (metric === 'ALBRequestCountPerTarget') {
    for (const values of targets) {
      const byTarget = values?.['RequestsByTarget']
      if (typeof byTarget !== 'object' || byTarget === null) continue
      const rates = Object.values(byTarget).filter((one): one is number => typeof one === 'number')
      // A frame is a second, the metric a minute.
      if (rates.length) return (rates.reduce((sum, one) => sum + one, 0) / rates.length) * 60
    }
  }
  return null
}

/** Settings that matter to a type of policy; the others are only shown where something is written in them. */
const ONLY: Record<string, readonly string[]> = {
  AdjustmentType: ['StepScaling', 'SimpleScaling'], StepAdjustments: ['StepScaling'],
  ScalingAdjustment: ['SimpleScaling'], Cooldown: ['SimpleScaling'], MinAdjustmentMagnitude: ['StepScaling', 'SimpleScaling'],
  MetricAggregationType: ['StepScaling'],
  TargetTrackingConfiguration: ['TargetTrackingScaling'], PredictiveScalingConfiguration: ['PredictiveScaling'],
  EstimatedInstanceWarmup: ['StepScaling', 'TargetTrackingScaling'],
}

export function policyFields(fields: readonly Field[], properties: JsonObject): Field[] {
  const standard = fields.find((field) => field.name === 'PolicyType')?.default
  const type = String(properties['PolicyType'] ?? standard ?? '')
  return fields.filter((field) => {
    const only = ONLY[field.name]
    return !only || only.includes(type) || properties[field.name] !== undefined
  })
}

/** What a policy of a type begins with when it was of another. */
const BEGIN: Record<string, JsonObject> = {
  StepScaling: { AdjustmentType: 'ChangeInCapacity', StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }] },
  SimpleScaling: { AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 },
  TargetTrackingScaling: { TargetTrackingConfiguration: { PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' }, TargetValue: 50 } },
  PredictiveScaling: {
    PredictiveScalingConfiguration: { MetricSpecifications: [{ TargetValue: 50, PredefinedMetricPairSpecification: { PredefinedMetricType: 'ASGCPUUtilization' } }], Mode: 'ForecastOnly' },
  },
}

/** The policy as one of another type: what belongs to that one stays, what it needs is there. */
export function ofType(properties: JsonObject, type: string): JsonObject {
  const kept = Object.entries(properties).filter(([name]) => !ONLY[name] || ONLY[name].includes(type))
  const begin = BEGIN[type] ?? {}
  return { ...begin, ...Object.fromEntries(kept), PolicyType: type }
}

/** How a breach is said: "≥ 70". */
export const operatorSign = (operator: string) => (above(operator) ? '>' : '<') + (operator.includes('OrEqual') ? '=' : '')
export const breachSign = (operator: string) => operatorSign(operator).replace('>=', '≥').replace('<=', '≤')
