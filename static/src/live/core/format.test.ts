import { describe, expect, it } from 'vitest'
import { clock, format, NOTHING, quantityOf, speed, won } from './format'

const plain = (text: string): string => text.replaceAll('\u00a0', ' ')

describe('numbers', () => {
  it('have at most three significant figures and an SI prefix', () => {
    expect(plain(format(1234, 'per_second'))).toBe('1.23k /s')
    expect(plain(format(45_678, 'count'))).toBe('45.7k')
    expect(plain(format(999, 'count'))).toBe('999')
    expect(plain(format(999.9, 'count'))).toBe('1k')
    expect(plain(format(2_500_000, 'count'))).toBe('2.5M')
    expect(plain(format(0.0456))).toBe('0.046')
  })

  it('say nothing where there is nothing to say, never zero or 100 %', () => {
    for (const nothing of [null, undefined, Number.NaN, Infinity, ''])
      expect(format(nothing, 'ratio')).toBe(NOTHING)
  })

  it('never round a ratio up to 100 %', () => {
    expect(plain(format(0.99996, 'ratio'))).toBe('99.9 %')
    expect(plain(format(1, 'ratio'))).toBe('100 %')
    expect(plain(format(0, 'ratio'))).toBe('0 %')
    expect(plain(format(0.831, 'ratio'))).toBe('83.1 %')
  })

  it('turn long milliseconds into seconds', () => {
    expect(plain(format(212.4, 'milliseconds'))).toBe('212 ms')
    expect(plain(format(1240, 'milliseconds'))).toBe('1.24 s')
    expect(plain(format(4.256, 'milliseconds'))).toBe('4.26 ms')
  })

  it('show money with cents, and won beside it in Korean', () => {
    expect(format(1.4166, 'usd_per_hour')).toBe('$1.42/h')
    expect(format(1.4166, 'usd_per_hour', 'ko')).toBe('$1.42/시간')
    expect(plain(won(1.4166))).toBe('≈ ₩1,980')
  })

  it('mark estimates', () => {
    expect(plain(format(83, 'percent', 'en', true))).toBe('≈ 83 %')
  })

  it('know the units that metrics declare', () => {
    expect(quantityOf('requests/s')).toBe('per_second')
    expect(quantityOf('furlongs')).toBe('plain')
  })
})

describe('the clock', () => {
  it('counts simulated seconds, over days too', () => {
    expect(clock(0)).toBe('00:00:00')
    expect(clock(3725.9)).toBe('01:02:05')
    expect(plain(clock(2 * 86400 + 61, 'ko'))).toBe('2 일 00:01:01')
  })

  it('shows the achieved speed', () => {
    expect(speed(9.96)).toBe('9.96×')
    expect(speed(null)).toBe(NOTHING)
  })
})
