"""Why an instance refresh did what it did, in both languages."""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text


class RefreshReason(Reason):
    """What a refresh does next, and how it ends."""

    REPLACING = "Replacing"
    LAUNCHING_FIRST = "LaunchingFirst"
    WARMING_UP = "WaitingForWarmUp"
    TOO_FEW_HEALTHY = "TooFewHealthy"
    PROTECTED = "WaitingForProtected"
    STANDBY = "WaitingForStandby"
    CHECKPOINT = "Checkpoint"
    SUSPENDED = "RefreshPaused"
    DONE = "AllReplaced"
    STARTED = "RefreshStarted"
    SUCCESSFUL = "RefreshSuccessful"
    FAILED = "RefreshFailed"
    ALARM = "RefreshFailedByAlarm"
    CANCELLING = "RefreshCancelling"
    CANCELLED = "RefreshCancelled"
    ROLLBACK = "RollbackStarted"
    ROLLED_BACK = "RollbackSuccessful"
    ROLLBACK_FAILED = "RollbackFailed"


REFRESH: dict[RefreshReason, Text] = {
    RefreshReason.REPLACING: Text(
        "Replacing {count} of {old} instances: {ready} are healthy, at least {minimum} must stay so",
        "{old}대 중 {count}대 교체: 정상 {ready}대, 최소 {minimum}대는 정상이어야 해요",
    ),
    RefreshReason.LAUNCHING_FIRST: Text(
        "Launching {count} before as many of {old} instances go: at most {maximum} at a time",
        "{count}대를 먼저 시작한 뒤 {old}대 중 같은 수를 종료: 한 번에 최대 {maximum}대",
    ),
    RefreshReason.WARMING_UP: Text(
        "Waiting: {coming} new instances are not healthy and warmed up yet ({percent} % done)",
        "기다리는 중: 새 인스턴스 {coming}대가 아직 정상이 아니거나 워밍업 중이에요(진행률 {percent}%)",
    ),
    RefreshReason.TOO_FEW_HEALTHY: Text(
        "Waiting: {ready} instances are healthy, {minimum} must be before more are replaced",
        "기다리는 중: 정상 인스턴스가 {ready}대예요. {minimum}대가 되어야 더 교체할 수 있어요",
    ),
    RefreshReason.PROTECTED: Text(
        "Waiting for {blocked} instances that are protected from scale-in",
        "기다리는 중: 축소 보호 중인 인스턴스가 {blocked}대 남았어요",
    ),
    RefreshReason.STANDBY: Text(
        "Waiting for {blocked} instances in standby",
        "기다리는 중: 대기(Standby) 상태인 인스턴스가 {blocked}대 남았어요",
    ),
    RefreshReason.SUSPENDED: Text(
        "Instance refresh paused at {percent} %: the process {process} is suspended",
        "인스턴스 새로 고침 멈춤(진행률 {percent}%): {process} 프로세스가 일시 중지되었어요",
    ),
    RefreshReason.CHECKPOINT: Text(
        "Checkpoint of {checkpoint} %: {done} of {total} instances are replaced",
        "체크포인트 {checkpoint}%: {total}대 중 {done}대를 교체했어요",
    ),
    RefreshReason.DONE: Text(
        "Nothing is left to replace: {done} of {total} instances have the desired configuration",
        "교체할 인스턴스가 없어요: {total}대 중 {done}대가 원하는 구성이에요",
    ),
    RefreshReason.STARTED: Text(
        "Instance refresh started: version {version} for {total} instances, {MinHealthyPercentage} % stay healthy",
        "인스턴스 새로 고침 시작: {total}대에 버전 {version} 적용, 최소 {MinHealthyPercentage}%는 정상 유지",
    ),
    RefreshReason.SUCCESSFUL: Text(
        "Instance refresh successful: the group now launches version {version}",
        "인스턴스 새로 고침 성공: 이제 그룹은 새 버전({version})으로 인스턴스를 시작해요",
    ),
    RefreshReason.FAILED: Text(
        "Instance refresh failed at {percent} %: nothing could be replaced for {minutes} minutes",
        "인스턴스 새로 고침 실패(진행률 {percent}%): {minutes}분 동안 더 교체하지 못했어요",
    ),
    RefreshReason.ALARM: Text(
        "Instance refresh failed at {percent} %: the alarm {alarm} is in ALARM",
        "인스턴스 새로 고침 실패(진행률 {percent}%): {alarm} 경보가 발생했어요",
    ),
    RefreshReason.CANCELLING: Text(
        "Instance refresh is being cancelled at {percent} %: what is replaced stays",
        "인스턴스 새로 고침 취소 중(진행률 {percent}%): 이미 교체한 인스턴스는 그대로예요",
    ),
    RefreshReason.CANCELLED: Text(
        "Instance refresh cancelled at {percent} %",
        "인스턴스 새로 고침 취소됨(진행률 {percent}%)",
    ),
    RefreshReason.ROLLBACK: Text(
        "Rolling back from version {version} to {previous}: {new} instances are replaced again",
        "롤백(버전 {version} → {previous}): 새 인스턴스 {new}대를 다시 교체해요",
    ),
    RefreshReason.ROLLED_BACK: Text(
        "Rollback successful: every instance has version {version} again",
        "롤백 성공: 모든 인스턴스가 이전 버전({version})으로 돌아왔어요",
    ),
    RefreshReason.ROLLBACK_FAILED: Text(
        "Rollback failed at {percent} %: nothing could be replaced for {minutes} minutes",
        "롤백 실패(진행률 {percent}%): {minutes}분 동안 더 교체하지 못했어요",
    ),
}
