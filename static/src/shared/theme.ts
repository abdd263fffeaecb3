/** Colours of the tokens as plain values, for what is drawn on a canvas or by Plotly. */
let probe: HTMLElement | null = null

/** A token resolved for the theme in force: colour('--layer-dns') → 'rgb(…)'. */
export function colour(token: string): string {
  if (!probe) {
    probe = document.createElement('span')
    probe.hidden = true
    document.body.append(probe)
  }
  probe.style.color = `var(${token})`
  return getComputedStyle(probe).color
}

export const darkTheme = () =>
  document.documentElement.dataset['theme'] === 'dark' ||
  (document.documentElement.dataset['theme'] !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)

export const reducedMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches
