import { describe, expect, it } from 'vitest'
import { activities } from './activities'
import { decision } from './cast'

const told = (id: string, evidence: Record<string, string | number>) => decision(id, { subject: 'autoscaling.activity', resource: 'Web', evidence })

describe('scaling activities', () => {
  it('are one row each from beginning to end, the newest first', () => {
    const rows = activities([
      told('10.0', { ActivityId: 'a', StatusCode: 'InProgress', Description: 'Launching a new EC2 instance: i-1', Cause: 'At 0:10 …', StartTime: '2024-01-01T00:00:10Z', Progress: 30 }),
      told('20.0', { ActivityId: 'b', StatusCode: 'PreInService', StartTime: '2024-01-01T00:00:20Z' }),
      told('40.0', { ActivityId: 'a', StatusCode: 'Successful', Progress: 100 }),
    ])
    expect(rows.map((row) => [row.id, row.status, row.start, row.end])).toEqual([['b', 'PreInService', 20, null], ['a', 'Successful', 10, 40]])
    expect(rows[1]).toMatchObject({ description: 'Launching a new EC2 instance: i-1', cause: 'At 0:10 …', progress: 100 })
  })
  it('have their beginning although only their end is remembered', () => {
    const [row] = activities([told('90.0', { ActivityId: 'c', StatusCode: 'Failed', StartTime: '2024-01-01T00:01:00Z', EndTime: '2024-01-01T00:01:30Z' })])
    expect(row).toMatchObject({ start: 60, end: 90, status: 'Failed' })
  })
  it('are read from launches and terminations where nothing else is told', () => {
    const rows = activities([
      decision('5.0', { subject: 'autoscaling.place', reason: 'Launched' }),
      decision('6.0', { subject: 'autoscaling.health', reason: 'WithinGracePeriod' }),
      decision('7.0', { subject: 'autoscaling.terminate', reason: 'TerminatedByRule' }),
      decision('8.0', { subject: 'elb.choose' }),
    ])
    expect(rows.map((row) => row.id)).toEqual(['7.0', '5.0'])
    expect(rows.every((row) => row.status === null)).toBe(true)
  })
  it('are none where nothing happened', () => expect(activities([])).toEqual([]))
})
