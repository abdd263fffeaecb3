/** Dialogs: the keys, what can be added, and the link to hand on. */
import { useEffect, useRef, useState } from 'react'
import { ApiError } from '../shared/api'
import { Dialog } from '../shared/Dialog'
import { Pictogram } from '../shared/pictograms'
import { offered, useWorkbench } from '../workbench/store'
import { addResource } from './adding'
import { client } from './client'
import { type Key, t } from './messages'
import { addBeside, BESIDE, besideName, body, showIn, usePolicies } from './store'

const close = () => showIn({ dialog: null })

const keys: { keys: string[]; what: Key }[] = [
  { keys: ['/'], what: 'keyQuestion' },
  { keys: ['C'], what: 'keyContext' },
  { keys: ['L'], what: 'keyPolicies' },
  { keys: ['E'], what: 'keyEditor' },
  { keys: ['Esc', 'Tab'], what: 'keyLeave' },
  { keys: ['Y'], what: 'keyWhy' },
  { keys: ['O'], what: 'keyWho' },
  { keys: ['Ctrl', 'Z'], what: 'keyUndo' },
  { keys: ['Ctrl', 'Y'], what: 'keyRedo' },
  { keys: ['Ctrl', 'S'], what: 'keySave' },
  { keys: ['?'], what: 'keyHelp' },
]

function Shortcuts() {
  return (
    <Dialog title={t('shortcuts')} onClose={close}>
      <dl className="shortcuts">
        {keys.map(({ keys, what }) => (
          <div key={what}>
            <dt>{keys.map((key, i) => <span key={key}>{i > 0 && (key === 'Tab' ? ' ' : ' + ')}<kbd>{key}</kbd></span>)}</dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

/** What the simulator is about; other kinds are drawn on the canvas. */
const KINDS = ['AWS::IAM::User', 'AWS::IAM::Role', 'AWS::IAM::Group', 'AWS::IAM::ManagedPolicy', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::Organizations::Policy']
function Add() {
  const kinds = useWorkbench((s) => s.kinds)
  const readOnly = useWorkbench((s) => s.readOnly)
  const beside = usePolicies((s) => s.beside)
  const found = readOnly ? [] : KINDS.map((type) => kinds.get(type)).filter((kind) => kind !== undefined && offered(kind.type))
  return (
    <Dialog title={t('addTitle')} onClose={close} className="add-dialog">
      {found.length > 0 && (
        <ul className="choices" role="list">
          {found.map((kind) => kind && (
            <li key={kind.type}>
              <button type="button" className="choice" data-layer={kind.layer} onClick={() => { close(); void addResource(kind.type, kind.label) }}>
                <Pictogram type={kind.type} layer={kind.layer} />
                <span><strong>{kind.label}</strong><small>{kind.summary}</small></span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <h3>{t('beside')}</h3>
      <ul className="choices" role="list">
        {BESIDE.map((which) => (
          <li key={which}>
            <button type="button" className="choice" data-layer="identity" disabled={beside[which] !== null} onClick={() => addBeside(which)}>
              <Pictogram layer="identity" />
              <span><strong>{besideName(which)}</strong><small>{t(which === 'session' ? 'addSessionHelp' : which === 'endpoint' ? 'addEndpointHelp' : 'addResourceHelp')}</small></span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function Share() {
  const [url, setUrl] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [copied, setCopied] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const asked = useRef(false)
  useEffect(() => {
    // Made once, also when React looks twice.
    if (asked.current) return
    asked.current = true
    const question = body()
    if ('kind' in question) {
      setTrouble(question.kind === 'unreadable' ? t('unreadableFirst', { policy: question.name }) : t('incomplete'))
      return
    }
    client.share(question).then(
      (share) => setUrl(new URL(share.url, location.href).href),
      (error: unknown) => setTrouble(error instanceof ApiError ? (error.offline ? t('offlineShare') : [error.problems[0]?.message ?? error.message, error.problems[0]?.hint].filter(Boolean).join(' ')) : String(error)),
    )
  }, [])
  const copy = () => {
    field.current?.select()
    const done = () => setCopied(true)
    // Over plain HTTP in a classroom there is no clipboard of the newer kind.
    if (navigator.clipboard) void navigator.clipboard.writeText(url ?? '').then(done, () => undefined)
    else if (document.execCommand('copy')) done()
  }
  return (
    <Dialog title={t('shareTitle')} onClose={close}>
      <p>{t('shareText')}</p>
      {trouble ? <p className="share-trouble" role="alert">{trouble}</p> : (
        <div className="share-row">
          <label htmlFor="share-link" className="visually-hidden">{t('shareLink')}</label>
          <input id="share-link" className="input code" readOnly ref={field} value={url ?? ''} placeholder={t('shareMaking')} onFocus={(event) => event.target.select()} />
          <button type="button" className="button primary" disabled={!url} onClick={copy}>{t('copy')}</button>
        </div>
      )}
      <p className="quiet" role="status">{copied ? t('copied') : ''}</p>
    </Dialog>
  )
}

export function Dialogs() {
  const dialog = usePolicies((s) => s.dialog)
  if (dialog === 'shortcuts') return <Shortcuts />
  if (dialog === 'add') return <Add />
  if (dialog === 'share') return <Share />
  return null
}
