/** A scheduled action read aloud. */
import { say } from '../../shared/messages'
import type { JsonObject } from '../../shared/types'
import { scheduleText } from '../core/schedule'
import { t } from './messages'
import './policy.css'

export function ScheduleSentence({ properties }: { properties: JsonObject | undefined }) {
  const text = scheduleText(properties ?? {})
  if (text) return <p className="policy-sentence">{say(text)}</p>
  return properties?.['Recurrence'] ? <p className="quiet">{t('unreadable')}</p> : null
}
