"""What step and simple scaling policies are set up with."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from simulator.resources.properties import Properties, about, refuse
from simulator.services.autoscaling.steps import MAX_STEPS, step_mistake
from simulator.text import Text

ADJUSTMENT_TYPES = {
    "ChangeInCapacity": ("Add or remove instances", "인스턴스 추가 또는 제거"),
    "ExactCapacity": ("Set the capacity", "용량 지정"),
    "PercentChangeInCapacity": ("Add or remove a percentage", "비율로 추가 또는 제거"),
}
AGGREGATION_TYPES = {
    "Average": ("Average", "평균"),
    "Minimum": ("Minimum", "최솟값"),
    "Maximum": ("Maximum", "최댓값"),
}
#: What the metric is at least away from the threshold, and at most.
_DISTANCE = Text("from the threshold", "임계값과의 차이")


class StepAdjustment(Properties):
    """One step: for which distances from the threshold, and by how much."""

    MetricIntervalLowerBound: Annotated[
        float | None,
        Field(ge=-1e15, le=1e15),
        about(
            ("From", "하한"),
            (
                "Distance from the alarm's threshold at which the step begins. Left out: minus infinity.",
                "단계가 시작되는 임계값과의 차이예요. 비우면 음의 무한대예요.",
            ),
            unit=_DISTANCE,
        ),
    ] = None
    MetricIntervalUpperBound: Annotated[
        float | None,
        Field(ge=-1e15, le=1e15),
        about(
            ("To", "상한"),
            (
                "Distance from the alarm's threshold at which the step ends. Left out: infinity.",
                "단계가 끝나는 임계값과의 차이예요. 비우면 무한대예요.",
            ),
            unit=_DISTANCE,
        ),
    ] = None
    ScalingAdjustment: Annotated[
        int,
        Field(ge=-100_000, le=100_000),
        about(
            ("Adjustment", "조정값"),
            ("Instances, percent or the new capacity.", "인스턴스 수, 비율(%) 또는 새 용량이에요."),
        ),
    ]


def _as_the_api_takes_them(steps: list[StepAdjustment] | None) -> list[StepAdjustment] | None:
    mistake = step_mistake(
        [(one.MetricIntervalLowerBound, one.MetricIntervalUpperBound) for one in steps or ()]
    )
    if mistake is not None:
        message, hint = mistake.message, mistake.hint
        raise refuse(mistake.code, message.en, message.ko, hint.en, hint.ko, within=(mistake.place,))
    return steps


StepList = Annotated[
    list[
        Annotated[
            StepAdjustment, about(("Step", "단계"), ("One range of the metric.", "지표의 한 구간이에요."))
        ]
    ]
    | None,
    Field(min_length=1, max_length=MAX_STEPS),
    AfterValidator(_as_the_api_takes_them),
    about(
        ("Steps", "단계"),
        (
            "By how much, by how far the metric is from the alarm's threshold. Ranges meet, without gap or overlap.",
            "지표가 임계값에서 얼마나 벗어났는지에 따라 얼마나 조정할지 정해요. 구간은 틈이나 겹침 없이 이어져야 해요.",
        ),
    ),
]

#: Fields that each type of policy may have beside AutoScalingGroupName and PolicyType: needed ones, others.
FIELDS_OF_TYPE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "TargetTrackingScaling": (("TargetTrackingConfiguration",), ("EstimatedInstanceWarmup",)),
    "PredictiveScaling": (("PredictiveScalingConfiguration",), ()),
    "StepScaling": (
        ("AdjustmentType", "StepAdjustments"),
        ("EstimatedInstanceWarmup", "MinAdjustmentMagnitude", "MetricAggregationType"),
    ),
    "SimpleScaling": (("AdjustmentType", "ScalingAdjustment"), ("Cooldown", "MinAdjustmentMagnitude")),
}
