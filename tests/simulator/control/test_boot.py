"""A boot has phases, each with its own spread; a broken version never comes to its end."""

from __future__ import annotations

from typing import Any

from tests.simulator.control.small_world import SmallArchitecture, SmallWorld, architecture


def with_application(**properties: Any) -> SmallArchitecture:
    found = architecture(group={"HealthCheckType": "EC2"})
    app = found.resources["WebApp"].properties
    found.resources["WebApp"].__dict__["properties"] = app.model_copy(update=properties)
    return found


def answered(world: SmallWorld) -> dict[str, Any]:
    world.group.set_desired(world.control, 3)
    world.run(600)
    (said,) = world.said("autoscaling.instance", "Answers")
    return dict(said.evidence)


def test_the_decision_that_an_instance_answers_shows_every_phase() -> None:
    evidence = answered(SmallWorld(with_application(UserDataSeconds=100.0)))
    assert 15 <= evidence["pending_seconds"] <= 25
    assert 24 <= evidence["start_up_seconds"] <= 36
    assert 80 <= evidence["user_data_seconds"] <= 120
    phases = sum(evidence[name] for name in ("pending_seconds", "start_up_seconds", "user_data_seconds"))
    assert abs(phases - evidence["seconds"]) <= 1


def test_without_a_spread_a_start_up_takes_exactly_its_time() -> None:
    evidence = answered(SmallWorld(with_application(ReadySpreadPercent=0.0, UserDataSeconds=45.0)))
    assert (evidence["start_up_seconds"], evidence["user_data_seconds"]) == (30, 45)


def test_a_script_of_user_data_leaves_the_other_phases_as_they_were() -> None:
    without, with_script = (
        answered(SmallWorld(with_application(UserDataSeconds=seconds))) for seconds in (0.0, 90.0)
    )
    assert without["user_data_seconds"] == 0
    for name in ("pending_seconds", "start_up_seconds"):
        assert abs(without[name] - with_script[name]) <= 1


def test_a_broken_version_runs_and_never_answers() -> None:
    world = SmallWorld(with_application(Broken=True))
    world.run(300)
    assert world.targets.eligible() == []
    assert {state.value for state in {one.state for one in world.group.instances.values()}} == {"booting"}
    assert world.targets.healthy_count() == 0 and len(world.targets.unhealthy()) == 2
    world.group.set_desired(world.control, 3)
    world.run(120)
    assert len(world.said("autoscaling.instance", "NeverAnswers")) == 1


def test_the_balancers_check_replaces_a_broken_version_again_and_again() -> None:
    arch = with_application(Broken=True)
    group = arch.resources["WebGroup"]
    group.__dict__["properties"] = group.properties.model_copy(update={"HealthCheckType": "ELB"})
    world = SmallWorld(arch)
    world.run(900)
    assert len(world.said("autoscaling.health", "ElbUnhealthy")) >= 4
