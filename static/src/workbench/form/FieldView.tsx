/** One field of the catalogue as a form row, whatever its type, with its problems beside it. */
import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect, useId, useMemo, useRef, useState } from 'react'
import { kindOfField } from '../../policies/editor/kinds'
import type { Field, Json, JsonObject, Path, Problem } from '../../shared/types'
import { initial, initialRecord, switchVariant } from '../core/fields'
import type { Instance } from '../core/instances'
import { namesOf, picksInstances } from '../core/operations'
import { samePath, startsWith } from '../core/paths'
import { readReference, writeReference } from '../core/references'
import { Icon } from '../icons'
import { t } from '../details'
import { useWorkbench } from '../store'
import { Fold } from './Fold'
import { InstancePicker } from './InstancePicker'
import { FormulaInput, JsonInput, NumberInput, TextInput } from './inputs'
import { ReferenceOrText } from './ReferenceOrText'
import { TraceInput } from './TraceInput'

const KeyPicker = lazy(() => import('./AccessKeys').then((module) => ({ default: module.KeyPicker })))
const PolicyField = lazy(() => import('./PolicyField').then((module) => ({ default: module.PolicyField })))

/** What all fields of one resource's form share. Paths of problems begin at the resource's logical id. */
interface FormContext {
  resource: string
  disabled: boolean
  problems: readonly Problem[]
  /** The field a click on a problem leads to. */
  goto: { path: Path; key: number } | null
  onChange: (path: Path, value: Json | undefined, field: Field) => void
  /** Of a form about what runs: the instances a parameter may name, and what is about to be done to them. */
  instances?: readonly Instance[]
  operation?: string
}

export const Form = createContext<FormContext>({ resource: '', disabled: true, problems: [], goto: null, onChange: () => undefined })

interface Props {
  field: Field
  /** Below Properties. */
  path: Path
  value: Json | undefined
  /** Inside a list the item's own heading names it. */
  bare?: boolean
}

/** Written in a language of their own: the rule of a composite alarm, metric math. */
const FORMULAS = new Set(['AlarmRule', 'Expression'])

const isRecord = (value: unknown): value is JsonObject => value !== null && typeof value === 'object' && !Array.isArray(value)

export function Fields({ fields, path, value }: { fields: readonly Field[]; path: Path; value: Json | undefined }) {
  const record = isRecord(value) ? value : {}
  const form = useContext(Form)
  const plain = fields.filter((field) => !field.advanced)
  const advanced = fields.filter((field) => field.advanced)
  const inside = (field: Field) => ['Properties', ...path, field.name]
  const attention = advanced.some((field) => form.problems.some((p) => startsWith(p.path.slice(1), inside(field))) || (form.goto !== null && startsWith(form.goto.path.slice(1), inside(field))))
  const view = (field: Field) => <FieldView key={field.name} field={field} path={[...path, field.name]} value={record[field.name]} />
  return (
    <>
      {plain.map(view)}
      {advanced.length > 0 && (
        <Fold className="advanced" name={[form.resource, ...path, form.operation ?? ''].join('.')} attention={attention}>
          <summary><Icon name="chevron" /> {t('advanced')}</summary>
          {advanced.map(view)}
        </Fold>
      )}
    </>
  )
}

