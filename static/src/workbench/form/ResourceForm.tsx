/** The settings of a resource and of what it owns, as the catalogue describes them. */
import { lazy, Suspense, useMemo } from 'react'
import { Pictogram } from '../../shared/pictograms'
import type { Kind } from '../../shared/types'
import { placeAll } from '../core/layout'
import { startsWith } from '../core/paths'
import { POLICY, SCHEDULE } from '../core/presets'
import { ofType, policyFields } from '../core/policies'
import { familyOf } from '../core/references'
import { Icon } from '../icons'
import { t } from '../details'
import { disconnect, edit, offered, setProperty, setRegion, show, useWorkbench } from '../store'
import { Fields, Form } from './FieldView'
import { Fold } from './Fold'

const PolicyEditor = lazy(() => import('../policy/PolicyEditor').then((module) => ({ default: module.PolicyEditor })))
const ScheduleSentence = lazy(() => import('../policy/ScheduleSentence').then((module) => ({ default: module.ScheduleSentence })))
const Presets = lazy(() => import('../policy/Presets').then((module) => ({ default: module.Presets })))

const AccountField = lazy(() => import('./AccountField').then((module) => ({ default: module.AccountField })))

/** What the editor above the settings has rows of its own for. */
const DRAWN = new Set(['StepAdjustments'])

function Section({ id, kind, open }: { id: string; kind: Kind; open: boolean }) {
  const properties = useWorkbench((s) => s.history.document.Resources[id]?.Properties)
  const allProblems = useWorkbench((s) => s.problems)
  const goto = useWorkbench((s) => s.goto)
  const locked = useWorkbench((s) => s.locked.has(id))
  const readOnly = useWorkbench((s) => s.readOnly) || locked
  const problems = useMemo(() => allProblems.filter((p) => p.path[0] === id), [allProblems, id])
  const form = useMemo(
    () => ({
      resource: id, disabled: readOnly, problems,
      goto: goto && goto.path[0] === id ? goto : null,
      onChange: (path: readonly (string | number)[], value: Parameters<typeof setProperty>[2], field: { label: string }) => {
        // A policy's type decides what else it may say: both change in one step.
        if (kind.type === POLICY && path.length === 1 && path[0] === 'PolicyType' && typeof value === 'string')
          setProperty(id, [], ofType(useWorkbench.getState().history.document.Resources[id]?.Properties ?? {}, value), field)
        else setProperty(id, path, value, field)
      },
    }),
    [id, kind, readOnly, problems, goto],
  )
  const fields = kind.type === POLICY
    ? policyFields(kind.fields, properties ?? {}).filter((field) => !DRAWN.has(field.name) || properties?.['PolicyType'] !== 'StepScaling')
    : kind.fields
  const general = problems.filter((p) => !startsWith(p.path.slice(1), ['Properties']) || p.path.length <= 2)
  const content = (
    <Form.Provider value={form}>
      {general.length > 0 && (
        <ul className="field-problems" role="list">
          {general.map((p, i) => <li key={i} data-severity={p.severity}><Icon name="warning" /><span>{p.message}{p.hint && <small> {p.hint}</small>}</span></li>)}
        </ul>
      )}
      {kind.type === POLICY && <Suspense><PolicyEditor id={id} problems={problems} readOnly={readOnly} /></Suspense>}
      {kind.type === SCHEDULE && <Suspense><ScheduleSentence properties={properties} /></Suspense>}
      <Fields fields={fields} path={[]} value={properties} />
    </Form.Provider>
  )
  if (open) return <div className="form-main">{content}</div>
  return (
    <Fold className="child" name={id} data-layer={kind.layer} attention={problems.length > 0 || form.goto !== null}>
      <summary>
        <Icon name="chevron" /><Pictogram type={kind.type} layer={kind.layer} size={16} />
        <span>{kind.label}</span>{locked && <><Icon name="lock" /><span className="visually-hidden">{t('locked')}</span></>}<code>{id}</code>
        {problems.length > 0 && <span className="count" data-severity="error">{problems.length}</span>}
      </summary>
      {content}
      {!readOnly && (
        <button type="button" className="button small danger" onClick={() => void edit([{ kind: 'remove', resources: [id] }], t('stepRemove', { what: id }), t('saidRemoved', { what: id }))}>
          <Icon name="trash" /> {t('remove')}
        </button>
      )}
    </Fold>
  )
}

