"""Alarms that an instance refresh watches: it fails as soon as one of them is in ALARM, and is rolled back if asked.

At second 130 so many viewers come that two instances are too busy: CPU over 60 % in each minute from then on.
"""

from __future__ import annotations

from typing import Any

import pytest

from simulator.document import parse_document
from simulator.engine import Frame, World, parse_script
from tests.simulator.scenarios.alarmed_shop import GROUP, cpu_alarm, ref, shop

SLOWLY = {"InstanceWarmup": 600, "MinHealthyPercentage": 100}


def run(*alarms: str, seconds: int = 420, rollback: bool = False) -> tuple[World, list[Frame]]:
    raw = shop(
        {"Shape": "Step", "Steps": [{"At": 0, "Rate": 20}, {"At": 130, "Rate": 190}]},
        group={"LaunchTemplate": {"LaunchTemplateId": ref("Template"), "Version": "1"}},
        High=cpu_alarm(None, EvaluationPeriods=1),
        Other=cpu_alarm(None, EvaluationPeriods=1, Threshold=99.9),
        Site=("AWS::CloudWatch::CompositeAlarm", {"AlarmRule": "ALARM(High)"}),
    )
    preferences: dict[str, Any] = {**SLOWLY, "AlarmSpecification": {"Alarms": list(alarms)}}
    parameters: dict[str, Any] = {"Preferences": preferences}
    if rollback:
        preferences["AutoRollback"] = True
        parameters["DesiredConfiguration"] = {"LaunchTemplate": {"Version": "1"}}
    command = {
        "kind": "operate",
        "operation": "start_instance_refresh",
        "resource": GROUP,
        "parameters": parameters,
    }
    script = parse_script({"events": [{"at": 5, "command": command}]})
    world = World.create(parse_document(raw), seed=1, script=script)
    return world, world.advance(seconds)


def reasons(frames: list[Frame]) -> dict[str, int]:
    """The first tick of each reason a refresh gave."""
    found: dict[str, int] = {}
    for frame in frames:
        for one in frame.decisions:
            if one.subject == "autoscaling.refresh":
                found.setdefault(one.reason, frame.id)
    return found


@pytest.mark.parametrize("name", ["High", "Site"])
def test_a_refresh_fails_when_an_alarm_it_watches_goes_off(name: str) -> None:
    world, frames = run("Other", name)
    failed = reasons(frames)["RefreshFailedByAlarm"]
    rang = next(frame.id for frame in frames if frame.values["High"]["StateValue"] == "ALARM")
    assert rang <= failed <= rang + 5
    (decision,) = [one for frame in frames for one in frame.decisions if one.reason == "RefreshFailedByAlarm"]
    assert decision.outcome == "Failed" and decision.evidence["alarm"] == name
    assert name in decision.text.en and name in decision.text.ko and "rollback" in decision.source
    assert world.control.runtimes[GROUP].refreshing.last.status == "Failed"  # type: ignore[attr-defined]


def test_alarms_that_stay_calm_or_are_not_named_do_not_stop_it() -> None:
    for names in ((), ("Other",)):
        _, frames = run(*names)
        assert "RefreshFailedByAlarm" not in reasons(frames)


def test_with_auto_rollback_it_is_rolled_back_though_the_alarm_goes_on() -> None:
    world, frames = run("High", seconds=1_200, rollback=True)
    assert {"RefreshFailedByAlarm", "RollbackStarted", "RollbackSuccessful"} <= set(reasons(frames))
    assert frames[-1].values["High"]["StateValue"] == "ALARM"
    assert world.control.runtimes[GROUP].refreshing.last.status == "RollbackSuccessful"  # type: ignore[attr-defined]


def test_an_alarm_that_does_not_exist_is_refused() -> None:
    _, frames = run("Hihg", seconds=10)
    (refused,) = [one for frame in frames for one in frame.commands]
    assert [problem["code"] for problem in refused["problems"]] == ["AlarmNotFound"]
    assert not reasons(frames)
