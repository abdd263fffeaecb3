/** Puts the world map's outlines beside the built files: plotly.js would otherwise fetch them from an outside host. */
import { createRequire } from 'node:module'
import { mkdirSync, writeFileSync } from 'node:fs'

globalThis.window = globalThis
globalThis.self = globalThis
const assets = createRequire(import.meta.url)('plotly.js/dist/plotly-geo-assets.js')
const topojson = assets.topojson ?? globalThis.PlotlyGeoAssets?.topojson
const folder = new URL('../dist/topojson/', import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(new URL('world_110m.json', folder), JSON.stringify(topojson.world_110m))
