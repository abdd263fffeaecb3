"""The engine and its event-driven twin see the same world: distributions agree over several seeds."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

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
        latency, response = np.zeros(BINS, np.int64), np.zeros(BINS, np.int64)
        world = World.create(parse_document(scene.document()), seed=seed, explain=False)
        if scene.bucket_down:
            world.apply(parse_command({"kind": "fault", "fault": "origin_down", "resource": "Files"}))
        frames = []
        for _ in range(seconds):
            frames += world.advance(1)
            latency += world.plane.books.latency.sum(axis=0)
            response += world.plane.books.response[world.plan.names.tables["backends"]["Targets"]]
        people = [id for id in frames[0].values if id.startswith("People")]
        total = lambda read: sum(read(frame) for frame in frames)  # noqa: E731
        each = lambda name: total(lambda f: sum(f.values[id][name] for id in people))  # noqa: E731
        cdn = lambda name: total(lambda f: f.values.get("Cdn", {}).get(name, 0))  # noqa: E731
        arrived = each("Requests")
        seen.add(
            arrived=arrived / seconds,
            served=total(lambda f: f.demand["served"]) / arrived,
            retries=each("Retries") / arrived,
            hits=cdn("Hits") / arrived,
            misses=cdn("Misses") / arrived,
            collapsed=cdn("Collapsed") / arrived,
            queries=total(lambda f: f.values["Zone"]["Queries"] if "Zone" in f.values else 0) / seconds,
        )
        for cause in ("target_busy", "timeout", "origin_down"):
            seen.add(
                **{
                    f"failed {cause}": total(lambda f, c=cause: f.demand["causes"].get(c, 0)) / arrived,
                    f"errors {cause}": total(
                        lambda f, c=cause: sum(f.values[id]["Errors"].get(c, 0) for id in people)
                    )
                    / arrived,
                }
            )
        counts = [sum(f.values["Targets"]["RequestsByTarget"].values()) for f in frames]
        seen.add(target_requests=sum(counts) / arrived)
        shares: dict[str, int] = {}
        for frame in frames:
            for id, count in frame.values["Targets"]["RequestsByTarget"].items():
                shares[id] = shares.get(id, 0) + count
        if sum(counts):
            seen.add(largest_share=max(shares.values()) / sum(counts))
        # The lowest bin is that of requests turned away at once.
        response[0] = 0
        for what, histogram in (("latency", latency), ("response", response)):
            found = percentiles(histogram, SHARES)
            if found is not None:
                seen.add(**{f"{what} p{100 * share:.0f}": x for share, x in zip(SHARES, found, strict=True)})
    return seen


def by_twin(scene: Scene, seconds: int) -> Seen:
    seen = Seen()
    for seed in SEEDS:
        tally = Twin(scene, 1000 + seed).run(float(seconds))
        arrived = tally.arrived
        seen.add(
            arrived=arrived / seconds,
            served=tally.served / arrived,
            retries=tally.retries / arrived,
            hits=tally.hits / arrived,
            misses=tally.misses / arrived,
            collapsed=tally.collapsed / arrived,
            queries=tally.queries / seconds,
            target_requests=sum(tally.by_target.values()) / arrived,
        )
        for cause in ("target_busy", "timeout", "origin_down"):
            seen.add(
                **{
                    f"failed {cause}": tally.failed[cause] / arrived,
                    f"errors {cause}": tally.errors[cause] / arrived,
                }
            )
        if tally.by_target:
            seen.add(largest_share=max(tally.by_target.values()) / sum(tally.by_target.values()))
        for what, values in (("latency", tally.latencies), ("response", tally.responses)):
            if values:
                found = np.quantile(values, SHARES)
                seen.add(**{f"{what} p{100 * share:.0f}": x for share, x in zip(SHARES, found, strict=True)})
    return seen


def bound(name: str, engine: Seen, twin: Seen) -> float:
    """How far the means over the seeds may lie apart: four standard errors, and for seconds 2 % (a bin is 3.2 %
    wide), for shares half a percent of all requests, for rates 1 %."""
    spread = [float(np.var(side.numbers[name], ddof=1)) / len(SEEDS) for side in (engine, twin)]
    mean = abs(twin.mean(name))
    if name.startswith(("latency", "response")):
        least = 0.0003 + 0.02 * mean
    else:
        least = max(0.005, 0.01 * mean)
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
