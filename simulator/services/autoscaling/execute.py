"""What a step or simple scaling policy does when its alarm, or somebody by ExecutePolicy, calls it.

Terms
-----
metric value
    What a step is chosen by: the alarm's newest datapoints, as many as it evaluates, made one number by the policy's
    MetricAggregationType. Without any datapoint there is no step to choose, and step scaling changes nothing, even if
    missing data has put the alarm into ALARM. Simple scaling asks for no value.
base
    What the adjustment is applied to. Simple scaling: desired capacity. Step scaling: desired capacity without the
    instances that still warm up, so that a breach that lasts while they boot asks for the same again, not for more;
    desired capacity is then raised only as far as the new wish goes beyond it.
cooldown
    Simple scaling waits until its activity has ended and the cooldown after it is over. Step scaling never does.
"""

from __future__ import annotations

import math
from typing import Any, Literal

from pydantic import Field, model_validator

from simulator.decisions import Candidate, Decision
from simulator.services.autoscaling.adjust import AdjustInput, StepAdjustment, adjust
from simulator.services.autoscaling.policy_reasons import POLICY, PolicyReason
from simulator.services.autoscaling.reasons import ScalingReason
from simulator.services.autoscaling.steps import MAX_STEPS, STEP_GUIDE
from simulator.services.cloudwatch.alarm import number
from simulator.services.subject import Given, Subject, read
from simulator.text import Text

COOLDOWN_GUIDE = "Scaling cooldowns for Amazon EC2 Auto Scaling"


class ExecuteInput(Given):
    """`metric_value`, or `datapoints` to aggregate: the newest the alarm evaluated, oldest first, null where missing.
    `warming`: instances that still warm up. `cooldown_left`: seconds; `in_progress`: an activity of simple scaling
    has not ended yet."""

    policy: str = Field("policy", max_length=255)
    PolicyType: Literal["StepScaling", "SimpleScaling"]
    AdjustmentType: Literal["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"]
    StepAdjustments: tuple[StepAdjustment, ...] | None = Field(None, min_length=1, max_length=MAX_STEPS)
    ScalingAdjustment: int | None = None
    MinAdjustmentMagnitude: int | None = Field(None, ge=0)
    ComparisonOperator: Literal[
        "GreaterThanOrEqualToThreshold",
        "GreaterThanThreshold",
        "LessThanOrEqualToThreshold",
        "LessThanThreshold",
    ] = "GreaterThanOrEqualToThreshold"
    Threshold: float = 0.0
    metric_value: float | None = None
    datapoints: tuple[float | None, ...] = Field((), max_length=1_440)
    MetricAggregationType: Literal["Minimum", "Maximum", "Average"] = "Average"
    capacity: int = Field(ge=0)
    warming: int = Field(0, ge=0)
    MinSize: int = Field(0, ge=0)
    MaxSize: int = Field(ge=0)
    in_progress: bool = False
    cooldown_left: float = Field(0.0, ge=0)

    @model_validator(mode="after")
    def _as_its_type_asks(self) -> ExecuteInput:
        if (self.PolicyType == "StepScaling") != (self.StepAdjustments is not None):
            raise ValueError("StepAdjustments belong to StepScaling")
        if (self.PolicyType == "SimpleScaling") != (self.ScalingAdjustment is not None):
            raise ValueError("ScalingAdjustment belongs to SimpleScaling")
        if self.MinSize > self.MaxSize:
            raise ValueError("MinSize exceeds MaxSize")
        if self.metric_value is not None and self.datapoints:
            raise ValueError("metric_value or datapoints, not both")
        return self

    @property
    def value(self) -> float | None:
        """What a step is chosen by."""
        present = [value for value in self.datapoints if value is not None]
        if not present:
            return self.metric_value
        match self.MetricAggregationType:
            case "Minimum":
                return min(present)
            case "Maximum":
                return max(present)
        return math.fsum(present) / len(present)


