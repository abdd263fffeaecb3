import { describe, expect, it } from 'vitest'
import { presetsFor } from './presets'
import { statementsIn, textOf, tidied, valueOf, written } from './text'
import { replacement } from './view'

describe('a policy and its text', () => {
  it('is an object when it is one whole', () => expect(valueOf('{"Version": "2012-10-17"}')).toEqual({ Version: '2012-10-17' }))
  it.each(['', '{', '[1]', '"text"', '{"a": 1, "a": 2}', '{"b": {"a": 1, "a": 2}}', '{"a": 12345678901234567890}'])('stays the text %j when an object would lose something of it', (text) => {
    expect(valueOf(text)).toBe(text)
    expect(textOf(valueOf(text))).toBe(text)
  })
  it('goes there and back', () => {
    for (const kind of ['identity', 'trust', 'resource', 'scp', 'rcp', 'key', 'endpoint', 'session', 'boundary'] as const)
      for (const { policy } of presetsFor(kind)) expect(valueOf(textOf(policy))).toEqual(policy)
  })
  it('has short lists on one line, long ones on several', () => {
    expect(written({ Action: ['s3:GetObject', 's3:PutObject'] })).toBe('{\n  "Action": ["s3:GetObject", "s3:PutObject"]\n}')
    expect(written({ Action: Array.from({ length: 9 }, (_, i) => `s3:GetObjectVersion${i}`) }).split('\n')).toHaveLength(13)
  })
  it('keeps references on one line', () => expect(written({ Resource: [{ 'Fn::GetAtt': ['Reports', 'Arn'] }] })).toContain('    { "Fn::GetAtt": ["Reports", "Arn"] }'))
  it('can be tidied unless something would be lost', () => {
    expect(tidied('{"a":1}')).toBe('{\n  "a": 1\n}')
    expect(tidied('{"a":1,"a":2}')).toBeNull()
  })
  it('is told in short', () => {
    expect(statementsIn({ Statement: { Effect: 'Deny', NotAction: 'iam:*', Resource: '*' } })).toEqual([{ effect: 'Deny', about: 'NotAction: iam:*' }])
    expect(statementsIn({ Statement: [{ Effect: 'Allow', Action: ['a:1', 'a:2', 'a:3', 'a:4'] }] })[0]?.about).toBe('a:1, a:2, a:3, …')
    expect(statementsIn('{"Statement": [')).toEqual([])
  })
})

describe('a new text', () => {
  it.each([['abc', 'abXc'], ['aaa', 'aa'], ['', 'x'], ['same', 'same'], ['one two', 'one three two']])('%j to %j is the smallest change', (before, after) => {
    const change = replacement(before, after)
    expect(change ? before.slice(0, change.from) + change.insert + before.slice(change.to) : before).toBe(after)
    expect((change?.insert.length ?? 0)).toBeLessThanOrEqual(Math.max(0, after.length))
  })
  it('of what is equal is none', () => expect(replacement('a', 'a')).toBeNull())
})
