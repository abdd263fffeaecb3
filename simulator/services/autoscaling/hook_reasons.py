"""What lifecycle hooks, standby and warm pools say, in both languages."""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text


class LifecycleReason(Reason):
    WAITS = "WaitsForHook"
    COMPLETED = "ActionCompleted"
    TIMED_OUT = "HookTimedOut"
    HEARTBEAT = "HeartbeatRecorded"
    STANDBY = "EnteredStandby"
    BACK = "ExitedStandby"
    PREPARING = "PreparedForPool"
    WARMED = "Warmed"
    WARM_START = "StartedFromPool"
    REUSED = "ReturnedToPool"
    POOL_SURPLUS = "PoolTooLarge"
    LIFETIME = "LifetimeReached"
    LIFETIME_WAITS = "LifetimeWaits"


LIFECYCLE: dict[LifecycleReason, Text] = {
    LifecycleReason.WAITS: Text(
        "{instance} waits for the hook {hook}: {timeout} s, then {default}",
        "{instance}: 후크 {hook} 대기 중. {timeout}초가 지나면 {default}",
    ),
    LifecycleReason.COMPLETED: Text(
        "The hook {hook} of {instance} is complete after {seconds} s: {result}",
        "{instance}의 후크 {hook} 완료({seconds}초): {result}",
    ),
    LifecycleReason.TIMED_OUT: Text(
        "The hook {hook} of {instance} timed out after {seconds} s: its default result {result} applies",
        "{instance}의 후크 {hook} 시간 초과({seconds}초): 기본 결과 {result} 적용",
    ),
    LifecycleReason.HEARTBEAT: Text(
        "A heartbeat for the hook {hook} of {instance}: it waits {remaining} s more",
        "{instance}의 후크 {hook} 하트비트: {remaining}초 더 기다려요",
    ),
    LifecycleReason.STANDBY: Text(
        "{instance} in standby: out of its target groups, not checked, not counted; desired capacity {desired}",
        "{instance} 대기 전환: 대상 그룹에서 빠지고 상태 확인과 용량 계산에서 제외돼요(원하는 용량 {desired}대)",
    ),
    LifecycleReason.BACK: Text(
        "{instance} back from standby; desired capacity {desired}",
        "{instance} 대기에서 복귀(원하는 용량 {desired}대)",
    ),
    LifecycleReason.PREPARING: Text(
        "Preparing {instance} in {zone} for the warm pool ({count} of {wanted})",
        "{zone}에서 웜 풀에 넣을 {instance} 준비({wanted}대 중 {count}대)",
    ),
    LifecycleReason.WARMED: Text(
        "{instance} is in the warm pool: {state}, initialized: {prepared}",
        "{instance} 웜 풀 대기: {state}, 초기화 완료: {prepared}",
    ),
    LifecycleReason.WARM_START: Text(
        "Took {instance} in {zone} from the warm pool: running in about {seconds} s; desired capacity {desired}",
        "{zone}의 {instance} 웜 풀에서 시작: 약 {seconds}초 뒤 실행(원하는 용량 {desired}대)",
    ),
    LifecycleReason.REUSED: Text(
        "{instance} goes back to the warm pool instead of ending",
        "{instance}: 종료하지 않고 웜 풀로 돌려보내요",
    ),
    LifecycleReason.POOL_SURPLUS: Text(
        "The warm pool holds {count} instances and needs {wanted}",
        "웜 풀에 {count}대가 있고 {wanted}대가 필요해요",
    ),
    LifecycleReason.LIFETIME: Text(
        "Replacing {instance}: in service for {age} s, the maximum is {lifetime} s",
        "{instance} 교체: 서비스 시간 {age}초, 최대 수명 {lifetime}초",
    ),
    LifecycleReason.LIFETIME_WAITS: Text(
        "{instance} is past its maximum lifetime of {lifetime} s, but stays for now: {held}",
        "{instance}: 최대 수명 {lifetime}초를 넘었지만 지금은 유지해요({held})",
    ),
}
