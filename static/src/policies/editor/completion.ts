/** What can stand where the cursor is, and what the text becomes when one of it is chosen. */
import type { PolicyKind } from './kinds'
import type { Position } from './position'
import type { Vocabulary } from './vocabulary'

/** An ARN of the document, with what it is of. */
export interface KnownArn {
  arn: string
  label: string
  /** It may stand as a principal. */
  principal?: boolean
  /** Things below it have ARNs of their own, as the objects of a bucket. */
  inside?: string
  /** JSON to write for it, where it is a reference and no text. */
  json?: string
}

export interface Proposal {
  label: string
  detail?: string
  /** JSON written for it, if it is no text of its own label. */
  json?: string
  /** It is the beginning of something: what may follow is proposed at once. */
  goesOn?: boolean
  boost?: number
}

const ALL: Proposal = { label: '*', boost: -10 }
const BOOLEAN = /^(Bool|Null)(IfExists)?$/

export function proposals(position: Position, vocabulary: Vocabulary, kind: PolicyKind, arns: readonly KnownArn[], words: (key: 'everything' | 'service' | 'objects') => string): Proposal[] {
  const elements = vocabulary.elements[kind]
  const fresh = (names: readonly string[]) => names.filter((name) => !position.beside.includes(name)).map((label, i): Proposal => ({ label, boost: -i }))
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
      return actions(position, vocabulary, words)
    case 'resource':
      return [...arns.flatMap((one): Proposal[] => [
        named(one),
        ...(one.inside ? [{ label: one.arn + one.inside, detail: `${one.label} · ${words('objects')}` }] : []),
      ]).filter((one) => !position.beside.includes(one.label)), { ...ALL, detail: words('everything') }]
    case 'principalKey':
      return fresh(vocabulary.principalKeys)
    case 'anyPrincipal':
      return [{ ...ALL, detail: words('everything') }]
    case 'principal':
      return principals(position, vocabulary, arns, words)
    case 'operator':
      return operators(position, vocabulary)
    case 'conditionKey':
      return keys(position, vocabulary)
    case 'conditionValue':
      return values(position, vocabulary, arns)
    case 'variable':
      return vocabulary.variables.map((label) => ({ label }))
    case 'statement':
    case 'statements':
      return []
  }
}

const named = ({ arn, label, json }: KnownArn): Proposal => ({ label: arn, detail: label, ...(json ? { json } : {}) })

const opposite = (name: string) => (name.startsWith('Not') ? name.slice(3) : `Not${name}`)

function actions(position: Position, vocabulary: Vocabulary, words: (key: 'everything' | 'service') => string): Proposal[] {
  const colon = position.typed.indexOf(':')
  if (colon < 0) {
    // Services whose actions are known come first.
    return [
      ...vocabulary.services.map((prefix): Proposal => ({ label: `${prefix}:`, goesOn: true, boost: prefix in vocabulary.actions ? 5 : 0 })),
      { ...ALL, detail: words('everything') },
    ]
  }
  const prefix = position.typed.slice(0, colon)
  const known = vocabulary.actions[prefix.toLowerCase()] ?? []
  const written = known.map(({ name, access }): Proposal => ({ label: `${prefix}:${name}`, ...(access ? { detail: access } : {}) }))
  return [...written.filter((one) => !position.beside.includes(one.label)), { label: `${prefix}:*`, detail: words('service'), boost: -10 }]
}

function principals({ principal, beside }: Position, vocabulary: Vocabulary, arns: readonly KnownArn[], words: (key: 'everything') => string): Proposal[] {
  const left = (found: Proposal[]) => found.filter((one) => !beside.includes(one.label))
  if (principal === 'Service') return left(vocabulary.servicePrincipals.map((label) => ({ label })))
  if (principal !== 'AWS') return []
  return left([...arns.filter((one) => one.principal).map(named), { ...ALL, detail: words('everything') }])
}

/** With their prefixes and endings; the plain names first. */
function operators({ beside }: Position, { operators: plain, setPrefixes }: Vocabulary): Proposal[] {
  const endings = plain.flatMap(({ name, detail, ifExists }) => [{ name, detail, boost: 0 }, ...(ifExists ? [{ name: `${name}IfExists`, detail, boost: -20 }] : [])])
  const all = endings.flatMap((one) => [one, ...(one.name.startsWith('Null') ? [] : setPrefixes.map((prefix) => ({ ...one, name: prefix + one.name, boost: one.boost - 40 })))])
  return all.filter((one) => !beside.includes(one.name)).map(({ name, detail, boost }) => ({ label: name, boost, ...(detail ? { detail } : {}) }))
}

function keys({ beside, services }: Position, vocabulary: Vocabulary): Proposal[] {
  const found: Proposal[] = vocabulary.globalKeys.map(({ name, type }) => ({ label: name, ...(type ? { detail: type } : {}) }))
  for (const [service, listed] of Object.entries(vocabulary.serviceKeys)) {
    const named = services.includes(service)
    for (const { name, type } of listed) found.push({ label: name, boost: named ? 10 : -10, ...(type ? { detail: type } : {}) })
  }
  return found.filter((one) => !beside.includes(one.label))
}

function values({ operator, conditionKey, typed, beside }: Position, vocabulary: Vocabulary, arns: readonly KnownArn[]): Proposal[] {
  const plain = operator.replace(/^For(All|Any)Values?:/, '')
  if (BOOLEAN.test(plain)) return [{ label: 'true' }, { label: 'false' }]
  const key = conditionKey.toLowerCase()
  const found: Proposal[] = []
  if (key === 'aws:requestedregion') found.push(...vocabulary.regions.map((label) => ({ label })))
  else if (plain.startsWith('Arn') || key.endsWith('arn')) found.push(...arns.map(named))
  if (/^(String|Arn)/.test(plain) && typed === '') found.push(...vocabulary.variables.map((name) => ({ label: `\${${name}}`, boost: -20 })))
  return found.filter((one) => !beside.includes(one.label))
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
    const bar = whole.indexOf('|')
    return { from: start, to: end, insert: whole.replace('|', ''), cursor: start + bar, goesOn: followsUp(position, what) }
  }
  const quoted = proposal.json ?? JSON.stringify(what)
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