export function FieldView({ field, path, value, bare = false }: Props) {
  const form = useContext(Form)
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const [trouble, setTrouble] = useState<'number' | 'integer' | null>(null)
  const document = useWorkbench((s) => s.history.document)
  const here = useMemo(() => ['Properties', ...path], [path])
  const picks = form.instances && picksInstances(field)
  const names = form.operation ? namesOf(field, document, form.resource) : null
  const compound = picks !== 'one' && picks !== 'many' && (field.type === 'object' || field.type === 'list' || field.type === 'variant')
  const problems = form.problems.filter((p) => {
    const at = p.path.slice(1)
    return compound ? samePath(at, here) : startsWith(at, here)
  })
  const aimed = form.goto?.path.slice(1)
  // What is wrong within JSON has no field of its own to go to.
  const targeted = form.goto !== null && aimed && (field.type === 'json' ? startsWith(aimed, here) : samePath(aimed, here)) ? form.goto.key : null

  useEffect(() => {
    if (targeted === null) return
    box.current?.scrollIntoView({ block: 'center' })
    box.current?.querySelector<HTMLElement>('input, select, button, textarea')?.focus()
  }, [targeted])

  const change = (next: Json | undefined) => form.onChange(path, next, field)
  const invalid = trouble !== null || problems.some((p) => p.severity === 'error')
  const helpId = `${id}-help`
  const problemId = `${id}-problem`
  // What a list of references is about stands above it once.
  const told = field.help && !(bare && field.type === 'reference')
  const describedBy = [told ? helpId : '', problems.length || trouble ? problemId : ''].filter(Boolean).join(' ') || undefined
  const common = { id, disabled: form.disabled, describedBy, invalid }
  const fallback = field.default !== undefined && field.default !== null && typeof field.default !== 'object' ? String(field.default) : undefined

  const messages = (problems.length > 0 || trouble !== null) && (
    <ul className="field-problems" id={problemId} role="list">
      {trouble && <li data-severity="error"><Icon name="warning" /> {t(trouble === 'number' ? 'notNumber' : 'notInteger')}</li>}
      {problems.map((p, i) => (
        <li key={i} data-severity={p.severity}><Icon name="warning" /><span>{p.message}{p.hint && <small> {p.hint}</small>}</span></li>
      ))}
    </ul>
  )
  const help = told && <p className="field-help" id={helpId} data-full={field.help}><span>{field.help}</span></p>

  if (field.type === 'boolean') {
    return (
      <div className="field field-boolean" ref={box}>
        <label htmlFor={id}>
          <input id={id} type="checkbox" checked={value === undefined ? field.default === true : value === true} disabled={form.disabled}
            aria-describedby={describedBy} onChange={(event) => change(event.target.checked)} />
          <span>{field.label}</span>
        </label>
        {help}
        {messages}
      </div>
    )
  }

  if (picks === 'many') {
    return (
      <div className="field field-compound" ref={box}>
        <div className="field-head"><span className="field-label" id={`${id}-label`}>{field.label}{field.required && <span className="visually-hidden"> ({t('required')})</span>}</span></div>
        {help}
        {messages}
        <div role="group" aria-labelledby={`${id}-label`}><InstancePicker id={id} many value={value} required={field.required === true} describedBy={describedBy} invalid={invalid} onCommit={change} /></div>
      </div>
    )
  }

  if (compound) {
    return (
      <div className="field field-compound" ref={box} data-type={field.type} tabIndex={-1}>
        {!bare && (
          <div className="field-head">
            <span className="field-label" id={`${id}-label`}>{field.label}</span>
            {field.type === 'object' && !field.required && value !== undefined && !form.disabled && (
              <button type="button" className="link" onClick={() => change(undefined)}>{t('clearObject')}</button>
            )}
          </div>
        )}
        {!bare && help}
        {messages}
        <div role="group" aria-labelledby={bare ? undefined : `${id}-label`} className="field-inside">
          {field.type === 'object' && <ObjectInput field={field} path={path} value={value} />}
          {field.type === 'list' && <ListInput field={field} path={path} value={value} />}
          {field.type === 'variant' && <VariantInput field={field} path={path} value={value} />}
        </div>
      </div>
    )
  }

  if (field.type === 'json' && !readReference(value)) {
    const type = document.Resources[form.resource]?.Type ?? ''
    const kind = kindOfField(type, field.name, document.Resources[form.resource]?.Properties)
    return (
      <div className="field field-json" ref={box}>
        <label className={bare ? 'visually-hidden' : 'field-label'} htmlFor={id} id={`${id}-label`}>
          {field.label}
          {field.required && !bare && <span className="visually-hidden"> ({t('required')})</span>}
        </label>
        {help}
        {kind
          ? <Suspense><PolicyField id={id} kind={kind} field={field} value={value} problems={problems.map((p) => ({ ...p, path: p.path.slice(1 + here.length) }))} describedBy={describedBy} onCommit={change} /></Suspense>
          : <JsonInput {...common} value={value} onCommit={(next) => change(next === '' && !field.required ? undefined : next)} />}
        {messages}
      </div>
    )
  }

  if (field.type === 'string' && FORMULAS.has(field.name) && !readReference(value)) {
    return (
      <div className="field field-json" ref={box}>
        <label className="field-label" htmlFor={id}>{field.label}{field.required && <span className="visually-hidden"> ({t('required')})</span>}</label>
        {help}
        <FormulaInput {...common} value={typeof value === 'string' ? value : ''} onCommit={(text) => change(text === '' && !field.required ? undefined : text)} />
        {messages}
      </div>
    )
  }

  let input: ReactNode
  switch (field.type) {
    case 'integer':
    case 'number':
      input = <NumberInput {...common} value={value} integer={field.type === 'integer'} placeholder={fallback}
        minimum={field.minimum} maximum={field.maximum} onCommit={change} onTrouble={setTrouble} />
      break
    case 'choice':
      input = <ChoiceInput {...common} field={field} value={value} onCommit={change} />
      break
    case 'reference':
      input = field.literal ? <ReferenceOrText {...common} field={field} value={value} onCommit={change} /> : <ReferenceInput {...common} field={field} value={value} onCommit={change} />
      break
    default:
      input = picks === 'one'
        ? <InstancePicker id={id} many={false} value={value} required={field.required === true} describedBy={describedBy} invalid={invalid} onCommit={change} />
        : names
        ? <NamePicker {...common} names={names} value={value} required={field.required === true} onCommit={change} />
        : form.operation && field.name === 'AccessKeyId'
        ? <Suspense><KeyPicker {...common} user={form.resource} value={value} onCommit={change} /></Suspense>
        : readReference(value)
        ? <ReferenceInput {...common} field={field} value={value} onCommit={change} />
        : <TextInput {...common} value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)} placeholder={fallback}
          onCommit={(text) => change(text === '' && !field.required ? undefined : text)} />
  }
  const range = typeof field.minimum === 'number' && typeof field.maximum === 'number' ? t('range', { minimum: field.minimum, maximum: field.maximum }) : undefined
  return (
    <div className="field" ref={box}>
      <div className="field-row">
        <label className={bare ? 'visually-hidden' : 'field-label'} htmlFor={id} title={range}>
          {field.label}
          {field.required && !bare && <span className="visually-hidden"> ({t('required')})</span>}
        </label>
        <span className="field-input" data-unit={field.unit ? '' : undefined}>
          {input}
          {field.unit && <span className="unit" aria-hidden="true">{field.unit}</span>}
        </span>
      </div>
      {help}
      {messages}
    </div>
  )
}

