/** The shapes that travel between the browser and the server: documents, the catalogue, runs, frames, decisions. */

export type Language = 'en' | 'ko'
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }
/** Where a value sits inside a document: ['Resources', 'Web', 'Properties', 'MinSize']. */
export type Path = readonly (string | number)[]
export type Bilingual = { en: string; ko: string }

// ---------------------------------------------------------------- document

export interface Resource {
  Type: string
  Region?: string
  Account?: string
  Properties?: JsonObject
  Metadata?: JsonObject
}

/** The architecture, in CloudFormation's names. `Metadata` is layout only: never hashed, never run. */
export interface Document {
  SchemaVersion: number
  Name?: string
  Resources: Record<string, Resource>
}

export type Severity = 'error' | 'warning'

export interface Problem {
  code: string
  path: (string | number)[]
  severity: Severity
  message: string
  hint?: string
  /** Where in a text, both from 1; told of what stands as text, such as a policy that is no JSON yet. */
  line?: number
  column?: number
}

export interface StoredDocument {
  id: string
  name: string
  revision: number
  hash: string
  saved_at: string
  problems: Problem[]
  document: Document
  read_only?: boolean
}

export interface DocumentSummary {
  id: string
  name: string
  revision: number
  saved_at: string
}

export interface SaveAnswer {
  revision: number
  saved_at: string
  hash: string
  problems: Problem[]
}

// --------------------------------------------------------------- catalogue

export type LayerId =
  'viewers' | 'dns' | 'edge' | 'balancer' | 'compute' | 'storage' | 'certificate' | 'identity' | 'network'

export type FieldType =
  'integer' | 'number' | 'string' | 'boolean' | 'choice' | 'reference' | 'object' | 'list' | 'variant' | 'json'

export interface Choice {
  value: string | number | boolean
  label: string
}

export interface Variant {
  value: string
  label: string
  fields: Field[]
}

/** One property as a form sees it. */
export interface Field {
  name: string
  label: string
  help?: string
  type: FieldType
  required?: boolean
  default?: Json
  minimum?: number | null
  maximum?: number | null
  unit?: string | null
  choices?: Choice[] | null
  /** Types a reference may point to. */
  references?: string[] | null
  /** The attribute a reference reads (Fn::GetAtt); null is a plain Ref. Where types differ, see `targets`. */
  attribute?: string | null
  /** The same, one for each type it may point to. */
  targets?: { type: string; attribute: string | null }[] | null
  /** A literal string may stand in place of the reference. */
  literal?: boolean
  /** Of an object. */
  fields?: Field[] | null
  /** Of a list. */
  item?: Field | null
  /** Of a variant: the property that says which one. */
  discriminator?: string | null
  variants?: Variant[] | null
  advanced?: boolean
  /** May be changed while a run is going on without building the resource anew. */
  mutable?: boolean
}

export type Dimension = 'zone' | 'instance' | 'edge' | 'target' | 'cause' | 'percentile' | 'record' | 'location' | 'alarm' | 'access_key'

export interface MetricSpec {
  name: string
  label: string
  unit: string
  dimension: Dimension | null
  chart: boolean
}

export interface FaultSpec {
  id: string
  label: string
  help?: string
  fields: Field[]
}

/**
 * A kind of resource that belongs to another. By "child", the child's property at `path` refers to its
 * owner; by "owner", the owner's refers to the child. `path` starts below Properties; "*" is every item.
 */
export interface ChildSpec {
  type: string
  path: string[]
  by: 'child' | 'owner'
}

export interface Kind {
  type: string
  label: string
  summary: string
  layer: LayerId
  canvas: boolean
  lane: 'zone' | null
  /** Can be put on the canvas by itself. */
  droppable?: boolean
  scope?: 'regional' | 'global'
  /** Policies ask in which account it stands. */
  account?: boolean
  fields: Field[]
  attributes: string[]
  children: ChildSpec[]
  metrics: MetricSpec[]
  badges: string[]
  faults: FaultSpec[]
  operations: FaultSpec[]
}

export interface Place {
  id: string
  label: string
  latitude: number
  longitude: number
}

export interface Region extends Place {
  zones: string[]
}

export interface Catalogue {
  engine: string
  /** The number of the account of whatever names none. */
  own_account?: string
  layers: { id: LayerId; label: string }[]
  places: Place[]
  regions: Region[]
  edges: Place[]
  kinds: Kind[]
  wires: { source: string; target: string; label: string }[]
  refusals: { source: string; target: string; reason: string }[]
  default_refusal: string
  /** The same where an identity, an account or a policy is at one of the ends. */
  identity_refusal?: string
  terms: Record<string, string>
}

