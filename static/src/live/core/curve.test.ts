import { describe, expect, it } from 'vitest'
import { areaPath, linePath, marks, roundTop } from './curve'

describe('small pictures', () => {
  it('close the area on the ground', () => {
    expect(areaPath([{ x: 0, y: 5 }, { x: 10, y: 10 }], 100, 20, 10, 10)).toBe('M0.0 20L0.0 10.0L100.0 0.0L100.0 20Z')
    expect(areaPath([{ x: 0, y: 5 }], 100, 20, 10, 10)).toBe('')
  })

  it('lift the pen where nothing was measured', () => {
    expect(linePath([0, null, 1, 1], 30, 10, 0, 1)).toBe('M0.0 10.0M20.0 0.0L30.0 0.0')
  })

  it('keep a round scale above the largest value', () => {
    expect(roundTop(431)).toBe(500)
    expect(roundTop(0)).toBe(1)
    expect(roundTop(1000)).toBe(1000)
  })

  it('fold marks that would lie on each other', () => {
    const rows = [10, 10.2, 90].map((firstAt) => ({ firstAt, layer: 'compute', text: 'x' }))
    expect(marks(rows, 100).map((one) => [one.at, one.count])).toEqual([[10, 2], [90, 1]])
  })
})
