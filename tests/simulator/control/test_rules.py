"""Rules of Auto Scaling, called alone."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.problems import InvalidInput
from simulator.services.autoscaling.adjust import adjust
from simulator.services.autoscaling.decide import SUBJECTS
from simulator.services.autoscaling.reasons import INSTANCES, SCALING
from simulator.services.autoscaling.target_tracking import target_tracking
from simulator.services.autoscaling.terminate import terminate


def row(name: str, zone: str, launched_at: float = 0.0, **more: Any) -> dict[str, Any]:
    return {"id": name, "zone": zone, "launched_at": launched_at, **more}


def gone(instances: list[dict[str, Any]], *policies: str, count: int = 1, now: float = 10_000.0) -> list[str]:
    given = {"policies": list(policies) or ["Default"], "instances": instances, "count": count, "now": now}
    outcome: list[str] = terminate(given).outcome
    return outcome


def test_zone_balance_beats_every_policy() -> None:
    instances = [row("old", "a", 0), row("b1", "b", 100), row("b2", "b", 200)]
    assert gone(instances, "OldestInstance") == ["b1"]
    assert gone(instances, "NewestInstance") == ["b2"]


def test_a_zone_of_protected_instances_is_passed_over() -> None:
    instances = [row("a1", "a"), row("b1", "b", protected=True), row("b2", "b", protected=True)]
    assert gone(instances) == ["a1"]
    assert gone(instances[1:]) == []


def test_default_prefers_the_oldest_template_then_the_next_billing_hour() -> None:
    instances = [row("x", "a", 9000, template_version=2), row("y", "a", 9900, template_version=1)]
    assert gone(instances) == ["y"]
    instances = [row("x", "a", 7000), row("y", "a", 6500)]  # 600 s and 100 s before their hour
    assert gone(instances) == ["y"]
    assert gone(instances, "OldestInstance") == ["y"]
    assert gone(instances, "NewestInstance") == ["x"]


def test_several_go_zone_by_zone() -> None:
    instances = [row(f"{zone}{n}", zone, n) for zone in "abc" for n in range(2)]
    assert gone(instances, "OldestInstance", count=3) == ["a0", "b0", "c0"]


def test_exact_capacity_and_the_sizes_limits() -> None:
    given = {"AdjustmentType": "ExactCapacity", "ScalingAdjustment": 5, "capacity": 3, "MaxSize": 4}
    assert adjust(given).outcome == 4


def test_a_whole_percentage_is_not_rounded() -> None:
    given = {
        "AdjustmentType": "PercentChangeInCapacity",
        "ScalingAdjustment": -10,
        "capacity": 20,
        "MaxSize": 100,
    }
    assert adjust(given).outcome == 18


def test_a_metric_no_step_holds_changes_nothing() -> None:
    given = {
        "AdjustmentType": "ChangeInCapacity",
        "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
        "Threshold": 50,
        "metric_value": 49.9,
        "capacity": 3,
        "MaxSize": 9,
    }
    decision = adjust(given)
    assert (decision.outcome, decision.reason) == (3, "NoStepMatches")


def test_a_policy_without_a_change_is_refused() -> None:
    with pytest.raises(InvalidInput):
        adjust({"AdjustmentType": "ChangeInCapacity", "capacity": 3, "MaxSize": 9})


@pytest.mark.parametrize(
    ("points", "more", "capacity", "alarm", "reason"),
    [
        ([60, 60, 60], {}, 3, "AlarmHigh", "ScaledOut"),
        ([60, None, 60, 60], {}, 3, "AlarmHigh", "ScaledOut"),
        ([60, 40, 60], {}, 2, None, "WithinTarget"),
        ([None, None], {}, 2, None, "NoData"),
        ([200, 200, 200], {"MaxSize": 4}, 4, "AlarmHigh", "ScaledOut"),
        ([60, 60, 60], {"capacity": 4, "contributing": 2.0, "warming": 2}, 4, "AlarmHigh", "AlreadyEnough"),
        ([20] * 15, {"capacity": 4}, 2, "AlarmLow", "ScaledIn"),
        ([44] * 15, {"capacity": 4}, 4, "AlarmLow", "RoundedAway"),
        ([20] * 15, {"capacity": 4, "warming": 1}, 4, "AlarmLow", "WarmingUp"),
        ([20] * 15, {"capacity": 4, "DisableScaleIn": True}, 4, "AlarmLow", "ScaleInDisabled"),
        ([20] * 15, {"capacity": 4, "MinSize": 4}, 4, "AlarmLow", "AtMinimum"),
        ([20] * 14, {"capacity": 4}, 4, None, "WithinTarget"),
    ],
)
def test_target_tracking(
    points: list[Any], more: dict[str, Any], capacity: int, alarm: str, reason: str
) -> None:
    given = {"datapoints": points, "target": 50, "capacity": 2, "MaxSize": 8} | more
    decision = target_tracking(given)
    assert (decision.outcome, decision.reason) == ({"capacity": capacity, "alarm": alarm}, reason)


def test_every_reason_has_both_languages_and_every_subject_a_schema() -> None:
    assert all(text.en and text.ko for table in (SCALING, INSTANCES) for text in table.values())
    assert [subject.name for subject in SUBJECTS] == [
        "autoscaling.adjust",
        "autoscaling.target_tracking",
        "autoscaling.terminate",
        "autoscaling.refresh",
        "autoscaling.purchase",
    ]
    assert all(subject.as_json()["input"]["properties"] for subject in SUBJECTS)
