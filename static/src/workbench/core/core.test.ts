import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../shared/types'
import { commandsFor } from './commands'
import { initialRecord, parseNumber, switchVariant } from './fields'
import { catalogue, twoTier } from './fixture'
import { begin, change, redo, undo } from './history'
import { type Box, backdrop, moved, positionOf } from './layout'
import { merge } from './merge'
import { equal, getAt, setAt } from './paths'
import { familyOf, kindsOf, owners, wiresOf } from './references'
import { mayConnect } from './rules'

const kinds = kindsOf(catalogue)
const pairs = (document = twoTier) => wiresOf(document, catalogue).map((w) => `${w.source}→${w.target}`)

describe('paths', () => {
  it('set a deep value and share everything beside it', () => {
    const next = setAt(twoTier, ['Resources', 'Web', 'Properties', 'MinSize'], 3)
    expect(getAt(next, ['Resources', 'Web', 'Properties', 'MinSize'])).toBe(3)
    expect(getAt(twoTier, ['Resources', 'Web', 'Properties', 'MinSize'])).toBe(2)
    expect(next.Resources['Users']).toBe(twoTier.Resources['Users'])
  })
  it('remove keys and list items', () => {
    expect(setAt({ a: 1, b: 2 }, ['a'], undefined)).toEqual({ b: 2 })
    expect(setAt({ a: [1, 2, 3] }, ['a', 1], undefined)).toEqual({ a: [1, 3] })
  })
  it('make lists for number steps and objects for names', () => {
    expect(setAt({}, ['a', 0, 'b'], 1)).toEqual({ a: [{ b: 1 }] })
  })
})

describe('wires', () => {
  it('follow references through owned children, in the direction of traffic', () => {
    expect(pairs()).toEqual(['Users→Names', 'Names→Front', 'Front→Web'])
  })
  it('disappear with the reference', () => {
    expect(pairs(setAt(twoTier, ['Resources', 'Web', 'Properties', 'TargetGroupARNs'], []))).toEqual(['Users→Names', 'Names→Front'])
  })
  it('ignore references to nothing', () => {
    expect(pairs(setAt(twoTier, ['Resources', 'Users', 'Properties', 'Endpoint'], { Ref: 'Gone' }))).not.toContain('Users→Gone')
  })
  it('tell where the reference stands', () => {
    expect(wiresOf(twoTier, catalogue)[2]!.via).toEqual(['Web', 'Properties', 'TargetGroupARNs', 0])
  })
})

describe('wires of identities and organisations', () => {
  const wire = (source: string, target: string) => ({ source, target, label: '' })
  const own = { ...catalogue, wires: [wire('User', 'Policy'), wire('Org', 'Unit'), wire('Unit', 'Unit'), wire('Unit', 'Account')] }
  const of = (resources: Record<string, { Type: string; Properties: JsonObject }>) =>
    wiresOf({ SchemaVersion: 1, Resources: resources }, own).map(({ source, target }) => `${source}→${target}`)
  const policy = { Type: 'Policy', Properties: {} }
  it('have a policy, and no wire to a boundary', () => {
    expect(of({ Ann: { Type: 'User', Properties: { ManagedPolicyArns: [{ Ref: 'P' }] } }, P: policy })).toEqual(['Ann→P'])
    expect(of({ Ann: { Type: 'User', Properties: { PermissionsBoundary: { Ref: 'P' } } }, P: policy })).toEqual([])
  })
  it('run from the root down, also between two units', () => {
    expect(of({
      Box: { Type: 'Account', Properties: { ParentIds: [{ Ref: 'Inner' }] } },
      Inner: { Type: 'Unit', Properties: { ParentId: { Ref: 'Outer' } } },
      Outer: { Type: 'Unit', Properties: { ParentId: { 'Fn::GetAtt': ['Org', 'RootId'] } } },
      Org: { Type: 'Org', Properties: {} },
    })).toEqual(['Inner→Box', 'Outer→Inner', 'Org→Outer'])
  })
})

describe('a wire that nobody thought of', () => {
  it('is refused in the words of identities where one is at an end', () => {
    const own = { ...catalogue, identity_refusal: 'Not joined.', kinds: catalogue.kinds.map((one) => (one.type === 'Group' ? { ...one, layer: 'identity' as const } : one)) }
    expect(mayConnect(own, twoTier, [], 'Web', 'Users')).toMatchObject({ reason: 'Not joined.' })
    expect(mayConnect(own, twoTier, [], 'Front', 'Users')).toMatchObject({ reason: 'No such wire.' })
  })
})

