/** The learner's charts: two to six of them, chosen and remembered, over a span of simulated time. */
import { useEffect, useId, useMemo, useState } from 'react'
import { api, call } from '../../shared/api'
import type { Catalogue } from '../../shared/types'
import type { ChartSpec } from '../core/series'
import { AlarmStrip } from '../AlarmStrip'
import { Icon } from '../Icon'
import { t } from '../details'
import { useLive } from '../store'
import { ChartCard } from './ChartCard'
import { DataMenu } from './DataMenu'
import { useMenu } from './menu'
import { DEFAULT_CHARTS, MOST, pickCharts, readChoice, relevant, storeChoice } from './choice'
import '../live.css'

const SPANS = [300, 600, 1800]

export interface ChartsPanelProps {
  /** Given by the page if it has it already; fetched otherwise. */
  catalogue?: Catalogue | null
}

export function ChartsPanel({ catalogue }: ChartsPanelProps) {
  const [specs, setSpecs] = useState<ChartSpec[] | null>(null)
  const [places, setPlaces] = useState<Catalogue | null>(catalogue ?? null)
  const [failed, setFailed] = useState(false)
  const [choice, setChoice] = useState<string[] | null>(readChoice)
  const [seconds, setSeconds] = useState(300)
  const types = useLive((state) => state.types)
  const document = useLive((state) => state.document)

  const load = (): void => {
    setFailed(false)
    call<ChartSpec[] | { charts: ChartSpec[] }>('GET', 'charts').then(
      (answer) => setSpecs(Array.isArray(answer) ? answer : answer.charts),
      () => setFailed(true),
    )
  }
  useEffect(load, [])

  const shown = useMemo(
    () => (specs ? pickCharts(specs, choice ?? DEFAULT_CHARTS.filter((id) => relevant(specs, id, types, document))) : []),
    [specs, choice, types, document],
  )
  const needsMap = shown.some((spec) => spec.drawing === 'map')
  useEffect(() => {
    if (catalogue) setPlaces(catalogue)
    else if (needsMap && !places) api.catalogue().then(setPlaces, () => undefined)
  }, [catalogue, needsMap, places])

  const choose = (next: string[]): void => {
    setChoice(next)
    storeChoice(next)
  }

  return (
    <section className="charts-panel" aria-labelledby="charts-title">
      <header className="panel-header">
        <h2 id="charts-title">{t('charts')}</h2>
        <div className="segmented small" role="group" aria-label={t('window')}>
          {SPANS.map((span) => (
            <button key={span} type="button" aria-pressed={seconds === span} onClick={() => setSeconds(span)}>
              {t('minutes', { n: span / 60 })}
            </button>
          ))}
        </div>
        <DataMenu />
        {specs && <Picker specs={specs} shown={shown.map((spec) => spec.id)} onChoose={choose} />}
      </header>
      {failed ? (
        <p className="panel-empty">
          {t('chartsFailed')} <button type="button" className="button small" onClick={load}>{t('retry')}</button>
        </p>
      ) : (
        <div className="chart-grid" data-count={shown.length}>
          {specs === null ? (
            [0, 1, 2].map((place) => <div key={place} className="chart-card waiting" aria-hidden="true" />)
          ) : (
            shown.map((spec) => <ChartCard key={spec.id} spec={spec} window={seconds} catalogue={places} />)
          )}
        </div>
      )}
      <AlarmStrip window={seconds} />
    </section>
  )
}

interface PickerProps {
  specs: ChartSpec[]
  shown: string[]
  onChoose: (ids: string[]) => void
}

function Picker({ specs, shown, onChoose }: PickerProps) {
  const id = useId()
  const { button, menu, place } = useMenu<HTMLFieldSetElement>()
  return (
    <>
      <button ref={button} type="button" className="button quiet small" popoverTarget={`${id}menu`}>
        <Icon name="sliders" /> {t('chooseCharts')}
      </button>
      <fieldset ref={menu} id={`${id}menu`} popover="auto" className="picker-menu" onToggle={place}>
        <legend>{t('chooseHelp')}</legend>
        {specs.map((spec) => {
          const on = shown.includes(spec.id)
          const full = (!on && shown.length >= MOST) || (on && shown.length <= 2)
          return (
            <label key={spec.id} htmlFor={`${id}${spec.id}`} title={spec.summary}>
              <input
                id={`${id}${spec.id}`} type="checkbox" checked={on} disabled={full}
                onChange={() => onChoose(on ? shown.filter((one) => one !== spec.id) : [...shown, spec.id])}
              />
              {spec.title}
            </label>
          )
        })}
      </fieldset>
    </>
  )
}
