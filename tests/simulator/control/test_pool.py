"""The warm pool: its size, how instances get into it and out of it, and how much faster that is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.control.calls import call
from tests.simulator.control.small_world import SmallWorld, architecture

LAUNCH = "autoscaling:EC2_INSTANCE_LAUNCHING"


def pooled(
    application: dict[str, Any] | None = None,
    group: dict[str, Any] | None = None,
    hook: dict[str, Any] | None = None,
    **pool: Any,
) -> SmallWorld:
    more = {"Pool": {"Type": "AWS::AutoScaling::WarmPool", "Properties": pool}}
    if hook is not None:
        properties = {"LifecycleTransition": LAUNCH, **hook}
        more["Hook"] = {"Type": "AWS::AutoScaling::LifecycleHook", "Properties": properties}
    sizes = {"DesiredCapacity": 2, "MaxSize": 6, "HealthCheckGracePeriod": 600, **(group or {})}
    world = SmallWorld(architecture(policies={}, group=sizes, application=application, more=more))
    world.servers.load = 0.96
    return world


def members(world: SmallWorld) -> list[str]:
    return sorted(one.state.value for one in world.group.pooled())


def seconds_to_answer(world: SmallWorld) -> float:
    """How long the next instance takes from the wish to its first answer."""
    before = set(world.group.instances)
    asked = world.control.now
    serving = sum(one.state == "in_service" for one in world.group.instances.values())
    world.group.set_desired(world.control, world.group.desired + 1)
    for _ in range(1200):
        world.run(1)
        if sum(one.state == "in_service" for one in world.group.instances.values()) > serving:
            return world.control.now - asked
    raise AssertionError(f"nothing came into service: {set(world.group.instances) - before}")


def test_a_world_begins_with_a_full_pool_at_rest_spread_over_the_zones() -> None:
    world = pooled()
    assert members(world) == ["warmed_stopped"] * 4
    assert set(world.metrics()["GroupWarmedInstances"].values()) == {2}
    assert world.metrics()["WarmPoolDesiredCapacity"] == 4
    assert len(world.group.running_instances()) == 2  # stopped ones are not billed as instances


def test_its_size_is_what_is_prepared_less_what_is_desired_but_never_below_its_minimum() -> None:
    assert pooled(MaxGroupPreparedCapacity=3).group.pool_size() == 1
    assert pooled(MaxGroupPreparedCapacity=3, MinSize=2).group.pool_size() == 2
    assert pooled(MaxGroupPreparedCapacity=-1).group.pool_size() == 4
    assert len(pooled(MaxGroupPreparedCapacity=3, MinSize=2).group.pooled()) == 2


def test_scaling_out_takes_from_the_pool_and_the_pool_shrinks_with_it() -> None:
    world = pooled()
    world.group.set_desired(world.control, 4)
    assert members(world) == ["warmed_stopped"] * 2
    assert len(world.said("autoscaling.warm_pool", "StartedFromPool")) == 2
    assert len(world.group.instances) == 6  # none was launched anew
    world.run(200)
    assert world.counted() == 4 and len(world.targets.eligible()) == 4
    assert world.per_zone() == dict.fromkeys(world.per_zone(), 2)


def test_an_empty_pool_means_a_cold_start() -> None:
    world = pooled(MaxGroupPreparedCapacity=3)
    world.group.set_desired(world.control, 5)
    assert len(world.said("autoscaling.warm_pool", "StartedFromPool")) == 1
    assert world.counted() == 5


def test_a_warm_start_is_faster_and_the_more_so_the_more_was_kept() -> None:
    slow = {"ReadySeconds": 60, "UserDataSeconds": 120, "ReadySpreadPercent": 0}
    cold = seconds_to_answer(pooled(slow, MaxGroupPreparedCapacity=0))
    stopped = seconds_to_answer(pooled(slow, PoolState="Stopped"))
    hibernated = seconds_to_answer(pooled(slow, PoolState="Hibernated"))
    running = seconds_to_answer(pooled(slow, PoolState="Running"))
    assert running < hibernated < stopped < cold
    assert 195 <= cold <= 206 and 67 <= stopped <= 74 and 12 <= hibernated <= 19 and running <= 2


def test_running_members_are_billed() -> None:
    assert len(pooled(PoolState="Running").group.running_instances()) == 6


@pytest.mark.parametrize(
    ("hook", "application", "prepared"),
    [
        (None, {"ReadySeconds": 30}, True),
        (None, {"ReadySeconds": 200}, False),
        ({"HeartbeatTimeout": 300, "DefaultResult": "CONTINUE"}, {"ReadySeconds": 200}, True),
        ({"HeartbeatTimeout": 300}, {"ReadySeconds": 200, "HookSeconds": 260}, True),
    ],
)
def test_a_new_member_is_initialized_only_if_it_is_given_the_time(
    hook: dict[str, Any] | None, application: dict[str, Any], prepared: bool
) -> None:
    world = pooled(application, {"MaxSize": 2}, hook, MinSize=0)
    assert members(world) == []
    world = pooled(application, {"MaxSize": 3}, hook)
    (member,) = world.group.pooled()
    world.group.terminate_instances(world.control, [])
    world.group._retire(world.control, member)
    member.pooled = False
    world.group._reconcile(world.control)
    (new,) = world.group.pooled()
    assert new.state == "warmed_pending"
    world.run(600)
    assert (new.state.value, new.prepared) == ("warmed_stopped", prepared)
    assert [one.status for one in world.group.activities.newest if one.kind == "prepare"] == ["Successful"]


def test_scaling_in_terminates_and_refills_or_returns_the_instance_when_it_may_be_reused() -> None:
    world = pooled(group={"DesiredCapacity": 4})
    world.group.set_desired(world.control, 3)
    assert members(world).count("warmed_pending") == 1
    world = pooled(group={"DesiredCapacity": 4}, InstanceReusePolicy={"ReuseOnScaleIn": True})
    count = len(world.group.instances)
    world.group.set_desired(world.control, 3)
    assert len(world.group.instances) == count
    assert members(world) == ["draining", "warmed_stopped", "warmed_stopped"]
    world.run(100)
    assert members(world) == ["warmed_stopped"] * 3
    (kind, status) = [(one.kind, one.status) for one in world.group.activities.newest][-1]
    assert (kind, status) == ("reuse", "Successful")
    assert len(world.servers.slots) == 3


def test_a_larger_desired_capacity_by_hand_lets_the_pool_shrink_by_the_default_policy() -> None:
    world = pooled(MaxGroupPreparedCapacity=4)
    call(world, "suspend_processes", ScalingProcesses=["Launch"])
    world.group.set_desired(world.control, 4)
    assert world.group.pool_size() == 0
    assert [one for one in world.group.pooled() if one.state == "warmed_stopped"] == []


def test_a_zone_outage_takes_members_and_they_are_prepared_elsewhere() -> None:
    world = pooled()
    world.group.zone_down(world.control, "ap-northeast-2a")
    assert {one.zone for one in world.group.pooled()} == {"ap-northeast-2b"}
    world.run(300)
    assert len(world.group.pooled()) == 4


def test_the_pool_goes_on_after_a_snapshot() -> None:
    world = pooled({"UserDataSeconds": 100}, InstanceReusePolicy={"ReuseOnScaleIn": True})
    world.group.set_desired(world.control, 4)
    world.run(10)
    world.group.set_desired(world.control, 3)
    world.run(15)
    other = world.copy()
    world.control.decisions.clear()
    for one in (world, other):
        one.run(100)
        one.group.set_desired(one.control, 6)
        one.run(200)
    assert world.fingerprint() == other.fingerprint()
