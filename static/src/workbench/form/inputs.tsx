/** Inputs that keep what is being typed apart from what the document says. */
import { type FocusEvent, useRef, useState } from 'react'
import { textOf, valueOf } from '../../policies/editor/text'
import type { Json } from '../../shared/types'
import { parseNumber } from '../core/fields'

interface Common {
  id: string
  disabled: boolean
  describedBy?: string | undefined
  invalid: boolean
}

/** Text whose value is handed on at every keystroke, except while a syllable is being composed. */
export function TextInput({ value, onCommit, placeholder, id, disabled, describedBy, invalid }: Common & {
  value: string
  onCommit: (value: string) => void
  placeholder?: string | undefined
}) {
  const [draft, setDraft] = useState<string | null>(null)
  const composing = useRef(false)
  return (
    <input id={id} className="input" type="text" value={draft ?? value} placeholder={placeholder} disabled={disabled}
      aria-describedby={describedBy} aria-invalid={invalid || undefined} spellCheck={false} autoComplete="off"
      onCompositionStart={() => { composing.current = true }}
      onCompositionEnd={(event) => {
        composing.current = false
        onCommit(event.currentTarget.value)
      }}
      onChange={(event) => {
        setDraft(event.target.value)
        if (!composing.current) onCommit(event.target.value)
      }}
      onBlur={() => setDraft(null)} />
  )
}

/** A formula or a rule, which is longer than a line of a form is wide. */
export function FormulaInput({ value, onCommit, id, disabled, describedBy, invalid }: Common & { value: string; onCommit: (value: string) => void }) {
  return (
    <textarea id={id} className="input json" value={value} rows={Math.min(8, Math.max(2, Math.ceil(value.length / 34)))} disabled={disabled}
      aria-describedby={describedBy} aria-invalid={invalid || undefined} spellCheck={false} autoComplete="off"
      onChange={(event) => onCommit(event.target.value.replaceAll('\n', ' '))} />
  )
}

/** JSON as text of several lines. What cannot be read yet is handed on as the text it is. */
export function JsonInput({ value, onCommit, id, disabled, describedBy, invalid }: Common & { value: Json | undefined; onCommit: (value: Json) => void }) {
  const [draft, setDraft] = useState<string | null>(null)
  const shown = draft ?? textOf(value)
  return (
    <textarea id={id} className="input json" value={shown} rows={Math.min(14, Math.max(4, shown.split('\n').length))} disabled={disabled} wrap="off"
      aria-describedby={describedBy} aria-invalid={invalid || undefined} spellCheck={false} autoComplete="off"
      onChange={(event) => {
        setDraft(event.target.value)
        onCommit(valueOf(event.target.value))
      }}
      onBlur={() => setDraft(null)} />
  )
}

export function NumberInput({ value, integer, onCommit, onTrouble, placeholder, minimum, maximum, id, disabled, describedBy, invalid, label }: Common & {
  /** Its name where no label stands beside it. */
  label?: string
  value: Json | undefined
  integer: boolean
  minimum?: number | null | undefined
  maximum?: number | null | undefined
  placeholder?: string | undefined
  onCommit: (value: number | undefined) => void
  /** What cannot be read as a number stays in the box and is told to the field. */
  onTrouble: (why: 'number' | 'integer' | null) => void
}) {
  const [draft, setDraft] = useState<string | null>(null)
  const shown = draft ?? (value === undefined || value === null ? '' : String(value))
  const take = (text: string) => {
    setDraft(text)
    const parsed = parseNumber(text, integer)
    onTrouble(parsed.ok ? null : parsed.why)
    if (parsed.ok) onCommit(parsed.value)
  }
  const nudge = (by: number) => {
    const now = typeof value === 'number' ? value : Number(placeholder) || 0
    const step = integer || Math.abs(now) >= 10 ? 1 : 0.1
    let next = Number((now + by * step).toFixed(6))
    if (typeof minimum === 'number') next = Math.max(minimum, next)
    if (typeof maximum === 'number') next = Math.min(maximum, next)
    take(String(next))
  }
  return (
    <input id={id} className="input number" type="text" inputMode={integer ? 'numeric' : 'decimal'} role="spinbutton" value={shown}
      placeholder={placeholder} disabled={disabled} autoComplete="off" aria-label={label}
      aria-describedby={describedBy} aria-invalid={invalid || undefined}
      aria-valuenow={typeof value === 'number' ? value : undefined} aria-valuemin={minimum ?? undefined} aria-valuemax={maximum ?? undefined}
      onChange={(event) => take(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
        event.preventDefault()
        nudge((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1))
      }}
      onBlur={(_: FocusEvent) => {
        if (parseNumber(shown, integer).ok) {
          setDraft(null)
          onTrouble(null)
        }
      }} />
  )
}
