import { afterEach, describe, expect, it, vi } from 'vitest'
import { askedOf, askedText, figure, measuredText, missedText, type Objective, requiredText, type Result, type Standing, stateOf, turned, type Verdict, windowOf } from './core'

const verdict = (part: Partial<Verdict> = {}): Verdict => ({ met: true, measured: 0.99, required: 'at_least', value: 0.97, unit: 'ratio', parts: [], ...part })
const objective = (part: Partial<Objective> = {}): Objective => ({ id: 'served', title: 'Serve', missed: 'Got {measured}; {required} was needed.', must: true, since: 600, until: 900, ...part })

describe('an objective', () => {
  it('waits until its seconds begin', () => {
    expect(stateOf(objective(), verdict(), 0, 1500)).toBe('waiting')
    expect(stateOf(objective(), verdict(), 600, 1500)).toBe('waiting')
    expect(stateOf(objective(), verdict({ met: false, measured: null }), 700, 1500)).toBe('waiting')
    expect(stateOf(objective(), undefined, 700, 1500)).toBe('waiting')
  })
  it('is ahead or behind while they last, and decided when they are over', () => {
    expect(stateOf(objective(), verdict(), 700, 1500)).toBe('ahead')
    expect(stateOf(objective(), verdict({ met: false, measured: 0.5 }), 700, 1500)).toBe('behind')
    expect(stateOf(objective(), verdict(), 900, 1500)).toBe('met')
    expect(stateOf(objective(), verdict({ met: false, measured: 0.5 }), 900, 1500)).toBe('missed')
  })
  it('without a window is decided at the end of the run', () => {
    const whole = objective({ since: null, until: null })
    expect(stateOf(whole, verdict(), 1499, 1500)).toBe('ahead')
    expect(stateOf(whole, verdict(), 1500, 1500)).toBe('met')
    expect(stateOf(whole, verdict({ met: false, measured: null }), 1500, 1500)).toBe('missed')
  })
  it('says when it counts', () => {
    expect(windowOf(objective(), 1500)).toBe('10:00–15:00')
    expect(windowOf(objective({ since: 1400, until: null }), 1500)).toBe('23:20–25:00')
    expect(windowOf(objective({ since: null, until: null }), 1500)).toBe('')
  })
})

describe('figures', () => {
  it('have their unit', () => {
    expect(figure(0.9712, 'ratio')).toBe('97.1 %')
    expect(figure(81, '%')).toBe('81 %')
    expect(figure(212.4, 'ms')).toBe('212 ms')
    expect(figure(1, 'instances')).toBe('1 instance')
    expect(figure(3, 'instances')).toBe('3 instances')
    expect(figure(6.05, 'instance-hours')).toBe('6.05 instance-hours')
    expect(figure(2.5, 'USD/h')).toBe('$2.50/h')
    expect(figure(40, 's')).toBe('40 s')
    expect(figure(null, 'ratio')).toBe('—')
    expect(figure(['a', 'b'], '')).toBe('a, b')
  })
  it('show a miss as a miss', () => {
    expect(measuredText(verdict({ met: false, measured: 0.96996 }))).toBe('97.00 %')
    expect(measuredText(verdict({ met: false, measured: 0.9695, value: 0.97 }))).toBe('96.95 %')
    expect(measuredText(verdict({ met: false, measured: 0.5 }))).toBe('50 %')
    expect(measuredText(verdict({ met: true, measured: 0.97 }))).toBe('97 %')
  })
  it('say what is required', () => {
    expect(requiredText(verdict())).toBe('≥ 97 %')
    expect(requiredText(verdict({ required: 'at_most', value: 3, unit: 'USD/h' }))).toBe('≤ $3.00/h')
    expect(requiredText(verdict({ required: 'all', value: 2, unit: '', measured: 1, parts: [verdict(), verdict()] }))).toBe('all')
    expect(measuredText(verdict({ measured: 1, met: false, value: 2, unit: '', parts: [verdict(), verdict()] }))).toBe('1/2')
  })
  it('fill the sentence of a missed objective', () => {
    expect(missedText(objective(), verdict({ met: false, measured: 0.81 }))).toBe('Got 81\u00a0%; 97\u00a0% was needed.')
  })
})

