"""Up against out: where price and capacity stop being proportional, and where a family ends."""

from __future__ import annotations

import pytest

from simulator.cost import (
    INSTANCE_TYPES,
    contended,
    family_of,
    hourly_price,
    needed,
    requests_per_s,
    scale_out,
    scale_up,
    sustained_usd_per_hour,
)
from simulator.services.ec2.capacity import cheapest

SEOUL = "ap-northeast-2"


def test_the_curve_of_scaling_up_ends_at_the_largest_size_there_is() -> None:
    assert [family_of(name)[-1].name for name in ("t3.nano", "m5.large", "m6i.large", "m7i.large")] == [
        "t3.2xlarge",
        "m5.24xlarge",
        "m6i.32xlarge",
        "m7i.48xlarge",
    ]
    curve = scale_up("c6i.xlarge", SEOUL, work_ms=30)
    assert curve[-1].instance_type == "c6i.32xlarge"
    assert [point.usd_per_hour for point in curve] == sorted(point.usd_per_hour for point in curve)


def test_without_contention_a_fixed_family_is_proportional_to_its_end() -> None:
    assert all(point.proportional for point in scale_up("m6i.large", SEOUL, work_ms=10))


def test_with_contention_a_bigger_instance_gains_less_and_less_while_more_of_them_stay_proportional() -> None:
    up = scale_up("m6i.large", SEOUL, work_ms=10, contention=0.03)
    assert up[0].proportional and not any(point.proportional for point in up[1:])
    per_dollar = [point.requests_per_s / point.usd_per_hour for point in up]
    assert per_dollar == sorted(per_dollar, reverse=True)
    # 128 vCPUs: 128 / (1 + 0.03 * 127) = 26.6 times one vCPU. Amdahl's bound is 1 / 0.03 = 33.3.
    assert up[-1].requests_per_s == pytest.approx(128 / (1 + 0.03 * 127) * 1.15 * 0.7 * 100)
    out = scale_out("m6i.large", SEOUL, 10, most=64, contention=0.03)
    assert all(point.proportional for point in out)
    assert out[-1].usd_per_hour == pytest.approx(up[-1].usd_per_hour), "as many vCPUs for as much money"
    assert out[-1].requests_per_s > 2 * up[-1].requests_per_s


def test_a_burstable_family_sells_memory_first_and_vcpus_later() -> None:
    curve = {point.instance_type: point for point in scale_up("t3.nano", SEOUL, work_ms=30)}
    assert curve["t3.large"].requests_per_s == curve["t3.nano"].requests_per_s
    assert curve["t3.large"].usd_per_hour == pytest.approx(16 * curve["t3.nano"].usd_per_hour)
    assert not curve["t3.large"].proportional


def test_one_vcpu_knows_no_contention() -> None:
    assert contended(1, 0.5) == 1.0
    assert contended(2, 0.5) == pytest.approx(1 / 1.5)
    assert contended(96, 0.0) == 1.0


def test_as_many_are_needed_as_carry_the_rate_and_at_least_one() -> None:
    # m5.large: two vCPUs, 10 ms: 200 requests/s, 140 at 70 %.
    assert requests_per_s(INSTANCE_TYPES["m5.large"], 10) == pytest.approx(200)
    assert [needed("m5.large", SEOUL, 10, rate).count for rate in (1, 140, 141, 281)] == [1, 1, 2, 3]


@pytest.mark.parametrize(
    ("burstable", "fixed", "percent"),
    [("t3.large", "m5.large", 42.5), ("t3.xlarge", "m5.xlarge", 52.5), ("t3.2xlarge", "m5.2xlarge", 52.5)],
)
def test_a_t3_breaks_even_with_an_m5_at_the_guides_use(burstable: str, fixed: str, percent: float) -> None:
    """The table of "Unlimited mode concepts"; it takes t3.large at $0.0835, the list has $0.0832."""
    below = sustained_usd_per_hour(burstable, "us-east-1", percent / 100 - 0.005)
    above = sustained_usd_per_hour(burstable, "us-east-1", percent / 100 + 0.005)
    assert below < hourly_price(fixed, "us-east-1") < above


def test_at_full_use_an_unlimited_t3_costs_half_as_much_again_as_an_m5() -> None:
    ratio = sustained_usd_per_hour("t3.large", "us-east-1", 1.0) / hourly_price("m5.large", "us-east-1")
    assert ratio == pytest.approx(1.5, abs=0.15)
    assert sustained_usd_per_hour("t3.large", SEOUL, 1.0, unlimited=False) == hourly_price("t3.large", SEOUL)


def test_the_rule_shows_every_size_and_takes_the_cheapest() -> None:
    given = {"InstanceType": "m5.large", "WorkMs": 30, "Rate": 280.0, "ContentionPercent": 5.0}
    decision = cheapest(given)
    assert [row.id for row in decision.candidates] == [type_.name for type_ in family_of("m5.large")]
    assert decision.outcome["InstanceType"] == "m5.large" and decision.outcome["count"] == 7
    costs = [row.values["usd_per_hour"] for row in decision.candidates]
    assert decision.outcome["usd_per_hour"] == pytest.approx(min(costs))


def test_without_contention_a_big_one_costs_no_more_and_is_fewer() -> None:
    decision = cheapest({"InstanceType": "m5.large", "WorkMs": 10, "Rate": 1_120.0})
    assert decision.outcome == {"InstanceType": "m5.4xlarge", "count": 1, "usd_per_hour": 0.944}
    assert decision.reason == "ScaleUp"
    assert cheapest({"InstanceType": "m5.4xlarge", "WorkMs": 10, "Rate": 1.0}).reason == "OneIsEnough"
