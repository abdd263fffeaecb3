"""Frames: what one tick measured, by resource and metric.

Nothing is defaulted: a ratio of nothing and a percentile of nothing are None, never 0 or 100 %.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.decisions import Decision
from simulator.engine.dataplane import DataPlane
from simulator.engine.plan import Plan
from simulator.kernels import edge
from simulator.kernels.answers import ELB_502, ELB_503, ELB_504, REQUEST_COUNT, TARGET_2XX, TARGET_5XX
from simulator.kernels.histogram import BINS, percentiles, percentiles_by_row
from simulator.kernels.records import CAUSES, OK

_PERCENTILES = {"p50": 0.50, "p90": 0.90, "p95": 0.95, "p99": 0.99}

Values = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Frame:
    """One tick. id: its number, which is the simulated second at its end. skipped: seconds jumped over."""

    id: int
    skipped: int
    demand: dict[str, Any]
    latency_ms: dict[str, float] | None
    cost: dict[str, float]
    values: Values
    decisions: tuple[Decision, ...] = ()
    commands: tuple[dict[str, Any], ...] = ()
    faults: tuple[dict[str, Any], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "skipped": self.skipped,
            "demand": self.demand,
            "latency_ms": self.latency_ms,
            "cost": self.cost,
            "values": self.values,
            "decisions": [
                {"id": f"{self.id}.{place}", **decision.as_json()}
                for place, decision in enumerate(self.decisions)
            ],
            "commands": list(self.commands),
            "faults": list(self.faults),
        }


def milliseconds(histogram: NDArray[np.int64]) -> dict[str, float] | None:
    """Percentiles of a histogram in ms, rounded to the microsecond; None if it is empty."""
    return _named(percentiles(histogram, _PERCENTILES.values()))


def _named(seconds: list[float] | None) -> dict[str, float] | None:
    if seconds is None:
        return None
    return {name: round(value * 1000.0, 3) for name, value in zip(_PERCENTILES, seconds, strict=True)}


def ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def demand(plane: DataPlane) -> dict[str, Any]:
    """What became of what was asked for, over the whole world."""
    served = int(plane.books.served.sum())
    failed = plane.books.failed.sum(axis=0)
    lost = int(failed.sum())
    return {
        "arrived": int(plane.arrived.sum()),
        "served": served,
        "failed": lost,
        "goodput": ratio(served, served + lost),
        "causes": _by_cause(failed),
    }


def latency(plane: DataPlane) -> dict[str, float] | None:
    return milliseconds(plane.books.latency.sum(axis=0))


def _by_cause(counts: NDArray[np.int64]) -> dict[str, int]:
    return {CAUSES[cause]: int(counts[cause]) for cause in range(OK + 1, len(CAUSES)) if counts[cause]}


def measure_requests(plan: Plan, plane: DataPlane) -> Values:
    """Metrics of every resource that requests passed through; the control plane's come from its runtimes."""
    values: Values = {}
    _clients_and_zones(plan, plane, values)
    _distributions(plan, plane, values)
    _backends(plan, plane, values)
    _balancers(plan, plane, values)
    return values


def _clients_and_zones(plan: Plan, plane: DataPlane, values: Values) -> None:
    books = plane.books
    endpoints = plan.names.keys("endpoints")
    latencies = percentiles_by_row(books.latency, _PERCENTILES.values())
    for clients in plan.clients:
        if clients is None:
            continue
        index = clients.index
        values[clients.id] = {
            "Requests": int(plane.arrived[index]),
            "Succeeded": int(books.served[index]),
            "Failed": _by_cause(books.failed[index]),
            "Errors": _by_cause(books.errors[index]),
            "Retries": int(books.retried[index]),
            "Latency": _named(latencies[index]),
            "Answers": {},
        }
        if clients.name is None:
            values[clients.id]["Answers"] = {endpoints[clients.endpoint]: int(plane.arrived[index])}
            continue
        zone = values.setdefault(clients.name.zone, {"Queries": 0, "Answers": {}, "AnswersByLocation": {}})
        population = plane.populations[index]
        given: dict[str, int] = {}
        for place, key in enumerate(population.known):
            record, _, target = key.partition("/")
            if place < len(plane.given[index]) and plane.given[index][place]:
                given[target] = given.get(target, 0) + int(plane.given[index][place])
            asked = int(plane.asked[index][place]) if place < len(plane.asked[index]) else 0
            zone["Queries"] += asked
            zone["Answers"][record] = zone["Answers"].get(record, 0) + asked
            if asked:
                where = zone["AnswersByLocation"]
                where[clients.location] = where.get(clients.location, 0) + asked
        values[clients.id]["Answers"] = given


def _distributions(plan: Plan, plane: DataPlane, values: Values) -> None:
    for cache in plan.caches:
        if cache is None:
            continue
        found = values.setdefault(
            cache.distribution,
            {
                "Requests": 0,
                "Hits": 0,
                "Misses": 0,
                "Collapsed": 0,
                "Errors": 0,
                "RequestsByEdge": {},
                "HitRatioByEdge": {},
            },
        )
        counts = plane.edge_counts[cache.index]
        hits, misses, collapsed = (int(counts[c]) for c in (edge.HITS, edge.MISSES, edge.COLLAPSES))
        passed = int(counts[edge.PASSES])
        found["Requests"] += int(counts[edge.REQUESTS])
        found["Hits"] += hits
        found["Misses"] += misses + passed
        found["Collapsed"] += collapsed
        found["Errors"] += int(counts[edge.ERRORS])
        found["RequestsByEdge"][cache.edge] = int(counts[edge.REQUESTS])
        found["HitRatioByEdge"][cache.edge] = ratio(hits, hits + misses + collapsed + passed)
    for distribution in dict.fromkeys(cache.distribution for cache in plan.caches if cache):
        found = values[distribution]
        found["HitRatio"] = ratio(found["Hits"], found["Hits"] + found["Misses"] + found["Collapsed"])


def _backends(plan: Plan, plane: DataPlane, values: Values) -> None:
    for backend in plan.backends:
        if backend is None or backend.kind != "bucket":
            continue
        good, bad = (int(n) for n in plane.books.answers[backend.index])
        values[backend.id] = {
            "AllRequests": good + bad,
            "Errors": bad,
            "FirstByteLatency": milliseconds(plane.books.response[backend.index]),
        }


def _balancers(plan: Plan, plane: DataPlane, values: Values) -> None:
    for id, index in plan.names.tables["balancers"].items():
        endpoint = plan.names.tables["endpoints"].get(id)
        route = plan.routes.get(endpoint) if endpoint is not None else None
        if route is None:
            continue
        counts = plane.books.balancer[index]
        response = np.zeros(BINS, np.int64)
        for backend in np.unique(route.backend):
            response += plane.books.response[backend]
        values[id] = {
            "RequestCount": int(counts[REQUEST_COUNT]),
            "HTTPCode_Target_2XX_Count": int(counts[TARGET_2XX]),
            "HTTPCode_Target_5XX_Count": int(counts[TARGET_5XX]),
            "HTTPCode_ELB_5XX_Count": int(counts[[ELB_502, ELB_503, ELB_504]].sum()),
            "TargetResponseTime": milliseconds(response),
        }
