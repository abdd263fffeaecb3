"""Scale-in protection: who is protected stays, whatever the policies prefer."""

from __future__ import annotations

from tests.simulator.control.calls import call, refused
from tests.simulator.control.small_world import SmallWorld, architecture


def test_a_protected_instance_is_passed_over() -> None:
    world = SmallWorld(
        architecture(zones=1, group={"DesiredCapacity": 3, "TerminationPolicies": ["OldestInstance"]})
    )
    oldest, second, _ = world.group.instances
    call(world, "set_instance_protection", InstanceIds=[oldest])
    world.group.set_desired(world.control, 2)
    assert world.group.instances[oldest].state == "in_service"
    assert world.group.instances[second].state == "draining"


def test_who_is_protected_is_shown() -> None:
    world = SmallWorld(architecture(group={"DesiredCapacity": 3}))
    first, *_ = world.group.instances
    assert world.group.metrics(world.control)["ProtectedInstances"] == {}
    call(world, "set_instance_protection", InstanceIds=[first])
    assert world.group.metrics(world.control)["ProtectedInstances"] == {first: 1}


def test_with_everybody_protected_capacity_falls_and_the_instances_stay_until_one_is_released() -> None:
    world = SmallWorld(architecture(group={"DesiredCapacity": 4}))
    call(world, "set_instance_protection", Count=4)
    world.group.set_desired(world.control, 3)
    world.run(120)
    assert (world.group.desired, world.counted()) == (3, 4)
    assert len(world.said("autoscaling.terminate", "NobodyToTerminate")) == 1
    released = list(world.group.instances)[2]
    call(world, "set_instance_protection", InstanceIds=[released], ProtectedFromScaleIn=False)
    assert world.counted() == 3
    assert world.group.instances[released].state == "draining"


def test_new_instances_of_a_protecting_group_are_protected_and_those_before_are_not() -> None:
    world = SmallWorld(architecture(group={"NewInstancesProtectedFromScaleIn": True}))
    before = [one.protected for one in world.group.instances.values()]
    world.group.set_desired(world.control, 3)
    assert list(world.group.instances.values())[-1].protected
    assert all(before)  # it was protecting when the world began


def test_protection_does_not_keep_an_unhealthy_instance() -> None:
    world = SmallWorld(architecture(group={"DesiredCapacity": 4}))
    world.servers.load = 1.9
    call(world, "set_instance_protection", Count=4)
    (hung,) = world.group.hang(world.control, 1)
    world.run(240)
    assert {one.outcome for one in world.said("autoscaling.health", "ElbUnhealthy")} == {hung}


def test_only_instances_in_service_can_be_named() -> None:
    world = SmallWorld()
    problem = refused(world, "set_instance_protection", InstanceIds=["i-nobody"])
    assert problem is not None and problem.code == "NoInstance"
    assert problem.path == ("parameters", "InstanceIds")
    world.group.set_desired(world.control, 3)
    pending = list(world.group.instances)[-1]
    assert refused(world, "set_instance_protection", InstanceIds=[pending]) is not None
