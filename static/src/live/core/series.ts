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
  drawing: 'time' | 'heatmap' | 'map'
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
  const entries = [...found.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return entries.map(([key, { resource, value, points }], place) => {
    const y = frames.map((_, index) => points.get(index) ?? null)
    return {
      key: `${binding.metric}\u0000${key}`,
      name: nameOf(binding, resource, value, resources.size > 1),
      ink: binding.inks[place % binding.inks.length] ?? 'text',
      binding,
      resource,
      value,
      x: frames.map((frame) => frame.id * 1000),
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

function nameOf(binding: Binding, resource: string, value: string | null, several: boolean): string {
  const label = value === null ? '' : (binding.labels[value] ?? value)
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
    rows.push({ at: (series[0]!.x[index] ?? 0) / 1000, values: series.map((one) => one.y[index] ?? null) })
  return rows
}
