/** One chart: its picture, its values now as a legend, its table, and one sentence for those who do not see it. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { clock as clockOf } from '../../shared/format'
import { language } from '../../shared/messages'
import type { Catalogue } from '../../shared/types'
import { darkTheme } from '../../shared/theme'
import { format } from '../core/format'
import { forecastRows, forecasts, forecastView, type ForecastView } from '../core/forecast'
import { onAxis, seriesOf, spoken, table, ticks, type ChartSpec, type Series } from '../core/series'
import { Icon } from '../Icon'
import { t } from '../details'
import { frames, log, useLive } from '../store'
import { forecastLayout, forecastSentence, hourOf } from './forecast'
import { heatmapTraces, mapTraces, timeTraces } from './traces'
import { join } from './turns'
import type Plotly from './plotly'

type PlotlyApi = typeof Plotly
const EVERY_MS = 500
const MAP_EVERY_MS = 1000
const LEGEND = 6

/** Its own step: what is chained to `import()` itself does not hear that a style sheet of it failed to load. */
async function loadPlotly(): Promise<PlotlyApi> {
  const module = await import('./plotly')
  return module.default
}

interface Props {
  spec: ChartSpec
  window: number
  catalogue: Catalogue | null
}

export function ChartCard({ spec, window: seconds, catalogue }: Props) {
  const figure = useRef<HTMLDivElement>(null)
  const plotly = useRef<PlotlyApi | null>(null)
  const [asTable, setAsTable] = useState(false)
  const [failed, setFailed] = useState(false)
  const [visible, setVisible] = useState(false)
  const [series, setSeries] = useState<Series[]>([])
  const [forecast, setForecast] = useState<ForecastView | null>(null)
  const dark = useDark()
  const version = useLive((state) => state.version)
  const turn = useRef<ReturnType<typeof join> | null>(null)

  const draw = (): void => {
    const { types, cursor, tick } = useLive.getState()
    const end = cursor ?? tick
    const view = spec.drawing === 'forecast' ? forecastView(spec.bindings, log.kept, end, language()) : null
    const all = spec.drawing === 'forecast' ? (view?.series ?? []) : seriesOf(spec.bindings, frames.span(end, seconds), types)
    const now = spec.drawing === 'map' || view ? all : spoken(all)
    setSeries(now)
    setForecast(view)
    const element = figure.current
    const api = plotly.current
    if (!element || !api || now.length === 0) {
      if (element && api && element.childElementCount > 0) api.purge(element)
      return
    }
    const theme = spec.themes[dark ? 'dark' : 'light']
    let layout: Record<string, unknown> = { ...structuredClone(spec.figure.layout), template: theme.template, autosize: true }
    if (view) layout = forecastLayout(layout, view, theme.inks)
    else if (spec.drawing !== 'map') {
      const [from, to] = [Math.max(0, end - seconds), Math.max(end, 60)]
      // The first label would touch those of the other axis.
      const marked = ticks(from, to).filter((at) => at - from > (to - from) * 0.04)
      layout['xaxis'] = {
        ...(layout['xaxis'] as object), range: [onAxis(from), onAxis(to)],
        tickmode: 'array', tickvals: marked.map(onAxis), ticktext: marked.map((at) => clockOf(at)),
      }
    }
    const data =
      spec.drawing === 'heatmap' ? heatmapTraces(now, spec.bindings[0]!, theme.inks)
      : spec.drawing === 'map' ? mapTraces(spec, now, theme.inks, catalogue, useLive.getState().document, hitRatioAt)
      : timeTraces(now, theme.inks)
    // Figures come from Python as JSON: plotly itself has checked them there.
    void api.react(element, data as never, layout as never, {
      displayModeBar: false, responsive: false, locale: language(), doubleClick: false, scrollZoom: false,
    }).catch((error: unknown) => {
      console.error('A chart could not be drawn', error)
      setFailed(true)
    })
  }
  const drawing = useRef(draw)
  drawing.current = draw

  useEffect(() => {
    const mine = join({ every: spec.drawing === 'map' ? MAP_EVERY_MS : EVERY_MS, draw: () => drawing.current() })
    turn.current = mine
    return () => mine.leave()
  }, [spec.drawing])

  // Only what is on the screen is drawn.
  useEffect(() => {
    const element = figure.current
    if (!element) return
    const seen = new IntersectionObserver((entries) => setVisible(entries.some((entry) => entry.isIntersecting)))
    seen.observe(element)
    const sized = new ResizeObserver(() => {
      if (plotly.current && element.childElementCount > 0) void plotly.current.Plots.resize(element)
    })
    sized.observe(element)
    return () => {
      seen.disconnect()
      sized.disconnect()
      plotly.current?.purge(element)
    }
  }, [asTable])

  useEffect(() => {
    if (!visible || plotly.current) return
    let here = true
    const load = (): void => {
      if (plotly.current) return
      void loadPlotly().then(
        (library) => {
          if (!here) return
          plotly.current = library
          setFailed(false)
          turn.current?.ask()
        },
        () => here && setFailed(true),
      )
    }
    load()
    // Whoever was away when the first chart came into view gets it with the network.
    addEventListener('online', load)
    return () => {
      here = false
      removeEventListener('online', load)
    }
  }, [visible])

  useEffect(() => {
    if (visible || asTable) turn.current?.ask()
  }, [version, visible, asTable, dark, seconds, spec, catalogue])

  const values = series.filter((one) => one.latest !== null).slice(0, 12)
  const summary = useMemo(() => {
    if (spec.drawing === 'forecast') return `${spec.summary} ${forecastSentence(forecast)}`.trim()
    const at = clockOf(useLive.getState().frame?.id ?? 0)
    const spokenValues = values.map((one) => `${one.name} ${format(one.latest, one.binding.unit)}`).join(', ')
    return values.length > 0 ? `${spec.summary} ${t('nowAt', { time: at, values: spokenValues })}` : spec.summary
  }, [values, spec, forecast])

  return (
    <figure className="chart-card" data-chart={spec.id}>
      <figcaption className="chart-head">
        <h3>{spec.title}</h3>
        <button
          type="button" className="button quiet icon small" aria-pressed={asTable}
          aria-label={`${spec.title}: ${asTable ? t('asChart') : t('asTable')}`} title={asTable ? t('asChart') : t('asTable')}
          onClick={() => setAsTable(!asTable)}
        >
          <Icon name={asTable ? 'chart' : 'table'} />
        </button>
      </figcaption>
      {!asTable && <Legend series={series} spec={spec} />}
      {asTable ? (
        <ValueTable spec={spec} series={series} forecast={forecast} />
      ) : (
        <div className="chart-figure">
          <div ref={figure} className="chart-plot" role="img" aria-label={summary} />
          {series.length === 0 && <p className="chart-empty">{emptyText(spec)}</p>}
          {failed && <p className="chart-empty">{t('chartsFailed')}</p>}
        </div>
      )}
    </figure>
  )
}

