/**
 * The states of an instance or target: one glyph each, told apart by shape before colour. Marks say what else
 * is true of an instance: bought on the Spot market, protected from scale-in.
 */

export type State = 'healthy' | 'booting' | 'pending' | 'waiting' | 'unhealthy' | 'draining' | 'standby' | 'warm' | 'terminated'

/** In the order in which people ask for them; what has ended comes last. */
export const STATES: readonly State[] = ['healthy', 'booting', 'pending', 'waiting', 'unhealthy', 'draining', 'standby', 'warm', 'terminated']

const shapes: Record<string, State> = {
  in_service: 'healthy', healthy: 'healthy',
  booting: 'booting', initial: 'booting',
  pending: 'pending',
  pending_wait: 'waiting', terminating_wait: 'waiting',
  unhealthy: 'unhealthy', unused: 'unhealthy',
  draining: 'draining', terminating: 'draining', stopping: 'draining',
  standby: 'standby', entering_standby: 'standby',
}

/** States as the world names them, to the shapes a person learns. */
export function shapeOf(state: string): State {
  return shapes[state] ?? (state.startsWith('warmed') ? 'warm' : state.startsWith('pending') ? 'pending' : 'terminated')
}

/** What is drawn of a state, on a 12-unit grid: a solid part and an outline. */
const RING = 'M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9z'
const glyphs: Record<State, { solid?: string; outline?: string; dashed?: boolean }> = {
  healthy: { solid: 'M6 1.2a4.8 4.8 0 1 0 0 9.6a4.8 4.8 0 1 0 0-9.6z' },
  booting: { solid: 'M6 1.5a4.5 4.5 0 1 0 0 9z', outline: RING },
  pending: { solid: 'M6 6V1.5A4.5 4.5 0 0 1 10.5 6z', outline: RING },
  waiting: { solid: 'M3.2 10.2L6 6.6l2.8 3.6z', outline: 'M2.5 1.5h7L6 6l3.5 4.5h-7L6 6z' },
  unhealthy: { solid: 'M6 0.8L11.4 10.6H0.6z' },
  draining: { outline: RING, dashed: true },
  standby: { solid: 'M2.8 2h2.2v8H2.8zM7 2h2.2v8H7z' },
  warm: { outline: 'M2.2 2.2h7.6v7.6H2.2z' },
  terminated: { outline: 'M2.5 2.5l7 7M9.5 2.5l-7 7' },
}

export interface Marks {
  spot?: boolean
  protected?: boolean
}

/** Marks stand to the right of the glyph, which then is wider: a diamond above, a lock below. */
const SPOT = 'M15 0.6l2.2 2.6L15 5.8l-2.2-2.6z'
const LOCK = 'M13 8.4h4v3h-4zM13.8 8.4V7.6a1.2 1.2 0 0 1 2.4 0v.8'

export function StateGlyph({ state, size = 12 }: { state: State; size?: number }) {
  const { solid, outline, dashed } = glyphs[state]
  return (
    <svg className="state-glyph" data-state={state} width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {solid && <path d={solid} fill="currentColor" />}
      {outline && <path d={outline} fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray={dashed ? '2 1.6' : undefined} />}
    </svg>
  )
}

export function MarkGlyph({ mark, size = 12 }: { mark: keyof Marks; size?: number }) {
  return (
    <svg className="state-glyph" data-mark={mark} width={size} height={size} viewBox={mark === 'spot' ? '11.5 -0.3 7 7' : '11.5 5.5 7 7'} aria-hidden="true" focusable="false">
      {mark === 'spot' ? <path d={SPOT} fill="currentColor" /> : <path d={LOCK} fill="none" stroke="currentColor" strokeWidth="1.1" />}
    </svg>
  )
}

const drawn = new Map<State, SVGElement>()

function make(name: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  return element
}

/** The same glyph as an element, for what changes too often to be drawn by React. */
export function stateElement(state: State, size = 12, marks: Marks = {}): SVGElement {
  let model = drawn.get(state)
  if (!model) {
    const { solid, outline, dashed } = glyphs[state]
    model = make('svg', { class: 'state-glyph', 'data-state': state, viewBox: '0 0 12 12', 'aria-hidden': 'true' })
    if (solid) model.append(make('path', { d: solid, fill: 'currentColor' }))
    if (outline)
      model.append(make('path', { d: outline, fill: 'none', stroke: 'currentColor', 'stroke-width': '1.5', ...(dashed ? { 'stroke-dasharray': '2 1.6' } : {}) }))
    drawn.set(state, model)
  }
  const copy = model.cloneNode(true) as SVGElement
  const wide = marks.spot || marks.protected
  if (wide) copy.setAttribute('viewBox', '0 0 18 12')
  if (marks.spot) copy.append(make('path', { d: SPOT, class: 'mark-spot' }))
  if (marks.protected) copy.append(make('path', { d: LOCK, class: 'mark-protected' }))
  copy.setAttribute('width', String(wide ? size * 1.5 : size))
  copy.setAttribute('height', String(size))
  return copy
}
