"""ExecutePolicy: somebody carries a step or simple scaling policy out by the API's call, without any alarm.

It is meant for trying a policy: MetricValue and BreachThreshold stand for what an alarm would have seen. A step policy
needs both; simple scaling takes neither, and waits for its cooldown only if HonorCooldown says so.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from simulator.control import Control
from simulator.problems import Problem
from simulator.resources.properties import Properties, about
from simulator.services.autoscaling.calling import Call, refuse, refuse_cooling
from simulator.services.autoscaling.dynamic_plan import CalledPolicy
from simulator.services.autoscaling.policy_reasons import PolicyReason
from simulator.services.kinds import Operation
from simulator.text import Text

_DONE = Text("{policy} of {group} executed", "{group}의 {policy} 정책 실행")
_UNKNOWN = Text(
    "{policy} is no step or simple scaling policy of this group.",
    "이 그룹의 단계 조정 또는 단순 조정 정책이 아니에요: {policy}",
)
_NONE = Text(
    "The group has no step or simple scaling policy.", "그룹에 단계 조정 또는 단순 조정 정책이 없어요."
)
_NAMES = Text(
    "Target tracking and predictive policies cannot be executed.", "대상 추적과 예측 조정은 실행할 수 없어요."
)
_NEEDED = Text("A step policy needs {name}.", "단계 조정 정책에는 {name} 값이 필요해요.")
_GIVE = Text(
    "Give the value and the threshold that an alarm would have.", "경보에 있을 값과 임계값을 함께 쓰세요."
)
_UNSUPPORTED = Text(
    "{name} cannot be given for a policy of type {type}.", "{type} 정책에는 {name} 값을 쓸 수 없어요."
)
_TAKE_OUT = Text("Leave it out.", "비우세요.")
_NO_STEP = Text(
    "No step of {policy} holds {value} with a threshold of {threshold}.",
    "{policy} 정책에는 임계값 {threshold}일 때 {value}에 해당하는 단계가 없어요.",
)
_ANOTHER = Text("Choose a value that one of its steps holds.", "단계에 해당하는 값을 쓰세요.")


class ExecutePolicy(Properties):
    PolicyName: Annotated[
        Annotated[str, Field(min_length=1, max_length=255)] | None,
        about(
            ("Policy", "정책"),
            (
                "A step or simple scaling policy. Left empty: the group's first one.",
                "단계 조정이나 단순 조정 정책이에요. 비우면 그룹의 첫 번째 정책이에요.",
            ),
        ),
    ] = None
    HonorCooldown: Annotated[
        bool,
        about(
            ("Honour the cooldown", "휴지 기간 지키기"),
            (
                "Simple scaling only: refused while its cooldown lasts. Otherwise it is carried out at once.",
                "단순 조정에만 쓸 수 있어요. 휴지 기간에는 거절해요. 끄면 바로 실행해요.",
            ),
        ),
    ] = False
    MetricValue: Annotated[
        float | None,
        Field(ge=-1e15, le=1e15),
        about(
            ("Metric value", "지표 값"),
            (
                "Step scaling only: what a step is chosen by.",
                "단계 조정에만 쓸 수 있어요. 이 값으로 단계를 골라요.",
            ),
        ),
    ] = None
    BreachThreshold: Annotated[
        float | None,
        Field(ge=-1e15, le=1e15),
        about(
            ("Breach threshold", "위반 임계값"),
            (
                "Step scaling only: the threshold that the steps are distances from.",
                "단계 조정에만 쓸 수 있어요. 단계의 기준이 되는 임계값이에요.",
            ),
        ),
    ] = None


EXECUTE_POLICY = Operation(
    "execute_policy",
    Text("Execute a policy", "정책 실행"),
    Text(
        "Carries a step or simple scaling policy out now, as if its alarm had called it.",
        "경보가 실행한 것처럼 단계 조정이나 단순 조정 정책을 지금 실행해요.",
    ),
    ExecutePolicy,
)


def _policy(group: Any, given: ExecutePolicy) -> CalledPolicy | None:
    policies = group.plan.dynamic.policies
    if given.PolicyName is None:
        return next(iter(policies), None)
    found: CalledPolicy | None = group.plan.dynamic.policy(given.PolicyName)
    return found


def _refuse(group: Any, control: Control, given: ExecutePolicy) -> Problem | None:
    policy = _policy(group, given)
    if policy is None:
        text = _NONE if given.PolicyName is None else _UNKNOWN.format(policy=given.PolicyName)
        return refuse("PolicyNotFound", "PolicyName", text, _NAMES)
    if policy.is_simple:
        return _refuse_simple(group, control, given)
    return _refuse_step(group, control, given, policy)


def _refuse_simple(group: Any, control: Control, given: ExecutePolicy) -> Problem | None:
    for name in ("MetricValue", "BreachThreshold"):
        if getattr(given, name) is not None:
            text = _UNSUPPORTED.format(name=name, type="SimpleScaling")
            return refuse("ParameterNotSupported", name, text, _TAKE_OUT)
    return refuse_cooling(group, control) if given.HonorCooldown else None


def _refuse_step(group: Any, control: Control, given: ExecutePolicy, policy: CalledPolicy) -> Problem | None:
    if given.HonorCooldown:
        text = _UNSUPPORTED.format(name="HonorCooldown", type="StepScaling")
        return refuse("ParameterNotSupported", "HonorCooldown", text, _TAKE_OUT)
    for name in ("MetricValue", "BreachThreshold"):
        if getattr(given, name) is None:
            return refuse("ParameterMissing", name, _NEEDED.format(name=name), _GIVE)
    decision = group.dynamic.asked(control, group, policy, given.MetricValue, given.BreachThreshold)
    if decision.reason == PolicyReason.NO_STEP:
        value, threshold = f"{given.MetricValue:g}", f"{given.BreachThreshold:g}"
        text = _NO_STEP.format(policy=policy.id, value=value, threshold=threshold)
        return refuse("NoStepAdjustment", "MetricValue", text, _ANOTHER)
    return None


def _make(group: Any, control: Control, given: ExecutePolicy) -> Text:
    policy = _policy(group, given)
    assert policy is not None  # refused otherwise
    group.execute_policy(control, policy, given.MetricValue, given.BreachThreshold)
    return _DONE.format(group=group.resource, policy=policy.id)


POLICY_CALLS = {EXECUTE_POLICY.id: Call(_refuse, _make)}
