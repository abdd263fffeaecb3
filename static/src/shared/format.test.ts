import { describe, expect, it, vi } from 'vitest'
import { clock, compact, milliseconds, percent, withUnit } from './format'

describe('numbers', () => {
  it('carry at most three significant figures and an SI prefix', () => {
    expect([0, 7, 12.34, 123.4, 999.4, 999.6, 1234, 1.5e6].map(compact)).toEqual(['0', '7', '12.3', '123', '999', '1k', '1.23k', '1.5M'])
  })
  it('say a dash when there is nothing to say', () => {
    expect([compact(null), percent(undefined), milliseconds(NaN), withUnit(null, 'ms')]).toEqual(['—', '—', '—', '—'])
  })
  it('never round a loss away to 100 %', () => {
    expect(percent(0.99996)).toBe('99.9 %')
    expect(percent(1)).toBe('100 %')
  })
  it('always have their unit', () => {
    expect([withUnit(212, 'ms'), withUnit(2120, 'ms'), withUnit(0.83, 'ratio'), withUnit(81, '%')]).toEqual(['212 ms', '2.12 s', '83 %', '81 %'])
  })
  it('put Korean counters right behind the number', () => {
    vi.stubGlobal('document', { documentElement: { lang: 'ko' } })
    expect([withUnit(3, '대'), withUnit(1234, '건'), withUnit(5, 's'), withUnit(81, '%')]).toEqual(['3대', '1.23k건/초', '5초', '81 %'])
    vi.unstubAllGlobals()
  })
  it('write simulated time as a clock', () => {
    expect([clock(5), clock(75), clock(3675)]).toEqual(['0:05', '1:15', '1:01:15'])
  })
})
