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
export const NODE_WIDTH = 184
export const NODE_HEIGHT = 92
/** A group: its head, one row a zone, its foot with the badges. */
export const GROUP_HEAD = 48
export const ZONE_ROW = 44
export const GROUP_FOOT = 36
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
  return zones ? { width: NODE_WIDTH + 24, height: GROUP_HEAD + zones * ZONE_ROW + GROUP_FOOT } : { width: NODE_WIDTH, height: NODE_HEIGHT }
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

/** What lies behind the nodes: one strip for each zone of each group, and a frame round each network. */
export function backdrop(document: Document, kinds: Kinds, boxes: ReadonlyMap<string, Box>): { lanes: Lane[]; frames: Frame[] } {
  const groups = [...boxes.keys()].filter((id) => isGroup(document, kinds, id))
  const used = new Set<string>()
  const members = new Map<string, Box[]>()
  const laneOf: { group: string; zones: string[]; network: string }[] = []
  for (const [id, box] of boxes) {
    const zones = zonesOf(document, kinds, id)
    if (!zones.length) continue
    const network = networkOf(document, kinds, zones[0]!)
    members.set(network, [...(members.get(network) ?? []), box])
    if (groups.includes(id)) {
      laneOf.push({ group: id, zones, network })
      zones.forEach((zone) => used.add(zone))
    }
  }
  const frames: Frame[] = []
  for (const [network, inside] of members) {
    const x = Math.min(...inside.map((b) => b.x)) - LANE_REACH - FRAME.side
    const y = Math.min(...inside.map((b) => b.y)) - FRAME.top
    const right = Math.max(...inside.map((b) => b.x + b.width)) + LANE_REACH + FRAME.side
    const bottom = Math.max(...inside.map((b) => b.y + b.height)) + FRAME.bottom
    frames.push({ id: `frame:${network}`, network, box: { x, y, width: right - x, height: bottom - y } })
  }
  const lanes: Lane[] = []
  for (const { group, zones, network } of laneOf) {
    const box = boxes.get(group)!
    const frame = frames.find((f) => f.network === network)!.box
    // Alone in its network, a group's lanes run through the whole of it; beside others they stay with it.
    const alone = laneOf.filter((other) => other.network === network).length === 1
    const x = alone ? frame.x + 8 : box.x - LANE_REACH
    const width = alone ? frame.width - 16 : box.width + 2 * LANE_REACH
    zones.forEach((zone, i) => {
      lanes.push({ id: `lane:${group}:${zone}`, zone, box: { x, y: box.y + GROUP_HEAD + i * ZONE_ROW, width, height: ZONE_ROW } })
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
  const graph = new dagre.graphlib.Graph().setGraph({ rankdir: 'LR', nodesep: 56, ranksep: 96, marginx: 40, marginy: 40 })
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

