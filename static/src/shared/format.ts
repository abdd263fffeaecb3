/**
 * Numbers as the interface writes them: SI prefixes, at most three significant figures, the unit always
 * there, a dash for nothing to say.
 */
import { language } from './messages'

export const NOTHING = '—'

const prefixes: [number, string][] = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']]

/** At most three significant figures without a unit: 1234 → "1.23k", 0.98765 → "0.988". */
export function compact(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return NOTHING
  const size = Math.abs(value)
  if (size === 0) return '0'
  for (const [scale, prefix] of prefixes) {
    // 999.6 would round to "1000": take the next prefix as soon as three figures no longer hold it.
    if (size >= scale * 0.9995) return trim(value / scale) + prefix
  }
  return trim(value)
}

function trim(value: number): string {
  const size = Math.abs(value)
  if (size < 0.001) return size < 0.0005 ? '0' : '0.001'
  const decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3
  return String(Number(value.toFixed(decimals)))
}

export const percent = (share: number | null | undefined) =>
  share == null || !Number.isFinite(share) ? NOTHING : `${share >= 0.9995 && share < 1 ? 99.9 : Number((share * 100).toFixed(share >= 0.0995 ? 1 : 2))} %`

/** A frame is a second: what is counted in it is a rate. The server names units in the page's language. */
const perSecond = { requests: { en: 'req/s', ko: '건/초' }, queries: { en: 'q/s', ko: '건/초' }, seconds: { en: 's', ko: '초' } }
const counted: Record<string, { en: string; ko: string }> = {
  'requests/s': perSecond.requests,
  '건/초': perSecond.requests,
  requests: perSecond.requests,
  건: perSecond.requests,
  queries: perSecond.queries,
  s: perSecond.seconds,
  초: perSecond.seconds,
}

/** A value with the catalogue's unit. Shares (unit "ratio" or "share") and percentages read alike. */
export function withUnit(value: number | null | undefined, unit: string | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return NOTHING
  if (unit === 'ratio' || unit === '비율') return percent(value)
  if (unit === '%') return percent(value / 100)
  if (unit === 'ms' || unit === '밀리초') return milliseconds(value)
  const label = unit ? (counted[unit]?.[language()] ?? (value === 1 && unit === 'instances' ? 'instance' : unit)) : ''
  // Korean counters follow their number without a space: 3대, 120건/초.
  return label ? `${compact(value)}${/^[가-힣]/.test(label) ? '' : ' '}${label}` : compact(value)
}

export function milliseconds(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return NOTHING
  return value >= 999.5 ? `${compact(value / 1000)} s` : `${compact(value)} ms`
}

const won = 1400

/** Dollars, with approximate won beside them on a Korean page. */
export function money(usd: number | null | undefined, per?: 'hour'): string {
  if (usd == null || !Number.isFinite(usd)) return NOTHING
  const korean = language() === 'ko'
  const amount = `$${usd === 0 ? '0' : usd < 0.01 ? usd.toPrecision(2) : usd.toFixed(2)}`
  const rate = per ? (korean ? '/시간' : '/h') : ''
  return korean ? `${amount}${rate} (≈ ₩${Math.round(usd * won).toLocaleString('ko-KR')})` : amount + rate
}

/** Simulated seconds as a clock: 75 → "1:15", 3675 → "1:01:15". */
export function clock(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(s / 3600)
  return hours ? `${hours}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`
}

/** Time of day of an ISO timestamp, in the viewer's zone: "10:42:07". */
export function timeOfDay(iso: string): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? NOTHING : date.toLocaleTimeString('en-GB', { hour12: false })
}