describe('owners', () => {
  it('are named by the child, or name it themselves', () => {
    const owned = owners(twoTier, kinds)
    expect(Object.fromEntries(owned)).toEqual({ Answer: 'Names', Door: 'Front', Targets: 'Door', Plan: 'Web', App: 'Plan', Track: 'Web', ZoneA: 'Net', ZoneB: 'Net' })
    expect(familyOf('Web', owned).sort()).toEqual(['App', 'Plan', 'Track', 'Web'])
  })
})

describe('a new wire', () => {
  const ask = (source: string, target: string) => mayConnect(catalogue, twoTier, wiresOf(twoTier, catalogue), source, target)
  it('is allowed where the catalogue has it', () => expect(ask('Users', 'Front')).toEqual({ allowed: true, label: 'calls' }))
  it('is refused with the reason', () => expect(ask('Users', 'Web')).toEqual({ allowed: false, why: 'refused', reason: 'Viewers reach instances through a balancer.' }))
  it('is refused with the default reason when nobody thought of it', () => expect(ask('Web', 'Users')).toMatchObject({ reason: 'No such wire.' }))
  it('is refused when it is there already, or goes nowhere', () => {
    expect(ask('Front', 'Web')).toMatchObject({ why: 'exists' })
    expect(ask('Web', 'Web')).toMatchObject({ why: 'self' })
  })
})

describe('history', () => {
  const sized = (n: number) => setAt(twoTier, ['Resources', 'Web', 'Properties', 'MinSize'], n)
  it('undoes and redoes settings, moves and deletions alike', () => {
    const start = begin(twoTier)
    const one = change(start, { document: sized(3), label: 'set', now: 0 })
    const { Users: _, ...rest } = one.document.Resources
    const two = change(one, { document: { ...one.document, Resources: rest }, label: 'remove', now: 1 })
    expect(undo(undo(two)).document).toBe(twoTier)
    expect(redo(redo(undo(undo(two)))).document).toBe(two.document)
  })
  it('takes quick typing in one field as one step', () => {
    let h = begin(twoTier)
    for (const [i, n] of [1, 12, 120].entries()) h = change(h, { document: sized(n), label: 'set', coalesce: 'Web.MinSize', now: i * 300 })
    expect(h.past).toHaveLength(1)
    expect(undo(h).document).toBe(twoTier)
  })
  it('keeps apart what was typed later, or elsewhere', () => {
    let h = change(begin(twoTier), { document: sized(1), label: 'set', coalesce: 'a', now: 0 })
    h = change(h, { document: sized(2), label: 'set', coalesce: 'a', now: 5000 })
    h = change(h, { document: sized(3), label: 'set', coalesce: 'b', now: 5001 })
    expect(h.past).toHaveLength(3)
  })
  it('makes no step of a change that changes nothing', () => {
    expect(change(begin(twoTier), { document: sized(2), label: 'set', now: 0 }).past).toHaveLength(0)
  })
  it('forgets the undone once something new is done', () => {
    const h = undo(change(begin(twoTier), { document: sized(3), label: 'set', now: 0 }))
    expect(change(h, { document: sized(4), label: 'set', now: 1 }).future).toHaveLength(0)
  })
  it('selects nothing that is not there', () => {
    const without = { ...twoTier, Resources: {} }
    const h = change(begin(without), { document: twoTier, label: 'create', selection: ['Web'], now: 0 })
    expect(undo(h).selection).toEqual([])
    expect(redo(undo(h)).selection).toEqual(['Web'])
  })
})

describe('merging an edit of the server with typing that went on', () => {
  it('keeps both', () => {
    const theirs = setAt(twoTier, ['Resources', 'Shop'], { Type: 'Bucket' })
    const mine = setAt(twoTier, ['Resources', 'Web', 'Properties', 'MinSize'], 5)
    const both = merge(twoTier, theirs, mine)
    expect(both.Resources['Shop']).toEqual({ Type: 'Bucket' })
    expect(getAt(both, ['Resources', 'Web', 'Properties', 'MinSize'])).toBe(5)
  })
  it('leaves removed what either removed', () => {
    const { Track: _, ...rest } = twoTier.Resources
    const both = merge(twoTier, { ...twoTier, Resources: rest }, setAt(twoTier, ['Resources', 'Track', 'Properties', 'X'], 1))
    expect('Track' in both.Resources).toBe(false)
  })
  it('lets the person win where both changed one value', () => {
    expect(merge({ a: 1 }, { a: 2 }, { a: 3 })).toEqual({ a: 3 })
  })
})

