import { describe, expect, it } from 'vitest'
import { Asker, LONGEST_MS, QUIET_MS } from './asker'

/** A clock that goes on when told, and a server that answers when told. */
function table() {
  let now = 0
  let timers: { at: number; run: () => void }[] = []
  const clock = {
    now: () => now,
    after: (ms: number, run: () => void) => {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => { timers = timers.filter((one) => one !== timer) }
    },
  }
  const asked: { question: string; signal: AbortSignal; answer(text: string): void; fail(error: unknown): void }[] = []
  const heard: string[] = []
  const busy: boolean[] = []
  const asker = new Asker<string, string>({
    ask: (question, signal) => new Promise((answer, fail) => asked.push({ question, signal, answer, fail })),
    onAnswer: (answer, question) => heard.push(`${question} → ${answer}`),
    onError: (error, question) => heard.push(`${question} ✕ ${String(error)}`),
    onBusy: (is) => busy.push(is),
    retry: (error) => (error === 'later' ? 1000 : null),
    clock,
  })
  const pass = (ms: number) => {
    for (const end = now + ms; ;) {
      const next = timers.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) {
        now = end
        return
      }
      now = next.at
      timers = timers.filter((one) => one !== next)
      next.run()
    }
  }
  const settled = () => new Promise((done) => setTimeout(done, 0))
  return { asker, asked, heard, busy, pass, settled }
}

describe('asking while somebody types', () => {
  it('waits for a silence and asks once', () => {
    const { asker, asked, pass } = table()
    for (const text of ['a', 'ab', 'abc']) {
      asker.want(text)
      pass(QUIET_MS - 50)
    }
    expect(asked).toHaveLength(0)
    pass(50)
    expect(asked.map((one) => one.question)).toEqual(['abc'])
  })

  it('does not wait for ever for a silence', () => {
    const { asker, asked, pass } = table()
    for (let typed = 0; typed <= LONGEST_MS; typed += 100) {
      asker.want(`after ${typed}`)
      pass(100)
    }
    expect(asked.length).toBeGreaterThan(0)
  })

  it('lets the newest answer win, whichever arrives first', async () => {
    const { asker, asked, heard, settled } = table()
    asker.now('old')
    asker.now('new')
    expect(asked[0]!.signal.aborted).toBe(true)
    asked[1]!.answer('yes')
    asked[0]!.answer('no')
    await settled()
    expect(heard).toEqual(['new → yes'])
  })

  it('shows no answer to what is not asked any more', async () => {
    const { asker, asked, heard, busy, settled } = table()
    asker.now('one')
    asker.stop()
    asked[0]!.answer('yes')
    await settled()
    expect(heard).toEqual([])
    expect(busy.at(-1)).toBe(false)
  })

  it('asks again after an error that passes, unless something newer is wanted', async () => {
    const { asker, asked, heard, pass, settled } = table()
    asker.now('one')
    asked[0]!.fail('later')
    await settled()
    pass(1000)
    expect(asked).toHaveLength(2)
    asked[1]!.fail('never')
    await settled()
    pass(10_000)
    expect(asked).toHaveLength(2)
    expect(heard).toEqual(['one ✕ later', 'one ✕ never'])
  })

  it('forgets a retry when something newer is wanted', async () => {
    const { asker, asked, pass, settled } = table()
    asker.now('one')
    asked[0]!.fail('later')
    await settled()
    asker.want('two')
    pass(10_000)
    expect(asked.map((one) => one.question)).toEqual(['one', 'two'])
  })
})
