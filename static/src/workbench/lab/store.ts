/** A lab while it is played: the attempt, how its run stands, what was handed in. The server judges; this shows it. */
import { useEffect } from 'react'
import { create } from 'zustand'
import { ApiError, call } from '../../shared/api'
import { boot } from '../../shared/boot'
import type { LabBoot, Problem } from '../../shared/types'
import { type Objective, type Result, type Standing, turned } from './core'
import { host } from './host'
import { t } from './messages'

export interface Prediction {
  id?: string
  question: string
  options: { id: string; text: string }[]
  chosen: string | null
}

export interface Hint {
  title: string
  cost: number
  text: string | null
}

export interface Attempt {
  id: string
  step: number
  best_stars: number | null
  best_points: number | null
  submission: { id: string; state: Submission['state'] } | null
  predictions: Prediction[]
  hints: Hint[]
}

export interface Lab extends LabBoot {
  /** policies: the document itself is judged, nothing is run, and `duration` is 0. */
  stage: 'world' | 'policies'
  briefing: string
  steps: { title: string; text: string }[]
  duration: number
  seeds: number
  objectives: Objective[]
  attempt: Attempt
  possible_stars: number
  next: { title: string; url: string } | null
}

export interface Submission {
  id: string
  state: 'grading' | 'done' | 'failed'
  trials: number
  trials_done: number
  stars: number | null
  points: number | null
  hints: number
  results: { objectives: Result[]; problems: Problem[] } | null
  facts: { name: string; value: string }[] | null
  debrief: string | null
  predictions: (Prediction & { answer: string; because: string })[] | null
}

export interface LabState {
  lab: Lab
  attempt: Attempt
  step: number
  standing: Standing | null
  /** The last look at the standing failed. */
  away: boolean
  submission: Submission | null
  busy: 'submit' | 'hint' | 'restart' | null
  /** Where it went wrong, and what to say there. */
  refusal: { where: 'submit' | 'hint' | 'restart'; text: string } | null
  dialog: 'result' | 'restart' | null
}

const given = boot().lab as Lab

export const useLab = create<LabState>(() => ({
  lab: given,
  attempt: given.attempt,
  step: Math.min(given.attempt.step, given.steps.length - 1),
  standing: null,
  away: false,
  submission: null,
  busy: null,
  refusal: null,
  dialog: null,
}))

const set = useLab.setState
const get = useLab.getState
export const inPolicies = () => get().lab.stage === 'policies'
const path = (rest: string) => `attempts/${get().attempt.id}/${rest}`

const told = (error: unknown): string => {
  if (!(error instanceof ApiError)) return String(error)
  if (error.offline) return t('notReached')
  const problem = error.problems[0]
  return [problem?.message ?? error.message, problem?.hint].filter(Boolean).join(' ')
}

// ----------------------------------------------------------------------- steps

export function goToStep(step: number): void {
  const { lab } = get()
  const next = Math.min(Math.max(step, 0), lab.steps.length - 1)
  if (next === get().step) return
  set({ step: next })
  host().say(`${t('stepOf', { number: next + 1, count: lab.steps.length })}: ${lab.steps[next]!.title}`)
  // Only a bookmark: without a network it is set the next time.
  void call('POST', path('step'), { step: next }).catch(() => undefined)
}

// -------------------------------------------------------------------- standing

let looking = false
let asked = 0

/** Asks how the run, or the document as it stands, meets the objectives; what has turned since is said aloud, all at once. */
export async function lookAtStanding(): Promise<void> {
  if (inPolicies()) return lookAtDocument()
  if (looking) return
  looking = true
  try {
    stands(await call<Standing>('GET', path('standing')))
  } catch {
    set({ away: true })
  } finally {
    looking = false
  }
}

/** Of several answers on their way the newest question's counts. */
async function lookAtDocument(): Promise<void> {
  const content = host().content?.()
  const number = ++asked
  try {
    const standing = await (content ? call<Standing>('POST', path('standing'), { content }) : call<Standing>('GET', path('standing')))
    if (number === asked) stands(standing)
  } catch (error) {
    // What is refused is no document just now: how the last one stood stays.
    if (number === asked) set({ away: !(error instanceof ApiError) || error.transient })
  }
}

function stands(standing: Standing): void {
  const { lab, standing: before } = get()
  const said = turned(lab.objectives, before, standing).map(({ id, state }) =>
    t(state === 'met' ? 'saidMet' : 'saidMissed', { title: lab.objectives.find((one) => one.id === id)!.title }))
  set({ standing, away: false })
  if (said.length) host().say(said.join('. '))
}

// ----------------------------------------------------------------------- hints

export async function openHint(number: number): Promise<void> {
  set({ busy: 'hint', refusal: null })
  try {
    const attempt = await call<Attempt>('POST', path('hints'), { number })
    set({ attempt })
    host().say(attempt.hints[number - 1]?.text ?? '')
  } catch (error) {
    set({ refusal: { where: 'hint', text: told(error) } })
  } finally {
    set({ busy: null })
  }
}

// ------------------------------------------------------------------ submissions

const POLL_MS = 700
/** Who waits long asks less often: when a whole class waits, asking must not slow grading down. */
const POLL_SLOWER = 1.2
const POLL_MOST_MS = 4000
let key: string | null = null
let polling = false

function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Hands in what is stored. After a lost answer the same key is sent again, so that nothing is handed in twice. */
export async function submit(): Promise<void> {
  set({ busy: 'submit', refusal: null })
  try {
    if (!(await host().flush())) {
      set({ refusal: { where: 'submit', text: t('notSaved') } })
      return
    }
    key ??= freshKey()
    const submission = await call<Submission>('POST', path('submissions'), { key })
    key = null
    set({ submission, dialog: 'result' })
    void follow(submission.id)
  } catch (error) {
    if (error instanceof ApiError && !error.transient) key = null
    set({ refusal: { where: 'submit', text: told(error) } })
  } finally {
    set({ busy: null })
  }
}

/** Watches a submission until it is graded. */
export async function follow(id: string): Promise<void> {
  if (polling) return
  polling = true
  let wait = POLL_MS
  try {
    for (;;) {
      try {
        const submission = await call<Submission>('GET', `submissions/${id}`)
        set({ submission })
        if (submission.state !== 'grading') {
          await refresh()
          return
        }
      } catch (error) {
        if (error instanceof ApiError && !error.transient) return
      }
      await new Promise((done) => setTimeout(done, wait))
      wait = Math.min(wait * POLL_SLOWER, POLL_MOST_MS)
    }
  } finally {
    polling = false
  }
}

/** Goes on watching what was being graded when the page was left. */
export function useResume(): void {
  useEffect(() => {
    const last = get().attempt.submission
    if (last?.state === 'grading') void follow(last.id)
  }, [])
}

async function refresh(): Promise<void> {
  try {
    set({ attempt: await call<Attempt>('GET', path('').slice(0, -1)) })
  } catch {
    // The best result is shown again with the next look.
  }
}

export async function showResult(): Promise<void> {
  const { submission, attempt } = get()
  set({ dialog: 'result' })
  const id = submission?.id ?? attempt.submission?.id
  if (id && !submission) await follow(id)
}

export async function startOver(): Promise<void> {
  set({ busy: 'restart', refusal: null })
  try {
    await host().flush()
    await call('POST', path('restart'))
    host().forgetUnsaved()
    location.reload()
  } catch (error) {
    set({ refusal: { where: 'restart', text: told(error) }, busy: null })
  }
}
