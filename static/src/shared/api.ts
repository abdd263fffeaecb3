/**
 * The REST client: typed calls of /api/v1/, one error class for every way they fail.
 *
 * A refusal by the server carries located problems; a network that is gone is told apart, because
 * autosave treats the two differently.
 */
import { boot } from './boot'
import { say } from './messages'
import type {
  Bilingual, Catalogue, Command, CommandRow, Decision, Document, DocumentSummary, EditAnswer, EditRequest, Frame, Json, Problem, Run,
  RunControl, SaveAnswer, Speed, StoredDocument, TraceAnswer,
} from './types'

type WireProblem = Omit<Problem, 'message' | 'hint' | 'severity' | 'line' | 'column'> & {
  message: string | Bilingual
  hint?: string | Bilingual | null
  severity?: Problem['severity']
  line?: number | null
  column?: number | null
}

/** Problems as the interface shows them: in one language, with a severity. */
export function readProblems(raw: unknown): Problem[] {
  if (!Array.isArray(raw)) return []
  return (raw as WireProblem[]).map((p) => ({
    code: p.code,
    path: p.path ?? [],
    severity: p.severity ?? 'error',
    message: say(p.message),
    ...(p.hint ? { hint: say(p.hint) } : {}),
    ...(typeof p.line === 'number' && typeof p.column === 'number' ? { line: p.line, column: p.column } : {}),
  }))
}

export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when the server was not reached. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly problems: Problem[] = [],
    readonly body: unknown = null,
  ) {
    super(message)
    this.name = 'ApiError'
  }

  get offline(): boolean {
    return this.status === 0
  }

  /** Worth trying again without changing anything. */
  get transient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

const base = () => boot().urls['api'] ?? '/api/v1/'

/** Django rotates the token at log-in, which a first save may be: the cookie is newer than the page. */
export function csrf(): string {
  const cookie = /(?:^|;\s*)stratolab_csrf=([^;]+)/.exec(document.cookie)
  return cookie ? decodeURIComponent(cookie[1]!) : boot().csrf
}

export async function call<T>(method: string, path: string, body?: unknown, init: RequestInit = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (method !== 'GET') headers['X-CSRFToken'] = csrf()
  let response: Response
  try {
    response = await fetch(base() + path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...init,
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError(0, 'Offline', String(cause))
  }
  const text = await response.text()
  let json: unknown = null
  try {
    json = text ? JSON.parse(text) : null
  } catch {
    if (response.ok) throw new ApiError(response.status, 'NotJson', 'The answer is not JSON')
  }
  if (response.ok) return json as T
  const parts = (json ?? {}) as { error?: { code?: string; message?: string | Bilingual }; problems?: unknown }
  throw new ApiError(
    response.status,
    parts.error?.code ?? `Http${response.status}`,
    say(parts.error?.message) || response.statusText,
    readProblems(parts.problems),
    json,
  )
}

const query = (params: Record<string, string | number | null | undefined>) => {
  const pairs = Object.entries(params).filter(([, v]) => v !== null && v !== undefined)
  return pairs.length ? '?' + new URLSearchParams(pairs.map(([k, v]) => [k, String(v)])).toString() : ''
}

type WithProblems = { problems?: unknown }
const clean = <T extends WithProblems>(answer: T) => ({ ...answer, problems: readProblems(answer.problems) }) as T & { problems: Problem[] }

export interface Page {
  after?: number | string
  before?: number | string
  limit?: number
}

export const api = {
  catalogue: () => call<Catalogue>('GET', 'catalogue'),

  documents: () => call<DocumentSummary[]>('GET', 'documents'),
  document: async (id: string): Promise<StoredDocument> => clean(await call<StoredDocument>('GET', `documents/${id}`)),
  createDocument: async (document: Document, name?: string): Promise<StoredDocument> =>
    clean(await call<StoredDocument>('POST', 'documents', { document, ...(name ? { name } : {}) })),
  saveDocument: async (id: string, document: Document, base_revision: number, name?: string, init?: RequestInit): Promise<SaveAnswer> =>
    clean(await call<SaveAnswer>('PUT', `documents/${id}`, { document, base_revision, ...(name ? { name } : {}) }, init)),
  copyDocument: async (id: string): Promise<StoredDocument> => clean(await call<StoredDocument>('POST', `documents/${id}/copy`)),
  edit: async (document: Document, edit: EditRequest): Promise<EditAnswer> => clean(await call<EditAnswer>('POST', 'edit', { document, edit })),
  check: async (document: Document, init?: RequestInit): Promise<Problem[]> =>
    readProblems((await call<{ problems: unknown }>('POST', 'check', { document }, init)).problems),

  startRun: (document: string, seed?: number, speed?: Speed) =>
    call<Run>('POST', 'runs', { document, ...(seed === undefined ? {} : { seed }), ...(speed === undefined ? {} : { speed }) }),
  runs: () => call<Run[]>('GET', 'runs'),
  run: (id: string) => call<Run>('GET', `runs/${id}`),
  control: (id: string, control: RunControl) => call<Run>('POST', `runs/${id}/control`, control),
  command: (id: string, command: Command) => call<{ sequence: number }>('POST', `runs/${id}/commands`, { command }),
  commands: async (id: string): Promise<CommandRow[]> =>
    (await call<(Omit<CommandRow, 'problems'> & WithProblems)[]>('GET', `runs/${id}/commands`)).map(clean) as CommandRow[],
  /** The secret of the access key that a command made: told one time. */
  secret: (id: string, sequence: number) => call<{ SecretAccessKey: string }>('POST', `runs/${id}/commands/${sequence}/secret`),
  frames: (id: string, page: Page = {}) => call<Frame[]>('GET', `runs/${id}/frames${query({ ...page })}`),
  decisions: (id: string, page: Page & { subject?: string; resource?: string } = {}) =>
    call<Decision[]>('GET', `runs/${id}/decisions${query({ ...page })}`),
  /** A CSV of (second, requests) as a traffic shape. */
  trace: (csv: string, interpolation: Json | undefined, repeat: Json | undefined) =>
    call<TraceAnswer>('POST', 'traces', {
      csv, ...(interpolation === undefined ? {} : { interpolation }), ...(repeat === undefined ? {} : { repeat }),
    }),
  decide: (subject: string, input: Json) => call<Json>('POST', `decide/${subject}`, { input }),
}
