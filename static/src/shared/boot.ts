import type { Boot } from './types'

const defaults: Boot = {
  page: 'workbench',
  language: 'en',
  document_id: null,
  run_id: null,
  csrf: '',
  read_only: false,
  urls: {},
}

let cached: Boot | null = null

/** The page's boot record; read once, with defaults for what the template left out. */
export function boot(): Boot {
  if (cached) return cached
  const element = typeof document === 'undefined' ? null : document.getElementById('boot')
  const given = element?.textContent ? (JSON.parse(element.textContent) as Partial<Boot>) : {}
  cached = { ...defaults, ...given }
  return cached
}

/** Where a document is shown by the page that asks: the workbench, or the policy simulator. */
export function addressOf(id: string): string {
  const { page, urls } = boot()
  const address = page === 'policies' ? (urls['policies'] ?? '/policies/{id}/') : (urls['workbench'] ?? '/workbench/{id}/')
  return address.replace('{id}', id)
}

export function setBootForTests(record: Partial<Boot>): void {
  cached = { ...defaults, ...record }
}