def execute(given: ExecuteInput | dict[str, Any]) -> Decision:
    """The desired capacity after the policy was carried out, and why."""
    given = read(ExecuteInput, given)
    simple = given.PolicyType == "SimpleScaling"
    base = given.capacity if simple else max(given.capacity - given.warming, 0)
    facts: dict[str, Any] = {
        "policy": given.policy,
        "type": given.PolicyType,
        "capacity": given.capacity,
        "new": given.capacity,
        "base": base,
        "warming": given.warming,
        "minimum": given.MinSize,
        "maximum": given.MaxSize,
        # Simple scaling that somebody executes by hand has none.
        "threshold": given.Threshold if "Threshold" in given.model_fields_set else None,
        "operator": given.ComparisonOperator,
        "value": given.value,
        "in_progress": given.in_progress,
        "remaining": math.ceil(given.cooldown_left),
    }
    if not simple and given.datapoints:
        facts["aggregation"] = given.MetricAggregationType
    if simple and given.in_progress:
        return _decided(PolicyReason.IN_PROGRESS, facts, (), COOLDOWN_GUIDE)
    if simple and given.cooldown_left > 0:
        return _decided(PolicyReason.COOLDOWN, facts, (), COOLDOWN_GUIDE)
    if not simple and given.value is None:
        return _decided(PolicyReason.NO_VALUE, facts, ())
    adjusted = _adjusted(given, base, given.MinSize, given.MaxSize)
    if adjusted.reason == ScalingReason.NO_STEP.value:
        facts["distance"] = adjusted.evidence["distance"]
        return _decided(PolicyReason.NO_STEP, facts, adjusted.candidates)
    facts["adjustment"] = adjusted.evidence["adjustment"]
    facts["wanted"] = _adjusted(given, base, 0, 2**53).outcome
    if "distance" in adjusted.evidence:
        facts["distance"] = adjusted.evidence["distance"]
    out = facts["wanted"] > (given.capacity if given.AdjustmentType == "ExactCapacity" else base)
    if out:
        facts["new"] = max(given.capacity, adjusted.outcome)
        reason = _why_out(given, facts)
    elif facts["wanted"] >= (given.capacity if given.AdjustmentType == "ExactCapacity" else base):
        reason = PolicyReason.UNCHANGED
    elif given.warming and not simple:
        reason = PolicyReason.WARMING_UP
    else:
        facts["new"] = min(given.capacity, adjusted.outcome)
        reason = PolicyReason.SCALED_IN if facts["new"] < given.capacity else PolicyReason.AT_MINIMUM
    return _decided(reason, facts, adjusted.candidates)


def _why_out(given: ExecuteInput, facts: dict[str, Any]) -> PolicyReason:
    if facts["new"] > given.capacity:
        return PolicyReason.SCALED_OUT
    return PolicyReason.AT_MAXIMUM if facts["wanted"] > given.MaxSize else PolicyReason.ON_THEIR_WAY


def _adjusted(given: ExecuteInput, base: int, least: int, most: int) -> Decision:
    return adjust(
        AdjustInput(
            AdjustmentType=given.AdjustmentType,
            ScalingAdjustment=given.ScalingAdjustment,
            StepAdjustments=given.StepAdjustments,
            ComparisonOperator=given.ComparisonOperator,
            Threshold=given.Threshold,
            metric_value=given.value,
            MinAdjustmentMagnitude=given.MinAdjustmentMagnitude,
            capacity=base,
            MinSize=least,
            MaxSize=most,
        )
    )


def _decided(
    reason: PolicyReason, facts: dict[str, Any], rows: tuple[Candidate, ...], source: str = STEP_GUIDE
) -> Decision:
    words = dict(facts)
    for name in ("value", "threshold", "distance"):
        if isinstance(words.get(name), (int, float)):
            words[name] = number(words[name])
    words |= {name: "-" for name in ("value", "threshold") if words[name] is None}
    text = POLICY[reason].format(**words)
    return Decision("autoscaling.execute_policy", facts["new"], reason.value, text, rows, facts, source)


SUBJECTS = (
    Subject(
        "autoscaling.execute_policy",
        Text(
            "What a step or simple scaling policy does when its alarm calls it",
            "경보가 실행한 단계 조정 및 단순 조정 정책이 하는 일",
        ),
        ExecuteInput,
        int,
        execute,
    ),
)
