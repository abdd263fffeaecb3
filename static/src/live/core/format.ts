/**
 * Numbers as a person reads them: SI prefixes, at most three significant figures, the unit always there,
 * "—" for nothing to say. Ratios never round up to 100 %: 99.96 % of served demand is not all of it.
 */
import type { Language } from '../../shared/types'

export const NOTHING = '—'
/** Rate of the won used beside dollars. Fixed and rounded, so it is always written with "≈". */
export const KRW_PER_USD = 1400

const SPACE = '\u00a0'

export type Quantity =
  'count' | 'per_second' | 'percent' | 'ratio' | 'milliseconds' | 'seconds' | 'usd' | 'usd_per_hour' | 'plain'

/** Three significant figures, cut (never rounded up) when `cut` is set. */
function figures(value: number, cut = false): string {
  const size = Math.abs(value)
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 2 : 3
  const scale = 10 ** decimals
  const shown = (cut ? Math.floor(value * scale + 1e-9) : Math.round(value * scale)) / scale
  return String(Object.is(shown, -0) ? 0 : shown)
}

function prefixed(value: number): string {
  const size = Math.abs(value)
  for (const [limit, prefix] of [[999.5e6, 'G'], [999.5e3, 'M'], [999.5, 'k']] as const)
    if (size >= limit) return figures(value / (prefix === 'G' ? 1e9 : prefix === 'M' ? 1e6 : 1e3)) + prefix
  return figures(value)
}

function percent(value: number): string {
  if (value >= 100 || value <= 0) return `${figures(value)}${SPACE}%`
  const cut = figures(value, true)
  return `${cut === '0' ? '<0.001' : cut}${SPACE}%`
}

function milliseconds(value: number): string {
  if (value >= 999.5) return `${figures(value / 1000)}${SPACE}s`
  return `${figures(value)}${SPACE}ms`
}

function dollars(value: number): string {
  const size = Math.abs(value)
  if (size >= 999.5) return `$${prefixed(value)}`
  return `$${size >= 100 ? value.toFixed(0) : size >= 0.01 || size === 0 ? value.toFixed(2) : value.toFixed(4)}`
}

export function won(usd: number): string {
  const krw = usd * KRW_PER_USD
  const shown = krw >= 1000 ? Math.round(krw / 10) * 10 : Math.round(krw)
  return `≈${SPACE}₩${shown.toLocaleString('en-US')}`
}

/** One quantity as text. `estimated` puts "≈" before it. */
export function format(
  value: number | string | null | undefined,
  quantity: Quantity = 'plain',
  language: Language = 'en',
  estimated = false,
): string {
  if (value === null || value === undefined || value === '') return NOTHING
  if (typeof value === 'string') return value
  if (!Number.isFinite(value)) return NOTHING
  const text = exact(value, quantity, language)
  return estimated ? `≈${SPACE}${text}` : text
}

function exact(value: number, quantity: Quantity, language: Language): string {
  switch (quantity) {
    case 'count':
      return prefixed(value)
    case 'per_second':
      return `${prefixed(value)}${SPACE}/s`
    case 'percent':
      return percent(value)
    case 'ratio':
      return percent(value * 100)
    case 'milliseconds':
      return milliseconds(value)
    case 'seconds':
      return `${prefixed(value)}${SPACE}s`
    case 'usd':
      return dollars(value)
    case 'usd_per_hour':
      return `${dollars(value)}${language === 'ko' ? '/시간' : '/h'}`
    case 'plain':
      return prefixed(value)
  }
}

/** The unit names metrics declare, as quantities. */
export function quantityOf(unit: string): Quantity {
  const known: Record<string, Quantity> = {
    '%': 'percent', percent: 'percent', ratio: 'ratio', ms: 'milliseconds', milliseconds: 'milliseconds',
    s: 'seconds', seconds: 'seconds', count: 'count', instances: 'count', 'requests/s': 'per_second',
    'queries/s': 'per_second', '1/s': 'per_second', 'count/s': 'per_second', usd: 'usd', 'usd/h': 'usd_per_hour',
    per_second: 'per_second', usd_per_hour: 'usd_per_hour',
  }
  return known[unit.toLowerCase()] ?? 'plain'
}

/** Simulated time as a clock: 0:07, 12:41, 3:00:05, 2 d 04:10:00. */
export function clock(seconds: number, language: Language = 'en'): string {
  const whole = Math.max(0, Math.floor(seconds))
  const days = Math.floor(whole / 86400)
  const hours = Math.floor((whole % 86400) / 3600)
  const two = (n: number): string => String(n).padStart(2, '0')
  const tail = `${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`
  if (days > 0) return `${days}${SPACE}${language === 'ko' ? '일' : 'd'} ${two(hours)}:${tail}`
  return `${two(hours)}:${tail}`
}

/** Achieved speed: 0.8×, 12×, 240×. */
export function speed(factor: number | null | undefined): string {
  return factor === null || factor === undefined || !Number.isFinite(factor) ? NOTHING : `${figures(factor)}×`
}
