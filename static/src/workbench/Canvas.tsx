/** The canvas: the document as nodes, lanes and wires, and the gestures that change it. */
import {
  applyNodeChanges, type Connection, ConnectionMode, type FinalConnectionState, MarkerType, type NodeChange, Panel, ReactFlow,
  useReactFlow, useStoreApi,
} from '@xyflow/react'
import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { LayerId } from '../shared/types'
import { backdrop, type Box, isGroup, placeAll, sizeOf, zonesOf } from './core/layout'
import { getAt } from './core/paths'
import { familyOf, rootOf } from './core/references'
import { mayConnect } from './core/rules'
import { edgeTypes, type WireEdge } from './edges'
import { Icon } from './icons'
import { t } from './messages'
import { type CanvasNode, nodeTypes, type ResourceNode, type ZoneRow } from './nodes'
import {
  addKind, arrangeAll, connect, currentDocument, fitAll, move, remove, select, selectWire, useWorkbench,
} from './store'

export const KIND_MIME = 'application/x-stratolab-kind'
const MOVING = 8

/** All of it, but never so small that its numbers cannot be read: a phone pans. */
const fitting = (bottom: number | `${number}px` = 0.06) => ({ padding: { x: 0.06, top: 0.06, bottom }, maxZoom: 1, minZoom: window.innerWidth < 600 ? 0.5 : 0.2 })

/** The metric that says how much goes over a wire into a resource of a type; else what its source takes in. */
const intake = ['RequestCount', 'AllRequests', 'Requests', 'Queries']

function useModel() {
  const document = useWorkbench((s) => s.history.document)
  const kinds = useWorkbench((s) => s.kinds)
  const catalogue = useWorkbench((s) => s.catalogue)
  const ids = useWorkbench((s) => s.nodes)
  const owned = useWorkbench((s) => s.owned)
  const wires = useWorkbench((s) => s.wires)
  const problems = useWorkbench((s) => s.problems)
  const locked = useWorkbench((s) => s.locked)

  const counts = useMemo(() => {
    const found = new Map<string, { errors: number; warnings: number }>()
    for (const problem of problems) {
      const id = rootOf(String(problem.path[0] === 'Resources' ? problem.path[1] : (problem.path[0] ?? '')), owned)
      const entry = found.get(id) ?? { errors: 0, warnings: 0 }
      if (problem.severity === 'warning') entry.warnings++
      else entry.errors++
      found.set(id, entry)
    }
    return found
  }, [problems, owned])

  // A node keeps its data object as long as nothing about it changed: React then leaves it alone.
  const kept = useRef(new Map<string, { signature: string; node: ResourceNode }>())
  const resources = useMemo(() => {
    const points = placeAll(document, ids)
    const sends = new Set(catalogue.wires.map((wire) => wire.source))
    const takes = new Set(catalogue.wires.map((wire) => wire.target))
    const next = new Map<string, { signature: string; node: ResourceNode }>()
    for (const id of ids) {
      const resource = document.Resources[id]!
      const kind = kinds.get(resource.Type) ?? null
      const layer: LayerId = kind?.layer ?? 'network'
      const size = sizeOf(document, kinds, id)
      const zones: ZoneRow[] = isGroup(document, kinds, id)
        ? zonesOf(document, kinds, id).map((zone) => ({ id: zone, label: String(getAt(document.Resources[zone], ['Properties', 'AvailabilityZone']) ?? zone) }))
        : []
      const place = getAt(resource, ['Properties', 'Location'])
      const where = typeof place === 'string' ? (catalogue.places.find((one) => one.id === place)?.label ?? place) : kind?.account ? resource.Account : undefined
      const detail = [kind?.label ?? resource.Type, where].filter(Boolean).join(' · ')
      const { errors, warnings } = counts.get(id) ?? { errors: 0, warnings: 0 }
      const signature = JSON.stringify([points.get(id), size, zones, detail, errors, warnings, resource.Type])
      const old = kept.current.get(id)
      next.set(id, old?.signature === signature && old.node.data.kind === kind ? old : {
        signature,
        node: {
          id, type: 'resource', position: points.get(id)!, width: size.width, height: size.height, zIndex: 2,
          ariaLabel: `${kind?.label ?? resource.Type}: ${id}${locked.has(id) ? `, ${t('locked')}` : ''}${errors + warnings ? `, ${t('problemsOf', { count: errors + warnings })}` : ''}`,
          data: {
            kind, type: resource.Type, layer, detail, errors, warnings, zones, ...size, offer: null,
            ends: { source: sends.has(resource.Type), target: takes.has(resource.Type) },
          },
        },
      })
    }
    kept.current = next
    return [...next.values()].map((entry) => entry.node)
  }, [document, kinds, catalogue, ids, counts, locked])

  const edges = useMemo<WireEdge[]>(() => wires.map((wire, i) => {
    const from = kinds.get(document.Resources[wire.source]!.Type)
    const to = kinds.get(document.Resources[wire.target]!.Type)
    const into = intake.find((name) => to?.metrics.some((m) => m.name === name))
    const outOf = intake.find((name) => from?.metrics.some((m) => m.name === name))
    return {
      id: `${wire.source}→${wire.target}`, type: 'wire', source: wire.source, target: wire.target, zIndex: 1,
      ariaLabel: t('wire', { source: wire.source, target: wire.target }),
      markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14, color: `var(--layer-${from?.layer ?? 'network'})`, markerUnits: 'userSpaceOnUse' },
      data: {
        rate: into ? { id: wire.target, metric: into } : outOf ? { id: wire.source, metric: outOf } : null,
        layer: from?.layer ?? 'network',
        answersOnly: from?.layer === 'dns' || to?.layer === 'dns',
        moves: i < MOVING,
      },
    }
  }), [document, kinds, wires])

  return { document, kinds, owned, resources, edges }
}

