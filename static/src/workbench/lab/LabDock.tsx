/** The lab beside the workbench: its panel, and the palette in the same place. */
import { useEffect, useRef, useState } from 'react'
import { useLive } from '../../live'
import { Palette } from '../Palette'
import { flush, forgetUnsaved, onSaved, say, show, useWorkbench } from '../store'
import { setHost } from './host'
import { t } from './messages'
import { LabDialogs, Panel } from './Panel'
import { lookAtStanding, useResume } from './store'
import './lab.css'

const LOOK_MS = 2500

setHost({
  flush, forgetUnsaved, say,
  useTrouble: () => useWorkbench((s) => s.problems.find((p) => p.severity === 'error')?.message ?? null),
})

export function LabDock() {
  const palette = useWorkbench((s) => s.sheet === 'palette')
  const list = useRef<HTMLDivElement>(null)
  useStanding()
  useResume()
  const tab = (id: 'lab' | 'palette', chosen: boolean) => (
    <button type="button" role="tab" id={`dock-${id}`} aria-selected={chosen} aria-controls="dock-panel" tabIndex={chosen ? 0 : -1}
      onClick={() => show({ sheet: id === 'palette' ? 'palette' : null })}>{t(id)}</button>
  )
  return (
    <aside className="lab-dock" aria-label={t('lab')}>
      <div className="tabs" role="tablist" aria-label={t('lab')} ref={list}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
          event.preventDefault()
          show({ sheet: palette ? null : 'palette' })
          list.current?.querySelectorAll<HTMLButtonElement>('[role=tab]')[palette ? 0 : 1]?.focus()
        }}>
        {tab('lab', !palette)}
        {tab('palette', palette)}
      </div>
      <div className="dock-panel" role="tabpanel" id="dock-panel" aria-labelledby={palette ? 'dock-palette' : 'dock-lab'} tabIndex={-1}>
        {palette ? <Palette /> : <Panel />}
      </div>
      <LabDialogs />
    </aside>
  )
}

/** Looks every few seconds while the run goes on, and once after whatever may have changed how it stands. */
function useStanding(): void {
  const run = useLive((s) => s.run?.id)
  const status = useLive((s) => s.run?.status)
  const began = useLive((s) => s.tick === 0)
  const [saves, setSaves] = useState(0)
  useEffect(() => onSaved(() => setSaves((count) => count + 1)), [])
  useEffect(() => {
    void lookAtStanding()
    // What was measured last arrives a moment after the status that ended it.
    const soon = setTimeout(() => void lookAtStanding(), 1200)
    const often = status === 'running' ? setInterval(() => {
      if (document.visibilityState === 'visible') void lookAtStanding()
    }, LOOK_MS) : undefined
    return () => {
      clearTimeout(soon)
      clearInterval(often)
    }
  }, [run, status, began, saves])
}