function Legend({ series, spec }: { series: Series[]; spec: ChartSpec }) {
  if (spec.drawing !== 'time' && spec.drawing !== 'forecast') return null
  const theme = spec.themes[darkTheme() ? 'dark' : 'light']
  const shown = [...series].reverse().filter((one) => one.latest !== null)
  return (
    <ul className="chart-legend" aria-hidden="true">
      {shown.slice(0, LEGEND).map((one) => (
        <li key={one.key}>
          <i style={{ background: theme.inks[one.ink] }} />
          {one.name} <b className="number">{format(one.latest, one.binding.unit)}</b>
        </li>
      ))}
      {shown.length > LEGEND && <li>{t('more', { n: shown.length - LEGEND })}</li>}
    </ul>
  )
}

function ValueTable({ spec, series, forecast }: { spec: ChartSpec; series: Series[]; forecast: ForecastView | null }) {
  if (series.length === 0) return <p className="chart-empty">{emptyText(spec)}</p>
  return (
    <div className="chart-table" tabIndex={0} role="region" aria-label={spec.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('time')}</th>
            {series.map((one) => (
              <th key={one.key} scope="col">{forecast && one.binding.axis === 'y' ? `${one.name} (${forecast.unit})` : one.name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(forecast ? forecastRows(forecast) : table(series)).map((row) => (
            <tr key={row.at}>
              <th scope="row" className="number">{forecast ? hourOf(row.at) : clockOf(row.at)}</th>
              {row.values.map((value, place) => (
                <td key={series[place]!.key} className="number">{format(value, series[place]!.binding.unit)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function emptyText(spec: ChartSpec): string {
  if (frames.last === null) return t('noDataYet')
  if (spec.id === 'errors') return t('noErrors')
  if (spec.drawing === 'forecast') return t(forecasts(useLive.getState().document) ? 'noForecast' : 'noForecastPolicy')
  const drawn = new Set([...Object.values(useLive.getState().types), 'Frame'])
  return spec.bindings.some((binding) => drawn.has(binding.type)) ? t(frames.last.id > 120 ? 'nothingInSpan' : 'notMeasured') : t('noData')
}

function hitRatioAt(edge: string): number | null {
  const { frame, types } = useLive.getState()
  for (const [id, metrics] of Object.entries(frame?.values ?? {})) {
    if (types[id] !== 'AWS::CloudFront::Distribution') continue
    const ratios = metrics['HitRatioByEdge']
    const ratio = typeof ratios === 'object' && ratios !== null ? ratios[edge] : null
    if (typeof ratio === 'number') return ratio
  }
  return null
}

function useDark(): boolean {
  const [dark, setDark] = useState(darkTheme)
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)')
    const look = (): void => setDark(darkTheme())
    const watch = new MutationObserver(look)
    watch.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    query.addEventListener('change', look)
    return () => {
      watch.disconnect()
      query.removeEventListener('change', look)
    }
  }, [])
  return dark
}
