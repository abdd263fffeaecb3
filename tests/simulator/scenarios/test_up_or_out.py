"""Scaling up against scaling out: the same traffic, the same vCPUs, one cost curve, and what the runs say of it.

The document: 400 requests/s of 20 ms, that is eight reference vCPUs of work. The software has a contention of 6 %: a
lock holds 6 % of all work. m5 vCPUs do 1.0.

The reasoning, with n / (1 + c (n - 1)) vCPUs' worth of work from n vCPUs:

* Out, 8 x m5.large: each has 2 vCPUs that do 2 / 1.06 = 1.89: 15.1 together for 8 of work, 53 % busy.
* Up, 1 x m5.4xlarge: 16 vCPUs for the same money do 16 / 1.9 = 8.42: 95 % busy, and queues near full use are long.
* One size up, 1 x m5.8xlarge: 32 vCPUs for twice the money do 32 / 2.86 = 11.2: 71 % busy. Doubling the price bought a
  third more.
* The largest m5 has 96 vCPUs: 96 / 6.7 = 14.3. No single m5 carries what eight of the smallest do: the curve ends.

And one server has one zone: with it, everything is gone.
"""

from __future__ import annotations

from typing import Any

import pytest

from simulator.cost import family_of, hourly_price, scale_out, scale_up
from simulator.document import parse_document
from simulator.engine import Frame, World
from simulator.services.ec2.capacity import cheapest
from tests.simulator.scenarios.shop import GROUP, TEMPLATE, shop

RATE, WORK_MS, CONTENTION = 400, 20, 0.06
REGION = "ap-northeast-2"
SECONDS = 120


def run(instance_type: str, count: int, rate: float = RATE) -> list[Frame]:
    document = shop({"MinSize": count, "MaxSize": count}, rate=rate, work_ms=WORK_MS)
    resources = document["Resources"]
    resources[TEMPLATE]["Properties"]["LaunchTemplateData"]["InstanceType"] = instance_type
    resources["WebApp"]["Properties"] |= {"ContentionPercent": 100 * CONTENTION, "QueueLimit": 400}
    return World.create(parse_document(document), seed=8).advance(SECONDS)


@pytest.fixture(scope="module")
def runs() -> dict[str, list[Frame]]:
    return {
        "out": run("m5.large", 8),
        "up": run("m5.4xlarge", 1),
        "bigger": run("m5.8xlarge", 1),
        "largest": run("m5.24xlarge", 1, rate=750),
        "out at 750": run("m5.large", 8, rate=750),
    }


def cpu(frames: list[Frame]) -> float:
    values = [frame.values[GROUP]["CPUUtilization"] for frame in frames[20:]]
    return sum(values) / len(values)


def p95(frames: list[Frame]) -> float:
    values = sorted(frame.latency_ms["p95"] for frame in frames[20:] if frame.latency_ms)
    return values[len(values) // 2]


def goodput(frames: list[Frame]) -> float:
    served = sum(frame.demand["served"] for frame in frames[20:])
    return served / (served + sum(frame.demand["failed"] for frame in frames[20:]))


def test_eight_small_ones_and_a_big_one_cost_the_same() -> None:
    assert 8 * hourly_price("m5.large", REGION) == pytest.approx(hourly_price("m5.4xlarge", REGION))


@pytest.mark.parametrize(
    ("name", "percent"), [("out", 8 / (8 * 2 / 1.06)), ("up", 8 / (16 / 1.9)), ("bigger", 8 / (32 / 2.86))]
)
def test_the_runs_are_as_busy_as_the_curve_says(
    runs: dict[str, list[Frame]], name: str, percent: float
) -> None:
    assert cpu(runs[name]) == pytest.approx(100 * percent, abs=2.5)


def test_for_the_same_money_viewers_of_the_big_one_wait_longer(runs: dict[str, list[Frame]]) -> None:
    assert goodput(runs["out"]) == 1.0
    assert p95(runs["up"]) > 1.5 * p95(runs["out"])


def test_beyond_the_largest_size_there_is_only_out(runs: dict[str, list[Frame]]) -> None:
    """750 requests/s are 15 vCPUs of work: the largest m5 does 14.3, eight small ones 15.1."""
    assert goodput(runs["out at 750"]) == 1.0
    assert goodput(runs["largest"]) < 0.99
    dear, cheap = hourly_price("m5.24xlarge", REGION), 8 * hourly_price("m5.large", REGION)
    assert dear == pytest.approx(6 * cheap)


def test_the_curves_say_it_before_any_run() -> None:
    up = scale_up("m5.large", REGION, WORK_MS, use=1.0, contention=CONTENTION)
    out = scale_out("m5.large", REGION, WORK_MS, most=48, use=1.0, contention=CONTENTION)
    assert up[-1].instance_type == family_of("m5.large")[-1].name == "m5.24xlarge"
    assert [point.proportional for point in up] == [True] + [False] * (len(up) - 1)
    assert all(point.proportional for point in out)
    most = up[-1].requests_per_s
    assert most == pytest.approx(96 / 6.7 / 0.02, rel=1e-3)
    cheaper = next(point for point in out if point.requests_per_s >= most)
    assert cheaper.count == 8 and cheaper.usd_per_hour < up[-1].usd_per_hour / 5


def test_the_rule_gives_the_same_advice() -> None:
    given: dict[str, Any] = {"InstanceType": "m5.large", "WorkMs": WORK_MS, "Rate": float(RATE)}
    assert cheapest(given | {"ContentionPercent": 100 * CONTENTION}).outcome["count"] == 7
    without = cheapest(given)
    assert without.outcome["count"] < 7, "without contention bigger ones cost no more"
