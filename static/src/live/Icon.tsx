/** The few signs of the live side, drawn on a 16 px grid; decoration only, the button has the name. */
import type { ReactElement } from 'react'

const shapes: Record<string, ReactElement> = {
  play: <path d="M4.5 2.8v10.4a.6.6 0 0 0 .9.5l8.4-5.2a.6.6 0 0 0 0-1L5.4 2.3a.6.6 0 0 0-.9.5Z" fill="currentColor" />,
  pause: <path d="M4 2.5h2.8v11H4zM9.2 2.5H12v11H9.2z" fill="currentColor" />,
  step: <path d="M3 3v10l7-5zM11.2 3H13v10h-1.8z" fill="currentColor" />,
  reset: (
    <path
      d="M3.2 6.2A5.2 5.2 0 1 1 2.8 9M3 2.6v3.8h3.8" fill="none" stroke="currentColor" strokeWidth="1.7"
      strokeLinecap="round" strokeLinejoin="round"
    />
  ),
  table: (
    <path d="M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 3.5v9" fill="none" stroke="currentColor" strokeWidth="1.2" />
  ),
  chart: (
    <path
      d="M2.5 13.5v-11M2.5 13.5h11M4.5 10.5l3-4 2.5 2 3.5-5" fill="none" stroke="currentColor" strokeWidth="1.4"
      strokeLinecap="round" strokeLinejoin="round"
    />
  ),
  sliders: (
    <path
      d="M2.5 4.5h6M12 4.5h1.5M2.5 11.5H4M7.5 11.5h6M8.6 4.5a1.7 1.7 0 1 0 3.4 0 1.7 1.7 0 0 0-3.4 0ZM4 11.5a1.7 1.7 0 1 0 3.4 0 1.7 1.7 0 0 0-3.4 0Z"
      fill="none" stroke="currentColor" strokeWidth="1.3"
    />
  ),
}

export type IconName = 'play' | 'pause' | 'step' | 'reset' | 'table' | 'chart' | 'sliders'

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="live-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {shapes[name]}
    </svg>
  )
}
