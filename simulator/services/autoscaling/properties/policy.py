"""Scaling policies of a group."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from simulator.resources.properties import Properties, ResourceProperties, about, refuse
from simulator.resources.reference import Reference, to
from simulator.resources.units import INSTANCES, SECONDS
from simulator.services.autoscaling.properties.customized import CustomizedMetric
from simulator.services.autoscaling.properties.group import AutoScalingGroup
from simulator.services.autoscaling.properties.predictive import PredictiveScaling
from simulator.services.autoscaling.properties.step import (
    ADJUSTMENT_TYPES,
    AGGREGATION_TYPES,
    FIELDS_OF_TYPE,
    StepList,
)

METRIC_TYPES = {
    "ASGAverageCPUUtilization": ("Average CPU utilization", "평균 CPU 사용률"),
    "ALBRequestCountPerTarget": ("Requests per target and minute", "대상당 분당 요청 수"),
    "ASGAverageNetworkIn": ("Bytes received per instance and minute", "인스턴스당 분당 수신 바이트"),
    "ASGAverageNetworkOut": ("Bytes sent per instance and minute", "인스턴스당 분당 송신 바이트"),
}


class PredefinedMetric(Properties):
    PredefinedMetricType: Annotated[
        Literal[
            "ASGAverageCPUUtilization",
            "ALBRequestCountPerTarget",
            "ASGAverageNetworkIn",
            "ASGAverageNetworkOut",
        ],
        about(
            ("Metric", "지표"),
            ("What the policy holds at its target.", "정책이 목표 값에 맞출 지표예요."),
            choices=METRIC_TYPES,
        ),
    ]
    ResourceLabel: Annotated[
        str | None,
        Field(min_length=1, max_length=1023),
        about(
            ("Resource label", "리소스 레이블"),
            (
                "Which target group is meant. Here it follows from the wire and may be left out.",
                "어느 대상 그룹인지 나타내요. 여기서는 연결선에서 알 수 있으니 비워도 돼요.",
            ),
            advanced=True,
        ),
    ] = None


class TargetTracking(Properties):
    PredefinedMetricSpecification: Annotated[
        PredefinedMetric | None,
        about(("Metric", "지표"), ("The metric to hold.", "일정하게 유지할 지표예요.")),
    ] = None
    CustomizedMetricSpecification: Annotated[
        CustomizedMetric | None,
        about(
            ("Metric of your own", "사용자 지정 지표"),
            (
                "Any metric that falls as instances are added, also calculated, instead of a predefined one.",
                "미리 정의된 지표 대신 쓸 지표예요. 인스턴스를 늘리면 줄어드는 지표나 수식이어야 해요.",
            ),
            advanced=True,
        ),
    ] = None
    TargetValue: Annotated[
        float,
        Field(gt=0, le=1e9),
        about(
            ("Target value", "목표 값"),
            (
                "The value to hold: percent of CPU, or requests per target and minute.",
                "유지할 값이에요. CPU는 %, 요청 수는 대상 하나가 1분 동안 받는 건수예요.",
            ),
        ),
    ]
    DisableScaleIn: Annotated[
        bool,
        about(
            ("Disable scale in", "축소 비활성화"),
            ("The policy adds instances but never removes any.", "인스턴스를 늘리기만 하고 줄이지는 않아요."),
            advanced=True,
        ),
    ] = False

    @model_validator(mode="after")
    def _holds_one_metric(self) -> Self:
        if (self.PredefinedMetricSpecification is None) == (self.CustomizedMetricSpecification is None):
            raise refuse(
                "OneTrackedMetric",
                "Target tracking holds one metric: predefined or customized.",
                "대상 추적은 미리 정의된 지표와 사용자 지정 지표 중 하나만 맞춰요.",
                "Give exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification.",
                "PredefinedMetricSpecification과 CustomizedMetricSpecification 중 하나만 쓰세요.",
            )
        return self

    @property
    def metric(self) -> str:
        """The predefined metric's name, or Customized."""
        predefined = self.PredefinedMetricSpecification
        return "Customized" if predefined is None else predefined.PredefinedMetricType


