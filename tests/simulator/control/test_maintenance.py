"""Instance maintenance policy: how far capacity falls and rises while instances are replaced."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from simulator.services.autoscaling.properties.maintenance import InstanceMaintenance
from tests.simulator.control.calls import call
from tests.simulator.control.small_world import SmallWorld, architecture


def world_with(least: int | None, most: int | None, desired: int = 4, **group: Any) -> SmallWorld:
    maintenance = {"MinHealthyPercentage": least, "MaxHealthyPercentage": most}
    world = SmallWorld(
        architecture(
            policies={},
            group={
                "DesiredCapacity": desired,
                "MaxSize": desired,
                "DefaultInstanceWarmup": 60,
                **({} if least is None else {"InstanceMaintenancePolicy": maintenance}),
                **group,
            },
        )
    )
    world.servers.load = 0.2
    return world


class Range:
    """Fewest and most instances in service, and the most that counted, while a world ran."""

    def __init__(self) -> None:
        self.fewest, self.most = 10**6, 0

    def __call__(self, world: SmallWorld) -> None:
        states = [one.state.value for one in world.group.instances.values()]
        self.fewest = min(self.fewest, sum(one in ("in_service", "booting") for one in states))
        self.most = max(self.most, world.counted())


def sicken(world: SmallWorld, count: int) -> list[str]:
    """Instances that hang: the balancer finds them out."""
    return world.group.hang(world.control, count)


def test_without_a_policy_an_unhealthy_instance_goes_while_its_replacement_is_launched() -> None:
    world, seen = world_with(None, None), Range()
    sicken(world, 1)
    world.run(300, seen)
    assert (seen.fewest, seen.most) == (3, 4)
    assert not world.said("autoscaling.maintenance")


def test_with_a_maximum_above_100_the_replacement_is_ready_before_the_unhealthy_one_goes() -> None:
    world, seen = world_with(100, 110), Range()
    (sick,) = sicken(world, 1)
    gone_at: list[float] = []

    def look(w: SmallWorld) -> None:
        seen(w)
        one = w.group.instances.get(sick)
        if (one is None or one.state.value == "draining") and not gone_at:
            gone_at.append(w.control.now)

    world.run(400, look)
    assert (seen.fewest, seen.most) == (4, 5)  # above MaxSize while it replaces
    (new,) = [one for one in world.group.instances.values() if one.replaces == sick]
    assert new.in_service_at is not None
    assert gone_at[0] >= new.in_service_at + 60  # in service, healthy, and past the default instance warmup
    assert gone_at[0] < new.in_service_at + 60 + 15
    (decision,) = world.said("autoscaling.maintenance")
    assert decision.outcome == {"terminate": [], "launch_first": [sick]}
    assert decision.reason == "LaunchingFirst" and "maintenance policy" in decision.source
    assert world.counted() == 4 and not new.rebalances


def test_capacity_stays_between_minimum_and_maximum_however_many_are_unhealthy() -> None:
    world, seen = world_with(75, 100), Range()
    sick = sicken(world, 3)
    world.run(1_200, seen)
    assert (seen.fewest, seen.most) == (3, 4)
    assert not set(sick) & set(world.group.instances)
    world, seen = world_with(50, 125, desired=8), Range()
    sick = sicken(world, 6)
    world.run(1_200, seen)
    assert seen.fewest == 4 and seen.most == 10
    assert not set(sick) & set(world.group.instances) and world.counted() == 8


def test_where_the_minimum_lets_nobody_go_one_goes_at_a_time() -> None:
    world, seen = world_with(100, 100), Range()
    sicken(world, 2)
    world.run(900, seen)
    assert (seen.fewest, seen.most) == (3, 4)


def test_an_instance_set_to_unhealthy_waits_for_its_replacement_as_well() -> None:
    world, seen = world_with(100, 150), Range()
    victim = world.group.oldest(1)[0]
    call(world, "set_instance_health", InstanceId=victim.id, ShouldRespectGracePeriod=False)
    world.run(300, seen)
    assert (seen.fewest, seen.most) == (4, 5)
    assert victim.id not in world.group.instances


def test_an_instance_past_its_lifetime_is_replaced_within_the_bounds() -> None:
    world, seen = world_with(100, 110, MaxInstanceLifetime=86_400), Range()
    first = world.group.oldest(1)[0]
    world.run_until(21_500)
    world.run(500, seen)
    assert (seen.fewest, seen.most) == (4, 5)
    assert first.ended_at is not None or first.state.value == "draining"


def test_an_instance_that_vanished_is_replaced_at_once() -> None:
    world = world_with(100, 110)
    world.group.terminate_instances(world.control, 1)
    assert world.counted() == 4 and not world.said("autoscaling.maintenance")


def test_an_instance_refresh_takes_its_percentages_from_the_policy_unless_it_has_its_own() -> None:
    for preferences, expected in (
        ({}, (100, 150)),
        ({"MinHealthyPercentage": 50}, (50, 100)),
        ({"MinHealthyPercentage": 75, "MaxHealthyPercentage": 125}, (75, 125)),
    ):
        world = world_with(100, 150)
        call(world, "start_instance_refresh", Preferences=preferences)
        last = world.group.refreshing.last
        assert last is not None
        found = (last.preferences["MinHealthyPercentage"], last.preferences["MaxHealthyPercentage"])
        assert found == expected


def test_a_replacement_under_way_is_in_the_snapshot() -> None:
    world = world_with(100, 110)
    sicken(world, 2)
    world.run(130)
    assert world.group.replacing
    other = world.copy()
    world.control.decisions.clear()
    for one in (world, other):
        one.run(400)
    assert world.fingerprint() == other.fingerprint()


@pytest.mark.parametrize(("least", "most"), [(-1, 100), (90, -1), (90, 99), (0, 200), (50, 151)])
def test_percentages_that_the_api_refuses(least: int, most: int) -> None:
    with pytest.raises(ValidationError):
        InstanceMaintenance(MinHealthyPercentage=least, MaxHealthyPercentage=most)


def test_minus_one_clears_the_policy() -> None:
    assert InstanceMaintenance(MinHealthyPercentage=-1, MaxHealthyPercentage=-1).healthy is None
    assert InstanceMaintenance(MinHealthyPercentage=0, MaxHealthyPercentage=100).healthy == (0, 100)
