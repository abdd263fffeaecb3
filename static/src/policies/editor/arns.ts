/** ARNs of what stands in a document, as policies name them. The server knows accounts' numbers and invented names. */
import { call } from '../../shared/api'
import type { Document } from '../../shared/types'
import type { KnownArn } from './completion'

/** Of the answer of `policies/overview`, what is needed here. */
export interface Overview {
  resources: readonly { id: string; type: string; arn: string; account: string }[]
  roots: readonly { arn: string; account: string }[]
}

const PRINCIPALS = new Set(['AWS::IAM::User', 'AWS::IAM::Role'])
const BUCKET = 'AWS::S3::Bucket'

export const overview = (document: Document, signal?: AbortSignal) => call<Overview>('POST', 'policies/overview', { document }, signal ? { signal } : {})

export function arnsOf({ resources, roots }: Overview): KnownArn[] {
  return [
    ...resources.map(({ id, type, arn }): KnownArn => ({
      arn, label: id, ...(PRINCIPALS.has(type) ? { principal: true } : {}), ...(type === BUCKET ? { inside: '/*' } : {}),
    })),
    ...roots.map(({ arn, account }): KnownArn => ({ arn, label: account, principal: true })),
  ]
}

/** Names an example can begin with: those of the first bucket and the first account. */
export function namesIn({ resources, roots }: Overview): { bucket?: string; account?: string } {
  const bucket = resources.find((one) => one.type === BUCKET)?.arn.slice('arn:aws:s3:::'.length)
  const account = roots[0]?.account
  return { ...(bucket ? { bucket } : {}), ...(account ? { account } : {}) }
}
