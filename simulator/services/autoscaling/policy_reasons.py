"""Why a step or simple scaling policy did what it did when its alarm called it, in both languages."""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text


class PolicyReason(Reason):
    SCALED_OUT = "PolicyScaledOut"
    SCALED_IN = "PolicyScaledIn"
    ON_THEIR_WAY = "InstancesOnTheirWay"
    WARMING_UP = "ScaleOutStillWarming"
    COOLDOWN = "CoolingDown"
    IN_PROGRESS = "ActivityInProgress"
    AT_MAXIMUM = "PolicyAtMaximum"
    AT_MINIMUM = "PolicyAtMinimum"
    NO_STEP = "PolicyHasNoStep"
    NO_VALUE = "PolicyWithoutValue"
    UNCHANGED = "PolicyChangesNothing"
    SUSPENDED = "AlarmNotificationSuspended"
    LARGEST = "LargestOfSeveral"


POLICY: dict[PolicyReason, Text] = {
    PolicyReason.SCALED_OUT: Text(
        "{policy} scaled out {capacity} → {new}: {adjustment} of {base}; metric {value}, threshold {threshold}",
        "{policy}: {capacity} → {new}대로 확장. {base}대 기준 {adjustment}, 지표 {value}, 임계값 {threshold}",
    ),
    PolicyReason.SCALED_IN: Text(
        "{policy} scaled in {capacity} → {new}: {adjustment} of {base}; metric {value}, threshold {threshold}",
        "{policy}: {capacity} → {new}대로 축소. {base}대 기준 {adjustment}, 지표 {value}, 임계값 {threshold}",
    ),
    PolicyReason.ON_THEIR_WAY: Text(
        "{policy} adds nothing: {adjustment} of {base} makes {wanted}, and {capacity} are already desired,"
        " {warming} of them warming up",
        "{policy}: 추가 확장 없음. {base}대 기준 {adjustment}이면 {wanted}대인데 이미 {capacity}대를 확보하고 있어요"
        "(워밍업 {warming}대)",
    ),
    PolicyReason.WARMING_UP: Text(
        "{policy} does not scale in while {warming} instances warm up",
        "{policy}: 워밍업 중인 인스턴스가 {warming}대 있어서 축소하지 않아요",
    ),
    PolicyReason.COOLDOWN: Text(
        "{policy} waits: {remaining} s of the cooldown remain (metric {value}, threshold {threshold})",
        "{policy}: 휴지 기간이 {remaining}초 남아서 기다려요(지표 {value}, 임계값 {threshold})",
    ),
    PolicyReason.IN_PROGRESS: Text(
        "{policy} waits: an activity of simple scaling is still in progress (metric {value}, threshold {threshold})",
        "{policy}: 앞선 단순 조정 활동이 끝나지 않아 기다려요(지표 {value}, 임계값 {threshold})",
    ),
    PolicyReason.AT_MAXIMUM: Text(
        "{policy} cannot scale out: {adjustment} of {base} makes {wanted}, but MaxSize is {maximum}",
        "{policy}: 확장 불가. {base}대 기준 {adjustment}이면 {wanted}대인데 최대 용량이 {maximum}대예요",
    ),
    PolicyReason.AT_MINIMUM: Text(
        "{policy} cannot scale in: {adjustment} of {base} makes {wanted}, but MinSize is {minimum}",
        "{policy}: 축소 불가. {base}대 기준 {adjustment}이면 {wanted}대인데 최소 용량이 {minimum}대예요",
    ),
    PolicyReason.NO_STEP: Text(
        "{policy} changes nothing: no step holds {distance} from the threshold of {threshold}",
        "{policy}: 변경 없음. 임계값({threshold})과의 차이 {distance}에 해당하는 단계가 없어요",
    ),
    PolicyReason.NO_VALUE: Text(
        "{policy} changes nothing: its alarm has no datapoint to choose a step by",
        "{policy}: 변경 없음. 단계를 고를 데이터 포인트가 없어요",
    ),
    PolicyReason.UNCHANGED: Text(
        "{policy} changes nothing: {adjustment} of {base} leaves {capacity}",
        "{policy}: 변경 없음. {base}대 기준으로 조정값({adjustment})을 적용해도 {capacity}대예요",
    ),
    PolicyReason.SUSPENDED: Text(
        "{policy} is not carried out: the process AlarmNotification is suspended",
        "{policy}: AlarmNotification 프로세스가 일시 중지되어 실행하지 않아요",
    ),
    PolicyReason.LARGEST: Text(
        "{policies} policies act at once; the largest capacity counts: {chosen} asks for {new}",
        "정책 {policies}개가 동시에 움직여서 가장 큰 용량을 따라요. {chosen} 정책이 {new}대를 요청했어요",
    ),
}
