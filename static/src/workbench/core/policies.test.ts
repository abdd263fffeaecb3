import { describe, expect, it } from 'vitest'
import type { Document, Field } from '../../shared/types'
import { breachSign, callersOf, groupOf, isPercent, ofType, policyFields, policyOf, trackedNow } from './policies'

const document: Document = {
  SchemaVersion: 1,
  Resources: {
    Web: { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: { MinSize: 2, MaxSize: 8 } },
    Out: { Type: 'AWS::AutoScaling::ScalingPolicy', Properties: { AutoScalingGroupName: { Ref: 'Web' }, PolicyType: 'StepScaling' } },
    High: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'CPUUtilization', Threshold: 70, ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 3, Statistic: 'Average', Period: 60, AlarmActions: [{ Ref: 'Out' }] } },
    Other: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: [{ Ref: 'Someone' }] } },
  },
}

describe('a policy’s surroundings', () => {
  it('are the alarms that call it', () => {
    expect(callersOf(document, 'Out')).toEqual([{ id: 'High', metric: 'CPUUtilization', statistic: 'Average', threshold: 70, operator: 'GreaterThanThreshold', period: 60, needed: 3, periods: 3 }])
    expect(callersOf(document, 'Web')).toEqual([])
  })
  it('are its group with its bounds', () => {
    expect(groupOf(document, 'Out')).toEqual({ id: 'Web', MinSize: 2, MaxSize: 8, desired: 2 })
    expect(groupOf(document, 'High')).toBeNull()
  })
})

describe('a policy', () => {
  it('is read as far as it is written', () => {
    expect(policyOf({ PolicyType: 'StepScaling', AdjustmentType: 'PercentChangeInCapacity', StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 10 }, {}], MinAdjustmentMagnitude: 2 })).toEqual({
      kind: 'step', type: 'PercentChangeInCapacity', magnitude: 2, steps: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 10 }, { ScalingAdjustment: 0 }],
    })
    expect(policyOf({ PolicyType: 'SimpleScaling', ScalingAdjustment: -1, Cooldown: '120' })).toMatchObject({ kind: 'simple', adjustment: -1, cooldown: 120, type: 'ChangeInCapacity' })
    expect(policyOf({ TargetTrackingConfiguration: { TargetValue: 50, DisableScaleIn: true, PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' } } })).toEqual({
      kind: 'tracking', metric: 'ASGAverageCPUUtilization', target: 50, scalesIn: false,
    })
    expect(policyOf({ PolicyType: 'PredictiveScaling' })).toBeNull()
  })
  it('shows the settings of its type, and those that are written although they do not belong to it', () => {
    const field = (name: string, standard?: string): Field => ({ name, label: name, type: 'string', ...(standard ? { default: standard } : {}) })
    const fields = [field('PolicyType', 'TargetTrackingScaling'), field('StepAdjustments'), field('TargetTrackingConfiguration'), field('Cooldown'), field('EstimatedInstanceWarmup'), field('MetricAggregationType')]
    const names = (properties: Parameters<typeof policyFields>[1]) => policyFields(fields, properties).map((one) => one.name)
    expect(names({})).toEqual(['PolicyType', 'TargetTrackingConfiguration', 'EstimatedInstanceWarmup'])
    expect(names({ PolicyType: 'StepScaling', Cooldown: '60' })).toEqual(['PolicyType', 'StepAdjustments', 'Cooldown', 'EstimatedInstanceWarmup', 'MetricAggregationType'])
  })
})

describe('another type', () => {
  it('takes along what belongs to it, leaves the rest, and has what it needs', () => {
    const tracking = { AutoScalingGroupName: { Ref: 'Web' }, PolicyType: 'TargetTrackingScaling', TargetTrackingConfiguration: { TargetValue: 60 }, EstimatedInstanceWarmup: 90 }
    const step = ofType(tracking, 'StepScaling')
    expect(step).toEqual({ AutoScalingGroupName: { Ref: 'Web' }, PolicyType: 'StepScaling', EstimatedInstanceWarmup: 90, AdjustmentType: 'ChangeInCapacity', StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }] })
    expect(ofType({ ...step, AdjustmentType: 'ExactCapacity' }, 'SimpleScaling')).toEqual({ AutoScalingGroupName: { Ref: 'Web' }, PolicyType: 'SimpleScaling', AdjustmentType: 'ExactCapacity', ScalingAdjustment: 1 })
  })
})

describe('the metric now', () => {
  it('is read from what the group and its targets report', () => {
    expect(trackedNow('ASGAverageCPUUtilization', { CPUUtilization: 42 }, [])).toBe(42)
    expect(trackedNow('ALBRequestCountPerTarget', {}, [undefined, { RequestsByTarget: { a: 10, b: 20 } }])).toBe(900)
    expect(trackedNow('ASGAverageNetworkIn', { NetworkIn: 100, GroupInServiceInstances: { a: 2, c: 2 } }, [])).toBe(25)
    expect(trackedNow('ALBRequestCountPerTarget', {}, [])).toBeNull()
  })
  it('has its unit and its sign', () => {
    expect([isPercent('ASGAverageCPUUtilization'), isPercent('ALBRequestCountPerTarget')]).toEqual([true, false])
    expect(['GreaterThanOrEqualToThreshold', 'LessThanThreshold'].map(breachSign)).toEqual(['≥', '<'])
  })
})
