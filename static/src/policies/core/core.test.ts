import { describe, expect, it } from 'vitest'
import type { Document, Json } from '../../shared/types'
import type { Answer, LayerAnswer, StatementAnswer } from '../client'
import { asked } from './address'
import { doubled, fromContext, keysLookedAt, listed, type Row, toContext, typeOf } from './context'
import { readPolicy, shown, stands, unreadable } from './drafts'
import { example, exampleQuestion } from './example'
import { inventory } from './inventory'
import { unfinished } from './request'
import { actionsNamed, narrowed, resourcesNamed } from './suggest'
import { awsKey, blockingLayer, concerns, decidingOf, failing, highlightOf, marksOf, outcomeOf, worthOpening } from './verdict'

const document = example('Reports')
const names = (held: { name: string; as: string; by?: string }[]) => held.map((one) => `${one.name} ${one.as}${one.by ? ` by ${one.by}` : ''}`)

describe('the policies of a document', () => {
  const found = inventory(document)
  const identity = (id: string) => found.identities.find((one) => one.id === id)!

  it('are found where they stand', () => {
    expect([...found.places.keys()].sort()).toEqual([
      'Alice/Properties/Policies/0/PolicyDocument', 'Analysts/Properties/Policies/0/PolicyDocument', 'NobodyDeletes/Properties/Content',
      'OnlyReading/Properties/PolicyDocument', 'ReportJob/Properties/AssumeRolePolicyDocument', 'ReportJob/Properties/Policies/0/PolicyDocument',
    ])
    expect(found.organisation.map((one) => one.kind)).toEqual(['scp'])
    expect(found.unattached).toEqual([])
  })

  it('are held by users also through their groups, with boundary and trust policy', () => {
    expect(names(identity('Alice').held)).toEqual(['ConfidentialNeedsMfa policy', 'ReadReports policy by Analysts'])
    expect(names(identity('Bob').held)).toEqual(['AdministratorAccess policy', 'OnlyReading boundary'])
    expect(names(identity('ReportJob').held)).toEqual(['WriteReports policy', 'ReportJob trust'])
    expect(identity('Bob').held[0]!.place).toBeNull()
  })

  it('come to an identity from either side, once', () => {
    const both: Document = {
      SchemaVersion: 1,
      Resources: {
        Reader: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader', ManagedPolicyArns: [{ Ref: 'Read' }], AssumeRolePolicyDocument: {} } },
        Read: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles: [{ Ref: 'Reader' }], PolicyDocument: {} } },
        Write: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'write', Roles: ['READER'], PolicyDocument: {} } },
        Spare: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: {} } },
        Gate: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'B' }, PolicyDocument: {} } },
        Limit: { Type: 'AWS::Organizations::Policy', Properties: { Type: 'RESOURCE_CONTROL_POLICY', Name: 'limit', Content: {} } },
        Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: {} } },
      },
    }
    const { identities, unattached, resources, organisation } = inventory(both)
    expect(names(identities[0]!.held)).toEqual(['Read policy', 'write policy', 'Reader trust'])
    expect(unattached.map((one) => one.resource)).toEqual(['Spare'])
    expect(resources.map((one) => [one.resource, one.kind])).toEqual([['Gate', 'resource'], ['Key', 'key']])
    expect(organisation.map((one) => [one.name, one.kind])).toEqual([['limit', 'rcp']])
  })

  it('stay countable whatever is written in the document', () => {
    const odd: Document = {
      SchemaVersion: 1,
      Resources: {
        A: { Type: 'AWS::IAM::User' },
        B: { Type: 'AWS::IAM::User', Properties: { Policies: 'none', Groups: [7, { Ref: 'Gone' }], ManagedPolicyArns: [null, 'arn:aws:iam::111122223333:policy/Elsewhere'], PermissionsBoundary: null } },
        C: { Type: 'AWS::IAM::Role', Properties: { Policies: [null, { PolicyName: 3 }] } },
      },
    }
    const { identities } = inventory(odd)
    expect(names(identities.find((one) => one.id === 'B')!.held)).toEqual(['Elsewhere policy'])
    expect(names(identities.find((one) => one.id === 'C')!.held)).toEqual(['C 1 policy', 'C 2 policy', 'C trust'])
  })
})

describe('a policy that is being typed', () => {
  it('is read when it is an object, and only then', () => {
    expect(readPolicy('{"Version": "2012-10-17"}')).toEqual({ Version: '2012-10-17' })
    for (const text of ['', '{', '[]', 'null', '"text"']) expect(readPolicy(text)).toBeUndefined()
  })

  it('stays a draft that is shown until the document changes under it', () => {
    const value: Json = { Version: '2012-10-17' }
    const draft = { text: '{ "Version"', value }
    expect(shown(draft, { Version: '2012-10-17' })).toBe('{ "Version"')
    expect(unreadable(shown(draft, value))).toBe(true)
    expect(stands(draft, { Version: '2008-10-17' })).toBe(false)
    expect(shown(draft, { Version: '2008-10-17' })).toEqual({ Version: '2008-10-17' })
    expect(shown(undefined, undefined)).toBe('')
  })
})

