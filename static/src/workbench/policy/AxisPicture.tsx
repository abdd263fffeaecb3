/** A policy on the axis of its metric: bands with what each does, the threshold, and the metric as it is now. */
import { compact } from '../../shared/format'
import { type Axis, placeOn } from '../core/steps'
import { t } from './messages'

export interface Band {
  key: string
  from: number | null
  to: number | null
  /** Which way it scales. */
  tone: 'out' | 'in' | 'rest'
  label: string
  /** Second line: what it ends in. */
  result?: string
  broken?: boolean
}

const HEIGHT = 92
const TOP = 26
const BAND = 40
const WIDTH = 280
const SIDE = 6

export function AxisPicture({ axis, bands, lines, now, unit, label }: {
  axis: Axis
  bands: readonly Band[]
  lines: readonly { at: number; label: string }[]
  now: number | null
  unit: string
  label: string
}) {
  const x = (share: number) => SIDE + share * (WIDTH - 2 * SIDE)
  const value = (number: number) => `${compact(number)}${unit}`
  return (
    <svg className="policy-axis" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <defs>
        <pattern id="policy-gap" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v6" /></pattern>
      </defs>
      <rect className="policy-ground" x={SIDE} y={TOP} width={WIDTH - 2 * SIDE} height={BAND} />
      {bands.map((band) => {
        const [left, right] = [x(placeOn(axis, band.from, 0)), x(placeOn(axis, band.to, 1))]
        const width = Math.max(2, right - left)
        return (
          <g key={band.key} className="policy-band" data-tone={band.tone} data-broken={band.broken || undefined}>
            <rect x={left} y={TOP} width={width} height={BAND} />
          </g>
        )
      })}
      {now !== null && (
        <g className="policy-now">
          <path d={`M${x(placeOn(axis, now, 0))} ${TOP + BAND}l-5 -9h10z`} />
          <path className="policy-now-line" d={`M${x(placeOn(axis, now, 0))} ${TOP}v${BAND}`} />
        </g>
      )}
      {/* What a band does is read over the mark of the moment. */}
      {bands.map((band) => {
        const [left, right] = [x(placeOn(axis, band.from, 0)), x(placeOn(axis, band.to, 1))]
        const width = Math.max(2, right - left)
        return (
          <g key={band.key} className="policy-said" data-tone={band.tone} data-broken={band.broken || undefined}>
            {width > 26 && <text x={left + width / 2} y={TOP + (band.result ? 17 : 25)} className="policy-change">{band.broken ? '▲ ' : ''}{band.label}</text>}
            {width > 40 && band.result && <text x={left + width / 2} y={TOP + 33} className="policy-result">{band.result}</text>}
          </g>
        )
      })}
      {lines.map((line, i) => {
        const at = x(placeOn(axis, line.at, 0))
        return (
          <g key={i} className="policy-line">
            <path d={`M${at} ${TOP - 6}V${TOP + BAND + 4}`} />
            <text x={Math.min(Math.max(at, 44), WIDTH - 44)} y={TOP - 10}>{line.label}</text>
          </g>
        )
      })}
      <path className="policy-rule" d={`M${SIDE} ${TOP + BAND}H${WIDTH - SIDE}`} />
      {axis.ticks.map((tick) => {
        const at = x(placeOn(axis, tick, 0))
        return (
          <g key={tick} className="policy-tick">
            <path d={`M${at} ${TOP + BAND}v4`} />
            <text x={Math.min(Math.max(at, 10), WIDTH - 14)} y={TOP + BAND + 16}>{value(tick)}</text>
          </g>
        )
      })}
      <title>{label}{now === null ? '' : `, ${t('now', { value: value(now) })}`}</title>
    </svg>
  )
}
