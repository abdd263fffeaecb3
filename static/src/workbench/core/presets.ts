/**
 * Ways to begin: whole policies with their alarms, schedules, hooks and pools, put into the document at once. What a
 * preset makes is ordinary settings; what the catalogue does not have is not offered.
 */
import type { Bilingual, Document, Json, JsonObject, Kind, Resource } from '../../shared/types'
import { readReference } from './references'

export const GROUP = 'AWS::AutoScaling::AutoScalingGroup'
export const POLICY = 'AWS::AutoScaling::ScalingPolicy'
export const SCHEDULE = 'AWS::AutoScaling::ScheduledAction'
export const HOOK = 'AWS::AutoScaling::LifecycleHook'
export const POOL = 'AWS::AutoScaling::WarmPool'
export const ALARM = 'AWS::CloudWatch::Alarm'
export const CLIENTS = 'Lab::Clients'

export interface Preset {
  id: string
  label: Bilingual
  help: Bilingual
  /** The document with it; ids of what it added. */
  make: () => { document: Document; created: string[] }
}

type Kinds = ReadonlyMap<string, Kind>

export function freeId(document: Document, base: string): string {
  if (!(base in document.Resources)) return base
  let number = 2
  while (`${base}${number}` in document.Resources) number++
  return `${base}${number}`
}

const ref = (id: string): Json => ({ Ref: id })
const integer = (value: Json | undefined, otherwise: number) => (typeof value === 'number' && Number.isInteger(value) ? value : otherwise)

/** Whether a policy of the catalogue may be of a type. */
export function policyTypes(kinds: Kinds): Set<unknown> {
  return new Set(kinds.get(POLICY)?.fields.find((field) => field.name === 'PolicyType')?.choices?.map((choice) => choice.value))
}

/** Whether a group's instances are measured every minute: EC2 does so only where the launch template asks for it. */
function isDetailed(document: Document, group: string): boolean {
  const properties = document.Resources[group]?.Properties ?? {}
  const mixed = get(get(properties['MixedInstancesPolicy'], 'LaunchTemplate'), 'LaunchTemplateSpecification')
  const template = readReference(get(properties['LaunchTemplate'] ?? mixed, 'LaunchTemplateId'))?.target
  const data = template === undefined ? undefined : document.Resources[template]?.Properties?.['LaunchTemplateData']
  return get(get(data, 'Monitoring'), 'Enabled') === true
}

const get = (value: Json | undefined, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject)[name] : undefined

/** Periods of a minute under detailed monitoring; one of five, as long as the measurements are apart, under basic. */
const cpuAlarm = (detailed: boolean, group: string, policy: string, operator: string, threshold: number, minutes: number): JsonObject => ({
  Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions: [{ Name: 'AutoScalingGroupName', Value: ref(group) }], Statistic: 'Average', Period: detailed ? 60 : 300,
  EvaluationPeriods: detailed ? minutes : 1, Threshold: threshold, ComparisonOperator: operator, AlarmActions: [ref(policy)],
})

const tracking = (metric: string, target: number): JsonObject => ({
  PolicyType: 'TargetTrackingScaling', TargetTrackingConfiguration: { PredefinedMetricSpecification: { PredefinedMetricType: metric }, TargetValue: target },
})

/** What a preset adds: id it would like to have, type, properties. `name` tells which id another of them will get. */
type Parts = (name: (base: string) => string) => [string, string, Readonly<Record<string, unknown>>][]

