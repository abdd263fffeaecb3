"""Why a group did what it did, in both languages."""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text

LAYER = "compute"


class ScalingReason(Reason):
    """Changes of desired capacity."""

    SCALED_OUT = "ScaledOut"
    SCALED_IN = "ScaledIn"
    WITHIN_TARGET = "WithinTarget"
    AT_MAXIMUM = "AtMaximum"
    AT_MINIMUM = "AtMinimum"
    ALREADY_ENOUGH = "AlreadyEnough"
    ROUNDED_AWAY = "RoundedAway"
    WARMING_UP = "WarmingUp"
    SCALE_IN_DISABLED = "ScaleInDisabled"
    NO_DATA = "NoData"
    ANOTHER_POLICY = "AnotherPolicyObjects"
    ADJUSTED = "Adjusted"
    NO_STEP = "NoStepMatches"
    UNCHANGED = "Unchanged"
    MANUAL = "Manual"
    BOUNDS = "BoundsChanged"


class InstanceReason(Reason):
    """Launches and ends of instances."""

    LAUNCHED = "Launched"
    REPLACEMENT = "LaunchedAsReplacement"
    REBALANCING = "LaunchedToRebalance"
    NO_ZONE = "NoZoneAvailable"
    NO_VERSION = "NoSuchTemplateVersion"
    ANSWERS = "Answers"
    NEVER_ANSWERS = "NeverAnswers"
    TERMINATED_BY_RULE = "TerminatedByRule"
    LAUNCH_SUSPENDED = "LaunchSuspended"
    TERMINATE_SUSPENDED = "TerminateSuspended"
    GONE = "InstanceGone"
    GONE_UNREPLACED = "InstanceGoneNotReplaced"
    ELB_UNHEALTHY = "ElbUnhealthy"
    SET_UNHEALTHY = "SetUnhealthy"
    GRACE = "WithinGracePeriod"
    ZONE_DOWN = "ZoneDown"
    ZONE_UP = "ZoneUp"


SCALING: dict[ScalingReason, Text] = {
    ScalingReason.SCALED_OUT: Text(
        "Scaled out {capacity} → {new}: {metric} {value} over {target} for {breaching} of {periods} minutes",
        "{capacity} → {new}대로 확장: {metric} 값이 {periods}분 중 {breaching}분 동안 {target} 초과였어요({value})",
    ),
    ScalingReason.SCALED_IN: Text(
        "Scaled in {capacity} → {new}: {metric} {value} under {low} for {breaching} of {periods} minutes",
        "{capacity} → {new}대로 축소: {metric} 값이 {periods}분 중 {breaching}분 동안 {low} 미만이었어요({value})",
    ),
    ScalingReason.WITHIN_TARGET: Text(
        "No change at {capacity}: neither alarm of {metric} is in ALARM (target {target})",
        "{capacity}대 유지: {metric} 경보가 발생하지 않았어요(목표 값 {target})",
    ),
    ScalingReason.AT_MAXIMUM: Text(
        "Cannot scale out: {metric} {value} asks for {wanted}, but MaxSize is {maximum}",
        "확장 불가: {metric} 값 {value} 기준으로 {wanted}대가 필요하지만 최대 용량이 {maximum}대예요",
    ),
    ScalingReason.AT_MINIMUM: Text(
        "Stays at {capacity}: {metric} {value} is low, but MinSize is {minimum}",
        "{capacity}대 유지: {metric} 값({value})이 낮지만 최소 용량이 {minimum}대예요",
    ),
    ScalingReason.ALREADY_ENOUGH: Text(
        "No second scale-out: {metric} {value} asks for {wanted}, and {capacity} are already desired, "
        "{warming} of them warming up",
        "추가 확장 없음: {metric} 값 {value} 기준으로 필요한 {wanted}대를 이미 확보하고 있어요"
        "(원하는 용량 {capacity}대, 워밍업 {warming}대)",
    ),
    ScalingReason.ROUNDED_AWAY: Text(
        "Stays at {capacity}: with one less, {metric} would rise over {target}",
        "{capacity}대 유지: 한 대를 줄이면 {metric} 값이 목표 값({target})을 넘어요",
    ),
    ScalingReason.WARMING_UP: Text(
        "No scale-in while {warming} instances warm up ({metric} {value})",
        "축소하지 않음: 워밍업 중인 인스턴스가 {warming}대 있어요({metric} {value})",
    ),
    ScalingReason.SCALE_IN_DISABLED: Text(
        "No scale-in: it is disabled for the {metric} policy ({value})",
        "축소하지 않음: {metric} 정책에서 축소를 비활성화했어요({value})",
    ),
    ScalingReason.NO_DATA: Text(
        "No change at {capacity}: {metric} has no data",
        "{capacity}대 유지: {metric} 데이터가 없어요",
    ),
    ScalingReason.ANOTHER_POLICY: Text(
        "No scale-in: {willing} of {policies} policies want fewer instances, all would have to",
        "축소하지 않음: 정책 {policies}개 중 {willing}개만 축소를 요청했어요(모두 요청해야 축소해요)",
    ),
    ScalingReason.ADJUSTED: Text(
        "Capacity {capacity} → {new}: adjustment {adjustment}, within {minimum} and {maximum}",
        "용량 {capacity} → {new}대: 조정값 {adjustment}, 한도 {minimum}~{maximum}대",
    ),
    ScalingReason.NO_STEP: Text(
        "Capacity stays {capacity}: no step holds {distance} from the threshold",
        "용량 {capacity}대 유지: 임계값과의 차이 {distance}에 해당하는 단계가 없어요",
    ),
    ScalingReason.UNCHANGED: Text(
        "Capacity stays {capacity}: adjustment {adjustment}, within {minimum} and {maximum}",
        "용량 {capacity}대 유지: 조정값 {adjustment}, 한도 {minimum}~{maximum}대",
    ),
    ScalingReason.MANUAL: Text(
        "Desired capacity {capacity} → {new} by hand",
        "원하는 용량 수동 변경: {capacity} → {new}대",
    ),
    ScalingReason.BOUNDS: Text(
        "Desired capacity {capacity} → {new}: the group's size is now {minimum} to {maximum}",
        "원하는 용량 {capacity} → {new}대: 그룹 용량이 {minimum}~{maximum}대로 바뀌었어요",
    ),
}

