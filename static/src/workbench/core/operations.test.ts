import { describe, expect, it } from 'vitest'
import type { Document, Field, Problem } from '../../shared/types'
import { aimedAt, fateOf, general, given, instanceField, located, meantFor, namesOf, picksInstances } from './operations'

const field = (name: string, type: Field['type']): Field => ({ name, label: name, type })
const protect = { fields: [field('InstanceIds', 'list'), field('ProtectedFromScaleIn', 'boolean')] }
const problem = (path: (string | number)[]): Problem => ({ code: 'No', path, severity: 'error', message: 'no' })

describe('instances among parameters', () => {
  it('are known by their names in AWS’s API', () => {
    expect([field('InstanceId', 'string'), field('InstanceIds', 'list'), field('Instance', 'string'), field('InstanceType', 'choice'), field('InstanceId', 'reference')].map(picksInstances)).toEqual(['one', 'many', 'one', null, null])
    expect(instanceField(protect)?.name).toBe('InstanceIds')
  })
  it('can be filled in from a row of the table', () => {
    expect(aimedAt(protect, { ProtectedFromScaleIn: true }, 'i-1')).toEqual({ InstanceIds: ['i-1'], ProtectedFromScaleIn: true })
    expect(aimedAt({ fields: [field('InstanceId', 'string')] }, {}, 'i-1')).toEqual({ InstanceId: 'i-1' })
    expect(aimedAt({ fields: [] }, { Count: 1 }, 'i-1')).toEqual({ Count: 1 })
  })
  it('come first where the call is meant for them', () => {
    expect([meantFor('exit_standby', 'standby'), meantFor('exit_standby', 'healthy'), meantFor('complete_lifecycle_action', 'waiting'), meantFor('enter_standby', 'standby'), meantFor('anything', 'healthy'), meantFor('anything', 'terminated')])
      .toEqual([true, false, true, false, true, false])
  })
})

describe('what else a call names', () => {
  const of = (group: string, more = {}) => ({ AutoScalingGroupName: { Ref: group }, ...more })
  const document: Document = { SchemaVersion: 1, Name: 'Names', Resources: {
    Web: { Type: 'AWS::AutoScaling::AutoScalingGroup' },
    Greet: { Type: 'AWS::AutoScaling::LifecycleHook', Properties: of('Web') },
    Part: { Type: 'AWS::AutoScaling::LifecycleHook', Properties: of('Web', { LifecycleHookName: 'say-goodbye' }) },
    Other: { Type: 'AWS::AutoScaling::LifecycleHook', Properties: of('Api') },
    Steps: { Type: 'AWS::AutoScaling::ScalingPolicy', Properties: of('Web', { PolicyType: 'StepScaling' }) },
    Track: { Type: 'AWS::AutoScaling::ScalingPolicy', Properties: of('Web') },
  } }
  it('is what the group has: hooks by their name, policies that can be executed', () => {
    expect(namesOf(field('LifecycleHookName', 'string'), document, 'Web')).toEqual(['Greet', 'say-goodbye'])
    expect(namesOf(field('PolicyName', 'string'), document, 'Web')).toEqual(['Steps'])
    expect(namesOf(field('InstanceId', 'string'), document, 'Web')).toBeNull()
    expect(namesOf(field('LifecycleHookName', 'string'), document, 'Greet')).toBeNull()
  })
})

describe('a refusal', () => {
  const told = located([problem(['parameters', 'InstanceIds', 0]), problem(['command', 'parameters', 'Strategy']), problem(['resource'])], 'Web')
  it('is found at its field, whatever the path begins with', () => {
    expect(told.map((one) => one.path)).toEqual([['Web', 'Properties', 'InstanceIds', 0], ['Web', 'Properties', 'Strategy'], []])
  })
  it('is said above the form where no field shows it', () => expect(general(told, protect.fields).map((one) => one.path.at(-1))).toEqual(['Strategy', undefined]))
})

describe('what became of a command', () => {
  const row = (sequence: number, applied_at_tick: number | null, problems: Problem[] = []) => ({ sequence, applied_at_tick, problems, command: {}, created_at: '' })
  it('is waiting, taken or refused', () => {
    const rows = [row(1, 40), row(2, 41, [problem([])]), row(3, null)]
    expect([1, 2, 3, 4].map((sequence) => fateOf(rows, sequence).kind)).toEqual(['taken', 'refused', 'waiting', 'waiting'])
  })
  it('names only what was meant', () => expect(given({ A: '', B: [], C: false, D: 0, E: null, F: ['x'] })).toEqual({ C: false, D: 0, F: ['x'] }))
})
