"""The engine and its event-driven twin see the same world: distributions agree over several seeds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from simulator.document import parse_document
from simulator.engine import World, parse_command
from simulator.kernels.histogram import BINS, percentiles
from tests.simulator.twin.event_driven import Twin
from tests.simulator.twin.scene import Kind, People, Scene

SEEDS = (1, 2, 3)
SHARES = (0.5, 0.9, 0.99)

API = Kind("/api", work_ms=20)
STATIC = Kind("/static/*", objects=2000, exponent=0.9, size_kb=80, max_age=20)
PAGES = Kind("/page/*", objects=60, exponent=0.6, work_ms=30, max_age=2)

SCENES = {
    "round robin at 70 %": Scene((People("Seoul", 130, (API,), "Alb"),)),
    "least outstanding at 70 %": Scene(
        (People("Seoul", 200, (API,), "Alb"),), targets=3, algorithm="least_outstanding_requests"
    ),
    "least outstanding, lognormal work": Scene(
        (People("Tokyo", 260, (API,), "Alb"),),
        targets=4,
        algorithm="least_outstanding_requests",
        service="lognormal",
        variation=2.0,
    ),
    "deterministic work": Scene((People("Seoul", 140, (API,), "Alb"),), service="deterministic"),
    "static files at two edges": Scene(
        (People("Seoul", 150, (STATIC,)), People("Frankfurt", 60, (STATIC,), resolvers=8))
    ),
    "two populations at one edge": Scene(
        (People("Seoul", 100, (STATIC, API)), People("Busan", 60, (STATIC, API)))
    ),
    "pages that expire and collapse": Scene((People("NewYork", 250, (PAGES,)),), targets=2),
    "three times too much": Scene((People("Seoul", 570, (API,), "Alb", timeout=10),), queue=50),
    "too much, and little patience": Scene((People("Seoul", 400, (API,), "Alb", timeout=1),), queue=90),
    "no second try": Scene((People("Seoul", 400, (API,), "Alb", retries=0),), queue=10),
    "a bucket that is down": Scene((People("Seoul", 80, (STATIC, API)),), bucket_down=True),
    "straight to the bucket": Scene((People("Tokyo", 120, (STATIC,), "Files"),)),
}


@dataclass
class Seen:
    """What one simulator said, over all seeds."""

    numbers: dict[str, list[float]] = field(default_factory=dict)

    def add(self, **numbers: float) -> None:
        for name, value in numbers.items():
            self.numbers.setdefault(name, []).append(value)

    def mean(self, name: str) -> float:
        return float(np.mean(self.numbers[name]))


def by_engine(scene: Scene, seconds: int) -> Seen:
    seen = Seen()
    for seed in SEEDS:
        world = World.create(parse_document(scene.document()), seed=seed, explain=False)
        if scene.bucket_down:
            world.apply(parse_command({"kind": "fault", "fault": "origin_down", "resource": "Files"}))
        seen.add(**_numbers_of(world, seconds))
    return seen


def _numbers_of(world: World, seconds: int) -> dict[str, float]:
    totals: Counter[str] = Counter()
    by_target: Counter[str] = Counter()
    latency, response = np.zeros(BINS, np.int64), np.zeros(BINS, np.int64)
    for _ in range(seconds):
        [frame] = world.advance(1)
        latency += world.plane.books.latency.sum(axis=0)
        response += world.plane.books.response[world.plan.names.tables["backends"]["Targets"]]
        totals["served"] += frame.demand["served"]
        totals.update({f"failed {cause}": count for cause, count in frame.demand["causes"].items()})
        for id, values in frame.values.items():
            if id.startswith("People"):
                totals["arrived"] += values["Requests"]
                totals["retries"] += values["Retries"]
                totals.update({f"errors {cause}": count for cause, count in values["Errors"].items()})
        for name in ("Hits", "Misses", "Collapsed"):
            totals[name.lower()] += frame.values.get("Cdn", {}).get(name, 0)
        totals["queries"] += frame.values.get("Zone", {}).get("Queries", 0)
        by_target.update(frame.values["Targets"]["RequestsByTarget"])
    # The lowest bin is that of requests turned away at once.
    response[0] = 0
    quantiles = {"latency": percentiles(latency, SHARES), "response": percentiles(response, SHARES)}
    return _numbers(totals, by_target, quantiles, seconds)


def _numbers(
    totals: Mapping[str, int],
    by_target: Mapping[Any, int],
    quantiles: Mapping[str, Sequence[float] | None],
    seconds: int,
) -> dict[str, float]:
    """Shares of what arrived, rates a second, and seconds at each share of the answers."""
    arrived, chosen = totals["arrived"], sum(by_target.values())
    numbers = {"arrived": arrived / seconds, "queries": totals["queries"] / seconds}
    for name in ("served", "retries", "hits", "misses", "collapsed"):
        numbers[name] = totals[name] / arrived
    for cause in ("target_busy", "timeout", "origin_down"):
        for what in ("failed", "errors"):
            numbers[f"{what} {cause}"] = totals[f"{what} {cause}"] / arrived
    numbers["sent to targets"] = chosen / arrived
    if chosen:
        numbers["largest share of a target"] = max(by_target.values()) / chosen
    for what, found in quantiles.items():
        for share, value in zip(SHARES, found or [], strict=found is not None):
            numbers[f"{what} p{100 * share:.0f}"] = float(value)
    return numbers


def by_twin(scene: Scene, seconds: int) -> Seen:
    seen = Seen()
    for seed in SEEDS:
        tally = Twin(scene, 1000 + seed).run(float(seconds))
        totals = Counter(
            {
                name: getattr(tally, name)
                for name in ("arrived", "served", "retries", "hits", "misses", "collapsed", "queries")
            }
        )
        totals.update({f"failed {cause}": count for cause, count in tally.failed.items()})
        totals.update({f"errors {cause}": count for cause, count in tally.errors.items()})
        quantiles = {
            what: list(np.quantile(values, SHARES)) if values else None
            for what, values in (("latency", tally.latencies), ("response", tally.responses))
        }
        seen.add(**_numbers(totals, tally.by_target, quantiles, seconds))
    return seen


def bound(name: str, engine: Seen, twin: Seen) -> float:
    """How far the means over the seeds may lie apart: four standard errors, and for seconds 2 % (a bin is 3.2 %
    wide), for shares 1 % of all requests, for rates 1 %."""
    spread = [float(np.var(side.numbers[name], ddof=1)) / len(SEEDS) for side in (engine, twin)]
    mean = abs(twin.mean(name))
    if name.startswith(("latency", "response")):
        least = 0.0003 + 0.02 * mean
    else:
        least = 0.01 * max(mean, 1.0)
    return 4.0 * math.sqrt(sum(spread)) + least


@pytest.mark.parametrize("name", SCENES)
def test_the_engine_agrees_with_its_twin(name):
    scene, seconds = SCENES[name], 120
    engine, twin = by_engine(scene, seconds), by_twin(scene, seconds)
    assert engine.numbers.keys() == twin.numbers.keys()
    wrong = [
        f"{key}: engine {engine.mean(key):.4f}, twin {twin.mean(key):.4f}"
        for key in engine.numbers
        if abs(engine.mean(key) - twin.mean(key)) > bound(key, engine, twin)
    ]
    assert not wrong, "\n" + "\n".join(wrong)
