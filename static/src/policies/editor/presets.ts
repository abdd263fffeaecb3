/** Policies to begin with, by kind. */
import type { Bilingual, JsonObject } from '../../shared/types'
import type { PolicyKind } from './kinds'

export interface PolicyPreset {
  id: string
  label: Bilingual
  policy: JsonObject
}

const policy = (...Statement: JsonObject[]): JsonObject => ({ Version: '2012-10-17', Statement })
const allow = (rest: JsonObject): JsonObject => ({ Effect: 'Allow', ...rest })
const deny = (rest: JsonObject): JsonObject => ({ Effect: 'Deny', ...rest })

/** Global services answer from one region alone, whichever is asked for: they are left out of a rule about regions. */
const OUTSIDE_REGIONS = ['iam:*', 'organizations:*', 'route53:*', 'cloudfront:*', 'sts:*', 'support:*']
const notSeoul: JsonObject = { StringNotEquals: { 'aws:RequestedRegion': 'ap-northeast-2' } }

/** bucket, account: names of the document to write in, so that a preset grants something at once. */
export function presetsFor(kind: PolicyKind, bucket = 'amzn-s3-demo-bucket', account = '111122223333'): PolicyPreset[] {
  const [arn, objects] = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]
  const readBucket = [
    allow({ Sid: 'ListTheBucket', Action: ['s3:ListBucket'], Resource: [arn] }),
    allow({ Sid: 'ReadItsObjects', Action: ['s3:GetObject'], Resource: [objects] }),
  ]
  const identity: PolicyPreset[] = [
    { id: 'read-bucket', label: { en: 'Read a bucket', ko: '버킷 읽기' }, policy: policy(...readBucket) },
    {
      id: 'write-bucket', label: { en: 'Read and write a bucket', ko: '버킷 읽고 쓰기' },
      policy: policy(readBucket[0]!, allow({ Sid: 'ReadAndWriteItsObjects', Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], Resource: [objects] })),
    },
    {
      id: 'own-folder', label: { en: 'Only one’s own folder', ko: '자기 폴더만' },
      policy: policy(
        allow({ Sid: 'ListTheFolder', Action: ['s3:ListBucket'], Resource: [arn], Condition: { StringLike: { 's3:prefix': ['home/${aws:username}/*'] } } }),
        allow({ Sid: 'UseTheFolder', Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], Resource: [`${arn}/home/\${aws:username}/*`] }),
      ),
    },
    {
      id: 'assume-role', label: { en: 'Assume a role', ko: '역할 수임' },
      policy: policy(allow({ Action: ['sts:AssumeRole'], Resource: [`arn:aws:iam::${account}:role/ROLE_NAME`] })),
    },
    {
      id: 'deny-outside-seoul', label: { en: 'Deny outside Seoul', ko: '서울 리전 밖 거부' },
      policy: policy(deny({ Sid: 'DenyOutsideSeoul', NotAction: OUTSIDE_REGIONS, Resource: '*', Condition: notSeoul })),
    },
    {
      id: 'deny-without-mfa', label: { en: 'Deny without MFA', ko: 'MFA가 없으면 거부' },
      policy: policy(deny({
        Sid: 'DenyWithoutMfa', NotAction: ['iam:ListMFADevices', 'iam:ListVirtualMFADevices', 'iam:EnableMFADevice', 'iam:CreateVirtualMFADevice', 'iam:ResyncMFADevice', 'sts:GetSessionToken'],
        Resource: '*', Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      })),
    },
    { id: 'everything', label: { en: 'Administrator', ko: '관리자' }, policy: policy(allow({ Action: '*', Resource: '*' })) },
  ]
  const by = (service: string): JsonObject => policy(allow({ Principal: { Service: service }, Action: 'sts:AssumeRole' }))
  switch (kind) {
    case 'identity':
    case 'boundary':
    case 'session':
      return identity
    case 'trust':
      return [
        { id: 'ec2', label: { en: 'Assume by EC2', ko: 'EC2가 수임' }, policy: by('ec2.amazonaws.com') },
        { id: 'lambda', label: { en: 'Assume by Lambda', ko: 'Lambda가 수임' }, policy: by('lambda.amazonaws.com') },
        { id: 'ecs', label: { en: 'Assume by ECS tasks', ko: 'ECS 태스크가 수임' }, policy: by('ecs-tasks.amazonaws.com') },
        {
          id: 'account', label: { en: 'Assume from an account', ko: '계정에서 수임' },
          policy: policy(allow({ Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' })),
        },
        {
          id: 'account-mfa', label: { en: 'Assume from an account, with MFA', ko: '계정에서 MFA 인증 후 수임' },
          policy: policy(allow({ Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })),
        },
        {
          id: 'external-id', label: { en: 'Assume by a partner, with an external ID', ko: '협력사가 외부 ID로 수임' },
          policy: policy(allow({ Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': 'EXTERNAL_ID' } } })),
        },
      ]
    case 'resource':
      return [
        {
          id: 'other-account-reads', label: { en: 'Another account reads', ko: '다른 계정에 읽기 허용' },
          policy: policy(...readBucket.map(({ Sid, ...rest }) => ({ Sid: Sid!, Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: rest['Action']!, Resource: rest['Resource']! }))),
        },
        { id: 'public-read', label: { en: 'Everybody reads', ko: '누구나 읽기 허용' }, policy: policy(allow({ Sid: 'PublicRead', Principal: '*', Action: ['s3:GetObject'], Resource: [objects] })) },
        {
          id: 'tls-only', label: { en: 'Deny without TLS', ko: 'TLS가 없으면 거부' },
          policy: policy(deny({ Sid: 'DenyWithoutTls', Principal: '*', Action: 's3:*', Resource: [arn, objects], Condition: { Bool: { 'aws:SecureTransport': 'false' } } })),
        },
      ]
    case 'key':
      return [{ id: 'account-root', label: { en: 'The account decides by IAM', ko: '계정의 IAM 정책에 맡기기' }, policy: policy(allow({ Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' })) }]
    case 'scp':
      return [
        { id: 'full-access', label: { en: 'Everything', ko: '모두 허용' }, policy: policy(allow({ Action: '*', Resource: '*' })) },
        { id: 'deny-outside-seoul', label: { en: 'Deny outside Seoul', ko: '서울 리전 밖 거부' }, policy: policy(deny({ Sid: 'DenyOutsideSeoul', NotAction: OUTSIDE_REGIONS, Resource: '*', Condition: notSeoul })) },
        { id: 'deny-leaving', label: { en: 'Deny leaving the organization', ko: '조직 탈퇴 거부' }, policy: policy(deny({ Sid: 'DenyLeaving', Action: ['organizations:LeaveOrganization'], Resource: '*' })) },
        {
          id: 'deny-root', label: { en: 'Deny the root user', ko: '루트 사용자 거부' },
          policy: policy(deny({ Sid: 'DenyRootUser', Action: '*', Resource: '*', Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } } })),
        },
      ]
    case 'rcp':
      return [{
        id: 'tls-only', label: { en: 'Deny without TLS', ko: 'TLS가 없으면 거부' },
        policy: policy(deny({ Sid: 'DenyWithoutTls', Principal: '*', Action: 's3:*', Resource: '*', Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } })),
      }]
    case 'endpoint':
      return [{ id: 'one-bucket', label: { en: 'One bucket only', ko: '버킷 하나만' }, policy: policy(allow({ Principal: '*', Action: 's3:*', Resource: [arn, objects] })) }]
  }
}