describe('figures on a Korean page', () => {
  afterEach(() => vi.unstubAllGlobals())
  it('keep Korean units when told more exactly, and stand in a sentence without a space', () => {
    vi.stubGlobal('document', { documentElement: { lang: 'ko' } })
    const near = { met: false, measured: 111.98, value: 112 }
    expect(measuredText(verdict({ ...near, unit: 'req/s' }))).toBe('111.98건/초')
    expect(measuredText(verdict({ ...near, unit: 'instances' }))).toBe('111.98대')
    const said = missedText(objective({ missed: '요청의 {measured}만 처리했어요.' }), verdict({ met: false, measured: 0.81 }))
    expect(said).toBe('요청의 81%만 처리했어요.')
  })
})

describe('what is said aloud', () => {
  const result = (met: boolean): Result => ({ ...verdict({ met }), id: 'served', must: true })
  const at = (second: number, met: boolean) => ({ second, duration: 1500, objectives: [result(met)] })
  it('is only what has been decided', () => {
    expect(turned([objective()], at(650, true), at(700, false))).toEqual([])
    expect(turned([objective()], at(890, true), at(910, true))).toEqual([{ id: 'served', state: 'met' }])
    expect(turned([objective()], at(890, false), at(910, false))).toEqual([{ id: 'served', state: 'missed' }])
    expect(turned([objective()], at(910, true), at(950, true))).toEqual([])
  })
  it('is nothing after a reset or at the first look', () => {
    expect(turned([objective()], null, at(910, true))).toEqual([])
    expect(turned([objective()], at(1500, true), at(0, false))).toEqual([])
  })
})

describe('a lab that judges policies', () => {
  const asked = { principal: 'arn:aws:iam::111122223333:user/team/Alice', action: 's3:GetObject', resource: 'arn:aws:s3:::reports/q3.csv', accountId: '111122223333', context: {} }
  const one = (measured: string | null, value: string): Verdict => ({ met: measured === value, measured, required: 'equal', value, unit: 'outcome', parts: [], ...(measured ? { asked } : {}) })
  const whenever = { since: null, until: null }

  it('stands as the document does now, before any second', () => {
    expect(stateOf(whenever, one('allowed', 'allowed'), 0, 0)).toBe('met')
    expect(stateOf(whenever, one('implicitDeny', 'allowed'), 0, 0)).toBe('behind')
    expect(stateOf(whenever, one(null, 'allowed'), 0, 0)).toBe('waiting')
    expect(stateOf(whenever, undefined, 0, 0)).toBe('waiting')
  })

  it('finds every request an objective rests on, however deep', () => {
    const inner: Verdict = { met: false, measured: 1, required: 'all', value: 2, unit: '', parts: [one('allowed', 'allowed'), one('explicitDeny', 'allowed')] }
    const outer: Verdict = { ...inner, parts: [inner, one('allowed', 'allowed')] }
    expect(askedOf(outer)).toHaveLength(3)
    expect(askedOf(one(null, 'allowed'))).toHaveLength(0)
  })

  it('tells a request on one line, with what is known about it', () => {
    expect(askedText(asked)).toBe('Alice s3:GetObject reports/q3.csv')
    expect(askedText({ ...asked, principal: 'ec2.amazonaws.com', action: 'ec2:RunInstances', resource: '*', context: { 'aws:RequestedRegion': 'us-east-1' } })).toBe('ec2.amazonaws.com ec2:RunInstances (us-east-1)')
    expect(askedText({ ...asked, principal: 'arn:aws:iam::111122223333:root', resource: 'arn:aws:iam::444455556666:role/Reader' })).toBe('root s3:GetObject role/Reader')
  })

  it('names outcomes in the language of the page', () => {
    expect(figure('implicitDeny', 'outcome')).toBe('implicitly denied')
    expect(figure('allowed', 'outcome')).toBe('allowed')
  })

  it('says aloud what has come to hold, and what holds no more', () => {
    const objectives = [{ id: 'read', title: 'x', missed: 'x', must: true, ...whenever }]
    const standing = (verdict: Verdict): Standing => ({ second: 0, duration: 0, objectives: [{ id: 'read', must: true, ...verdict }] })
    const [held, failed] = [standing(one('allowed', 'allowed')), standing(one('implicitDeny', 'allowed'))]
    expect(turned(objectives, failed, held)).toEqual([{ id: 'read', state: 'met' }])
    expect(turned(objectives, held, failed)).toEqual([{ id: 'read', state: 'missed' }])
    expect(turned(objectives, held, held)).toEqual([])
  })
})
