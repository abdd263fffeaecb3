"""Maximum instance lifetime and a health check of one's own."""

from __future__ import annotations

from tests.simulator.control.calls import call
from tests.simulator.control.small_world import SmallWorld, architecture

DAY = 86_400


def aged(desired: int = 4, **group: int) -> SmallWorld:
    sizes = {"DesiredCapacity": desired, "MaxInstanceLifetime": DAY, "HealthCheckGracePeriod": 300, **group}
    world = SmallWorld(architecture(policies={}, group=sizes))
    world.servers.load = 0.48 * desired
    return world


def lifetimes(world: SmallWorld) -> list[str]:
    return [str(one.outcome) for one in world.said("autoscaling.lifecycle", "LifetimeReached")]


def test_each_instance_is_replaced_at_its_age_and_the_ages_of_a_beginning_group_are_spread() -> None:
    world = aged()
    first = list(world.group.instances)
    world.run_until(DAY // 4 - 1)
    assert lifetimes(world) == []
    world.run(2)
    assert lifetimes(world) == first[:1]
    assert world.counted() == 4
    world.run_until(DAY // 2 + 1)
    assert lifetimes(world) == first[:2]


def test_a_protected_instance_stays_until_it_is_released() -> None:
    world = aged()
    first = next(iter(world.group.instances))
    call(world, "set_instance_protection", InstanceIds=[first])
    world.run_until(DAY // 4 + 60)
    assert lifetimes(world) == []
    assert len(world.said("autoscaling.lifecycle", "LifetimeWaits")) == 1
    call(world, "set_instance_protection", InstanceIds=[first], ProtectedFromScaleIn=False)
    assert lifetimes(world) == [first]


def test_without_launch_nobody_is_replaced_and_then_one_after_the_other() -> None:
    world = aged()
    call(world, "suspend_processes", ScalingProcesses=["Launch"])
    world.run_until(DAY // 2 + 60)
    assert lifetimes(world) == []
    call(world, "resume_processes")
    assert len(lifetimes(world)) == 1
    world.run(60)
    assert len(lifetimes(world)) == 2


def test_an_instance_set_to_unhealthy_is_replaced_at_once_unless_its_grace_period_is_respected() -> None:
    world = aged()
    world.group.set_desired(world.control, 5)
    new = list(world.group.instances)[-1]
    world.run(60)
    call(world, "set_instance_health", InstanceId=new)
    assert world.group.instances[new].state == "in_service"
    assert world.said("autoscaling.health", "WithinGracePeriod")
    call(world, "set_instance_health", InstanceId=new, ShouldRespectGracePeriod=False)
    assert world.group.instances[new].state == "draining"
    assert world.counted() == 5
    assert world.said("autoscaling.health", "SetUnhealthy")


def test_unhealthy_instances_wait_while_a_launch_is_under_way_and_the_group_is_short() -> None:
    world = SmallWorld(architecture(policies={}, group={"DesiredCapacity": 4, "HealthCheckGracePeriod": 0}))
    world.servers.load = 1.9
    call(world, "suspend_processes", ScalingProcesses=["ReplaceUnhealthy"])
    world.group.hang(world.control, 1)
    world.run(60)
    world.group.set_desired(world.control, 8)
    call(world, "resume_processes")
    assert world.said("autoscaling.health", "ElbUnhealthy") == []
    world.run(40)
    assert world.said("autoscaling.health", "ElbUnhealthy") != []