INSTANCES: dict[InstanceReason, Text] = {
    InstanceReason.LAUNCHED: Text(
        "Launched {instance} in {zone}: fewest instances there ({count}); desired capacity is {desired}",
        "{zone}에서 {instance} 시작: 인스턴스가 가장 적은 가용 영역이에요({count}대, 원하는 용량 {desired}대)",
    ),
    InstanceReason.REPLACEMENT: Text(
        "Launched {instance} in {zone} to replace {replaces}",
        "{zone}에서 {instance} 시작: {replaces} 인스턴스를 교체해요",
    ),
    InstanceReason.REBALANCING: Text(
        "Launched {instance} in {zone} before terminating one elsewhere: the zones are out of balance",
        "{zone}에서 {instance} 시작: 가용 영역의 균형을 맞추려고 먼저 시작하고, 다른 영역에서 한 대를 종료해요",
    ),
    InstanceReason.NO_ZONE: Text(
        "Cannot launch {short} instances: no Availability Zone of the group is up",
        "그룹의 가용 영역이 모두 중단되어 인스턴스 {short}대를 시작할 수 없어요",
    ),
    InstanceReason.NO_VERSION: Text(
        "Cannot launch {short} instances: {template} has no version {version}",
        "{template} 템플릿에 없는 버전({version})이라 인스턴스 {short}대를 시작할 수 없어요",
    ),
    InstanceReason.ANSWERS: Text(
        "{instance} answers requests, {seconds} s after its launch",
        "{instance} 응답 시작: 시작을 요청한 지 {seconds}초 만이에요",
    ),
    InstanceReason.NEVER_ANSWERS: Text(
        "{instance} runs, but its application does not start: nothing answers on its port",
        "{instance} 실행 중이지만 애플리케이션이 시작되지 않아 포트에서 응답하지 않아요",
    ),
    InstanceReason.TERMINATED_BY_RULE: Text(
        "Terminating {instance} in {zone}: {rule}",
        "{zone}의 {instance} 종료: {rule}",
    ),
    InstanceReason.LAUNCH_SUSPENDED: Text(
        "Launches nothing while the process Launch is suspended ({short} missing, {desired} desired)",
        "Launch 프로세스가 일시 중지되어 인스턴스를 시작하지 않아요(부족 {short}대, 원하는 용량 {desired}대)",
    ),
    InstanceReason.TERMINATE_SUSPENDED: Text(
        "Terminates nothing while the process {process} is suspended ({count} too many)",
        "{process} 프로세스가 일시 중지되어 인스턴스를 종료하지 않아요({count}대 초과)",
    ),
    InstanceReason.GONE: Text(
        "{instance} in {zone} is gone: replaced at once",
        "{zone}의 {instance} 중단: 바로 새 인스턴스로 교체해요",
    ),
    InstanceReason.GONE_UNREPLACED: Text(
        "{instance} in {zone} is gone, but stays in the group: the process {process} is suspended",
        "{zone}의 {instance} 중단: {process} 프로세스가 일시 중지되어 교체하지 않고 그룹에 남겨 둬요",
    ),
    InstanceReason.ELB_UNHEALTHY: Text(
        "Replacing {instance}: unhealthy in the target group, grace period of {grace} s over",
        "{instance} 교체: 대상 그룹에서 비정상이고 상태 확인 유예 기간 {grace}초가 지났어요",
    ),
    InstanceReason.SET_UNHEALTHY: Text(
        "Replacing {instance}: a call of the API set it to Unhealthy",
        "{instance} 교체: API 호출로 비정상 상태가 되었어요",
    ),
    InstanceReason.GRACE: Text(
        "{instance} is unhealthy, but kept: {remaining} s of the grace period of {grace} s remain",
        "{instance} 유지: 비정상이지만 상태 확인 유예 기간 {grace}초 중 {remaining}초가 남았어요",
    ),
    InstanceReason.ZONE_DOWN: Text(
        "{zone} is down: {lost} instances lost, launches go to the other zones",
        "{zone} 중단: 인스턴스 {lost}대가 중단되었고, 새 인스턴스는 다른 가용 영역에서 시작해요",
    ),
    InstanceReason.ZONE_UP: Text(
        "{zone} is up again: launches may go there",
        "{zone} 복구: 이 영역에서 다시 인스턴스를 시작할 수 있어요",
    ),
}
