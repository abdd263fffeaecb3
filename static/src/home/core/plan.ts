/** The small architecture: rows in the direction of traffic, viewers gathered into one. */
import type { Catalogue, Document, LayerId } from '../../shared/types'
import { wiresOf } from '../../workbench/core/references'

export interface PlanNode {
  id: string
  type: string
  layer: LayerId
  label: string
  row: number
  /** 0 to 1 across. */
  across: number
  /** The resources it stands for. */
  resources: string[]
}

export interface PlanWire {
  source: PlanNode
  target: PlanNode
}

export interface Plan {
  nodes: PlanNode[]
  wires: PlanWire[]
  rows: number
}

const CLIENTS = 'Lab::Clients'

export function planOf(document: Document, catalogue: Catalogue): Plan {
  const kinds = new Map(catalogue.kinds.map((kind) => [kind.type, kind]))
  const nodes = new Map<string, PlanNode>()
  const standsFor = new Map<string, string>()
  for (const [id, resource] of Object.entries(document.Resources)) {
    const kind = kinds.get(resource.Type)
    if (!kind?.canvas) continue
    const key = resource.Type === CLIENTS ? CLIENTS : id
    standsFor.set(id, key)
    const there = nodes.get(key)
    if (there) there.resources.push(id)
    else nodes.set(key, { id: key, type: resource.Type, layer: kind.layer, label: key === CLIENTS ? kind.label : id, row: 0, across: 0.5, resources: [id] })
  }
  const pairs = new Map<string, [string, string]>()
  for (const { source, target } of wiresOf(document, catalogue)) {
    const from = standsFor.get(source)
    const to = standsFor.get(target)
    if (from && to && from !== to) pairs.set(`${from}>${to}`, [from, to])
  }
  const links = [...pairs.values()]
  // Longest way from the viewers; as many passes as nodes end it even where wires form a ring.
  for (let pass = 0; pass < nodes.size; pass += 1)
    for (const [from, to] of links) nodes.get(to)!.row = Math.min(nodes.size - 1, Math.max(nodes.get(to)!.row, nodes.get(from)!.row + 1))
  const used = [...new Set([...nodes.values()].map((node) => node.row))].sort((a, b) => a - b)
  const byRow = used.map((row) => [...nodes.values()].filter((node) => node.row === row))
  byRow.forEach((members, row) =>
    members.forEach((node, place) => {
      node.row = row
      node.across = (place + 0.5) / members.length
    }),
  )
  return {
    nodes: [...nodes.values()], rows: byRow.length,
    wires: links.map(([from, to]) => ({ source: nodes.get(from)!, target: nodes.get(to)! })),
  }
}
