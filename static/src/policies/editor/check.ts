/** What the server says of a policy's text while it is typed. */
import { useEffect, useState } from 'react'
import { call, readProblems } from '../../shared/api'
import type { Problem } from '../../shared/types'
import { currentDocument } from '../../workbench/store'
import type { PolicyKind } from './kinds'

const DELAY_MS = 200
const REFERENCE = /"(Ref|Fn::GetAtt)"/

export async function checkPolicy(text: string, kind: PolicyKind, signal?: AbortSignal): Promise<Problem[]> {
  // What a reference stands for is in the document; without one the text says everything.
  const body = REFERENCE.test(text) ? { text, kind, document: currentDocument() } : { text, kind }
  return readProblems((await call<{ problems: unknown }>('POST', 'policies/check', body, signal ? { signal } : {})).problems)
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
