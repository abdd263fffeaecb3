/**
 * What a running world must be told after a save: nothing for layout, a setting where one value changed, the whole
 * document where more did. Settings may hold only together (a minimum above the old maximum), so none goes ahead alone.
 */
import type { Command, Document, Json, Path } from '../../shared/types'
import { equal } from './paths'

interface Leaf {
  path: Path
  value: Json
}

/** Values that differ; null when something was added or taken away, which a setting cannot say. */
function differences(before: Json | undefined, after: Json | undefined, path: Path): Leaf[] | null {
  if (equal(before, after)) return []
  if (before === undefined || after === undefined) return null
  const records = [before, after].every((v) => v !== null && typeof v === 'object' && !Array.isArray(v))
  if (!records) return [{ path, value: after }]
  const a = before as Record<string, Json>
  const b = after as Record<string, Json>
  if ('Ref' in a || 'Ref' in b || 'Fn::GetAtt' in a || 'Fn::GetAtt' in b) return null
  // Lists of one record that change together depend on one another, as a trace's moments and rates: one setting.
  const lists = Object.keys(b).filter((key) => Array.isArray(b[key]) && key in a && !equal(a[key], b[key]))
  if (lists.length > 1 && path.length > 1) return [{ path, value: after }]
  const leaves: Leaf[] = []
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const inner = differences(a[key], b[key], [...path, key])
    if (inner === null) return null
    leaves.push(...inner)
  }
  return leaves
}

const hasReference = (value: Json): boolean =>
  value !== null && typeof value === 'object' &&
  (Array.isArray(value) ? value.some(hasReference) : 'Ref' in value || 'Fn::GetAtt' in value || Object.values(value).some(hasReference))

export function commandsFor(before: Document, after: Document): Command[] {
  const update: Command[] = [{ kind: 'update', document: after }]
  const ids = Object.keys(after.Resources)
  if (ids.length !== Object.keys(before.Resources).length || ids.some((id) => !(id in before.Resources))) return update
  const commands: Command[] = []
  for (const id of ids) {
    const a = before.Resources[id]!
    const b = after.Resources[id]!
    if (a.Type !== b.Type || a.Region !== b.Region || a.Account !== b.Account) return update
    const leaves = differences(a.Properties ?? {}, b.Properties ?? {}, ['Properties'])
    if (leaves === null || leaves.some((leaf) => hasReference(leaf.value))) return update
    for (const leaf of leaves) commands.push({ kind: 'set', resource: id, path: leaf.path, value: leaf.value })
  }
  return commands.length > 1 ? update : commands
}
