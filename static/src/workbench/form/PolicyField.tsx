/** A policy in a resource's form: what it says in short, and an editor for it with room to write. */
import { lazy, Suspense, useContext, useEffect, useMemo, useState } from 'react'
import { createPortal } from 'react-dom'
import { arnsOf, namesIn, type Overview, overview } from '../../policies/editor/arns'
import type { PolicyProblem } from '../../policies/editor/diagnostics'
import type { PolicyKind } from '../../policies/editor/kinds'
import { t } from '../../policies/editor/messages'
import { presetsFor } from '../../policies/editor/presets'
import { statementsIn, tidied } from '../../policies/editor/text'
import { say } from '../../shared/messages'
import type { Field, Json } from '../../shared/types'
import { Dialog } from '../../shared/Dialog'
import { currentDocument, useWorkbench } from '../store'
import { Form } from './FieldView'
import './policy-field.css'

const PolicyEditor = lazy(() => import('../../policies/editor/PolicyEditor').then((module) => ({ default: module.PolicyEditor })))

const SHOWN = 4
const NOTHING: Overview = { resources: [], roots: [] }

interface Props {
  id: string
  kind: PolicyKind
  field: Field
  value: Json | undefined
  /** Paths begin at the policy. */
  problems: readonly PolicyProblem[]
  describedBy?: string | undefined
  onCommit: (value: Json) => void
}

export function PolicyField({ id, kind, field, value, problems, describedBy, onCommit }: Props) {
  const form = useContext(Form)
  const [open, setOpen] = useState(false)
  const statements = useMemo(() => statementsIn(value), [value])
  return (
    <>
      {statements.length > 0 && (
        <ul className="policy-brief" role="list">
          {statements.slice(0, SHOWN).map(({ effect, about }, i) => (
            <li key={i} data-effect={effect}><strong>{t(effect === 'Deny' ? 'denies' : 'allows')}</strong> <span>{about}</span></li>
          ))}
          {statements.length > SHOWN && <li className="quiet">{t('more', { count: statements.length - SHOWN })}</li>}
        </ul>
      )}
      {!statements.length && <p className="policy-brief quiet">{t(value === undefined || value === '' ? 'empty' : 'unread')}</p>}
      <button id={id} type="button" className="button small" aria-haspopup="dialog" aria-describedby={describedBy} aria-labelledby={`${id} ${id}-label`} onClick={() => setOpen(true)}>
        {t(form.disabled ? 'view' : 'edit')}
      </button>
      {open && createPortal(
        // Not within the inspector, which a narrow window hides.
        <Window kind={kind} field={field} value={value} problems={problems} onCommit={onCommit} onClose={() => setOpen(false)} />, document.body,
      )}
    </>
  )
}

type WindowProps = Omit<Props, 'id' | 'describedBy'> & { onClose: () => void }

function Window({ kind, field, value, problems, onCommit, onClose }: WindowProps) {
  const form = useContext(Form)
  const regions = useWorkbench((s) => s.catalogue.regions)
  // Nothing but this policy changes while the window is open: what there is to name is asked for once.
  const [known, setKnown] = useState<Overview>(NOTHING)
  useEffect(() => {
    const asked = new AbortController()
    overview(currentDocument(), asked.signal).then(setKnown, () => undefined)
    return () => asked.abort()
  }, [])
  const arns = useMemo(() => arnsOf(known), [known])
  const places = useMemo(() => regions.map((one) => one.id), [regions])
  const presets = useMemo(() => {
    const { bucket, account } = namesIn(known)
    return presetsFor(kind, bucket, account)
  }, [known, kind])
  const tidy = typeof value === 'string' ? tidied(value) : null
  return (
    <Dialog title={`${field.label} · ${form.resource}`} className="policy-window" onClose={onClose}>
      {!form.disabled && (
        <div className="policy-presets" role="group" aria-label={t('presets')}>
          <span aria-hidden="true">{t('preset')}</span>
          {presets.map((preset) => (
            <button key={preset.id} type="button" className="button small" onClick={() => onCommit(preset.policy)}>{say(preset.label)}</button>
          ))}
        </div>
      )}
      <Suspense fallback={<p className="policy-loading" role="status">{t('loading')}</p>}>
        <PolicyEditor label={`${field.label} · ${form.resource}`} kind={kind} value={value} problems={problems} arns={arns} regions={places} readOnly={form.disabled} focus
          onChange={onCommit} />
      </Suspense>
      <footer>
        {tidy !== null && tidy !== value && !form.disabled && <button type="button" className="button" onClick={() => onCommit(tidy)}>{t('tidy')}</button>}
        <button type="button" className="button primary" onClick={onClose}>{t('done')}</button>
      </footer>
    </Dialog>
  )
}
