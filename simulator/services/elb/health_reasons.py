"""Why a target's health changed, in both languages, and the API's reason codes."""

from __future__ import annotations

from enum import StrEnum

from simulator.decisions import Reason
from simulator.text import Text


class Code(StrEnum):
    """Reason codes of the Elastic Load Balancing API (TargetHealth.Reason)."""

    REGISTRATION_IN_PROGRESS = "Elb.RegistrationInProgress"
    INITIAL_HEALTH_CHECKS = "Elb.InitialHealthChecks"
    TIMEOUT = "Target.Timeout"
    RESPONSE_CODE_MISMATCH = "Target.ResponseCodeMismatch"
    FAILED_HEALTH_CHECKS = "Target.FailedHealthChecks"
    DEREGISTRATION_IN_PROGRESS = "Target.DeregistrationInProgress"


class HealthReason(Reason):
    REGISTERED = "Registered"
    FIRST_PASS = "FirstPass"
    RECOVERED = "Recovered"
    FAILED = "Failed"
    DEREGISTERED = "Deregistered"
    DRAINED = "Drained"
    GONE = "Gone"
    FAIL_OPEN = "FailOpen"
    FAIL_OPEN_ENDED = "FailOpenEnded"


REASONS: dict[HealthReason, Text] = {
    HealthReason.REGISTERED: Text(
        "{target} registered: initial until it passes one health check",
        "{target} 등록: 상태 확인을 한 번 통과할 때까지 초기(initial) 상태예요",
    ),
    HealthReason.FIRST_PASS: Text(
        "{target} is healthy: a new target needs one passing check",
        "{target} 정상: 새 대상은 상태 확인을 한 번만 통과하면 돼요",
    ),
    HealthReason.RECOVERED: Text(
        "{target} is healthy again: {passes} of {healthy_threshold} checks passed in a row",
        "{target} 다시 정상: 상태 확인을 연속 {passes}회 통과했어요(임계값 {healthy_threshold}회)",
    ),
    HealthReason.FAILED: Text(
        "{target} is unhealthy: {failures} of {unhealthy_threshold} checks failed in a row ({code})",
        "{target} 비정상: 상태 확인에 연속 {failures}회 실패했어요(임계값 {unhealthy_threshold}회, {code})",
    ),
    HealthReason.DEREGISTERED: Text(
        "{target} is draining: no new requests, {delay} s for those in flight",
        "{target} 드레이닝: 새 요청은 보내지 않고, 처리 중인 요청은 {delay}초까지 기다려요",
    ),
    HealthReason.DRAINED: Text(
        "{target} deregistered: the delay of {delay} s is over; requests cut off with 502: {in_flight}",
        "{target} 등록 취소: 등록 취소 지연 {delay}초가 지났어요. 처리 중에 끊겨 502가 된 요청: {in_flight}건",
    ),
    HealthReason.GONE: Text(
        "{target} left the target group: the instance is gone",
        "{target} 등록 취소: 인스턴스가 사라져 대상 그룹에서 빠졌어요",
    ),
    HealthReason.FAIL_OPEN: Text(
        "No healthy target left: requests go to all {targets} registered targets (fail open)",
        "정상 대상이 없어 등록된 대상 {targets}개 모두에 요청을 보내요(fail open)",
    ),
    HealthReason.FAIL_OPEN_ENDED: Text(
        "{target} is healthy: requests go to healthy targets only again",
        "{target} 정상: 이제 다시 정상 대상에만 요청을 보내요",
    ),
}
