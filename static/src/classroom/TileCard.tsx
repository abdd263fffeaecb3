/** One student on the wall: where they are, what is met, three figures of the last minutes. */
import { linePath } from '../live/core/curve'
import { format, type Quantity } from '../live/core/format'
import { t } from './messages'
import type { Desk, Tile } from './types'

interface Props {
  tile: Tile
  objectives: Desk['objectives']
  newCode: () => void
}

export function TileCard({ tile, objectives, newCode }: Props) {
  const needs = tile.help_s !== null ? 'help' : tile.stuck ? 'stuck' : tile.away ? 'away' : tile.idle ? 'idle' : ''
  const where = tile.grading ? t('grading') : tile.predicted === 0 ? t('predicting') : t('step', { step: tile.step + 1 })
  return (
    <li className={`tile ${needs} ${tile.stars ? 'passed' : ''}`}>
      <header>
        <strong>{tile.nickname}</strong>
        {tile.stars !== null && <span className="tile-stars" aria-label={t('starsOf', { count: tile.stars })}>{'★'.repeat(tile.stars)}{'☆'.repeat(3 - tile.stars)}</span>}
      </header>
      <p className="tile-where">
        {where}
        {tile.submissions > 0 && <> · {t('submissions', { count: tile.submissions })}</>}
        {tile.hints > 0 && <> · {t('hints', { count: tile.hints })}</>}
      </p>
      {needs && <p className="tile-need">{needs === 'idle' ? t('idle', { minutes: Math.round(tile.idle_s / 60) }) : t(needs)}</p>}
      <ul className="tile-objectives" role="list">
        {objectives.map((one) => {
          const met = tile.met[one.id]
          const word = met === undefined ? t('unknown') : met ? t('met') : t('missed')
          return <li key={one.id} className={met === undefined ? '' : met ? 'met' : 'missed'} title={`${one.title}: ${word}`}><span className="visually-hidden">{one.title}: {word}</span></li>
        })}
      </ul>
      <dl className="tile-figures">
        <Figure label={t('goodput')} values={tile.glance?.goodput} quantity="ratio" layer="viewers" low={0} high={1} />
        <Figure label={t('p95')} values={tile.glance?.latency_p95} quantity="milliseconds" layer="edge" low={0} />
        <Figure label={t('cost')} values={tile.glance?.usd_per_hour} quantity="usd_per_hour" layer="identity" low={0} />
      </dl>
      <button type="button" className="tile-code" onClick={newCode}>{t('newCode')}</button>
    </li>
  )
}

function Figure({ label, values = [], quantity, layer, low, high }: {
  label: string
  values?: (number | null)[] | undefined
  quantity: Quantity
  layer: string
  low: number
  high?: number
}) {
  const numbers = values.filter((one) => one !== null)
  const top = high ?? Math.max(1e-9, ...numbers) * 1.15
  return (
    <div data-layer={layer}>
      <dt>{label}</dt>
      <dd>{format(values.at(-1) ?? null, quantity).replace(/ \(.*\)/, '')}</dd>
      <svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true"><path d={linePath(values, 100, 20, low, top)} /></svg>
    </div>
  )
}
