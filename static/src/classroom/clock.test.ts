import { describe, expect, it } from 'vitest'
import { clock, left, newer } from './clock'

describe('time that is left', () => {
  it('runs only while the class does', () => {
    expect(left({ phase: 'running', left_s: 60 }, 1000, 11_000)).toBe(50)
    expect(left({ phase: 'paused', left_s: 60 }, 1000, 11_000)).toBe(60)
    expect(left({ phase: 'running', left_s: 5 }, 0, 60_000)).toBe(0)
  })

  it('is written as a clock', () => {
    expect([0, 59.6, 75, 3675].map(clock)).toEqual(['0:00', '1:00', '1:15', '1:01:15'])
  })
})

describe('two states of a class', () => {
  it('the higher sequence wins, whatever arrives last', () => {
    const old = { sequence: 3, now: '2026-01-01T10:00:05' }
    const late = { sequence: 2, now: '2026-01-01T10:00:09' }
    expect(newer(old, late)).toBe(old)
    expect(newer(late, old)).toBe(old)
  })

  it('of one sequence the later word counts', () => {
    const first = { sequence: 3, now: '2026-01-01T10:00:05' }
    const second = { sequence: 3, now: '2026-01-01T10:00:06' }
    expect(newer(first, second)).toBe(second)
    expect(newer(second, first)).toBe(second)
  })
})
