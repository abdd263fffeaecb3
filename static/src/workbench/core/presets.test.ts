import { describe, expect, it } from 'vitest'
import type { Document, Field, Kind } from '../../shared/types'
import { ALARM, freeId, GROUP, groupPresets, HOOK, POLICY, POOL, SCHEDULE } from './presets'
import { readReference } from './references'

const kind = (type: string, fields: Field[] = []): [string, Kind] => [type, {
  type, label: type, summary: '', layer: 'compute', canvas: false, lane: null, fields, attributes: [], children: [], metrics: [], badges: [], faults: [], operations: [],
}]
const types = ['TargetTrackingScaling', 'StepScaling', 'SimpleScaling', 'PredictiveScaling']
const all = new Map([
  kind(POLICY, [{ name: 'PolicyType', label: '', type: 'choice', choices: types.map((value) => ({ value, label: value })) }]), kind(ALARM), kind(SCHEDULE), kind(POOL), kind(HOOK), kind(GROUP),
])
const document: Document = {
  SchemaVersion: 1,
  Resources: { Web: { Type: GROUP, Region: 'ap-northeast-2', Properties: { MinSize: 2, MaxSize: 8, TargetGroupARNs: [{ Ref: 'Targets' }] } }, WebCpu: { Type: POLICY, Properties: {} } },
}
const make = (id: string, kinds = all, from = document) => groupPresets(from, kinds, 'Web').find((one) => one.id === id)!.make()

describe('presets of a group', () => {
  it('are those the catalogue can make', () => {
    expect(groupPresets(document, all, 'Web').map((one) => one.id)).toEqual(['cpu-tracking', 'request-tracking', 'step-pair', 'simple', 'business-hours', 'predictive', 'warm-pool', 'launch-hook'])
    expect(groupPresets(document, new Map([kind(GROUP)]), 'Web')).toEqual([])
    expect(groupPresets(document, all, 'Nobody')).toEqual([])
  })
  it('leave what is there alone and take free names', () => {
    const { document: made, created } = make('cpu-tracking')
    expect(created).toEqual(['WebCpu2'])
    expect(made.Resources['WebCpu']).toBe(document.Resources['WebCpu'])
    expect(made.Resources['WebCpu2']).toMatchObject({ Type: POLICY, Region: 'ap-northeast-2' })
    expect(Object.keys(document.Resources)).toEqual(['Web', 'WebCpu'])
  })
  it('join each alarm to its policy', () => {
    const { document: made, created } = make('step-pair')
    expect(created).toEqual(['WebStepOut', 'WebStepIn', 'WebCpuHigh', 'WebCpuLow'])
    const actions = (id: string) => (made.Resources[id]!.Properties!['AlarmActions'] as unknown[]).map((one) => readReference(one)?.target)
    expect([actions('WebCpuHigh'), actions('WebCpuLow')]).toEqual([['WebStepOut'], ['WebStepIn']])
    expect(Object.values(made.Resources).every((one) => one.Type !== '')).toBe(true)
  })
  it('look at CPU as often as the launch template has it measured', () => {
    const template = (Monitoring?: { Enabled: boolean }) => ({ ...document, Resources: {
      ...document.Resources,
      Web: { Type: GROUP, Properties: { LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' } } } },
      Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { ...(Monitoring ? { Monitoring } : {}) } } },
    } })
    const alarm = (from: Document) => {
      const { Period, EvaluationPeriods } = make('step-pair', all, from).document.Resources['WebCpuHigh']!.Properties!
      return [Period, EvaluationPeriods]
    }
    expect(alarm(template({ Enabled: true }))).toEqual([60, 2])
    expect(alarm(template({ Enabled: false }))).toEqual([300, 1])
    expect(alarm(template())).toEqual([300, 1])
  })
  it('can be made twice', () => {
    const once = make('step-pair').document
    expect(make('step-pair', all, once).created).toEqual(['WebStepOut2', 'WebStepIn2', 'WebCpuHigh2', 'WebCpuLow2'])
  })
  it('keep a schedule within the group’s bounds', () => {
    const { document: made } = make('business-hours')
    expect([made.Resources['WebMorning']!.Properties!['MinSize'], made.Resources['WebEvening']!.Properties!['MinSize']]).toEqual([5, 2])
  })
  it('offer one warm pool at most', () => {
    const once = make('warm-pool').document
    expect(groupPresets(once, all, 'Web').map((one) => one.id)).not.toContain('warm-pool')
  })
  it('name what is free', () => expect([freeId(document, 'New'), freeId(document, 'Web')]).toEqual(['New', 'Web2']))
})
