/** What shows and steers the run: its controls and state, the charts, the log of decisions, the timeline. */
import { EventLog, RunControls, StatusBar, Timeline } from '../live'
import { ChartsPanel } from '../live/charts/ChartsPanel'
import type { Catalogue } from '../shared/types'
import { goTo } from './store'

export function Measurements({ catalogue }: { catalogue: Catalogue }) {
  return (
    <>
      <div className="bottom-charts"><ChartsPanel catalogue={catalogue} /></div>
      <div className="bottom-log"><EventLog onSelect={(resource) => goTo([resource])} /></div>
    </>
  )
}

export const TimelinePart = Timeline
export const RunControlsPart = RunControls
export const StatusBarPart = StatusBar
