/** The lab beside the policies' page. The page says what it can do with `setHost` first. */
import { useEffect } from 'react'
import { host } from './host'
import { t } from './messages'
import { LabDialogs, Panel } from './Panel'
import { lookAtStanding, useResume } from './store'
import './lab.css'

/** After a key was pressed, before the document is judged (ms). */
const PAUSE_MS = 200

export function PolicyDock() {
  useStanding()
  useResume()
  return (
    <aside className="lab-dock lab-dock-alone" aria-label={t('lab')}>
      <div className="dock-panel"><Panel /></div>
      <LabDialogs />
    </aside>
  )
}

/** Judges what stands now: at first, and a moment after each edit. */
function useStanding(): void {
  useEffect(() => {
    void lookAtStanding()
    let soon: ReturnType<typeof setTimeout> | undefined
    const stop = host().onChange?.(() => {
      clearTimeout(soon)
      soon = setTimeout(() => void lookAtStanding(), PAUSE_MS)
    })
    return () => {
      clearTimeout(soon)
      stop?.()
    }
  }, [])
}