export function ResourceForm({ id }: { id: string }) {
  const kinds = useWorkbench((s) => s.kinds)
  const resource = useWorkbench((s) => s.history.document.Resources[id])
  const owned = useWorkbench((s) => s.owned)
  const regions = useWorkbench((s) => s.catalogue.regions)
  const readOnly = useWorkbench((s) => s.readOnly || s.locked.has(id))
  const kind = resource && kinds.get(resource.Type)
  if (!resource || !kind) return null
  const children = familyOf(id, owned).slice(1).map((child) => ({ id: child, kind: kinds.get(useWorkbench.getState().history.document.Resources[child]?.Type ?? '') }))
  return (
    <>
      <Traffic id={id} />
      <Section key={id} id={id} kind={kind} open />
      {resource.Region && (
        <div className="field">
          <div className="field-row">
            <label className="field-label" htmlFor="region">{t('region')}</label>
            <span className="field-input">
              <select id="region" className="input" value={resource.Region} disabled={readOnly} onChange={(event) => setRegion(id, event.target.value)}>
                {!regions.some((region) => region.id === resource.Region) && <option>{resource.Region}</option>}
                {regions.map((region) => <option key={region.id} value={region.id}>{region.label} · {region.id}</option>)}
              </select>
            </span>
          </div>
        </div>
      )}
      {(kind.account || resource.Account) && <Suspense><AccountField id={id} /></Suspense>}
      {!readOnly && <Suspense><Presets id={id} type={kind.type} /></Suspense>}
      {children.map((child) => child.kind && <Section key={child.id} id={child.id} kind={child.kind} open={false} />)}
      {!readOnly && <Missing id={id} kind={kind} there={children.map((child) => child.kind?.type)} />}
    </>
  )
}

/** What a resource may own once, can be added by itself, and is not there yet: a bucket's policy. */
function Missing({ id, kind, there }: { id: string; kind: Kind; there: readonly (string | undefined)[] }) {
  const kinds = useWorkbench((s) => s.kinds)
  const wanted = kind.children.map((child) => kinds.get(child.type)).filter((one): one is Kind => one !== undefined && !one.canvas && one.droppable === true && !there.includes(one.type) && offered(one.type))
  return wanted.map((one) => (
    <button key={one.type} type="button" className="button small" onClick={() => {
      const { nodes, history: { document } } = useWorkbench.getState()
      // The nearest one that has none gets it: this one.
      const position = placeAll(document, nodes).get(id) ?? { x: 0, y: 0 }
      void edit([{ kind: 'create', type: one.type, position }], t('stepCreate', { what: one.label }), t('saidCreated', { what: one.label }))
    }}><Icon name="plus" /> {t('addChild', { what: one.label })}</button>
  ))
}

/** The wires of a resource as a list: the same by keyboard as on the canvas. */
function Traffic({ id }: { id: string }) {
  const wires = useWorkbench((s) => s.wires)
  const kinds = useWorkbench((s) => s.kinds)
  const type = useWorkbench((s) => s.history.document.Resources[id]?.Type)
  const readOnly = useWorkbench((s) => s.readOnly || s.locked.has(id))
  const catalogue = useWorkbench((s) => s.catalogue)
  const here = wires.filter((wire) => wire.source === id || wire.target === id)
  const sends = catalogue.wires.some((wire) => wire.source === type)
  if (!here.length && !sends) return null
  const attached = kinds.get(type ?? '')?.layer === 'identity'
  const typeOf = (one: string) => useWorkbench.getState().history.document.Resources[one]?.Type
  return (
    <section className="traffic" aria-label={t(attached ? 'attached' : 'traffic')}>
      {here.map((wire) => {
        const outward = wire.source === id
        const other = outward ? wire.target : wire.source
        const kind = kinds.get(typeOf(other) ?? '')
        // Nothing flows between identities: what the wire means is said instead, as a sentence about who it starts from.
        const means = attached ? catalogue.wires.find((one) => one.source === typeOf(wire.source) && one.target === typeOf(wire.target))?.label : undefined
        return (
          <div key={`${wire.source} ${wire.target}`} className="traffic-row" data-means={means === undefined ? undefined : outward ? 'before' : 'after'}>
            <small>{means ?? t(outward ? 'trafficTo' : 'trafficFrom')}</small>
            <span data-layer={kind?.layer}>{kind && <Pictogram type={kind.type} layer={kind.layer} size={16} />} {other}</span>
            {!readOnly && (
              <button type="button" className="button icon quiet" title={t('disconnect')} aria-label={t('stepDisconnect', { source: wire.source, target: wire.target })}
                onClick={() => void disconnect(wire.source, wire.target)}><Icon name="close" /></button>
            )}
          </div>
        )
      })}
      {sends && !readOnly && <button type="button" className="button small" onClick={() => show({ dialog: 'connect' })}><Icon name="connect" /> {t('connectTo')}</button>}
    </section>
  )
}

