"""The capacity a step or simple scaling policy sets: a change, a new size, or a percentage, with AWS's rounding."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, model_validator

from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.autoscaling.reasons import SCALING, ScalingReason
from simulator.services.subject import Given, Subject, read
from simulator.text import Text

STEP_GUIDE = "Step and simple scaling policies for Amazon EC2 Auto Scaling"


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


ADJUST = Subject(
    "autoscaling.adjust",
    Text("The capacity a step or simple scaling policy sets", "단계 조정 및 단순 조정 정책이 정하는 용량"),
    AdjustInput,
    int,
    adjust,
)
