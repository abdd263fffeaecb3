/** A small company to begin with: every layer of the decision has something to say in it. */
import type { Document, Json } from '../../shared/types'
import type { Row } from './context'

const policy = (...statements: { [key: string]: Json }[]): Json => ({ Version: '2012-10-17', Statement: statements })
const at = (x: number, y: number) => ({ Canvas: { x, y } })
const BUCKET = 'arn:aws:s3:::quarterly-reports'

export function example(name: string): Document {
  return {
    SchemaVersion: 1,
    Name: name,
    Resources: {
      Organization: { Type: 'AWS::Organizations::Organization', Properties: {}, Metadata: at(40, 40) },
      Reporting: {
        Type: 'AWS::Organizations::Account',
        Properties: { AccountName: 'Reporting', Email: 'reporting@example.com', ParentIds: [{ 'Fn::GetAtt': ['Organization', 'RootId'] }] },
        Metadata: at(40, 184),
      },
      NobodyDeletes: {
        Type: 'AWS::Organizations::Policy',
        Properties: {
          Name: 'NobodyDeletes', Type: 'SERVICE_CONTROL_POLICY', TargetIds: [{ Ref: 'Reporting' }],
          Content: policy({ Sid: 'KeepEveryReport', Effect: 'Deny', Action: ['s3:DeleteObject', 's3:DeleteBucket'], Resource: '*' }),
        },
        Metadata: at(320, 40),
      },
      Reports: { Type: 'AWS::S3::Bucket', Account: 'Reporting', Properties: { BucketName: 'quarterly-reports' }, Metadata: at(880, 184) },
      Analysts: {
        Type: 'AWS::IAM::Group', Account: 'Reporting',
        Properties: {
          Policies: [{ PolicyName: 'ReadReports', PolicyDocument: policy(
            { Sid: 'ListReports', Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET },
            { Sid: 'ReadReports', Effect: 'Allow', Action: 's3:GetObject', Resource: `${BUCKET}/*` },
          ) }],
        },
        Metadata: at(600, 184),
      },
      Alice: {
        Type: 'AWS::IAM::User', Account: 'Reporting',
        Properties: {
          UserName: 'alice', Groups: [{ Ref: 'Analysts' }],
          Policies: [{ PolicyName: 'ConfidentialNeedsMfa', PolicyDocument: policy({
            Sid: 'NoMfaNoSecrets', Effect: 'Deny', Action: 's3:*', Resource: `${BUCKET}/confidential/*`,
            Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
          }) }],
        },
        Metadata: at(320, 184),
      },
      Bob: {
        Type: 'AWS::IAM::User', Account: 'Reporting',
        Properties: { UserName: 'bob', ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'], PermissionsBoundary: { Ref: 'OnlyReading' } },
        Metadata: at(320, 328),
      },
      OnlyReading: {
        Type: 'AWS::IAM::ManagedPolicy', Account: 'Reporting',
        Properties: {
          ManagedPolicyName: 'OnlyReading',
          PolicyDocument: policy({ Sid: 'ReadAndList', Effect: 'Allow', Action: ['s3:Get*', 's3:List*'], Resource: '*' }),
        },
        Metadata: at(600, 328),
      },
      ReportJob: {
        Type: 'AWS::IAM::Role', Account: 'Reporting',
        Properties: {
          RoleName: 'ReportJob',
          AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
          Policies: [{ PolicyName: 'WriteReports', PolicyDocument: policy({ Effect: 'Allow', Action: 's3:PutObject', Resource: `${BUCKET}/*` }) }],
        },
        Metadata: at(320, 472),
      },
    },
  }
}

/** The question the example opens with: Alice's group allows it, a Deny of her own stands against it. */
export const exampleQuestion = {
  identity: 'Alice',
  action: 's3:GetObject',
  resource: `${BUCKET}/confidential/plan.pdf`,
  rows: [{ key: 'aws:MultiFactorAuthPresent', type: 'boolean', value: 'false' }] satisfies Row[],
}
