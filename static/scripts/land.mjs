/** Writes src/home/core/land.ts: the land's outlines (Natural Earth, public domain) as one path. Run by hand. */
import { createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'
import { runnerImport } from 'vite'

const projection = new URL('../src/home/core/projection.ts', import.meta.url).pathname
const { project } = (await runnerImport(projection)).module

globalThis.window = globalThis
globalThis.self = globalThis
const assets = createRequire(import.meta.url)('plotly.js/dist/plotly-geo-assets.js')
const world = (assets.topojson ?? globalThis.PlotlyGeoAssets.topojson).world_110m
const { scale, translate } = world.transform
const arcs = world.arcs.map((arc) => {
  let x = 0
  let y = 0
  return arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]])
})
const ringOf = (indices) =>
  indices.flatMap((index, place) => {
    const points = index >= 0 ? arcs[index] : [...arcs[~index]].reverse()
    return place ? points.slice(1) : points
  })
const polygons = world.objects.land.geometries.flatMap((one) => (one.type === 'Polygon' ? [one.arcs] : one.arcs))
/** A ring in pieces where it crosses the antimeridian; the last piece goes on where the first began. */
function pieces(ring) {
  const found = [[]]
  ring.forEach((point, place) => {
    if (place && Math.abs(point[0] - ring[place - 1][0]) > 180) found.push([])
    found.at(-1).push(point)
  })
  if (found.length > 1) found[0] = [...found.pop(), ...found[0]]
  return found
}

const paths = []
for (const piece of polygons.flat().map(ringOf).flatMap(pieces)) {
  if (piece.every(([, latitude]) => latitude < -56)) continue
  // Relative whole pixels: a third of the size, and invisible at 1000 wide.
  const steps = []
  let [fromX, fromY] = [0, 0]
  let area = 0
  for (const [longitude, latitude] of piece) {
    const at = project(latitude, longitude)
    const [x, y] = [Math.round(at.x), Math.round(at.y)]
    if (steps.length && x === fromX && y === fromY) continue
    area += fromX * y - x * fromY
    steps.push(steps.length ? `${x - fromX} ${y - fromY}`.replace(' -', '-') : `${x} ${y}l`)
    ;[fromX, fromY] = [x, y]
  }
  if (steps.length > 3 && Math.abs(area) > 6) paths.push(`M${steps[0]}${steps.slice(1).join(' ').replaceAll(' -', '-')}z`)
}
const target = new URL('../src/home/core/land.ts', import.meta.url)
writeFileSync(target, `/** Outlines of the land, written by scripts/land.mjs. */\nexport const LAND =\n  '${paths.join('')}'\n`)
console.log(paths.length, 'outlines')
