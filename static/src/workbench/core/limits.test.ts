import { describe, expect, it } from 'vitest'
import type { Document, Limits } from '../../shared/types'
import { catalogue, twoTier } from './fixture'
import { offers, oversteps } from './limits'
import { setAt } from './paths'
import { kindsOf } from './references'

const kinds = kindsOf(catalogue)
const ids = Object.keys(twoTier.Resources)
const [first, second] = ids as [string, string]
const limits = (part: Partial<Limits> = {}): Limits => ({ locked: [], palette: null, given: {}, ...part })
const codes = (rule: Limits, after: Document) => oversteps(rule, kinds, twoTier, after).map((one) => `${one.code} ${one.id}`)

describe('limits', () => {
  it('let what is locked be moved, and nothing else', () => {
    const rule = limits({ locked: [first] })
    expect(codes(rule, setAt(twoTier, ['Resources', first, 'Metadata'], { Canvas: { x: 1, y: 2 } }))).toEqual([])
    expect(codes(rule, setAt(twoTier, ['Resources', first, 'Properties', 'Anything'], 1))).toEqual([`LockedResource ${first}`])
    expect(codes(rule, setAt(twoTier, ['Resources', first], undefined))).toEqual([`LockedResource ${first}`])
    expect(codes(rule, setAt(twoTier, ['Resources', second, 'Properties', 'Anything'], 1))).toEqual([])
  })
  it('say nothing of a locked id that is not there', () => {
    expect(codes(limits({ locked: ['Nobody'] }), twoTier)).toEqual([])
  })
  it('let in what the palette offers, with what belongs to it', () => {
    const type = twoTier.Resources[first]!.Type
    const more = setAt(twoTier, ['Resources', 'More'], { Type: type })
    expect(codes(limits(), more)).toEqual([])
    expect(codes(limits({ palette: [] }), more)).toEqual(['NotOffered More'])
    expect(codes(limits({ palette: [type] }), more)).toEqual([])
    const owner = catalogue.kinds.find((kind) => kind.children.length)!
    const child = owner.children[0]!.type
    expect(offers(limits({ palette: [owner.type] }), kinds, child)).toBe(true)
    expect(offers(limits({ palette: [] }), kinds, child)).toBe(false)
  })
  it('let come back what the document began with, as what it was', () => {
    const without = setAt(twoTier, ['Resources', second], undefined)
    const type = twoTier.Resources[second]!.Type
    expect(oversteps(limits({ palette: [], given: { [second]: type } }), kinds, without, twoTier)).toEqual([])
    expect(oversteps(limits({ palette: [], given: { [second]: 'Another::Type' } }), kinds, without, twoTier)).toHaveLength(1)
  })
})
