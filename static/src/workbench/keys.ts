/** The workbench's keys. Typing in a field is never taken for one. */
import { runKeys } from '../live'
import { duplicate, flush, redoStep, remove, show, undoStep, useWorkbench } from './store'

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|range|button)$/.test((target as HTMLInputElement).type))

/** Enter and Space belong to the control that has the focus. */
const pressing = (target: EventTarget | null) => target instanceof Element && target.closest('button, a, summary, input, select, [role=tab], [role=option]') !== null

let back: HTMLElement | null = null

function inspector(): void {
  const panel = document.querySelector<HTMLElement>('[data-inspector]')
  if (!panel) return
  if (panel.contains(document.activeElement)) {
    show({ sheet: null })
    back?.focus()
    return
  }
  back = document.activeElement as HTMLElement | null
  show({ sheet: 'inspector' })
  const first = panel.querySelector<HTMLElement>('.inspector-body input:not(:disabled), .inspector-body select:not(:disabled), .inspector-body button')
  ;(first ?? panel).focus()
}

export function onKey(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]')) return
  const state = useWorkbench.getState()
  const control = event.ctrlKey || event.metaKey
  const key = event.key.toLowerCase()
  // Whoever leaves a field right after an undo shall not be brought back to it.
  if (event.key === 'Escape') cancelAnimationFrame(returning)
  if (typing(event.target)) {
    if (event.key === 'Escape') (event.target as HTMLElement).blur()
    // In a field the browser's undo ends with the field; ours holds what was typed, too.
    if (!(control && (key === 'z' || key === 'y' || key === 's'))) return
  }
  const take = (action: () => void) => {
    event.preventDefault()
    action()
  }
  if (control) {
    if (key === 'z') take(() => { leaveField(event); if (event.shiftKey) redoStep(); else undoStep() })
    else if (key === 'y') take(() => { leaveField(event); redoStep() })
    else if (key === 's') take(() => void flush())
    else if (key === 'd' && state.history.selection.length === 1) take(() => void duplicate(state.history.selection[0]!))
    return
  }
  if (event.altKey) return
  const selected = state.history.selection
  switch (event.key) {
    case '?':
      return take(() => show({ dialog: 'shortcuts' }))
    case '/':
      return take(() => {
        show({ sheet: 'palette' })
        requestAnimationFrame(() => document.querySelector<HTMLInputElement>('[data-palette-search]')?.focus())
      })
    case ' ':
      // A focused node is selected by Space only when none is: running is what the key is for.
      if (pressing(event.target)) return
      return take(() => runKeys.toggle())
    case '.':
      return take(() => runKeys.step())
    case 'i':
    case 'I':
    case 'ㅑ':
      return take(inspector)
    case 'c':
    case 'C':
    case 'ㅊ':
      if (selected.length === 1 && !state.readOnly) take(() => show({ dialog: 'connect' }))
      return
    case 'Delete':
      // Off the canvas, which has its own.
      if (selected.length && !(event.target instanceof Element && event.target.closest('.react-flow')) && event.target === document.body && !state.readOnly) take(() => void remove(selected))
      return
    case 'Escape':
      show({ sheet: null })
  }
}

/** The frame in which a field that was left for an undo gets the focus back. */
let returning = 0

/** A field drops its draft before undo changes what is beneath it. */
function leaveField(event: KeyboardEvent): void {
  if (typing(event.target)) {
    const field = event.target as HTMLElement
    field.blur()
    returning = requestAnimationFrame(() => field.focus())
  }
}
