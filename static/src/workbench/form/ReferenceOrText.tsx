/**
 * A value that is a reference or a text, such as a version of a launch template: `$Latest`, a number, or what the
 * template itself says. What is known is chosen; everything else is typed below.
 */
import { useId, useMemo, useState } from 'react'
import type { Field, Json } from '../../shared/types'
import { readReference, writeReference } from '../core/references'
import { t } from '../details'
import { useWorkbench } from '../store'
import { TextInput } from './inputs'

interface Props {
  id: string
  disabled: boolean
  describedBy?: string | undefined
  invalid: boolean
  field: Field
  value: Json | undefined
  onCommit: (value: Json | undefined) => void
}

/** Of one type several attributes may be meant: then the attribute is part of the name. */
function useReferences(field: Field): { key: string; value: Json; label: string }[] {
  const document = useWorkbench((s) => s.history.document)
  const kinds = useWorkbench((s) => s.kinds)
  return useMemo(() => {
    const targets = field.targets ?? []
    return targets.flatMap(({ type, attribute }) => {
      const kind = kinds.get(type)
      const several = targets.filter((one) => one.type === type).length > 1
      const what = several ? (kind?.metrics.find((metric) => metric.name === attribute)?.label ?? attribute) : (kind?.label ?? type)
      return Object.entries(document.Resources).filter(([, one]) => one.Type === type)
        .map(([id]) => ({ key: `${id}.${attribute ?? ''}`, value: writeReference(id, attribute), label: `${id} · ${what}` }))
    })
  }, [document, kinds, field])
}

export function ReferenceOrText({ field, value, onCommit, id, disabled, describedBy, invalid }: Props) {
  const references = useReferences(field)
  const choices = field.choices ?? []
  const [typing, setTyping] = useState(false)
  const textId = useId()
  const reference = readReference(value)
  const known = reference && references.find((one) => one.key === `${reference.target}.${reference.attribute ?? ''}`)
  const choice = choices.findIndex((one) => one.value === value)
  const empty = value === undefined || value === null
  const typed = !reference && choice < 0 && (typing || !empty)
  const standard = choices.find((one) => one.value === field.default)
  const common = { disabled, describedBy, invalid }

  // Nothing to choose: then it is a text like any other.
  if (!choices.length && !references.length && !reference)
    return <TextInput {...common} id={id} value={typeof value === 'string' ? value : ''} onCommit={(text) => onCommit(text === '' && !field.required ? undefined : text)} />

  const shown = typed ? 'text' : reference ? `r:${reference.target}.${reference.attribute ?? ''}` : choice >= 0 ? `c:${choice}` : ''
  return (
    <span className="reference-or-text">
      <select id={id} className="input" disabled={disabled} aria-describedby={describedBy} aria-invalid={invalid || undefined} value={shown}
        onChange={(event) => {
          const next = event.target.value
          setTyping(next === 'text')
          if (next === 'text') onCommit(field.required ? '' : undefined)
          else if (next === '') onCommit(undefined)
          else if (next.startsWith('c:')) onCommit(choices[Number(next.slice(2))]?.value)
          else onCommit(references.find((one) => `r:${one.key}` === next)?.value)
        }}>
        {(!field.required || empty) && <option value="">{standard ? t('defaultIs', { value: standard.label }) : t('notSet')}</option>}
        {choices.map((one, i) => <option key={i} value={`c:${i}`}>{one.label}</option>)}
        {reference && !known && <option value={shown}>{reference.attribute ? `${reference.target} · ${reference.attribute}` : reference.target}</option>}
        {references.map((one) => <option key={one.key} value={`r:${one.key}`}>{one.label}</option>)}
        <option value="text">{t('typeIt')}</option>
      </select>
      {typed && (
        <>
          <label className="visually-hidden" htmlFor={textId}>{field.label}: {t('typeIt')}</label>
          <TextInput {...common} id={textId} value={typeof value === 'string' ? value : empty ? '' : JSON.stringify(value)}
            onCommit={(text) => onCommit(text === '' && !field.required ? undefined : text)} />
        </>
      )}
    </span>
  )
}
