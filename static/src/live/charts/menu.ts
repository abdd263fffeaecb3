/** A menu in the top layer, where no panel clips it: above its button when there is more room there. */
import { type RefObject, useRef } from 'react'

interface Menu<Box extends HTMLElement> {
  button: RefObject<HTMLButtonElement | null>
  menu: RefObject<Box | null>
  place: (event: { newState: string }) => void
}

export function useMenu<Box extends HTMLElement>(): Menu<Box> {
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<Box>(null)
  const place = (event: { newState: string }): void => {
    if (event.newState !== 'open' || !button.current || !menu.current) return
    const at = button.current.getBoundingClientRect()
    const below = window.innerHeight - at.bottom
    const { style } = menu.current
    style.right = `${Math.max(8, window.innerWidth - at.right)}px`
    style.top = below > at.top ? `${at.bottom + 4}px` : 'auto'
    style.bottom = below > at.top ? 'auto' : `${window.innerHeight - at.top + 4}px`
    style.maxHeight = `${Math.max(below, at.top) - 16}px`
  }
  return { button, menu, place }
}
