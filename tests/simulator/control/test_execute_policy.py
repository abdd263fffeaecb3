"""ExecutePolicy: a step or simple scaling policy carried out by a call of the API, without any alarm."""

from __future__ import annotations

from typing import Any

from simulator.problems import Problem
from tests.simulator.control.calls import call, refused
from tests.simulator.control.small_world import SmallWorld, architecture

POLICY = "AWS::AutoScaling::ScalingPolicy"
STEPS = [
    {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 10, "ScalingAdjustment": 1},
    {"MetricIntervalLowerBound": 10, "ScalingAdjustment": 3},
]
STEP = {"PolicyType": "StepScaling", "AdjustmentType": "ChangeInCapacity", "StepAdjustments": STEPS}
SIMPLE = {
    "PolicyType": "SimpleScaling",
    "AdjustmentType": "ChangeInCapacity",
    "ScalingAdjustment": 1,
    "Cooldown": 90,
}


def group_with(**policies: dict[str, Any]) -> SmallWorld:
    more = {name: {"Type": POLICY, "Properties": properties} for name, properties in policies.items()}
    return SmallWorld(architecture(policies={}, more=more))


def code(problem: Problem | None) -> tuple[str, str] | None:
    return None if problem is None else (problem.code, str(problem.path[-1]))


def test_the_metric_value_chooses_the_step_and_the_decision_says_so() -> None:
    world = group_with(Out=STEP)
    text = call(world, "execute_policy", PolicyName="Out", MetricValue=59, BreachThreshold=50)
    assert text.en == "Out of WebGroup executed" and world.group.desired == 3
    (decision,) = world.said("autoscaling.execute_policy")
    assert decision.evidence["called_by"] == "ExecutePolicy"
    assert (decision.evidence["datapoints"], decision.evidence["threshold"]) == ([59], 50)
    assert "ExecutePolicy" in decision.source
    world.run(400)  # the new one has warmed up
    call(world, "execute_policy", PolicyName="Out", MetricValue=60, BreachThreshold=50)
    assert world.group.desired == 6


def test_a_step_policy_needs_both_numbers_and_honours_no_cooldown() -> None:
    world = group_with(Out=STEP)
    assert code(refused(world, "execute_policy", BreachThreshold=50)) == ("ParameterMissing", "MetricValue")
    assert code(refused(world, "execute_policy", MetricValue=60)) == ("ParameterMissing", "BreachThreshold")
    given = {"MetricValue": 60, "BreachThreshold": 50, "HonorCooldown": True}
    assert code(refused(world, "execute_policy", **given)) == ("ParameterNotSupported", "HonorCooldown")


def test_a_value_that_no_step_holds_is_an_error_and_changes_nothing() -> None:
    world = group_with(Out=STEP)
    problem = refused(world, "execute_policy", MetricValue=49, BreachThreshold=50)
    assert code(problem) == ("NoStepAdjustment", "MetricValue")
    assert world.group.desired == 2 and not world.said("autoscaling.execute_policy")


def test_at_the_threshold_the_step_that_begins_there_is_asked_first_and_then_the_one_that_ends_there() -> (
    None
):
    down = STEP | {"StepAdjustments": [{"MetricIntervalUpperBound": 0, "ScalingAdjustment": -1}]}
    world = group_with(In=down, Out=STEP)
    call(world, "execute_policy", PolicyName="Out", MetricValue=50, BreachThreshold=50)
    assert world.group.desired == 3
    world.run(400)
    call(world, "execute_policy", PolicyName="In", MetricValue=50, BreachThreshold=50)
    assert world.group.desired == 2


def test_simple_scaling_waits_for_its_cooldown_only_if_told_to() -> None:
    world = group_with(Out=SIMPLE)
    call(world, "execute_policy")
    assert world.group.desired == 3
    told_to = {"HonorCooldown": True}
    assert code(refused(world, "execute_policy", **told_to)) == ("ScalingActivityInProgress", "HonorCooldown")
    call(world, "execute_policy")
    assert world.group.desired == 4
    world.run(60)
    assert code(refused(world, "execute_policy", **told_to)) == ("ScalingActivityInProgress", "HonorCooldown")
    world.run(120)
    call(world, "execute_policy", **told_to)
    assert world.group.desired == 5


def test_simple_scaling_takes_no_metric_value() -> None:
    world = group_with(Out=SIMPLE)
    problem = refused(world, "execute_policy", MetricValue=60)
    assert code(problem) == ("ParameterNotSupported", "MetricValue")


def test_only_step_and_simple_policies_can_be_executed() -> None:
    world = SmallWorld()
    assert code(refused(world, "execute_policy")) == ("PolicyNotFound", "PolicyName")
    problem = refused(world, "execute_policy", PolicyName="WebCpuPolicy")
    assert code(problem) == ("PolicyNotFound", "PolicyName")


def test_a_policy_that_was_executed_is_in_the_snapshot() -> None:
    world = group_with(Out=SIMPLE)
    call(world, "execute_policy")
    other = world.copy()
    world.control.decisions.clear()
    for one in (world, other):
        one.run(200)
        call(one, "execute_policy", HonorCooldown=True)
        one.run(60)
    assert world.fingerprint() == other.fingerprint()
