/** The classroom's islands: which one the page holds, its boot record says. */
import { createRoot } from 'react-dom/client'
import { boot } from '../shared/boot'
import { Bar } from './Bar'
import { DeskPage } from './Desk'
import { ProjectorPage } from './Projector'
import type { ClassBoot, Desk, PlaceBoot, Projector } from './types'

interface Given {
  page: string
  class?: ClassBoot & PlaceBoot
  desk?: Desk
  projector?: Projector
}

const given = boot() as unknown as Given
const root = document.getElementById('root')
const bar = document.getElementById('class-bar')

if (bar && given.class) createRoot(bar).render(<Bar place={given.class} />)
else if (root && given.class && given.desk) createRoot(root).render(<DeskPage room={given.class} first={given.desk} />)
else if (root && given.class && given.projector) createRoot(root).render(<ProjectorPage room={given.class} first={given.projector} />)