/** Recorded traffic read from a CSV: the shape for Lab::Clients, and what it amounts to. */
export interface TraceAnswer {
  traffic: JsonObject
  rows: number
  first_second: number
  last_second: number
  mean_rate: number
  peak_rate: number
}

// -------------------------------------------------------------------- edits

export type EditRequest =
  | { kind: 'create'; type: string; position: { x: number; y: number } }
  | { kind: 'connect' | 'disconnect'; source: string; target: string }
  | { kind: 'remove'; resources: string[] }
  | { kind: 'duplicate'; resource: string }

export interface EditAnswer {
  document: Document
  created: string[]
  problems: Problem[]
}

// --------------------------------------------------------------------- runs

export type RunStatus = 'created' | 'running' | 'paused' | 'finished' | 'failed' | 'archived'
export type Speed = 1 | 5 | 10 | 60 | 'max'

export interface Run {
  id: string
  document: string
  revision: number
  seed: number
  status: RunStatus
  speed: Speed
  achieved_speed: number | null
  tick: number
  read_only: boolean
  url: string
  problems?: Problem[]
}

export type RunControl =
  | { action: 'run' | 'pause' | 'step' | 'reset' | 'stop' }
  | { action: 'speed'; speed: Speed }

export type Command =
  | { kind: 'set'; resource: string; path: Path; value: Json }
  | { kind: 'update'; document: Document }
  | { kind: 'fault'; fault: string; resource: string; parameters: JsonObject; duration: number | null }
  | { kind: 'clear_fault'; fault: string; resource: string }
  | { kind: 'traffic'; resource: string; multiplier: number }
  | { kind: 'capacity'; resource: string; desired: number }
  | { kind: 'operate'; operation: string; resource: string; parameters: JsonObject }
  | { kind: 'skip'; to: number }

/** A command as it was given, with what became of it. */
export interface CommandRow {
  sequence: number
  command: JsonObject
  /** null while it waits. */
  applied_at_tick: number | null
  /** Why the world refused it, if it did. */
  problems: Problem[]
  created_at: string
}

export type Scalar = number | string | null
/** One number of a resource, or one for each zone, instance, cause… */
export type MetricValue = Scalar | Record<string, Scalar>
export type ResourceValues = Record<string, MetricValue>

export interface Frame {
  /** The tick. */
  id: number
  skipped: number
  demand: {
    arrived: number
    served: number
    failed: number
    goodput: number | null
    causes: Record<string, number>
  }
  latency_ms: { p50: number; p90: number; p99: number } | null
  cost: { usd_per_hour: number; usd_total: number }
  values: Record<string, ResourceValues>
  decisions: Decision[]
  commands: AppliedCommand[]
  /** Faults that last, as they are now. */
  faults?: ActiveFault[]
}

/** since, until: ticks; null: until it is ended. */
export interface ActiveFault {
  fault: string
  resource: string
  parameters: JsonObject
  since: number
  until: number | null
}

export interface AppliedCommand {
  kind: string
  text: Bilingual
  /** The tick that took it, where its frame stands for several. */
  tick?: number
  [key: string]: unknown
}

export type Verdict = 'chosen' | 'rejected' | 'eligible'

/** One row of a decision's table: a target, a record, a datapoint, a rule. */
export interface Candidate {
  id: string
  verdict: Verdict
  values: Record<string, Json>
  why: Bilingual | null
}

/** One choice with everything that explains it. */
export interface Decision {
  /** "tick.index", given by the run. */
  id: string
  subject: string
  outcome: Json
  reason: string
  text: Bilingual
  candidates: Candidate[]
  evidence: Record<string, Json>
  source: string
  at: number | null
  resource: string | null
  layer: LayerId | null
}

// --------------------------------------------------------------------- boot

/** What a page's template tells its island in `<script type="application/json" id="boot">`. */
export interface Boot {
  page: 'home' | 'workbench' | 'policies'
  language: Language
  document_id: string | null
  run_id: string | null
  csrf: string
  read_only: boolean
  urls: Record<string, string>
  /** What the document's owner may not change; null: nothing. */
  limits?: Limits | null
  /** A lab whose player the workbench is; the lab's own part of the page knows what is in it. */
  lab?: LabBoot | null
  /** Of a question that somebody handed on. */
  share_id?: string | null
}

/** locked: ids that may be moved, no more. palette: types that may be added; null: all. given: what it began with. */
export interface Limits {
  locked: string[]
  palette: string[] | null
  given?: Record<string, string>
}

/** What the workbench itself needs to know of a lab. */
export interface LabBoot {
  title: string
  attempt: { id: string }
  urls: { lab: string; labs: string }
}
