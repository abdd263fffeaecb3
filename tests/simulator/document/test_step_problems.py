"""Steps that do not fit together are refused at the step that is wrong, so that a form can say it there."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.document import check_document, parse_document


def problems_of(world: Any, steps: list[dict[str, float]]) -> list[tuple[str, tuple[str | int, ...]]]:
    raw = world.document.as_json()
    raw["Resources"]["Steps"] = {
        "Type": "AWS::AutoScaling::ScalingPolicy",
        "Region": "ap-northeast-2",
        "Properties": {
            "AutoScalingGroupName": {"Ref": world.ids["Group"]},
            "PolicyType": "StepScaling",
            "AdjustmentType": "ChangeInCapacity",
            "StepAdjustments": [{"ScalingAdjustment": 1, **step} for step in steps],
        },
    }
    found = check_document(parse_document(raw))
    return [(problem.code, problem.path) for problem in found if problem.path[2:3] == ("StepAdjustments",)]


def step(lower: float | None = None, upper: float | None = None) -> dict[str, float]:
    bounds = {"MetricIntervalLowerBound": lower, "MetricIntervalUpperBound": upper}
    return {name: value for name, value in bounds.items() if value is not None}


@pytest.mark.parametrize(
    ("steps", "code", "place"),
    [
        ([step(0, 10), step(20)], "StepGap", 1),
        ([step(20), step(0, 10)], "StepGap", 0),
        ([step(0, 10), step(5)], "StepOverlap", 1),
        ([step(0, 10), step(10, 5)], "StepEmpty", 1),
        ([step()], "StepWithoutBounds", 0),
    ],
)
def test_a_mistake_stands_at_its_step(
    world: Any, steps: list[dict[str, float]], code: str, place: int
) -> None:
    assert problems_of(world, steps) == [(code, ("Steps", "Properties", "StepAdjustments", place))]


def test_steps_that_meet_have_no_problem(world: Any) -> None:
    assert problems_of(world, [step(0, 10), step(10)]) == []
