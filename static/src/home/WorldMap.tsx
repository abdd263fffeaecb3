/** The world: viewers by size, edges with their hit ratio, requests on their way. Ours, not plotly's: it moves. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { reducedMotion } from '../shared/theme'
import { format } from '../live/core/format'
import { t } from './messages'
import { LAND } from './core/land'
import { arc, HEIGHT, WIDTH } from './core/projection'
import { dots, placeLabels, type Line, type Spot, type Traffic } from './core/traffic'

interface Props {
  traffic: Traffic
  /** Whether the world moves; a paused one keeps its dots where they are. */
  moving: boolean
  /** Lines that may carry dots. */
  animated: number
}

export function WorldMap({ traffic, moving, animated }: Props) {
  const svg = useRef<SVGSVGElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const [scale, setScale] = useState(1)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const watch = new ResizeObserver(() => setScale(WIDTH / Math.max(1, element.clientWidth)))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  const still = reducedMotion()
  useEffect(() => {
    if (moving) svg.current?.unpauseAnimations()
    else svg.current?.pauseAnimations()
  }, [moving])

  const most = Math.max(1, ...traffic.lines.map((line) => line.rate))
  const carrying = new Set([...traffic.lines].sort((a, b) => worth(b) - worth(a)).slice(0, animated).map((line) => line.id))
  const labels = placeLabels(
    [...traffic.spots]
      .filter((one) => one.kind === 'viewers' || (one.kind === 'edge' && scale < 2))
      .sort((a, b) => b.rate - a.rate)
      .map((one) => ({ id: one.id, x: one.x, y: one.y, radius: radius(one, traffic), width: (10 + widthOf(textOf(one))) * scale })),
    17 * scale,
  )
  const byId = new Map(traffic.spots.map((one) => [one.id, one]))
  return (
    <div className="world-map" ref={box} role="img" aria-label={spokenMap(traffic)}>
      <svg ref={svg} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <path className="land" d={LAND} />
        {traffic.lines.map((line) => (
          <path key={line.id} className={`route ${line.kind === 'miss' ? 'to-origin' : ''}`} d={arc(line.from, line.to)} strokeWidth={1.5 + 2.5 * (line.rate / most)} />
        ))}
        {!still && traffic.lines.filter((line) => carrying.has(line.id)).map((line) => <Dots key={line.id} line={line} most={most} />)}
        {traffic.spots.map((one) => <Marker key={one.id} spot={one} size={radius(one, traffic)} />)}
      </svg>
      {still && traffic.lines.filter((line) => line.kind === 'miss' && lengthOf(line) > 150).map((line) => (
        <span key={line.id} className="line-count number" style={middleOf(line)} aria-hidden="true">{format(line.rate, 'per_second')}</span>
      ))}
      {labels.map((label) => {
        const spot = byId.get(label.id)!
        const style = { left: `${(label.x / WIDTH) * 100}%`, top: `${(label.y / HEIGHT) * 100}%`, '--gap': `${radius(spot, traffic) / scale + 2}px` }
        return (
          <span key={label.id} className={`spot-label ${label.side} ${spot.kind}`} style={style as React.CSSProperties} aria-hidden="true">
            {spot.label} <b className="number">{spot.kind === 'edge' ? format(spot.hit, 'ratio') : format(shownRate(spot), 'per_second')}</b>
          </span>
        )
      })}
    </div>
  )
}

function Dots({ line, most }: { line: Line; most: number }) {
  const count = dots(line.rate, most)
  // The further, the longer: a dot takes its time over an ocean.
  const seconds = 1.2 + lengthOf(line) / 220
  const path = arc(line.from, line.to)
  return (
    <g className={`dots ${line.kind === 'miss' ? 'to-origin' : ''}`}>
      {Array.from({ length: count }, (_, place) => (
        <circle key={`${place}/${count}`} r={3.2}>
          <animateMotion dur={`${seconds.toFixed(2)}s`} begin={`${(-seconds * place) / count}s`} repeatCount="indefinite" path={path} />
        </circle>
      ))}
    </g>
  )
}

function Marker({ spot, size }: { spot: Spot; size: number }) {
  const { x, y } = spot
  if (spot.kind === 'viewers') return <circle className="spot-viewers" cx={x} cy={y} r={size} />
  if (spot.kind === 'region') return <rect className="spot-region" x={x - 6} y={y - 6} width={12} height={12} rx={2.5} />
  const ring = 2 * Math.PI * 7
  return (
    <g className="spot-edge" transform={`translate(${x} ${y})`}>
      <circle className="ground" r={7} />
      <circle className="missed" r={7} />
      <circle className="hit" r={7} strokeDasharray={`${ring * (spot.hit ?? 0)} ${ring}`} transform="rotate(-90)" />
    </g>
  )
}

function radius(spot: Spot, traffic: Traffic): number {
  if (spot.kind !== 'viewers') return 9
  const most = Math.max(1, ...traffic.spots.filter((one) => one.kind === 'viewers').map((one) => one.rate))
  return 4 + 12 * Math.sqrt(spot.rate / most)
}

const textOf = (spot: Spot): string => `${spot.label} ${spot.kind === 'edge' ? format(spot.hit, 'ratio') : format(shownRate(spot), 'per_second')}`

function spokenMap(traffic: Traffic): string {
  return traffic.spots
    .filter((one) => one.kind !== 'region')
    .map((one) =>
      one.kind === 'viewers'
        ? t('viewersAt', { place: one.label, rate: format(one.rate, 'per_second') })
        : t('edgeAt', { edge: one.label, rate: format(one.rate, 'per_second'), ratio: format(one.hit, 'ratio') }),
    )
    .join('; ')
}

/** Nought before the first frame would be a lie. */
const shownRate = (spot: Spot): number | null => (spot.rate > 0 ? spot.rate : null)

/** A journey across an ocean shows more than one across a city. */
const worth = (line: Line): number => line.rate * Math.min(120, lengthOf(line))

const lengthOf = ({ from, to }: Pick<Line, 'from' | 'to'>): number => Math.hypot(to.x - from.x, to.y - from.y)

/** Roughly, in px: Korean letters are as wide as they are tall. */
const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + (letter > '\u1100' ? 12 : 7), 0)

/** Where a line's count stands: on its bend, half-way. */
function middleOf({ from, to }: Line): React.CSSProperties {
  const bend = Math.min(60, lengthOf({ from, to }) * 0.22)
  const x = (from.x + to.x) / 2
  const y = (from.y + to.y) / 2 - bend / 2
  return { left: `${(x / WIDTH) * 100}%`, top: `${(y / HEIGHT) * 100}%` }
}
