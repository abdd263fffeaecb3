/** What the server says of a policy's text while it is typed. */
import { useEffect, useState } from 'react'
import { call, readProblems } from '../../shared/api'
import type { PolicyProblem } from './diagnostics'
import type { PolicyKind } from './kinds'

const DELAY_MS = 200

interface Answer {
  problems: { line?: number | null; column?: number | null }[]
}

export async function checkPolicy(text: string, kind: PolicyKind, signal?: AbortSignal): Promise<PolicyProblem[]> {
  const { problems } = await call<Answer>('POST', 'policies/check', { text, kind }, signal ? { signal } : {})
  return readProblems(problems).map((one, i) => ({ ...one, line: problems[i]?.line ?? null, column: problems[i]?.column ?? null }))
}

/** The newest text's problems. Those of the text before stay until then, and when the server is not reached. */
export function usePolicyCheck(text: string, kind: PolicyKind, wanted = true): readonly PolicyProblem[] {
  const [problems, setProblems] = useState<readonly PolicyProblem[]>([])
  useEffect(() => {
    if (!wanted) return
    const asked = new AbortController()
    const timer = setTimeout(() => {
      checkPolicy(text, kind, asked.signal).then(setProblems, () => undefined)
    }, DELAY_MS)
    return () => {
      clearTimeout(timer)
      asked.abort()
    }
  }, [text, kind, wanted])
  return problems
}
