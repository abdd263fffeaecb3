/** Strings of the first page; those of the run are among them. */
import { translator } from '../shared/messages'
import { table as run } from '../live/messages'

export const t = translator({
  ...run,
  // home
  homeMapTitle: { en: 'Viewers and edge locations', ko: '최종 사용자와 엣지 로케이션' },
  homeArchTitle: { en: 'The architecture behind it', ko: '요청을 처리하는 아키텍처' },
  liveNow: { en: 'Live · simulated second {time}', ko: '실시간 · 시뮬레이션 {time}' },
  starting: { en: 'The world is starting…', ko: '시뮬레이션을 시작하는 중이에요…' },
  makeItYours: { en: 'Make it yours', ko: '내 것으로 만들기' },
  making: { en: 'Copying…', ko: '복사하는 중이에요…' },
  copyFailed: { en: 'The copy could not be made: {reason}', ko: '복사하지 못했어요: {reason}' },
  instances: { en: 'Instances', ko: '인스턴스' },
  viewersAt: { en: '{place}: {rate}', ko: '{place}: {rate}' },
  edgeAt: { en: 'Edge {edge}: {rate}, {ratio} from cache', ko: '엣지 {edge}: {rate}, 캐시 적중 {ratio}' },
  legendViewers: { en: 'viewers (size: requests per second)', ko: '최종 사용자(크기: 초당 요청 수)' },
  legendEdges: { en: 'edge location (ring: hit ratio)', ko: '엣지 로케이션(고리: 캐시 적중률)' },
  offlineCount: { en: 'no numbers right now', ko: '지금은 값이 없어요' },
  region: { en: 'Region', ko: '리전' },
  zone: { en: 'Zone', ko: '가용 영역' },
  latest: { en: 'Latest decision', ko: '최근 결정' },
  misses: { en: 'misses', ko: '캐시 미스' },
  hitUnit: { en: 'from cache', ko: '캐시 적중' },
  perMinute: { en: '{n} q/min', ko: '분당 쿼리 {n}건' },
  log: { en: 'Decisions', ko: '결정' },
  inService: { en: 'in service', ko: '서비스 중' },
})
