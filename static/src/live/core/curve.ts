/** Shapes of small pictures: the timeline's curve and sparklines, in a box of given size. */
import type { TrafficPoint } from './frames'

/** An area under a curve from the left edge to the newest point; empty for fewer than two points. */
export function areaPath(points: readonly { x: number; y: number }[], width: number, height: number, top: number, end: number): string {
  if (points.length < 2 || end <= 0 || top <= 0) return ''
  const place = points.map(({ x, y }) => `${((x / end) * width).toFixed(1)} ${(height - (Math.min(y, top) / top) * height).toFixed(1)}`)
  const first = ((points[0]!.x / end) * width).toFixed(1)
  const last = ((points.at(-1)!.x / end) * width).toFixed(1)
  return `M${first} ${height}L${place.join('L')}L${last} ${height}Z`
}

/** A line with gaps where a value is null. */
export function linePath(values: readonly (number | null)[], width: number, height: number, low: number, high: number): string {
  if (values.length < 2) return ''
  const span = high - low || 1
  let path = ''
  let pen = false
  values.forEach((value, index) => {
    if (value === null) {
      pen = false
      return
    }
    const x = (index / (values.length - 1)) * width
    const y = height - ((Math.min(high, Math.max(low, value)) - low) / span) * height
    path += `${pen ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`
    pen = true
  })
  return path
}

/** A round number not below the largest rate: the curve's scale stays still while the traffic changes a little. */
export function roundTop(largest: number): number {
  if (largest <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(largest))
  for (const step of [1, 1.5, 2, 3, 5, 7.5, 10]) if (step * power >= largest) return step * power
  return 10 * power
}

export function trafficTop(history: readonly TrafficPoint[]): number {
  return roundTop(history.reduce((most, point) => Math.max(most, point.arrived), 0))
}

export interface Mark {
  at: number
  /** 0 to 1 along the timeline. */
  place: number
  layer: string
  count: number
  text: string
}

/** Marks that would lie on each other become one with a count. */
export function marks(rows: readonly { firstAt: number; layer: string; text: string }[], end: number, slots = 160): Mark[] {
  const bySlot = new Map<string, Mark>()
  for (const row of rows) {
    if (end <= 0 || row.firstAt > end) continue
    const slot = Math.round((row.firstAt / end) * slots)
    const key = `${slot}\u0000${row.layer}`
    const there = bySlot.get(key)
    if (there) there.count += 1
    else bySlot.set(key, { at: row.firstAt, place: row.firstAt / end, layer: row.layer, count: 1, text: row.text })
  }
  return [...bySlot.values()]
}
