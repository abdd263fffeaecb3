/** Presets to begin with: what each adds is told, and one press puts it into the document as one step that can be undone. */
import { say } from '../../shared/messages'
import { CLIENTS, GROUP, groupPresets, trafficPresets } from '../core/presets'
import { Icon } from '../icons'
import { apply, offered, say as announce, useWorkbench } from '../store'
import { t } from './messages'
import './policy.css'

export function Presets({ id, type }: { id: string; type: string }) {
  const document = useWorkbench((s) => s.history.document)
  const kinds = useWorkbench((s) => s.kinds)
  const all = type === GROUP ? groupPresets(document, kinds, id) : type === CLIENTS ? trafficPresets(document, kinds, id) : []
  // What a task does not offer is not proposed.
  const presets = all.filter((preset) => {
    const made = preset.make()
    return made.created.every((one) => offered(made.document.Resources[one]!.Type))
  })
  if (!presets.length) return null
  return (
    <details className="child presets">
      <summary><Icon name="chevron" /><Icon name="plus" /><span>{t(type === GROUP ? 'presets' : 'presetsTraffic')}</span></summary>
      <ul role="list">
        {presets.map((preset) => (
          <li key={preset.id}>
            <span><strong>{say(preset.label)}</strong><small>{say(preset.help)}</small></span>
            <button type="button" className="button small" aria-label={`${t(type === GROUP ? 'presetAdd' : 'presetUse')}: ${say(preset.label)}`} onClick={() => {
              const made = preset.make()
              if (apply(made.document, { label: t('presetStep', { what: say(preset.label) }) })) announce(t('presetAdded', { what: say(preset.label) }))
            }}>{t(type === GROUP ? 'presetAdd' : 'presetUse')}</button>
          </li>
        ))}
      </ul>
    </details>
  )
}
