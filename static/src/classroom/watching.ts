/** A state of the server's that is looked at again when a nudge says so, and now and then. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from '../shared/api'
import { newer } from './clock'
import { listen } from './socket'
import type { SessionState } from './types'

export interface Watched<T> {
  state: T
  arrived: number
  online: boolean
  look: () => void
}

/** `every`: ms between two looks without a nudge; a hidden page does not look. */
export function useWatched<T extends SessionState>(first: T, path: string, socket: string, every: number): Watched<T> {
  const [state, setState] = useState(first)
  const [arrived, setArrived] = useState(() => Date.now())
  const [online, setOnline] = useState(true)
  const looking = useRef(false)
  const again = useRef(false)

  const look = useCallback(async () => {
    if (looking.current) {
      again.current = true
      return
    }
    looking.current = true
    try {
      do {
        again.current = false
        const heard = await call<T>('GET', path)
        setState((known) => newer(known, heard))
        setArrived(Date.now())
        setOnline(true)
      } while (again.current)
    } catch {
      setOnline(false)
    } finally {
      looking.current = false
    }
  }, [path])

  useEffect(() => listen(socket, () => void look(), (yes) => !yes && setOnline(false)), [socket, look])
  useEffect(() => {
    const timer = window.setInterval(() => document.visibilityState === 'visible' && void look(), every)
    return () => window.clearInterval(timer)
  }, [look, every])
  return { state, arrived, online, look: () => void look() }
}

/** Renders again each second while time runs. */
export function useSeconds(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1000)
    return () => window.clearInterval(timer)
  }, [])
  return now
}
