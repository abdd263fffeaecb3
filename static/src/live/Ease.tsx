/** A number that eases to its next value within 150 ms, written past React so that it costs no rendering. */
import { useEffect, useRef } from 'react'
import { reducedMotion } from '../shared/theme'
import { NOTHING } from './core/format'

const EASE_MS = 150

interface Props {
  value: number | null
  show: (value: number | null) => string
  className?: string
}

export function Ease({ value, show, className = '' }: Props) {
  const element = useRef<HTMLSpanElement>(null)
  const shown = useRef<number | null>(null)
  const showing = useRef(show)
  showing.current = show

  useEffect(() => {
    const write = (number: number | null): void => {
      shown.current = number
      if (element.current) element.current.textContent = showing.current(number)
    }
    const from = shown.current
    if (value === null || from === null || from === value || document.hidden || reducedMotion()) {
      write(value)
      return
    }
    const start = performance.now()
    let frame = requestAnimationFrame(function move(now) {
      const share = Math.min(1, (now - start) / EASE_MS)
      write(share === 1 ? value : from + (value - from) * (1 - (1 - share) ** 3))
      if (share < 1) frame = requestAnimationFrame(move)
    })
    return () => {
      cancelAnimationFrame(frame)
      shown.current = value
    }
  }, [value])

  return (
    <span ref={element} className={`number ${className}`}>
      {NOTHING}
    </span>
  )
}
