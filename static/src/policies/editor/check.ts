/** What the server says of a policy's text while it is typed. */
import { useEffect, useState } from 'react'
import { call, readProblems } from '../../shared/api'
import type { Problem } from '../../shared/types'
import type { PolicyKind } from './kinds'

const DELAY_MS = 200

export async function checkPolicy(text: string, kind: PolicyKind, signal?: AbortSignal): Promise<Problem[]> {
  return readProblems((await call<{ problems: unknown }>('POST', 'policies/check', { text, kind }, signal ? { signal } : {})).problems)
}

/** The newest text's problems. Those of the text before stay until then, and when the server is not reached. */
export function usePolicyCheck(text: string, kind: PolicyKind, wanted = true): readonly Problem[] {
  const [problems, setProblems] = useState<readonly Problem[]>([])
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
