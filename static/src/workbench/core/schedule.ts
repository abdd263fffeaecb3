/** Scheduled actions as sentences: five fields of cron, a time zone, and the sizes they set. */
import type { Bilingual, Json } from '../../shared/types'

const DAYS: Bilingual[] = [
  { en: 'Sunday', ko: '일' }, { en: 'Monday', ko: '월' }, { en: 'Tuesday', ko: '화' }, { en: 'Wednesday', ko: '수' },
  { en: 'Thursday', ko: '목' }, { en: 'Friday', ko: '금' }, { en: 'Saturday', ko: '토' },
]
const both = (en: string, ko: string): Bilingual => ({ en, ko })
const DAY_NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const MONTH_NAMES = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** The values of one field, ascending; null for "every". Undefined when it cannot be read. */
function valuesOf(field: string, low: number, high: number, names: readonly string[] = [], base = 0): number[] | null | undefined {
  if (field === '*' || field === '?') return null
  const one = (text: string) => {
    const named = names.indexOf(text.toUpperCase())
    return named >= 0 ? named + base : /^\d+$/.test(text) ? Number(text) : NaN
  }
  const found = new Set<number>()
  for (const part of field.split(',')) {
    const [range = '', stepText] = part.split('/')
    const step = stepText === undefined ? 1 : Number(stepText)
    if (!Number.isInteger(step) || step < 1) return undefined
    const ends = range === '*' ? [low, high] : range.split('-').map(one)
    const [first, last] = [ends[0]!, ends[1] ?? (stepText === undefined ? ends[0]! : high)]
    if (ends.length > 2 || !(first >= low && last <= high && first <= last)) return undefined
    for (let value = first; value <= last; value += step) found.add(value)
  }
  return [...found].sort((a, b) => a - b)
}

const two = (value: number) => String(value).padStart(2, '0')

function join(items: readonly string[], and: string): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')}${and}${items.at(-1)}`
}

/** The step of a field that is nothing but one: every so many minutes or hours. */
const every = (field: string) => {
  const found = /^(?:\*|0)\/(\d+)$/.exec(field)
  return found ? Number(found[1]) : null
}

/** "Every weekday at 08:30" in both languages; null for what is no cron expression. */
export function recurrenceText(expression: string): Bilingual | null {
  const fields = expression.trim().split(/\s+/)
  if (fields.length !== 5) return null
  const [minuteField, hourField, domField, monthField, dowField] = fields as [string, string, string, string, string]
  const minutes = valuesOf(minuteField, 0, 59)
  const hours = valuesOf(hourField, 0, 23)
  const dom = valuesOf(domField, 1, 31)
  const months = valuesOf(monthField, 1, 12, MONTH_NAMES, 1)
  const dow = valuesOf(dowField, 0, 7, DAY_NAMES)
  if (minutes === undefined || hours === undefined || dom === undefined || months === undefined || dow === undefined) return null
  const days = dow === null ? null : [...new Set(dow.map((day) => day % 7))].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7))
  const which = dayText(days, dom, months)
  const time = timeText(minutes, hours, every(minuteField), every(hourField))
  return both(`${which.en} ${time.en}`, `${which.ko} ${time.ko}`)
}

function dayText(days: number[] | null, dom: number[] | null, months: number[] | null): Bilingual {
  const set = days?.join()
  const week: Bilingual =
    days === null || days.length === 7 ? both('Every day', '매일')
    : set === '1,2,3,4,5' ? both('Every weekday', '평일(월~금)마다')
    : set === '6,0' ? both('Every weekend day', '주말(토·일)마다')
    : both(`Every ${join(days.map((day) => DAYS[day]!.en), ' and ')}`, `매주 ${days.map((day) => DAYS[day]!.ko).join('·')}요일`)
  const date: Bilingual | null = dom === null ? null : both(`On day ${join(dom.map(String), ' and ')} of the month`, `매월 ${dom.join('·')}일`)
  // Cron takes either of the two when both are given.
  const when = date === null ? week : days === null ? date : both(`${date.en} and ${week.en.toLowerCase()}`, `${date.ko}과 ${week.ko}`)
  if (months === null) return when
  return both(`${when.en} in ${join(months.map((month) => MONTHS[month - 1]!), ' and ')}`, `${months.join('·')}월 ${when.ko}`)
}

function timeText(minutes: number[] | null, hours: number[] | null, minuteStep: number | null, hourStep: number | null): Bilingual {
  if (hours === null && minuteStep !== null && minuteStep > 1) return both(`every ${minuteStep} minutes`, `${minuteStep}분마다`)
  if (hours === null && minutes === null) return both('every minute', '1분마다')
  if (hours === null) return both(`at minute ${join(minutes!.map(two), ' and ')} of every hour`, `매시 ${minutes!.map(two).join('·')}분`)
  if (hourStep !== null && hourStep > 1 && minutes?.length === 1)
    return both(`every ${hourStep} hours at minute ${two(minutes[0]!)}`, `${hourStep}시간마다 ${two(minutes[0]!)}분`)
  if (minutes !== null && minutes.length * hours.length <= 6) {
    const times = hours.flatMap((hour) => minutes.map((minute) => `${two(hour)}:${two(minute)}`))
    return both(`at ${join(times, ' and ')}`, times.join(', '))
  }
  const of = minutes === null ? both('every minute', '1분마다') : both(`minute ${join(minutes.map(two), ' and ')}`, `${minutes.map(two).join('·')}분`)
  return both(`${of.en} of hours ${join(hours.map(two), ' and ')}`, `${hours.map(two).join('·')}시 ${of.ko}`)
}

/** What a scheduled action sets: "to 4", "min 2, max 10". */
export function sizesText(sizes: { MinSize?: Json | undefined; MaxSize?: Json | undefined; DesiredCapacity?: Json | undefined }): Bilingual | null {
  const { MinSize: low, MaxSize: high, DesiredCapacity: desired } = sizes
  const en: string[] = []
  const ko: string[] = []
  if (typeof desired === 'number') { en.push(`to ${desired}`); ko.push(`원하는 용량 ${desired}대`) }
  if (typeof low === 'number') { en.push(`minimum ${low}`); ko.push(`최소 ${low}대`) }
  if (typeof high === 'number') { en.push(`maximum ${high}`); ko.push(`최대 ${high}대`) }
  return en.length ? both(en.join(', '), ko.join(', ')) : null
}

/** A scheduled action in one sentence; null when it says neither when nor what. */
export function scheduleText(properties: Readonly<Record<string, Json | undefined>>): Bilingual | null {
  const { Recurrence: recurrence, TimeZone: zone, StartTime: start, EndTime: end } = properties
  const sizes = sizesText(properties)
  const place = typeof zone === 'string' && zone ? zone : 'UTC'
  const again = typeof recurrence === 'string' && recurrence.trim() ? recurrenceText(recurrence) : null
  if (typeof recurrence === 'string' && recurrence.trim() && !again) return null
  const once = !again && typeof start === 'string' && start ? both(`Once, at ${start}`, `한 번, ${start}`) : null
  const when = again ? both(`${again.en} ${place}`, `${again.ko}(${place})`) : once
  if (!when || !sizes) return null
  const from = again && typeof start === 'string' && start ? both(`, from ${start}`, `, ${start}부터`) : both('', '')
  const until = typeof end === 'string' && end ? both(`, until ${end}`, `, ${end}까지`) : both('', '')
  return both(`${when.en}${from.en}${until.en}: ${sizes.en}`, `${when.ko}${from.ko}${until.ko}: ${sizes.ko}`)
}
