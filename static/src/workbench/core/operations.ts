/**
 * Calls on running resources: which of their parameters is an instance, where a refusal belongs in the form,
 * and what became of a command that was sent.
 */
import type { CommandRow, Document, FaultSpec, Field, Json, JsonObject, Problem } from '../../shared/types'
import type { State } from '../../shared/states'
import { GROUP, HOOK, POLICY } from './presets'
import { readReference } from './references'

const ONE = new Set(['InstanceId', 'Instance'])
const MANY = new Set(['InstanceIds', 'Instances'])

/** Whether a parameter names instances: "one" or "many" of them. */
export function picksInstances(field: Pick<Field, 'name' | 'type'>): 'one' | 'many' | null {
  if (ONE.has(field.name) && field.type === 'string') return 'one'
  return MANY.has(field.name) && field.type === 'list' ? 'many' : null
}

export const instanceField = (operation: Pick<FaultSpec, 'fields'>) => operation.fields.find((field) => picksInstances(field)) ?? null

/** The parameters of an operation with one instance filled in. */
export function aimedAt(operation: Pick<FaultSpec, 'fields'>, parameters: JsonObject, instance: string): JsonObject {
  const field = instanceField(operation)
  return field ? { ...parameters, [field.name]: picksInstances(field) === 'many' ? [instance] : instance } : parameters
}

/** Parameters that name something a group has. The call knows it by the name its property gives it, else by its id. */
const NAMED: Readonly<Record<string, { type: string; only?: readonly Json[] }>> = {
  LifecycleHookName: { type: HOOK },
  PolicyName: { type: POLICY, only: ['StepScaling', 'SimpleScaling'] },
}

/** What a parameter may name, or null where it names nothing of a group. */
export function namesOf(field: Pick<Field, 'name' | 'type'>, document: Document, resource: string): string[] | null {
  const wanted = field.type === 'string' && document.Resources[resource]?.Type === GROUP ? NAMED[field.name] : undefined
  if (!wanted) return null
  return Object.entries(document.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    if (Type !== wanted.type || readReference(Properties['AutoScalingGroupName'])?.target !== resource) return []
    if (wanted.only && !wanted.only.includes(Properties['PolicyType'] ?? null)) return []
    const given = Properties[field.name]
    return [typeof given === 'string' && given !== '' ? given : id]
  })
}

/** Which instances an operation is meant for come first in its list. */
const MEANT: [RegExp, readonly State[]][] = [
  [/lifecycle_action|heartbeat/, ['waiting']],
  [/exit_standby/, ['standby']],
  [/enter_standby|protection|detach/, ['healthy', 'booting', 'unhealthy']],
  [/terminate|crash|hang|slow|stop|reboot/, ['healthy', 'booting', 'unhealthy', 'standby']],
]

export function meantFor(operation: string, state: State): boolean {
  const found = MEANT.find(([pattern]) => pattern.test(operation))
  return found ? found[1].includes(state) : state !== 'terminated'
}

/** A refusal below the command's `parameters`, as the form's fields look for it: [resource, 'Properties', …]. */
export function located(problems: readonly Problem[], resource: string): Problem[] {
  return problems.map((problem) => {
    const at = problem.path.indexOf('parameters')
    return { ...problem, path: at < 0 ? [] : [resource, 'Properties', ...problem.path.slice(at + 1)] }
  })
}

/** What is left to say above the form: refusals that no field of it will show. */
export const general = (problems: readonly Problem[], fields: readonly Field[]) =>
  problems.filter((problem) => problem.path.length < 3 || !fields.some((field) => field.name === problem.path[2]))

export type Fate = { kind: 'waiting' } | { kind: 'taken'; at: number } | { kind: 'refused'; problems: Problem[] }

/** What became of the command with this number. */
export function fateOf(rows: readonly CommandRow[], sequence: number): Fate {
  const row = rows.find((one) => one.sequence === sequence)
  if (!row) return { kind: 'waiting' }
  if (row.problems.length) return { kind: 'refused', problems: row.problems }
  return row.applied_at_tick === null ? { kind: 'waiting' } : { kind: 'taken', at: row.applied_at_tick }
}

/** Parameters without what was left empty: an API call names only what it means. */
export const given = (parameters: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(parameters).filter(([, value]: [string, Json]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)))
