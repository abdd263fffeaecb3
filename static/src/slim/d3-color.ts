/**
 * Stands in for d3-color, which d3's transitions bring along for tweening colours. The canvas library animates
 * its view with them, numbers and nothing else: no text is a colour here.
 */
export const color = (_text: unknown): null => null

function refuse(): never {
  throw new Error('No colour is animated here: see vite.config.ts.')
}

export { refuse as cubehelix, refuse as hcl, refuse as hsl, refuse as lab, refuse as rgb }