class ScalingPolicy(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::AutoScaling::ScalingPolicy"

    AutoScalingGroupName: Annotated[
        Reference,
        to(AutoScalingGroup.TYPE),
        about(("Group", "그룹"), ("The group it scales.", "조정할 그룹이에요."), mutable=False),
    ]
    PolicyType: Annotated[
        Literal["TargetTrackingScaling", "StepScaling", "SimpleScaling", "PredictiveScaling"],
        about(
            ("Policy type", "정책 유형"),
            ("How the policy decides.", "정책이 판단하는 방식이에요."),
            choices={
                "TargetTrackingScaling": ("Target tracking", "대상 추적 조정"),
                "StepScaling": ("Step", "단계 조정"),
                "SimpleScaling": ("Simple", "단순 조정"),
                "PredictiveScaling": ("Predictive", "예측 조정"),
            },
        ),
    ] = "TargetTrackingScaling"
    TargetTrackingConfiguration: Annotated[
        TargetTracking | None,
        about(
            ("Target tracking", "대상 추적"),
            ("Which metric is held at which value.", "어떤 지표를 어떤 값에 맞출지 정해요."),
        ),
    ] = None
    PredictiveScalingConfiguration: Annotated[
        PredictiveScaling | None,
        about(
            ("Predictive scaling", "예측 조정"),
            (
                "What is forecast from the past, and what is done with the forecast.",
                "과거로부터 무엇을 예측하고 예측으로 무엇을 할지 정해요.",
            ),
        ),
    ] = None
    AdjustmentType: Annotated[
        Literal["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"] | None,
        about(
            ("Adjustment type", "조정 유형"),
            ("What the adjustment's number means.", "조정값이 무엇을 뜻하는지 정해요."),
            choices=ADJUSTMENT_TYPES,
        ),
    ] = None
    StepAdjustments: StepList = None
    ScalingAdjustment: Annotated[
        int | None,
        Field(ge=-100_000, le=100_000),
        about(
            ("Adjustment", "조정값"),
            (
                "Simple scaling: by how much, whatever the metric's value.",
                "단순 조정에서 지표 값과 상관없이 조정할 크기예요.",
            ),
        ),
    ] = None
    MinAdjustmentMagnitude: Annotated[
        int | None,
        Field(ge=1, le=100_000),
        about(
            ("Least change", "최소 조정 크기"),
            (
                "A percentage changes the capacity by at least so many instances.",
                "비율로 조정할 때 적어도 이만큼의 인스턴스를 바꿔요.",
            ),
            unit=INSTANCES,
            advanced=True,
        ),
    ] = None
    MetricAggregationType: Annotated[
        Literal["Minimum", "Maximum", "Average"] | None,
        about(
            ("Metric aggregation type", "지표 집계 유형"),
            (
                "How the alarm's newest datapoints become the number that a step is chosen by. Left out: average.",
                "경보의 최근 데이터 포인트를 단계를 고를 숫자 하나로 만드는 방법이에요. 비우면 평균이에요.",
            ),
            choices=AGGREGATION_TYPES,
            advanced=True,
        ),
    ] = None
    Cooldown: Annotated[
        int | None,
        Field(ge=0, le=86_400),
        about(
            ("Cooldown", "휴지 기간"),
            (
                "Simple scaling waits so long after its activity has ended. Left out: the group's default.",
                "단순 조정 활동이 끝난 뒤 기다리는 시간이에요. 비우면 그룹의 기본값을 써요.",
            ),
            unit=SECONDS,
        ),
    ] = None
    EstimatedInstanceWarmup: Annotated[
        int | None,
        Field(ge=0, le=86_400),
        about(
            ("Instance warmup", "인스턴스 워밍업"),
            (
                "Overrides the group's default warmup for this policy.",
                "이 정책에서만 그룹의 기본 인스턴스 워밍업 대신 쓰는 값이에요.",
            ),
            unit=SECONDS,
            advanced=True,
        ),
    ] = None

    @model_validator(mode="after")
    def _configured_as_its_type_asks(self) -> Self:
        configured = {name for name in CONFIGURATIONS.values() if getattr(self, name) is not None}
        needed = CONFIGURATIONS.get(self.PolicyType)
        if configured != {needed} - {None}:
            right = needed or "AdjustmentType"
            raise refuse(
                "PolicyTypeMismatch",
                f"A policy of type {self.PolicyType} has {right} and no other configuration.",
                f"{self.PolicyType} 정책에는 {right} 설정 하나만 있어야 해요.",
                f"Write {right}, or choose another policy type.",
                f"{right} 설정을 쓰거나 다른 정책 유형을 고르세요.",
            )
        if self.EstimatedInstanceWarmup is not None and self.PolicyType == "PredictiveScaling":
            raise refuse(
                "WarmupMisplaced",
                "A predictive policy has no EstimatedInstanceWarmup.",
                "예측 조정 정책에는 EstimatedInstanceWarmup을 쓸 수 없어요.",
                "Leave it out; SchedulingBufferTime says how early instances are launched.",
                "비워 두세요. 얼마나 미리 시작할지는 SchedulingBufferTime으로 정해요.",
            )
        self._has_the_fields_of_its_type()
        return self

    def _has_the_fields_of_its_type(self) -> None:
        needed, others = FIELDS_OF_TYPE[self.PolicyType]
        for name in needed:
            if getattr(self, name) is None:
                raise refuse(
                    "PolicyIncomplete",
                    f"A policy of type {self.PolicyType} needs {name}.",
                    f"{self.PolicyType} 정책에는 {name} 값이 필요해요.",
                    f"Add {name}, or choose another policy type.",
                    f"{name} 값을 쓰거나 다른 정책 유형을 고르세요.",
                )
        every = {name for lists in FIELDS_OF_TYPE.values() for names in lists for name in names}
        for name in sorted(every - {*needed, *others}):
            if getattr(self, name) is not None:
                raise refuse(
                    "FieldOfAnotherType",
                    f"A policy of type {self.PolicyType} has no {name}.",
                    f"{self.PolicyType} 정책에는 {name} 값을 쓸 수 없어요.",
                    f"Take {name} out, or choose another policy type.",
                    f"{name} 값을 지우거나 다른 정책 유형을 고르세요.",
                )
        if self.MinAdjustmentMagnitude is not None and self.AdjustmentType != "PercentChangeInCapacity":
            raise refuse(
                "MagnitudeWithoutPercent",
                "MinAdjustmentMagnitude is for PercentChangeInCapacity only.",
                "MinAdjustmentMagnitude는 PercentChangeInCapacity에만 쓸 수 있어요.",
                "Take it out, or adjust by percent.",
                "지우거나 조정 유형을 비율로 바꾸세요.",
            )


#: What each type of policy is configured by.
CONFIGURATIONS = {
    "TargetTrackingScaling": "TargetTrackingConfiguration",
    "PredictiveScaling": "PredictiveScalingConfiguration",
}
