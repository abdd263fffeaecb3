"""Target tracking in a world."""

from __future__ import annotations

import pytest

from tests.simulator.control.small_world import GROUP, SmallWorld, architecture


def test_a_world_begins_in_steady_state() -> None:
    world = SmallWorld()
    assert world.metrics()["GroupInServiceInstances"] == {"ap-northeast-2a": 1, "ap-northeast-2b": 1}
    assert [zone for _, _, zone in world.targets.eligible()] == ["ap-northeast-2a", "ap-northeast-2b"]
    assert world.control.decisions == []


def test_it_scales_out_after_exactly_three_breaching_minutes() -> None:
    world = SmallWorld()
    world.servers.load = 1.62  # 81 % of two
    world.run_until(179)
    assert world.group.desired == 2
    world.run_until(180)
    assert world.group.desired == 4
    (decision,) = world.said("autoscaling.target_tracking")
    assert decision.text.en == "Scaled out 2 → 4: CPU 81 % over 50 % for 3 of 3 minutes"
    assert decision.evidence["wanted"] == 4
    assert len(decision.candidates) == 3
    (alarm,) = world.said("cloudwatch.alarm_state")
    assert alarm.outcome == "ALARM" and alarm.resource == GROUP


def test_two_breaching_minutes_are_not_enough() -> None:
    world = SmallWorld()
    world.servers.load = 1.62
    world.run_until(120)
    world.servers.load = 0.96
    world.run_until(600)
    assert world.group.desired == 2


def test_it_does_not_scale_out_again_for_the_same_load_while_new_instances_warm_up() -> None:
    world = SmallWorld()
    world.servers.load = 1.96
    world.run_until(179)
    seen: set[int] = set()
    world.run(300, lambda w: seen.add(w.group.desired))
    assert seen == {4}
    assert [one.reason for one in world.said("autoscaling.target_tracking")] == ["ScaledOut", "AlreadyEnough"]


def test_more_load_while_warming_up_asks_for_more() -> None:
    world = SmallWorld(architecture(group={"DesiredCapacity": 4}))
    world.servers.load = 2.4
    world.run_until(180)
    assert world.group.desired == 5
    world.servers.load = 3.9
    world.run_until(300)
    assert world.group.desired == 8


def test_it_scales_in_after_fifteen_low_minutes() -> None:
    world = SmallWorld(architecture(group={"DesiredCapacity": 4}))
    world.servers.load = 0.8
    world.run_until(899)
    assert world.group.desired == 4
    world.run_until(900)
    assert world.group.desired == 2
    states = sorted(world.metrics()["InstanceStates"].values())
    assert states == ["draining", "draining", "in_service", "in_service"]
    assert len(world.targets.eligible()) == 2
    world.run(60)
    states = sorted(world.metrics()["InstanceStates"].values())
    assert states == ["in_service", "in_service", "terminated", "terminated"]
    world.run(31)
    assert len(world.metrics()["InstanceStates"]) == 2
    assert world.per_zone() == {"ap-northeast-2a": 1, "ap-northeast-2b": 1}


def test_it_never_scales_in_while_instances_warm_up() -> None:
    world = SmallWorld(architecture(group={"DesiredCapacity": 4, "DefaultInstanceWarmup": 3600}))
    world.servers.load = 0.8
    world.run_until(600)
    world.group.terminate_instances(world.control, 1)
    world.run_until(1800)
    assert world.group.desired == 4
    assert world.said("autoscaling.target_tracking", "WarmingUp")


def test_capacity_is_rounded_so_that_the_target_holds() -> None:
    world = SmallWorld(architecture(group={"DesiredCapacity": 4}))
    world.servers.load = 1.3  # 32.5 % of four: three would be at 43 %, two at 65 %
    world.run_until(900)
    assert world.group.desired == 3


def test_a_policys_own_warm_up_comes_before_the_groups_defaults() -> None:
    def warmup(policy: int | None, group: int | None) -> float:
        policies = {"P": {} if policy is None else {"warmup": policy}}
        settings = {"Cooldown": 77} | ({} if group is None else {"DefaultInstanceWarmup": group})
        return SmallWorld(architecture(group=settings, policies=policies)).group.plan.policies[0].warmup

    assert warmup(30, 60) == 30
    assert warmup(None, 60) == 60
    assert warmup(None, -1) == 77
    assert warmup(None, None) == 77


def test_two_policies_scale_out_if_any_wants_and_in_only_if_all_want() -> None:
    policies = {"Cpu": {"target": 50}, "Requests": {"metric": "ALBRequestCountPerTarget", "target": 600}}
    world = SmallWorld(architecture(policies=policies))
    world.servers.load, world.servers.rate = 0.96, 60  # CPU 48 %, 1800 a minute and target
    world.run_until(180)
    assert world.group.desired == 6
    world.servers.load, world.servers.rate = 0.2, 60
    world.run_until(2400)
    assert world.group.desired == 6  # CPU would allow less, requests would not
    assert world.said("autoscaling.target_tracking", "AnotherPolicyObjects")
    world.servers.rate = 6
    world.run_until(3600)
    assert world.group.desired == 2


def test_at_the_maximum_it_says_so_once() -> None:
    world = SmallWorld(architecture(group={"MaxSize": 2}))
    world.servers.load = 2.0
    world.run_until(900)
    assert world.group.desired == 2
    assert len(world.said("autoscaling.target_tracking", "AtMaximum")) == 1


def test_manual_capacity_stays_within_bounds() -> None:
    world = SmallWorld()
    assert world.group.set_desired(world.control, 100) == 8
    assert world.group.set_desired(world.control, 0) == 2
    assert [one.outcome for one in world.said("autoscaling.desired")] == [8, 2]
    world.run(120)
    assert world.counted() == 2


def test_a_quiet_world_comes_to_rest() -> None:
    world = SmallWorld()
    world.servers.load = 0.96  # between AlarmLow's 45 % and the target
    world.run_until(60)
    before = world.control.changes
    world.run_until(1800)
    assert world.control.changes == before


@pytest.mark.parametrize("alarms_first", [True, False])
def test_a_jump_over_a_rest_leaves_no_gap_in_the_metrics(alarms_first: bool) -> None:
    world = SmallWorld()
    world.servers.load = 0.96
    world.run_until(1200)
    world.control.heap.jump(90_000)
    world.control.now = 89_999.0
    if alarms_first:
        world.control.run_until(90_000.0)
    world.run_until(90_600)
    assert world.control.decisions == []
