/** The architecture behind the map: what a request passes through, with the number that matters at each stop. */
import { useLayoutEffect, useRef, useState } from 'react'
import { Pictogram } from '../shared/pictograms'
import { shapeOf, StateGlyph } from '../shared/states'
import { reducedMotion } from '../shared/theme'
import { format, type Quantity } from '../live/core/format'
import type { LiveFrame } from '../live/core/types'
import { total, type Value } from '../live/core/values'
import { t } from './messages'
import { frames, useLive } from '../live/store'
import { dots } from './core/traffic'
import type { Plan, PlanNode } from './core/plan'

const ZONE = 'AWS::Route53::HostedZone'

/** The one metric a stop is read by. */
const READ: Record<string, { metric: string; quantity: Quantity }> = {
  'Lab::Clients': { metric: 'Requests', quantity: 'per_second' },
  'AWS::Route53::HostedZone': { metric: 'Queries', quantity: 'per_second' },
  'AWS::CloudFront::Distribution': { metric: 'HitRatio', quantity: 'ratio' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { metric: 'RequestCount', quantity: 'per_second' },
  'AWS::AutoScaling::AutoScalingGroup': { metric: 'CPUUtilization', quantity: 'percent' },
  'AWS::S3::Bucket': { metric: 'AllRequests', quantity: 'per_second' },
}

/** What a bare percentage is a percentage of. */
const UNITS: Record<string, () => string> = {
  'AWS::CloudFront::Distribution': () => t('hitUnit'),
  'AWS::AutoScaling::AutoScalingGroup': () => 'CPU',
}

interface Props {
  plan: Plan
  frame: LiveFrame | null
  moving: boolean
  /** Wires that may carry dots. */
  animated: number
}

export function Architecture({ plan, frame, moving, animated }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const svg = useRef<SVGSVGElement>(null)
  const [size, setSize] = useState({ width: 400, height: 360 })
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const watch = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  useLayoutEffect(() => {
    if (moving) svg.current?.unpauseAnimations()
    else svg.current?.pauseAnimations()
  }, [moving])

  const value = (node: PlanNode, metric: string): Value => frame?.values[node.resources[0]!]?.[metric] ?? null
  const rateInto = (node: PlanNode): number => {
    const metric = node.type === 'AWS::CloudFront::Distribution' ? 'Requests' : node.type === 'AWS::AutoScaling::AutoScalingGroup' ? null : READ[node.type]?.metric
    if (metric) return total(value(node, metric)) ?? 0
    const wire = plan.wires.find((one) => one.target === node)
    return wire ? rateInto(wire.source) : 0
  }
  const x = (node: PlanNode): number => node.across * size.width
  const y = (node: PlanNode): number => ((node.row + 0.5) / plan.rows) * size.height
  const wires = plan.wires.map((wire) => ({ ...wire, rate: rateInto(wire.target) }))
  const most = Math.max(1, ...wires.map((wire) => wire.rate))
  const still = reducedMotion()
  const carrying = new Set([...wires].sort((a, b) => b.rate - a.rate).slice(0, animated))
  return (
    <div className="architecture" ref={box}>
      <svg ref={svg} width={size.width} height={size.height} aria-hidden="true">
        {wires.map((wire) => {
          const middle = (y(wire.source) + y(wire.target)) / 2
          const path = `M${x(wire.source)} ${y(wire.source)}C${x(wire.source)} ${middle} ${x(wire.target)} ${middle} ${x(wire.target)} ${y(wire.target)}`
          const count = still || !carrying.has(wire) ? 0 : dots(wire.rate, most, 4)
          return (
            <g key={`${wire.source.id}>${wire.target.id}`} data-layer={wire.source.layer}>
              <path className="wire" d={path} strokeWidth={1.5 + 2 * Math.sqrt(wire.rate / most)} />
              {Array.from({ length: count }, (_, place) => (
                <circle key={`${place}/${count}`} r={3}>
                  <animateMotion dur="1.6s" begin={`${(-1.6 * place) / count}s`} repeatCount="indefinite" path={path} />
                </circle>
              ))}
            </g>
          )
        })}
      </svg>
      {plan.nodes.map((node) => (
        <div key={node.id} className="stop" data-layer={node.layer} style={{ left: x(node), top: y(node), maxWidth: size.width / rowSize(plan, node) - 8 }}>
          <Pictogram type={node.type} layer={node.layer} size={22} />
          <span className="stop-name">{node.label}</span>
          <span className="stop-value number">{shown(node, value, frame)}{UNITS[node.type] && <small>{UNITS[node.type]!()}</small>}</span>
          {node.type === 'AWS::AutoScaling::AutoScalingGroup' && <Fleet states={value(node, 'InstanceStates')} zones={value(node, 'InstanceZones')} />}
        </div>
      ))}
    </div>
  )
}

function shown(node: PlanNode, value: (node: PlanNode, metric: string) => Value, frame: LiveFrame | null): string {
  const read = READ[node.type]
  if (!read) return ''
  if (node.type === ZONE) return perMinute(node.resources[0]!)
  if (node.resources.length > 1) {
    const rates = node.resources.map((id) => total(frame?.values[id]?.[read.metric])).filter((one) => one !== null)
    return format(rates.length > 0 ? rates.reduce((sum, one) => sum + one, 0) : null, read.quantity)
  }
  const number = value(node, read.metric)
  return format(typeof number === 'object' ? total(number) : number, read.quantity)
}

/** Resolvers ask seldom and keep the answer: a second says nothing, a minute does. */
function perMinute(id: string): string {
  const window = frames.span(useLive.getState().tick, 60)
  const asked = window.map((frame) => total(frame.values[id]?.['Queries'])).filter((one) => one !== null)
  return asked.length > 0 ? t('perMinute', { n: format(asked.reduce((sum, one) => sum + one, 0) * (60 / Math.max(1, window.length)), 'count') }) : format(null)
}

/** The instances of a group, one sign each, by zone. */
function Fleet({ states, zones }: { states: Value; zones: Value }) {
  if (states === null || typeof states !== 'object') return null
  const lanes = new Map<string, string[]>()
  for (const [id, state] of Object.entries(states)) {
    if (state === 'terminated') continue
    const zone = typeof zones === 'object' && zones !== null ? String(zones[id] ?? '') : ''
    lanes.set(zone, [...(lanes.get(zone) ?? []), String(state)])
  }
  const count = [...lanes.values()].flat().filter((state) => state === 'in_service').length
  return (
    <span className="fleet" role="img" aria-label={`${t('instances')}: ${count} ${t('inService')}`}>
      {[...lanes.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([zone, members]) => (
        <span key={zone} className="fleet-zone">
          <small>{zone.split('-').at(-1)}</small>
          {members.slice(0, 12).map((state, place) => <StateGlyph key={place} state={shapeOf(state)} size={11} />)}
        </span>
      ))}
    </span>
  )
}

const rowSize = (plan: Plan, node: PlanNode): number => plan.nodes.filter((other) => other.row === node.row).length
