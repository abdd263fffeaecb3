/** Serves the development page: `npx vite --config src/live/dev/vite.config.ts`. */
import react from '@vitejs/plugin-react'
import { execFileSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const root = resolve(import.meta.dirname, '../../../..')
const charts = (language: string): string =>
  execFileSync(`${root}/.venv/bin/python`, ['-c', `import json; from dashboard.charts import catalogue; print(json.dumps(catalogue("${language}")))`], { cwd: root, encoding: 'utf-8' })

export default defineConfig({
  root: resolve(import.meta.dirname, '../../..'),
  base: '/',
  define: { global: 'globalThis' },
  cacheDir: resolve(import.meta.dirname, '../../../node_modules/.vite-live'),
  plugins: [
    react(),
    {
      name: 'stand-in',
      configureServer(server) {
        server.middlewares.use('/api/v1/charts', (request, answer) => {
          answer.setHeader('Content-Type', 'application/json')
          answer.end(charts(request.headers.referer?.includes('lang=ko') ? 'ko' : 'en'))
        })
        server.middlewares.use('/static/dist/topojson', (_, answer) => {
          answer.setHeader('Content-Type', 'application/json')
          createReadStream(resolve(import.meta.dirname, '../../../dist/topojson/world_110m.json')).pipe(answer)
        })
      },
    },
  ],
  server: { port: 5199, strictPort: true, host: '127.0.0.1' },
})
