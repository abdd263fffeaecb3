/** The run from its start: traffic, what was decided and broken, and the moment shown. */
import { useMemo } from 'react'
import { say } from '../shared/messages'
import { COMMAND_LAYER } from './core/fold'
import { areaPath, marks, trafficTop } from './core/curve'
import { clock, format } from './core/format'
import { layerLabel, t } from './details'
import { frames, scrubTo, useLive } from './store'
import './live.css'

const WIDTH = 1000
const HEIGHT = 36

export function Timeline() {
  const version = useLive((state) => state.version)
  const tick = useLive((state) => state.tick)
  const cursor = useLive((state) => state.cursor)
  const rows = useLive((state) => state.rows)

  const picture = useMemo(() => {
    const history = frames.history
    const top = trafficTop(history)
    const asked = history.map((point) => ({ x: point.id, y: point.arrived }))
    const served = history.map((point) => ({ x: point.id, y: Math.min(point.served, point.arrived) }))
    return {
      top,
      asked: areaPath(asked, WIDTH, HEIGHT, top, tick),
      served: areaPath(served, WIDTH, HEIGHT, top, tick),
      marks: marks(rows.filter((row) => !row.sampled).map((row) => ({ firstAt: row.firstAt, layer: row.layer, text: say(row.text) })), tick),
    }
    // The history is outside React; its version says when it changed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [version, tick, rows])

  const shown = cursor ?? tick
  return (
    <section className="timeline" aria-label={t('timeline')}>
      <div className="timeline-scale number" aria-hidden="true">{tick > 0 ? format(picture.top, 'per_second') : ''}</div>
      <div className="timeline-track">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <path className="asked" d={picture.asked} />
          <path className="served" d={picture.served} />
        </svg>
        {tick > 0 ? (
          <>
            <div className="timeline-marks" aria-hidden="true">
              {picture.marks.map((mark) => (
                <i
                  key={`${mark.layer}${mark.at}`} data-layer={mark.layer} style={{ left: `${mark.place * 100}%` }}
                  className={mark.layer === COMMAND_LAYER ? 'flag' : 'tick'}
                  title={`${clock(mark.at)} ${layerLabel(mark.layer)}: ${mark.text}${mark.count > 1 ? ` ${t('times', { n: mark.count })}` : ''}`}
                />
              ))}
            </div>
            <i className="timeline-cursor" style={{ left: `${(shown / tick) * 100}%` }} aria-hidden="true" />
            <input
              type="range" min={0} max={tick} value={shown} step={1} aria-label={t('scrub')} aria-valuetext={clock(shown)}
              onChange={(event) => scrubTo(Number(event.target.value))}
            />
          </>
        ) : (
          <p className="timeline-empty">{t('timelineEmpty')}</p>
        )}
      </div>
      <div className="timeline-end">
        {cursor === null ? (
          <span className={`live-sign ${tick > 0 ? 'on' : ''}`}><i aria-hidden="true" /> {t('live')}</span>
        ) : (
          <button type="button" className="button small" onClick={() => scrubTo(null)}>{t('backToLive')}</button>
        )}
        <span className="number timeline-clock">{clock(shown)}</span>
      </div>
    </section>
  )
}
