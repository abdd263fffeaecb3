/** The answer as the page shows it: outcome, marks of policies, what decided. */
import type { Path } from '../../shared/types'
import type { Answer, LayerAnswer, PolicyAnswer, StatementAnswer } from '../client'
import { keyOf } from './inventory'

export type Outcome = 'allowed' | 'explicit' | 'implicit'

export function outcomeOf(written: unknown): Outcome {
  const text = String(written).toLowerCase()
  return text.startsWith('allow') ? 'allowed' : text.startsWith('explicit') ? 'explicit' : 'implicit'
}

/** What a policy had to say: the strongest of its statements, and whether one of them decided. */
export type Mark = 'denies' | 'allows' | 'silent'

export interface PolicyMark {
  mark: Mark
  decides: boolean
}

export function markOf(policy: PolicyAnswer): PolicyMark {
  const applying = policy.statements.filter((one) => one.verdict !== 'not')
  return {
    mark: applying.some((one) => one.effect === 'Deny') ? 'denies' : applying.length ? 'allows' : 'silent',
    decides: applying.some((one) => one.verdict === 'decides'),
  }
}

/** AWS's own policies stand nowhere in the document: only their name tells them. */
export const awsKey = (name: string) => `aws/${name}`

/** Marks by the place of a policy. One that has a say in two layers has the stronger mark. */
export function marksOf(answer: Answer | null): Map<string, PolicyMark> {
  const found = new Map<string, PolicyMark>()
  const rank = { silent: 0, allows: 1, denies: 2 }
  for (const layer of answer?.layers ?? []) {
    for (const policy of layer.policies) {
      const key = policy.path ? keyOf(policy.path) : awsKey(policy.name)
      const next = markOf(policy)
      const before = found.get(key)
      found.set(key, before ? { mark: rank[next.mark] > rank[before.mark] ? next.mark : before.mark, decides: before.decides || next.decides } : next)
    }
  }
  return found
}

export interface Deciding {
  layer: LayerAnswer
  policy: PolicyAnswer
  statement: StatementAnswer
}

/** The statements that made the outcome; none when nothing allows. */
export function decidingOf(answer: Answer): Deciding[] {
  return answer.layers.flatMap((layer) => layer.policies.flatMap((policy) =>
    policy.statements.filter((one) => one.verdict === 'decides').map((statement) => ({ layer, policy, statement }))))
}

/** A layer that blocks without a statement of its own: a boundary, an SCP level that does not allow. */
export const blockingLayer = (answer: Answer): LayerAnswer | null =>
  outcomeOf(answer.decision.outcome) === 'implicit' ? (answer.layers.find((layer) => layer.decides) ?? null) : null

const placesOf = (layers: readonly LayerAnswer[]) => layers.flatMap((layer) => layer.policies).flatMap((policy) => (policy.path ? [keyOf(policy.path)] : []))

/** Whether a policy of the document has a say in the answer. */
export const concerns = (answer: Answer, key: string): boolean => placesOf(answer.layers).includes(key)

/** Of the organisation: seldom what one is about to change. */
const distant = (layer: LayerAnswer) => layer.layer === 'rcp' || layer.layer === 'scp'

/** The policy one wants to see: the one that decided, one of the layer that stopped it, or any that has a say. */
export function worthOpening(answer: Answer): string | null {
  const decided = decidingOf(answer).find((one) => one.policy.path)?.policy.path
  const blocking = blockingLayer(answer)
  return (decided ? keyOf(decided) : null) ?? (blocking ? placesOf([blocking])[0] : null) ?? placesOf([...answer.layers].sort((a, b) => Number(distant(a)) - Number(distant(b))))[0] ?? null
}

export type Tone = 'allow' | 'deny' | 'focus'

/** What to light up in the editor of the policy at `key`: what was clicked on, else what decided. */
export function highlightOf(answer: Answer | null, key: string | null, selected: { key: string; statement: number } | null): { statement: number; tone: Tone } | null {
  if (!answer || key === null) return null
  const there = answer.layers.flatMap((layer) => layer.policies).filter((policy) => policy.path && keyOf(policy.path) === key).flatMap((policy) => policy.statements)
  const tone = (one: StatementAnswer): Tone => (one.verdict === 'not' ? 'focus' : one.effect === 'Allow' ? 'allow' : 'deny')
  const chosen = selected?.key === key ? there.find((one) => one.index === selected.statement) : undefined
  const found = chosen ?? there.find((one) => one.verdict === 'decides')
  return found ? { statement: found.index, tone: tone(found) } : null
}

/** The elements that kept a statement from applying, those that fit left out. */
export const failing = (statement: StatementAnswer) => statement.elements.filter((one) => !one.fits)

export const layerKey = (layer: LayerAnswer) => `${layer.layer}${layer.level ?? ''}`

export const samePlace = (a: Path | null, b: Path | null) => a !== null && b !== null && keyOf(a) === keyOf(b)
