/**
 * Live values outside React: a badge subscribes to one metric of one resource and is called when it changes.
 * Sixty badges on a canvas cost sixty comparisons a frame and no rendering.
 */
import type { LiveFrame } from './types'

export type Value = number | string | null | Record<string, number | string | null>
export type ValueCallback = (value: Value) => void

interface Subscriber {
  resource: string
  metric: string
  callback: ValueCallback
  shown: string | undefined
}

export class ValueBoard {
  private subscribers = new Set<Subscriber>()
  private frame: LiveFrame | null = null

  subscribe(resource: string, metric: string, callback: ValueCallback): () => void {
    const subscriber: Subscriber = { resource, metric, callback, shown: undefined }
    this.subscribers.add(subscriber)
    this.tell(subscriber)
    return () => this.subscribers.delete(subscriber)
  }

  show(frame: LiveFrame | null): void {
    this.frame = frame
    for (const subscriber of this.subscribers) this.tell(subscriber)
  }

  read(resource: string, metric: string): Value {
    return this.frame?.values[resource]?.[metric] ?? null
  }

  private tell(subscriber: Subscriber): void {
    const value = this.read(subscriber.resource, subscriber.metric)
    const key = typeof value === 'object' ? JSON.stringify(value) : `${typeof value}:${value}`
    if (key === subscriber.shown) return
    subscriber.shown = key
    subscriber.callback(value)
  }
}

/** The sum over a metric's dimension; null when there is nothing to sum. */
export function total(value: Value | undefined): number | null {
  if (typeof value === 'number') return value
  if (value === null || value === undefined || typeof value === 'string') return null
  const numbers = Object.values(value).filter((one): one is number => typeof one === 'number')
  return numbers.length > 0 ? numbers.reduce((sum, one) => sum + one, 0) : null
}
