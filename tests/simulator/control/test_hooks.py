"""Lifecycle hooks: an instance waits, and goes on by a call, by itself, or by its timeout."""

from __future__ import annotations

from typing import Any

from tests.simulator.control.calls import call, refused
from tests.simulator.control.small_world import SmallWorld, architecture

LAUNCH, TERMINATE = "autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING"


def hook(transition: str, timeout: int = 300, **more: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::AutoScaling::LifecycleHook",
        "Properties": {"LifecycleTransition": transition, "HeartbeatTimeout": timeout, **more},
    }


def hooked(application: dict[str, Any] | None = None, **hooks: dict[str, Any]) -> SmallWorld:
    world = SmallWorld(architecture(policies={}, more=hooks, application=application))
    world.servers.load = 0.96
    return world


def launched(world: SmallWorld) -> str:
    """The newest instance, after one more was asked for."""
    world.group.set_desired(world.control, world.group.desired + 1)
    return list(world.group.instances)[-1]


def state(world: SmallWorld, instance: str) -> str:
    found = world.group.instances.get(instance)
    return "gone" if found is None else found.state.value


def activity(world: SmallWorld, instance: str) -> list[tuple[str, str]]:
    return [(one.kind, one.status) for one in world.group.activities.newest if one.instance == instance]


def test_a_launching_instance_waits_boots_meanwhile_and_serves_when_the_call_comes() -> None:
    world = hooked(Prepare=hook(LAUNCH))
    new = launched(world)
    world.run(30)
    assert state(world, new) == "pending_wait"
    assert activity(world, new) == [("launch", "MidLifecycleAction")]
    assert world.targets.state_of(new) is None
    world.run(60)
    assert state(world, new) == "pending_wait"
    assert world.group.instances[new].slot is not None  # its software has long been ready
    call(world, "complete_lifecycle_action", InstanceId=new, LifecycleHookName="Prepare")
    assert state(world, new) == "in_service"
    assert activity(world, new) == [("launch", "Successful")]
    world.run(30)
    assert world.targets.state_of(new) == "healthy"


def test_a_launch_that_times_out_is_abandoned_and_tried_again_by_default() -> None:
    world = hooked(Prepare=hook(LAUNCH, 60))
    new = launched(world)
    world.run(100)
    assert state(world, new) == "terminated"
    assert activity(world, new) == [("launch", "Cancelled"), ("terminate", "Successful")]
    assert world.counted() == 3
    (told,) = list(world.said("autoscaling.lifecycle", "HookTimedOut"))
    assert told.evidence["result"] == "ABANDON"


def test_with_continue_as_default_the_timeout_lets_it_through() -> None:
    world = hooked(Prepare=hook(LAUNCH, 60, DefaultResult="CONTINUE"))
    new = launched(world)
    world.run(100)
    assert state(world, new) == "in_service"


def test_the_application_completes_the_hook_by_itself_after_its_hook_seconds() -> None:
    world = hooked({"HookSeconds": 45}, Prepare=hook(LAUNCH))
    new = launched(world)
    world.run(60)
    assert state(world, new) == "pending_wait"
    world.run(30)
    assert state(world, new) == "in_service"
    assert world.said("autoscaling.lifecycle", "ActionCompleted")


def test_a_heartbeat_begins_the_timeout_anew_up_to_a_hundred_times() -> None:
    world = hooked(Prepare=hook(LAUNCH, 30))
    new = launched(world)
    world.run(20)
    while state(world, new) == "pending":
        world.run(1)
    begun = world.control.now
    for _ in range(110):
        if state(world, new) != "pending_wait":
            break
        call(world, "record_lifecycle_action_heartbeat", InstanceId=new)
        world.run(29)
    assert 100 * 30 - 1 <= world.control.now - begun <= 100 * 30 + 30


def test_a_terminating_instance_drains_first_then_waits_then_ends_either_way() -> None:
    for result in ("CONTINUE", "ABANDON"):
        world = hooked(Save=hook(TERMINATE))
        world.run(5)
        gone = next(iter(world.group.instances))
        call(world, "terminate_instance_in_auto_scaling_group", InstanceId=gone)
        assert state(world, gone) == "draining"
        world.run(61)
        assert state(world, gone) == "terminating_wait"
        assert sum(world.metrics()["GroupTerminatingInstances"].values()) == 1
        call(world, "complete_lifecycle_action", LifecycleActionResult=result)
        assert state(world, gone) == "terminated"


def test_two_hooks_wait_side_by_side_and_one_abandon_is_enough() -> None:
    world = hooked(One=hook(LAUNCH), Two=hook(LAUNCH, LifecycleHookName="second"))
    new = launched(world)
    world.run(30)
    call(world, "complete_lifecycle_action", LifecycleHookName="One")
    assert state(world, new) == "pending_wait"
    assert [one.name for one in world.group.waits[new]] == ["second"]
    call(world, "complete_lifecycle_action", LifecycleHookName="second")
    assert state(world, new) in ("in_service", "booting")
    other = launched(world)
    world.run(30)
    call(world, "complete_lifecycle_action", LifecycleHookName="One", LifecycleActionResult="ABANDON")
    assert state(world, other) == "terminated" and other not in world.group.waits


def test_without_anybody_waiting_the_calls_are_refused() -> None:
    world = hooked(Prepare=hook(LAUNCH))
    for name in ("complete_lifecycle_action", "record_lifecycle_action_heartbeat"):
        problem = refused(world, name)
        assert problem is not None and problem.code == "NoActiveLifecycleAction"


def test_a_wait_goes_on_after_a_snapshot() -> None:
    world = hooked(Prepare=hook(LAUNCH, 60))
    launched(world)
    world.run(40)
    other = world.copy()
    world.control.decisions.clear()
    for one in (world, other):
        one.run(20)
        call(one, "record_lifecycle_action_heartbeat")
        one.run(150)
    assert world.fingerprint() == other.fingerprint()
