import { describe, expect, it } from 'vitest'
import type { Candidate, Json } from '../../shared/types'
import { decision } from './cast'
import { elimination } from './elimination'

const row = (id: string, verdict: Candidate['verdict'], values: Record<string, Json>): Candidate => ({ id, verdict, values, why: null })
const told = decision('60.0', {
  subject: 'autoscaling.terminate',
  candidates: [
    row('i-protected', 'rejected', { zone: 'a', step: null, passed: [] }),
    row('i-far', 'eligible', { zone: 'c', template_version: 1, step: 'zone', passed: [] }),
    row('i-new', 'eligible', { zone: 'a', template_version: 2, step: 'template', passed: ['zone', 'allocation', 'configuration'] }),
    row('i-old', 'chosen', { zone: 'a', template_version: 1, to_billing_hour: 40, step: 'hour', passed: ['zone', 'allocation', 'configuration', 'template', 'hour'], turn: 1 }),
    row('i-late', 'eligible', { zone: 'a', template_version: 1, to_billing_hour: 900, step: 'hour', passed: ['zone', 'allocation', 'configuration', 'template'] }),
  ],
})

describe('a termination', () => {
  const { steps, rows } = elimination(told)!
  it('has a column for each step that told instances apart, in their order', () => expect(steps).toEqual(['zone', 'template', 'hour']))
  it('begins with who went, then with who came closest', () => {
    expect(rows.map((one) => one.candidate.id)).toEqual(['i-old', 'i-late', 'i-new', 'i-far', 'i-protected'])
    expect(rows.map((one) => one.turn)).toEqual([1, null, null, null, null])
  })
  it('marks where each one fell out, with what was looked at', () => {
    expect(rows.map((one) => one.cells.map((cell) => cell.mark))).toEqual([
      ['stayed', 'stayed', 'chosen'], ['stayed', 'stayed', 'safe'], ['stayed', 'safe', 'none'], ['safe', 'none', 'none'], ['none', 'none', 'none'],
    ])
    expect(rows[2]!.cells.map((cell) => cell.value)).toEqual(['a', 2, undefined])
    expect(rows[1]!.cells[2]!.value).toBe(900)
  })
  it('is drawn only of decisions that are told in steps', () => {
    expect(elimination(decision('1.0', { candidates: [row('t', 'chosen', { passed: 3 })] }))).toBeNull()
    expect(elimination(decision('1.0'))).toBeNull()
  })
  it('names the versions even where no step asked for them', () => {
    const young = (id: string, version: number) => row(id, 'eligible', { template_version: version, launched_at: 1, step: 'OldestInstance', passed: ['zone', 'OldestInstance'] })
    expect(elimination(decision('3.0', { candidates: [young('a', 1), young('b', 2)] }))!.facts).toEqual(['template_version'])
    expect(elimination(decision('3.0', { candidates: [young('a', 2), young('b', 2)] }))!.facts).toEqual([])
    expect(elimination(told)!.facts).toEqual([])
  })
  it('keeps the order of the list last', () => {
    const equal = decision('2.0', { candidates: [row('a', 'chosen', { step: 'order', passed: ['zone', 'hour'] }), row('b', 'eligible', { step: 'order', passed: ['zone', 'hour'] }), row('c', 'eligible', { step: 'hour', passed: ['zone'] })] })
    expect(elimination(equal)!.steps).toEqual(['zone', 'hour', 'order'])
  })
})
