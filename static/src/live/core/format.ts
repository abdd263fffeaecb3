/**
 * Quantities of the live side, written the one way of shared/format. Server texts name units in several
 * spellings; here each is one of a few quantities.
 */
import { clock, compact, milliseconds, money, NOTHING, percent, withUnit } from '../../shared/format'

export { clock, NOTHING }

/** A moment of simulated time in seconds; what was there before the run began has a minus. */
export const moment = (seconds: number): string => (seconds < 0 ? `−${clock(-seconds)}` : clock(seconds))

export type Quantity =
  'count' | 'per_second' | 'percent' | 'ratio' | 'milliseconds' | 'seconds' | 'usd' | 'usd_per_hour' | 'plain'

/** One quantity as text. `estimated` puts "≈" before it. */
export function format(value: number | string | null | undefined, quantity: Quantity = 'plain', estimated = false): string {
  if (value === null || value === undefined || value === '') return NOTHING
  if (typeof value === 'string') return value
  if (!Number.isFinite(value)) return NOTHING
  const text = exact(value, quantity)
  return estimated ? `≈ ${text}` : text
}

function exact(value: number, quantity: Quantity): string {
  switch (quantity) {
    case 'per_second':
      return withUnit(value, 'requests/s')
    case 'percent':
      return percent(value / 100)
    case 'ratio':
      return percent(value)
    case 'milliseconds':
      return milliseconds(value)
    case 'seconds':
      return withUnit(value, 's')
    case 'usd':
      return money(value)
    case 'usd_per_hour':
      return money(value, 'hour')
    case 'count':
    case 'plain':
      return compact(value)
  }
}

/** Achieved speed: 0.8×, 12×, 240×. */
export function speed(factor: number | null | undefined): string {
  const text = compact(factor)
  return text === NOTHING ? text : `${text}×`
}
