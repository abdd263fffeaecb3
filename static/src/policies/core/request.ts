/** Whether a field of the question can be asked with; what is half typed is not sent. */

/** One action, as service:Name, without wildcards. */
const ACTION = /^[A-Za-z0-9-]+:[A-Za-z0-9_.-]+$/
/** An ARN with its account, or a name with dots: a service, a provider. */
const ARN = /^arn:[\w-]+:(iam|sts)::\d{12}:(root|[\w-]+\/.+)$/
const NAMED = /^([\w-]+\.)+(com|com\.cn|internal)$/

export const isAction = (text: string) => ACTION.test(text)
export const isPrincipal = (text: string) => text === '*' || text === 'anonymous' || ARN.test(text) || NAMED.test(text)

export type Unfinished = 'principal' | 'action' | 'resource'

/** The first field that is missing or half typed, in the order of the form. */
export function unfinished({ principal, action, resource }: { principal: string; action: string; resource: string }): { field: Unfinished; empty: boolean } | null {
  if (!isPrincipal(principal)) return { field: 'principal', empty: principal === '' }
  if (!isAction(action)) return { field: 'action', empty: action === '' }
  if (!resource) return { field: 'resource', empty: true }
  return null
}
