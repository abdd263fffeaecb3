import { describe, expect, it } from 'vitest'
import { chosen, proposals, type Words } from './completion'
import type { PolicyKind } from './kinds'
import { positionAt } from './position'
import { readVocabulary } from './vocabulary'

const key = (name: string, family = 'string', many = false) => ({ name, family, many })

const vocabulary = readVocabulary({
  kinds: {
    identity: { policy: ['Version', 'Statement'], statement: ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'] },
    trust: { policy: ['Version', 'Statement'], statement: ['Sid', 'Effect', 'Principal', 'Action', 'Condition'] },
  },
  versions: ['2012-10-17', '2008-10-17'],
  effects: ['Allow', 'Deny'],
  principals: ['AWS', 'Service'],
  services: [{ prefix: 's3', actions: [['GetObject', 'read'], ['PutObject', 'write']] }, { prefix: 'account', actions: null }],
  operators: [
    { name: 'StringEquals', family: 'string', if_exists: true, variables: true }, { name: 'Bool', family: 'boolean', if_exists: true, variables: false },
    { name: 'Null', family: 'null', if_exists: false, variables: false }, { name: 'ArnLike', family: 'arn', if_exists: true, variables: true },
  ],
  set_operators: ['ForAllValues', 'ForAnyValue'],
  if_exists: 'IfExists',
  keys: [key('aws:RequestedRegion'), key('aws:SecureTransport', 'boolean'), key('aws:PrincipalTag/'), key('aws:PrincipalArn', 'arn')],
  service_keys: { s3: [key('s3:prefix')], ec2: [key('ec2:Region')] },
  variables: ['aws:username'],
})

const words = (kind: PolicyKind = 'identity'): Words => ({
  kind, vocabulary, regions: ['ap-northeast-2', 'us-east-1'],
  arns: [{ arn: 'arn:aws:s3:::reports', label: 'Reports', inside: '/*' }, { arn: 'arn:aws:iam::111122223333:role/app', label: 'App', principal: true }],
})

/** A bar stands for the cursor. */
function at(marked: string) {
  const offset = marked.indexOf('|')
  return { text: marked.replace('|', ''), offset, position: positionAt(marked.replace('|', ''), offset) }
}

function proposed(marked: string, kind?: PolicyKind): string[] {
  const { position } = at(marked)
  if (!position) return []
  return proposals(position, words(kind), (said) => said).sort((a, b) => (b.boost ?? 0) - (a.boost ?? 0)).map((one) => one.label)
}

/** The text with the cursor after a choice. */
function after(marked: string, label: string, kind: PolicyKind = 'identity'): string {
  const { text, position } = at(marked)
  const proposal = proposals(position!, words(kind), (said) => said).find((one) => one.label === label)!
  const { from, to, insert, cursor } = chosen(text, position!, proposal, kind)
  const next = text.slice(0, from) + insert + text.slice(to)
  return `${next.slice(0, cursor)}|${next.slice(cursor)}`
}

const inStatement = (text: string) => `{"Version": "2012-10-17", "Statement": [{${text}}]}`

describe('what is proposed', () => {
  it('begins with the elements of a policy', () => expect(proposed('{|}')).toEqual(['Version', 'Statement']))
  it('leaves out what is written already', () => expect(proposed('{"Version": "2012-10-17", "|"}')).toEqual(['Statement']))
  it('is the elements of a statement, without the opposite of one that is there', () => {
    expect(proposed(inStatement('"Effect": "Allow", "NotAction": [], "|"'))).toEqual(['Sid', 'Resource', 'NotResource', 'Condition'])
  })
  it('follows the kind of policy', () => {
    expect(proposed(inStatement('|'), 'trust')).toContain('Principal')
    expect(proposed(inStatement('|'), 'trust')).not.toContain('Resource')
  })
  it('is the same in a single statement', () => expect(proposed('{"Statement": {"|"}}')).toContain('Effect'))
  it('is effects and versions', () => {
    expect(proposed(inStatement('"Effect": "|"'))).toEqual(['Allow', 'Deny'])
    expect(proposed('{"Version": |}')).toEqual(['2012-10-17', '2008-10-17'])
  })
  it('is services, then their actions', () => {
    expect(proposed(inStatement('"Action": "|"'))).toEqual(['s3:', 'account:', '*'])
    expect(proposed(inStatement('"Action": ["s3:|"]'))).toEqual(['s3:GetObject', 's3:PutObject', 's3:*'])
    expect(proposed(inStatement('"NotAction": "s3:G|"'))).toContain('s3:GetObject')
    expect(proposed(inStatement('"Action": ["s3:GetObject", "s3:|"]'))).toEqual(['s3:PutObject', 's3:*'])
  })
  it('keeps what is being typed among the proposals', () => expect(proposed(inStatement('"Action": ["s3:GetObject|"]'))).toContain('s3:GetObject'))
  it('knows the ARNs of the document', () => {
    expect(proposed(inStatement('"Resource": ["|"]'))).toEqual(['arn:aws:s3:::reports', 'arn:aws:s3:::reports/*', 'arn:aws:iam::111122223333:role/app', '*'])
  })
  it('is kinds of principals, and principals', () => {
    expect(proposed(inStatement('"Principal": {"|"}'), 'trust')).toEqual(['AWS', 'Service'])
    expect(proposed(inStatement('"Principal": {"AWS": "|"}'), 'trust')).toEqual(['arn:aws:iam::111122223333:role/app', '*'])
    expect(proposed(inStatement('"Principal": {"Service": ["|"]}'), 'trust')).toContain('lambda.amazonaws.com')
    expect(proposed(inStatement('"Principal": "|"'), 'trust')).toEqual(['*'])
  })
  it('is operators, the plain ones first', () => {
    const found = proposed(inStatement('"Condition": {"|"}'))
    expect(found.slice(0, 4)).toEqual(['StringEquals', 'Bool', 'Null', 'ArnLike'])
    expect(found).toContain('ForAnyValue:StringEqualsIfExists')
    expect(found).not.toContain('NullIfExists')
  })
  it('is condition keys: of the operator’s family and the statement’s services first', () => {
    expect(proposed(inStatement('"Condition": {"Bool": {"|"}}'))[0]).toBe('aws:SecureTransport')
    const found = proposed(inStatement('"Action": "s3:*", "Condition": {"StringEquals": {"|"}}'))
    expect(found[0]).toBe('s3:prefix')
    expect(found.at(-1)).toBe('ec2:Region')
  })
  it('is values: truth, regions, ARNs, variables', () => {
    const condition = (operator: string, name: string) => proposed(inStatement(`"Condition": {"${operator}": {"${name}": "|"}}`))
    expect(condition('BoolIfExists', 'aws:SecureTransport')).toEqual(['true', 'false'])
    expect(condition('StringEquals', 'aws:RequestedRegion').slice(0, 2)).toEqual(['ap-northeast-2', 'us-east-1'])
    expect(condition('ForAllValues:StringEquals', 's3:prefix')).toEqual(['${aws:username}'])
    expect(condition('ArnLike', 'aws:PrincipalArn')).toContain('arn:aws:iam::111122223333:role/app')
  })
  it('is variables within a text', () => {
    expect(proposed(inStatement('"Resource": "arn:aws:s3:::reports/${|"'))).toEqual(['aws:username'])
    expect(proposed(inStatement('"Resource": "arn:aws:s3:::reports/${aws:us|}/*"'))).toEqual(['aws:username'])
  })
  it('is found in a text without its closing quote', () => expect(proposed('{"Statement": [{"Action": ["s3:G|\n  ]}]}')).toContain('s3:GetObject'))
  it.each(['|', '{}|', '{"Version": "2012-10-17"|}', '{"Version": "2012-10-17" |}', inStatement('"Sid": "|"'), '{"Other": {"|"}}', '"|"', '[|]'])('is nothing in %s', (text) => {
    expect(proposed(text)).toEqual([])
  })
})

describe('what is chosen', () => {
  it('of a key brings its value, with the cursor in it', () => {
    expect(after(inStatement('"|"'), 'Action')).toBe(inStatement('"Action": ["|"]'))
    expect(after(inStatement('"Ef|"'), 'Effect')).toBe(inStatement('"Effect": "|"'))
    expect(after(inStatement('"Condition": {"Str|"}'), 'StringEquals')).toBe(inStatement('"Condition": {"StringEquals": { "|" }}'))
  })
  it('needs no quotes', () => expect(after('{|}', 'Version')).toBe('{"Version": "2012-10-17"|}'))
  it('is parted by a comma from what follows', () => expect(after('{\n  |\n  "Statement": []\n}', 'Version')).toBe('{\n  "Version": "2012-10-17"|,\n  "Statement": []\n}'))
  it('changes a key that has its value already, and nothing else', () => expect(after(inStatement('"Act|": "s3:*"'), 'NotAction')).toBe(inStatement('"NotAction"|: "s3:*"')))
  it('replaces a value whole', () => expect(after(inStatement('"Action": "s3:G|etObj"'), 's3:GetObject')).toBe(inStatement('"Action": "s3:GetObject"|')))
  it('of a service leaves the cursor before the action', () => expect(after(inStatement('"Action": ["|"]'), 's3:')).toBe(inStatement('"Action": ["s3:|"]')))
  it('closes a text that was open', () => expect(after('{"Statement": [{"Action": ["s3:G|\n]}]}', 's3:GetObject')).toBe('{"Statement": [{"Action": ["s3:GetObject"|\n]}]}'))
  it('of a variable writes its braces', () => {
    expect(after(inStatement('"Resource": "arn:aws:s3:::a/${aws|}/*"'), 'aws:username')).toBe(inStatement('"Resource": "arn:aws:s3:::a/${aws:username}|/*"'))
    expect(after(inStatement('"Resource": "arn:aws:s3:::a/${|"'), 'aws:username')).toBe(inStatement('"Resource": "arn:aws:s3:::a/${aws:username}|"'))
  })
  it('of the statements is a statement of the kind', () => {
    const identity = after('{\n  "|"\n}', 'Statement')
    expect(identity).toContain('"Action": ["|"]')
    expect(identity).toContain('"Resource"')
    const trust = after('{"|"}', 'Statement', 'trust')
    expect(trust).toContain('"Principal"')
    expect(trust).not.toContain('"Resource"')
    expect(() => JSON.parse(trust.replace('|', ''))).not.toThrow()
  })
  it('waits for the rest of a key that goes on', () => expect(after(inStatement('"Condition": {"StringEquals": {"aws:P|"}}'), 'aws:PrincipalTag/')).toContain('"aws:PrincipalTag/|": ""'))
})
