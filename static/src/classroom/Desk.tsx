/** The instructor's desk: what the class is doing, on one wall, and what can be done about it. */
import { useMemo, useState } from 'react'
import { ApiError, call } from '../shared/api'
import { clock, left } from './clock'
import { t } from './messages'
import { TileCard } from './TileCard'
import type { ClassBoot, Desk } from './types'
import { useSeconds, useWatched } from './watching'

interface Props {
  room: ClassBoot
  first: Desk
}

type Control = { action: string } & Record<string, unknown>
interface Answer {
  taken?: number
  refused?: string[]
}

export function DeskPage({ room, first }: Props) {
  const { state, arrived, online, look } = useWatched(first, `classes/${room.id}`, room.socket, 2500)
  const now = useSeconds()
  const [said, setSaid] = useState('')
  const [ending, setEnding] = useState(false)

  const control = async (body: Control): Promise<Answer | null> => {
    setSaid('')
    try {
      const answer = await call<Answer>('POST', `classes/${room.id}/control`, body)
      look()
      return answer
    } catch (error) {
      setSaid(t('failed', { reason: error instanceof ApiError ? error.message : String(error) }))
      return null
    }
  }
  const newCode = async (place: string, name: string) => {
    try {
      const { rejoin } = await call<{ rejoin: string }>('POST', `classes/${room.id}/places/${place}/rejoin`, {})
      setSaid(t('codeIs', { name, code: `${rejoin.slice(0, 4)} ${rejoin.slice(4)}` }))
    } catch (error) {
      setSaid(t('failed', { reason: error instanceof ApiError ? error.message : String(error) }))
    }
  }
  // Who needs the instructor stands first; otherwise everybody keeps their place on the wall.
  const tiles = useMemo(
    () => [...state.tiles].sort((a, b) => Number(b.help_s !== null) - Number(a.help_s !== null) || a.number - b.number),
    [state.tiles],
  )
  const { phase } = state
  return (
    <>
      <header className="desk-head">
        <div>
          <h1>{state.title}</h1>
          <p>
            <span className={`class-phase ${phase}`}>{t(phase)}</span> <span className="desk-time">{t('left', { time: clock(left(state, arrived, now)) })}</span>{' '}
            <span className="desk-code">{state.code}</span> · {t('students', { count: tiles.length })} · {t('passed', { count: tiles.filter((one) => one.stars).length })}
          </p>
        </div>
        <div className="desk-controls" role="group" aria-label={t('running')}>
          {(phase === 'lobby' || phase === 'paused') && (
            <button type="button" className="button primary" onClick={() => void control({ action: 'start' })}>{phase === 'lobby' ? t('start') : t('goOn')}</button>
          )}
          {phase === 'running' && <button type="button" className="button primary" onClick={() => void control({ action: 'pause' })}>{t('pauseAll')}</button>}
          {phase !== 'ended' && <button type="button" className="button" onClick={() => void control({ action: 'extend', minutes: 5 })}>{t('extend')}</button>}
          {phase !== 'ended' && !ending && <button type="button" className="button quiet" onClick={() => setEnding(true)}>{t('end')}</button>}
          {ending && phase !== 'ended' && (
            <span className="desk-sure" role="alert">
              {t('endSure')} <button type="button" className="button danger" onClick={() => void control({ action: 'end' }).then(() => setEnding(false))}>{t('endYes')}</button>{' '}
              <button type="button" className="button" onClick={() => setEnding(false)}>{t('keep')}</button>
            </span>
          )}
          <a className="button quiet" href={room.projector} target="_blank" rel="noopener">{t('openProjector')} ↗</a>
        </div>
      </header>
      {!online && <p className="desk-offline" role="alert">{t('offline')}</p>}
      <div className="desk-tools">
        <Announce current={state.announcement} send={(text) => void control({ action: 'announce', text })} />
        <Give
          room={room}
          tiles={tiles}
          give={async (command, participant) => {
            const answer = await control({ action: 'give', command, ...(participant ? { participant } : {}) })
            if (answer) {
              const missing = answer.refused?.length ? ' ' + t('notGiven', { names: answer.refused.join(', ') }) : ''
              setSaid(t('given', { count: answer.taken ?? 0 }) + missing)
            }
          }}
        />
        <div className="desk-more">
          <label><input type="checkbox" checked={state.names_hidden} onChange={(event) => void control({ action: 'names', hidden: event.target.checked })} /> {t('hideNames')}</label>
          <span>
            <a href={`/api/v1/classes/${room.id}/export?format=csv`} download>{t('exportCsv')}</a> · <a href={`/api/v1/classes/${room.id}/export?format=xlsx`} download>{t('exportXlsx')}</a>
          </span>
        </div>
      </div>
      <p className="desk-said" role="status">{said}</p>
      {tiles.length === 0 ? (
        <p className="class-empty">{t('nobody')}</p>
      ) : (
        <ul className="wall" role="list">
          {tiles.map((tile) => <TileCard key={tile.id} tile={tile} objectives={state.objectives} newCode={() => void newCode(tile.id, tile.nickname)} />)}
        </ul>
      )}
    </>
  )
}

function Announce({ current, send }: { current: string; send: (text: string) => void }) {
  const [text, setText] = useState('')
  return (
    <form
      className="desk-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim()) send(text)
        setText('')
      }}
    >
      <label htmlFor="announce">{t('announce')}</label>
      <input id="announce" value={text} maxLength={500} placeholder={current || t('announcement')} onChange={(event) => setText(event.target.value)} />
      <button className="button">{t('send')}</button>
      {current && <button type="button" className="button quiet" onClick={() => send('')}>{t('takeAway')}</button>}
    </form>
  )
}

interface GiveProps {
  room: ClassBoot
  tiles: Desk['tiles']
  give: (command: Record<string, unknown>, participant: string) => Promise<void>
}

function Give({ room, tiles, give }: GiveProps) {
  const [fault, setFault] = useState(0)
  const [to, setTo] = useState('')
  const [seconds, setSeconds] = useState(60)
  const chosen = room.faults[fault]
  return (
    <form
      className="desk-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen) void give({ kind: 'fault', fault: chosen.fault, resource: chosen.resource, duration: seconds }, to)
      }}
    >
      <label htmlFor="fault">{t('fault')}</label>
      <select id="fault" value={fault} title={chosen?.help} onChange={(event) => setFault(Number(event.target.value))}>
        {room.faults.map((one, index) => <option key={`${one.resource}.${one.fault}`} value={index}>{one.label} · {one.resource}</option>)}
      </select>
      <label htmlFor="seconds">{t('seconds')}</label>
      <input id="seconds" type="number" min={1} max={3600} value={seconds} onChange={(event) => setSeconds(Math.max(1, Number(event.target.value) || 1))} />
      <label htmlFor="to">{t('to')}</label>
      <select id="to" value={to} onChange={(event) => setTo(event.target.value)}>
        <option value="">{t('everybody')}</option>
        {tiles.map((tile) => <option key={tile.id} value={tile.id}>{tile.nickname}</option>)}
      </select>
      <button className="button">{t('inject')}</button>
    </form>
  )
}
