"""The rules of Auto Scaling: how much capacity a policy asks for. Which instance goes is in `terminate.py`.

Terms
-----
adjustment
    Step and simple scaling: a change, a new size, or a percentage, with AWS's rounding.
target tracking
    Keeps a metric near its target with two managed alarms: AlarmHigh (over the target for 3 of 3 minutes)
    scales out, AlarmLow (under 90 % of it for 15 of 15 minutes) scales in. These numbers come from field
    reports, not from the guide; AWS may tune them for a group.
contributing
    Instances whose load the metric averages: in service and warmed up. Their number, not desired capacity,
    turns an average back into load, so instances that still warm up are not asked for twice.
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, model_validator

from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.autoscaling.mixed import PURCHASE_SUBJECT
from simulator.services.autoscaling.plan import CPU
from simulator.services.autoscaling.reasons import SCALING, ScalingReason
from simulator.services.autoscaling.refresh import REFRESH_SUBJECT
from simulator.services.autoscaling.terminate import TERMINATE
from simulator.services.cloudwatch.alarm import EVALUATION_MARGIN, number
from simulator.services.cloudwatch.decide import AlarmInput, AlarmState, alarm_state
from simulator.services.subject import Given, Subject, read
from simulator.text import Text

STEP_GUIDE = "Step and simple scaling policies for Amazon EC2 Auto Scaling"
TRACKING_GUIDE = "Target tracking scaling policies for Amazon EC2 Auto Scaling"

HIGH_PERIODS = 3
LOW_PERIODS = 15
#: AlarmLow's threshold as a share of the target.
LOW_SHARE = 0.9

LABELS: dict[str, Text] = {
    "ASGAverageCPUUtilization": Text("CPU", "CPU"),
    "ALBRequestCountPerTarget": Text("requests per target", "대상당 요청 수"),
    "ASGAverageNetworkIn": Text("network in", "네트워크 수신"),
    "ASGAverageNetworkOut": Text("network out", "네트워크 송신"),
    "Customized": Text("the customized metric", "사용자 지정 지표"),
}
UNITS: dict[str, Text] = {
    "ASGAverageCPUUtilization": Text(" %", "%"),
    "ALBRequestCountPerTarget": Text(" a minute", "건/분"),
    "ASGAverageNetworkIn": Text(" bytes a minute", "바이트/분"),
    "ASGAverageNetworkOut": Text(" bytes a minute", "바이트/분"),
    "Customized": Text.filled("", ""),
}


# --- step and simple scaling ----------------------------------------------------------------------------


class StepAdjustment(Given):
    """One step. Bounds are distances from the alarm's threshold; a missing one is infinite."""

    MetricIntervalLowerBound: float | None = None
    MetricIntervalUpperBound: float | None = None
    ScalingAdjustment: int


class AdjustInput(Given):
    AdjustmentType: Literal["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"]
    ScalingAdjustment: int | None = None
    StepAdjustments: tuple[StepAdjustment, ...] | None = Field(None, max_length=20)
    ComparisonOperator: Literal[
        "GreaterThanOrEqualToThreshold",
        "GreaterThanThreshold",
        "LessThanOrEqualToThreshold",
        "LessThanThreshold",
    ] = "GreaterThanOrEqualToThreshold"
    Threshold: float | None = None
    metric_value: float | None = None
    MinAdjustmentMagnitude: int | None = Field(None, ge=0)
    capacity: int = Field(ge=0)
    MinSize: int = Field(0, ge=0)
    MaxSize: int = Field(ge=0)

    @model_validator(mode="after")
    def _one_kind(self) -> AdjustInput:
        if (self.ScalingAdjustment is None) == (self.StepAdjustments is None):
            raise ValueError("exactly one of ScalingAdjustment and StepAdjustments")
        if self.StepAdjustments is not None and (self.Threshold is None or self.metric_value is None):
            raise ValueError("StepAdjustments need Threshold and metric_value")
        if self.MinSize > self.MaxSize:
            raise ValueError("MinSize exceeds MaxSize")
        return self


def adjust(given: AdjustInput | dict[str, Any]) -> Decision:
    """The capacity a step or simple policy sets."""
    given = read(AdjustInput, given)
    facts: dict[str, Any] = {
        "capacity": given.capacity,
        "minimum": given.MinSize,
        "maximum": given.MaxSize,
        "type": given.AdjustmentType,
        "magnitude": given.MinAdjustmentMagnitude,
    }
    rows: tuple[Candidate, ...] = ()
    adjustment: int | None = given.ScalingAdjustment
    if given.StepAdjustments is not None:
        distance = Decimal(str(given.metric_value)) - Decimal(str(given.Threshold))
        facts["distance"] = float(distance)
        above = given.ComparisonOperator.startswith("Greater")
        held = [_holds(step, distance, above) for step in given.StepAdjustments]
        rows = tuple(
            Candidate(
                str(index + 1),
                Verdict.CHOSEN if holds else Verdict.REJECTED,
                step.model_dump(exclude_none=True),
            )
            for index, (step, holds) in enumerate(zip(given.StepAdjustments, held, strict=True))
        )
        adjustment = next(
            (
                step.ScalingAdjustment
                for step, holds in zip(given.StepAdjustments, held, strict=True)
                if holds
            ),
            None,
        )
    if adjustment is None:
        text = SCALING[ScalingReason.NO_STEP].format(**facts)
        return Decision(
            "autoscaling.adjust", given.capacity, ScalingReason.NO_STEP.value, text, rows, facts, STEP_GUIDE
        )
    new = min(max(given.capacity + _change(given, adjustment), given.MinSize), given.MaxSize)
    sign = "" if given.AdjustmentType == "ExactCapacity" else "+"
    percent = " %" if given.AdjustmentType == "PercentChangeInCapacity" else ""
    facts |= {"adjustment": f"{adjustment:{sign}d}{percent}", "new": new}
    reason = ScalingReason.UNCHANGED if new == given.capacity else ScalingReason.ADJUSTED
    return Decision(
        "autoscaling.adjust", new, reason.value, SCALING[reason].format(**facts), rows, facts, STEP_GUIDE
    )


