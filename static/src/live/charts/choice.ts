/** Which charts a learner looks at; kept in the browser, never in the document. */
import type { Document } from '../../shared/types'
import { forecasts } from '../core/forecast'
import type { ChartSpec, Types } from '../core/series'

export const LEAST = 2
export const MOST = 6
export const DEFAULT_CHARTS = ['traffic', 'latency', 'instances', 'forecast', 'hit-ratio', 'requests-by-target', 'errors']
const KEY = 'stratolab.charts'

export function readChoice(): string[] | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    return Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : null
  } catch {
    return null
  }
}

export function storeChoice(ids: readonly string[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids))
  } catch {
    // Private browsing: the choice lasts as long as the page.
  }
}

/** Known charts of the choice, filled up to the least and cut at the most. */
export function pickCharts(specs: readonly ChartSpec[], ids: readonly string[]): ChartSpec[] {
  const chosen = ids.flatMap((id) => specs.find((spec) => spec.id === id) ?? [])
  for (const spec of specs) {
    if (chosen.length >= LEAST) break
    if (!chosen.includes(spec)) chosen.push(spec)
  }
  return chosen.slice(0, MOST)
}

/** Whether a chart has something to draw from in this architecture. */
export function relevant(specs: readonly ChartSpec[], id: string, types: Types, document: Document | null): boolean {
  if (specs.find((one) => one.id === id)?.drawing === 'forecast') return forecasts(document)
  const there = new Set(Object.values(types))
  const spec = specs.find((one) => one.id === id)
  return there.size === 0 || (spec?.bindings.some((binding) => binding.type === 'Frame' || there.has(binding.type)) ?? false)
}