export function Canvas() {
  const { document, kinds, owned, resources, edges } = useModel()
  const readOnly = useWorkbench((s) => s.readOnly)
  const selection = useWorkbench((s) => s.history.selection)
  const selectedWire = useWorkbench((s) => s.selectedWire)
  const look = useWorkbench((s) => s.look)
  const flow = useReactFlow<CanvasNode, WireEdge>()
  const flowStore = useStoreApi()
  const [nodes, setNodes] = useState<ResourceNode[]>(resources)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [wiring, setWiring] = useState<Wiring | null>(null)
  const pointer = useRef<HTMLDivElement>(null)
  const dragging = useRef(false)
  const canvas = useRef<HTMLDivElement>(null)
  const controls = useRef<HTMLDivElement>(null)
  const [fitsFirst] = useState(resources.length > 0)
  /** All of it is in view and nobody has moved the view since: then it stays so when its room changes. */
  const fitted = useRef(fitsFirst)
  const resourcesNow = useRef(0)
  resourcesNow.current = resources.length

  // The document leads; what the canvas measured of a node stays with it.
  useEffect(() => {
    setNodes((before) => {
      const old = new Map(before.map((node) => [node.id, node]))
      return resources.map((node) => {
        const was = old.get(node.id)
        const offer = wiring === null ? null : offerOf(wiring, node.id)
        const selected = selection.includes(node.id)
        if (was && was.position === node.position && was.selected === selected && was.data.offer === offer && sameData(was, node)) return was
        return { ...node, ...(was?.measured ? { measured: was.measured } : {}), selected, data: offer === null ? node.data : { ...node.data, offer } }
      })
    })
  }, [resources, selection, wiring])

  /** All of it in view, and nothing behind the view's own buttons. */
  const fitNow = useCallback(() => {
    const hidden = () => {
      const bar = controls.current?.getBoundingClientRect()
      const all = canvas.current?.getBoundingClientRect()
      if (!bar || !all) return false
      const { transform: [left, top, zoom], nodeLookup } = flowStore.getState()
      return [...nodeLookup.values()].some((node) => node.type === 'resource'
        && all.left + left + (node.internals.positionAbsolute.x + (node.measured.width ?? 0)) * zoom > bar.left
        && all.top + top + (node.internals.positionAbsolute.y + (node.measured.height ?? 0)) * zoom > bar.top)
    }
    void flow.fitView({ ...fitting(), duration: 0 }).then(() => {
      if (hidden()) void flow.fitView({ ...fitting('56px'), duration: 0 })
    })
  }, [flow, flowStore])

  useEffect(() => {
    if (!look) return
    const run = () => {
      if (look.at === 'all') {
        // With nothing to fit the wish would wait, and snatch away the first node where it is dropped.
        if (!resourcesNow.current) return
        fitted.current = true
        fitNow()
      }
      else {
        // Only when it cannot be seen: a camera that always moves is a nuisance.
        const node = flow.getInternalNode(look.at)
        const { width, height, transform } = flowStore.getState()
        if (!node) return
        const x = node.internals.positionAbsolute.x * transform[2] + transform[0]
        const y = node.internals.positionAbsolute.y * transform[2] + transform[1]
        const outside = x < 0 || y < 0 || x + 120 * transform[2] > width || y + 60 * transform[2] > height
        if (outside) void flow.fitView({ ...fitting(), duration: 150 })
      }
    }
    const frame = requestAnimationFrame(() => requestAnimationFrame(run))
    return () => cancelAnimationFrame(frame)
  }, [look, flow, flowStore, fitNow])

  useEffect(() => {
    let { width, height } = flowStore.getState()
    return flowStore.subscribe((now) => {
      if (now.width === width && now.height === height) return
      ;({ width, height } = now)
      if (fitted.current && width && height) requestAnimationFrame(fitNow)
    })
  }, [fitNow, flowStore])

  const scenery = useMemo(() => {
    const boxes = new Map<string, Box>(nodes.map((node) => [node.id, { ...node.position, width: node.data.width, height: node.data.height }]))
    const { lanes, frames } = backdrop(document, kinds, boxes)
    const name = (id: string, property: string) => String(getAt(document.Resources[id], ['Properties', property]) ?? id)
    const common = { draggable: false, connectable: false, deletable: false, focusable: false }
    const drawn: CanvasNode[] = frames.filter((frame) => frame.network).map((frame) => ({
      ...common, focusable: true, ariaLabel: `VPC: ${frame.network}`, id: frame.id, type: 'frame', position: { x: frame.box.x, y: frame.box.y }, width: frame.box.width, height: frame.box.height,
      zIndex: -2, selected: selection.includes(frame.network), data: { label: frame.network, detail: name(frame.network, 'CidrBlock') },
    }))
    for (const lane of lanes)
      drawn.push({
        ...common, id: lane.id, type: 'lane', position: { x: lane.box.x, y: lane.box.y }, width: lane.box.width, height: lane.box.height,
        zIndex: -1, selected: selection.includes(lane.zone), data: { label: lane.id.startsWith('lane::') ? name(lane.zone, 'AvailabilityZone') : '', detail: lane.zone },
      })
    return drawn
  }, [document, kinds, nodes, selection])

  const shownNodes = useMemo<CanvasNode[]>(() => [...scenery, ...nodes], [scenery, nodes])
  const shownEdges = useMemo(
    () => (selectedWire ? edges.map((e) => (e.source === selectedWire.source && e.target === selectedWire.target ? { ...e, selected: true } : e)) : edges),
    [edges, selectedWire],
  )

  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    const keys = new Map<string, { x: number; y: number }>()
    const selected = new Map<string, boolean>()
    for (const change of changes) {
      // Arrow keys: a position that nobody drags. The end of a drag reports itself.
      if (change.type === 'position' && !change.dragging && !dragging.current && change.position) keys.set(change.id, change.position)
      if (change.type === 'select') selected.set(change.id, change.selected)
    }
    const mine = changes.filter((c) => c.type !== 'remove' && c.type !== 'select' && !('id' in c && /^(lane|frame):/.test(c.id))) as NodeChange<ResourceNode>[]
    if (mine.length) setNodes((now) => applyNodeChanges(mine, now))
    if (keys.size) move(keys, true)
    if (selected.size) {
      const now = new Set(useWorkbench.getState().history.selection)
      for (const [id, on] of selected) {
        const target = id.startsWith('lane:') ? id.split(':')[2]! : id.startsWith('frame:') ? id.slice(6) : id
        if (on) now.add(target)
        else now.delete(target)
      }
      select([...now])
    }
  }, [])

  const drop = (dragged: CanvasNode[]) => {
    move(new Map(dragged.filter((n) => n.type === 'resource').map((n) => [n.id, n.position])))
    setTimeout(() => { dragging.current = false })
  }

  const judge = useCallback((source: string, target: string) => {
    const { catalogue, wires } = useWorkbench.getState()
    return mayConnect(catalogue, currentDocument(), wires, source, target)
  }, [])

  const explain = useCallback((pair: { source: string; target: string } | null) => {
    if (!pair) return setRefusal(null)
    const answer = judge(pair.source, pair.target)
    setRefusal(answer.allowed ? null : answer.why === 'refused' ? answer.reason : t(answer.why === 'exists' ? 'wireExists' : 'wireSelf'))
  }, [judge])

  // While a wire is drawn: what lies under the pointer, not only what a handle would snap to.
  useEffect(() => {
    if (wiring === null) return
    const onMove = (event: PointerEvent) => {
      const box = pointer.current
      if (box) box.style.transform = `translate(${event.clientX + 16}px, ${event.clientY + 16}px)`
      const under = window.document.elementsFromPoint(event.clientX, event.clientY).find((e) => e.closest('.react-flow__node-resource'))
      const id = under?.closest<HTMLElement>('.react-flow__node-resource')?.dataset['id']
      explain(id && id !== wiring.id ? ends(wiring, id) : null)
    }
    window.addEventListener('pointermove', onMove)
    return () => window.removeEventListener('pointermove', onMove)
  }, [wiring, explain])

  const onConnectEnd = useCallback((event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
    const from = state.fromNode?.id
    setWiring(null)
    if (from && !state.isValid) {
      // Let go on the node's body instead of its handle: meant all the same.
      const at = 'changedTouches' in event ? event.changedTouches[0] : event
      const under = at && window.document.elementFromPoint(at.clientX, at.clientY)?.closest<HTMLElement>('.react-flow__node-resource')
      const to = under?.dataset['id']
      if (to && to !== from) {
        const { source, target } = ends({ id: from, backwards: state.fromHandle?.type === 'target' }, to)
        if (judge(source, target).allowed) void connect(source, target)
      }
    }
    setTimeout(() => setRefusal(null), 2500)
  }, [judge])

  const zoom = (by: () => Promise<boolean>) => {
    fitted.current = false
    void by()
  }

  const onDrop = (event: DragEvent) => {
    const type = event.dataTransfer.getData(KIND_MIME)
    const kind = kinds.get(type)
    if (!kind) return
    event.preventDefault()
    const point = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })
    void addKind(kind, { x: Math.round(point.x - 92), y: Math.round(point.y - 46) })
  }

  const aria = useMemo(() => ({
    'node.a11yDescription.default': t('nodeHelp'),
    'node.a11yDescription.keyboardDisabled': t('nodeHelp'),
    'edge.a11yDescription.default': t('edgeHelp'),
    'controls.ariaLabel': t('controls'),
    'controls.zoomIn.ariaLabel': t('zoomIn'),
    'controls.zoomOut.ariaLabel': t('zoomOut'),
    'controls.fitView.ariaLabel': t('fit'),
    'controls.interactive.ariaLabel': t('interactive'),
    'minimap.ariaLabel': t('minimap'),
    'handle.ariaLabel': '',
  }), [])

  const familyMembers = useCallback((ids: string[]) => new Set(ids.flatMap((id) => familyOf(id, owned))), [owned])

  return (
    <div className="canvas" ref={canvas} onDrop={onDrop} onDragOver={(event) => {
      if (!event.dataTransfer.types.includes(KIND_MIME) || readOnly) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
    }}>
      <ReactFlow<CanvasNode, WireEdge>
        nodes={shownNodes} edges={shownEdges} nodeTypes={nodeTypes} edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onInit={() => { if (fitted.current) fitNow() }}
        onMoveStart={(event) => { if (event) fitted.current = false }}
        onNodeDragStart={() => { dragging.current = true }}
        onSelectionDragStart={() => { dragging.current = true }}
        onNodeDragStop={(_, __, dragged) => drop(dragged)}
        onSelectionDragStop={(_, dragged) => drop(dragged)}
        onEdgesChange={(changes) => {
          for (const change of changes) {
            if (change.type !== 'select') continue
            const edge = edges.find((e) => e.id === change.id)
            if (change.selected && edge) selectWire({ source: edge.source, target: edge.target })
            else if (!change.selected) selectWire(null)
          }
        }}
        onConnectStart={(_, { nodeId, handleType }) => setWiring(nodeId ? { id: nodeId, backwards: handleType === 'target' } : null)}
        onConnect={({ source, target }: Connection) => void connect(source, target)}
        onConnectEnd={onConnectEnd}
        isValidConnection={({ source, target }) => judge(source, target).allowed}
        onBeforeDelete={async ({ nodes: gone, edges: cut }) => {
          const ids = gone.filter((n) => n.type === 'resource').map((n) => n.id)
          const family = familyMembers(ids)
          void remove(ids, cut.filter((e) => !family.has(e.source) && !family.has(e.target)))
          return false
        }}
        nodesDraggable={!readOnly} nodesConnectable={!readOnly} edgesReconnectable={false} elementsSelectable
        nodesFocusable edgesFocusable connectionMode={ConnectionMode.Strict} connectionRadius={28}
        deleteKeyCode={readOnly ? null : ['Delete', 'Backspace']} multiSelectionKeyCode={['Shift', 'Control', 'Meta']} selectionKeyCode="Shift"
        snapToGrid snapGrid={[8, 8]} minZoom={0.2} maxZoom={2} fitView={fitsFirst} fitViewOptions={fitting()}
        panActivationKeyCode={null} zoomOnDoubleClick={false} elevateNodesOnSelect={false} elevateEdgesOnSelect={false}
        ariaLabelConfig={aria} proOptions={{ hideAttribution: false }} attributionPosition="top-right"
        defaultMarkerColor="var(--line-strong)"
      >
        <Panel position="bottom-right">
          <div className="canvas-controls" ref={controls} role="group" aria-label={t('controls')}>
            <button type="button" className="button icon" onClick={() => zoom(flow.zoomIn)} aria-label={t('zoomIn')} title={t('zoomIn')}><Icon name="plus" /></button>
            <button type="button" className="button icon" onClick={() => zoom(flow.zoomOut)} aria-label={t('zoomOut')} title={t('zoomOut')}><Icon name="minus" /></button>
            <button type="button" className="button icon" onClick={fitAll} aria-label={t('fit')} title={t('fit')}><Icon name="fit" /></button>
            {!readOnly && (
              <button type="button" className="button" onClick={() => void arrangeAll()} title={t('arrange')}>
                <Icon name="arrange" /><span>{t('arrange')}</span>
              </button>
            )}
          </div>
        </Panel>
      </ReactFlow>
      {resources.length === 0 && <Empty />}
      <div className="refusal" ref={pointer} hidden={!refusal} aria-hidden="true">{refusal}</div>
      <div className="visually-hidden" role="status">{refusal}</div>
    </div>
  )

  function offerOf(from: Wiring, to: string): 'yes' | 'no' | null {
    const { source, target } = ends(from, to)
    return from.id === to ? null : judge(source, target).allowed ? 'yes' : 'no'
  }
}

interface Wiring {
  id: string
  /** Drawn from a target handle: the traffic will come from where it ends. */
  backwards: boolean
}

const ends = (from: Wiring, to: string) => (from.backwards ? { source: to, target: from.id } : { source: from.id, target: to })

const sameData = (a: ResourceNode, b: ResourceNode) =>
  a.data === b.data || (a.data.offer !== null && JSON.stringify({ ...a.data, offer: null, kind: null }) === JSON.stringify({ ...b.data, kind: null }))

function Empty() {
  const kinds = useWorkbench((s) => s.kinds)
  const readOnly = useWorkbench((s) => s.readOnly)
  const clients = kinds.get('Lab::Clients')
  return (
    <div className="canvas-empty">
      <h2>{t('emptyTitle')}</h2>
      <p>{t('emptyText')}</p>
      {clients && !readOnly && <button type="button" className="button primary" onClick={() => void addKind(clients, { x: 40, y: 120 })}>{t('emptyAction')}</button>}
    </div>
  )
}
