"""Standby and termination by hand: who leaves, who counts, what desired capacity does."""

from __future__ import annotations

from tests.simulator.control.calls import call, refused
from tests.simulator.control.small_world import SmallWorld, architecture


def calm(**group: int) -> SmallWorld:
    world = SmallWorld(architecture(policies={}, group={"DesiredCapacity": 4, **group}))
    world.servers.load = 0.48 * world.group.desired
    return world


def states(world: SmallWorld) -> list[str]:
    return sorted(one.state.value for one in world.group.instances.values() if one.ended_at is None)


def test_in_standby_it_gets_no_requests_is_not_counted_and_not_checked() -> None:
    world = calm()
    aside = next(iter(world.group.instances))
    call(world, "enter_standby", InstanceIds=[aside])
    assert (world.group.desired, world.counted()) == (3, 3)
    assert aside not in [id for id, _, _ in world.targets.eligible()]
    assert sum(world.metrics()["GroupStandbyInstances"].values()) == 1
    world.group.instances[aside].hang(world.control.servers)
    world.run(300)
    assert world.group.instances[aside].state == "standby"
    assert ("m5.large", world.group.instances[aside].zone) in world.group.running_instances()
    world.group.instances[aside].mend(world.control.servers)
    call(world, "exit_standby")
    assert (world.group.desired, world.counted()) == (4, 4)
    world.run(60)
    assert world.targets.state_of(aside) == "healthy"


def test_without_decrement_it_is_replaced_and_its_return_leaves_one_too_many() -> None:
    world = calm()
    aside = next(iter(world.group.instances))
    call(world, "enter_standby", InstanceIds=[aside], ShouldDecrementDesiredCapacity=False)
    assert (world.group.desired, world.counted()) == (4, 4)
    assert states(world).count("pending") == 1
    world.run(120)
    call(world, "exit_standby", InstanceIds=[aside])
    assert (world.group.desired, world.counted()) == (4, 4)
    assert world.said("autoscaling.terminate", "Chosen")


def test_its_return_begins_a_new_grace_period() -> None:
    world = calm()
    aside = next(iter(world.group.instances))
    call(world, "enter_standby", InstanceIds=[aside])
    world.run(100)
    world.group.instances[aside].hang(world.control.servers)
    call(world, "exit_standby")
    world.run(60)
    assert world.targets.state_of(aside) == "unhealthy"
    assert world.group.instances[aside].state == "in_service"
    assert world.said("autoscaling.health", "WithinGracePeriod")
    world.run(120)
    assert aside not in world.group.instances or world.group.instances[aside].state != "in_service"


def test_the_groups_sizes_are_kept() -> None:
    world = calm(MinSize=4)
    problem = refused(world, "enter_standby")
    assert problem is not None and problem.code == "BelowMinimum"
    assert refused(world, "enter_standby", ShouldDecrementDesiredCapacity=False) is None
    problem = refused(world, "terminate_instance_in_auto_scaling_group", ShouldDecrementDesiredCapacity=True)
    assert problem is not None and problem.code == "BelowMinimum"
    world = calm(MaxSize=4)
    call(world, "enter_standby")
    world.group.set_desired(world.control, 4)
    problem = refused(world, "exit_standby")
    assert problem is not None and problem.code == "AboveMaximum"
    world.group.set_desired(world.control, 3)
    call(world, "suspend_processes", ScalingProcesses=["Launch"])
    problem = refused(world, "exit_standby")
    assert problem is not None and problem.code == "ProcessSuspended"


def test_nobody_in_standby_cannot_come_back() -> None:
    problem = refused(calm(), "exit_standby")
    assert problem is not None and problem.code == "NoInstance"


def test_a_termination_by_hand_is_replaced_unless_capacity_goes_too() -> None:
    world = calm()
    first, second, *_ = world.group.instances
    call(world, "set_instance_protection", InstanceIds=[first])
    call(world, "terminate_instance_in_auto_scaling_group", InstanceId=first)
    assert (world.group.desired, world.counted()) == (4, 4)
    assert world.group.instances[first].state == "draining"
    call(
        world,
        "terminate_instance_in_auto_scaling_group",
        InstanceId=second,
        ShouldDecrementDesiredCapacity=True,
    )
    assert (world.group.desired, world.counted()) == (3, 3)


def test_standby_is_kept_in_a_snapshot() -> None:
    world = calm()
    call(world, "enter_standby", Count=2)
    world.run(30)
    other = world.copy()
    world.control.decisions.clear()
    for one in (world, other):
        one.run(20)
        call(one, "exit_standby")
        one.run(200)
    assert world.fingerprint() == other.fingerprint()
