"""Suspended processes: what each one no longer does, and what happens when it is resumed."""

from __future__ import annotations

from simulator.services.autoscaling.place import allowance
from tests.simulator.control.calls import call
from tests.simulator.control.small_world import TARGETS, SmallWorld, architecture

A, B, C = "ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"


def steady(world: SmallWorld) -> SmallWorld:
    world.servers.load = 0.48 * world.group.desired
    return world


def suspend(world: SmallWorld, *processes: str) -> None:
    call(world, "suspend_processes", ScalingProcesses=list(processes))


def resume(world: SmallWorld, *processes: str) -> None:
    call(world, "resume_processes", ScalingProcesses=list(processes))


def test_without_launch_a_vanished_instance_is_not_replaced_until_it_is_resumed() -> None:
    world = steady(SmallWorld(architecture(group={"DesiredCapacity": 4})))
    suspend(world, "Launch")
    world.group.terminate_instances(world.control, 1)
    world.group.set_desired(world.control, 6)
    world.run(120)
    assert world.counted() == 3
    assert len(world.said("autoscaling.place", "LaunchSuspended")) == 1
    resume(world, "Launch")
    assert world.counted() == 6


def test_without_terminate_nobody_goes_until_it_is_resumed() -> None:
    world = steady(SmallWorld(architecture(group={"DesiredCapacity": 4})))
    suspend(world, "Terminate")
    world.group.set_desired(world.control, 2)
    world.run(120)
    assert (world.group.desired, world.counted()) == (2, 4)
    assert len(world.said("autoscaling.terminate", "TerminateSuspended")) == 1
    resume(world, "Terminate")
    assert world.counted() == 2


def test_without_terminate_rebalancing_stops_at_its_allowance() -> None:
    world = steady(SmallWorld(architecture(zones=3, group={"DesiredCapacity": 6})))
    world.group.zone_down(world.control, B)
    world.run(120)
    suspend(world, "Terminate")
    world.group.zone_up(world.control, B)
    world.run(600)
    assert world.counted() == 6 + allowance(8)
    resume(world, "Terminate")
    world.run(600)
    assert world.per_zone() == {A: 2, B: 2, C: 2}


def test_without_az_rebalance_the_zones_stay_as_they_are_but_launches_still_go_where_fewest_are() -> None:
    world = steady(SmallWorld(architecture(zones=3, group={"DesiredCapacity": 6})))
    world.group.zone_down(world.control, B)
    world.run(120)
    suspend(world, "AZRebalance")
    world.group.zone_up(world.control, B)
    world.run(300)
    assert world.per_zone() == {A: 3, B: 0, C: 3}
    world.group.set_desired(world.control, 7)
    assert world.per_zone() == {A: 3, B: 1, C: 3}
    resume(world, "AZRebalance")
    world.run(600)
    assert max(world.per_zone().values()) - min(world.per_zone().values()) <= 1


def test_without_add_to_load_balancer_new_instances_are_not_registered_not_even_later() -> None:
    world = steady(SmallWorld(architecture(group={"HealthCheckType": "EC2"})))
    suspend(world, "AddToLoadBalancer")
    world.group.set_desired(world.control, 3)
    new = list(world.group.instances)[-1]
    world.run(120)
    assert world.metrics()["InstanceStates"][new] == "in_service"
    assert world.targets.state_of(new) is None
    resume(world, "AddToLoadBalancer")
    world.run(60)
    assert world.targets.state_of(new) is None
    world.group.set_desired(world.control, 4)
    world.run(60)
    assert world.targets.state_of(list(world.group.instances)[-1]) is not None


def test_without_health_check_nobody_is_marked_and_without_replace_unhealthy_nobody_replaced() -> None:
    for process in ("HealthCheck", "ReplaceUnhealthy"):
        world = steady(SmallWorld(architecture(group={"DesiredCapacity": 4})))
        suspend(world, process)
        (hung,) = world.group.hang(world.control, 1)
        world.run(240)
        assert world.targets.state_of(hung) == "unhealthy"
        assert world.group.instances[hung].state == "in_service"
        resume(world, process)
        world.run(60)
        assert hung not in world.group.instances or world.group.instances[hung].state != "in_service"
        assert world.said("autoscaling.health", "ElbUnhealthy")


def test_without_alarm_notification_no_policy_moves_capacity() -> None:
    world = SmallWorld()
    suspend(world, "AlarmNotification")
    world.servers.load = 1.9
    world.run(600)
    assert world.group.desired == 2
    resume(world, "AlarmNotification")
    world.run(180)
    assert world.group.desired > 2


def test_no_process_named_means_all_of_them() -> None:
    world = SmallWorld()
    call(world, "suspend_processes")
    assert len(world.group.suspended) == 9
    resume(world, "Launch")
    assert "Launch" not in world.group.suspended and len(world.group.suspended) == 8
    call(world, "resume_processes")
    assert world.group.suspended == []


def test_what_is_suspended_is_kept_in_a_snapshot() -> None:
    world = SmallWorld()
    suspend(world, "Launch")
    world.group.terminate_instances(world.control, 1)
    other = world.copy()
    assert other.group.suspended == ["Launch"]
    world.control.decisions.clear()
    for one in (world, other):
        one.run(60)
        resume(one, "Launch")
        one.run(120)
    assert world.fingerprint() == other.fingerprint()
    assert TARGETS in world.control.runtimes
