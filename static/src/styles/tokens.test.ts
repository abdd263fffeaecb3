import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** Relative luminance as in WCAG 2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const contrast = (a: string, b: string) => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf-8')
const tokens = new Map([...css.matchAll(/(--[\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g)].map((m) => [m[1]!, { light: m[2]!, dark: m[3]! }]))
const token = (name: string, theme: 'light' | 'dark') => tokens.get(name)![theme]
const layers = ['viewers', 'dns', 'edge', 'balancer', 'compute', 'storage', 'certificate', 'identity', 'network']

describe.each(['light', 'dark'] as const)('the tokens of the %s theme', (theme) => {
  const surfaces = ['--page', '--surface', '--raised']
  const against = (name: string, least: number, grounds = surfaces) => {
    for (const ground of grounds)
      expect(contrast(token(name, theme), token(ground, theme)), `${name} on ${ground}`).toBeGreaterThanOrEqual(least)
  }
  it('are readable as text', () => {
    for (const name of ['--ink', '--ink-2', '--ink-3', '--accent', '--warning', '--state-unhealthy', '--state-healthy']) against(name, 4.5)
  })
  it.each(layers)('make %s readable as text, also on its own tint, and visible as a line', (layer) => {
    against(`--layer-${layer}-text`, 4.5, [...surfaces, `--layer-${layer}-soft`])
    against(`--layer-${layer}`, 3)
  })
  it('make every state and outcome visible', () => {
    for (const name of tokens.keys()) if (/^--(state|outcome)-/.test(name)) against(name, 3)
  })
  it('give buttons readable labels', () => {
    expect(contrast(token('--on-accent', theme), token('--accent', theme))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(token('--state-unhealthy', theme), token('--bad-soft', theme))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(token('--warning', theme), token('--warning-soft', theme))).toBeGreaterThanOrEqual(4.5)
  })
})
