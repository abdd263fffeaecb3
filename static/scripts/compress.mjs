/** Writes each built file a second and third time, as Brotli and gzip at their best: the server only picks one. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const LEAST_BYTES = 1024
const dist = `${import.meta.dirname}/../dist`

const files = readdirSync(dist, { recursive: true }).filter((name) => /\.(js|css|json|svg)$/.test(name))
for (const name of files) {
  const path = `${dist}/${name}`
  if (statSync(path).size < LEAST_BYTES || name === 'manifest.json') continue
  const bytes = readFileSync(path)
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  })
  writeFileSync(`${path}.br`, brotli)
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
}
