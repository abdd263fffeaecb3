/** A scale-in as a staircase: the steps are columns, and each instance's row ends where it fell out of the choice. */
import { clock } from '../shared/format'
import { say } from '../shared/messages'
import { term } from '../shared/terms'
import type { Json } from '../shared/types'
import type { Elimination as Steps, Mark } from './core/elimination'
import { format, moment, NOTHING } from './core/format'
import { t } from './details'
import { Said } from './Said'

const SIGNS: Record<Mark, string> = { stayed: '·', chosen: '●', safe: '✕', none: '' }
/** Short heads of the columns; the sentences stand in the reasons. */
const HEADS: Record<string, Parameters<typeof t>[0]> = {
  purchase_option: 'stepPurchase', zone: 'stepZone', custom: 'stepCustom', allocation: 'stepAllocation', configuration: 'stepConfiguration', template: 'stepTemplate',
  OldestLaunchTemplate: 'stepTemplate', template_version: 'stepVersion', OldestLaunchConfiguration: 'stepConfiguration', hour: 'stepHour', ClosestToNextInstanceHour: 'stepHour',
  OldestInstance: 'stepOldest', NewestInstance: 'stepNewest', order: 'stepOrder',
}
const SECONDS = new Set(['hour', 'ClosestToNextInstanceHour'])
const VERSIONS = new Set(['template', 'OldestLaunchTemplate', 'template_version'])
const MOMENTS = new Set(['OldestInstance', 'NewestInstance'])

function shown(step: string, value: Json | undefined): string {
  if (value === undefined) return ''
  if (value === null) return NOTHING
  if (typeof value === 'number') {
    if (SECONDS.has(step)) return clock(value)
    if (MOMENTS.has(step)) return moment(value)
    return VERSIONS.has(step) ? `v${value}` : format(value)
  }
  // Zones of one Region differ in their ends only.
  if (step === 'zone') return /\d[a-z]$/.exec(String(value))?.[0] ?? String(value)
  return typeof value === 'string' ? term(value) : JSON.stringify(value)
}

export function EliminationTable({ steps, facts, rows }: Steps) {
  return (
    <table className="elimination">
      <thead>
        <tr>
          <th scope="col">{t('candidate')}</th>
          {facts.map((fact) => <th key={fact} scope="col">{HEADS[fact] ? t(HEADS[fact]) : term(fact)}</th>)}
          {steps.map((step) => <th key={step} scope="col">{HEADS[step] ? t(HEADS[step]) : term(step)}</th>)}
        </tr>
      </thead>
      <tbody>
        {rows.flatMap(({ candidate, cells, turn }) => [
          <tr key={candidate.id} className={`first ${candidate.verdict}`}>
            <th scope="row">{turn !== null && <b className="number">{turn}. </b>}<code title={candidate.id}>{candidate.id}</code></th>
            {facts.map((fact) => <td key={fact} className="number">{shown(fact, candidate.values[fact])}</td>)}
            {cells.map((cell, i) => (
              <td key={steps[i]} data-mark={cell.mark}>
                <i aria-hidden="true">{SIGNS[cell.mark]}</i> <span className="number">{shown(steps[i]!, cell.value)}</span>
                <span className="visually-hidden">{cell.mark === 'none' ? '' : t(`mark_${cell.mark}`)}</span>
              </td>
            ))}
          </tr>,
          <tr key={`${candidate.id} why`} className={candidate.verdict}>
            <td className="because" colSpan={facts.length + steps.length + 1}><p><Said>{say(candidate.why) || t(candidate.verdict)}</Said></p></td>
          </tr>,
        ])}
      </tbody>
    </table>
  )
}