interface InputProps {
  id: string
  disabled: boolean
  describedBy?: string | undefined
  invalid: boolean
  field: Field
  value: Json | undefined
  onCommit: (value: Json | undefined) => void
}

function ChoiceInput({ field, value, onCommit, id, disabled, describedBy, invalid }: InputProps) {
  const choices = field.choices ?? []
  const at = choices.findIndex((choice) => choice.value === value)
  const standard = choices.find((choice) => choice.value === field.default)
  return (
    <select id={id} className="input" disabled={disabled} aria-describedby={describedBy} aria-invalid={invalid || undefined}
      value={value === undefined || value === null ? '' : at >= 0 ? String(at) : 'other'}
      onChange={(event) => onCommit(event.target.value === '' ? undefined : choices[Number(event.target.value)]?.value)}>
      {(!field.required || value === undefined) && <option value="">{standard ? t('defaultIs', { value: standard.label }) : t('notSet')}</option>}
      {at < 0 && value !== undefined && value !== null && <option value="other">{typeof value === 'object' ? JSON.stringify(value) : String(value)}</option>}
      {choices.map((choice, i) => <option key={i} value={i}>{choice.label}</option>)}
    </select>
  )
}

/** One of the things a call can name: of those the group has. */
function NamePicker({ id, names, value, required, disabled, describedBy, invalid, onCommit }: Omit<InputProps, 'field'> & { names: string[]; required: boolean }) {
  const now = typeof value === 'string' ? value : ''
  return (
    <select id={id} className="input" value={now} disabled={disabled} aria-describedby={describedBy} aria-invalid={invalid || undefined}
      onChange={(event) => onCommit(event.target.value || undefined)}>
      {(!required || now === '') && <option value="">{t(names.length ? 'notSet' : 'nothingToChoose')}</option>}
      {now !== '' && !names.includes(now) && <option value={now}>{now}</option>}
      {names.map((name) => <option key={name}>{name}</option>)}
    </select>
  )
}

