/** Strings of instances: their states, their table, what can be done with them. */
import { translator } from '../../shared/messages'
import type { State } from '../../shared/states'

const table = {
  // states, as a table and a screen reader name them
  healthy: { en: 'in service', ko: '서비스 중' },
  booting: { en: 'booting', ko: '부팅 중' },
  pending: { en: 'pending', ko: '시작 중' },
  waiting: { en: 'waiting at a lifecycle hook', ko: '수명 주기 후크 대기' },
  unhealthy: { en: 'unhealthy', ko: '비정상' },
  draining: { en: 'draining', ko: '드레이닝' },
  standby: { en: 'standby', ko: '대기' },
  warm: { en: 'in the warm pool', ko: '웜 풀' },
  terminated: { en: 'terminated', ko: '종료됨' },
  pending_wait: { en: 'waiting before service', ko: '서비스 전 후크 대기' },
  terminating_wait: { en: 'waiting before termination', ko: '종료 전 후크 대기' },
  stopping: { en: 'stopping', ko: '중지 중' },
  warmed_stopped: { en: 'warm pool: stopped', ko: '웜 풀: 중지됨' },
  warmed_running: { en: 'warm pool: running', ko: '웜 풀: 실행 중' },
  warmed_hibernated: { en: 'warm pool: hibernated', ko: '웜 풀: 최대 절전' },
  spot: { en: 'Spot', ko: '스팟' },
  onDemand: { en: 'On-Demand', ko: '온디맨드' },
  protected: { en: 'protected', ko: '축소 보호' },
  // the row of a zone
  zoneSays: { en: '{zone}: {what}', ko: '{zone}: {what}' },
  zoneEmpty: { en: '{zone}: no instances', ko: '{zone}: 인스턴스 없음' },
  further: { en: '+{count}', ko: '+{count}' },
  openTable: { en: 'Click for the table of instances', ko: '누르면 인스턴스 표가 열려요' },
  // the tab
  instances: { en: 'Instances', ko: '인스턴스' },
  noInstances: { en: 'No instances yet', ko: '아직 인스턴스가 없어요' },
  noInstancesHint: { en: 'Press Run: each instance appears here with its state.', ko: '실행하면 인스턴스마다 상태가 여기에 나타나요.' },
  sizes: { en: 'desired {desired} · minimum {minimum} · maximum {maximum}', ko: '원하는 용량 {desired} · 최소 {minimum} · 최대 {maximum}' },
  filterState: { en: 'Show only one state', ko: '상태별로 보기' },
  filterZone: { en: 'Zone', ko: '가용 영역' },
  allZones: { en: 'All zones', ko: '모든 영역' },
  find: { en: 'Find by id', ko: 'ID로 찾기' },
  sortBy: { en: 'Sort by', ko: '정렬 기준' },
  shown: { en: '{shown} of {all}', ko: '{all}대 중 {shown}대' },
  more: { en: 'Show {count} more', ko: '{count}대 더 보기' },
  wide: { en: 'All columns', ko: '모든 열 보기' },
  close: { en: 'Close', ko: '닫기' },
  instance: { en: 'Instance', ko: '인스턴스' },
  state: { en: 'State', ko: '상태' },
  zone: { en: 'Zone', ko: '영역' },
  type: { en: 'Type', ko: '유형' },
  version: { en: 'Version', ko: '버전' },
  purchase: { en: 'Purchase', ko: '구매 옵션' },
  cpu: { en: 'CPU', ko: 'CPU' },
  credits: { en: 'Credits', ko: '크레딧' },
  since: { en: 'Age', ko: '경과' },
  before: { en: 'before {time}', ko: '{time} 이전' },
  notice: { en: 'Spot notice: gone at {time}', ko: '스팟 중단 알림: {time}에 회수' },
  actions: { en: 'Actions', ko: '작업' },
  actOn: { en: 'Actions on {id}', ko: '{id}에 대한 작업' },
  details: { en: 'Details of {id}', ko: '{id} 상세' },
  gone: { en: '{id} is gone.', ko: '{id} 인스턴스가 없어졌어요.' },
  // template versions, refresh
  versions: { en: 'Template versions', ko: '시작 템플릿 버전' },
  versionRow: { en: 'Version {version}', ko: '버전 {version}' },
  versionLatest: { en: 'latest', ko: '최신' },
  versionDefault: { en: 'default', ko: '기본' },
  versionNone: { en: 'no instance runs it', ko: '실행 중인 인스턴스 없음' },
  versionCount: { en: '{count} instances', ko: '{count}대' },
  refresh: { en: 'Instance refresh', ko: '인스턴스 새로 고침' },
  refreshDone: { en: '{percent} done', ko: '{percent} 완료' },
  refreshNow: { en: 'Latest: {text}', ko: '최근: {text}' },
  recommended: { en: 'Spot: rebalance recommended', ko: '스팟: 리밸런싱 권고' },
  warmPool: { en: 'Warm pool: {count} of {desired} ready', ko: '웜 풀: {desired}대 중 {count}대 준비됨' },
  // activity
  activity: { en: 'Activity', ko: '활동 기록' },
  noActivity: { en: 'No launches or terminations so far.', ko: '아직 시작하거나 종료한 인스턴스가 없어요.' },
  status: { en: 'Status', ko: '상태' },
  cause: { en: 'Cause', ko: '원인' },
  time: { en: 'Time', ko: '시각' },
  description: { en: 'Description', ko: '설명' },
  InProgress: { en: 'in progress', ko: '진행 중' },
  PreInService: { en: 'starting', ko: '서비스 준비 중' },
  MidLifecycleAction: { en: 'waiting at a hook', ko: '후크 대기 중' },
  WaitingForELBConnectionDraining: { en: 'connections draining', ko: '연결 드레이닝 중' },
  Successful: { en: 'successful', ko: '성공' },
  Failed: { en: 'failed', ko: '실패' },
  Cancelled: { en: 'cancelled', ko: '취소됨' },
  whyIt: { en: 'Why', ko: '이유' },
} satisfies Record<string, { en: string; ko: string }>

export type Key = keyof typeof table
export const t = translator(table)

/** A raw state in words: its own if it has one, else its shape's. */
export const stateText = (state: string, shape: State) => (Object.hasOwn(table, state) ? t(state as Key) : t(shape))
export const known = (key: string): key is Key => Object.hasOwn(table, key)
