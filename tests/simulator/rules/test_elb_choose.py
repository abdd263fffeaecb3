"""What holds for every choice of a target."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.decisions import Verdict
from simulator.problems import InvalidInput
from simulator.services.elb.decide import choose
from simulator.services.elb.reasons import REASONS, ElbReason

ZONES = st.sampled_from(["a", "b", "c"])


@st.composite
def inputs(draw: st.DrawFn) -> dict[str, Any]:
    targets = [
        {
            "id": f"i-{index}",
            "zone": draw(ZONES),
            "weight": draw(st.none() | st.integers(0, 999)),
            "outstanding": draw(st.integers(0, 5)),
            "healthy": draw(st.booleans()),
            "slow_start_s": draw(st.none() | st.floats(0, 1000)),
        }
        for index in range(draw(st.integers(1, 8)))
    ]
    algorithm = draw(st.sampled_from(["round_robin", "least_outstanding_requests", "weighted_random"]))
    cross_zone = draw(st.booleans())
    given: dict[str, Any] = {"algorithm": algorithm, "targets": targets, "cross_zone": cross_zone}
    given["node_zone"] = draw(st.none() | ZONES)
    if algorithm != "least_outstanding_requests":
        given["slow_start_duration_s"] = draw(st.none() | st.integers(30, 900))
    if cross_zone and draw(st.booleans()):
        given["stickiness"] = {
            "target": draw(st.none() | st.sampled_from([t["id"] for t in targets] + ["gone"]))
        }
    return given


def reachable(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Targets the asked node knows; all zones' for requests that DNS spreads."""
    if case["cross_zone"] or case["node_zone"] is None:
        return case["targets"]
    return [target for target in case["targets"] if target["zone"] == case["node_zone"]]


@given(inputs())
def test_shares_add_up_to_one_unless_nobody_can_be_asked(case: dict[str, Any]) -> None:
    shares = choose(case).outcome
    assert all(share > 0 for share in shares.values())
    assert sum(shares.values()) == pytest.approx(1 if reachable(case) else 0, abs=1e-9)


@given(inputs())
def test_no_unhealthy_target_is_chosen_while_a_healthy_one_can_be_reached(case: dict[str, Any]) -> None:
    chosen = choose(case).outcome
    known = reachable(case)
    if any(target["healthy"] for target in known):
        assert {target["id"] for target in known if target["healthy"]} >= set(chosen)
    else:
        assert set(chosen) <= {target["id"] for target in known}


@given(inputs())
def test_least_outstanding_never_passes_a_less_busy_candidate_of_the_same_node(case: dict[str, Any]) -> None:
    case |= {"algorithm": "least_outstanding_requests", "cross_zone": True, "slow_start_duration_s": None}
    case.pop("stickiness", None)
    chosen = choose(case).outcome
    healthy = [target for target in case["targets"] if target["healthy"]] or case["targets"]
    fewest = min(target["outstanding"] for target in healthy)
    assert set(chosen) == {target["id"] for target in healthy if target["outstanding"] == fewest}


@given(inputs())
def test_the_table_tells_the_same_as_the_outcome(case: dict[str, Any]) -> None:
    decision = choose(case)
    assert [row.id for row in decision.candidates] == [target["id"] for target in case["targets"]]
    for row in decision.candidates:
        assert row.values["share"] == decision.outcome.get(row.id, 0)
        assert (row.verdict is Verdict.CHOSEN) == (row.id in decision.outcome)
        assert (row.why is None) == (row.id in decision.outcome), "whoever was passed over is told why"


@given(inputs())
def test_the_order_of_targets_changes_no_share(case: dict[str, Any]) -> None:
    turned = case | {"targets": case["targets"][::-1]}
    assert choose(turned).outcome == pytest.approx(choose(case).outcome)


@given(st.integers(30, 900), st.floats(0, 1), st.floats(0, 1))
def test_a_target_in_slow_start_gains_with_time(duration: int, early: float, late: float) -> None:
    early, late = sorted((early, late))

    def share(part: float) -> float:
        targets = [{"id": "old"}, {"id": "new", "slow_start_s": part * duration}]
        shares: dict[str, float] = choose({"targets": targets, "slow_start_duration_s": duration}).outcome
        return shares.get("new", 0.0)

    assert 0 <= share(early) <= share(late) <= 0.5


def test_nonsense_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidInput) as refused:
        choose({"targets": [{"id": "a", "healthy": "yes", "outstanding": -1, "color": "red"}]})
    assert {(p.code, p.path) for p in refused.value.problems} == {
        ("WrongType", ("targets", 0, "healthy")),
        ("OutOfRange", ("targets", 0, "outstanding")),
        ("UnknownField", ("targets", 0, "color")),
    }


def test_every_reason_has_its_text() -> None:
    assert set(REASONS) == set(ElbReason)
    assert all(reason.name == reason.value for reason in ElbReason)
