/**
 * The window of frames in memory: bounded, in order of id, every id once. Beside it a thin history of the
 * traffic since the run's start, which the timeline draws: it halves its resolution instead of forgetting.
 */
import type { LiveFrame } from './types'

export interface TrafficPoint {
  id: number
  arrived: number
  served: number
  failed: number
}

export class FrameWindow {
  private items: LiveFrame[] = []
  private points: TrafficPoint[] = []
  private stride = 1

  constructor(readonly capacity = 1800, readonly historyCapacity = 1200) {}

  get frames(): readonly LiveFrame[] {
    return this.items
  }

  get history(): readonly TrafficPoint[] {
    return this.points
  }

  get last(): LiveFrame | null {
    return this.items.at(-1) ?? null
  }

  get first(): LiveFrame | null {
    return this.items[0] ?? null
  }

  /** Adds frames that are not there yet and returns those, in order of id. */
  add(incoming: readonly LiveFrame[]): LiveFrame[] {
    const fresh: LiveFrame[] = []
    for (const frame of [...incoming].sort((a, b) => a.id - b.id)) {
      const place = this.indexAfter(frame.id)
      if (this.items[place - 1]?.id === frame.id) continue
      if (place === this.items.length) this.items.push(frame)
      else this.items.splice(place, 0, frame)
      fresh.push(frame)
      this.remember(frame)
    }
    if (this.items.length > this.capacity) this.items.splice(0, this.items.length - this.capacity)
    return fresh
  }

  /** The frame shown at a moment: the newest with an id not above it. */
  at(id: number): LiveFrame | null {
    return this.items[this.indexAfter(id) - 1] ?? null
  }

  /** Frames of the `seconds` up to `end`. */
  span(end: number, seconds: number): readonly LiveFrame[] {
    return this.items.slice(this.indexAfter(end - seconds), this.indexAfter(end))
  }

  clear(): void {
    this.items = []
    this.points = []
    this.stride = 1
  }

  private remember(frame: LiveFrame): void {
    const newest = this.points.at(-1)
    if (newest && frame.id < newest.id + this.stride) return
    const { arrived, served, failed } = frame.demand
    this.points.push({ id: frame.id, arrived, served, failed })
    if (this.points.length > this.historyCapacity) {
      this.points = this.points.filter((_, index) => index % 2 === 0)
      this.stride *= 2
    }
  }

  private indexAfter(id: number): number {
    let low = 0
    let high = this.items.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.items[middle]!.id <= id) low = middle + 1
      else high = middle
    }
    return low
  }
}
