/** Strings of what loads after the canvas: charts, log, timeline. Those of the run are among them. */
import { translator } from '../shared/messages'
import { table as run } from './messages'

export const t = translator({
  ...run,
  // charts
  charts: { en: 'Charts', ko: '차트' },
  chooseCharts: { en: 'Choose charts', ko: '차트 선택' },
  chooseHelp: { en: 'Two to six at a time', ko: '한 번에 2~6개' },
  data: { en: 'Data', ko: '데이터' },
  frames: { en: 'Every number, every second', ko: '매초의 모든 값' },
  world: { en: 'The whole, one second a row', ko: '전체 요약(초마다 한 행)' },
  decisions: { en: 'Decisions with their reasons', ko: '결정과 그 이유' },
  dictionary: { en: 'What the columns mean', ko: '열의 뜻(데이터 사전)' },
  asTable: { en: 'Show as table', ko: '표로 보기' },
  asChart: { en: 'Show as chart', ko: '차트로 보기' },
  time: { en: 'Time', ko: '시간' },
  window: { en: 'Time span', ko: '표시 구간' },
  minutes: { en: '{n} min', ko: '{n}분' },
  noDataYet: { en: 'Nothing measured yet. Press Run.', ko: '아직 측정된 값이 없어요. 실행을 눌러 보세요.' },
  noData: { en: 'Nothing of this kind in the architecture', ko: '이 아키텍처에는 해당하는 항목이 없어요' },
  notMeasured: { en: 'The first values are on their way', ko: '첫 측정값을 기다리는 중이에요' },
  noErrors: { en: 'No request has failed', ko: '실패한 요청이 없어요' },
  chartsFailed: { en: 'The charts could not be loaded.', ko: '차트를 불러오지 못했어요.' },
  retry: { en: 'Try again', ko: '다시 시도' },
  loadingCharts: { en: 'Loading charts…', ko: '차트를 불러오는 중이에요…' },
  nowAt: { en: 'At {time}: {values}.', ko: '{time} 기준 {values}.' },
  more: { en: '+{n}', ko: '+{n}' },
  // log
  log: { en: 'Decisions', ko: '결정' },
  filterByLayer: { en: 'Filter by layer', ko: '계층별 필터' },
  all: { en: 'All', ko: '전체' },
  commands: { en: 'Changes and faults', ko: '변경·장애' },
  logEmpty: {
    en: 'Each choice the services make appears here with the reason: what was asked, what was chosen, why.',
    ko: '서비스가 내리는 결정이 이유와 함께 여기에 쌓여요. 실행하면 무엇을 왜 골랐는지 볼 수 있어요.',
  },
  logNothing: { en: 'Nothing on this layer so far', ko: '이 계층에서는 아직 아무 일도 없었어요' },
  candidate: { en: 'Candidate', ko: '후보' },
  verdict: { en: 'Verdict', ko: '판정' },
  why: { en: 'Why', ko: '이유' },
  chosen: { en: 'chosen', ko: '선택됨' },
  rejected: { en: 'rejected', ko: '제외됨' },
  eligible: { en: 'eligible', ko: '선택 가능' },
  evidence: { en: 'Looked at', ko: '근거' },
  source: { en: 'Rule', ko: '규칙 출처' },
  subject: { en: 'Decided by', ko: '결정 규칙' },
  since: { en: 'since {time}, last {last}', ko: '{time}부터, 마지막은 {last}' },
  examples: { en: 'Examples', ko: '예시' },
  sampled: { en: 'Single requests (a sample)', ko: '개별 요청(표본)' },
  showOnCanvas: { en: 'Show on the canvas', ko: '캔버스에서 보기' },
  times: { en: '×{n}', ko: '×{n}' },
  layer_viewers: { en: 'Viewers', ko: '최종 사용자' },
  layer_dns: { en: 'DNS', ko: 'DNS' },
  layer_edge: { en: 'Edge', ko: '엣지' },
  layer_balancer: { en: 'Balancer', ko: '로드 밸런싱' },
  layer_compute: { en: 'Compute', ko: '컴퓨팅' },
  layer_storage: { en: 'Storage', ko: '스토리지' },
  layer_certificate: { en: 'Certificate', ko: '인증서' },
  layer_identity: { en: 'Identity', ko: '권한(IAM)' },
  layer_network: { en: 'Network', ko: '네트워크' },
  layer_command: { en: 'Changes', ko: '변경' },
  // timeline
  timeline: { en: 'Timeline', ko: '타임라인' },
  scrub: { en: 'Moment shown', ko: '표시 시점' },
  live: { en: 'Live', ko: '실시간' },
  backToLive: { en: 'Back to live', ko: '실시간으로' },
  lookingBack: { en: 'Looking back at {time}', ko: '{time} 시점을 보고 있어요' },
  timelineEmpty: { en: 'Traffic, decisions and faults will be drawn here.', ko: '트래픽과 결정, 장애가 여기에 그려져요.' },
  asked: { en: 'asked for', ko: '요청' },
  served: { en: 'served', ko: '정상 처리' },
})

const LAYERS = [
  'viewers', 'dns', 'edge', 'balancer', 'compute', 'storage', 'certificate', 'identity', 'network', 'command',
] as const
export type LayerName = (typeof LAYERS)[number]

export function layerLabel(layer: string): string {
  return (LAYERS as readonly string[]).includes(layer) ? t(`layer_${layer as LayerName}`) : layer
}
