/** What the lab's panel needs of the page it stands on: the workbench, or the policies' page. */

/** A question to the policies, as POST policies/ask takes it. */
export interface Asked {
  principal: string
  action: string
  resource: string
  accountId: string | null
  context: Record<string, unknown>
}

export interface LabHost {
  /** Stores what is not stored yet; false when that failed. */
  flush(): Promise<boolean>
  /** Before the page is loaded anew after starting over. */
  forgetUnsaved(): void
  /** To the page's live region. */
  say(text: string): void
  /** Hook: the first error that keeps the document from being handed in. */
  useTrouble(): string | null
  /** The document as it stands, unsaved edits included. Only where the document itself is judged. */
  content?(): object
  /** Calls back after each edit; returns how to stop that. Only where the document itself is judged. */
  onChange?(listener: () => void): () => void
  /** Puts a question into the page's form. */
  ask?(asked: Asked): void
}

let current: LabHost | null = null

/** Before the panel is rendered, once. */
export function setHost(host: LabHost): void {
  current = host
}

export function host(): LabHost {
  if (!current) throw new Error('the lab stands on no page')
  return current
}
