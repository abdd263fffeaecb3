/** Positions: where nodes are, where lanes lie behind groups, and the automatic layout. */
import type { Document } from '../../shared/types'
import { getAt, setAt } from './paths'
import { type Kinds, type Wire, findReferences } from './references'

export interface Point {
  x: number
  y: number
}

export interface Box extends Point {
  width: number
  height: number
}

export const GRID = 8
export const NODE_WIDTH = 200
export const NODE_HEIGHT = 96
/** A node: its head, one row a zone if it is a group, one row a badge. */
export const HEAD = 48
export const ZONE_ROW = 44
const BADGE_ROW = 20
const FOOT = 8
const LANE_REACH = 28
const FRAME = { side: 16, top: 32, bottom: 16 }

export const snap = (value: number) => Math.round(value / GRID) * GRID

export function positionOf(document: Document, id: string): Point | null {
  const canvas = getAt(document.Resources[id], ['Metadata', 'Canvas']) as Partial<Point> | undefined
  return typeof canvas?.x === 'number' && typeof canvas.y === 'number' ? { x: canvas.x, y: canvas.y } : null
}

export function moved(document: Document, positions: ReadonlyMap<string, Point>): Document {
  let next = document
  for (const [id, point] of positions) {
    if (!(id in document.Resources)) continue
    const canvas = { ...(getAt(document.Resources[id], ['Metadata', 'Canvas']) as object | undefined), x: snap(point.x), y: snap(point.y) }
    next = setAt(next, ['Resources', id, 'Metadata', 'Canvas'], canvas)
  }
  return next
}

/** Zones a resource is spread over, in the order it names them. */
export function zonesOf(document: Document, kinds: Kinds, id: string): string[] {
  const resource = document.Resources[id]
  if (!resource) return []
  const zones = findReferences(resource.Properties)
    .map((found) => found.target)
    .filter((target) => kinds.get(document.Resources[target]?.Type ?? '')?.lane === 'zone')
  return [...new Set(zones)]
}

/** Groups carry the lanes: their instances live in a zone each. */
export const isGroup = (document: Document, kinds: Kinds, id: string) =>
  kinds.get(document.Resources[id]?.Type ?? '')?.layer === 'compute' && zonesOf(document, kinds, id).length > 0

export function sizeOf(document: Document, kinds: Kinds, id: string): { width: number; height: number } {
  const zones = isGroup(document, kinds, id) ? zonesOf(document, kinds, id).length : 0
  const badges = kinds.get(document.Resources[id]?.Type ?? '')?.badges.length ?? 0
  return { width: NODE_WIDTH + (zones ? 16 : 0), height: HEAD + zones * ZONE_ROW + (badges ? FOOT + badges * BADGE_ROW : 4) }
}

export interface Lane {
  id: string
  zone: string
  box: Box
}

export interface Frame {
  id: string
  network: string
  box: Box
}

/**
 * What lies behind the nodes: one strip for each zone of each group, and a frame round each network. Zones
 * no group uses are strips at the foot of their network, so that nothing of a document is hidden.
 */
