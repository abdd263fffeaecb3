"""Rules of groups and policies that need to see other fields or resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.problems import Path, Problem, Severity
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.autoscaling.custom import predictive_queries
from simulator.services.autoscaling.properties import MAX_WORLD_INSTANCES, AutoScalingGroup, ScalingPolicy
from simulator.services.cloudwatch.checks import unmeasured
from simulator.services.cloudwatch.measured import is_measured
from simulator.services.cloudwatch.queries import Query
from simulator.services.ec2.properties import Application, LaunchTemplate
from simulator.text import Text


def capacities_are_in_order(
    group: TypedResource[AutoScalingGroup], world: TypedResources
) -> Iterator[Problem]:
    properties = group.properties
    at = (group.id, "Properties")
    if properties.MinSize > properties.MaxSize:
        yield Problem(
            "MinAboveMax",
            (*at, "MinSize"),
            Text.filled(
                f"The minimum ({properties.MinSize}) is above the maximum ({properties.MaxSize}).",
                f"최소 용량({properties.MinSize})이 최대 용량({properties.MaxSize})보다 커요.",
            ),
            Text("Lower MinSize or raise MaxSize.", "MinSize를 줄이거나 MaxSize를 늘리세요."),
        )
    elif not properties.MinSize <= properties.desired <= properties.MaxSize:
        yield Problem(
            "DesiredOutsideBounds",
            (*at, "DesiredCapacity"),
            Text.filled(
                f"The desired capacity ({properties.desired}) is not between {properties.MinSize} and"
                f" {properties.MaxSize}.",
                f"원하는 용량({properties.desired})이 {properties.MinSize}~{properties.MaxSize} 범위를 벗어나요.",
            ),
            Text(
                "Choose a value within the bounds, or leave it out for the minimum.",
                "범위 안의 값을 쓰거나, 비워서 최소 용량을 쓰세요.",
            ),
        )


def instances_fit_a_world(group: TypedResource[AutoScalingGroup], world: TypedResources) -> Iterator[Problem]:
    """The groups of a document together stay below what a world simulates. The first that does not is named."""
    before = sum(other.properties.MaxSize for other in world.all(AutoScalingGroup) if other.id < group.id)
    if before <= MAX_WORLD_INSTANCES < before + group.properties.MaxSize:
        yield Problem(
            "TooManyInstances",
            (group.id, "Properties", "MaxSize"),
            Text.filled(
                f"The groups together may grow to more than {MAX_WORLD_INSTANCES:,} instances.",
                f"모든 그룹의 최대 용량을 더하면 {MAX_WORLD_INSTANCES:,}대를 넘어요.",
            ),
            Text("Lower the MaxSize of some groups.", "일부 그룹의 MaxSize를 줄이세요."),
        )


def default_policy_is_last(
    group: TypedResource[AutoScalingGroup], world: TypedResources
) -> Iterator[Problem]:
    policies = group.properties.TerminationPolicies
    if "Default" in policies[:-1]:
        yield Problem(
            "DefaultNotLast",
            (group.id, "Properties", "TerminationPolicies"),
            Text(
                "Default stands before another termination policy.",
                "기본값(Default)이 다른 종료 정책보다 앞에 있어요.",
            ),
            Text("Move Default to the end of the list.", "기본값(Default)을 목록 끝으로 옮기세요."),
        )


def function_is_first(group: TypedResource[AutoScalingGroup], world: TypedResources) -> Iterator[Problem]:
    policies = group.properties.TerminationPolicies
    if any(not isinstance(policy, str) for policy in policies[1:]):
        yield Problem(
            "FunctionNotFirst",
            (group.id, "Properties", "TerminationPolicies"),
            Text(
                "A termination function stands behind another policy.",
                "종료 함수가 다른 종료 정책보다 뒤에 있어요.",
            ),
            Text(
                "Put one function at most into the list, as the first.",
                "종료 함수는 하나만, 목록 맨 앞에 두세요.",
            ),
        )


def grace_covers_start_up(group: TypedResource[AutoScalingGroup], world: TypedResources) -> Iterator[Problem]:
    """The course's classic: instances killed while they boot."""
    properties = group.properties
    template = world.get(properties.launch_template.LaunchTemplateId)
    if (
        properties.HealthCheckType != "ELB"
        or template is None
        or not isinstance(template.properties, LaunchTemplate)
    ):
        return
    application = world.get(template.properties.LaunchTemplateData.ImageId)
    if application is None or not isinstance(application.properties, Application):
        return
    ready = application.properties.ReadySeconds
    if properties.HealthCheckGracePeriod < ready:
        yield Problem(
            "GraceTooShort",
            (group.id, "Properties", "HealthCheckGracePeriod"),
            Text.filled(
                f"The grace period ({properties.HealthCheckGracePeriod} s) ends before the application answers"
                f" ({ready:g} s): booting instances may be replaced again and again.",
                f"상태 확인 유예 기간({properties.HealthCheckGracePeriod}초)이 준비 시간({ready:g}초)보다 먼저"
                " 끝나요. 부팅 중인 인스턴스가 계속 교체될 수 있어요.",
            ),
            Text(
                "Make the grace period longer than start-up and the first health checks.",
                "상태 확인 유예 기간을 준비 시간과 첫 상태 확인에 걸리는 시간을 더한 것보다 길게 정하세요.",
            ),
            Severity.WARNING,
        )


