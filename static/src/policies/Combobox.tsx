/** A field that may be typed into freely and offers what is known: the pattern of ARIA's editable combobox. */
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { narrowed, type Suggestion } from './core/suggest'
import { t } from './messages'

interface Props {
  id?: string
  label: string
  value: string
  onChange(value: string): void
  suggestions: readonly Suggestion[]
  placeholder?: string
  invalid?: boolean
  describedBy?: string | undefined
  hideLabel?: boolean
  /** What stands before a suggestion. */
  sign?(value: string): ReactNode
}

export function Combobox({ id, label, value, onChange, suggestions, placeholder, invalid, describedBy, hideLabel, sign }: Props) {
  const own = useId()
  const field = id ?? `${own}field`
  const list = `${own}list`
  const [open, setOpen] = useState(false)
  /** Until something is typed, all of them are offered, not only what fits the value that stands there. */
  const [typed, setTyped] = useState(false)
  const [active, setActive] = useState(-1)
  const found = useMemo(() => (open ? narrowed(suggestions, typed ? value : '') : []), [open, suggestions, typed, value])
  const box = useRef<HTMLUListElement>(null)
  useEffect(() => {
    box.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const shown = open && found.length > 0
  const close = () => {
    setOpen(false)
    setTyped(false)
    setActive(-1)
  }
  const choose = (one: Suggestion) => {
    onChange(one.value)
    close()
  }
  return (
    <div className="combobox">
      <label htmlFor={field} className={hideLabel ? 'visually-hidden' : undefined}>{label}</label>
      <input id={field} className="input code" value={value} placeholder={placeholder} role="combobox" autoComplete="off" autoCapitalize="off" spellCheck={false}
        aria-expanded={shown} aria-controls={shown ? list : undefined} aria-autocomplete="list" aria-invalid={invalid || undefined} aria-describedby={describedBy} title={value}
        aria-activedescendant={shown && active >= 0 ? `${list}-${active}` : undefined}
        onChange={(event) => {
          onChange(event.target.value)
          setOpen(true)
          setTyped(true)
          setActive(-1)
        }}
        onClick={() => setOpen(true)}
        onBlur={close}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault()
            if (!open) setOpen(true)
            const step = event.key === 'ArrowDown' ? 1 : -1
            if (found.length) setActive((at) => (at + step + found.length + (at < 0 && step < 0 ? 1 : 0)) % found.length)
          } else if (event.key === 'Enter' && shown && active >= 0) {
            event.preventDefault()
            choose(found[active]!)
          } else if (event.key === 'Escape' && shown) {
            event.preventDefault()
            event.stopPropagation()
            close()
          }
        }} />
      {shown && (
        <ul className="combobox-list" id={list} role="listbox" aria-label={t('suggestions', { what: label })} ref={box}>
          {found.map((one, i) => (
            <li key={one.value} id={`${list}-${i}`} role="option" aria-selected={i === active}
              // The field keeps the focus.
              onPointerDown={(event) => event.preventDefault()} onClick={() => choose(one)}>
              {sign?.(one.value)}
              <span className="code" lang="en">{one.value}</span>
              {one.note && <small>{one.note}</small>}
            </li>
          ))}
        </ul>
      )}
      <span className="visually-hidden" role="status">{shown ? t('suggested', { count: found.length }) : ''}</span>
    </div>
  )
}
