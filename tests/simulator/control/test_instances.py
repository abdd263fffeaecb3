"""A group keeps its number of instances alive and spread."""

from __future__ import annotations

import time

import pytest

from simulator.engine.runtimes import reconcile_runtimes
from tests.simulator.control.small_world import GROUP, TARGETS, TEMPLATE, SmallWorld, architecture

A, B, C = "ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"


def steady(world: SmallWorld) -> SmallWorld:
    world.servers.load = 0.48 * world.group.desired
    return world


def test_a_vanished_instance_is_replaced_at_once_in_the_emptiest_zone() -> None:
    world = steady(SmallWorld(architecture(zones=3, group={"DesiredCapacity": 6})))
    world.run(30)
    (gone,) = world.group.terminate_instances(world.control, 1)
    assert world.counted() == 6
    assert world.per_zone() == {A: 2, B: 2, C: 2}
    assert world.targets.state_of(gone) is None
    (launch,) = world.said("autoscaling.place")
    assert launch.outcome == A
    assert {row.id: row.values["instances"] for row in launch.candidates} == {A: 1, B: 2, C: 2}


def test_a_new_instance_is_pending_then_boots_then_is_healthy_after_one_check() -> None:
    world = steady(SmallWorld(architecture(targets={"UnhealthyThresholdCount": 10})))
    world.group.terminate_instances(world.control, 1)
    new = list(world.group.instances)[-1]
    seen: list[tuple[str, str | None]] = []

    def look(w: SmallWorld) -> None:
        pair = (w.metrics()["InstanceStates"][new], w.targets.state_of(new))
        if pair not in seen:
            seen.append(pair)

    world.run(90, look)
    assert seen == [
        ("pending", None),
        ("booting", "initial"),
        ("in_service", "initial"),
        ("in_service", "healthy"),
    ]
    instance = world.group.instances[new]
    assert 15 <= (instance.in_service_at or 0) <= 25
    assert 24 <= (instance.ready_at or 0) - (instance.in_service_at or 0) <= 36


def test_a_zone_outage_moves_the_group_and_its_end_brings_it_back_one_by_one() -> None:
    world = steady(SmallWorld(architecture(zones=3, group={"DesiredCapacity": 6})))
    world.run(10)
    lost = world.group.zone_down(world.control, B)
    assert len(lost) == 2
    assert world.per_zone() == {A: 3, B: 0, C: 3}
    world.run(120)
    assert len(world.targets.eligible()) == 6
    world.group.zone_up(world.control, B)
    assert world.counted() == 7  # one is launched before any is terminated
    most = 0

    def look(w: SmallWorld) -> None:
        nonlocal most
        most = max(most, w.counted())
        assert len(w.targets.eligible()) >= 6

    world.run(300, look)
    assert world.per_zone() == {A: 2, B: 2, C: 2}
    assert most == 7


def test_without_any_zone_it_waits_and_says_so_once() -> None:
    world = SmallWorld()
    for zone in (A, B):
        world.group.zone_down(world.control, zone)
    world.run(120)
    assert world.counted() == 0 and world.targets.eligible() == []
    assert len(world.said("autoscaling.place", "NoZoneAvailable")) == 1
    world.group.zone_up(world.control, A)
    assert world.per_zone() == {A: 2, B: 0}


def test_hung_instances_are_replaced_one_at_a_time_when_the_balancer_says_so() -> None:
    world = steady(SmallWorld(architecture(group={"DesiredCapacity": 4})))
    hung = world.group.hang(world.control, 2)
    assert world.group.instances[hung[0]].launched_at < world.group.instances[hung[1]].launched_at
    most = 0

    def look(w: SmallWorld) -> None:
        nonlocal most
        pending = [one for one in w.group.instances.values() if one.replaces and one.state.value == "pending"]
        most = max(most, len(pending))

    world.run(200, look)
    assert most == 1
    assert [one.outcome for one in world.said("autoscaling.health", "ElbUnhealthy")] != []
    assert {one.outcome for one in world.said("autoscaling.health", "ElbUnhealthy")} == set(hung)
    assert world.counted() == 4 and len(world.targets.eligible()) == 4
    failed = [one for one in world.said("elb.target_health", "Failed") if one.evidence["target"] in hung]
    assert {one.evidence["code"] for one in failed} == {"Target.Timeout"}
    assert all(one.evidence["failures"] == one.evidence["unhealthy_threshold"] for one in failed)


def test_ec2_checks_alone_do_not_see_a_hung_instance() -> None:
    world = steady(SmallWorld(architecture(group={"HealthCheckType": "EC2"})))
    (hung,) = world.group.hang(world.control, 1)
    world.run(300)
    assert world.metrics()["InstanceStates"][hung] == "unhealthy"
    world.group.heal(world.control, "hang_instance")
    world.run(60)
    assert world.targets.state_of(hung) == "healthy"
    assert world.said("elb.target_health", "Recovered")


