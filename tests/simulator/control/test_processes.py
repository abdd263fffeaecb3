"""Suspended processes: what each one no longer does, and what happens when it is resumed."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.engine import parse_script
from simulator.services.autoscaling.place import allowance
from simulator.services.ec2 import status
from tests.simulator.control.calls import call
from tests.simulator.control.small_world import TARGETS, SmallWorld, architecture
from tests.simulator.scenarios.alarmed_shop import GROUP as SHOP
from tests.simulator.scenarios.alarmed_shop import Told, cpu_alarm, policy, ref, shop

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


def test_without_launch_the_unhealthy_still_go_and_are_replaced_once_it_is_resumed() -> None:
    world = steady(SmallWorld(architecture(group={"DesiredCapacity": 4})))
    suspend(world, "Launch")
    (hung,) = world.group.hang(world.control, 1)
    world.run(240)
    assert world.counted() == 3 and world.said("autoscaling.health", "ElbUnhealthy")
    assert hung not in world.group.instances
    resume(world, "Launch")
    assert world.counted() == 4


@pytest.mark.parametrize("process", ["HealthCheck", "ReplaceUnhealthy", "Terminate"])
@pytest.mark.parametrize("stopped", [True, False])
def test_what_ec2_finds_out_waits_for_the_processes_that_replace(process: str, stopped: bool) -> None:
    world = steady(SmallWorld(architecture(group={"DesiredCapacity": 4})))
    suspend(world, process)
    victim = world.group.oldest(1)[0]
    status.crash(world.control, world.group, victim, stopped=stopped)
    world.run(600)
    assert victim.ended_at is None and world.counted() == 4
    resume(world, process)
    assert victim.ended_at is not None and world.counted() == 4
    reason = "NotRunning" if stopped else "StillImpaired"
    assert [one.outcome for one in world.said("autoscaling.health", reason)] == [victim.id]


@pytest.mark.parametrize("process", ["HealthCheck", "ReplaceUnhealthy", "Terminate"])
def test_an_instance_that_vanishes_stays_in_the_group_while_nobody_may_replace_it(process: str) -> None:
    world = steady(SmallWorld(architecture(group={"DesiredCapacity": 4})))
    suspend(world, process)
    (gone,) = world.group.terminate_instances(world.control, 1)
    world.run(300)
    assert world.group.instances[gone].slot is None and world.counted() == 4
    (said,) = world.said("autoscaling.health", "InstanceGoneNotReplaced")
    assert process in said.text.en and process in said.text.ko
    other = world.copy()
    for one in (world, other):
        resume(one, process)
        assert one.group.instances[gone].ended_at is not None
        assert one.said("autoscaling.place", "Launched")
    assert world.group.state() == other.group.state()


def test_without_health_check_an_instance_set_to_unhealthy_is_still_replaced() -> None:
    world = steady(SmallWorld(architecture(group={"DesiredCapacity": 4})))
    suspend(world, "HealthCheck")
    victim = world.group.oldest(1)[0]
    call(world, "set_instance_health", InstanceId=victim.id)
    assert world.said("autoscaling.health", "SetUnhealthy") and victim.state == "draining"


def test_without_replace_unhealthy_an_instance_set_to_unhealthy_waits() -> None:
    world = steady(SmallWorld(architecture(group={"DesiredCapacity": 4})))
    suspend(world, "ReplaceUnhealthy")
    victim = world.group.oldest(1)[0]
    call(world, "set_instance_health", InstanceId=victim.id)
    world.run(120)
    assert victim.state == "in_service"
    resume(world, "ReplaceUnhealthy")
    assert victim.state == "draining"


def test_without_alarm_notification_no_step_policy_is_carried_out_until_it_is_resumed() -> None:
    told = Told(alarmed(), 420, script=script_of(5, 250, "AlarmNotification"))
    reasons = [(tick, one.reason) for tick, one in told.decisions("autoscaling.execute_policy")]
    assert reasons[0][1] == "AlarmNotificationSuspended"
    acted = [tick for tick, reason in reasons if reason == "PolicyScaledOut"]
    assert acted and min(acted) == 301  # the first minute after it was resumed: the alarm is still in ALARM
    assert told.at(250).values[SHOP]["GroupDesiredCapacity"] == 2


def test_without_scheduled_actions_none_is_carried_out_and_none_is_made_up_for() -> None:
    told = Told(scheduled(), 700, script=script_of(5, 400, "ScheduledActions"))
    said = [(tick, one.reason) for tick, one in told.decisions("autoscaling.scheduled")]
    assert said == [(301, "ScheduledActionsSuspended"), (601, "Scheduled")]
    assert told.desired() == [(1, 2), (601, 4)]


@pytest.mark.parametrize("process", ["InstanceRefresh", "Launch", "Terminate"])
def test_an_instance_refresh_pauses_without_being_cancelled(process: str) -> None:
    world = SmallWorld(architecture(group={"DesiredCapacity": 4, "DefaultInstanceWarmup": 30}, policies={}))
    before = set(world.group.instances)
    suspend(world, process)
    call(world, "start_instance_refresh")
    world.run(4_000)  # longer than the hour after which a refresh that gets nowhere fails
    assert {id for id, one in world.group.instances.items() if one.ended_at is None} == before
    (paused,) = world.said("autoscaling.refresh", "RefreshPaused")
    assert process in paused.text.en and process in paused.text.ko
    resume(world, process)
    world.run(1_500)
    last = world.group.refreshing.last
    assert last is not None and last.status == "Successful"
    assert not before & set(world.group.instances)


def alarmed() -> dict[str, Any]:
    """More load than two instances carry, and a step policy whose alarm sees it within a minute."""
    steps = [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}]
    return shop(
        {"Shape": "Constant", "Rate": 180},
        Out=policy("StepScaling", AdjustmentType="ChangeInCapacity", StepAdjustments=steps),
        High=cpu_alarm("Out", EvaluationPeriods=1),
    )


def scheduled() -> dict[str, Any]:
    """Four instances from five past, and once more from ten past."""
    action = {"AutoScalingGroupName": ref(SHOP), "Recurrence": "5,10 * * * *", "DesiredCapacity": 4}
    return shop({"Shape": "Constant", "Rate": 20}, Soon=("AWS::AutoScaling::ScheduledAction", action))


def script_of(suspended_at: int, resumed_at: int, process: str) -> Any:
    def command(operation: str) -> dict[str, Any]:
        parameters = {"ScalingProcesses": [process]}
        return {"kind": "operate", "operation": operation, "resource": SHOP, "parameters": parameters}

    events = [
        {"at": suspended_at, "command": command("suspend_processes")},
        {"at": resumed_at, "command": command("resume_processes")},
    ]
    return parse_script({"events": events})


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
