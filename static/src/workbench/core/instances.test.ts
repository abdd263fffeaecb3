import { describe, expect, it } from 'vitest'
import { decision, frame } from '../../live/core/cast'
import { shapeOf } from '../../shared/states'
import { countsOf, firstSeen, type Instance, instancesOf, mixture, pictureOf, risksOf, sorted } from './instances'

const fleet = (states: Record<string, string>, more: Record<string, Record<string, string | number>> = {}): Instance[] =>
  instancesOf({ InstanceStates: states, InstanceZones: {}, ...more })
const many = (count: number, state: string, from = 0) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`i-${state}${from + i}`, state]))

describe('states of the world', () => {
  it('have a shape each', () => {
    expect(['in_service', 'booting', 'pending', 'pending_wait', 'terminating_wait', 'unhealthy', 'draining', 'stopping', 'standby', 'warmed_stopped', 'warmed_hibernated', 'terminated'].map(shapeOf))
      .toEqual(['healthy', 'booting', 'pending', 'waiting', 'waiting', 'unhealthy', 'draining', 'draining', 'standby', 'warm', 'warm', 'terminated'])
  })
})

describe('instances', () => {
  it('carry what the group measures of them and nothing it does not', () => {
    const [one, two] = fleet({ 'i-1': 'in_service', 'i-2': 'pending' }, {
      InstanceZones: { 'i-1': 'a', 'i-2': 'c' }, InstanceTypes: { 'i-1': 't3.micro' }, TemplateVersions: { 'i-1': 3 }, CPUByInstance: { 'i-1': 41.5 },
      CPUCreditBalance: { 'i-1': 28 }, PurchaseOptions: { 'i-1': 'spot' }, ProtectedInstances: { 'i-1': 1 },
    })
    expect(one).toMatchObject({ zone: 'a', type: 't3.micro', version: '3', cpu: 41.5, credits: 28, spot: true, protected: true, risk: null })
    expect(two).toMatchObject({ zone: 'c', type: null, version: null, cpu: null, credits: null, spot: false, protected: false })
  })
  it('are none where nothing runs', () => expect(instancesOf(undefined)).toEqual([]))
})

describe('Spot Instances at risk', () => {
  const told = (id: string, reason: string, instance: string) => decision(id, { subject: 'autoscaling.spot', resource: 'Web', reason, outcome: instance, evidence: { instance, seconds: '120' } })
  const decisions = [told('10.0', 'RebalanceRecommended', 'i-1'), told('20.0', 'InterruptionNotice', 'i-1'), told('30.0', 'RebalanceRecommended', 'i-2'), told('140.0', 'SpotInterrupted', 'i-1')]
  it('are known from the recommendation on, and when they go from the notice on', () => {
    expect(risksOf(decisions, 'Web', 15).get('i-1')).toEqual({ since: 10, until: null })
    expect(risksOf(decisions, 'Web', 60).get('i-1')).toEqual({ since: 20, until: 140 })
    expect([...risksOf(decisions, 'Web', 200).keys()]).toEqual(['i-2'])
    expect(risksOf(decisions, 'Other', 60).size).toBe(0)
  })
  it('carry it in their row', () => expect(instancesOf({ InstanceStates: { 'i-1': 'in_service' } }, risksOf(decisions, 'Web', 60))[0]!.risk?.until).toBe(140))
})

describe('a zone’s row', () => {
  it('shows each of a few, those that have ended left out', () => {
    const picture = pictureOf(fleet({ 'i-1': 'draining', 'i-2': 'in_service', 'i-3': 'terminated' }))
    expect(picture).toMatchObject({ kind: 'each' })
    expect(picture.kind === 'each' && picture.instances.map((one) => one.id)).toEqual(['i-2', 'i-1'])
  })
  it('counts what does not fit', () => {
    expect(pictureOf(fleet({ ...many(96, 'in_service'), ...many(4, 'booting') }))).toEqual({
      kind: 'counts', counts: [{ state: 'healthy', count: 96 }, { state: 'booting', count: 4 }], rest: 0, total: 100,
    })
  })
  it('keeps the broken in sight when there are more states than room', () => {
    const picture = pictureOf(fleet({
      ...many(400, 'in_service'), ...many(120, 'booting'), ...many(110, 'pending'), ...many(90, 'warmed_stopped'), ...many(30, 'standby'), ...many(2, 'unhealthy'),
    }))
    expect(picture.kind === 'counts' && picture.counts.map((one) => one.state)).toContain('unhealthy')
    expect(picture.kind === 'counts' && picture.rest + picture.counts.reduce((sum, one) => sum + one.count, 0)).toBe(752)
    expect(picture.kind === 'counts' && picture.rest).toBeGreaterThan(0)
  })
  it('says how types or versions differ, and nothing where they do not', () => {
    const versions = fleet({ 'i-1': 'in_service', 'i-2': 'in_service', 'i-3': 'in_service', 'i-4': 'terminated' }, { TemplateVersions: { 'i-1': 1, 'i-2': 2, 'i-3': 2, 'i-4': 9 } })
    expect(mixture(versions, 'version')).toEqual([{ name: '2', count: 2 }, { name: '1', count: 1 }])
    expect(mixture(versions, 'type')).toEqual([])
  })
  it('is counted in the order of the states', () => {
    expect(countsOf(fleet({ a: 'warmed_running', b: 'unhealthy', c: 'in_service' })).map((one) => one.state)).toEqual(['healthy', 'unhealthy', 'warm'])
  })
})

describe('the table', () => {
  const rows = fleet({ b: 'in_service', a: 'unhealthy', c: 'pending' }, { CPUByInstance: { b: 30, a: 80 }, TemplateVersions: { a: 10, b: 9 } })
  it('puts first what needs a look', () => expect(sorted(rows, 'state', false).map((one) => one.id)).toEqual(['a', 'c', 'b']))
  it('keeps what has no number at the end, either way', () => {
    expect(sorted(rows, 'cpu', false).map((one) => one.id)).toEqual(['b', 'a', 'c'])
    expect(sorted(rows, 'cpu', true).map((one) => one.id)).toEqual(['a', 'b', 'c'])
  })
  it('sorts versions as numbers', () => expect(sorted(rows, 'version', false).map((one) => one.id)).toEqual(['b', 'a', 'c']))
})

describe('an instance’s age', () => {
  const frames = Array.from({ length: 50 }, (_, i) => frame(i + 1, { values: { Web: { InstanceStates: i >= 30 ? { old: 'in_service', young: 'pending' } : { old: 'in_service' } } } }))
  it('begins with the frame that first has it', () => expect(firstSeen(frames, 'Web', 'young')).toEqual({ at: 31, atLeast: false }))
  it('is a least where what is remembered begins later', () => expect(firstSeen(frames, 'Web', 'old')).toEqual({ at: 1, atLeast: true }))
  it('is unknown of one that is gone', () => expect(firstSeen(frames, 'Web', 'nobody')).toBeNull())
})
