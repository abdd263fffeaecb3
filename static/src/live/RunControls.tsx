/** Run, pause, step, reset; speed wished and reached; seed; the simulated clock. */
import { useEffect, useRef, useState } from 'react'
import { api, ApiError } from '../shared/api'
import { boot } from '../shared/boot'
import type { Run, RunControl, Speed } from '../shared/types'
import { clock, speed as showSpeed } from './core/format'
import { Icon } from './Icon'
import { t } from './messages'
import { runKeys } from './runKeys'
import { connectRun, useLive } from './store'
import './live.css'

const SPEEDS: Speed[] = [1, 5, 10, 60, 'max']
const ENDED = new Set<Run['status']>(['finished', 'failed', 'archived'])

export interface RunControlsProps {
  /** Makes a run when ▶ or ▸| is pressed and there is none; by default of the page's document as stored. */
  createRun?: (seed: number, speed: Speed) => Promise<Run | null>
  /** Why a run cannot be started now (unsolved problems); null when it can. */
  blocked?: string | null
}

async function runOfThePage(seed: number, speed: Speed): Promise<Run | null> {
  const id = boot().document_id
  return id ? api.startRun(id, seed, speed) : null
}

export function RunControls({ createRun = runOfThePage, blocked = null }: RunControlsProps) {
  const run = useLive((state) => state.run)
  const tick = useLive((state) => state.frame?.id ?? state.run?.tick ?? 0)
  const [wish, setWish] = useState<{ seed: number; speed: Speed | null }>({ seed: 7, speed: null })
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  const running = run?.status === 'running'
  const watching = run?.read_only ?? false
  const ended = run !== null && ENDED.has(run.status)
  // An ended run has no speed to change: what is chosen then is for the next one.
  const speed = (ended ? wish.speed : run?.speed) ?? run?.speed ?? wish.speed ?? 1
  const stopped = (run === null || ended) && blocked !== null

  const disabled = busy || watching || stopped

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setFailure(null)
    try {
      await work()
    } catch (error) {
      const reason = error instanceof ApiError ? (error.problems[0]?.message ?? error.message) : String(error)
      setFailure(t('controlFailed', { reason }))
    } finally {
      setBusy(false)
    }
  }

  const control = (order: RunControl): Promise<void> =>
    attempt(async () => {
      let target = useLive.getState().run
      if (!target || (ENDED.has(target.status) && order.action === 'run')) {
        target = await createRun(target?.seed ?? wish.seed, speed)
        if (!target) return
        connectRun(target.id, { run: target, document: useLive.getState().document })
      }
      // The button answers at once; the server's status corrects it if it must.
      const status = order.action === 'run' ? 'running' : order.action === 'pause' ? 'paused' : target.status
      const wished = order.action === 'speed' ? order.speed : target.speed
      useLive.setState({ run: { ...target, status, speed: wished } })
      useLive.setState({ run: { ...useLive.getState().run!, ...(await api.control(target.id, order)) } })
    })

  const toggle = (): void => {
    if (!disabled) void control({ action: running ? 'pause' : 'run' })
  }
  const setSpeed = (wished: Speed): void => {
    setWish((now) => ({ ...now, speed: wished }))
    if (run && !ended) void control({ action: 'speed', speed: wished })
  }

  // The editor's keyboard reaches the newest of these.
  const step = (): void => {
    if (!disabled && !running && !ended) void control({ action: 'step' })
  }
  const keys = useRef({ toggle, step })
  keys.current = { toggle, step }
  useEffect(() => {
    runKeys.toggle = () => keys.current.toggle()
    runKeys.step = () => keys.current.step()
  }, [])

  return (
    <div className="run-controls" role="group" aria-label={t('runControls')}>
      <div className="run-buttons">
        <button
          type="button" className="button primary run-main" onClick={toggle} disabled={disabled} data-run-toggle
          title={stopped ? (blocked ?? t('problemsFirst')) : `${running ? t('pause') : t('run')} (Space)`}
        >
          <Icon name={running ? 'pause' : 'play'} />
          <span>{running ? t('pause') : t('run')}</span>
        </button>
        <button
          type="button" className="button icon" onClick={step} data-run-step
          disabled={disabled || running || ended} aria-label={t('step')} title={`${t('step')} (.)`}
        >
          <Icon name="step" />
        </button>
        <button
          type="button" className="button icon" onClick={() => void control({ action: 'reset' })} aria-label={t('reset')}
          disabled={busy || watching || !run} title={t('resetHelp')}
        >
          <Icon name="reset" />
        </button>
      </div>
      <div className="segmented" role="group" aria-label={t('speed')}>
        {SPEEDS.map((one) => (
          <button
            key={one} type="button" aria-pressed={speed === one} onClick={() => setSpeed(one)} disabled={watching}
          >
            {one === 'max' ? t('speedMax') : `${one}×`}
          </button>
        ))}
      </div>
      <dl className="run-facts">
        <div>
          <dt className="visually-hidden">{t('clock')}</dt>
          <dd className="run-clock number" title={t('clock')}>{clock(tick)}</dd>
        </div>
        {running && run.achieved_speed != null && run.achieved_speed > 0 && (
          <div>
            <dd className="run-achieved number" title={t('achievedHelp')}>{t('achieved', { speed: showSpeed(run.achieved_speed) })}</dd>
          </div>
        )}
        <div title={t('seedHelp')}>
          <dt>{t('seed')}</dt>
          <dd className="number">
            {run ? (
              run.seed
            ) : (
              <input
                className="run-seed" type="number" min={0} max={2 ** 31 - 1} value={wish.seed} aria-label={t('seed')}
                onChange={(event) => setWish((now) => ({ ...now, seed: Math.max(0, Math.floor(Number(event.target.value))) }))}
              />
            )}
          </dd>
        </div>
        {watching && <div><dd className="tag">{t('readOnly')}</dd></div>}
        {ended && <div><dd className={`tag ${run.status}`}>{t(run.status === 'failed' ? 'statusFailed' : run.status === 'finished' ? 'statusFinished' : 'statusArchived')}</dd></div>}
      </dl>
      {failure && <p className="run-failure" role="alert">{failure}</p>}
    </div>
  )
}
