/** A small catalogue and document for the tests of the core. */
import type { Catalogue, Document, Kind } from '../../shared/types'

const kind = (type: string, layer: Kind['layer'], more: Partial<Kind> = {}): Kind => ({
  type, label: type, summary: '', layer, canvas: true, lane: null, fields: [], attributes: [], children: [], metrics: [], badges: [], faults: [], operations: [], ...more,
})

export const catalogue: Catalogue = {
  engine: 'test',
  layers: [],
  places: [],
  regions: [],
  edges: [],
  kinds: [
    kind('Lab::Clients', 'viewers'),
    kind('Zone', 'dns', { children: [{ type: 'Record', path: ['HostedZoneId'], by: 'child' }] }),
    kind('Record', 'dns', { canvas: false }),
    kind('Balancer', 'balancer', { children: [{ type: 'Listener', path: ['LoadBalancerArn'], by: 'child' }] }),
    kind('Listener', 'balancer', { canvas: false, children: [{ type: 'TargetGroup', path: ['DefaultActions', '*', 'TargetGroupArn'], by: 'owner' }] }),
    kind('TargetGroup', 'balancer', { canvas: false }),
    kind('Group', 'compute', { children: [{ type: 'Policy', path: ['AutoScalingGroupName'], by: 'child' }, { type: 'Template', path: ['LaunchTemplate', 'Id'], by: 'owner' }] }),
    kind('Template', 'compute', { canvas: false, children: [{ type: 'Application', path: ['ImageId'], by: 'owner' }] }),
    kind('Application', 'compute', { canvas: false }),
    kind('Policy', 'compute', { canvas: false }),
    kind('Bucket', 'storage'),
    kind('Vpc', 'network', { canvas: false, children: [{ type: 'Subnet', path: ['VpcId'], by: 'child' }] }),
    kind('Subnet', 'network', { canvas: false, lane: 'zone' }),
  ],
  wires: [
    { source: 'Lab::Clients', target: 'Zone', label: 'asks' },
    { source: 'Lab::Clients', target: 'Balancer', label: 'calls' },
    { source: 'Zone', target: 'Balancer', label: 'answers' },
    { source: 'Balancer', target: 'Group', label: 'forwards' },
  ],
  refusals: [{ source: 'Lab::Clients', target: 'Group', reason: 'Viewers reach instances through a balancer.' }],
  default_refusal: 'No such wire.',
  terms: {},
}

export const twoTier: Document = {
  SchemaVersion: 1,
  Name: 'Two-tier',
  Resources: {
    Users: { Type: 'Lab::Clients', Properties: { Endpoint: { Ref: 'Names' }, Traffic: { Shape: 'Constant', Rate: 100 } }, Metadata: { Canvas: { x: 0, y: 0 } } },
    Names: { Type: 'Zone', Properties: { Name: 'example.com' } },
    Answer: { Type: 'Record', Properties: { HostedZoneId: { Ref: 'Names' }, AliasTarget: { DNSName: { 'Fn::GetAtt': ['Front', 'DNSName'] } } } },
    Front: { Type: 'Balancer', Properties: { Subnets: [{ Ref: 'ZoneA' }] } },
    Door: { Type: 'Listener', Properties: { LoadBalancerArn: { Ref: 'Front' }, DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Targets' } }] } },
    Targets: { Type: 'TargetGroup', Properties: { VpcId: { Ref: 'Net' } } },
    Web: { Type: 'Group', Properties: { MinSize: 2, TargetGroupARNs: [{ Ref: 'Targets' }], LaunchTemplate: { Id: { Ref: 'Plan' } }, VPCZoneIdentifier: [{ Ref: 'ZoneA' }, { Ref: 'ZoneB' }] } },
    Plan: { Type: 'Template', Properties: { ImageId: { Ref: 'App' } } },
    App: { Type: 'Application', Properties: { ReadySeconds: 30 } },
    Track: { Type: 'Policy', Properties: { AutoScalingGroupName: { Ref: 'Web' } } },
    Net: { Type: 'Vpc', Properties: {} },
    ZoneA: { Type: 'Subnet', Properties: { VpcId: { Ref: 'Net' }, AvailabilityZone: 'ap-northeast-2a' } },
    ZoneB: { Type: 'Subnet', Properties: { VpcId: { Ref: 'Net' }, AvailabilityZone: 'ap-northeast-2b' } },
  },
}
