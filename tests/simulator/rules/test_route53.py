"""What holds for every DNS answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.services.route53.choosing import biased_distance_km
from simulator.services.route53.decide import calculated_health, choose, endpoint_health
from simulator.services.route53.reasons import REASONS, Route53Reason

HEALTH = st.sampled_from(["healthy", "unhealthy", None])


@st.composite
def inputs(draw: st.DrawFn) -> dict[str, Any]:
    policy = draw(st.sampled_from(["simple", "weighted", "latency", "geoproximity", "multivalue"]))
    records = [
        {
            "SetIdentifier": f"r{index}",
            "Weight": draw(st.integers(0, 255)),
            "latency_ms": draw(st.integers(0, 300)),
            "distance_km": draw(st.integers(0, 20_000)),
            "Bias": draw(st.integers(-99, 99)),
            "health": draw(HEALTH),
        }
        for index in range(draw(st.integers(1, 12)))
    ]
    return {"policy": policy, "records": records}


@given(inputs())
def test_shares_add_up_to_one(case: dict[str, Any]) -> None:
    assert sum(choose(case).outcome.values()) == pytest.approx(1, abs=1e-9)


@given(inputs())
def test_no_unhealthy_record_is_answered_while_a_healthy_one_exists(case: dict[str, Any]) -> None:
    usable = {r["SetIdentifier"] for r in case["records"] if r["health"] != "unhealthy"}
    if usable and case["policy"] != "simple":
        assert set(choose(case).outcome) <= usable


@given(inputs())
def test_all_unhealthy_is_answered_as_all_healthy(case: dict[str, Any]) -> None:
    def with_health(health: str) -> dict[str, Any]:
        return case | {"records": [record | {"health": health} for record in case["records"]]}

    assert choose(with_health("unhealthy")).outcome == choose(with_health("healthy")).outcome


@given(inputs())
def test_a_multivalue_answer_holds_at_most_eight(case: dict[str, Any]) -> None:
    decision = choose(case | {"policy": "multivalue"})
    assert 1 <= decision.evidence["answers"] <= 8
    assert decision.evidence["answers"] <= len(decision.outcome)


@given(st.floats(0, 20_000), st.integers(-99, 98))
def test_more_bias_never_makes_a_place_farther(distance: float, bias: int) -> None:
    assert biased_distance_km(distance, bias + 1) <= biased_distance_km(distance, bias)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.booleans())
def test_inversion_turns_an_endpoints_health_round(counts: tuple[int, int], disabled: bool) -> None:
    given = {"healthy_checkers": counts[0], "checkers": counts[1], "Disabled": disabled}
    plain, inverted = (endpoint_health(given | {"Inverted": turn}).outcome for turn in (False, True))
    assert {plain, inverted} == {"healthy", "unhealthy"}
    assert (plain == "healthy") == (disabled or counts[0] / counts[1] > 0.18)


@given(st.lists(st.sampled_from(["healthy", "unhealthy"]), max_size=20), st.integers(0, 25))
def test_a_calculated_check_counts_its_healthy_children(children: list[str], threshold: int) -> None:
    outcome = calculated_health({"children": children, "HealthThreshold": threshold}).outcome
    assert (outcome == "healthy") == (children.count("healthy") >= threshold)


def test_every_reason_has_its_text() -> None:
    assert set(REASONS) == set(Route53Reason)
    assert all(reason.name == reason.value for reason in Route53Reason)
