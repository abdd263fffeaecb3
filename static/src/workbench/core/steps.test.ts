import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { adjusted, type AdjustmentType, adjustmentText, axisOf, holds, placeOn, type Step, stretches, stretchText, withBound, withStep } from './steps'

interface Case {
  id: string
  subject: string
  input: {
    AdjustmentType: AdjustmentType; ScalingAdjustment?: number; StepAdjustments?: Step[]; ComparisonOperator?: string; Threshold?: number
    metric_value?: number; MinAdjustmentMagnitude?: number; capacity: number; MinSize: number; MaxSize: number
  }
  expect: { outcome?: number }
}

/** A case that contradicts the guide; `tests/conformance/test_cases.py` says why. */
const CONTRADICTORY = 'step_scaling-004'
const file = new URL('../../../../tests/conformance/cases/step_scaling.jsonl', import.meta.url)
const cases = readFileSync(file, 'utf-8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Case).filter((one) => one.subject === 'autoscaling.adjust' && one.expect.outcome !== undefined && one.id !== CONTRADICTORY)

describe('the shared cases of step and simple scaling', () => {
  it('are there', () => expect(cases.length).toBeGreaterThan(50))
  it.each(cases.map((one) => [one.id, one] as const))('%s', (_, { input, expect: expected }) => {
    const operator = input.ComparisonOperator ?? 'GreaterThanOrEqualToThreshold'
    const adjustment = input.StepAdjustments
      ? stretches(input.StepAdjustments, input.Threshold!, operator).find((one) => holds(one, input.metric_value!))?.adjustment
      : input.ScalingAdjustment
    const outcome = adjustment === undefined ? input.capacity : adjusted(input.AdjustmentType, adjustment, input.capacity, input, input.MinAdjustmentMagnitude)
    expect(outcome).toBe(expected.outcome)
  })
})

const out: Step[] = [
  { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1 },
  { MetricIntervalLowerBound: 10, ScalingAdjustment: 2 },
]

describe('steps on the axis', () => {
  it('are distances from the threshold, with the ends AWS gives them', () => {
    expect(stretches(out, 70, 'GreaterThanOrEqualToThreshold').map((one) => stretchText(one, ' %'))).toEqual(['70 % ≤ x < 80 %', '80 % ≤ x'])
    expect(stretches([{ MetricIntervalUpperBound: 0, ScalingAdjustment: -1 }], 30, 'LessThanThreshold').map((one) => stretchText(one))).toEqual(['x ≤ 30'])
  })
  it('lie in the order of the axis whatever their order in the document', () => {
    expect(stretches([...out].reverse(), 70, 'GreaterThanThreshold').map((one) => one.index)).toEqual([1, 0])
  })
  it('have an axis that shows a percentage whole', () => {
    expect(axisOf([70, 80], true)).toMatchObject({ low: 0, high: 100, ticks: [0, 20, 40, 60, 80, 100] })
    expect(axisOf([1000, 1200], false).low).toBeGreaterThan(0)
    expect(placeOn(axisOf([70], true), 50, 0)).toBe(0.5)
    expect([placeOn(axisOf([70], true), null, 0), placeOn(axisOf([70], true), null, 1), placeOn(axisOf([70], true), 400, 1)]).toEqual([0, 1, 1])
  })
  it('are written as people write them', () => {
    expect([adjustmentText('ChangeInCapacity', 2), adjustmentText('PercentChangeInCapacity', -30), adjustmentText('ExactCapacity', 4)]).toEqual(['+2', '−30 %', '= 4'])
  })
})

describe('editing steps', () => {
  it('moves the bound of the neighbour along', () => {
    expect(withBound(out, 0, 'MetricIntervalUpperBound', 15)).toEqual([
      { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 15, ScalingAdjustment: 1 },
      { MetricIntervalLowerBound: 15, ScalingAdjustment: 2 },
    ])
  })
  it('opens an end and leaves the others', () => {
    expect(withBound(out, 1, 'MetricIntervalLowerBound', undefined)).toEqual([out[0], { ScalingAdjustment: 2 }])
  })
  it('adds a step beyond the last, without a gap', () => {
    const three = withStep(out, 'GreaterThanThreshold')
    expect(three).toEqual([out[0], { MetricIntervalLowerBound: 10, MetricIntervalUpperBound: 20, ScalingAdjustment: 2 }, { MetricIntervalLowerBound: 20, ScalingAdjustment: 3 }])
    expect(withStep([{ MetricIntervalUpperBound: 0, ScalingAdjustment: -1 }], 'LessThanThreshold')).toEqual([
      { MetricIntervalUpperBound: 0, MetricIntervalLowerBound: -10, ScalingAdjustment: -1 }, { MetricIntervalUpperBound: -10, ScalingAdjustment: -2 },
    ])
    expect(withStep([], 'LessThanThreshold')).toEqual([{ MetricIntervalUpperBound: 0, ScalingAdjustment: -1 }])
  })
})
