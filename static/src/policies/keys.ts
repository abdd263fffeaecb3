/** The simulator's keys. Typing in a field or in the editor is never taken for one. */
import { flush, redoStep, undoStep } from '../workbench/store'
import { openTab, showIn, usePolicies } from './store'

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

const focus = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus()

export function onKey(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]')) return
  const control = event.ctrlKey || event.metaKey
  const key = event.key.toLowerCase()
  // The editor has an undo of its own.
  if (typing(event.target) && !(control && key === 's')) return
  const take = (action: () => void) => {
    event.preventDefault()
    action()
  }
  if (control) {
    if (key === 'z') take(() => (event.shiftKey ? redoStep() : undoStep()))
    else if (key === 'y') take(redoStep)
    else if (key === 's') take(() => void flush())
    return
  }
  if (event.altKey) return
  switch (event.key === '?' || event.key === '/' ? event.key : key) {
    case '?':
      return take(() => showIn({ dialog: 'shortcuts' }))
    case '/':
      return take(() => focus('#ask-principal'))
    case 'c':
      return take(() => showIn({ contextOpen: !usePolicies.getState().contextOpen }))
    case 'l':
      return take(() => focus(document.querySelector('.policies-list [aria-current]') ? '.policies-list [aria-current]' : '.policies-list button'))
    case 'e':
      return take(() => focus('.editor-pane .cm-content'))
    case 'y':
      return take(() => { openTab('why'); focus('#tab-why') })
    case 'o':
      return take(() => { openTab('who'); focus('#tab-who') })
  }
}
