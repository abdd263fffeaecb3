"""What a debrief says of a run."""

from __future__ import annotations

from typing import Any

import pytest

from labs.guided.figures import Figures
from labs.guided.prose import facts, figures_filled


def frame(second: int, states: dict[str, str]) -> dict[str, Any]:
    return {
        "id": second,
        "skipped": 0,
        "demand": {"arrived": 10, "served": 10, "failed": 0, "goodput": 1.0, "causes": {}},
        "latency_ms": {"p95": 20.0},
        "cost": {"usd_per_hour": 0.5, "usd_total": 0.5 * second / 3600},
        "decisions": [],
        "commands": [],
        "values": {
            "WebGroup": {
                "GroupInServiceInstances": {"a": len(states)},
                "InstanceStates": states,
                "CPUUtilization": 40.0,
                "WastedInstanceHours": 0.25,
            },
            "Viewers": {"Requests": 10},
        },
    }


def test_every_instance_a_group_launched_is_counted_but_not_those_it_began_with():
    figures = Figures()
    figures.see(frame(1, {"i-1": "in_service", "i-2": "in_service"}))
    figures.see(frame(2, {"i-1": "terminated", "i-2": "in_service", "i-3": "pending"}))
    figures.see(frame(3, {"i-2": "in_service", "i-3": "terminated", "i-4": "pending"}))
    assert figures.as_json()["instances_launched"] == 2


def test_a_debrief_names_the_instances_launched_and_facts_leave_out_none():
    assert (
        figures_filled("{{instances_launched}} of them", {"instances_launched": 1204}, "en")
        == "1,204 of them"
    )
    names = [fact["name"] for fact in facts({"goodput": 1.0, "instances_launched": 0}, "en")]
    assert "Instances launched" not in names


def test_the_five_advantages_are_figures_of_a_run():
    figures = Figures()
    for second in (1, 2, 3):
        figures.see(frame(second, {"i-1": "in_service"}))
    found = figures.as_json()
    assert found["usd_per_million"] == pytest.approx(0.5 * 3 / 3600 / 30 * 1e6)
    assert (found["wasted_instance_hours"], found["cpu_percent"]) == (0.25, 40.0)
    assert (found["automatic_actions"], found["recovery_s"], found["lag_s"]) == (0, 0, None)


@pytest.mark.parametrize(
    ("name", "value", "en", "ko"),
    [
        ("usd_per_million", 4.166, "$4.17", "$4.17"),
        ("cpu_percent", 61.4, "61\u202f%", "61%"),
        ("wasted_instance_hours", 1.234, "1.23", "1.23"),
        ("recovery_s", 42, "42\u202fs", "42초"),
        ("lag_s", None, "— (it never followed)", "— (따라가지 않았어요)"),
        ("lag_s", 45, "45\u202fs", "45초"),
        ("automatic_actions", 12, "12", "12"),
        ("latency_p95", 85.14, "85.1\u202fms", "85.1\u202fms"),
        ("latency_p95", 1500.2, "1.5\u202fs", "1.5\u202fs"),
    ],
)
def test_a_debrief_says_each_of_them_with_its_unit(name, value, en, ko):
    text = "{{" + name + "}}"
    assert figures_filled(text, {name: value}, "en") == en
    assert figures_filled(text, {name: value}, "ko") == ko
