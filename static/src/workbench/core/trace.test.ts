import { describe, expect, it } from 'vitest'
import { commandsFor } from './commands'
import { twoTier } from './fixture'
import { setAt } from './paths'
import { recorded, tracePath } from './trace'

const trace = (seconds: number[], rates: number[], more = {}) => ({ Shape: 'Trace', Seconds: seconds, Rates: rates, ...more })

describe('recorded traffic', () => {
  it('is drawn only when every moment has a rate', () => {
    expect(recorded(trace([], []))).toBeNull()
    expect(recorded(trace([0, 1], [5]))).toBeNull()
    expect(recorded({ Shape: 'Constant', Rate: 5 })).toBeNull()
    expect(recorded(trace([0, 1], [5, 6], { Interpolation: 'linear' }))).toEqual({ seconds: [0, 1], rates: [5, 6], linear: true })
  })

  it('steps or goes straight, as it will run', () => {
    const steps = recorded(trace([10, 20, 30], [0, 10, 5]))!
    expect(tracePath(steps, 100, 10)).toBe('M0.0 10.0L50.0 10.0L50.0 0.0L100.0 0.0L100.0 5.0')
    expect(tracePath({ ...steps, linear: true }, 100, 10)).toBe('M0.0 10.0L50.0 0.0L100.0 5.0')
    expect(tracePath(recorded(trace([7], [3]))!, 100, 10)).toBe('M0.0 0.0L100 0.0')
  })

  it('stays small, and keeps the peak, however many rows there are', () => {
    const seconds = Array.from({ length: 10_000 }, (_, i) => i)
    const rates = seconds.map((second) => (second === 4_321 ? 100 : 1))
    const path = tracePath(recorded(trace(seconds, rates))!, 300, 40)
    expect(path.split('L').length).toBeLessThan(900)
    expect(path).toContain(' 0.0')
  })

  it('reaches a running world as one setting: moments and rates belong together', () => {
    const at = ['Resources', 'Users', 'Properties', 'Traffic']
    const before = setAt(twoTier, at, trace([0, 1], [1, 2]))
    const after = setAt(twoTier, at, trace([0, 5, 9], [1, 2, 3]))
    const value = trace([0, 5, 9], [1, 2, 3])
    expect(commandsFor(before, after)).toEqual([{ kind: 'set', resource: 'Users', path: ['Properties', 'Traffic'], value }])
  })
})
