import { beforeEach, describe, expect, it } from 'vitest'
import type { Document, SaveAnswer } from '../../shared/types'
import { Autosave, type Clock, type Failure, LONGEST_MS, QUIET_MS, type SaveState } from './autosave'

const named = (Name: string): Document => ({ SchemaVersion: 1, Name, Resources: {} })
const answer = (revision: number): SaveAnswer => ({ revision, saved_at: `t${revision}`, hash: '', problems: [] })

class Hand implements Clock {
  time = 0
  waiting: { at: number; run: () => void }[] = []
  now = () => this.time
  after = (ms: number, run: () => void) => {
    const entry = { at: this.time + ms, run }
    this.waiting.push(entry)
    return () => void (this.waiting = this.waiting.filter((e) => e !== entry))
  }
  async pass(ms: number) {
    const end = this.time + ms
    for (;;) {
      const next = this.waiting.filter((e) => e.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.time = next.at
      this.waiting = this.waiting.filter((e) => e !== next)
      next.run()
      await settle()
    }
    this.time = end
    await settle()
  }
}
const settle = async () => {
  for (let i = 0; i < 6; i++) await Promise.resolve()
}

let clock: Hand
let sent: { document: Document; base: number }[]
let states: SaveState['kind'][]
let kept: unknown
let next: (document: Document, base: number) => Promise<SaveAnswer>
let saver: Autosave
const first = named('first')

beforeEach(() => {
  clock = new Hand()
  sent = []
  states = []
  kept = undefined
  next = async (_, base) => answer(base + 1)
  saver = new Autosave({
    revision: 1, document: first, savedAt: 't1', clock,
    save: (document, base) => { sent.push({ document, base }); return next(document, base) },
    failure: (error) => error as Failure,
    onState: (state) => states.push(state.kind),
    keep: (unsaved) => void (kept = unsaved),
  })
})

describe('autosave', () => {
  it('waits for a quiet moment and saves the last state once', async () => {
    saver.changed(named('a'))
    await clock.pass(QUIET_MS - 1)
    saver.changed(named('b'))
    await clock.pass(QUIET_MS - 1)
    expect(sent).toHaveLength(0)
    await clock.pass(1)
    expect(sent.map((s) => s.document.Name)).toEqual(['b'])
  })
  it('does not wait for ever while one goes on typing', async () => {
    for (let i = 0; i < 20; i++) {
      saver.changed(named(`n${i}`))
      await clock.pass(QUIET_MS / 2)
    }
    expect(sent.length).toBeGreaterThanOrEqual(Math.floor((10 * QUIET_MS) / (LONGEST_MS + QUIET_MS)))
  })
  it('says saved only after the server did, with the time the server gave', async () => {
    let done!: (a: SaveAnswer) => void
    next = () => new Promise((resolve) => (done = resolve))
    saver.changed(named('a'))
    await clock.pass(QUIET_MS)
    expect(saver.state.kind).toBe('saving')
    done(answer(2))
    await settle()
    expect(saver.state).toEqual({ kind: 'saved', at: 't2' })
  })
  it('saves again, on the new revision, what changed meanwhile', async () => {
    let done!: (a: SaveAnswer) => void
    next = () => new Promise((resolve) => (done = resolve))
    saver.changed(named('a'))
    await clock.pass(QUIET_MS)
    saver.changed(named('b'))
    done(answer(2))
    await settle()
    expect(saver.state.kind).toBe('waiting')
    await clock.pass(QUIET_MS)
    expect(sent.map((s) => [s.document.Name, s.base])).toEqual([['a', 1], ['b', 2]])
  })
  it('keeps the document and tries again when the server is not reached', async () => {
    next = () => Promise.reject({ kind: 'offline' })
    saver.changed(named('a'))
    await clock.pass(QUIET_MS)
    expect(saver.state.kind).toBe('offline')
    expect(kept).toEqual({ document: named('a'), revision: 1 })
    next = async (_, base) => answer(base + 1)
    await clock.pass(1000)
    expect(saver.state.kind).toBe('saved')
    expect(kept).toBeNull()
  })
  it('stops at a conflict, and overwrites only when told to', async () => {
    next = () => Promise.reject({ kind: 'conflict', revision: 7 })
    saver.changed(named('a'))
    await clock.pass(QUIET_MS)
    saver.changed(named('b'))
    await clock.pass(60000)
    expect(sent).toHaveLength(1)
    expect(saver.state).toEqual({ kind: 'conflict', revision: 7 })
    next = async (_, base) => answer(base + 1)
    await saver.keepMine(7)
    expect(sent.at(-1)).toEqual({ document: named('b'), base: 7 })
    expect(saver.revision).toBe(8)
  })
  it('does not repeat what was refused, but tries the next change', async () => {
    next = () => Promise.reject({ kind: 'refused', message: 'too large', problems: [] })
    saver.changed(named('a'))
    await clock.pass(60000)
    expect(sent).toHaveLength(1)
    next = async (_, base) => answer(base + 1)
    saver.changed(named('b'))
    await clock.pass(QUIET_MS)
    expect(saver.state.kind).toBe('saved')
  })
  it('has nothing to save after an undo to what the server has', async () => {
    saver.changed(named('a'))
    saver.changed(first)
    await clock.pass(60000)
    expect(sent).toHaveLength(0)
    expect(saver.state).toEqual({ kind: 'saved', at: 't1' })
  })
})
