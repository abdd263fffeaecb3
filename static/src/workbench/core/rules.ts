/** Which wires may be drawn: read from the catalogue, so that hovering can say why not. The server decides. */
import type { Catalogue, Document } from '../../shared/types'
import type { Wire } from './references'

export type Answer =
  | { allowed: true; label: string }
  | { allowed: false; why: 'self' | 'exists' }
  | { allowed: false; why: 'refused'; reason: string }

export function mayConnect(catalogue: Catalogue, document: Document, wires: readonly Wire[], source: string, target: string): Answer {
  if (source === target) return { allowed: false, why: 'self' }
  if (wires.some((wire) => wire.source === source && wire.target === target)) return { allowed: false, why: 'exists' }
  const from = document.Resources[source]?.Type
  const to = document.Resources[target]?.Type
  const wire = catalogue.wires.find((w) => w.source === from && w.target === to)
  if (wire) return { allowed: true, label: wire.label }
  const refusal = catalogue.refusals.find((r) => r.source === from && r.target === to)
  const identity = catalogue.kinds.some((kind) => kind.layer === 'identity' && (kind.type === from || kind.type === to))
  return { allowed: false, why: 'refused', reason: refusal?.reason ?? ((identity && catalogue.identity_refusal) || catalogue.default_refusal) }
}
