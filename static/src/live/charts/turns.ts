/**
 * Whose turn it is to draw. One chart an animation frame, each at most twice a second (a map once), only what
 * is visible: four charts then leave the canvas its frame rate.
 */
export interface Drawer {
  draw(): void
  /** Least time between two drawings, ms. */
  every: number
}

interface Entry {
  drawer: Drawer
  wants: boolean
  drawnAt: number
}

const entries = new Set<Entry>()
let scheduled = false

export function join(drawer: Drawer): { ask(): void; leave(): void } {
  const entry: Entry = { drawer, wants: false, drawnAt: -Infinity }
  entries.add(entry)
  return {
    ask: () => {
      entry.wants = true
      schedule()
    },
    leave: () => entries.delete(entry),
  }
}

function schedule(): void {
  if (scheduled) return
  scheduled = true
  requestAnimationFrame(turn)
}

function turn(now: number): void {
  scheduled = false
  let next: Entry | null = null
  let waiting = false
  for (const entry of entries) {
    if (!entry.wants) continue
    waiting = true
    if (now - entry.drawnAt < entry.drawer.every) continue
    if (!next || entry.drawnAt < next.drawnAt) next = entry
  }
  if (next) {
    next.wants = false
    next.drawnAt = now
    next.drawer.draw()
  }
  if (waiting) schedule()
}
