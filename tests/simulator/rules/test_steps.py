"""Step adjustments: exactly what the API accepts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.decisions import Verdict
from simulator.document import read_properties
from simulator.problems import Problem
from simulator.services.autoscaling.adjust import adjust
from simulator.services.autoscaling.properties import ScalingPolicy
from simulator.services.autoscaling.steps import Bounds, step_mistake

_OPERATORS = (
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanThreshold",
)
_BOUND = st.none() | st.integers(-4, 4).map(float)
_STEPS = st.lists(st.tuples(_BOUND, _BOUND), min_size=1, max_size=5)


@st.composite
def partitions(draw: st.DrawFn) -> list[Bounds]:
    """Steps that meet one another, in any order: what most lists drawn at random are not."""
    cuts = sorted(draw(st.sets(st.integers(-5, 5).map(float), min_size=1, max_size=5)))
    edges: list[float | None] = [None] * draw(st.booleans()) + [*cuts] + [None] * draw(st.booleans())
    return draw(st.permutations(list(pairwise(edges))))


def accepted(steps: list[Bounds]) -> bool:
    """The rule said independently, point by point: how many steps hold at each distance.

    A step is a non-empty interval, half-open as above the threshold; it does not hold everywhere. No distance has two
    steps, and those that have one are an unbroken range. If that range reaches below zero it goes on for ever there,
    and the same above.
    """
    if not steps:
        return True
    far = 100.0
    spots = sorted({b for step in steps for b in step if b is not None} | {0.0})
    probes = [-far, *spots, *((a + b) / 2 for a, b in pairwise(spots)), far]
    probes += [spot - 1e-6 for spot in spots]
    probes.sort()

    def holds(step: Bounds, at: float) -> bool:
        lower, upper = step
        return (lower is None or lower <= at) and (upper is None or at < upper)

    counts = [sum(holds(step, at) for step in steps) for at in probes]
    if any(not any(holds(step, at) for at in probes) for step in steps):
        return False  # an empty step
    if any(all(holds(step, at) for at in probes) for step in steps):
        return False  # a step without bounds
    if max(counts) > 1:
        return False
    covered = [at for at, count in zip(probes, counts, strict=True) if count]
    inside = [count for at, count in zip(probes, counts, strict=True) if covered[0] <= at <= covered[-1]]
    if not all(inside):
        return False
    below = covered[0] < 0 and covered[0] != -far
    above = (
        covered[-1] >= 0 and covered[-1] != far and any(step[1] is not None and step[1] > 0 for step in steps)
    )
    return not (below or above)


@given(_STEPS | partitions())
@example([(None, None)])
@example([(0.0, None)])
@example([(None, 0.0)])
@example([(None, 0.0), (0.0, None)])
@example([(0.0, 10.0)])
@example([(-10.0, 0.0)])
@example([(1.0, 0.0)])
def test_steps_are_accepted_exactly_when_they_cover_one_range_as_the_api_wants(steps: list[Bounds]) -> None:
    assert (step_mistake(steps) is None) == accepted(steps)


@given(st.just([]) | _STEPS | partitions())
def test_a_document_takes_exactly_the_lists_that_the_api_takes(steps: list[Bounds]) -> None:
    """Through the door that documents, forms and the API come in by; no steps at all are none for a step policy."""
    found = codes(**{**STEP, "StepAdjustments": written(steps)})
    assert (not found) == (bool(steps) and accepted(steps)), found


@given(partitions().filter(accepted), st.integers(-12, 12).map(lambda n: n / 2), st.sampled_from(_OPERATORS))
def test_each_distance_has_the_one_step_that_covers_it(
    steps: list[Bounds], distance: float, operator: str
) -> None:
    """Above its threshold an alarm's step holds its lower bound, below it its upper one. Where none is, none holds."""
    above = operator.startswith("Greater")
    held = []
    for place, (lower, upper) in enumerate(steps):
        at, low, high = (distance, lower, upper) if above else (-distance, _minus(upper), _minus(lower))
        if (low is None or low <= at) and (high is None or at < high):
            held.append(place)
    assert len(held) <= 1
    decision = adjust(
        {
            "AdjustmentType": "ExactCapacity",
            "StepAdjustments": written(steps),
            "ComparisonOperator": operator,
            "Threshold": 50.0,
            "metric_value": 50.0 + distance,
            "capacity": 99,
            "MaxSize": 100,
        }
    )
    assert [row.verdict is Verdict.CHOSEN for row in decision.candidates] == [
        place in held for place in range(len(steps))
    ]
    assert decision.outcome == (held[0] + 1 if held else 99)


