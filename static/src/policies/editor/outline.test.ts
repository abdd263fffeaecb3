import { describe, expect, it } from 'vitest'
import type { Path } from '../../shared/types'
import { located } from './diagnostics'
import { offsetOf, outline, rangeAt, rangeOf, statementAt, statementsOf } from './outline'

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:PutObject"],
      "Resource": "*"
    },
    { "Effect": "Deny", "Action": "s3:*" }
  ]
}`

const marked = (text: string, path: Path) => {
  const { from, to } = rangeOf(text, outline(text), path)
  return text.slice(from, to)
}

describe('a path in a text', () => {
  it.each<[Path, string]>([
    [['Version'], '"2012-10-17"'],
    [['Statement', 0, 'Effect'], '"Allow"'],
    [['Statement', 0, 'Action', 1], '"s3:PutObject"'],
    [['Statement', 1, 'Action'], '"s3:*"'],
    // Of a list its name is marked, of a statement its first line.
    [['Statement', 0, 'Action'], '"Action"'],
    [['Statement', 0], '{'],
    [['Statement', 1], '{ "Effect": "Deny", "Action": "s3:*" }'],
    [[], '{'],
    // What is not there is told at what would have it.
    [['Statement', 1, 'Resource'], '{ "Effect": "Deny", "Action": "s3:*" }'],
    [['Statement', 7], '"Statement"'],
  ])('%j is %s', (path, expected) => expect(marked(POLICY, path)).toBe(expected))

  it('leads into a single statement and a single text as well', () => {
    const text = '{"Statement": {"Effect": "Allow", "Action": "s3:Get"}}'
    expect(marked(text, ['Statement', 0, 'Action', 0])).toBe('"s3:Get"')
    expect(marked(text, ['Statement', 'Action'])).toBe('"s3:Get"')
  })

  it('means the last of equal keys', () => expect(marked('{"Id": "a", "Id": "b"}', ['Id'])).toBe('"b"'))

  it('is found in a text that is still being typed', () => {
    const text = '{\n  "Statement": [\n    { "Effect": "Alow", "Action": ["s3:Get\n'
    expect(marked(text, ['Statement', 0, 'Effect'])).toBe('"Alow"')
    expect(marked(text, ['Statement', 0, 'Action', 0])).toBe('"s3:Get')
  })

  it.each(['', ' ', '{', '[', '"', '{"', '{"a"', '{"a":', '{"a":}', '}', '][', '{]}', '[,,]', '{"a":[{"b"]}', '\\', '{"a\\', '["\\"', 'nul', '{x:1}', '[1 2]', '"\\u12"', '{"a":1,"b"'])(
    'is looked for in %j without an end', (text) => {
      const { from, to } = rangeOf(text, outline(text), ['Statement', 0, 'Action', 3])
      expect(from).toBeGreaterThanOrEqual(0)
      expect(to).toBeLessThanOrEqual(text.length)
      expect(from).toBeLessThanOrEqual(to)
    })

  it('is looked for in every beginning of a policy', () => {
    for (let length = 0; length <= POLICY.length; length++) {
      const text = POLICY.slice(0, length)
      const { from, to } = rangeOf(text, outline(text), ['Statement', 0, 'Action', 1])
      expect(from).toBeLessThanOrEqual(to)
      expect(to).toBeLessThanOrEqual(length)
    }
  })

  it('does not exhaust the stack', () => expect(outline('['.repeat(100_000))?.type).toBe('list'))
})

describe('a line and a column', () => {
  it('count from one', () => expect(offsetOf('ab\ncd', 2, 2)).toBe(4))
  it('count characters, of which some take two places', () => expect(offsetOf('"😀", x', 1, 5)).toBe(5))
  it('behind the text are its end', () => expect(offsetOf('ab', 9, 9)).toBe(2))
  it('mark the text that begins there', () => {
    const { from, to } = rangeAt(POLICY, 5, 17)
    expect(POLICY.slice(from, to)).toBe('"Allow"')
  })
  it('mark what stands before where nothing does', () => expect(rangeAt('{"a": 1', 1, 8)).toEqual({ from: 6, to: 7 }))
})

describe('problems', () => {
  const problem = (path: (string | number)[], more = {}) => ({ code: 'X', path, severity: 'error' as const, message: '', ...more })

  it('come in the order of the text, with their lines', () => {
    const found = located(POLICY, [problem(['Statement', 1, 'Action']), problem(['Statement', 0, 'Action', 0]), problem(['Version'])])
    expect(found.map((one) => one.line)).toEqual([2, 6, 9])
  })
  it('stand where the server says, if it does', () => expect(located(POLICY, [problem([], { line: 9, column: 25 })])[0]).toMatchObject({ line: 9 }))
})

describe('statements', () => {
  const root = outline(POLICY)
  it('are counted', () => expect(statementsOf(root)).toHaveLength(2))
  it('are told from what is outside', () => {
    expect(statementAt(root, POLICY.indexOf('s3:Put'))).toBe(0)
    expect(statementAt(root, POLICY.indexOf('Deny'))).toBe(1)
    expect(statementAt(root, 3)).toBeNull()
  })
})
