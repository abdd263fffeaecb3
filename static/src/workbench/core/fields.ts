/** What a form needs to know of the catalogue's fields: values to start from, and what stands in the way. */
import type { Field, Json, JsonObject } from '../../shared/types'

/** A fresh value of a field: its default, or the least it can be. */
export function initial(field: Field): Json | undefined {
  if (field.default !== undefined && field.default !== null) return field.default
  switch (field.type) {
    case 'integer':
    case 'number':
      return field.minimum ?? 0
    case 'boolean':
      return false
    case 'choice':
      return field.choices?.[0]?.value ?? undefined
    case 'object':
      return initialRecord(field.fields ?? [])
    case 'list':
      return []
    case 'variant': {
      const variant = field.variants?.[0]
      return variant && field.discriminator ? { [field.discriminator]: variant.value, ...initialRecord(variant.fields) } : undefined
    }
    case 'reference':
      return undefined
    default:
      return ''
  }
}

/** Only what must be there: optional properties stay unwritten, so that a document says what was chosen. */
export function initialRecord(fields: readonly Field[]): JsonObject {
  const record: JsonObject = {}
  for (const field of fields) {
    if (!field.required) continue
    const value = initial(field)
    if (value !== undefined) record[field.name] = value
  }
  return record
}

/** Another shape of a variant, keeping the values both shapes know. */
export function switchVariant(field: Field, before: JsonObject, value: string): JsonObject {
  const variant = field.variants?.find((v) => v.value === value)
  if (!variant || !field.discriminator) return before
  const next: JsonObject = { [field.discriminator]: value, ...initialRecord(variant.fields) }
  for (const inner of variant.fields) {
    const old = before[inner.name]
    if (old !== undefined) next[inner.name] = old
  }
  return next
}

export type Parsed = { ok: true; value: number | undefined } | { ok: false; why: 'number' | 'integer' }

/** A typed number; empty means "not set". Limits are the server's to judge, so that all have one text. */
export function parseNumber(text: string, integer: boolean): Parsed {
  const clean = text.trim().replaceAll(',', '')
  if (clean === '') return { ok: true, value: undefined }
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(clean)) return { ok: false, why: 'number' }
  const value = Number(clean)
  if (!Number.isFinite(value)) return { ok: false, why: 'number' }
  if (integer && !Number.isInteger(value)) return { ok: false, why: 'integer' }
  return { ok: true, value }
}
