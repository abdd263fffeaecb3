"""A termination function in a world: who is a leader, who is ill, and what happens when nobody is ready."""

from __future__ import annotations

from typing import Any

from tests.simulator.control.small_world import SmallWorld, architecture


def custom(policies: list[Any] | None = None, **weights: float) -> SmallWorld:
    reference = {"Fn::GetAtt": ["Balanced", "Arn"]}
    group = {
        "DesiredCapacity": 4,
        "HealthCheckType": "EC2",
        "TerminationPolicies": [reference, *(policies or [])],
    }
    more = {"Balanced": {"Type": "Lab::TerminationFunction", "Properties": weights}}
    world = SmallWorld(architecture(zones=1, policies={}, group=group, more=more))
    world.servers.load = 1.9
    return world


def gone(world: SmallWorld) -> list[str]:
    return [id for one in world.said("autoscaling.terminate") for id in one.outcome]


def test_the_longest_serving_instance_is_the_leader_and_stays() -> None:
    world = custom(["OldestInstance"])
    leader, second, *_ = world.group.instances
    world.group.set_desired(world.control, 3)
    assert gone(world) == [second]
    (decision,) = world.said("autoscaling.terminate")
    assert {row.id: row.values["score"] for row in decision.candidates}[leader] == 0.0


def test_an_instance_that_fails_its_checks_goes_before_a_healthy_one_even_a_leader_by_weight() -> None:
    world = custom(["NewestInstance"], RoleWeight=1, HealthWeight=5)
    leader = next(iter(world.group.instances))
    world.group.instances[leader].hang(world.servers)
    world.run(60)
    world.group.set_desired(world.control, 3)
    assert gone(world) == [leader]


def test_with_nobody_ready_the_group_waits_and_asks_again() -> None:
    world = custom(MinimumScore=0.5)
    world.group.set_desired(world.control, 3)
    assert (world.group.desired, world.counted()) == (3, 4)
    world.run(150)
    assert len(world.said("autoscaling.terminate", "NobodyReady")) == 1
    ill = list(world.group.instances)[2]
    world.group.instances[ill].hang(world.servers)
    world.run(150)
    assert gone(world) == [ill]
    assert world.counted() == 3
