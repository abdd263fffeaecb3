/** What the room sees: how to join while it gathers, how far everybody is while it works. */
import { clock, left } from './clock'
import { t } from './messages'
import type { ClassBoot, Projector } from './types'
import { useSeconds, useWatched } from './watching'

export function ProjectorPage({ room, first }: { room: ClassBoot; first: Projector }) {
  const { state, arrived, online } = useWatched(first, `classes/${room.id}/projector`, room.socket, 3000)
  const now = useSeconds()
  const gathering = state.phase === 'lobby'
  return (
    <div className={`projector ${gathering ? 'gathering' : ''}`}>
      <header>
        <h1>{state.title}</h1>
        <p><span className={`class-phase ${state.phase}`}>{t(state.phase)}</span> <strong className="projector-clock">{clock(left(state, arrived, now))}</strong></p>
      </header>
      <section className="projector-join" aria-label={t('joinAt')}>
        <img src={room.qr} alt={t('qr')} />
        <div>
          <p>{t('joinAt')}</p>
          <p className="projector-address">{room.shown.replace(/\/[^/]+\/$/, '/')}</p>
          <p>{t('code')}</p>
          <p className="projector-code">{state.code.slice(0, 3)} {state.code.slice(3)}</p>
        </div>
      </section>
      {state.announcement && <p className="projector-announcement" role="status">{state.announcement}</p>}
      <section className="projector-room" aria-live="off">
        <p>{t('here', { here: state.here, count: state.students })} · {t('passed', { count: state.passed })}</p>
        <ul role="list">{state.names.map((name, index) => <li key={index}>{name}</li>)}</ul>
      </section>
      {!online && <p className="desk-offline" role="alert">{t('offline')}</p>}
    </div>
  )
}
