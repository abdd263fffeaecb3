/** Kinds of policies, and which of them a property of a document holds. */
import type { JsonObject } from '../../shared/types'

export type PolicyKind = 'identity' | 'resource' | 'trust' | 'key' | 'boundary' | 'session' | 'scp' | 'rcp' | 'endpoint'

/** The kind of policy in a property of the type `json`; null when it holds something else. */
export function kindOfField(type: string, name: string, properties: JsonObject | undefined): PolicyKind | null {
  switch (name) {
    case 'AssumeRolePolicyDocument':
      return 'trust'
    case 'KeyPolicy':
      return 'key'
    case 'Content':
      return type === 'AWS::Organizations::Policy' ? (properties?.['Type'] === 'RESOURCE_CONTROL_POLICY' ? 'rcp' : 'scp') : null
    case 'PolicyDocument':
      if (type === 'AWS::EC2::VPCEndpoint') return 'endpoint'
      return type.startsWith('AWS::IAM::') ? 'identity' : 'resource'
    default:
      return null
  }
}
