/** Dialogs: shortcuts, connecting by keyboard, problems. */
import { useEffect } from 'react'
import { Dialog } from '../shared/Dialog'
import { Pictogram } from '../shared/pictograms'
import { mayConnect } from './core/rules'
import { Icon } from './icons'
import { type Key, t } from './details'
import { connect, goTo, show, useWorkbench } from './store'

export { Dialog }

const shortcuts: { keys: string[]; what: Key }[] = [
  { keys: ['Space'], what: 'keySpace' },
  { keys: ['.'], what: 'keyStep' },
  { keys: ['/'], what: 'keyPalette' },
  { keys: ['Tab'], what: 'keyTab' },
  { keys: ['← ↑ → ↓'], what: 'keyMove' },
  { keys: ['C'], what: 'keyConnect' },
  { keys: ['I'], what: 'keyInspector' },
  { keys: ['Delete'], what: 'keyDelete' },
  { keys: ['Ctrl', 'D'], what: 'keyDuplicate' },
  { keys: ['Ctrl', 'Z'], what: 'keyUndo' },
  { keys: ['Ctrl', 'Y'], what: 'keyRedo' },
  { keys: ['?'], what: 'keyHelp' },
]

const close = () => show({ dialog: null })

function Shortcuts() {
  return (
    <Dialog title={t('shortcuts')} onClose={close}>
      <dl className="shortcuts">
        {shortcuts.map(({ keys, what }) => (
          <div key={what}>
            <dt>{keys.map((key, i) => <span key={key}>{i > 0 && ' + '}<kbd>{key}</kbd></span>)}</dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

function Connect() {
  const source = useWorkbench((s) => s.history.selection[0])
  const { catalogue, history, wires, nodes, kinds } = useWorkbench.getState()
  useEffect(() => {
    if (!source) close()
  }, [source])
  if (!source) return null
  const others = nodes.filter((id) => id !== source).map((id) => ({
    id, kind: kinds.get(history.document.Resources[id]!.Type), answer: mayConnect(catalogue, history.document, wires, source, id),
  }))
  const possible = others.filter((other) => other.answer.allowed)
  const not = others.filter((other) => !other.answer.allowed)
  return (
    <Dialog title={t('connectTitle', { what: source })} onClose={close}>
      <p>{t(!possible.length ? 'connectNone' : kinds.get(history.document.Resources[source]?.Type ?? '')?.layer === 'identity' ? 'connectIdentity' : 'connectText')}</p>
      <ul className="choices" role="list">
        {possible.map(({ id, kind, answer }) => (
          <li key={id}>
            <button type="button" className="choice" data-layer={kind?.layer} onClick={() => { close(); void connect(source, id) }}>
              {kind && <Pictogram type={kind.type} layer={kind.layer} />}
              <span><strong>{id}</strong><small>{answer.allowed ? answer.label : ''}</small></span>
            </button>
          </li>
        ))}
      </ul>
      {not.length > 0 && (
        <>
          <h3>{t('connectNot')}</h3>
          <ul className="choices" role="list">
            {not.map(({ id, kind, answer }) => (
              <li key={id} className="choice refused" data-layer={kind?.layer}>
                {kind && <Pictogram type={kind.type} layer={kind.layer} />}
                <span><strong>{id}</strong><small>{answer.allowed ? '' : answer.why === 'refused' ? answer.reason : t(answer.why === 'exists' ? 'wireExists' : 'wireSelf')}</small></span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  )
}

function Problems() {
  const problems = useWorkbench((s) => s.problems)
  return (
    <Dialog title={t('problems')} onClose={close}>
      {!problems.length && <p>{t('noProblems')}</p>}
      <ul className="problems" role="list">
        {problems.map((p, i) => (
          <li key={i}>
            <button type="button" className="choice" data-severity={p.severity} onClick={() => { close(); setTimeout(() => goTo(p.path), 0) }}>
              <Icon name="warning" />
              <span>
                <strong><span className="visually-hidden">{t(p.severity)}: </span>{p.message}</strong>
                {p.hint && <small>{p.hint}</small>}
                {p.path.length > 0 && <code>{p.path.join(' › ')}</code>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

export function Dialogs() {
  const dialog = useWorkbench((s) => s.dialog)
  if (dialog === 'shortcuts') return <Shortcuts />
  if (dialog === 'connect') return <Connect />
  if (dialog === 'problems') return <Problems />
  return null
}