def test_a_target_that_boots_too_long_turns_unhealthy_and_needs_the_healthy_threshold_to_come_back() -> None:
    world = steady(SmallWorld(architecture(group={"HealthCheckType": "EC2"}, ready=100)))
    world.group.set_desired(world.control, 3)
    new = list(world.group.instances)[-1]
    world.run(240)
    changes = [one for one in world.said("elb.target_health") if one.evidence["target"] == new]
    assert [one.reason for one in changes] == ["Registered", "Failed", "Recovered"]
    assert changes[1].evidence["code"] == "Target.FailedHealthChecks"
    assert changes[2].evidence["passes"] == 2


def test_a_grace_period_shorter_than_the_boot_kills_every_new_instance() -> None:
    def replaced(grace: int) -> int:
        world = steady(SmallWorld(architecture(group={"HealthCheckGracePeriod": grace}, ready=100)))
        world.group.set_desired(world.control, 3)
        world.run(600)
        return len(world.said("autoscaling.health", "ElbUnhealthy"))

    assert replaced(0) > 5
    assert replaced(150) == 0


def test_with_no_healthy_target_the_group_fails_open() -> None:
    world = steady(SmallWorld(architecture(group={"HealthCheckType": "EC2"})))
    world.group.hang(world.control, 2)
    world.run(60)
    assert [world.targets.state_of(one) for one in world.group.instances] == ["unhealthy", "unhealthy"]
    assert len(world.targets.eligible()) == 2
    assert len(world.said("elb.target_health", "FailOpen")) == 1


def test_slow_instances_miss_their_checks_only_when_the_queue_is_long() -> None:
    world = steady(SmallWorld(architecture(group={"HealthCheckType": "EC2"})))
    (slow,) = world.group.set_slow(world.control, 5, 0.5)
    slot = world.group.instances[slow].slot
    assert slot is not None and world.servers.slots[slot]["speed"] == pytest.approx(0.2)
    world.run(60)
    assert world.targets.state_of(slow) == "healthy"
    world.servers.delay[slot] = 30.0
    world.run(30)
    assert world.targets.state_of(slow) == "unhealthy"
    world.group.heal(world.control, "slow_instances")
    assert world.servers.slots[slot]["speed"] == 1.0


def test_draining_lasts_for_the_deregistration_delay() -> None:
    world = steady(SmallWorld(architecture(group={"DesiredCapacity": 3})))
    world.run(10)
    world.group.set_desired(world.control, 2)
    (leaving,) = [one.id for one in world.group.instances.values() if one.state == "draining"]
    world.run(59)
    assert world.targets.state_of(leaving) == "draining"
    assert world.group.running_instances().count(("m5.large", A)) == 2
    world.run(1)
    assert world.targets.state_of(leaving) is None
    assert world.group.instances[leaving].slot is None


def test_the_termination_rule_shows_every_instance_and_what_it_passed() -> None:
    world = SmallWorld(architecture(group={"DesiredCapacity": 3}))
    world.group.set_desired(world.control, 2)
    (decision,) = world.said("autoscaling.terminate")
    assert len(decision.candidates) == 3
    (chosen,) = [row for row in decision.candidates if row.verdict == "chosen"]
    assert chosen.values["zone"] == A and chosen.values["passed"][0] == "zone"


def test_a_changed_document_is_followed() -> None:
    world = SmallWorld()
    world.run(10)
    reconcile_runtimes(architecture(group={"MinSize": 4}), world.control)
    assert world.group.desired == 4
    assert world.said("autoscaling.desired", "BoundsChanged")
    reconcile_runtimes(architecture(group={"MinSize": 4, "DesiredCapacity": 5}, ready=60), world.control)
    assert world.group.desired == 5
    assert [one.template_version for one in world.group.instances.values()] == [1, 1, 1, 1, 2]
    without = architecture(group={"TargetGroupARNs": []})
    del without.resources[TARGETS]
    reconcile_runtimes(without, world.control)
    assert TARGETS not in world.control.runtimes
    without.resources.pop(GROUP)
    reconcile_runtimes(without, world.control)
    assert (
        set(world.control.runtimes) == {TEMPLATE}
        and world.servers.slots == {}
        and len(world.control.heap) == 0
    )


def test_a_group_added_to_a_running_world_launches_its_instances() -> None:
    arch = architecture()
    bare = architecture()
    del bare.resources[GROUP]
    world = SmallWorld(bare)
    world.run(100)
    reconcile_runtimes(arch, world.control)
    assert world.metrics()["GroupPendingInstances"] == {A: 1, B: 1}
    world.run(90)
    assert len(world.targets.eligible()) == 2


def test_an_idle_tick_of_eight_instances_is_cheap() -> None:
    world = steady(SmallWorld(architecture(group={"DesiredCapacity": 8})))
    world.run(60)
    begun = time.process_time()

    def measure(w: SmallWorld) -> None:
        w.metrics()
        w.targets.metrics(w.control)

    world.run(600, measure)
    assert (time.process_time() - begun) / 600 < 0.0006  # 0.2 ms on an idle machine; this one is shared
