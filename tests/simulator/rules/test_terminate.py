"""What a scale-in's table tells of every instance: which step saved it, which singled it out."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.decisions import Decision
from simulator.services.autoscaling.terminate import TerminateReason, terminate
from simulator.services.autoscaling.terminate_steps import STEPS

NOW = 10_000.0


def row(id: str, zone: str = "a", at: float = 0.0, **more: Any) -> dict[str, Any]:
    return {"id": id, "zone": zone, "launched_at": at, **more}


def asked(*instances: dict[str, Any], policies: tuple[str, ...] = ("Default",), **more: Any) -> Decision:
    return terminate({"instances": list(instances), "policies": list(policies), "now": NOW, **more})


def steps(decision: Decision) -> dict[str, str | None]:
    return {found.id: found.values["step"] for found in decision.candidates}


def test_each_candidate_names_the_step_that_saved_it() -> None:
    decision = asked(
        row("other_zone", "b"),
        row("newer_template", "a", 100, template_version=2),
        row("farther_from_its_hour", "a", 8000),
        row("goes", "a", 6500),
    )
    assert decision.outcome == ["goes"]
    assert steps(decision) == {
        "other_zone": "zone",
        "newer_template": "template",
        "farther_from_its_hour": "hour",
        "goes": "hour",
    }
    why = {found.id: found.why for found in decision.candidates}
    zone = why["other_zone"]
    assert zone is not None and "1" in zone.en and "3" in zone.en and "1" in zone.ko
    hour = why["farther_from_its_hour"]
    assert hour is not None and "26:40" in hour.en and "1:40" in hour.en and "26:40" in hour.ko


def test_the_chosen_one_of_equals_says_that_the_order_decided() -> None:
    decision = asked(row("x", at=5), row("y", at=5))
    assert steps(decision) == {"x": "order", "y": "order"}
    assert decision.evidence["rules"]["x"] == STEPS["order"].as_json()


def test_who_cannot_go_is_rejected_with_the_reason() -> None:
    decision = asked(
        row("kept", protected=True),
        row("leaving", lifecycle="Terminating"),
        row("leader", role="leader"),
        row("worker"),
        policies=("Custom",),
        custom={"MinimumScore": 0.3},
    )
    assert decision.outcome == ["worker"]
    verdicts = {found.id: found.verdict.value for found in decision.candidates}
    assert verdicts == {"kept": "rejected", "leaving": "rejected", "leader": "rejected", "worker": "chosen"}
    why = {found.id: found.why.en for found in decision.candidates if found.why}
    assert "rotected" in why["kept"] and "Terminating" in why["leaving"] and "0.3" in why["leader"]


def test_several_tell_the_turn_in_which_each_went() -> None:
    decision = asked(
        row("a1", "a", 1), row("a2", "a", 2), row("b1", "b", 3), policies=("OldestInstance",), count=2
    )
    assert decision.outcome == ["a1", "a2"]
    turns = {found.id: found.values.get("turn") for found in decision.candidates}
    assert turns == {"a1": 1, "a2": 2, "b1": None}


def test_neither_health_nor_state_is_a_step_as_the_guide_names_none() -> None:
    decision = asked(
        row("sick", at=3, healthy=False),
        row("waiting", at=2, lifecycle="Pending:Wait"),
        row("oldest", at=1),
        row("pending", at=4, lifecycle="Pending"),
        policies=("OldestInstance",),
        count=4,
    )
    assert decision.outcome == ["oldest", "waiting", "sick", "pending"]
    newest = asked(row("old", at=1, healthy=False), row("new", at=2), policies=("NewestInstance",))
    assert newest.outcome == ["new"]


def test_one_goes_and_several_go() -> None:
    one = asked(row("x", at=1), row("y", at=2), policies=("OldestInstance",))
    assert one.text.en == "x goes first: oldest instance"
    two = asked(row("x", at=1), row("y", at=2), policies=("OldestInstance",), count=2)
    assert two.text.en == "x, y go first: oldest instance"


def test_where_nobody_has_a_launch_configuration_its_policy_chooses_nobody_and_says_so() -> None:
    templates = [row("x", at=1), row("y", at=2)]
    alone = asked(*templates, policies=("OldestLaunchConfiguration",))
    assert steps(alone) == {"x": "order", "y": "order"}
    assert "OldestLaunchConfiguration chose nobody" in alone.text.en
    assert "OldestLaunchConfiguration" in alone.text.ko
    then = asked(*templates, policies=("OldestLaunchConfiguration", "NewestInstance"))
    assert then.outcome == ["y"] and steps(then)["x"] == "NewestInstance"
    with_one = asked(*templates, row("z", launch_configuration=1), policies=("OldestLaunchConfiguration",))
    assert with_one.outcome == ["z"] and "nobody" not in with_one.text.en


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "zone": st.sampled_from("abc"),
            "launched_at": st.floats(0, NOW),
            "template_version": st.integers(1, 3),
            "protected": st.booleans(),
            "healthy": st.booleans(),
            "purchase_option": st.sampled_from(("on-demand", "spot")),
            "allocation_rank": st.integers(0, 2),
            "role": st.sampled_from(("leader", "worker")),
            "errors": st.integers(0, 5),
            "lifecycle": st.sampled_from(("InService", "Pending", "Standby", "Terminating")),
        }
    ),
    max_size=12,
)
ORDERED = st.lists(
    st.sampled_from(("OldestInstance", "NewestInstance", "AllocationStrategy", "ClosestToNextInstanceHour")),
    unique=True,
    max_size=3,
)


@settings(max_examples=80, deadline=None)
@given(ROWS, ORDERED, st.booleans(), st.integers(0, 14), st.booleans())
def test_whatever_is_given_only_who_may_go_goes_and_every_row_is_explained(
    rows: list[dict[str, Any]], ordered: list[str], custom: bool, count: int, mixed: bool
) -> None:
    instances = [{"id": f"i{index}", **found} for index, found in enumerate(rows)]
    policies = [*(["Custom"] if custom else []), *ordered] or ["Default"]
    more = {"mixed": {"OnDemandBaseCapacity": 1, "OnDemandPercentageAboveBaseCapacity": 50}} if mixed else {}
    decision = terminate({"instances": instances, "policies": policies, "count": count, "now": NOW, **more})
    may = [
        one["id"]
        for one in instances
        if not one["protected"] and one["lifecycle"] in ("InService", "Pending")
    ]
    assert len(decision.outcome) == len(set(decision.outcome)) == min(count, len(may))
    assert set(decision.outcome) <= set(may)
    assert decision.reason == (TerminateReason.CHOSEN if decision.outcome else TerminateReason.NOBODY)
    assert [found.id for found in decision.candidates] == [one["id"] for one in instances]
    assert all(found.why is not None and found.why.en and found.why.ko for found in decision.candidates)