describe('the context of a request', () => {
  const rows: Row[] = [
    { key: 'aws:MultiFactorAuthPresent', type: 'boolean', value: 'true' },
    { key: ' s3:max-keys ', type: 'number', value: '10' },
    { key: 'aws:TagKeys', type: 'list', value: 'team, cost\nowner' },
    { key: 'aws:SourceIp', type: 'address', value: ' 203.0.113.7 ' },
    { key: '', type: 'text', value: 'nobody' },
    { key: 'aws:username', type: 'text', value: '' },
  ]

  it('has each value in its type, and nothing of what is unfinished', () => {
    expect(toContext(rows)).toEqual({ 'aws:MultiFactorAuthPresent': true, 's3:max-keys': 10, 'aws:TagKeys': ['team', 'cost', 'owner'], 'aws:SourceIp': '203.0.113.7' })
  })

  it('comes back as the same rows from what was shared', () => {
    expect(toContext(fromContext(toContext(rows)))).toEqual(toContext(rows))
    expect(fromContext({ 'aws:SourceIp': '203.0.113.7' }, () => 'address')).toEqual([{ key: 'aws:SourceIp', type: 'address', value: '203.0.113.7' }])
  })

  it('keeps a number that is none as it was written', () => {
    expect(toContext([{ key: 'a', type: 'number', value: 'ten' }])).toEqual({ a: 'ten' })
  })

  it('has a key once, capitals aside', () => {
    expect(doubled(rows)).toBeNull()
    expect(doubled([...rows, { key: 'AWS:sourceip', type: 'text', value: 'x' }])).toBe('AWS:sourceip')
    expect(doubled([{ key: '', type: 'text', value: '' }, { key: ' ', type: 'text', value: '' }])).toBeNull()
  })

  it('is asked for by the conditions of the document', () => {
    expect([...keysLookedAt(document)]).toEqual([['aws:MultiFactorAuthPresent', 'false']])
    const twice = { ...document, Resources: { ...document.Resources, X: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: { Condition: { Null: { 'aws:TokenIssueTime': 'true' }, Bool: { 'AWS:MULTIFACTORAUTHPRESENT': 'true' } } } } } } } }
    expect([...keysLookedAt(twice)]).toEqual([['aws:MultiFactorAuthPresent', 'false'], ['aws:TokenIssueTime', '']])
  })

  it('takes types from the families of the catalogue', () => {
    expect(['string', 'boolean', 'number', 'address', 'arn', 'binary', undefined].map((family) => typeOf(family, false))).toEqual(['text', 'boolean', 'number', 'address', 'arn', 'text', 'text'])
    expect(typeOf('string', true)).toBe('list')
    expect(listed('')).toEqual([])
  })
})

describe('suggestions', () => {
  it('begin with what the document speaks of', () => {
    expect(actionsNamed(document)).toContain('s3:GetObject')
    expect(actionsNamed(document).some((action) => action.includes('*'))).toBe(false)
    expect(resourcesNamed(document)).toEqual(expect.arrayContaining(['arn:aws:s3:::quarterly-reports', 'arn:aws:s3:::quarterly-reports/confidential/example.txt']))
    expect(resourcesNamed(document).some((arn) => /[*?]/.test(arn))).toBe(false)
  })

  it('are narrowed by what is typed: beginnings first, notes too, never too many', () => {
    const all = ['s3:GetObject', 'ec2:GetConsole', 's3:PutObject'].map((value) => ({ value })).concat([{ value: 'iam:ListUsers', note: 'gets a list' } as { value: string }])
    expect(narrowed(all, 'S3:').map((one) => one.value)).toEqual(['s3:GetObject', 's3:PutObject'])
    expect(narrowed(all, 'get').map((one) => one.value)).toEqual(['s3:GetObject', 'ec2:GetConsole', 'iam:ListUsers'])
    expect(narrowed(all, '', 2)).toHaveLength(2)
  })
})

// ---------------------------------------------------------------------- answers

const said = (index: number, effect: 'Allow' | 'Deny', verdict: StatementAnswer['verdict'], fits = verdict !== 'not'): StatementAnswer => ({
  index, sid: null, effect, verdict, text: '', elements: [{ element: 'Action', fits: true, why: '' }, { element: 'Resource', fits, why: '' }],
})
const layer = (id: string, verdict: LayerAnswer['verdict'], policies: LayerAnswer['policies'], decides = false): LayerAnswer => ({ layer: id, level: null, name: null, verdict, text: '', decides, policies })
const policy = (name: string, path: string[] | null, ...statements: StatementAnswer[]) => ({ name, path, statements, left_off: 0 })
const answer = (outcome: string, ...layers: LayerAnswer[]): Answer => ({
  decision: { outcome, reason: '', text: '', layer: '', level: null, same_account: true, source: '' },
  layers, decided_by: null, warnings: [],
  request: { principal: '', principal_account: null, principal_id: null, action: '', resource: '', resource_id: null, accountId: '', account_given: false, context: {} },
})

