/** A folded part that opens by itself when something in it wants attention, and stays as the person left it afterwards. */
import { type ReactNode, useEffect, useRef } from 'react'

export function Fold({ attention, children, ...rest }: { attention: boolean; children: ReactNode; className: string; 'data-layer'?: string }) {
  const details = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    // Mending the last problem must not fold away what one is working on.
    if (attention && details.current) details.current.open = true
  }, [attention])
  return <details ref={details} {...rest}>{children}</details>
}
