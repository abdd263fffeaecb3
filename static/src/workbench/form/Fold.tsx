/** A folded part that opens by itself when something in it wants attention, and stays as the person left it afterwards. */
import { type ReactNode, useEffect, useRef } from 'react'

/** What the person has left open, by name: a look at another tab must not fold it away. */
const left = new Set<string>()

export function Fold({ name, attention, children, ...rest }: { name: string; attention: boolean; children: ReactNode; className: string; 'data-layer'?: string }) {
  const details = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    // Mending the last problem must not fold away what one is working on.
    if (attention && details.current) details.current.open = true
  }, [attention])
  useEffect(() => {
    if (left.has(name) && details.current) details.current.open = true
  }, [name])
  return (
    <details ref={details} {...rest} onToggle={(event) => {
      // What is inside has folds of its own.
      if (event.target !== event.currentTarget) return
      if (event.currentTarget.open) left.add(name)
      else left.delete(name)
    }}>{children}</details>
  )
}
