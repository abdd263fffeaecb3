"""What a document says of the hours before second 0, beside what the same traffic does when it is simulated."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.engine.worlds import only, tiny, world

GROUP = ["Targets"]
RATE = 40
REQUESTS = [
    {"Path": "/static/*", "Objects": 300, "ZipfExponent": 0.9, "CacheControl": "max-age=20", "SizeKB": 30},
    {"Path": "/api", "WorkMs": 20, "Weight": 2, "SizeKB": 2},
]


def viewers(**rest: Any) -> dict[str, Any]:
    return {"HistoryDays": 1, "Requests": REQUESTS, "Traffic": {"Shape": "Constant", "Rate": RATE}, **rest}


def measured(found: Any, seconds: int) -> float:
    """Requests that the group's servers were given, once caches are filled as they will be."""
    found.advance(60)
    return float(
        sum(sum(frame.values["Targets"]["RequestsByTarget"].values()) for frame in found.advance(seconds))
    )


def test_everything_arrives_that_asks_the_balancer_itself() -> None:
    found = world(only(tiny(Direct=viewers()), "Direct"), explain=False)
    load = found.control.past.load(GROUP, -3600, 0)
    assert load.requests == pytest.approx(RATE * 3600)
    assert load.work == pytest.approx(RATE * 3600 * (2 * 0.020 + 0.005) / 3)
    assert load.sent == pytest.approx(RATE * 3600 * (2 * 2_000 + 30_000) / 3)
    assert measured(found, 300) == pytest.approx(load.requests / 12, rel=0.05)


def test_an_edge_lets_through_what_it_does_not_have() -> None:
    raw = only(tiny(Near=viewers()), "Near")
    config = raw["Resources"]["Cdn"]["Properties"]["DistributionConfig"]
    config["CacheBehaviors"][0]["TargetOriginId"] = "alb"
    found = world(raw, explain=False)
    load = found.control.past.load(GROUP, -3600, 0)
    assert RATE * 3600 * 2 / 3 < load.requests < 0.95 * RATE * 3600
    assert measured(found, 600) == pytest.approx(load.requests / 6, rel=0.04)


def test_what_another_origin_answers_is_no_load_of_the_group() -> None:
    found = world(only(tiny(Near=viewers()), "Near"), explain=False)
    assert found.control.past.load(GROUP, -3600, 0).requests == pytest.approx(RATE * 3600 * 2 / 3)


def test_nothing_is_said_beyond_the_days_that_are_told() -> None:
    found = world(only(tiny(Direct=viewers()), "Direct"), explain=False)
    assert found.control.past.load(GROUP, -86_400, -82_800) is not None
    assert found.control.past.load(GROUP, -90_000, -86_400) is None
    assert found.control.past.load(GROUP, 0, 3_600) is None
    assert world(only(tiny(), "Direct"), explain=False).control.past.load(GROUP, -3600, 0) is None
