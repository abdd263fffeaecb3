/** ARNs of what stands in a document, as policies name them. */
import type { Document, Resource } from '../../shared/types'
import type { KnownArn } from './completion'

/** The account of resources that name none. */
const DEFAULT_ACCOUNT = '111122223333'

const IDENTITIES: Record<string, { path: string; name: string; principal: boolean; attribute: string }> = {
  'AWS::IAM::User': { path: 'user', name: 'UserName', principal: true, attribute: 'Arn' },
  'AWS::IAM::Role': { path: 'role', name: 'RoleName', principal: true, attribute: 'Arn' },
  'AWS::IAM::Group': { path: 'group', name: 'GroupName', principal: false, attribute: 'Arn' },
  'AWS::IAM::ManagedPolicy': { path: 'policy', name: 'ManagedPolicyName', principal: false, attribute: 'PolicyArn' },
}

/** The number of an account; null when the document has only a label of it, whose number the server knows. */
const accountOf = ({ Account }: Resource) => (Account === undefined ? DEFAULT_ACCOUNT : /^\d{12}$/.test(Account) ? Account : null)

export function documentArns(document: Document): KnownArn[] {
  const found: KnownArn[] = []
  const accounts = new Set<string>()
  for (const [id, resource] of Object.entries(document.Resources)) {
    const properties = resource.Properties ?? {}
    const text = (name: string) => (typeof properties[name] === 'string' && properties[name] !== '' ? (properties[name] as string) : null)
    if (resource.Type === 'AWS::S3::Bucket') found.push({ arn: `arn:aws:s3:::${text('BucketName') ?? id.toLowerCase()}`, label: id, inside: '/*' })
    if (resource.Type === 'AWS::Organizations::Account') {
      // Its logical id is its label.
      if (/^\d{12}$/.test(id)) accounts.add(id)
      else found.push({ arn: id, label: id, principal: true, json: `{ "Ref": ${JSON.stringify(id)} }` })
    }
    const identity = IDENTITIES[resource.Type]
    if (!identity) continue
    const number = accountOf(resource)
    const name = text(identity.name) ?? id
    const principal = identity.principal ? { principal: true } : {}
    if (number === null) {
      // A reference says the same wherever the account is.
      found.push({ arn: `${identity.path}/${name}`, label: `${id} · ${resource.Account}`, ...principal, json: `{ "Fn::GetAtt": [${JSON.stringify(id)}, "${identity.attribute}"] }` })
      continue
    }
    accounts.add(number)
    found.push({ arn: `arn:aws:iam::${number}:${identity.path}${text('Path') ?? '/'}${name}`, label: id, ...principal })
  }
  for (const number of accounts) found.push({ arn: `arn:aws:iam::${number}:root`, label: number, principal: true })
  return found
}

/** Names a preset can begin with: the first bucket of the document, and an account of its identities. */
export function namesFor(document: Document): { bucket?: string; account?: string } {
  const arns = documentArns(document).map((one) => one.arn)
  const bucket = arns.find((arn) => arn.startsWith('arn:aws:s3:::'))?.slice('arn:aws:s3:::'.length)
  const account = /^arn:aws:iam::(\d{12}):root$/.exec(arns.at(-1) ?? '')?.[1]
  return { ...(bucket ? { bucket } : {}), ...(account ? { account } : {}) }
}