describe('an answer', () => {
  const denied = answer('ExplicitlyDenied',
    layer('scp', 'allows', [policy('FullAWSAccess', null, said(0, 'Allow', 'applies'))]),
    layer('identity', 'denies', [policy('A', ['A'], said(0, 'Allow', 'applies'), said(1, 'Deny', 'decides'), said(2, 'Allow', 'not')), policy('B', ['B'], said(0, 'Deny', 'not'))], true),
    layer('boundary', 'silent', [policy('B', ['B'], said(0, 'Allow', 'applies'))]))

  it('is one of three outcomes', () => {
    expect(['Allowed', 'ExplicitlyDenied', 'ImplicitlyDenied', 'allowed', 'explicitDeny', 'implicitDeny'].map(outcomeOf)).toEqual(['allowed', 'explicit', 'implicit', 'allowed', 'explicit', 'implicit'])
  })

  it('marks each policy with the strongest it said, in whichever layer', () => {
    expect(Object.fromEntries(marksOf(denied))).toEqual({
      A: { mark: 'denies', decides: true }, B: { mark: 'allows', decides: false }, [awsKey('FullAWSAccess')]: { mark: 'allows', decides: false },
    })
    expect(marksOf(null).size).toBe(0)
  })

  it('says what decided, or which layer did not allow', () => {
    expect(decidingOf(denied).map((one) => [one.layer.layer, one.policy.name, one.statement.index])).toEqual([['identity', 'A', 1]])
    expect(blockingLayer(denied)).toBeNull()
    const silent = answer('ImplicitlyDenied', layer('identity', 'allows', []), layer('boundary', 'silent', [], true))
    expect(decidingOf(silent)).toEqual([])
    expect(blockingLayer(silent)?.layer).toBe('boundary')
  })

  it('lights up what decided in the policy that is open, or what was chosen there', () => {
    expect(highlightOf(denied, 'A', null)).toEqual({ statement: 1, tone: 'deny' })
    expect(highlightOf(denied, 'A', { key: 'A', statement: 0 })).toEqual({ statement: 0, tone: 'allow' })
    expect(highlightOf(denied, 'A', { key: 'A', statement: 2 })).toEqual({ statement: 2, tone: 'focus' })
    expect(highlightOf(denied, 'B', null)).toBeNull()
    expect(highlightOf(denied, null, null)).toBeNull()
    expect(highlightOf(null, 'A', null)).toBeNull()
  })

  it('leads to the policy one wants to see', () => {
    expect(worthOpening(denied)).toBe('A')
    const silent = answer('ImplicitlyDenied', layer('identity', 'allows', [policy('A', ['A'], said(0, 'Allow', 'applies'))]), layer('boundary', 'silent', [policy('C', ['C'], said(0, 'Allow', 'not'))], true))
    expect(worthOpening(silent)).toBe('C')
    expect(worthOpening(answer('ImplicitlyDenied', layer('identity', 'silent', [policy('A', ['A'], said(0, 'Allow', 'not'))], false)))).toBe('A')
    expect(worthOpening(answer('ImplicitlyDenied'))).toBeNull()
    expect([concerns(silent, 'C'), concerns(silent, 'D')]).toEqual([true, false])
  })

  it('tells the elements that kept a statement out', () => {
    expect(failing(said(0, 'Allow', 'not')).map((one) => one.element)).toEqual(['Resource'])
  })
})

describe('a question that is being typed', () => {
  const whole = { principal: 'arn:aws:iam::111122223333:user/alice', action: 's3:GetObject', resource: '*' }

  it('is asked when each field is whole', () => {
    expect(unfinished(whole)).toBeNull()
    for (const principal of ['*', 'ec2.amazonaws.com', 'accounts.google.com', 'arn:aws:iam::111122223333:root', 'arn:aws-cn:sts::111122223333:assumed-role/App/one'])
      expect(unfinished({ ...whole, principal })).toBeNull()
  })

  it('says which field is not', () => {
    expect(unfinished({ ...whole, principal: '' })).toEqual({ field: 'principal', empty: true })
    for (const principal of ['arn:aws:iam::1111', 'arn:aws:iam::111122223333:user/', 'alice', 'ec2.']) expect(unfinished({ ...whole, principal })).toEqual({ field: 'principal', empty: false })
    for (const action of ['s3', 's3:', 's3:Get*', ':Get']) expect(unfinished({ ...whole, action })).toEqual({ field: 'action', empty: false })
    expect(unfinished({ ...whole, resource: '' })).toEqual({ field: 'resource', empty: true })
  })
})

describe('the address', () => {
  it('asks by logical id or by ARN', () => {
    expect(asked('?identity=Bob&action=s3:GetObject')).toEqual({ identity: 'Bob', principal: '', action: 's3:GetObject' })
    expect(asked('?principal=ec2.amazonaws.com')).toEqual({ identity: null, principal: 'ec2.amazonaws.com' })
    expect(asked('')).toEqual({})
  })
})

describe('the example', () => {
  it('asks what its own parts are about', () => {
    expect(document.Resources[exampleQuestion.identity]?.Type).toBe('AWS::IAM::User')
    expect(Object.keys(toContext(exampleQuestion.rows))).toEqual([...keysLookedAt(document).keys()])
  })
})
