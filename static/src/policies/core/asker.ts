/**
 * Asks again after each change: not before a short silence, at the latest after a longer while, and the newest
 * answer wins. What was answered before stays on the page until then, so that nothing flickers.
 */
export interface Clock {
  now(): number
  after(ms: number, run: () => void): () => void
}

const realClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

interface Options<Question, Answer> {
  ask(question: Question, signal: AbortSignal): Promise<Answer>
  onAnswer(answer: Answer, question: Question): void
  onError(error: unknown, question: Question): void
  onBusy?(busy: boolean): void
  /** After an error that is worth it, asked again after so long. */
  retry?(error: unknown): number | null
  quietMs?: number
  longestMs?: number
  clock?: Clock
}

export const QUIET_MS = 150
export const LONGEST_MS = 600

export class Asker<Question, Answer> {
  private waiting: { question: Question; since: number } | null = null
  private cancel: (() => void) | null = null
  private active: AbortController | null = null
  private readonly clock: Clock

  constructor(private readonly options: Options<Question, Answer>) {
    this.clock = options.clock ?? realClock
  }

  /** Asks soon: with the next silence. */
  want(question: Question): void {
    const since = this.waiting?.since ?? this.clock.now()
    this.waiting = { question, since }
    const left = Math.max(0, since + (this.options.longestMs ?? LONGEST_MS) - this.clock.now())
    this.cancel?.()
    this.cancel = this.clock.after(Math.min(this.options.quietMs ?? QUIET_MS, left), () => this.now(question))
  }

  now(question: Question): void {
    this.forget()
    const mine = (this.active = new AbortController())
    this.options.onBusy?.(true)
    void this.options.ask(question, mine.signal).then(
      (answer) => {
        if (this.finished(mine)) this.options.onAnswer(answer, question)
      },
      (error: unknown) => {
        if (!this.finished(mine)) return
        this.options.onError(error, question)
        const wait = this.options.retry?.(error) ?? null
        if (wait !== null && !this.waiting) this.cancel = this.clock.after(wait, () => this.now(question))
      },
    )
  }

  /** Nothing more is wanted: what is under way counts no longer. */
  stop(): void {
    this.forget()
    this.options.onBusy?.(false)
  }

  private finished(mine: AbortController): boolean {
    if (this.active !== mine) return false
    this.active = null
    this.options.onBusy?.(false)
    return true
  }

  private forget(): void {
    this.cancel?.()
    this.cancel = null
    this.waiting = null
    this.active?.abort()
    this.active = null
  }
}
