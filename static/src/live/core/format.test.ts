import { describe, expect, it } from 'vitest'
import { format, NOTHING, speed } from './format'

describe('quantities', () => {
  it('say nothing where there is nothing to say, never zero or 100 %', () => {
    for (const nothing of [null, undefined, Number.NaN, Infinity, '']) expect(format(nothing, 'ratio')).toBe(NOTHING)
  })

  it('carry their unit', () => {
    expect(format(1234, 'per_second')).toBe('1.23k req/s')
    expect(format(83.1, 'percent')).toBe('83.1 %')
    expect(format(0.831, 'ratio')).toBe('83.1 %')
    expect(format(1.416, 'usd_per_hour')).toBe('$1.42/h')
  })

  it('never round a ratio up to 100 %', () => {
    expect(format(0.99996, 'ratio')).toBe('99.9 %')
    expect(format(1, 'ratio')).toBe('100 %')
  })

  it('mark estimates', () => {
    expect(format(83, 'percent', true)).toBe('≈ 83 %')
  })

  it('give the achieved speed with its sign', () => {
    expect(speed(9.96)).toBe('9.96×')
    expect(speed(null)).toBe(NOTHING)
  })
})
