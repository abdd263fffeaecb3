/** What can stand where the cursor is, and what the text becomes when one of it is chosen. */
import type { PolicyKind } from './kinds'
import type { Position } from './position'
import type { ConditionKey, Vocabulary } from './vocabulary'

/** An ARN of the document, with what it is of. */
export interface KnownArn {
  arn: string
  label: string
  /** It may stand as a principal. */
  principal?: boolean
  /** Things below it have ARNs of their own, as the objects of a bucket. */
  inside?: string
}

export interface Proposal {
  label: string
  detail?: string
  /** It is the beginning of something: what may follow is proposed at once. */
  goesOn?: boolean
  boost?: number
}

/** What completion knows. */
export interface Words {
  kind: PolicyKind
  vocabulary: Vocabulary
  arns: readonly KnownArn[]
  regions: readonly string[]
}

/** Names of what is proposed, in the page's language: access levels and families of values among them. */
export type Say = (key: Said) => string
export type Said = 'everything' | 'service' | 'objects' | `access_${string}` | `family_${string}`

/** Services that act by a role or on a bucket; there are hundreds more. */
const SERVICE_PRINCIPALS = [
  'ec2', 'lambda', 'ecs-tasks', 'autoscaling', 'elasticloadbalancing', 'cloudfront', 'apigateway', 'events', 's3', 'cloudtrail', 'logging.s3', 'states', 'sns', 'sqs',
].map((name) => `${name}.amazonaws.com`)

export function proposals(position: Position, words: Words, say: Say): Proposal[] {
  const { vocabulary, arns } = words
  const elements = vocabulary.elements[words.kind]
  const fresh = (names: readonly string[]) => names.filter((name) => !position.beside.includes(name)).map((label, i): Proposal => ({ label, boost: -i }))
  const everything: Proposal = { label: '*', detail: say('everything'), boost: -50 }
  switch (position.slot) {
    case 'policyElement':
      return fresh(elements?.policy ?? [])
    case 'statementElement':
      return fresh((elements?.statement ?? []).filter((name) => !position.beside.includes(opposite(name))))
    case 'version':
      return vocabulary.versions.map((label, i) => ({ label, boost: -i }))
    case 'effect':
      return vocabulary.effects.map((label) => ({ label }))
    case 'action':
      return [...actions(position, words, say), ...(position.typed.includes(':') ? [] : [everything])]
    case 'resource':
      return left(position, [...arns.filter((one) => !one.arn.endsWith(':root')).flatMap((one): Proposal[] => {
        // What the statement's actions are about comes first.
        const boost = position.services.includes(one.arn.split(':')[2] ?? '') ? 10 : 0
        return [{ ...named(one), boost }, ...(one.inside ? [{ label: one.arn + one.inside, detail: `${one.label} · ${say('objects')}`, boost }] : [])]
      }), everything])
    case 'principalKey':
      return fresh(vocabulary.principalKeys)
    case 'anyPrincipal':
      return [everything]
    case 'principal':
      if (position.principal === 'Service') return left(position, SERVICE_PRINCIPALS.map((label) => ({ label })))
      return position.principal === 'AWS' ? left(position, [...arns.filter((one) => one.principal).map(named), everything]) : []
    case 'operator':
      return left(position, operators(vocabulary, say))
    case 'conditionKey':
      return left(position, keys(position, vocabulary, say))
    case 'conditionValue':
      return left(position, values(position, words))
    case 'variable':
      return vocabulary.variables.map((label) => ({ label }))
    case 'statement':
    case 'statements':
      return []
  }
}

const named = ({ arn, label }: KnownArn): Proposal => ({ label: arn, detail: label })
const opposite = (name: string) => (name.startsWith('Not') ? name.slice(3) : `Not${name}`)
const left = ({ beside }: Position, found: readonly Proposal[]) => found.filter((one) => !beside.includes(one.label))

function actions(position: Position, { vocabulary }: Words, say: Say): Proposal[] {
  const colon = position.typed.indexOf(':')
  // Services whose actions are known come first.
  if (colon < 0) return vocabulary.services.map((prefix): Proposal => ({ label: `${prefix}:`, goesOn: true, boost: prefix in vocabulary.actions ? 5 : -5 }))
  const prefix = position.typed.slice(0, colon)
  const known = vocabulary.actions[prefix.toLowerCase()] ?? []
  return [
    // What has the shorter name is the more usual: GetObject before GetObjectVersionForReplication.
    ...left(position, known.map(({ name, access }): Proposal => ({ label: `${prefix}:${name}`, detail: say(`access_${access}`), boost: Math.max(-40, 10 - name.length) }))),
    { label: `${prefix}:*`, detail: say('service'), boost: -50 },
  ]
}

/** With their prefixes and endings; the plain names first. */
function operators({ operators: plain, setOperators, ifExists }: Vocabulary, say: Say): Proposal[] {
  return plain.flatMap(({ name, family, ifExists: may }) => {
    const detail = say(`family_${family}`)
    const endings = [{ label: name, detail, boost: 0 }, ...(may ? [{ label: name + ifExists, detail, boost: -20 }] : [])]
    const sets = name === 'Null' ? [] : endings.flatMap((one) => setOperators.map((prefix) => ({ ...one, label: `${prefix}:${one.label}`, boost: one.boost - 40 })))
    return [...endings, ...sets]
  })
}

