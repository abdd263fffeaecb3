/** Wires: their width is the traffic, their dots are requests. At most eight move. */
import { BaseEdge, type Edge, type EdgeProps, getBezierPath } from '@xyflow/react'
import { memo, useEffect, useRef } from 'react'
import { subscribeValue, useLive } from '../live'
import type { LayerId, MetricValue } from '../shared/types'
import { headline } from './nodes'

export interface WireData extends Record<string, unknown> {
  /** Where its rate is read: resource and metric. */
  rate: { id: string; metric: string } | null
  layer: LayerId
  /** A name server answers; the requests go elsewhere. */
  answersOnly: boolean
  /** Among the eight that move. */
  moves: boolean
}

export type WireEdge = Edge<WireData, 'wire'>

/** 1 request a second is a thread, 10,000 a rope. */
const widthOf = (rate: number) => Math.min(6, 1.5 + Math.log10(1 + Math.max(0, rate)))
/** Distance between dots in pixels: more requests, closer dots. */
const gapOf = (rate: number) => Math.max(9, 44 - 9 * Math.log10(1 + Math.max(0, rate)))

export const WireView = memo(function WireView(props: EdgeProps<WireEdge>) {
  const { id, data, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected } = props
  const [path] = getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, curvature: 0.3 })
  const group = useRef<SVGGElement>(null)
  const running = useLive((s) => s.run?.status === 'running')
  const rateId = data?.rate?.id
  const rateMetric = data?.rate?.metric
  useEffect(() => {
    if (!rateId || !rateMetric) return
    return subscribeValue(rateId, rateMetric, (value: MetricValue) => {
      const shown = headline(value)
      const rate = typeof shown === 'number' ? shown : 0
      const style = group.current?.style
      if (!style) return
      style.setProperty('--wire-width', widthOf(rate).toFixed(1))
      // Steps of two pixels: a gap that changed with every frame would make the dots jump.
      style.setProperty('--wire-gap', String(Math.round(gapOf(rate) / 2) * 2))
      style.setProperty('--wire-dots', rate > 0 ? '1' : '0')
    })
  }, [rateId, rateMetric])
  return (
    <g ref={group} className="wire" data-layer={data?.layer} data-selected={selected} data-answers={data?.answersOnly} data-flows={data?.moves && running}>
      <BaseEdge id={id} path={path} interactionWidth={24} {...(props.markerEnd ? { markerEnd: props.markerEnd } : {})} className="wire-line" />
      {data?.moves && running && <path d={path} className="wire-dots" />}
    </g>
  )
})

export const edgeTypes = { wire: WireView }