export function backdrop(document: Document, kinds: Kinds, boxes: ReadonlyMap<string, Box>): { lanes: Lane[]; frames: Frame[] } {
  const members = new Map<string, Box[]>()
  const groups: { id: string; zones: string[]; network: string }[] = []
  const networks = new Map<string, string[]>()
  for (const id of Object.keys(document.Resources)) {
    const kind = kinds.get(document.Resources[id]!.Type)
    if (kind?.lane === 'zone') {
      const network = networkOf(document, kinds, id)
      networks.set(network, [...(networks.get(network) ?? []), id])
    } else if (kind?.layer === 'network' && !networks.has(id)) networks.set(id, [])
  }
  for (const [id, box] of boxes) {
    const zones = zonesOf(document, kinds, id)
    if (!zones.length) continue
    const network = networkOf(document, kinds, zones[0]!)
    members.set(network, [...(members.get(network) ?? []), box])
    if (isGroup(document, kinds, id)) groups.push({ id, zones, network })
  }
  const used = new Set(groups.flatMap((group) => group.zones))
  const floor = Math.max(0, ...[...boxes.values()].map((box) => box.y + box.height))
  const frames: Frame[] = []
  const lanes: Lane[] = []
  for (const [network, zones] of networks) {
    const inside = members.get(network) ?? []
    const unused = zones.filter((zone) => !used.has(zone))
    const at = positionOf(document, network) ?? { x: 40, y: floor + 64 }
    const hull = inside.length ? inside : [{ ...at, width: NODE_WIDTH, height: 0 }]
    const x = Math.min(...hull.map((b) => b.x)) - LANE_REACH - FRAME.side
    const y = Math.min(...hull.map((b) => b.y)) - FRAME.top
    const right = Math.max(...hull.map((b) => b.x + b.width)) + LANE_REACH + FRAME.side
    const foot = Math.max(...hull.map((b) => b.y + b.height)) + (inside.length ? FRAME.bottom : 0)
    const height = foot - y + unused.length * ZONE_ROW + (unused.length || !inside.length ? FRAME.bottom / 2 : 0)
    const frame = { x, y, width: right - x, height }
    frames.push({ id: `frame:${network}`, network, box: frame })
    const here = groups.filter((group) => group.network === network)
    for (const group of here) {
      const box = boxes.get(group.id)!
      // Alone in its network, a group's lanes run through the whole of it; beside others they stay with it.
      const [left, width] = here.length === 1 ? [x + 8, frame.width - 16] : [box.x - LANE_REACH, box.width + 2 * LANE_REACH]
      group.zones.forEach((zone, i) => {
        lanes.push({ id: `lane:${group.id}:${zone}`, zone, box: { x: left, y: box.y + HEAD + i * ZONE_ROW, width, height: ZONE_ROW } })
      })
    }
    unused.forEach((zone, i) => {
      lanes.push({ id: `lane::${zone}`, zone, box: { x: x + 8, y: foot + i * ZONE_ROW, width: frame.width - 16, height: ZONE_ROW } })
    })
  }
  return { lanes, frames }
}

function networkOf(document: Document, kinds: Kinds, zone: string): string {
  const found = findReferences(document.Resources[zone]?.Properties).find(
    (f) => kinds.get(document.Resources[f.target]?.Type ?? '')?.layer === 'network',
  )
  return found?.target ?? ''
}

/** Left to right in the direction of traffic. The layout library is loaded when first asked for. */
export async function arrange(document: Document, kinds: Kinds, wires: readonly Wire[], ids: readonly string[]): Promise<Map<string, Point>> {
  const dagre = await import('@dagrejs/dagre')
  const graph = new dagre.graphlib.Graph().setGraph({ rankdir: 'LR', nodesep: 48, ranksep: 80, marginx: 40, marginy: 40 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const id of ids) graph.setNode(id, { ...sizeOf(document, kinds, id) })
  for (const wire of wires) if (ids.includes(wire.source) && ids.includes(wire.target)) graph.setEdge(wire.source, wire.target)
  dagre.layout(graph)
  return new Map(
    ids.map((id) => {
      const node = graph.node(id) as Box
      return [id, { x: snap(node.x - node.width / 2), y: snap(node.y - node.height / 2) }]
    }),
  )
}

/** Places for nodes without a position: in a column to the right of what is there. */
export function placeAll(document: Document, ids: readonly string[]): Map<string, Point> {
  const points = new Map<string, Point>()
  const missing: string[] = []
  for (const id of ids) {
    const point = positionOf(document, id)
    if (point) points.set(id, point)
    else missing.push(id)
  }
  const right = points.size ? Math.max(...[...points.values()].map((p) => p.x)) + NODE_WIDTH + 96 : 40
  missing.forEach((id, i) => points.set(id, { x: right, y: 40 + i * (NODE_HEIGHT + 32) }))
  return points
}

