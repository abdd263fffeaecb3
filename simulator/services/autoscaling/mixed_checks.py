"""Rules of mixed groups and Spot that need to see more than one field or resource."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.problems import Problem, Severity
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.autoscaling.properties import AutoScalingGroup
from simulator.services.ec2.market_properties import SpotMarket
from simulator.services.ec2.properties import LaunchTemplate
from simulator.text import Text

_POLICY = "MixedInstancesPolicy"


def _buys_spot(group: AutoScalingGroup, world: TypedResources) -> bool:
    policy = group.MixedInstancesPolicy
    if policy is not None:
        said = policy.InstancesDistribution
        return said is not None and said.OnDemandPercentageAboveBaseCapacity < 100
    return _asks_for_spot(group, world)


def _asks_for_spot(group: AutoScalingGroup, world: TypedResources) -> bool:
    template = world.get(group.launch_template.LaunchTemplateId)
    if template is None or not isinstance(template.properties, LaunchTemplate):
        return False
    return template.properties.LaunchTemplateData.InstanceMarketOptions is not None


def template_leaves_spot_to_the_policy(
    group: TypedResource[AutoScalingGroup], world: TypedResources
) -> Iterator[Problem]:
    """A template that requests Spot Instances cannot be used with a mixed instances policy."""
    if group.properties.MixedInstancesPolicy is not None and _asks_for_spot(group.properties, world):
        yield Problem(
            "TemplateAsksForSpot",
            (group.id, "Properties", _POLICY),
            Text(
                "The launch template asks for Spot Instances itself.",
                "시작 템플릿이 이미 스팟 인스턴스를 요청하고 있어요.",
            ),
            Text(
                "Take InstanceMarketOptions out of the template; the policy says how much is Spot.",
                "시작 템플릿에서 InstanceMarketOptions를 빼세요. 스팟 비율은 정책에서 정해요.",
            ),
        )


def base_fits_the_group(group: TypedResource[AutoScalingGroup], world: TypedResources) -> Iterator[Problem]:
    policy = group.properties.MixedInstancesPolicy
    said = policy.InstancesDistribution if policy is not None else None
    if said is None or said.OnDemandBaseCapacity <= group.properties.MaxSize:
        return
    yield Problem(
        "BaseAboveMax",
        (group.id, "Properties", _POLICY, "InstancesDistribution", "OnDemandBaseCapacity"),
        Text.filled(
            f"The On-Demand base ({said.OnDemandBaseCapacity}) is above the maximum capacity"
            f" ({group.properties.MaxSize}): there will be no Spot Instance.",
            f"온디맨드 기본 용량({said.OnDemandBaseCapacity})이 최대 용량({group.properties.MaxSize})보다 커서 스팟"
            " 인스턴스가 하나도 없어요.",
        ),
        Text("Lower OnDemandBaseCapacity.", "OnDemandBaseCapacity를 줄이세요."),
        Severity.WARNING,
    )


def weights_suit_the_capacity(
    group: TypedResource[AutoScalingGroup], world: TypedResources
) -> Iterator[Problem]:
    """AWS's advice: desired capacity at least twice the largest weight."""
    policy = group.properties.MixedInstancesPolicy
    overrides = policy.LaunchTemplate.Overrides if policy is not None else []
    largest = max((int(override.WeightedCapacity or 1) for override in overrides), default=1)
    if largest == 1 or group.properties.desired >= 2 * largest:
        return
    yield Problem(
        "WeightsTooLarge",
        (group.id, "Properties", _POLICY, "LaunchTemplate", "Overrides"),
        Text.filled(
            f"One instance may count as {largest} units, and the desired capacity is {group.properties.desired}.",
            f"인스턴스 한 대가 {largest}단위인데 원하는 용량은 {group.properties.desired}단위예요.",
        ),
        Text(
            "Capacity is counted in units: make it two or three times the largest weight.",
            "용량도 단위로 계산해요. 가장 큰 가중치의 두세 배로 정하세요.",
        ),
        Severity.WARNING,
    )


def spot_has_several_pools(
    group: TypedResource[AutoScalingGroup], world: TypedResources
) -> Iterator[Problem]:
    policy = group.properties.MixedInstancesPolicy
    if policy is None or len(policy.LaunchTemplate.Overrides) > 1 or not _buys_spot(group.properties, world):
        return
    yield Problem(
        "SpotOfOneType",
        (group.id, "Properties", _POLICY, "LaunchTemplate", "Overrides"),
        Text(
            "All Spot Instances are of one type: when its pools run dry, there are none.",
            "스팟 인스턴스가 모두 한 유형이에요. 그 풀의 용량이 바닥나면 하나도 살 수 없어요.",
        ),
        Text("Name several instance types.", "여러 인스턴스 유형을 쓰세요."),
        Severity.WARNING,
    )


def rebalancing_has_spot(group: TypedResource[AutoScalingGroup], world: TypedResources) -> Iterator[Problem]:
    if not group.properties.CapacityRebalance or _buys_spot(group.properties, world):
        return
    yield Problem(
        "RebalanceWithoutSpot",
        (group.id, "Properties", "CapacityRebalance"),
        Text(
            "Capacity Rebalancing concerns Spot Instances, and the group has none.",
            "용량 재조정은 스팟 인스턴스에만 적용되는데, 그룹에 스팟 인스턴스가 없어요.",
        ),
        Text("Switch it off, or buy Spot Instances.", "끄거나 스팟 인스턴스를 사세요."),
        Severity.WARNING,
    )


def one_market_for_a_group(market: TypedResource[SpotMarket], world: TypedResources) -> Iterator[Problem]:
    name = market.properties.AutoScalingGroupName.target
    first = min(
        other.id for other in world.all(SpotMarket) if other.properties.AutoScalingGroupName.target == name
    )
    if first != market.id:
        yield Problem(
            "SecondSpotMarket",
            (market.id, "Properties", "AutoScalingGroupName"),
            Text.filled(
                f"{first} is already the Spot market of {name}.",
                f"{name}의 스팟 시장은 이미 {first}에서 정했어요.",
            ),
            Text("Remove one of them.", "둘 중 하나를 지우세요."),
        )


GROUP_RULES = (
    template_leaves_spot_to_the_policy,
    base_fits_the_group,
    weights_suit_the_capacity,
    spot_has_several_pools,
    rebalancing_has_spot,
)
