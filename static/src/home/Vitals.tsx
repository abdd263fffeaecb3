/** Five numbers and where they come from: the page's heroes. */
import { Ease } from '../live/Ease'
import { linePath } from '../live/core/curve'
import { format, type Quantity } from '../live/core/format'
import type { Types } from '../live/core/series'
import { vitals, type Vital } from '../live/core/status'
import type { LiveFrame } from '../live/core/types'
import { t } from './messages'

const SPAN = 90

interface Props {
  frames: readonly LiveFrame[]
  types: Types
}

export function Vitals({ frames, types }: Props) {
  const history = frames.slice(-SPAN).map((frame) => vitals(frame, types))
  const now = history.at(-1) ?? vitals(null, types)
  const items: { label: string; key: keyof Vital; quantity: Quantity; layer: string; low?: number; high?: number; bad?: boolean }[] = [
    { label: t('goodput'), key: 'goodput', quantity: 'ratio', layer: 'viewers', low: 0, high: 1, bad: now.goodput !== null && now.goodput < 0.99 },
    { label: now.percentile, key: 'slow', quantity: 'milliseconds', layer: 'viewers', low: 0 },
    { label: t('hit'), key: 'hit', quantity: 'ratio', layer: 'edge', low: 0, high: 1 },
    { label: t('instances'), key: 'instances', quantity: 'count', layer: 'compute', low: 0 },
    { label: t('cost'), key: 'usdPerHour', quantity: 'usd_per_hour', layer: 'identity', low: 0 },
  ]
  return (
    <dl className="vitals">
      {items.map(({ label, key, quantity, layer, low, high, bad }) => {
        const values = history.map((one) => one[key] as number | null)
        const numbers = values.filter((one) => one !== null)
        const top = high ?? Math.max(1e-9, ...numbers) * 1.15
        const text = (value: number | null): string => format(value, quantity)
        return (
          <div key={key} className={`vital ${bad ? 'bad' : ''}`} data-layer={layer}>
            <dt>{label}</dt>
            <dd><Ease value={now[key] as number | null} show={quantity === 'usd_per_hour' ? (value) => text(value).replace(/ \(.*\)/, '') : text} /></dd>
            {quantity === 'usd_per_hour' && <dd className="vital-won">{/\((.*)\)/.exec(text(now.usdPerHour))?.[1]}</dd>}
            <svg viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true"><path d={linePath(values, 100, 24, low ?? 0, top)} /></svg>
          </div>
        )
      })}
    </dl>
  )
}
