/** What the forecast chart adds to a chart: its time axis with the present on it, its sentence, its table's hours. */
import { language } from '../../shared/messages'
import { format } from '../core/format'
import type { ForecastView } from '../core/forecast'
import { t } from '../details'

type Layout = Record<string, unknown>

/** The layout with the axis over the view's hours and an upright line at the present. */
export function forecastLayout(layout: Layout, view: ForecastView, inks: Record<string, string>): Layout {
  return {
    ...layout,
    xaxis: { ...(layout['xaxis'] as Layout), range: [view.from, view.to] },
    shapes: [{
      type: 'line', xref: 'x', yref: 'paper', x0: view.now, x1: view.now, y0: 0, y1: 1,
      line: { color: inks['text'], width: 1 },
    }],
  }
}

/** An hour of the world's calendar: "Mon 09:00". */
export function hourOf(at: number): string {
  return new Intl.DateTimeFormat(language() === 'ko' ? 'ko-KR' : 'en-GB', {
    weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC',
  }).format(at)
}

/** One sentence for who does not see the chart; empty without a forecast. */
export function forecastSentence(view: ForecastView | null): string {
  const peak = view?.peak
  if (!peak) return ''
  const ahead = t('forecastPeak', {
    group: peak.group, time: hourOf(peak.at), load: format(peak.load, 'count'), unit: peak.unit,
    capacity: format(peak.capacity, 'count'),
  })
  return peak.current === null ? ahead : `${ahead} ${t('forecastPast', { current: format(peak.current, 'count') })}`
}
