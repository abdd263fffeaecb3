/** Strings of a run's controls and state. Guidance in 해요체, labels as noun phrases. What loads later: `details.ts`. */
import { translator } from '../shared/messages'

export const table = {
  // run controls
  run: { en: 'Run', ko: '실행' },
  pause: { en: 'Pause', ko: '일시 정지' },
  step: { en: 'One second on', ko: '1초 진행' },
  reset: { en: 'Reset', ko: '처음부터' },
  resetHelp: { en: 'Back to the start, with the same seed', ko: '같은 시드로 처음부터 다시 시작해요' },
  runControls: { en: 'Run controls', ko: '실행 제어' },
  speed: { en: 'Speed', ko: '속도' },
  speedMax: { en: 'max', ko: '최대' },
  achieved: { en: 'now {speed}', ko: '현재 {speed}' },
  achievedHelp: { en: 'Speed this machine reaches at the moment', ko: '지금 실제로 나오는 속도예요' },
  seed: { en: 'Seed', ko: '시드' },
  seedHelp: { en: 'Same design and same seed give the same numbers', ko: '설계와 시드가 같으면 결과도 똑같아요' },
  clock: { en: 'Simulated time', ko: '시뮬레이션 시간' },
  readOnly: { en: 'watching', ko: '읽기 전용' },
  controlFailed: { en: 'That did not work: {reason}', ko: '적용하지 못했어요: {reason}' },
  problemsFirst: { en: 'Solve the problems first', ko: '문제를 먼저 해결하세요' },
  statusCreated: { en: 'ready', ko: '준비됨' },
  statusRunning: { en: 'running', ko: '실행 중' },
  statusPaused: { en: 'paused', ko: '일시 정지됨' },
  statusFinished: { en: 'finished', ko: '완료' },
  statusFailed: { en: 'failed', ko: '실패' },
  statusArchived: { en: 'stored', ko: '보관됨' },
  // connection
  connecting: { en: 'Connecting…', ko: '연결하는 중이에요…' },
  reconnecting: {
    en: 'The server is not answering. The simulation goes on there; trying again…',
    ko: '서버가 응답하지 않아요. 시뮬레이션은 서버에서 계속되고 있어요. 다시 연결하는 중이에요…',
  },
  refused: { en: 'This run cannot be shown to you.', ko: '이 실행은 볼 수 없어요.' },
  // status bar
  status: { en: 'Status', ko: '상태' },
  problems: { en: 'Problems', ko: '문제' },
  cost: { en: 'Cost', ko: '비용' },
  goodput: { en: 'Goodput', ko: '정상 처리율' },
  goodputHelp: { en: 'Share of the requests that were served', ko: '사용자가 보낸 요청 중 정상 처리된 비율(goodput)' },
  hit: { en: 'Hit ratio', ko: '캐시 적중률' },
  hitHelp: { en: 'Share of requests the edges answered from cache', ko: '엣지가 캐시에서 응답한 요청 비율' },
  latencyHelp: { en: 'Latency that {percent} % of the requests stay under', ko: '요청의 {percent}%가 이 시간 안에 응답을 받아요' },
}

export const t = translator(table)
