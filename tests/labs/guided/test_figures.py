"""What a debrief says of a run."""

from __future__ import annotations

from typing import Any

from labs.guided.figures import Figures
from labs.guided.prose import facts, figures_filled


def frame(second: int, states: dict[str, str]) -> dict[str, Any]:
    return {
        "id": second,
        "demand": {"arrived": 10, "served": 10, "failed": 0, "causes": {}},
        "latency_ms": {"p95": 20.0},
        "cost": {"usd_per_hour": 0.5},
        "values": {
            "WebGroup": {"GroupInServiceInstances": {"a": len(states)}, "InstanceStates": states},
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
