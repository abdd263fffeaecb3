/** The world's health in one line. Numbers of the frame shown, so they follow the scrubber. */
import { useLive } from './store'
import { Ease } from './Ease'
import { format } from './core/format'
import { vitals } from './core/status'
import { t } from './messages'
import './live.css'

export interface StatusBarProps {
  /** Problems of the document, and what to do when the count is pressed. */
  problems?: number
  /** Warnings alone are no errors: it can run. */
  errors?: number
  onProblems?: () => void
}

export function StatusBar({ problems, errors = 0, onProblems }: StatusBarProps) {
  const frame = useLive((state) => state.frame)
  const types = useLive((state) => state.types)
  const connection = useLive((state) => state.connection)
  const now = vitals(frame, types)
  const poor = now.goodput !== null && now.goodput < 0.99
  return (
    <footer className="status-bar" aria-label={t('status')}>
      {problems !== undefined && (
        <button type="button" className={`status-item ${errors > 0 ? 'bad' : problems > 0 ? 'warn' : ''}`} onClick={onProblems}>
          <span className="status-label">{t('problems')}</span> <span className="number">{problems}</span>
        </button>
      )}
      <span className="status-item">
        <span className="status-label">{t('cost')}</span>{' '}
        <Ease value={now.usdPerHour} show={(value) => format(value, 'usd_per_hour')} />
      </span>
      <span className={`status-item ${poor ? 'bad' : ''}`} title={t('goodputHelp')}>
        <span className="status-label">{t('goodput')}</span>{' '}
        <Ease value={now.goodput} show={(value) => format(value, 'ratio')} />
      </span>
      <span className="status-item" title={t('latencyHelp', { percent: now.percentile.slice(1) })}>
        <span className="status-label">{now.percentile}</span>{' '}
        <Ease value={now.slow} show={(value) => format(value, 'milliseconds')} />
      </span>
      <span className="status-item" title={t('hitHelp')}>
        <span className="status-label">{t('hit')}</span>{' '}
        <Ease value={now.hit} show={(value) => format(value, 'ratio')} />
      </span>
      <span className="status-connection" role="status">
        {connection === 'reconnecting' ? t('reconnecting') : connection === 'refused' ? t('refused') : ''}
      </span>
    </footer>
  )
}
