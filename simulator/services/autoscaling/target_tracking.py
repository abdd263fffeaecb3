"""The capacity a target tracking policy asks for.

Terms
-----
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
from typing import Any, Literal

from pydantic import Field, model_validator

from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.autoscaling.reasons import SCALING, ScalingReason
from simulator.services.cloudwatch.alarm import EVALUATION_MARGIN, number
from simulator.services.cloudwatch.decide import AlarmInput, AlarmState, alarm_state
from simulator.services.subject import Given, Subject, read
from simulator.text import Text

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

    @model_validator(mode="after")
    def _bounds_in_order(self) -> TargetTrackingInput:
        if self.MinSize > self.MaxSize:
            raise ValueError("MinSize exceeds MaxSize")
        return self


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


TARGET_TRACKING = Subject(
    "autoscaling.target_tracking",
    Text("The capacity a target tracking policy asks for", "대상 추적 조정 정책이 요구하는 용량"),
    TargetTrackingInput,
    TRACKING_OUTCOME,
    target_tracking,
)
