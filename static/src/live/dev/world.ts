/** A made-up world for looking at the live side without a server: plausible numbers, every feature in use. */
import type { Document } from '../../shared/types'
import type { LiveDecision, LiveFrame } from '../core/types'

export const DEMO: Document = {
  SchemaVersion: 1,
  Name: 'Two-tier web',
  Resources: {
    SeoulViewers: { Type: 'Lab::Clients', Properties: { Location: 'Seoul' } },
    LondonViewers: { Type: 'Lab::Clients', Properties: { Location: 'London' } },
    NewYorkViewers: { Type: 'Lab::Clients', Properties: { Location: 'New York' } },
    SaoPauloViewers: { Type: 'Lab::Clients', Properties: { Location: 'Sao Paulo' } },
    Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: 'shop.example' } },
    Cdn: { Type: 'AWS::CloudFront::Distribution', Properties: {} },
    Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Region: 'ap-northeast-2', Properties: {} },
    WebTargets: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Region: 'ap-northeast-2', Properties: {} },
    WebGroup: { Type: 'AWS::AutoScaling::AutoScalingGroup', Region: 'ap-northeast-2', Properties: { MinSize: 2, MaxSize: 8 } },
    Assets: { Type: 'AWS::S3::Bucket', Region: 'ap-northeast-2', Properties: {} },
  },
}
const EDGE = { SeoulViewers: 'ICN', LondonViewers: 'LHR', NewYorkViewers: 'JFK', SaoPauloViewers: 'GRU' } as const
const SHARE = { SeoulViewers: 0.5, LondonViewers: 0.22, NewYorkViewers: 0.2, SaoPauloViewers: 0.08 } as const

let instances: { id: string; zone: string; since: number }[] = [
  { id: 'i-0a91', zone: 'ap-northeast-2a', since: -900 },
  { id: 'i-0c27', zone: 'ap-northeast-2c', since: -900 },
]
let serial = 100

const noise = (id: number, salt: number): number => {
  const x = Math.sin(id * 12.9898 + salt * 78.233) * 43758.5453
  return x - Math.floor(x)
}