def _holds(step: StepAdjustment, distance: Decimal, above: bool) -> bool:
    """Above the threshold a step holds its lower bound, below it its upper one."""
    lower, upper = step.MetricIntervalLowerBound, step.MetricIntervalUpperBound
    low = Decimal(str(lower)) if lower is not None else Decimal("-Infinity")
    high = Decimal(str(upper)) if upper is not None else Decimal("Infinity")
    return low <= distance < high if above else low < distance <= high


def _change(given: AdjustInput, adjustment: int) -> int:
    if given.AdjustmentType == "ExactCapacity":
        return adjustment - given.capacity
    if given.AdjustmentType == "ChangeInCapacity":
        return adjustment
    hundredths = abs(adjustment * given.capacity)
    size = max(hundredths // 100, 1) if hundredths else 0  # toward zero, but never to zero
    if size and given.MinAdjustmentMagnitude:
        size = max(size, given.MinAdjustmentMagnitude)
    return size if adjustment > 0 else -size


# --- target tracking ------------------------------------------------------------------------------------


class TargetTrackingInput(Given):
    """`datapoints` one a minute, oldest first, null where missing. States of the two alarms are derived from
    them when not given. `contributing` is the number of instances the newest datapoint averages."""

    datapoints: tuple[float | None, ...] = Field(min_length=1, max_length=1000)
    target: float = Field(gt=0)
    capacity: int = Field(ge=0)
    MinSize: int = Field(0, ge=0)
    MaxSize: int = Field(ge=0)
    contributing: float | None = Field(None, ge=0)
    warming: int = Field(0, ge=0)
    DisableScaleIn: bool = False
    metric: Literal[
        "ASGAverageCPUUtilization",
        "ALBRequestCountPerTarget",
        "ASGAverageNetworkIn",
        "ASGAverageNetworkOut",
        "Customized",
    ] = "ASGAverageCPUUtilization"
    label: str | None = Field(None, max_length=2_100)
    alarm_high: AlarmState | None = None
    alarm_low: AlarmState | None = None


TRACKING_OUTCOME = {
    "type": "object",
    "properties": {
        "capacity": {"type": "integer"},
        "alarm": {"enum": ["AlarmHigh", "AlarmLow", None]},
    },
    "required": ["capacity", "alarm"],
}


def target_tracking(given: TargetTrackingInput | dict[str, Any]) -> Decision:
    """The capacity a target tracking policy asks for, and the alarm that made it ask."""
    given = read(TargetTrackingInput, given)
    low = given.target * LOW_SHARE
    high_state = given.alarm_high or _managed(
        given.datapoints, HIGH_PERIODS, lambda value: value > given.target
    )
    low_state = given.alarm_low or _managed(given.datapoints, LOW_PERIODS, lambda value: value < low)
    value = next((point for point in reversed(given.datapoints) if point is not None), None)
    alarm = "AlarmHigh" if high_state == "ALARM" else "AlarmLow" if low_state == "ALARM" else None
    contributing = float(given.capacity) if given.contributing is None else given.contributing
    wanted = given.capacity if value is None else math.ceil(contributing * value / given.target - 1e-9)
    reason, new = _tracked(given, alarm, value, wanted)
    periods = HIGH_PERIODS if alarm == "AlarmHigh" else LOW_PERIODS
    breaching = sum(
        point is not None and (point > given.target if alarm == "AlarmHigh" else point < low)
        for point in given.datapoints[-periods:]
    )
    facts: dict[str, Any] = {
        "metric": given.metric,
        "value": value if value is None else round(value, 3),
        "target": given.target,
        "low": low,
        "capacity": given.capacity,
        "new": new,
        "wanted": wanted,
        "contributing": round(contributing, 3),
        "warming": given.warming,
        "minimum": given.MinSize,
        "maximum": given.MaxSize,
        "alarm_high": high_state,
        "alarm_low": low_state,
        "breaching": breaching,
        "periods": periods,
    }
    if given.label is not None:
        facts["label"] = given.label
    return Decision(
        "autoscaling.target_tracking",
        {"capacity": new, "alarm": alarm},
        reason.value,
        sentence(reason, facts),
        _points(given.datapoints, given.target, low),
        facts,
        TRACKING_GUIDE,
    )


def _tracked(
    given: TargetTrackingInput, alarm: str | None, value: float | None, wanted: int
) -> tuple[ScalingReason, int]:
    stay = min(max(given.capacity, given.MinSize), given.MaxSize)
    if value is None:
        return ScalingReason.NO_DATA, stay
    if alarm == "AlarmHigh":
        new = min(max(wanted, stay), given.MaxSize)
        if new > stay:
            return ScalingReason.SCALED_OUT, new
        return (ScalingReason.AT_MAXIMUM if wanted > given.MaxSize else ScalingReason.ALREADY_ENOUGH), stay
    if alarm is None:
        return ScalingReason.WITHIN_TARGET, stay
    if given.DisableScaleIn:
        return ScalingReason.SCALE_IN_DISABLED, stay
    if stay <= given.MinSize:
        return ScalingReason.AT_MINIMUM, stay
    if given.warming:
        return ScalingReason.WARMING_UP, stay
    new = max(min(wanted, stay), given.MinSize)
    return (ScalingReason.SCALED_IN, new) if new < stay else (ScalingReason.ROUNDED_AWAY, stay)


def sentence(reason: ScalingReason, facts: dict[str, Any]) -> Text:
    """A scaling reason with a policy's facts, its numbers with their units."""
    template, unit = SCALING[reason], UNITS[facts["metric"]]
    own = facts.get("label")
    label = LABELS[facts["metric"]] if own is None else Text.filled(own, own)
    said = {}
    for language in ("en", "ko"):
        shown = {
            name: number(facts[name]) + unit.get(language)
            for name in ("value", "target", "low")
            if facts.get(name) is not None
        }
        words = {**facts, **shown, "metric": label.get(language)}
        said[language] = template.get(language).format(**words)
    return Text.filled(**said)


def combine(decisions: dict[str, Decision], scales_in: dict[str, bool], capacity: int) -> Decision:
    """One decision of several policies: out if any wants out, in only if all that may scale in want in."""
    if len(decisions) == 1:
        return next(iter(decisions.values()))
    wanted = {policy: decision.outcome["capacity"] for policy, decision in decisions.items()}
    largest = max(wanted, key=lambda policy: wanted[policy])
    asked = [policy for policy in decisions if scales_in[policy]]
    willing = [policy for policy in asked if wanted[policy] < capacity]
    chosen = largest
    if wanted[largest] <= capacity and asked and len(willing) == len(asked):
        chosen = max(willing, key=lambda policy: wanted[policy])
    decision = decisions[chosen]
    rows = tuple(
        Candidate(
            policy,
            Verdict.CHOSEN if policy == chosen else Verdict.ELIGIBLE,
            {"capacity": one.outcome["capacity"], "alarm": one.outcome["alarm"], "reason": one.reason},
            one.text,
        )
        for policy, one in decisions.items()
    )
    reason, text, outcome = decision.reason, decision.text, decision.outcome
    if wanted[chosen] == capacity and 0 < len(willing) < len(asked):
        reason = ScalingReason.ANOTHER_POLICY.value
        text = SCALING[ScalingReason.ANOTHER_POLICY].format(willing=len(willing), policies=len(asked))
    evidence = {**decision.evidence, "policy": chosen}
    return Decision(decision.subject, outcome, reason, text, rows, evidence, decision.source)


def _managed(points: tuple[float | None, ...], periods: int, breaches: Any) -> AlarmState:
    judged = tuple(
        None if value is None else "breaching" if breaches(value) else "ok"
        for value in points[-(periods + EVALUATION_MARGIN) :]
    )
    given = AlarmInput(datapoints=judged, DatapointsToAlarm=periods, EvaluationPeriods=periods)  # type: ignore[arg-type]
    state: AlarmState = alarm_state(given).outcome
    return state


def _verdict(value: float | None, target: float, low: float) -> Verdict:
    if value is None:
        return Verdict.REJECTED
    return Verdict.CHOSEN if value > target or value < low else Verdict.ELIGIBLE


def _points(points: tuple[float | None, ...], target: float, low: float) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            str(index - len(points)),
            _verdict(value, target, low),
            {
                "value": None if value is None else round(value, 3),
                "high": value is not None and value > target,
                "low": value is not None and value < low,
            },
        )
        for index, value in enumerate(points)
    )


SUBJECTS = (
    Subject(
        "autoscaling.adjust",
        Text(
            "The capacity a step or simple scaling policy sets", "단계 조정 및 단순 조정 정책이 정하는 용량"
        ),
        AdjustInput,
        int,
        adjust,
    ),
    Subject(
        "autoscaling.target_tracking",
        Text("The capacity a target tracking policy asks for", "대상 추적 조정 정책이 요구하는 용량"),
        TargetTrackingInput,
        TRACKING_OUTCOME,
        target_tracking,
    ),
    TERMINATE,
    REFRESH_SUBJECT,
    PURCHASE_SUBJECT,
)

__all__ = ["CPU", "SUBJECTS", "adjust", "combine", "target_tracking"]
