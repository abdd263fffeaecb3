"""Why a load balancer decided as it did."""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text


class ElbReason(Reason):
    """Reasons of this folder's rules. A member's name is its value."""

    EqualTurns = "EqualTurns"
    SlowStart = "SlowStart"
    FewestOutstanding = "FewestOutstanding"
    RandomByWeight = "RandomByWeight"
    FlowHash = "FlowHash"
    StickyTarget = "StickyTarget"
    FailOpen = "FailOpen"
    NoTargets = "NoTargets"
    ConditionHolds = "ConditionHolds"
    ConditionFails = "ConditionFails"
    FirstMatchingRule = "FirstMatchingRule"
    DefaultRule = "DefaultRule"
    NoMatchingRule = "NoMatchingRule"


REASONS: dict[ElbReason, Text] = {
    ElbReason.EqualTurns: Text(
        "Round robin: all eligible targets ({eligible}) take turns.",
        "라운드 로빈: 후보 대상 {eligible}개가 차례로 요청을 받아요.",
    ),
    ElbReason.SlowStart: Text(
        "{warming} of {eligible} eligible targets are in slow start and get a share that grows with time.",
        "후보 대상 {eligible}개 중 {warming}개가 느린 시작 중이라서 받는 요청의 비율이 시간에 따라 늘어나요.",
    ),
    ElbReason.FewestOutstanding: Text(
        "Least outstanding requests: {fewest} in flight is the fewest among {eligible} eligible targets; "
        "{tied} of them have it.",
        "최소 미해결 요청: 후보 대상 {eligible}개 중 처리 중인 요청이 가장 적은 대상은 {fewest}건이고, "
        "대상 {tied}개가 여기에 해당해요.",
    ),
    ElbReason.RandomByWeight: Text(
        "Weighted random: each of the {eligible} eligible targets is drawn in proportion to its weight.",
        "가중치 기반 무작위: 후보 대상 {eligible}개를 가중치에 비례해서 뽑아요.",
    ),
    ElbReason.FlowHash: Text(
        "Flow hash: every packet of this flow goes to the same one of {eligible} eligible targets.",
        "흐름 해시: 이 흐름의 패킷은 모두 후보 대상 {eligible}개 중 같은 대상으로 가요.",
    ),
    ElbReason.StickyTarget: Text(
        "The stickiness cookie names {target}, which is registered and healthy.",
        "고정 세션 쿠키가 가리키는 {target} 대상이 등록되어 있고 정상이에요.",
    ),
    ElbReason.FailOpen: Text(
        "No target is healthy, so the balancer fails open and routes to all {eligible} of them.",
        "정상 대상이 없어서 대상 {eligible}개 모두로 라우팅해요(fail open).",
    ),
    ElbReason.NoTargets: Text(
        "There is no registered target to route to: the balancer answers 503.",
        "등록된 대상이 없어서 로드 밸런서가 503으로 응답해요.",
    ),
    ElbReason.ConditionHolds: Text(
        "{field}: the request's {actual} fits {value}.",
        "{field}: 요청의 값({actual})이 조건({value})에 맞아요.",
    ),
    ElbReason.ConditionFails: Text(
        "{field}: the request's {actual} fits none of {value}.",
        "{field}: 요청의 값({actual})이 조건({value})에 하나도 맞지 않아요.",
    ),
    ElbReason.FirstMatchingRule: Text(
        "Rule {rule} is the first in ascending priority whose conditions all hold.",
        "우선순위 순서에서 조건이 모두 충족되는 첫 규칙: {rule}",
    ),
    ElbReason.DefaultRule: Text(
        "No other rule's conditions all hold, so the default rule applies.",
        "다른 규칙의 조건이 모두 맞지 않아서 기본 규칙을 적용해요.",
    ),
    ElbReason.NoMatchingRule: Text(
        "No rule's conditions all hold and the input has no default rule; a real listener always has one.",
        "조건이 모두 맞는 규칙이 없고 입력에 기본 규칙도 없어요. 실제 리스너에는 항상 기본 규칙이 있어요.",
    ),
}

#: Why a target in the table was passed over.
UNHEALTHY = Text("The target is unhealthy.", "대상이 비정상이에요.")
OTHER_ZONE = Text(
    "Cross-zone is off and the target is in another zone.",
    "교차 영역 로드 밸런싱이 꺼져 있고 대상이 다른 가용 영역에 있어요.",
)
ZONE_OUT = Text(
    "Its zone has no healthy target, so DNS leaves the zone out.",
    "가용 영역에 정상 대상이 없어서 DNS 응답에서 빠져요.",
)
MORE_BUSY = Text("It has more requests in flight.", "처리 중인 요청이 더 많아요.")
NOT_STICKY = Text("The cookie names another target.", "쿠키가 다른 대상을 가리켜요.")
NO_SHARE = Text("Its share is zero.", "요청을 받는 비율이 0이에요.")
NOT_HASHED = Text("The flow's hash falls on another target.", "흐름의 해시가 다른 대상에 해당해요.")

#: Why a rule in the table was passed over.
CONDITION_FAILS = Text("Condition {condition} does not hold.", "{condition} 조건이 충족되지 않아요.")
LATER_RULE = Text("A rule before it already applies.", "앞의 규칙이 이미 적용돼요.")