export function tick(id: number): LiveFrame {
  const flash = Math.max(0, 1 - Math.abs(id - 320) / 90)
  const rate = (380 + 60 * Math.sin(id / 70) + 900 * flash) * (0.95 + noise(id, 1) * 0.1)
  const decisions: LiveDecision[] = []
  const hit = Math.min(0.92, 0.3 + id / 400) - flash * 0.08
  const origin = rate * (1 - hit * 0.7)
  if (id % 60 === 0) {
    const cpu = Math.min(100, (origin / instances.length) * 0.55)
    const want = cpu > 70 ? Math.min(8, instances.length + 1) : cpu < 30 ? Math.max(2, instances.length - 1) : instances.length
    const text =
      want > instances.length ? { en: `Scaled out ${instances.length} → ${want}: CPU ${cpu.toFixed(0)} % over 60 % for 3 of 3 minutes`, ko: `${instances.length} → ${want}대로 확장: CPU ${cpu.toFixed(0)}%가 3분 중 3분 동안 60%를 넘었어요` }
      : want < instances.length ? { en: `Scaled in ${instances.length} → ${want}: CPU ${cpu.toFixed(0)} % below 54 % for 15 minutes`, ko: `${instances.length} → ${want}대로 축소: CPU ${cpu.toFixed(0)}%가 15분 동안 54% 아래였어요` }
      : { en: `Kept ${want}: CPU ${cpu.toFixed(0)} % is near the target of 60 %`, ko: `${want}대 유지: CPU ${cpu.toFixed(0)}%가 목표 값 60%에 가까워요` }
    decisions.push({
      id: `${id}.0`, subject: 'autoscaling.target_tracking', outcome: want, reason: want > instances.length ? 'ABOVE' : want < instances.length ? 'BELOW' : 'NEAR',
      text, evidence: { target_value: 60, minimum: 2, maximum: 8, current: instances.length }, source: 'Target tracking scaling policies for Amazon EC2 Auto Scaling',
      at: id, resource: 'WebGroup', layer: 'compute',
      candidates: [-120, -60, 0].map((back) => ({ id: `t ${back} s`, verdict: 'chosen' as const, values: { CPU: +(cpu + back / 30).toFixed(1), breaching: cpu > 60 }, why: null })),
    })
    while (instances.length < want) instances.push({ id: `i-0${(serial += 37).toString(16)}`, zone: instances.length % 2 ? 'ap-northeast-2c' : 'ap-northeast-2a', since: id })
    instances = instances.slice(0, Math.max(want, 2))
  }
  if (id % 30 === 5)
    decisions.push({
      id: `${id}.1`, subject: 'elb.choose_target', outcome: instances[id % instances.length]!.id, reason: 'ROUND_ROBIN',
      text: { en: `Sent to ${instances[0]!.id}: next in turn of ${instances.length} healthy targets`, ko: `${instances[0]!.id}로 보냄: 정상 대상 ${instances.length}개 중 다음 차례예요` },
      candidates: instances.map((one, place) => ({
        id: one.id, verdict: place === 0 ? ('chosen' as const) : id - one.since < 40 ? ('rejected' as const) : ('eligible' as const),
        values: { zone: one.zone, in_flight: 3 + place, health: id - one.since < 40 ? 'initial' : 'healthy' },
        why: id - one.since < 40 ? { en: 'not healthy yet: 1 of 5 checks passed', ko: '아직 정상이 아니에요: 상태 확인 5회 중 1회 통과' } : null,
      })),
      evidence: { algorithm: 'round_robin' }, source: 'Target groups for your Application Load Balancers', at: id, resource: 'Balancer', layer: 'balancer',
    })
  if (id % 45 === 7)
    decisions.push({
      id: `${id}.2`, subject: 'cloudfront.ttl', outcome: 86400, reason: 'MAX_AGE',
      text: { en: '/static/*: kept 86400 s, from max-age of the origin', ko: '/static/*: 오리진의 max-age에 따라 86400초 동안 캐시해요' },
      candidates: [], evidence: { 'Cache-Control': 'max-age=86400', MinTTL: 0, MaxTTL: 31536000 }, source: 'Managing how long content stays in the cache', at: id, resource: 'Cdn', layer: 'edge',
    })
  const capacity = instances.filter((one) => id - one.since > 40).length * 190
  const failed = Math.max(0, origin - capacity) * 0.9 + (id % 97 === 0 ? 2 : 0)
  const served = rate - failed
  const wait = Math.min(2600, 24 + 180 * Math.max(0, origin / capacity - 0.7) ** 2 * 8)
  const zones = (test: (age: number) => boolean): Record<string, number> => {
    const count: Record<string, number> = { 'ap-northeast-2a': 0, 'ap-northeast-2c': 0 }
    for (const one of instances) if (test(id - one.since)) count[one.zone]! += 1
    return count
  }
  const values: LiveFrame['values'] = {}
  for (const [name, share] of Object.entries(SHARE))
    values[name] = { Requests: rate * share, Succeeded: served * share, Latency: { p50: wait * 0.6, p90: wait * 1.6, p99: wait * 3 } }
  values['Zone'] = { Queries: 4.2, Answers: { 'a: Cdn': 3.1 + noise(id, 5), 'b: Balancer': 1.1 } }
  const edges = Object.fromEntries(Object.entries(EDGE).map(([viewer, edge]) => [edge, rate * SHARE[viewer as keyof typeof SHARE]]))
  values['Cdn'] = {
    Requests: rate, HitRatio: hit, RequestsByEdge: edges,
    HitRatioByEdge: Object.fromEntries(Object.values(EDGE).map((edge, place) => [edge, Math.max(0, Math.min(0.99, hit - place * 0.07 + noise(id, place) * 0.03))])),
  }
  values['Balancer'] = { RequestCount: origin }
  values['WebTargets'] = { RequestsByTarget: Object.fromEntries(instances.filter((one) => id - one.since > 40).map((one, place) => [one.id, (origin / instances.length) * (0.96 + noise(id, place) * 0.08)])) }
  values['WebGroup'] = {
    GroupDesiredCapacity: instances.length, GroupInServiceInstances: zones((age) => age > 40), GroupPendingInstances: zones((age) => age <= 40),
    GroupTerminatingInstances: {}, CPUUtilization: Math.min(100, (origin / instances.length) * 0.5),
    CPUByInstance: Object.fromEntries(instances.map((one, place) => [one.id, id - one.since > 40 ? Math.min(100, (origin / instances.length) * 0.5 * (0.9 + noise(id, place) * 0.2)) : null])),
    InstanceStates: Object.fromEntries(instances.map((one) => [one.id, id - one.since > 40 ? 'in_service' : 'booting'])),
    InstanceZones: Object.fromEntries(instances.map((one) => [one.id, one.zone])),
  }
  values['Assets'] = { AllRequests: rate * (1 - hit) * 0.3 }
  return {
    id, skipped: 0, values, decisions,
    demand: { arrived: rate, served, failed, goodput: served / (served + failed), causes: failed > 1 ? { target_busy: failed * 0.7, timeout: failed * 0.3 } : {} },
    latency_ms: { p50: wait * 0.6, p90: wait * 1.6, p99: wait * 3 },
    cost: { usd_per_hour: 0.09 + instances.length * 0.0496 + rate * 0.00032, usd_total: 0 },
    commands: id === 260 ? [{ kind: 'fault', text: { en: 'Fault: zone ap-northeast-2a is out', ko: '장애: 가용 영역 ap-northeast-2a 중단' } }] : [],
  }
}
