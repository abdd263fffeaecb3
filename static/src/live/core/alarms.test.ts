import { describe, expect, it } from 'vitest'
import { alarmRows, decisionOf, gravest, shortName, tally } from './alarms'
import { decision, frame } from './cast'

const types = { High: 'AWS::CloudWatch::Alarm', Both: 'AWS::CloudWatch::CompositeAlarm', Web: 'AWS::AutoScaling::AutoScalingGroup' }
const at = (id: number, high: string, managed: Record<string, string> = {}) => frame(id, { values: { High: { StateValue: high, Value: 3 }, Web: { Alarms: managed } } })

describe('the alarm timeline', () => {
  const frames = [at(10, 'INSUFFICIENT_DATA'), at(11, 'OK', { 'TargetTracking-Web-AlarmHigh': 'OK' }), at(20, 'OK', { 'TargetTracking-Web-AlarmHigh': 'ALARM' }), at(21, 'ALARM', { 'TargetTracking-Web-AlarmHigh': 'ALARM' })]
  it('is a row for each alarm, those of the document first, cut where its state changes', () => {
    const rows = alarmRows(frames, types)
    expect(rows.map((row) => [row.name, row.managed, row.state])).toEqual([['High', false, 'ALARM'], ['TargetTracking-Web-AlarmHigh', true, 'ALARM']])
    expect(rows[0]!.stretches).toEqual([{ from: 10, to: 11, state: 'INSUFFICIENT_DATA' }, { from: 11, to: 21, state: 'OK' }, { from: 21, to: 21, state: 'ALARM' }])
    expect(rows[1]!.stretches).toEqual([{ from: 11, to: 20, state: 'OK' }, { from: 20, to: 21, state: 'ALARM' }])
  })
  it('knows composite alarms', () => {
    expect(alarmRows([frame(1, { values: { Both: { StateValue: 'OK' } } })], types)[0]).toMatchObject({ composite: true, name: 'Both' })
  })
  it('draws nothing it was not told', () => expect(alarmRows([frame(1, { values: { High: { Value: 3 } } })], types)).toEqual([]))
  it('is one row of the gravest states when it is folded', () => {
    expect(gravest(alarmRows(frames, types))).toEqual([{ from: 10, to: 11, state: 'INSUFFICIENT_DATA' }, { from: 11, to: 20, state: 'OK' }, { from: 20, to: 21, state: 'ALARM' }])
  })
  it('is counted by state', () => expect(tally(alarmRows(frames, types))).toEqual([{ state: 'ALARM', count: 2 }]))
  it('shortens the names AWS makes', () => expect([shortName('TargetTracking-Web-AlarmLow-1a2b'), shortName('cpu-high')]).toEqual(['AlarmLow', 'cpu-high']))
})

describe('a moment of an alarm', () => {
  const told = [
    decision('11.0', { subject: 'cloudwatch.alarm_state', resource: 'Web', evidence: { alarm: 'A-AlarmHigh' }, outcome: 'OK' }),
    decision('20.0', { subject: 'cloudwatch.alarm_state', resource: 'Web', evidence: { alarm: 'A-AlarmHigh' }, outcome: 'ALARM' }),
    decision('21.0', { subject: 'cloudwatch.alarm_state', resource: 'Web', evidence: { alarm: 'A-AlarmLow' }, outcome: 'OK' }),
    decision('22.0', { subject: 'autoscaling.step', resource: 'Web' }),
  ]
  const row = { name: 'A-AlarmHigh', resource: 'Web', managed: true }
  it('is explained by the change before it', () => {
    expect([decisionOf(row, 15, told)?.id, decisionOf(row, 30, told)?.id]).toEqual(['11.0', '20.0'])
  })
  it('of the document is its resource’s, whatever it is called', () => {
    const named = [decision('9.0', { subject: 'cloudwatch.composite', resource: 'Both', evidence: { alarm: 'any-of-both' } })]
    expect(decisionOf({ name: 'Both', resource: 'Both', managed: false }, 10, named)?.id).toBe('9.0')
  })
  it('is unexplained before its first change', () => expect(decisionOf(row, 5, told)).toBeNull())
})
