/** From series to plotly traces: painted in the theme's inks, heatmaps and maps assembled from many series. */
import type { Catalogue, Document } from '../../shared/types'
import { format } from '../core/format'
import type { Binding, ChartSpec, Series } from '../core/series'

type Trace = Record<string, unknown>
type Inks = Record<string, string>

export function timeTraces(series: readonly Series[], inks: Inks): Trace[] {
  return series.map((one) => {
    const ink = inks[one.ink] ?? '#888888'
    const { trace, opacity, axis } = one.binding
    const line = trace['line'] as Trace | undefined
    const painted: Trace = {
      ...trace, name: one.name, x: one.x, y: one.y, yaxis: axis,
      hovertemplate: `%{customdata}<extra>${escape(one.name)}</extra>`,
      customdata: one.y.map((number) => format(number, one.binding.unit)),
    }
    if (line) painted['line'] = { ...line, color: ink }
    if (trace['type'] === 'bar') painted['marker'] = { ...(trace['marker'] as Trace), color: ink }
    if (opacity > 0 && trace['type'] !== 'bar') {
      painted['fillcolor'] = alpha(ink, opacity)
      const pattern = trace['fillpattern'] as Trace | undefined
      if (pattern) painted['fillpattern'] = { ...pattern, fgcolor: ink, bgcolor: alpha(ink, opacity) }
    }
    return painted
  })
}

/** One heatmap of all series: a row each, the ground for idle, the ink for the most. */
export function heatmapTraces(series: readonly Series[], binding: Binding, inks: Inks): Trace[] {
  if (series.length === 0) return []
  const ink = inks[binding.inks[0] ?? ''] ?? '#888888'
  return [
    {
      ...binding.trace,
      x: series[0]!.x,
      y: series.map((one) => one.name),
      z: series.map((one) => one.y),
      customdata: series.map((one) => one.y.map((number) => format(number, binding.unit))),
      hovertemplate: '%{y} · %{customdata}<extra></extra>',
      colorscale: [[0, alpha(ink, 0.06)], [0.5, alpha(ink, 0.4)], [1, ink]],
    },
  ]
}

/** Viewers as discs and edges as diamonds, sized by their rate. */
export function mapTraces(
  spec: ChartSpec, series: readonly Series[], inks: Inks, catalogue: Catalogue | null, document: Document | null,
  hitRatio: (edge: string) => number | null,
): Trace[] {
  if (!catalogue) return []
  const most = Math.max(1, ...series.map((one) => one.latest ?? 0))
  const size = (rate: number | null): number => 5 + 13 * Math.sqrt((rate ?? 0) / most)
  return spec.bindings.map((binding) => {
    const mine = series.filter((one) => one.binding === binding && one.latest !== null)
    const points = mine.flatMap((one) => {
      const id = one.value ?? String(document?.Resources[one.resource]?.Properties?.['Location'] ?? '')
      const place = (one.value ? catalogue.edges : catalogue.places).find((here) => here.id === id)
      return place ? [{ place, one }] : []
    })
    points.sort((a, b) => a.place.longitude - b.place.longitude)
    const ratio = (edge: string): string => format(hitRatio(edge), 'ratio')
    return {
      ...binding.trace,
      lat: points.map(({ place }) => place.latitude),
      lon: points.map(({ place }) => place.longitude),
      text: points.map(({ place, one }) =>
        binding.dimension ? `${place.id} ${ratio(place.id)}` : `${place.label}: ${format(one.latest, 'per_second')}`),
      marker: {
        ...(binding.trace['marker'] as Trace), size: binding.dimension ? 7 : points.map(({ one }) => size(one.latest)),
        color: inks[binding.inks[0] ?? ''], line: { width: 1, color: inks['surface'] },
      },
      // Neighbours take turns above and below, or their labels would cover each other.
      textposition: points.map((_, index) => (index % 2 ? 'bottom center' : 'top center')),
      textfont: { size: 11, color: inks['text'] },
      name: binding.name,
    }
  })
}

export function alpha(hex: string, opacity: number): string {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))
  return `rgba(${channels.join(',')},${opacity})`
}

/** Names come from logical ids; plotly reads markup in hover texts. */
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('%{', '%\u200b{')
