/** Recorded traffic as the form shows it: a few words and a small curve, never thousands of inputs. */
import type { JsonObject } from '../../shared/types'

export interface Recorded {
  seconds: number[]
  rates: number[]
  linear: boolean
}

const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'number') : [])

/** What a Traffic of shape Trace holds; null while there is nothing to draw. */
export function recorded(traffic: JsonObject): Recorded | null {
  const seconds = numbers(traffic['Seconds'])
  const rates = numbers(traffic['Rates'])
  if (!seconds.length || seconds.length !== rates.length) return null
  return { seconds, rates, linear: traffic['Interpolation'] === 'linear' }
}

/** Most points a curve of some hundred pixels shows. Of each stretch its highest stays: peaks are what one looks for. */
const POINTS = 400

/** The curve as an SVG path in a box, from the first moment to the last. */
export function tracePath({ seconds, rates, linear }: Recorded, width: number, height: number): string {
  const first = seconds[0]!
  const whole = seconds.at(-1)! - first || 1
  const top = Math.max(...rates.map((rate) => rate), 0) || 1
  const stride = Math.ceil(seconds.length / POINTS)
  let path = ''
  let level = 0
  for (let start = 0; start < seconds.length; start += stride) {
    let peak = start
    for (let i = start; i < Math.min(start + stride, seconds.length); i++) if (rates[i]! > rates[peak]!) peak = i
    const x = (((seconds[peak]! - first) / whole) * width).toFixed(1)
    const y = height - (rates[peak]! / top) * height
    path += path === '' ? `M${x} ${y.toFixed(1)}` : linear ? `L${x} ${y.toFixed(1)}` : `L${x} ${level.toFixed(1)}L${x} ${y.toFixed(1)}`
    level = y
  }
  // A single moment, or the last one of steps, is a level line to the edge.
  return seconds.length === 1 ? `${path}L${width} ${level.toFixed(1)}` : path
}
