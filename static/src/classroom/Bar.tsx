/** The student's bar over the lab: phase, time, what the instructor says, the hand to raise, who is offline. */
import { useState } from 'react'
import { call } from '../shared/api'
import { clock, left } from './clock'
import { t } from './messages'
import type { PlaceBoot, SessionState } from './types'
import { useSeconds, useWatched } from './watching'

type Seen = SessionState & { needs_help?: boolean }

export function Bar({ place }: { place: PlaceBoot & { session: SessionState } }) {
  const { state, arrived, online } = useWatched<Seen>(place.session, `classes/${place.session.id}/state`, place.socket, 10_000)
  const now = useSeconds()
  const [hand, setHand] = useState(place.needs_help)
  const ask = async () => {
    try {
      const answer = await call<{ needs_help: boolean }>('POST', `classes/${place.session.id}/help`, { needs: !hand })
      setHand(answer.needs_help)
    } catch {
      // The line about the connection says so already.
    }
  }
  const hint = state.phase === 'lobby' ? t('lobbyHint') : state.phase === 'paused' ? t('pausedHint') : state.phase === 'ended' ? t('endedHint') : ''
  return (
    <aside className={`class-bar ${state.phase}`} aria-label={state.title}>
      <div className="class-line">
        <strong className="class-title">{state.title}</strong>
        <span className={`class-phase ${state.phase}`}>{t(state.phase)}</span>
        <span className="class-clock">{t('left', { time: clock(left(state, arrived, now)) })}</span>
        <span className="class-name">{place.nickname}</span>
        <button type="button" className="button" aria-pressed={hand} onClick={() => void ask()}>{hand ? t('lowerHand') : t('raiseHand')}</button>
      </div>
      {hint && <p className="class-hint" role="status">{hint}</p>}
      {state.announcement && <p className="class-announcement" role="status"><b>{t('fromInstructor')}:</b> {state.announcement}</p>}
      {!online && <p className="desk-offline" role="alert">{t('youOffline')}</p>}
    </aside>
  )
}
