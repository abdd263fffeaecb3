"""Mixed groups and Spot Instances: shares, types, weights, interruptions."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from simulator.cost import hourly_price
from simulator.engine.runtimes import reconcile_runtimes
from simulator.services.ec2.market_properties import SpotMarket
from simulator.services.ec2.runtime import COUNTED, Instance
from tests.simulator.control.small_world import (
    GROUP,
    TEMPLATE,
    Placed,
    SmallArchitecture,
    SmallWorld,
    architecture,
)

A, B = "ap-northeast-2a", "ap-northeast-2b"
TYPES = ("m5.large", "c5.large", "r5.large")


def mixed(
    types: tuple[str, ...] = TYPES,
    *,
    weights: tuple[int, ...] = (),
    market: dict[str, Any] | None = None,
    group: dict[str, Any] | None = None,
    zones: int = 2,
    policies: dict[str, dict[str, Any]] | None = None,
    **distribution: Any,
) -> SmallArchitecture:
    """A group of four over these types, without policies unless told otherwise."""
    overrides: list[dict[str, Any]] = [{"InstanceType": type_} for type_ in types]
    for override, weight in zip(overrides, weights, strict=False):
        override["WeightedCapacity"] = str(weight)
    policy = {
        "LaunchTemplate": {
            "LaunchTemplateSpecification": {
                "LaunchTemplateId": {"Ref": TEMPLATE},
                "Version": {"Fn::GetAtt": [TEMPLATE, "LatestVersionNumber"]},
            },
            "Overrides": overrides,
        },
        "InstancesDistribution": {
            "SpotAllocationStrategy": "price-capacity-optimized",
            "OnDemandPercentageAboveBaseCapacity": 0,
            **distribution,
        },
    }
    settings = {
        "DesiredCapacity": 4,
        "MaxSize": 20,
        "LaunchTemplate": None,
        "MixedInstancesPolicy": policy,
        **(group or {}),
    }
    made = architecture(group=settings, policies=policies or {}, zones=zones)
    if market is not None:
        raw = {"AutoScalingGroupName": {"Ref": GROUP}, **market}
        properties = SpotMarket.model_validate(raw)
        made.resources["Spot"] = Placed("Spot", SpotMarket.TYPE, properties)
    return made


def counted(world: SmallWorld) -> list[Instance]:
    return [one for one in world.group.instances.values() if one.state in COUNTED]


def options(world: SmallWorld) -> dict[str, int]:
    return dict(Counter(one.purchase_option for one in counted(world)))


def types(world: SmallWorld) -> dict[str, int]:
    return dict(Counter(one.instance_type for one in counted(world)))


def score(type_: str, value: int, zone: str | None = None) -> dict[str, Any]:
    return {"InstanceType": type_, "Score": value} | ({} if zone is None else {"AvailabilityZone": zone})


# --- shares and types -------------------------------------------------------------------------------------


def test_a_group_begins_and_grows_in_its_shares() -> None:
    world = SmallWorld(mixed(OnDemandBaseCapacity=2, OnDemandPercentageAboveBaseCapacity=50))
    assert options(world) == {"on-demand": 3, "spot": 1}
    assert world.control.decisions == []
    world.group.set_desired(world.control, 12)
    assert options(world) == {"on-demand": 7, "spot": 5}
    bought = world.said("autoscaling.purchase")
    assert len(bought) == 8 and {one.reason for one in bought} == {"OnDemandShare", "SpotShare"}
    assert world.metrics()["SpotInstances"] == 5
    assert max(world.per_zone().values()) - min(world.per_zone().values()) <= 1


def test_scale_in_keeps_the_shares_and_the_balance_of_zones() -> None:
    world = SmallWorld(mixed(OnDemandPercentageAboveBaseCapacity=50, group={"DesiredCapacity": 12}))
    assert options(world) == {"on-demand": 6, "spot": 6}
    world.group.set_desired(world.control, 4)
    world.run(120)
    assert options(world) == {"on-demand": 2, "spot": 2}
    assert max(world.per_zone().values()) - min(world.per_zone().values()) <= 1


def test_on_demand_goes_by_the_order_of_the_list() -> None:
    world = SmallWorld(mixed(OnDemandPercentageAboveBaseCapacity=100))
    assert types(world) == {"m5.large": 4}


def test_an_instance_has_the_cores_of_its_own_type() -> None:
    world = SmallWorld(mixed(("m5.xlarge", "c5.large"), OnDemandPercentageAboveBaseCapacity=100))
    assert {one.cores for one in counted(world)} == {4}
    assert world.metrics()["InstanceTypes"] == {one.id: "m5.xlarge" for one in counted(world)}


def test_lowest_price_spreads_over_so_many_pools() -> None:
    market = {
        "Pools": [
            {"InstanceType": "m5.large", "PricePercent": 30},
            {"InstanceType": "c5.large", "PricePercent": 31},
        ]
    }
    distribution = {"SpotAllocationStrategy": "lowest-price", "SpotInstancePools": 2}
    world = SmallWorld(mixed(market=market, group={"DesiredCapacity": 8}, **distribution))
    assert types(world) == {"m5.large": 4, "c5.large": 4}


def test_a_template_may_ask_for_spot_itself() -> None:
    made = architecture(policies={}, group={"DesiredCapacity": 2})
    template = made.resources[TEMPLATE].properties
    data = template.LaunchTemplateData.model_validate(
        {
            "ImageId": {"Ref": "WebApp"},
            "InstanceType": "m5.large",
            "InstanceMarketOptions": {"MarketType": "spot"},
        }
    )
    object.__setattr__(
        made.resources[TEMPLATE], "properties", template.model_copy(update={"LaunchTemplateData": data})
    )
    assert options(SmallWorld(made)) == {"spot": 2}


def test_weights_are_units_of_capacity() -> None:
    on_demand = {"OnDemandPercentageAboveBaseCapacity": 100}
    world = SmallWorld(
        mixed(("m5.xlarge", "m5.large"), weights=(4, 2), group={"DesiredCapacity": 8}, **on_demand)
    )
    assert len(counted(world)) == 2
    world.group.set_desired(world.control, 10)
    assert len(counted(world)) == 3  # 12 units: the capacity is at least what is desired
    world.group.set_desired(world.control, 9)
    assert len(counted(world)) == 3
    world.group.set_desired(world.control, 8)
    assert len(counted(world)) == 2
    world.group.terminate_instances(world.control, 1)
    assert len(counted(world)) == 2


def test_target_tracking_counts_in_units_too() -> None:
    group = {"DesiredCapacity": 8, "MaxSize": 40}
    on_demand = {"OnDemandPercentageAboveBaseCapacity": 100}
    made = mixed(("m5.xlarge",), weights=(4,), group=group, policies={"Cpu": {"target": 50}}, **on_demand)
    world = SmallWorld(made)
    world.servers.load = 1.6  # two instances, each 80 % busy: eight units, twelve or thirteen would be right
    world.run_until(180)
    (decision,) = world.said("autoscaling.target_tracking")
    assert decision.outcome["capacity"] == 13
    assert len(counted(world)) == 4


# --- capacity ---------------------------------------------------------------------------------------------


def test_an_empty_pool_is_passed_over_and_an_empty_zone_is_left_out() -> None:
    market = {"Pools": [score("m5.large", 10, A), *(score(type_, 0, B) for type_ in TYPES)]}
    world = SmallWorld(mixed(market=market, SpotAllocationStrategy="capacity-optimized"))
    assert world.per_zone() == {A: 4, B: 0}
    assert types(world) == {"m5.large": 4}


def test_without_capacity_the_launch_fails_is_told_once_and_tried_again() -> None:
    market = {"Pools": [score(type_, 10) for type_ in TYPES]}
    world = SmallWorld(mixed(market=market))
    dry = mixed(market={"Pools": [score(type_, 0) for type_ in TYPES]})
    reconcile_runtimes(dry, world.control)
    world.group.set_desired(world.control, 6)
    world.run(300)
    assert len(counted(world)) == 4
    failed = world.said("autoscaling.purchase", "NoSpotCapacity")
    assert len(failed) == 2  # one a zone
    assert {row.verdict for row in failed[0].candidates} == {"rejected"}
    reconcile_runtimes(mixed(market=market), world.control)
    world.run(61)
    assert len(counted(world)) == 6


# --- interruptions ----------------------------------------------------------------------------------------


def spot_world(**group: Any) -> SmallWorld:
    world = SmallWorld(mixed(group=group or None))
    world.servers.load = 1.0
    world.run(10)
    return world


def test_without_rebalancing_nothing_happens_until_the_machine_is_gone() -> None:
    world = spot_world()
    (hit,) = world.group.interrupt_spot(world.control, 1, None, None, 120.0)
    assert world.said("autoscaling.spot", "RebalanceRecommended")
    world.run(119)
    assert not world.said("autoscaling.spot", "InterruptionNotice")
    world.run(2)
    assert world.said("autoscaling.spot", "InterruptionNotice")
    world.run(118)
    assert len(world.targets.eligible()) == 4 and len(counted(world)) == 4
    world.run(2)
    assert world.said("autoscaling.spot", "SpotInterrupted")[0].outcome == hit
    assert len(world.targets.eligible()) == 3 and len(counted(world)) == 4
    world.run(120)
    assert len(world.targets.eligible()) == 4


def test_with_rebalancing_the_replacement_serves_before_the_old_one_goes() -> None:
    world = spot_world(CapacityRebalance=True)
    (hit,) = world.group.interrupt_spot(world.control, 1, None, None, 120.0)
    fewest = 4
    for _ in range(400):
        world.run(1)
        fewest = min(fewest, len(world.targets.eligible()))
    assert fewest == 4
    assert world.said("autoscaling.spot", "ReplacedBeforeInterruption")
    assert not world.said("autoscaling.spot", "SpotInterrupted")
    assert hit not in world.group.instances and len(counted(world)) == 4
    assert not any(one.rebalances for one in counted(world))


def test_a_replacement_ahead_of_time_comes_from_another_pool_than_the_one_that_is_reclaimed() -> None:
    world = spot_world(CapacityRebalance=True)
    before = {(one.instance_type, one.zone) for one in counted(world)}
    hit = world.group.interrupt_spot(world.control, 4, None, None, 120.0)
    new = [one for one in counted(world) if one.id not in hit]
    assert len(new) == 4 and not before & {(one.instance_type, one.zone) for one in new}
    world.group.refill_spot(world.control)
    assert world.group.buyer.empty == []


def test_the_fault_may_be_of_one_pool_only() -> None:
    world = spot_world()
    pool = counted(world)[0]
    hit = world.group.interrupt_spot(world.control, 10, pool.instance_type, pool.zone, 0.0)
    assert hit == [
        one.id for one in counted(world) if (one.instance_type, one.zone) == (pool.instance_type, pool.zone)
    ]
    assert world.group.interrupt_spot(world.control, 1, "r5.large", "ap-northeast-2c", 0.0) == []


def test_on_demand_is_never_interrupted() -> None:
    world = SmallWorld(mixed(OnDemandPercentageAboveBaseCapacity=100))
    assert world.group.interrupt_spot(world.control, 4, None, None, 0.0) == []


def test_by_chance_it_happens_as_often_as_the_document_says() -> None:
    pools = [score(type_, 5) for type_ in TYPES]
    rate = {"InterruptionsPerHour": 2, "Pools": pools, "RecommendationLead": 60}
    world = SmallWorld(mixed(market=rate, group={"DesiredCapacity": 10, "CapacityRebalance": True}))
    world.servers.load = 1.0
    world.run(3600)
    told = len(world.said("autoscaling.spot", "RebalanceRecommended"))
    assert 8 <= told <= 40  # 10 instances, 2 an hour each, at a score just below the middle
    assert len(counted(world)) - sum(one.rebalances for one in counted(world)) == 10


def test_a_draining_instance_ends_when_its_two_minutes_are_over() -> None:
    world = spot_world()
    (hit,) = world.group.interrupt_spot(world.control, 1, None, None, 0.0)
    world.run(100)
    world.group._retire(world.control, world.group.instances[hit])
    assert world.metrics()["InstanceStates"][hit] == "draining"
    world.run(22)
    assert world.metrics()["InstanceStates"][hit] == "terminated"


# --- cost -------------------------------------------------------------------------------------------------


def test_spot_is_billed_at_its_pools_price_and_on_demand_at_the_list() -> None:
    pools = [{"InstanceType": type_, "PricePercent": 25} for type_ in TYPES]
    world = SmallWorld(
        mixed(market={"Pools": pools}, OnDemandBaseCapacity=1, SpotAllocationStrategy="capacity-optimized")
    )
    group = world.group
    spot = [one for one in counted(world) if one.purchase_option == "spot"]
    expected = sum(0.25 * hourly_price(one.instance_type, "ap-northeast-2") for one in spot)
    assert group.spot_usd(3600.0) == pytest.approx(expected)
    assert [type_ for type_, _ in group.running_instances()] == ["m5.large"]


def test_volumes_are_billed_with_their_instances() -> None:
    made = architecture(policies={}, group={"DesiredCapacity": 2})
    template = made.resources[TEMPLATE].properties
    volume = {"Ebs": {"VolumeType": "gp3", "VolumeSize": 100}}
    said = {"ImageId": {"Ref": "WebApp"}, "InstanceType": "m5.large", "BlockDeviceMappings": [volume]}
    data = template.LaunchTemplateData.model_validate(said)
    object.__setattr__(
        made.resources[TEMPLATE], "properties", template.model_copy(update={"LaunchTemplateData": data})
    )
    assert SmallWorld(made).group.volumes_usd(730 * 3600.0) == pytest.approx(2 * 100 * 0.0912)
    assert SmallWorld().group.volumes_usd(3600.0) == 0.0


# --- snapshots --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rebalance", [False, True])
def test_a_mixed_group_survives_a_snapshot(rebalance: bool) -> None:
    rate = {"InterruptionsPerHour": 20, "RecommendationLead": 30}
    group = {"DesiredCapacity": 6, "CapacityRebalance": rebalance}
    world = SmallWorld(mixed(market=rate, group=group, OnDemandBaseCapacity=1))
    world.servers.load = 1.0
    world.group.interrupt_spot(world.control, 1, None, None, 45.0)
    for _ in range(6):
        world.run(50)
        other = world.copy()
        world.control.decisions.clear()
        world.run(70)
        other.run(70)
        assert world.fingerprint() == other.fingerprint()
