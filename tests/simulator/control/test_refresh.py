"""Instance refresh in a world: a version is rolled out, waits, fails, is cancelled and rolled back."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.engine.runtimes import reconcile_runtimes
from simulator.services.autoscaling.refreshing import Refresh
from tests.simulator.control.calls import call, refused
from tests.simulator.control.small_world import TEMPLATE, SmallWorld, architecture

TWO = {"LaunchTemplate": {"Version": "2"}}


def world_with_two_versions(*, broken: bool = False, **group: Any) -> SmallWorld:
    """Four instances of version 1, which the group names; version 2 is there, and perhaps never answers."""
    named = {"LaunchTemplate": {"LaunchTemplateId": {"Ref": TEMPLATE}, "Version": "1"}}
    times = {"DefaultInstanceWarmup": 60, "HealthCheckGracePeriod": 60}
    settings = {"DesiredCapacity": 4, "MaxSize": 4, **times, **named, **group}
    world = SmallWorld(architecture(group=settings, policies={}))
    changed = architecture(group=settings, policies={}, ready=20)
    if broken:
        app = changed.resources["WebApp"].properties.model_copy(update={"Broken": True})
        object.__setattr__(changed.resources["WebApp"], "properties", app)
    reconcile_runtimes(changed, world.control)
    world.run(5)
    return world


def last(world: SmallWorld) -> Refresh:
    found = world.group.refreshing.last
    assert found is not None
    return found


def versions(world: SmallWorld) -> list[int]:
    """Versions of the instances that count."""
    states = ("pending", "booting", "in_service")
    return sorted(one.template_version for one in world.group.instances.values() if one.state.value in states)


def healthy(world: SmallWorld) -> int:
    return len(world.targets.eligible())


def run_until_over(world: SmallWorld, most: int = 3000) -> int:
    """Seconds until no refresh is under way; how few targets were healthy meanwhile is in `fewest`."""
    world.fewest = healthy(world)  # type: ignore[attr-defined]
    for second in range(most):
        if world.group.refreshing.active is None:
            return second
        world.run(1)
        world.fewest = min(world.fewest, healthy(world))  # type: ignore[attr-defined]
    raise AssertionError("it never ends")


def test_one_after_the_other_is_replaced_and_the_group_takes_the_version() -> None:
    world = world_with_two_versions()
    call(world, "start_instance_refresh", DesiredConfiguration=TWO)
    assert world.metrics()["RefreshProgress"] == 0
    seen: list[int] = []

    def look(w: SmallWorld) -> None:
        progress = w.metrics()["RefreshProgress"]
        if progress is not None and progress not in seen:
            seen.append(progress)

    world.run(700, look)
    assert seen == [0, 25, 50, 75]
    assert last(world).status == "Successful" and versions(world) == [2, 2, 2, 2]
    assert world.group.launch_version.setting == "2"
    assert world.metrics()["RefreshProgress"] is None
    (said,) = world.said("autoscaling.refresh", "RefreshSuccessful")
    assert said.outcome == "Successful"
    replaced = world.said("autoscaling.refresh", "Replacing")
    assert len(replaced) == 4 and all(len(one.outcome["terminate"]) == 1 for one in replaced)


def test_launching_first_never_has_fewer_than_desired() -> None:
    world = world_with_two_versions()
    preferences = {"MinHealthyPercentage": 100, "MaxHealthyPercentage": 150}
    call(world, "start_instance_refresh", DesiredConfiguration=TWO, Preferences=preferences)
    most = 0
    for _ in range(1200):
        world.run(1)
        assert healthy(world) >= 4
        most = max(most, world.counted())
    assert last(world).status == "Successful" and versions(world) == [2, 2, 2, 2]
    assert most == 6
    assert max(world.per_zone().values()) - min(world.per_zone().values()) <= 1


def test_all_at_once_with_a_minimum_of_zero() -> None:
    world = world_with_two_versions()
    call(world, "start_instance_refresh", DesiredConfiguration=TWO, Preferences={"MinHealthyPercentage": 0})
    world.run(1)
    assert versions(world) == [2, 2, 2, 2]
    run_until_over(world)
    assert last(world).status == "Successful"


def test_a_broken_version_stalls_after_one_instance_fails_after_an_hour_and_is_rolled_back() -> None:
    world = world_with_two_versions(broken=True)
    call(world, "start_instance_refresh", DesiredConfiguration=TWO, Preferences={"AutoRollback": True})
    world.run(3000)
    assert last(world).status == "InProgress" and versions(world) == [1, 1, 1, 2]
    assert healthy(world) == 3
    seconds = 3000 + run_until_over(world)
    assert 3600 < seconds < 4200
    assert last(world).status == "RollbackSuccessful"
    assert versions(world) == [1, 1, 1, 1] and healthy(world) == 4
    assert world.group.launch_version.setting == "1"
    reasons = [one.reason for one in world.said("autoscaling.refresh") if isinstance(one.outcome, str)]
    assert reasons == ["RefreshStarted", "RefreshFailed", "RollbackStarted", "RollbackSuccessful"]


def test_without_auto_rollback_a_failed_refresh_leaves_what_it_did() -> None:
    world = world_with_two_versions(broken=True)
    call(world, "start_instance_refresh", DesiredConfiguration=TWO)
    run_until_over(world, 4200)
    assert last(world).status == "Failed" and versions(world) == [1, 1, 1, 2]
    world.run(400)  # its health checks go on: what replaces it has the group's own version
    assert versions(world) == [1, 1, 1, 1] and healthy(world) == 4


def test_checks_that_only_ask_ec2_let_a_broken_version_through() -> None:
    world = world_with_two_versions(broken=True, HealthCheckType="EC2")
    call(world, "start_instance_refresh", DesiredConfiguration=TWO, Preferences={"AutoRollback": True})
    run_until_over(world)
    assert last(world).status == "Successful" and versions(world) == [2, 2, 2, 2]
    assert healthy(world) == 0


def test_a_grace_period_longer_than_the_warm_up_hides_that_a_version_is_broken() -> None:
    world = world_with_two_versions(broken=True, HealthCheckGracePeriod=600)
    call(world, "start_instance_refresh", DesiredConfiguration=TWO, Preferences={"AutoRollback": True})
    run_until_over(world)
    assert last(world).status == "Successful" and healthy(world) == 0


def test_a_person_rolls_back_before_the_hour() -> None:
    world = world_with_two_versions(broken=True)
    call(world, "start_instance_refresh", DesiredConfiguration=TWO)
    world.run(300)
    call(world, "rollback_instance_refresh")
    assert 30 < run_until_over(world) < 300
    assert last(world).status == "RollbackSuccessful" and versions(world) == [1, 1, 1, 1]


def test_cancelling_keeps_what_was_replaced() -> None:
    world = world_with_two_versions()
    call(world, "start_instance_refresh", DesiredConfiguration=TWO)
    world.run(200)
    call(world, "cancel_instance_refresh")
    assert last(world).status == "Cancelling"
    run_until_over(world)
    assert last(world).status == "Cancelled"
    before = versions(world)
    assert set(before) == {1, 2}
    world.run(900)
    assert versions(world) == before
    assert world.group.launch_version.setting == "1"


def test_it_pauses_at_a_checkpoint() -> None:
    world = world_with_two_versions()
    preferences = {"CheckpointPercentages": [25, 50], "CheckpointDelay": 600}
    call(world, "start_instance_refresh", DesiredConfiguration=TWO, Preferences=preferences)
    world.run(600)
    assert versions(world) == [1, 1, 1, 2]
    assert last(world).percent == 25 and world.said("autoscaling.refresh", "Checkpoint")
    run_until_over(world)
    assert last(world).status == "Successful" and versions(world) == [1, 1, 2, 2]


def test_while_it_goes_on_every_launch_has_the_desired_version() -> None:
    world = world_with_two_versions(MaxSize=6)
    call(world, "start_instance_refresh", DesiredConfiguration=TWO)
    world.run(10)
    world.group.set_desired(world.control, 6)
    assert versions(world) == [1, 1, 1, 2, 2, 2]
    run_until_over(world)
    assert versions(world) == [2] * 6


def test_a_suspended_process_holds_it_up() -> None:
    world = world_with_two_versions()
    call(world, "start_instance_refresh", DesiredConfiguration=TWO)
    call(world, "suspend_processes", ScalingProcesses=["InstanceRefresh"])
    world.run(300)
    assert versions(world) == [1, 1, 1, 1]
    call(world, "resume_processes", ScalingProcesses=["InstanceRefresh"])
    run_until_over(world)
    assert versions(world) == [2, 2, 2, 2]


def test_protected_instances_are_waited_for() -> None:
    world = world_with_two_versions()
    call(world, "set_instance_protection", Count=1)
    call(world, "start_instance_refresh", DesiredConfiguration=TWO)
    world.run(900)
    assert versions(world) == [1, 2, 2, 2] and world.said("autoscaling.refresh", "WaitingForProtected")
    call(world, "set_instance_protection", Count=1, ProtectedFromScaleIn=False)
    run_until_over(world)
    assert versions(world) == [2, 2, 2, 2]


def test_calls_that_aws_refuses() -> None:
    def code(world: SmallWorld, name: str, **parameters: Any) -> str | None:
        problem = refused(world, name, **parameters)
        return None if problem is None else problem.code

    world = world_with_two_versions()
    assert code(world, "cancel_instance_refresh") == "ActiveInstanceRefreshNotFound"
    assert code(world, "rollback_instance_refresh") == "ActiveInstanceRefreshNotFound"
    nine = {"LaunchTemplate": {"Version": "9"}}
    missing = "InvalidLaunchTemplateId.VersionNotFound"
    assert code(world, "start_instance_refresh", DesiredConfiguration=nine) == missing
    rollback = {"AutoRollback": True}
    assert code(world, "start_instance_refresh", Preferences=rollback) == "IrreversibleInstanceRefresh"
    call(world, "start_instance_refresh")
    assert code(world, "start_instance_refresh") == "InstanceRefreshInProgress"
    assert code(world, "rollback_instance_refresh") == "IrreversibleInstanceRefresh"
    floating = {"LaunchTemplate": {"LaunchTemplateId": {"Ref": TEMPLATE}, "Version": "$Latest"}}
    world = world_with_two_versions(**floating)
    refusal = refused(world, "start_instance_refresh", DesiredConfiguration=TWO, Preferences=rollback)
    assert refusal is not None and refusal.code == "IrreversibleInstanceRefresh"
    assert "$Latest" in refusal.message.en and "$Latest" in refusal.message.ko


@pytest.mark.parametrize("broken", [False, True])
def test_a_refresh_survives_a_snapshot(broken: bool) -> None:
    world = world_with_two_versions(broken=broken)
    preferences = {
        "MinHealthyPercentage": 100,
        "MaxHealthyPercentage": 125,
        "CheckpointPercentages": [25, 100],
    }
    preferences["CheckpointDelay"] = 100
    call(world, "start_instance_refresh", DesiredConfiguration=TWO, Preferences=preferences)
    for _ in range(6):
        world.run(70)
        other = world.copy()
        world.control.decisions.clear()
        world.run(90)
        other.run(90)
        assert world.fingerprint() == other.fingerprint()


@pytest.mark.parametrize(("policy", "first"), [("OldestInstance", 0), ("NewestInstance", 3)])
def test_the_groups_termination_policy_says_who_is_replaced_first(policy: str, first: int) -> None:
    world = world_with_two_versions(TerminationPolicies=[policy], VPCZoneIdentifier=[{"Ref": "SubnetA"}])
    before = list(world.group.instances)
    call(world, "start_instance_refresh", DesiredConfiguration=TWO)
    world.run(10)
    (left,) = [id for id in before if world.group.instances[id].state == "draining"]
    assert left == before[first]
