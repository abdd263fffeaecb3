import react from '@vitejs/plugin-react'
import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** The pages' entry points; django-vite looks them up in dist/manifest.json by these paths. */
const entries = ['src/workbench/main.tsx', 'src/home/main.tsx', 'src/policies/main.tsx', 'src/styles/pages.css', 'src/styles/labs.css', 'src/styles/classroom.css', 'src/classroom/main.tsx', 'src/styles/plotly.css']

export default defineConfig({
  root: import.meta.dirname,
  base: '/static/dist/',
  publicDir: false,
  plugins: [react()],
  // plotly.js is built from source and expects a global; its map library is never used.
  define: { global: 'globalThis' },
  resolve: {
    alias: {
      'maplibre-gl/dist/maplibre-gl.css': `${import.meta.dirname}/src/live/charts/empty.css`,
      // What the canvas library brings along and this lab has no use for.
      'd3-color': `${import.meta.dirname}/src/slim/d3-color.ts`,
      // The code editor's styles, within the content policy.
      'style-mod': `${import.meta.dirname}/src/slim/style-mod.ts`,
      // React has had this hook of its own since 18.
      'use-sync-external-store/shim/with-selector.js': 'use-sync-external-store/with-selector.js',
    },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: 'manifest.json',
    // Data URLs in style sheets would be refused by the content policy for anything but images.
    assetsInlineLimit: 0,
    target: 'es2022',
    // A browser that does not know `modulepreload` only loads a little later.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      // What is made by these and not used can go: the canvas library's mini map, controls and resizer.
      treeshake: { manualPureFunctions: ['memo', 'forwardRef', 'createContext'] },
      output: {
        // What nearly every page begins with, in one file: small ones next to each other compress worse, by 3 % of a page.
        codeSplitting: {
          groups: [{ name: 'base', test: /static\/node_modules\/(react|react-dom|scheduler|zustand)\/|src\/shared\/(api|boot|format|messages|pictograms)\.|src\/live\/store\.|src\/workbench\/core\/(paths|references)\./ }],
        },
      },
      input: entries.filter((entry) => existsSync(`${import.meta.dirname}/${entry}`)),
    },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
  },
})
