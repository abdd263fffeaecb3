/** Nodes of the canvas. Numbers are written into them past React, so that sixty badges cost nothing. */
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { lazy, memo, Suspense, useEffect, useRef } from 'react'
import { subscribeValue } from '../live'
import { NOTHING, withUnit } from '../shared/format'
import { Pictogram } from '../shared/pictograms'
import type { Kind, LayerId, MetricSpec, MetricValue } from '../shared/types'
import { Icon } from './icons'
import { t } from './messages'
import { useWorkbench } from './store'

const ZoneRows = lazy(() => import('./instances/ZoneRows').then((module) => ({ default: module.ZoneRows })))

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

/** The zones without their instances: what is there before the world is. */
function ZoneNames({ zones }: { zones: ZoneRow[] }) {
  return <div className="zones">{zones.map((zone) => <div className="zone" key={zone.id}><span className="zone-name">{zone.label}</span></div>)}</div>
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
      {data.zones.length > 0 && <Suspense fallback={<ZoneNames zones={data.zones} />}><ZoneRows id={id} zones={data.zones} /></Suspense>}
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