export function groupPresets(document: Document, kinds: Kinds, group: string): Preset[] {
  const owner = document.Resources[group]
  if (!owner) return []
  const properties = owner.Properties ?? {}
  const types = policyTypes(kinds)
  const low = integer(properties['MinSize'], 1)
  const high = integer(properties['MaxSize'], low)
  const mine = { AutoScalingGroupName: ref(group) }
  const detailed = isDetailed(document, group)
  const found: Preset[] = []
  const offer = (id: string, when: boolean, label: Bilingual, help: Bilingual, parts: Parts) => {
    if (!when) return
    found.push({
      id, label, help,
      make: () => {
        const resources: Record<string, Resource> = { ...document.Resources }
        const created: string[] = []
        const name = (base: string) => freeId(document, base)
        for (const [base, type, properties] of parts(name)) {
          const fresh = name(base)
          resources[fresh] = { Type: type, ...(owner.Region ? { Region: owner.Region } : {}), Properties: properties as JsonObject }
          created.push(fresh)
        }
        return { document: { ...document, Resources: resources }, created }
      },
    })
  }
  const hasTargets = Array.isArray(properties['TargetGroupARNs']) && properties['TargetGroupARNs'].length > 0
  const alarms = kinds.has(ALARM)
  offer('cpu-tracking', types.has('TargetTrackingScaling'), { en: 'Target tracking: CPU 50 %', ko: '대상 추적: CPU 50%' },
    { en: 'Keeps the average CPU near 50 %. AWS makes the two alarms itself.', ko: '평균 CPU 사용률을 50% 근처로 유지해요. 경보 두 개는 AWS가 만들어요.' },
    () => [[`${group}Cpu`, POLICY, { ...mine, ...tracking('ASGAverageCPUUtilization', 50) }]])
  offer('request-tracking', types.has('TargetTrackingScaling') && hasTargets, { en: 'Target tracking: 1,000 requests per target', ko: '대상 추적: 대상당 요청 1,000건' },
    { en: 'Each instance gets about 1,000 requests a minute from the balancer.', ko: '인스턴스 한 대가 로드 밸런서에서 1분에 1,000건쯤 받도록 유지해요.' },
    () => [[`${group}Requests`, POLICY, { ...mine, ...tracking('ALBRequestCountPerTarget', 1000) }]])
  offer('step-pair', types.has('StepScaling') && alarms, { en: 'Step pair: CPU 70 % and 30 %', ko: '단계 조정 한 쌍: CPU 70%와 30%' },
    { en: 'Out by 1 from 70 %, by 2 from 85 %; in by 1 under 30 %. Two policies, two alarms.', ko: '70%부터 1대, 85%부터 2대를 늘리고, 30% 아래면 1대를 줄여요. 정책 두 개와 경보 두 개예요.' },
    (name) => [
      [`${group}StepOut`, POLICY, { ...mine, PolicyType: 'StepScaling', AdjustmentType: 'ChangeInCapacity', StepAdjustments: [
        { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 15, ScalingAdjustment: 1 }, { MetricIntervalLowerBound: 15, ScalingAdjustment: 2 },
      ] }],
      [`${group}StepIn`, POLICY, { ...mine, PolicyType: 'StepScaling', AdjustmentType: 'ChangeInCapacity', StepAdjustments: [
        { MetricIntervalUpperBound: 0, ScalingAdjustment: -1 },
      ] }],
      [`${group}CpuHigh`, ALARM, cpuAlarm(detailed, group, name(`${group}StepOut`), 'GreaterThanOrEqualToThreshold', 70, 2)],
      [`${group}CpuLow`, ALARM, cpuAlarm(detailed, group, name(`${group}StepIn`), 'LessThanThreshold', 30, 5)],
    ])
  offer('simple', types.has('SimpleScaling') && alarms, { en: 'Simple scaling: +1 at CPU 70 %', ko: '단순 조정: CPU 70%에서 +1' },
    { en: 'One more instance, then a cooldown of 300 s in which it does nothing. One alarm.', ko: '한 대를 늘리고 휴지 기간 300초 동안은 아무것도 하지 않아요. 경보 하나를 써요.' },
    (name) => [
      [`${group}SimpleOut`, POLICY, { ...mine, PolicyType: 'SimpleScaling', AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1, Cooldown: 300 }],
      [`${group}CpuHigh`, ALARM, cpuAlarm(detailed, group, name(`${group}SimpleOut`), 'GreaterThanOrEqualToThreshold', 70, 2)],
    ])
  offer('business-hours', kinds.has(SCHEDULE), { en: 'Business hours: weekdays 08:30 to 18:30', ko: '업무 시간: 평일 08:30~18:30' },
    { en: 'A larger minimum in the morning, the old one in the evening, in Seoul’s time.', ko: '아침에 최소 용량을 늘리고 저녁에 되돌려요. 서울 시간 기준이에요.' },
    () => [
      [`${group}Morning`, SCHEDULE, { ...mine, Recurrence: '30 8 * * 1-5', TimeZone: 'Asia/Seoul', MinSize: Math.min(high, low + Math.max(1, Math.floor((high - low) / 2))) }],
      [`${group}Evening`, SCHEDULE, { ...mine, Recurrence: '30 18 * * 1-5', TimeZone: 'Asia/Seoul', MinSize: low }],
    ])
  offer('predictive', types.has('PredictiveScaling'), { en: 'Predictive: CPU 50 %, forecast only', ko: '예측 조정: CPU 50%, 예측만' },
    { en: 'Forecasts 48 hours from what was; scales nothing until you let it.', ko: '지난 기록으로 48시간을 예측해요. 허용하기 전에는 용량을 바꾸지 않아요.' },
    () => [[`${group}Predictive`, POLICY, { ...mine, PolicyType: 'PredictiveScaling', PredictiveScalingConfiguration: {
      MetricSpecifications: [{ TargetValue: 50, PredefinedMetricPairSpecification: { PredefinedMetricType: 'ASGCPUUtilization' } }], Mode: 'ForecastOnly',
    } }]])
  const hasPool = Object.values(document.Resources).some((one) => one.Type === POOL && readReference(one.Properties?.['AutoScalingGroupName'])?.target === group)
  offer('warm-pool', kinds.has(POOL) && !hasPool, { en: 'Warm pool: 2 stopped instances', ko: '웜 풀: 중지된 인스턴스 2대' },
    { en: 'Started beforehand and stopped: they come into service sooner.', ko: '미리 시작했다가 중지해 둬서 더 빨리 서비스에 들어가요.' },
    () => [[`${group}Pool`, POOL, { ...mine, MinSize: 2, PoolState: 'Stopped' }]])
  offer('launch-hook', kinds.has(HOOK), { en: 'Lifecycle hook: 60 s before service', ko: '수명 주기 후크: 서비스 전 60초' },
    { en: 'New instances wait for work of your own, then go on.', ko: '새 인스턴스가 직접 정한 작업을 기다렸다가 계속해요.' },
    () => [[`${group}LaunchHook`, HOOK, { ...mine, LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING', HeartbeatTimeout: 60, DefaultResult: 'CONTINUE' }]])
  return found
}

/** Shapes of traffic to begin with. */
export function trafficPresets(document: Document, kinds: Kinds, id: string): Preset[] {
  const field = kinds.get(CLIENTS)?.fields.find((one) => one.name === 'Traffic')
  const shapes = new Set(field?.variants?.map((variant) => variant.value))
  const resource = document.Resources[id]
  if (!resource) return []
  const now = resource.Properties?.['Traffic']
  const rate = Object.values(typeof now === 'object' && now !== null && !Array.isArray(now) ? { r: now['Rate'] ?? now['Mean'] ?? now['Base'] } : {}).find((one) => typeof one === 'number') ?? 100
  const preset = (shape: string, label: Bilingual, help: Bilingual, traffic: JsonObject): Preset[] => shapes.has(shape) ? [{
    id: shape, label, help,
    make: () => ({ document: { ...document, Resources: { ...document.Resources, [id]: { ...resource, Properties: { ...resource.Properties, Traffic: { Shape: shape, ...traffic } } } } }, created: [] }),
  }] : []
  return [
    ...preset('Constant', { en: 'Steady', ko: '일정하게' }, { en: 'The same rate all the time.', ko: '늘 같은 요청률이에요.' }, { Rate: rate }),
    ...preset('DailyWave', { en: 'A day', ko: '하루 주기' }, { en: 'Low at night, high in the evening.', ko: '밤에는 낮고 저녁에는 높아요.' }, { Mean: rate, Amplitude: 0.6, PeakHour: 20, StartHour: 8 }),
    ...preset('FlashCrowd', { en: 'Flash crowd', ko: '갑작스러운 인기' }, { en: 'After five minutes four times as many come, within one minute.', ko: '5분 뒤 1분 만에 네 배로 늘어요.' }, { Base: rate, Peak: rate * 4, Start: 300, Rise: 60, Hold: 600, Fall: 300 }),
  ]
}