def written(steps: list[Bounds]) -> list[dict[str, Any]]:
    """The steps as in a document; the n-th sets the capacity to n."""
    return [
        {
            "ScalingAdjustment": place,
            **({} if lower is None else {"MetricIntervalLowerBound": lower}),
            **({} if upper is None else {"MetricIntervalUpperBound": upper}),
        }
        for place, (lower, upper) in enumerate(steps, 1)
    ]


def _minus(bound: float | None) -> float | None:
    return None if bound is None else -bound


def problems(**properties: Any) -> list[Problem]:
    raw = {"AutoScalingGroupName": {"Ref": "Group"}, **properties}
    return read_properties(ScalingPolicy, raw)[1]


def codes(**properties: Any) -> list[str]:
    return [one.code for one in problems(**properties)]


ONE_STEP = [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}]
STEP = {"PolicyType": "StepScaling", "AdjustmentType": "ChangeInCapacity", "StepAdjustments": ONE_STEP}
SIMPLE = {"PolicyType": "SimpleScaling", "AdjustmentType": "ChangeInCapacity", "ScalingAdjustment": 1}


def test_a_refused_list_of_steps_is_located_at_the_step_that_is_wrong() -> None:
    steps = [{"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 5, "ScalingAdjustment": 1}]
    (problem,) = problems(**{**STEP, "StepAdjustments": steps})
    assert (problem.code, problem.path) == ("NoHighestStep", ("StepAdjustments", 0))


@pytest.mark.parametrize("policy", [STEP, SIMPLE], ids=["step", "simple"])
def test_a_policy_has_what_its_type_asks_for(policy: dict[str, Any]) -> None:
    assert codes(**policy) == []
    for name in set(policy) - {"PolicyType"}:
        assert codes(**{key: value for key, value in policy.items() if key != name}) == ["PolicyIncomplete"]


@pytest.mark.parametrize(
    ("policy", "more"),
    [
        (STEP, {"Cooldown": 60}),
        (STEP, {"ScalingAdjustment": 1}),
        (SIMPLE, {"EstimatedInstanceWarmup": 60}),
        (SIMPLE, {"StepAdjustments": ONE_STEP}),
    ],
)
def test_a_policy_has_nothing_that_belongs_to_another_type(
    policy: dict[str, Any], more: dict[str, Any]
) -> None:
    assert codes(**policy, **more) == ["FieldOfAnotherType"]


def test_the_least_change_is_for_percentages_only() -> None:
    assert codes(**STEP, MinAdjustmentMagnitude=2) == ["MagnitudeWithoutPercent"]
    assert codes(**{**STEP, "AdjustmentType": "PercentChangeInCapacity"}, MinAdjustmentMagnitude=2) == []


def test_there_are_at_most_twenty_steps() -> None:
    steps: list[dict[str, Any]] = [
        {"MetricIntervalLowerBound": n, "MetricIntervalUpperBound": n + 1, "ScalingAdjustment": n}
        for n in range(20)
    ]
    steps.append({"MetricIntervalLowerBound": 20, "ScalingAdjustment": 30})
    assert codes(**{**STEP, "StepAdjustments": steps}) != []
    steps[19:] = [{"MetricIntervalLowerBound": 19, "ScalingAdjustment": 30}]
    assert codes(**{**STEP, "StepAdjustments": steps}) == []
