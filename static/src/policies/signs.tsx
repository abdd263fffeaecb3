/** Verdicts and standings as shapes: told apart before their colour is seen. */
import type { ReactNode } from 'react'
import type { Standing } from './client'
import type { Mark, Outcome } from './core/verdict'

/** A tick in a circle, a cross in an octagon, a dash in a broken circle. */
const outcomes: Record<Outcome, ReactNode> = {
  allowed: <><circle cx="12" cy="12" r="9.5" /><path d="M7.5 12.400l3 3 6-6.500" /></>,
  explicit: <><path d="M8.200 2.500h7.600l5.700 5.700v7.600l-5.700 5.700H8.200l-5.700-5.700V8.200z" /><path d="M8.500 8.500l7 7M15.500 8.500l-7 7" /></>,
  implicit: <><circle cx="12" cy="12" r="9.5" strokeDasharray="4 2.630" /><path d="M8 12h8" /></>,
}

export function OutcomeSign({ outcome, size = 16 }: { outcome: Outcome; size?: number }) {
  return (
    <svg className="outcome-sign" data-outcome={outcome} width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
      strokeWidth={size > 24 ? 2 : 2.5} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">{outcomes[outcome]}</svg>
  )
}

/** What a layer or a policy said: full disc, cross, ring, nothing. */
const standings: Record<Standing | Mark, ReactNode> = {
  allows: <path d="M6 1.200a4.800 4.800 0 1 0 0 9.600a4.800 4.800 0 1 0 0-9.600z" fill="currentColor" stroke="none" />,
  denies: <path d="M2 2l8 8M10 2l-8 8" strokeWidth="2.500" />,
  silent: <circle cx="6" cy="6" r="4" />,
  absent: <path d="M3.500 6h5" />,
  not_concerned: <path d="M3.500 6h5" />,
}

export function StandingSign({ standing }: { standing: Standing | Mark }) {
  return (
    <svg className="standing-sign" data-standing={standing} width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.500" strokeLinecap="round" aria-hidden="true" focusable="false">
      {standings[standing]}
    </svg>
  )
}

export function FitSign({ fits }: { fits: boolean }) {
  return (
    <svg className="fit-sign" data-fits={fits} width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      {fits ? <path d="M2 6.500l2.800 2.800L10 3.500" /> : <path d="M2.500 2.500l7 7M9.500 2.500l-7 7" />}
    </svg>
  )
}

/** It decided here. */
export function Flag() {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" fill="currentColor" stroke="currentColor" strokeWidth="1.500" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d="M3 11V1.500h6.500L7.500 4l2 2.500H3" />
    </svg>
  )
}
