/**
 * From frames to what a chart draws: one series for each (binding, resource, value of the dimension).
 * Pure: takes the frames of the window and the chart's bindings, knows neither plotly nor React.
 */
import type { LiveFrame } from './types'
import type { Quantity } from './format'

export interface Binding {
  type: string
  metric: string
  name: string
  trace: Record<string, unknown>
  inks: string[]
  dimension: boolean
  axis: 'y' | 'y2'
  unit: Quantity
  factor: number
  labels: Record<string, string>
  opacity: number
}

export interface ChartSpec {
  id: string
  title: string
  summary: string
  unit: Quantity
  drawing: 'time' | 'heatmap' | 'map' | 'forecast'
  figure: { data: unknown[]; layout: Record<string, unknown> }
  themes: Record<'light' | 'dark', { template: unknown; inks: Record<string, string> }>
  bindings: Binding[]
  window: number
}

export interface Series {
  key: string
  name: string
  ink: string
  binding: Binding
  resource: string
  value: string | null
  x: number[]
  y: (number | null)[]
  /** The newest value; null when there is nothing to say. */
  latest: number | null
}

/** Types of the logical ids in the run's document. */
export type Types = Readonly<Record<string, string>>

const FRAME = 'Frame'
/** Where simulated time begins on a date axis, ms. Not at nought: plotly reads 1000 to 9999 as years. */
const EPOCH_MS = Date.UTC(2000, 0, 1)
export const onAxis = (seconds: number): number => EPOCH_MS + seconds * 1000

export function seriesOf(bindings: readonly Binding[], frames: readonly LiveFrame[], types: Types): Series[] {
  return bindings.flatMap((binding) => ofBinding(binding, frames, types))
}

function ofBinding(binding: Binding, frames: readonly LiveFrame[], types: Types): Series[] {
  const found = new Map<string, { resource: string; value: string | null; points: Map<number, number | null> }>()
  const put = (resource: string, value: string | null, index: number, number: unknown): void => {
    const key = `${resource}\u0000${value ?? ''}`
    let entry = found.get(key)
    if (!entry) found.set(key, (entry = { resource, value, points: new Map() }))
    entry.points.set(index, typeof number === 'number' ? number * binding.factor : null)
  }
  frames.forEach((frame, index) => {
    if (binding.type === FRAME) return spread(binding, FRAME, dig(frame, binding.metric), index, put)
    for (const [resource, metrics] of Object.entries(frame.values)) {
      if (types[resource] !== binding.type) continue
      spread(binding, resource, metrics[binding.metric], index, put)
    }
  })
  const resources = new Set([...found.values()].map((entry) => entry.resource))
  const zones = shortZones([...found.values()].map((entry) => entry.value))
  const entries = [...found.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return entries.map(([key, { resource, value, points }], place) => {
    const y = frames.map((_, index) => points.get(index) ?? null)
    return {
      key: `${binding.metric}\u0000${key}`,
      name: nameOf(binding, resource, value, resources.size > 1, zones),
      ink: binding.inks[place % binding.inks.length] ?? 'text',
      binding,
      resource,
      value,
      x: frames.map((frame) => onAxis(frame.id)),
      y,
      latest: y.at(-1) ?? null,
    }
  })
}

function spread(
  binding: Binding,
  resource: string,
  value: unknown,
  index: number,
  put: (resource: string, value: string | null, index: number, number: unknown) => void,
): void {
  if (value === undefined) return
  if (!binding.dimension) {
    if (typeof value !== 'object' || value === null) put(resource, null, index, value)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, number] of Object.entries(value)) put(resource, name, index, number)
}

function dig(from: unknown, path: string): unknown {
  let here: unknown = from
  for (const step of path.split('.')) {
    if (typeof here !== 'object' || here === null) return null
    here = (here as Record<string, unknown>)[step]
  }
  return here
}

/** Zones of one Region are told apart by their ends: ap-northeast-2a and 2c are "2a" and "2c". */
function shortZones(values: readonly (string | null)[]): Map<string, string> {
  const found = new Map<string, string>()
  const regions = new Set<string>()
  for (const value of values) {
    const parts = /^([a-z]{2}(?:-[a-z]+)+-)(\d[a-z])$/.exec(value ?? '')
    if (!parts) return new Map()
    regions.add(parts[1]! + parts[2]![0])
    found.set(value!, parts[2]!)
  }
  return regions.size === 1 ? found : new Map()
}

/** Enough of an instance's id to tell it from the others of a chart. */
const shortInstance = (value: string): string => (/^i-[0-9a-f]{17}$/.test(value) ? `${value.slice(0, 7)}…` : value)

function nameOf(
  binding: Binding, resource: string, value: string | null, several: boolean, zones: ReadonlyMap<string, string>,
): string {
  const label = value === null ? '' : (binding.labels[value] ?? zones.get(value) ?? shortInstance(value))
  const name = binding.name.replace('{resource}', resource).replace('{value}', label)
  return several && !binding.name.includes('{resource}') ? `${resource} · ${name}` : name
}

/** Series that said something in the window; a stack keeps those at zero only if nothing else is there. */
export function spoken(series: readonly Series[]): Series[] {
  const withNumbers = series.filter((one) => one.y.some((number) => number !== null))
  const moving = withNumbers.filter((one) => one.binding.dimension === false || one.y.some((number) => number))
  return moving.length > 0 ? moving : withNumbers
}

/** The rows of a chart's table: the newest first, at most `limit`, thinned evenly. */
export function table(series: readonly Series[], limit = 12): { at: number; values: (number | null)[] }[] {
  const length = series[0]?.x.length ?? 0
  const step = Math.max(1, Math.floor(length / limit))
  const rows: { at: number; values: (number | null)[] }[] = []
  for (let index = length - 1; index >= 0 && rows.length < limit; index -= step)
    rows.push({ at: ((series[0]!.x[index] ?? EPOCH_MS) - EPOCH_MS) / 1000, values: series.map((one) => one.y[index] ?? null) })
  return rows
}

/** Where a time axis is marked: at round steps, three to six of them. Seconds. */
export function ticks(start: number, end: number): number[] {
  const steps = [5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400]
  const step = steps.find((one) => (end - start) / one <= 5.01) ?? 86400
  const marks: number[] = []
  for (let at = Math.ceil(start / step) * step; at <= end; at += step) marks.push(at)
  return marks
}
