import { describe, expect, it } from 'vitest'
import type { Catalogue, Document, Kind } from '../../shared/types'
import { frame } from '../../live/core/cast'
import { planOf } from './plan'
import { project } from './projection'
import { dots, placeLabels, trafficOf } from './traffic'

const kind = (type: string, layer: Kind['layer'], canvas = true): Kind =>
  ({ type, layer, canvas, label: type, summary: '', lane: null, fields: [], attributes: [], children: [], metrics: [], badges: [], faults: [], operations: [] })

const catalogue = {
  places: [{ id: 'Seoul', label: 'Seoul', latitude: 37.6, longitude: 127 }, { id: 'London', label: 'London', latitude: 51.5, longitude: 0 }],
  edges: [{ id: 'ICN', label: 'Seoul', latitude: 37.5, longitude: 126.4 }, { id: 'LHR', label: 'London', latitude: 51.5, longitude: -0.5 }],
  regions: [{ id: 'ap-northeast-2', label: 'Seoul', latitude: 37.6, longitude: 127, zones: [] }],
  kinds: [
    kind('Lab::Clients', 'viewers'), kind('AWS::CloudFront::Distribution', 'edge'),
    kind('AWS::ElasticLoadBalancingV2::LoadBalancer', 'balancer'),
  ],
  wires: [
    { source: 'Lab::Clients', target: 'AWS::CloudFront::Distribution', label: '' },
    { source: 'AWS::CloudFront::Distribution', target: 'AWS::ElasticLoadBalancingV2::LoadBalancer', label: '' },
  ],
} as unknown as Catalogue

const document: Document = {
  SchemaVersion: 1,
  Resources: {
    A: { Type: 'Lab::Clients', Properties: { Location: 'Seoul', Endpoint: { 'Fn::GetAtt': ['Cdn', 'DomainName'] } } },
    B: { Type: 'Lab::Clients', Properties: { Location: 'London', Endpoint: { 'Fn::GetAtt': ['Cdn', 'DomainName'] } } },
    Cdn: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: { Origins: [{ DomainName: { 'Fn::GetAtt': ['Alb', 'DNSName'] } }] } } },
    Alb: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Region: 'ap-northeast-2' },
  },
}
const now = frame(1, {
  values: {
    A: { Requests: 80 }, B: { Requests: 20 },
    Cdn: { RequestsByEdge: { ICN: 80, LHR: 20 }, HitRatioByEdge: { ICN: 0.75, LHR: null } },
  },
})

describe('the world map', () => {
  it('sends viewers to their nearest edge and misses on to the Region', () => {
    const lines = trafficOf(now, document, catalogue).lines.map((line) => [line.from.label, line.to.label, line.kind, line.rate])
    expect(lines).toEqual([
      ['Seoul', 'ICN', 'viewers', 80],
      ['London', 'LHR', 'viewers', 20],
      ['ICN', 'Seoul', 'miss', 20],
      ['LHR', 'Seoul', 'miss', 20],
    ])
  })

  it('draws what shares a city side by side', () => {
    const { spots } = trafficOf(now, document, catalogue)
    for (const a of spots) for (const b of spots) if (a !== b) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(10)
  })

  it('puts the north above the south and the east right of the west', () => {
    expect(project(60, 0).y).toBeLessThan(project(0, 0).y)
    expect(project(0, 90).x).toBeGreaterThan(project(0, -90).x)
    expect(project(0, 0).x).toBe(500)
  })

  it('shows no dot for no traffic and at least one for little', () => {
    expect([dots(0, 100), dots(1, 100), dots(100, 100)]).toEqual([0, 1, 6])
  })

  it('lays no label over another', () => {
    const [a, b] = placeLabels([{ id: 'a', x: 500, y: 200, width: 60, radius: 5 }, { id: 'b', x: 520, y: 200, width: 60, radius: 5 }])
    expect([a!.side, b!.side]).toEqual(['left', 'right'])
  })
})

describe('the small architecture', () => {
  it('gathers the viewers and goes in the direction of traffic', () => {
    const plan = planOf(document, catalogue)
    expect(plan.nodes.map((node) => [node.id, node.row])).toEqual([['Lab::Clients', 0], ['Cdn', 1], ['Alb', 2]])
    expect(plan.wires.map((wire) => [wire.source.id, wire.target.id])).toEqual([['Lab::Clients', 'Cdn'], ['Cdn', 'Alb']])
  })
})
