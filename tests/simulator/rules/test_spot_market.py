"""Prices and capacity of Spot pools follow from the seed, and from what the document says."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from simulator.control import Control
from simulator.cost import hourly_price
from simulator.services.ec2.spot import SCORE_PERIOD, Market, PoolSetting

A, B = "ap-northeast-2a", "ap-northeast-2b"


def control(seed: int = 1, now: float = 0.0) -> Control:
    made = Control(SimpleNamespace(resources={}), seed, SimpleNamespace())  # type: ignore[arg-type]
    made.now = now
    return made


def test_a_price_is_a_share_of_on_demand_and_the_same_whenever_it_is_asked() -> None:
    market, world = Market(), control()
    prices = {
        (type_, zone): market.price(world, type_, zone)
        for type_ in ("m5.large", "c5.large")
        for zone in (A, B)
    }
    assert len(set(prices.values())) == 4
    for (type_, zone), price in prices.items():
        assert 0.3 <= price / hourly_price(type_, zone[:-1]) <= 0.55
        assert market.price(control(), type_, zone) == price
    assert market.price(control(seed=2), "m5.large", A) != prices["m5.large", A]


def test_prices_move_slowly() -> None:
    market = Market()
    before, after = (market.price(control(now=hour * 3600.0), "m5.large", A) for hour in (0, 7))
    assert before != after and abs(after / before - 1) < 0.11
    assert market.price(control(now=3600.0), "m5.large", A) == before


def test_no_spot_price_exceeds_on_demand() -> None:
    market = Market(level=3.0)
    assert market.price(control(), "m5.large", A) == hourly_price("m5.large", A[:-1])


def test_the_document_has_the_last_word_on_a_pool() -> None:
    market = Market(pools=(PoolSetting("m5.large", A, 0, 0.5), PoolSetting("m5.large", None, 7, None)))
    assert market.score(control(), "m5.large", A) == 0
    assert market.score(control(), "m5.large", B) == 7
    assert market.price(control(), "m5.large", A) == pytest.approx(hourly_price("m5.large", A[:-1]) / 2)


def test_scores_change_with_time_and_a_pool_may_be_empty_for_a_while() -> None:
    market = Market()
    scores = [market.score(control(now=SCORE_PERIOD * index), "m5.large", A) for index in range(40)]
    assert len(set(scores)) > 3 and min(scores) >= 3 and max(scores) <= 10
    assert market.score(control(), "m5.large", A, empty=[["m5.large", A]]) == 0


def test_scarce_pools_are_interrupted_more_often() -> None:
    market, world = Market(interruptions=2.0), control()

    def mean(score: int) -> float:
        times = [market.interrupted_after(world, "Group", score) for _ in range(400)]
        return sum(time or 0.0 for time in times) / len(times)

    assert 5 < mean(10) / mean(1) < 20
    assert Market().interrupted_after(world, "Group", 1) is None
