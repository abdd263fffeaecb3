import { beforeEach, expect, it, vi } from 'vitest'
import { call } from '../../shared/api'
import { checkPolicy } from './check'

const drawn = { SchemaVersion: 1, Resources: { Files: { Type: 'AWS::S3::Bucket', Properties: {} } } }

vi.mock('../../shared/api', () => ({ call: vi.fn(async () => ({ problems: [] })), readProblems: (problems: unknown) => problems }))
vi.mock('../../workbench/store', () => ({ currentDocument: () => drawn }))

beforeEach(() => { vi.mocked(call).mockClear() })

it('sends the text alone when it says everything', async () => {
  const text = '{"Statement": [{"Resource": "arn:aws:s3:::files"}]}'
  await checkPolicy(text, 'identity')
  expect(vi.mocked(call).mock.calls[0]).toEqual(['POST', 'policies/check', { text, kind: 'identity' }, {}])
})

it.each(['{"Resource": {"Fn::GetAtt": ["Files", "Arn"]}}', '{"Resource": {"Ref": "Files"}}'])('sends the document along for references in %s', async (text) => {
  await checkPolicy(text, 'resource')
  expect(vi.mocked(call).mock.calls[0]?.[2]).toEqual({ text, kind: 'resource', document: drawn })
})