def metric_has_its_balancer(policy: TypedResource[ScalingPolicy], world: TypedResources) -> Iterator[Problem]:
    tracking = policy.properties.TargetTrackingConfiguration
    if tracking is None:
        return
    tracked = tracking.metric
    group = world.get(policy.properties.AutoScalingGroupName)
    if (
        tracked != "ALBRequestCountPerTarget"
        or group is None
        or not isinstance(group.properties, AutoScalingGroup)
    ):
        return
    if not group.properties.TargetGroupARNs:
        yield Problem(
            "MetricNeedsTargetGroup",
            (policy.id, "Properties", "TargetTrackingConfiguration", "PredefinedMetricSpecification"),
            Text.filled(
                f"Requests per target cannot be measured: {group.id} has no target group.",
                f"{group.id}에 대상 그룹이 없어서 대상당 요청 수를 측정할 수 없어요.",
            ),
            Text(
                "Wire a balancer to the group, or track CPU utilization.",
                "로드 밸런서를 그룹에 연결하거나 CPU 사용률을 추적하세요.",
            ),
        )


def custom_metric_has_data(policy: TypedResource[ScalingPolicy], world: TypedResources) -> Iterator[Problem]:
    tracking = policy.properties.TargetTrackingConfiguration
    custom = tracking.CustomizedMetricSpecification if tracking is not None else None
    if custom is not None:
        path = (policy.id, "Properties", "TargetTrackingConfiguration", "CustomizedMetricSpecification")
        yield from _without_data([custom.query()], path)
    specification: Path = (
        policy.id,
        "Properties",
        "PredictiveScalingConfiguration",
        "MetricSpecifications",
        0,
    )
    yield from _without_data(predictive_queries(policy.properties), specification)


def _without_data(queries: Iterable[Query], path: Path) -> Iterator[Problem]:
    for query in queries:
        for _, metric, _ in query.series:
            if not is_measured(metric):
                yield unmeasured(metric, path)


def cpu_target_is_a_percentage(
    policy: TypedResource[ScalingPolicy], world: TypedResources
) -> Iterator[Problem]:
    tracking = policy.properties.TargetTrackingConfiguration
    if tracking is None:
        return
    metric = tracking.metric
    if metric == "ASGAverageCPUUtilization" and tracking.TargetValue > 100:
        yield Problem(
            "TargetAboveHundred",
            (policy.id, "Properties", "TargetTrackingConfiguration", "TargetValue"),
            Text.filled(
                f"CPU utilization never reaches {tracking.TargetValue:g} %.",
                f"CPU 사용률은 {tracking.TargetValue:g}%에 이를 수 없어요.",
            ),
            Text("Choose a target of at most 100.", "100 이하의 목표 값을 쓰세요."),
            Severity.WARNING,
        )
