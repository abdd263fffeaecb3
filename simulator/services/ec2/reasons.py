"""Why EC2 decided as it did, in both languages."""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text

LAYER = "compute"


class CapacityReason(Reason):
    """Which way to carry a rate costs least."""

    UP = "ScaleUp"
    OUT = "ScaleOut"
    ONE = "OneIsEnough"


CAPACITY: dict[CapacityReason, Text] = {
    CapacityReason.UP: Text(
        "One {type} carries {rate} requests/s for ${usd} an hour; {out_count} × {out_type} would cost ${out_usd}",
        "{type} 한 대로 초당 {rate}건을 시간당 ${usd}에 처리해요. {out_type} {out_count}대의 비용: ${out_usd}",
    ),
    CapacityReason.OUT: Text(
        "{count} × {type} carry {rate} requests/s for ${usd} an hour: no single instance does it for less",
        "{type} {count}대로 초당 {rate}건을 시간당 ${usd}에 처리해요. 한 대로는 더 저렴하게 처리할 수 없어요",
    ),
    CapacityReason.ONE: Text(
        "One {type} carries {rate} requests/s for ${usd} an hour, and there is no smaller one",
        "가장 작은 {type} 한 대로 초당 {rate}건을 시간당 ${usd}에 처리할 수 있어요",
    ),
}


class CreditReason(Reason):
    """What became of a burstable instance's CPU credits."""

    NO_CREDITS = "NoCredits"
    WITHIN = "WithinCredits"
    SURPLUS = "SpendingSurplus"
    CHARGED = "SurplusCharged"
    THROTTLED = "HeldToBaseline"
    RELEASED = "BalanceAgain"


CREDITS: dict[CreditReason, Text] = {
    CreditReason.NO_CREDITS: Text(
        "{type} is no burstable type: it needs no CPU credits",
        "{type} 유형은 버스트 가능 유형이 아니라서 CPU 크레딧이 필요 없어요",
    ),
    CreditReason.WITHIN: Text(
        "{type} lived on its CPU credits: {balance} are left (baseline {baseline} %)",
        "{type}: CPU 크레딧 안에서 실행했고 {balance} 크레딧이 남았어요(기준 성능 {baseline}%)",
    ),
    CreditReason.SURPLUS: Text(
        "{type} spends surplus credits: it owes {surplus}, charged beyond {most} or when it ends",
        "{type}: 잉여 크레딧을 쓰고 있어요(갚을 크레딧 {surplus}). 한도({most})를 넘거나 종료되면 요금이 나와요",
    ),
    CreditReason.CHARGED: Text(
        "{type} used more than its baseline of {baseline} % for too long: {charged} surplus credits are charged",
        "{type}: 기준 성능 {baseline}%를 오래 넘겨서 잉여 크레딧 {charged}개에 요금이 나와요",
    ),
    CreditReason.THROTTLED: Text(
        "{type} has no CPU credits left: it is held to its baseline of {baseline} %",
        "{type}: CPU 크레딧이 바닥나서 기준 성능 {baseline}%로 제한돼요",
    ),
    CreditReason.RELEASED: Text(
        "{type} has CPU credits again ({balance}): it may burst",
        "{type}: CPU 크레딧이 다시 쌓여({balance}) 기준 성능을 넘을 수 있어요",
    ),
}


class HostReason(Reason):
    """What happened to an instance's machine or to the application on it."""

    OUT_OF_MEMORY = "OutOfMemory"
    RESTARTED = "ApplicationRestarted"
    STOPPED = "NotRunning"
    IMPAIRED = "StatusCheckFailed"
    STILL_IMPAIRED = "StillImpaired"
    RECOVERED = "StatusCheckPassed"


HOSTS: dict[HostReason, Text] = {
    HostReason.OUT_OF_MEMORY: Text(
        "{instance} ran out of memory: {memory_mb} MiB were used, {leaked_mb} of them leaked. Its application was"
        " killed and is back in {seconds} s",
        "{instance} 메모리 부족: {memory_mb}MiB를 다 썼고 그중 {leaked_mb}MiB가 누수예요. 애플리케이션이 강제"
        " 종료되었고 {seconds}초 뒤에 다시 시작돼요",
    ),
    HostReason.RESTARTED: Text(
        "The application of {instance} answers again",
        "{instance}의 애플리케이션이 다시 응답해요",
    ),
    HostReason.STOPPED: Text(
        "{instance} in {zone} crashed and is not running: replaced at once",
        "{zone}의 {instance} 인스턴스가 비정상 종료되어 실행 중이 아니에요. 바로 교체해요",
    ),
    HostReason.IMPAIRED: Text(
        "{instance} failed its status check: impaired. It may recover for {remaining} s before it is replaced",
        "{instance} 인스턴스가 상태 검사에 실패해 손상됨(impaired) 상태예요. {remaining}초 동안 복구를 기다려요",
    ),
    HostReason.STILL_IMPAIRED: Text(
        "{instance} in {zone} has been impaired for {seconds} s: replaced",
        "{zone}의 {instance} 인스턴스가 {seconds}초 동안 손상됨(impaired) 상태라서 교체해요",
    ),
    HostReason.RECOVERED: Text(
        "{instance} passes its status checks again and starts its application",
        "{instance} 인스턴스가 상태 검사를 다시 통과하고 애플리케이션을 시작해요",
    ),
}


class AloneReason(Reason):
    """The life of a standalone instance."""

    STOPPING = "Stopping"
    STOPPED = "Stopped"
    CHANGED = "TypeChanged"
    STARTING = "Starting"
    ANSWERS = "Answers"
    NEVER_ANSWERS = "NeverAnswers"
    LOST = "NothingReplacesIt"
    ZONE_LOST = "ZoneLost"


ALONE: dict[AloneReason, Text] = {
    AloneReason.STOPPING: Text(
        "{resource} stops: nothing answers from now on, it takes {seconds} s",
        "{resource} 중지 중: 이제부터 응답하지 않아요({seconds}초)",
    ),
    AloneReason.STOPPED: Text(
        "{resource} is stopped: only its volume is billed",
        "{resource} 중지됨: 볼륨 요금만 나와요",
    ),
    AloneReason.CHANGED: Text(
        "{resource} is a {type} from its next start on, it was a {before}",
        "{resource} 유형 변경(다음 시작부터): {before} → {type}",
    ),
    AloneReason.STARTING: Text(
        "{resource} starts as {type}: it boots before it answers",
        "{resource} 시작 중({type}): 부팅이 끝나야 응답해요",
    ),
    AloneReason.ANSWERS: Text(
        "{resource} answers requests, {seconds} s after it was started",
        "{resource} 응답 시작: 시작한 지 {seconds}초 만이에요",
    ),
    AloneReason.NEVER_ANSWERS: Text(
        "{resource} runs, but its application does not start",
        "{resource} 실행 중이지만 애플리케이션이 시작되지 않아요",
    ),
    AloneReason.LOST: Text(
        "{resource} crashed and is stopped: no group replaces it, somebody has to start it",
        "{resource} 비정상 종료: 교체해 줄 그룹이 없어서 직접 다시 시작해야 해요",
    ),
    AloneReason.ZONE_LOST: Text(
        "{resource} is gone with {zone}: it runs nowhere else",
        "{resource} 중단: {zone} 장애와 함께 멈췄고 다른 영역에는 없어요",
    ),
}