/** Resources a reference may point to, with the attribute it reads of each. */
function useTargets(field: Field) {
  const document = useWorkbench((s) => s.history.document)
  return useMemo(() => {
    const allowed = field.references ?? []
    return Object.entries(document.Resources).filter(([, resource]) => allowed.includes(resource.Type)).map(([id, resource]) => ({ id, type: resource.Type }))
  }, [document, field])
}

/** The attribute to read of a resource of a type. */
const attributeFor = (field: Field, type: string): string | null => field.targets?.find((target) => target.type === type)?.attribute ?? field.attribute ?? null

function ReferenceInput({ field, value, onCommit, id, disabled, describedBy, invalid }: InputProps) {
  const targets = useTargets(field)
  const kinds = useWorkbench((s) => s.kinds)
  const now = readReference(value)?.target ?? ''
  const known = now === '' || targets.some((target) => target.id === now)
  return (
    <select id={id} className="input" disabled={disabled} aria-describedby={describedBy} aria-invalid={invalid || undefined} value={now}
      onChange={(event) => {
        const target = targets.find((one) => one.id === event.target.value)
        onCommit(target ? writeReference(target.id, attributeFor(field, target.type)) : undefined)
      }}>
      {(!field.required || now === '') && <option value="">{targets.length ? t('none') : t('nothingToChoose')}</option>}
      {!known && <option value={now}>{now}</option>}
      {targets.map((target) => <option key={target.id} value={target.id}>{target.id} · {kinds.get(target.type)?.label ?? target.type}</option>)}
    </select>
  )
}

function ObjectInput({ field, path, value }: Props) {
  const form = useContext(Form)
  if (value === undefined && !field.required) {
    return (
      <button type="button" className="button small" disabled={form.disabled} onClick={() => form.onChange(path, initialRecord(field.fields ?? []), field)}>
        <Icon name="plus" /> {t('addObject', { what: field.label })}
      </button>
    )
  }
  return <Fields fields={field.fields ?? []} path={path} value={value} />
}

/** The columns of recorded traffic have thousands of numbers: they come from a file. */
const isColumn = (variant: string, field: Field) => variant === 'Trace' && field.type === 'list'

function VariantInput({ field, path, value }: Props) {
  const form = useContext(Form)
  const id = useId()
  const record = isRecord(value) ? value : {}
  const which = field.discriminator ? String(record[field.discriminator] ?? '') : ''
  const variant = field.variants?.find((v) => v.value === which)
  return (
    <>
      <label className="visually-hidden" htmlFor={id}>{field.label}</label>
      <select id={id} className="input" value={which} disabled={form.disabled}
        onChange={(event) => form.onChange(path, switchVariant(field, record, event.target.value), field)}>
        {!variant && <option value={which}>{which || t('notSet')}</option>}
        {field.variants?.map((v) => <option key={v.value} value={v.value}>{v.label}</option>)}
      </select>
      {which === 'Trace' && variant && <TraceInput field={field} path={path} record={record} />}
      {variant && <Fields fields={variant.fields.filter((inner) => inner.name !== field.discriminator && !isColumn(which, inner))} path={path} value={record} />}
    </>
  )
}

