/** Nodes of the canvas. Numbers are written into them past React, so that sixty badges cost nothing. */
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { memo, useEffect, useRef } from 'react'
import { subscribeValue } from '../live'
import { NOTHING, withUnit } from '../shared/format'
import { Pictogram, shapeOf, type State, stateElement } from '../shared/pictograms'
import type { Kind, LayerId, MetricSpec, MetricValue } from '../shared/types'
import { Icon } from './icons'
import { t } from './messages'
import { useWorkbench } from './store'

export interface ZoneRow {
  id: string
  label: string
}

export interface ResourceData extends Record<string, unknown> {
  kind: Kind | null
  type: string
  layer: LayerId
  /** Second line: a name, a region, an address. */
  detail: string
  errors: number
  warnings: number
  zones: ZoneRow[]
  width: number
  height: number
  /** While a wire is being drawn: whether it may end here. */
  offer: 'yes' | 'no' | null
  /** Whether traffic can come in and go on at all. */
  ends: { source: boolean; target: boolean }
}

export type ResourceNode = Node<ResourceData, 'resource'>
export type LaneNode = Node<{ label: string; detail: string }, 'lane'>
export type FrameNode = Node<{ label: string; detail: string }, 'frame'>
export type CanvasNode = ResourceNode | LaneNode | FrameNode

/** One number for what a badge shows: of percentiles the 90th, of the rest the sum. */
export function headline(value: MetricValue): number | string | null {
  if (value === null || typeof value !== 'object') return value
  if ('p90' in value) return value['p90'] ?? null
  // Nothing failed for any cause: that is a number, and it is zero.
  if (Object.keys(value).length === 0) return 0
  const numbers = Object.values(value).filter((v): v is number => typeof v === 'number')
  return numbers.length ? numbers.reduce((a, b) => a + b, 0) : null
}

export function Badge({ id, metric }: { id: string; metric: MetricSpec }) {
  const box = useRef<HTMLSpanElement>(null)
  useEffect(
    () =>
      subscribeValue(id, metric.name, (value) => {
        const element = box.current
        if (!element) return
        const shown = headline(value)
        const text = typeof shown === 'string' ? shown : withUnit(shown, metric.unit)
        if (element.textContent !== text) element.textContent = text
        element.dataset['empty'] = String(text === NOTHING)
      }),
    [id, metric],
  )
  return (
    <span className="badge">
      <span className="badge-name">{metric.label}</span>
      <span className="badge-value number" ref={box} data-empty="true">{NOTHING}</span>
    </span>
  )
}

const order: State[] = ['healthy', 'booting', 'unhealthy', 'draining', 'terminated']
const MOST = 10

/** The instances of one zone as a row of glyphs; many of one state become one glyph with a count. */
function Instances({ id, zones }: { id: string; zones: ZoneRow[] }) {
  const rows = useRef<Map<string, HTMLElement>>(new Map())
  useEffect(() => {
    let states: Record<string, string> = {}
    let places: Record<string, string> = {}
    const draw = () => {
      for (const zone of zones) {
        const row = rows.current.get(zone.id)
        if (!row) continue
        const counts = new Map<State, number>()
        let total = 0
        for (const [instance, state] of Object.entries(states)) {
          const place = places[instance]
          if (place !== zone.label && place !== zone.id) continue
          const shape = shapeOf(state)
          if (shape === 'terminated') continue
          counts.set(shape, (counts.get(shape) ?? 0) + 1)
          total++
        }
        const signature = order.map((s) => counts.get(s) ?? 0).join()
        if (row.dataset['shown'] === signature) continue
        row.dataset['shown'] = signature
        const parts: (Element | string)[] = []
        for (const state of order) {
          const count = counts.get(state) ?? 0
          if (!count) continue
          if (total > MOST) {
            const label = document.createElement('b')
            label.className = 'number'
            label.textContent = String(count)
            parts.push(stateElement(state, 12), label)
          } else for (let i = 0; i < count; i++) parts.push(stateElement(state, 12))
        }
        row.replaceChildren(...parts)
      }
    }
    const record = (value: MetricValue) => (value !== null && typeof value === 'object' ? (value as Record<string, string>) : {})
    const stops = [
      subscribeValue(id, 'InstanceStates', (value) => { states = record(value); draw() }),
      subscribeValue(id, 'InstanceZones', (value) => { places = record(value); draw() }),
    ]
    return () => stops.forEach((stop) => stop())
  }, [id, zones])
  return (
    <div className="zones">
      {zones.map((zone) => (
        <div className="zone" key={zone.id}>
          <span className="zone-name">{zone.label}</span>
          <span className="instances" ref={(element) => void (element ? rows.current.set(zone.id, element) : rows.current.delete(zone.id))} />
        </div>
      ))}
    </div>
  )
}

export const ResourceView = memo(function ResourceView({ id, data, selected }: NodeProps<ResourceNode>) {
  const { kind, layer } = data
  const locked = useWorkbench((s) => s.locked.has(id))
  const badges = (kind?.badges ?? []).map((name) => kind!.metrics.find((m) => m.name === name)).filter((m): m is MetricSpec => !!m)
  const problems = data.errors + data.warnings
  return (
    <div className="node" data-layer={layer} data-selected={selected} data-offer={data.offer} data-group={data.zones.length > 0}
      style={{ width: data.width, height: data.height }}>
      <Handle type="target" position={Position.Left} className={data.ends.target ? '' : 'unused'} isConnectable={data.ends.target} />
      <div className="node-head">
        <span className="node-icon"><Pictogram type={data.type} layer={layer} size={22} /></span>
        <span className="node-names">
          <strong>{id}</strong>
          <small>{data.detail}</small>
        </span>
        {locked && <span className="node-lock" title={t('locked')}><Icon name="lock" /></span>}
        {problems > 0 && (
          <span className="node-problems" data-severity={data.errors ? 'error' : 'warning'} title={t('problemsOf', { count: problems })}>
            {problems}
          </span>
        )}
      </div>
      {data.zones.length > 0 && <Instances id={id} zones={data.zones} />}
      <div className="badges">{badges.map((metric) => <Badge key={metric.name} id={id} metric={metric} />)}</div>
      <Handle type="source" position={Position.Right} className={data.ends.source ? '' : 'unused'} isConnectable={data.ends.source} />
    </div>
  )
})

export const LaneView = memo(function LaneView({ data, width, height, selected }: NodeProps<LaneNode>) {
  return (
    <div className="lane" data-selected={selected} style={{ width, height }}>
      <span>{data.label}</span>
    </div>
  )
})

export const FrameView = memo(function FrameView({ data, width, height, selected }: NodeProps<FrameNode>) {
  return (
    <div className="frame" data-selected={selected} style={{ width, height }}>
      <span><Pictogram type="AWS::EC2::VPC" layer="network" size={14} /> {data.label} <small>{data.detail}</small></span>
    </div>
  )
})

export const nodeTypes = { resource: ResourceView, lane: LaneView, frame: FrameView }