describe('telling a running world', () => {
  it('nothing of moves and names', () => {
    const after = { ...moved(twoTier, new Map([['Web', { x: 80, y: 40 }]])), Name: 'Other' }
    expect(commandsFor(twoTier, after)).toEqual([])
  })
  it('one setting for one value', () => {
    const after = setAt(twoTier, ['Resources', 'Users', 'Properties', 'Traffic', 'Rate'], 400)
    expect(commandsFor(twoTier, after)).toEqual([{ kind: 'set', resource: 'Users', path: ['Properties', 'Traffic', 'Rate'], value: 400 }])
  })
  it('the document for values that may hold only together', () => {
    const larger = setAt(twoTier, ['Resources', 'Web', 'Properties', 'MinSize'], 9)
    const after = setAt(larger, ['Resources', 'Web', 'Properties', 'MaxSize'], 9)
    expect(commandsFor(twoTier, after)).toEqual([{ kind: 'update', document: after }])
  })
  it('the document when a wire, a resource or a shape changed', () => {
    const wire = setAt(twoTier, ['Resources', 'Users', 'Properties', 'Endpoint'], { Ref: 'Front' })
    const shape = setAt(twoTier, ['Resources', 'Users', 'Properties', 'Traffic'], { Shape: 'Ramp', From: 1, To: 2 })
    const added = setAt(twoTier, ['Resources', 'Shop'], { Type: 'Bucket' })
    for (const after of [wire, shape, added]) expect(commandsFor(twoTier, after)).toEqual([{ kind: 'update', document: after }])
  })
})

describe('positions', () => {
  it('snap to the grid and keep other metadata', () => {
    const noted = setAt(twoTier, ['Resources', 'Web', 'Metadata'], { Comment: 'mine' })
    const after = moved(noted, new Map([['Web', { x: 83, y: 41 }]]))
    expect(positionOf(after, 'Web')).toEqual({ x: 80, y: 40 })
    expect(getAt(after, ['Resources', 'Web', 'Metadata', 'Comment'])).toBe('mine')
  })
  it('put one lane behind a group for each of its zones, inside the frame of its network', () => {
    const boxes = new Map<string, Box>([
      ['Front', { x: 0, y: 40, width: 184, height: 88 }],
      ['Web', { x: 300, y: 0, width: 208, height: 180 }],
    ])
    const { lanes, frames } = backdrop(twoTier, kinds, boxes)
    expect(lanes.map((lane) => lane.zone)).toEqual(['ZoneA', 'ZoneB'])
    expect(frames).toHaveLength(1)
    const frame = frames[0]!.box
    for (const { box } of lanes) {
      expect(box.x).toBeGreaterThanOrEqual(frame.x)
      expect(box.x + box.width).toBeLessThanOrEqual(frame.x + frame.width)
      expect(box.y + box.height).toBeLessThanOrEqual(frame.y + frame.height)
    }
  })
})

describe('a zone no group uses', () => {
  it('is a lane of its own at the foot of its network', () => {
    const one = setAt(twoTier, ['Resources', 'Web', 'Properties', 'VPCZoneIdentifier'], [{ Ref: 'ZoneA' }])
    const { lanes, frames } = backdrop(one, kinds, new Map([['Web', { x: 300, y: 0, width: 208, height: 180 }]]))
    expect(lanes.map((lane) => lane.zone)).toEqual(['ZoneA', 'ZoneB'])
    const [used, unused] = lanes.map((lane) => lane.box)
    expect(unused!.y).toBeGreaterThanOrEqual(used!.y + used!.height)
    expect(unused!.y + unused!.height).toBeLessThanOrEqual(frames[0]!.box.y + frames[0]!.box.height)
  })
  it('is shown even when its network holds nothing', () => {
    const { lanes, frames } = backdrop(setAt(twoTier, ['Resources', 'Web'], undefined), kinds, new Map())
    expect([lanes.length, frames.length]).toEqual([2, 1])
  })
})

describe('fields', () => {
  it('read numbers as people type them', () => {
    expect(parseNumber('1,200', true)).toEqual({ ok: true, value: 1200 })
    expect(parseNumber('', true)).toEqual({ ok: true, value: undefined })
    expect(parseNumber('2.5', true)).toEqual({ ok: false, why: 'integer' })
    expect(parseNumber('2x', false)).toEqual({ ok: false, why: 'number' })
  })
  it('write only what is required of a new object', () => {
    expect(initialRecord([{ name: 'A', label: '', type: 'integer', required: true, minimum: 1 }, { name: 'B', label: '', type: 'string' }])).toEqual({ A: 1 })
  })
  it('keep values both shapes of a variant know', () => {
    const traffic = { name: 'Traffic', label: '', type: 'variant' as const, discriminator: 'Shape', variants: [
      { value: 'Step', label: '', fields: [{ name: 'Start', label: '', type: 'number' as const, required: true, default: 0 }, { name: 'Rate', label: '', type: 'number' as const }] },
    ] }
    expect(switchVariant(traffic, { Shape: 'Constant', Rate: 50 }, 'Step')).toEqual({ Shape: 'Step', Start: 0, Rate: 50 })
  })
  it('compare by value', () => {
    expect(equal({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBe(true)
    expect(equal({ a: undefined }, {})).toBe(false)
  })
})