/** Of the operator's family, and of the services the statement is about, first. */
function keys({ operator, services }: Position, vocabulary: Vocabulary, say: Say): Proposal[] {
  const family = vocabulary.operators.find((one) => plainOperator(operator, vocabulary) === one.name)?.family
  const proposal = ({ name, type, many }: ConditionKey, boost: number): Proposal => ({
    label: name, detail: say(`family_${type}`) + (many ? ' […]' : ''), boost: boost + (type === family ? 20 : 0), ...(/[/:]$/.test(name) ? { goesOn: true } : {}),
  })
  return [
    ...vocabulary.globalKeys.map((one) => proposal(one, 0)),
    ...Object.entries(vocabulary.serviceKeys).flatMap(([service, listed]) => listed.map((one) => proposal(one, services.includes(service) ? 10 : -30))),
  ]
}

/** Without what stands before and behind its name. */
function plainOperator(operator: string, { ifExists }: Vocabulary): string {
  const name = operator.slice(operator.indexOf(':') + 1)
  return ifExists && name.endsWith(ifExists) ? name.slice(0, -ifExists.length) : name
}

function values({ operator, conditionKey, typed }: Position, { vocabulary, arns, regions }: Words): Proposal[] {
  const known = vocabulary.operators.find((one) => one.name === plainOperator(operator, vocabulary))
  if (known?.family === 'boolean' || known?.family === 'null') return [{ label: 'true' }, { label: 'false' }]
  const key = conditionKey.toLowerCase()
  const found = key === 'aws:requestedregion' ? regions.map((label): Proposal => ({ label })) : known?.family === 'arn' || key.endsWith('arn') ? arns.map(named) : []
  return known?.variables && typed === '' ? [...found, ...vocabulary.variables.map((name) => ({ label: `\${${name}}`, boost: -20 }))] : found
}

// ------------------------------------------------------------------ choosing

export interface Change {
  from: number
  to: number
  insert: string
  /** Where the cursor is afterwards. */
  cursor: number
  /** What may follow is proposed at once. */
  goesOn: boolean
}

/** A bar marks the cursor. */
const SKELETONS: Record<string, string> = {
  Version: '"2012-10-17"|', Id: '"|"', Sid: '"|"', Effect: '"|"', Action: '["|"]', NotAction: '["|"]', Resource: '["|"]', NotResource: '["|"]',
  Principal: '{ "|" }', NotPrincipal: '{ "|" }', Condition: '{ "|" }',
}

function skeleton(position: Position, label: string): string {
  switch (position.slot) {
    case 'operator':
      return '{ "|" }'
    case 'conditionKey':
      return '"|"'
    case 'principalKey':
      return '["|"]'
    default:
      return SKELETONS[label] ?? '|'
  }
}

/** The elements whose value is proposed as well. */
const followsUp = (position: Position, label: string) => position.slot !== 'statementElement' && position.slot !== 'policyElement' ? true : label !== 'Sid' && label !== 'Id' && label !== 'Version'

export function chosen(text: string, position: Position, proposal: Proposal, kind: PolicyKind): Change {
  const { start, end, slot } = position
  const what = proposal.label
  if (slot === 'variable') return { from: start, to: end, insert: `\${${what}}`, cursor: start + what.length + 3, goesOn: false }
  if (position.bare) {
    const value = slot === 'policyElement' && what === 'Statement' ? statements(kind, indentOf(text, start)) : skeleton(position, what)
    const whole = `${JSON.stringify(what)}: ${value}${position.followed ? ',' : ''}`
    const insert = whole.replace('|', '')
    // A key that is not whole yet waits for the rest of its name.
    if (proposal.goesOn) return { from: start, to: end, insert, cursor: start + what.length + 1, goesOn: false }
    return { from: start, to: end, insert, cursor: start + whole.indexOf('|'), goesOn: followsUp(position, what) }
  }
  const quoted = JSON.stringify(what)
  const comma = !position.quoted && position.followed ? ',' : ''
  // Of a name that has its value already, only the name changes. The beginning of a value leaves the cursor inside.
  return { from: start, to: end, insert: quoted + comma, cursor: start + quoted.length - (proposal.goesOn ? 1 : 0), goesOn: proposal.goesOn === true }
}

function indentOf(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  return /^\s*/.exec(line)![0]
}

function statements(kind: PolicyKind, indent: string): string {
  const [one, two] = [`${indent}  `, `${indent}    `]
  const elements = [
    '"Effect": "Allow"',
    ...(kind === 'trust' || kind === 'resource' || kind === 'key' ? ['"Principal": { "AWS": ["*"] }'] : kind === 'rcp' ? ['"Principal": "*"'] : []),
    '"Action": ["|"]',
    ...(kind === 'trust' ? [] : ['"Resource": ["*"]']),
  ]
  return `[\n${one}{\n${elements.map((element) => two + element).join(',\n')}\n${one}}\n${indent}]`
}
