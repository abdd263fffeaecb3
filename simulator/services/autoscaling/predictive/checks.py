"""What can be wrong with a predictive policy among the other resources."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.problems import Problem, Severity
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.autoscaling.properties import AutoScalingGroup, ScalingPolicy
from simulator.text import Text

_SPECIFICATION = ("Properties", "PredictiveScalingConfiguration", "MetricSpecifications", 0)


def one_forecast_scales(policy: TypedResource[ScalingPolicy], world: TypedResources) -> Iterator[Problem]:
    """Several predictive policies may forecast for a group, but only one of them may scale it."""
    if not _scales(policy.properties):
        return
    rivals = [
        other.id
        for other in world.all(ScalingPolicy)
        if _scales(other.properties)
        and other.properties.AutoScalingGroupName == policy.properties.AutoScalingGroupName
    ]
    if policy.id != min(rivals):
        yield Problem(
            "TwoForecastsScale",
            (policy.id, "Properties", "PredictiveScalingConfiguration", "Mode"),
            Text.filled(
                f"{min(rivals)} scales this group by its forecast already; only one policy may.",
                f"{min(rivals)} 정책이 이미 이 그룹을 예측으로 조정해요. 한 정책만 그럴 수 있어요.",
            ),
            Text(
                "Set Mode to ForecastOnly to compare both forecasts.",
                "Mode를 ForecastOnly로 바꾸면 두 예측을 비교할 수 있어요.",
            ),
        )


def load_can_be_measured(policy: TypedResource[ScalingPolicy], world: TypedResources) -> Iterator[Problem]:
    """A group's requests are counted by its target group, and CPU utilization has a highest value."""
    configuration = policy.properties.PredictiveScalingConfiguration
    group = world.get(policy.properties.AutoScalingGroupName)
    if configuration is None or group is None or not isinstance(group.properties, AutoScalingGroup):
        return
    specification = configuration.MetricSpecifications[0]
    load, scaling = specification.metrics
    if (load.startswith("ALB") or scaling.startswith("ALB")) and not group.properties.TargetGroupARNs:
        yield Problem(
            "MetricNeedsTargetGroup",
            (policy.id, *_SPECIFICATION),
            Text.filled(
                f"Requests cannot be counted: {group.id} has no target group.",
                f"{group.id}에 대상 그룹이 없어서 요청 수를 셀 수 없어요.",
            ),
            Text(
                "Wire a balancer to the group, or forecast CPU utilization.",
                "로드 밸런서를 그룹에 연결하거나 CPU 사용률을 예측하세요.",
            ),
        )
    if scaling == "ASGAverageCPUUtilization" and specification.TargetValue > 100:
        yield Problem(
            "TargetAboveHundred",
            (policy.id, *_SPECIFICATION, "TargetValue"),
            Text.filled(
                f"CPU utilization never reaches {specification.TargetValue:g} %.",
                f"CPU 사용률은 {specification.TargetValue:g}%에 이를 수 없어요.",
            ),
            Text("Choose a target of at most 100.", "100 이하의 목표 값을 쓰세요."),
            Severity.WARNING,
        )


def _scales(properties: ScalingPolicy) -> bool:
    configuration = properties.PredictiveScalingConfiguration
    return configuration is not None and configuration.Mode == "ForecastAndScale"


RULES = (one_forecast_scales, load_can_be_measured)
