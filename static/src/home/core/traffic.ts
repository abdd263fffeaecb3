/** What the world map shows of a frame: where requests come from, who answers them, what reaches the origin. */
import type { Catalogue, Document, Place } from '../../shared/types'
import type { LiveFrame } from '../../live/core/types'
import { total, type Value } from '../../live/core/values'
import { project } from './projection'

export interface Spot {
  id: string
  kind: 'viewers' | 'edge' | 'region'
  label: string
  x: number
  y: number
  /** Requests a second. */
  rate: number
  /** Share answered from cache; edges only. */
  hit: number | null
}

export interface Line {
  id: string
  from: Spot
  to: Spot
  /** Requests to the edge, or those it could not answer, on to the origin. */
  kind: 'viewers' | 'miss'
  rate: number
}

export interface Traffic {
  spots: Spot[]
  lines: Line[]
}

const CLIENTS = 'Lab::Clients'
const DISTRIBUTION = 'AWS::CloudFront::Distribution'
const ORIGINS = ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::AutoScaling::AutoScalingGroup', 'AWS::S3::Bucket']

export function trafficOf(frame: LiveFrame | null, document: Document, catalogue: Catalogue): Traffic {
  const of = (type: string): string[] => Object.keys(document.Resources).filter((id) => document.Resources[id]!.Type === type)
  const value = (id: string, metric: string): Value => frame?.values[id]?.[metric] ?? null

  const viewers = of(CLIENTS).flatMap((id) => {
    const place = catalogue.places.find((one) => one.id === document.Resources[id]!.Properties?.['Location'])
    return place ? [spot(`viewers ${id}`, 'viewers', place, total(value(id, 'Requests')) ?? 0)] : []
  })

  const edges = new Map<string, Spot>()
  for (const id of of(DISTRIBUTION)) {
    const rates = value(id, 'RequestsByEdge')
    const ratios = value(id, 'HitRatioByEdge')
    if (rates === null || typeof rates !== 'object') continue
    for (const [name, rate] of Object.entries(rates)) {
      const place = catalogue.edges.find((one) => one.id === name)
      if (!place || typeof rate !== 'number') continue
      const ratio = typeof ratios === 'object' ? ratios?.[name] : null
      const there = edges.get(name) ?? spot(`edge ${name}`, 'edge', place, 0)
      there.rate += rate
      there.hit = typeof ratio === 'number' ? ratio : there.hit
      edges.set(name, there)
    }
  }

  const regionIds = new Set(ORIGINS.flatMap(of).map((id) => document.Resources[id]!.Region))
  const regions = catalogue.regions.filter((one) => regionIds.has(one.id)).map((one) => spot(`region ${one.id}`, 'region', one, 0))

  // Places that share a city are drawn beside each other: viewers in the middle, edge above, Region below.
  for (const other of [...edges.values(), ...regions]) {
    const near = [...viewers, ...(other.kind === 'region' ? edges.values() : [])].some((one) => Math.hypot(one.x - other.x, one.y - other.y) < 16)
    if (!near) continue
    other.x += 17
    other.y += other.kind === 'edge' ? -15 : 19
  }

  const lines: Line[] = []
  for (const from of viewers) {
    const to = nearest(from, edges.size > 0 ? [...edges.values()] : regions)
    if (to) lines.push({ id: `${from.id}>${to.id}`, from, to, kind: 'viewers', rate: from.rate })
  }
  for (const from of edges.values()) {
    const to = nearest(from, regions)
    const missed = from.rate * (1 - (from.hit ?? 0))
    if (to) lines.push({ id: `${from.id}>${to.id}`, from, to, kind: 'miss', rate: missed })
  }
  return { spots: [...regions, ...edges.values(), ...viewers], lines }
}

function spot(id: string, kind: Spot['kind'], place: Place, rate: number): Spot {
  return { id, kind, label: kind === 'edge' ? place.id : place.label, ...project(place.latitude, place.longitude), rate, hit: null }
}

function nearest(from: Spot, among: readonly Spot[]): Spot | null {
  let best: Spot | null = null
  for (const one of among) if (!best || distance(from, one) < distance(from, best)) best = one
  return best
}

/** On the map, and round the back of it: Fiji is near Samoa. */
const distance = (a: Spot, b: Spot): number => {
  const dx = Math.abs(a.x - b.x)
  return Math.hypot(Math.min(dx, 1000 - dx), a.y - b.y)
}

/** Dots that travel along a line at once: more for more, none for none. */
export function dots(rate: number, most: number, limit = 6): number {
  return rate > 0 && most > 0 ? Math.max(1, Math.round(limit * Math.sqrt(rate / most))) : 0
}

export interface Label {
  id: string
  x: number
  y: number
  width: number
  side: 'left' | 'right' | 'above' | 'below'
}

/** Puts each label on the first side where it covers no other label and no spot; one that fits nowhere is left out. */
export function placeLabels(spots: readonly { id: string; x: number; y: number; width: number; radius: number }[], height = 17): Label[] {
  const taken: { left: number; right: number; top: number; bottom: number }[] = spots.map(({ x, y, radius }) => ({
    left: x - radius, right: x + radius, top: y - radius, bottom: y + radius,
  }))
  return spots.flatMap((one) => {
    const { x, y, width, radius } = one
    const gap = radius + 4
    const boxes = {
      right: { left: x + gap, right: x + gap + width, top: y - height / 2, bottom: y + height / 2 },
      left: { left: x - gap - width, right: x - gap, top: y - height / 2, bottom: y + height / 2 },
      above: { left: x - width / 2, right: x + width / 2, top: y - gap - height, bottom: y - gap },
      below: { left: x - width / 2, right: x + width / 2, top: y + gap, bottom: y + gap + height },
    }
    const sides = ['right', 'left', 'above', 'below'] as const
    const side =
      sides.find((name) => {
        const box = boxes[name]
        return box.left >= 0 && box.right <= 1000 && !taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)
      })
    if (!side) return []
    taken.push(boxes[side])
    return [{ id: one.id, x, y, width, side }]
  })
}