function ListInput({ field, path, value }: Props) {
  const form = useContext(Form)
  const items = Array.isArray(value) ? value : []
  const item = field.item
  if (!item) return null
  if (item.type === 'reference' && !item.choices?.length) return <ReferenceList field={field} item={item} path={path} items={items} />
  const put = (next: Json[]) => form.onChange(path, next, field)
  const compound = item.type === 'object' || item.type === 'variant' || item.type === 'list'
  return (
    <>
      <ol className="list" data-compound={compound}>
        {items.map((one, i) => (
          <li key={i}>
            {compound ? (
              <ListItem heading={headingOf(one, item) || t('item', { number: i + 1 })} last={i === items.length - 1}>
                <FieldView field={item} path={[...path, i]} value={one} bare />
              </ListItem>
            ) : <FieldView field={item} path={[...path, i]} value={one} bare />}
            {!form.disabled && (
              <button type="button" className="button icon quiet list-remove" aria-label={t('removeItem', { number: i + 1 })} title={t('removeItem', { number: i + 1 })}
                onClick={() => put(items.filter((_, at) => at !== i))}><Icon name="close" /></button>
            )}
          </li>
        ))}
      </ol>
      {!form.disabled && (
        <button type="button" className="button small" onClick={() => put([...items, item.literal ? (item.choices?.[0]?.value ?? '') : (initial(item) ?? '')])}><Icon name="plus" /> {t('addItem')}</button>
      )}
    </>
  )
}

function ListItem({ heading, last, children }: { heading: string; last: boolean; children: ReactNode }) {
  return (
    <details className="item" open={last || undefined}>
      <summary><Icon name="chevron" /> <span>{heading}</span></summary>
      {children}
    </details>
  )
}

/** What tells items apart: the first of their values that reads like a name. */
function headingOf(value: Json, item: Field): string {
  if (!isRecord(value)) return ''
  for (const key of ['Path', 'PathPattern', 'Id', 'Name', 'Key', 'Shape', 'Type', 'At']) {
    const found = value[key]
    if (typeof found === 'string' || typeof found === 'number') {
      const label = item.fields?.find((f) => f.name === key)?.choices?.find((choice) => choice.value === found)?.label ?? found
      const second = value['Value'] ?? value['Weight'] ?? value['Rate']
      return typeof second === 'string' || typeof second === 'number' ? `${label} · ${second}` : String(label)
    }
  }
  const first = item.fields?.map((f) => value[f.name]).find((v) => typeof v === 'string')
  return typeof first === 'string' ? first : ''
}

/** A set of references: what there is to choose, each with a tick. */
function ReferenceList({ field, item, path, items }: { field: Field; item: Field; path: Path; items: Json[] }) {
  const form = useContext(Form)
  const targets = useTargets(item)
  const chosen = items.map((one) => readReference(one)?.target)
  const describe = useWorkbench((s) => s.history.document)
  if (!targets.length && !item.literal) return <p className="quiet">{t('nothingToChoose')}</p>
  const put = (next: Json[]) => form.onChange(path, next, field)
  return (
    <>
    {targets.length > 0 && <ul className="ticks" role="list">
      {targets.map((target) => {
        const zone = (describe.Resources[target.id]?.Properties as JsonObject | undefined)?.['AvailabilityZone']
        return (
          <li key={target.id}>
            <label>
              <input type="checkbox" checked={chosen.includes(target.id)} disabled={form.disabled}
                onChange={(event) => form.onChange(path, event.target.checked
                  ? [...items, writeReference(target.id, attributeFor(item, target.type))]
                  : items.filter((_, i) => chosen[i] !== target.id), field)} />
              <span>{target.id}{typeof zone === 'string' && <small> {zone}</small>}</span>
            </label>
          </li>
        )
      })}
    </ul>}
    {item.literal && (
      <>
        <ol className="list" data-compound="false">
          {items.map((one, i) => typeof one === 'string' && (
            <li key={i}>
              <FieldView field={{ ...item, type: 'string' }} path={[...path, i]} value={one} bare />
              {!form.disabled && (
                <button type="button" className="button icon quiet list-remove" aria-label={t('removeItem', { number: i + 1 })} title={t('removeItem', { number: i + 1 })}
                  onClick={() => put(items.filter((_, at) => at !== i))}><Icon name="close" /></button>
              )}
            </li>
          ))}
        </ol>
        {!form.disabled && <button type="button" className="button small" onClick={() => put([...items, ''])}><Icon name="plus" /> {t('addText')}</button>}
      </>
    )}
    </>
  )
}
