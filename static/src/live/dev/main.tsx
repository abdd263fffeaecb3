/** Development page of the live side, without a server. Never built. */
import { createRoot } from 'react-dom/client'
import '../../styles/base.css'
import { ChartsPanel, EventLog, RunControls, setRunDocument, StatusBar, Timeline, useLive } from '..'
import { take } from '../store'
import { DEMO, tick } from './world'

const query = new URLSearchParams(location.search)
document.documentElement.lang = query.get('lang') ?? 'en'
document.documentElement.dataset['theme'] = query.get('theme') ?? 'light'
setRunDocument(DEMO)
if (query.get('empty') === null) {
  const until = Number(query.get('ticks') ?? 420)
  useLive.setState({
    connection: 'live',
    run: { id: 'demo', document: 'd', revision: 1, seed: 7, status: 'running', speed: 10, achieved_speed: 9.8, tick: 0, read_only: false, url: '' },
  })
  let id = 0
  const batch = []
  while (id < until) batch.push(tick((id += 1)))
  take(batch)
  setInterval(() => take([tick((id += 1)), tick((id += 1))]), 500)
}
createRoot(document.getElementById('root')!).render(
  <div style={{ height: '100vh', display: 'grid', gridTemplateRows: 'auto 1fr auto auto', minHeight: 0 }}>
    <div style={{ padding: 12, background: 'var(--surface)' }}><RunControls /></div>
    <div style={{ display: 'grid', gridTemplateColumns: 'minmax(0,1fr) 420px', minHeight: 0 }}><ChartsPanel /><EventLog onSelect={() => undefined} /></div>
    <Timeline />
    <StatusBar problems={0} />
  </div>,
)
