/**
 * Step and simple scaling as a picture: the steps as stretches of the metric's axis, and the capacity each
 * would set. Mirrors `autoscaling.adjust` of the engine (the same shared cases test both); the server alone
 * decides what is valid.
 */

export type AdjustmentType = 'ChangeInCapacity' | 'ExactCapacity' | 'PercentChangeInCapacity'

export interface Step {
  MetricIntervalLowerBound?: number | null
  MetricIntervalUpperBound?: number | null
  ScalingAdjustment: number
}

export interface Bounds {
  MinSize: number
  MaxSize: number
}

/** A step on the axis: from and to in the metric's own unit; null is without end. */
export interface Stretch {
  /** Its place in the document's list. */
  index: number
  from: number | null
  to: number | null
  /** Which of its ends belong to it. */
  includesFrom: boolean
  includesTo: boolean
  adjustment: number
}

export const above = (operator: string) => operator.startsWith('Greater')

/** Sums like 70 + 0.1 in decimals, as people read them. */
const decimal = (value: number) => Number(value.toPrecision(12))

/** The steps in the order of the axis. Above the threshold a step holds its lower bound, below it its upper one. */
export function stretches(steps: readonly Step[], threshold: number, operator: string): Stretch[] {
  const up = above(operator)
  const end = (bound: number | null | undefined) => (bound === null || bound === undefined ? null : decimal(threshold + bound))
  return steps
    .map((step, index) => ({
      index, from: end(step.MetricIntervalLowerBound), to: end(step.MetricIntervalUpperBound),
      includesFrom: up && typeof step.MetricIntervalLowerBound === 'number', includesTo: !up && typeof step.MetricIntervalUpperBound === 'number',
      adjustment: step.ScalingAdjustment,
    }))
    .sort((a, b) => (a.from ?? -Infinity) - (b.from ?? -Infinity))
}

export const holds = (one: Stretch, value: number) =>
  (one.from === null || (one.includesFrom ? value >= one.from : value > one.from)) && (one.to === null || (one.includesTo ? value <= one.to : value < one.to))

/** The new capacity: AWS rounds a percentage toward zero, but never to zero. */
export function adjusted(type: AdjustmentType, adjustment: number, capacity: number, { MinSize, MaxSize }: Bounds, magnitude?: number | null): number {
  const clamp = (value: number) => Math.min(Math.max(value, MinSize), MaxSize)
  if (type === 'ExactCapacity') return clamp(adjustment)
  if (type === 'ChangeInCapacity') return clamp(capacity + adjustment)
  const hundredths = Math.abs(adjustment * capacity)
  let size = hundredths ? Math.max(Math.floor(hundredths / 100), 1) : 0
  if (size && magnitude) size = Math.max(size, magnitude)
  return clamp(capacity + (adjustment > 0 ? size : -size))
}

/** "+2", "−30 %", "= 4". */
export function adjustmentText(type: AdjustmentType, adjustment: number): string {
  if (type === 'ExactCapacity') return `= ${adjustment}`
  const sign = adjustment > 0 ? '+' : adjustment < 0 ? '−' : '±'
  return `${sign}${Math.abs(adjustment)}${type === 'PercentChangeInCapacity' ? ' %' : ''}`
}

/** "70 ≤ x < 80", in the metric's unit. */
export function stretchText(one: Stretch, unit = ''): string {
  const value = (number: number) => `${number}${unit}`
  const left = one.from === null ? '' : `${value(one.from)} ${one.includesFrom ? '≤' : '<'} `
  const right = one.to === null ? '' : ` ${one.includesTo ? '≤' : '<'} ${value(one.to)}`
  return `${left}x${right}`
}

export interface Axis {
  low: number
  high: number
  ticks: number[]
}

/** Room round every bound and value of interest; a percentage shows all of it, and a metric that cannot be negative begins at nought. */
export function axisOf(values: readonly number[], percent: boolean): Axis {
  const finite = values.filter(Number.isFinite)
  const [least, most] = finite.length ? [Math.min(...finite), Math.max(...finite)] : [0, 1]
  const room = (most - least || Math.abs(most) || 1) * 0.4
  let [low, high] = [least - room, most + room]
  if (least >= 0) low = percent ? 0 : Math.max(0, low)
  if (percent && most <= 100) high = 100
  const span = high - low
  const power = 10 ** Math.floor(Math.log10(span / 4))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => span / one <= 6) ?? power * 10
  const ticks: number[] = []
  for (let at = Math.ceil(low / step - 1e-9) * step; at <= high + step * 1e-6; at += step) ticks.push(decimal(at))
  return { low, high, ticks }
}

/** Where a value lies on the axis, 0 to 1; what lies outside is at its edge. */
export const placeOn = ({ low, high }: Axis, value: number | null, otherwise: 0 | 1) =>
  value === null ? otherwise : Math.min(1, Math.max(0, (value - low) / (high - low)))

/** Moves a bound, and with it the one of the neighbour that met it there: no gap, no overlap. */
export function withBound(steps: readonly Step[], index: number, which: 'MetricIntervalLowerBound' | 'MetricIntervalUpperBound', value: number | undefined): Step[] {
  const old = steps[index]?.[which]
  const other = which === 'MetricIntervalLowerBound' ? 'MetricIntervalUpperBound' : 'MetricIntervalLowerBound'
  return steps.map((step, i) => {
    const change = (name: typeof which): Step => {
      const { [name]: _, ...rest } = step
      return value === undefined ? rest : { ...rest, [name]: value }
    }
    if (i === index) return change(which)
    return typeof old === 'number' && step[other] === old && value !== undefined ? change(other) : step
  })
}

/** A further step beyond the last: the open end moves out by the width of the step before it. */
export function withStep(steps: readonly Step[], operator: string): Step[] {
  const up = above(operator)
  if (!steps.length) return [{ [up ? 'MetricIntervalLowerBound' : 'MetricIntervalUpperBound']: 0, ScalingAdjustment: up ? 1 : -1 }]
  const [inner, outer] = up ? (['MetricIntervalLowerBound', 'MetricIntervalUpperBound'] as const) : (['MetricIntervalUpperBound', 'MetricIntervalLowerBound'] as const)
  const open = steps.findIndex((step) => typeof step[outer] !== 'number')
  const last = steps[open < 0 ? steps.length - 1 : open]!
  const widths = steps.flatMap((step) => (typeof step[inner] === 'number' && typeof step[outer] === 'number' ? [Math.abs(step[outer]! - step[inner]!)] : []))
  const width = widths.at(-1) ?? 10
  const edge = open < 0 ? last[outer]! : decimal((last[inner] ?? 0) + (up ? width : -width))
  const closed = open < 0 ? [...steps] : steps.map((step, i) => (i === open ? { ...step, [outer]: edge } : step))
  return [...closed, { [inner]: edge, ScalingAdjustment: last.ScalingAdjustment + Math.sign(last.ScalingAdjustment || (up ? 1 : -1)) }]
}
