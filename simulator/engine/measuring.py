"""What the requests of a tick say to CloudWatch: balancers, distributions and buckets, if anybody reads it.

As at AWS, a metric without an occasion is not reported: without requests there is no RequestCount of zero, and an
alarm on it has missing data. Only host counts are always there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.control import Control
from simulator.engine.dataplane import DataPlane
from simulator.engine.plan import Plan
from simulator.kernels import edge
from simulator.kernels.answers import ELB_502, ELB_503, ELB_504, REQUEST_COUNT, TARGET_2XX, TARGET_5XX
from simulator.kernels.histogram import BINS, EDGES
from simulator.services.cloudwatch.measured import CLOUDFRONT, ELB, S3
from simulator.services.cloudwatch.measurements import Measurements, MetricName
from simulator.services.elb.health import TargetGroupHealth

#: The middle of each bin of response times, in seconds: at most 1.6 % away from what counts in it.
_MIDDLES = (EDGES[:-1] + EDGES[1:]) / 2.0

#: (value, how many samples of it)
Samples = Iterator[tuple[float, float]]


@dataclass(frozen=True)
class Counts:
    """What was counted since the last look: see `answers.Books` and `edge`."""

    answers: NDArray[np.int64]
    response: NDArray[np.int64]
    balancer: NDArray[np.int64]
    edges: NDArray[np.int64]

    def copy(self) -> Counts:
        return Counts(self.answers.copy(), self.response.copy(), self.balancer.copy(), self.edges.copy())

    def since(self, other: Counts) -> Counts:
        return Counts(
            self.answers - other.answers,
            self.response - other.response,
            self.balancer - other.balancer,
            self.edges - other.edges,
        )


class RequestMeter:
    """Looks once at each count. A tick has books of its own; a skip keeps one set for all its steps."""

    def __init__(self) -> None:
        self._books: Any = None
        self._seen: Counts | None = None

    def measure(self, control: Control, plan: Plan, plane: DataPlane) -> None:
        """Record what the last tick, or step of a skip, counted: before the runtimes' own measurements."""
        metrics = control.metrics
        if not isinstance(metrics, Measurements):
            return
        metrics.catch_up(control.now)
        if not (metrics.names.keys() & _SOURCES.keys()):
            return
        books = plane.books
        now = Counts(books.answers, books.response, books.balancer, plane.edge_counts)
        counts = now.since(self._seen) if books is self._books and self._seen is not None else now
        for namespace, samples in _SOURCES.items():
            for metric in metrics.names.get(namespace, ()):
                for value, count in samples(metric, control, plan, plane, counts):
                    metrics.record(metric, control.now - 0.5, value, count)
        self._books, self._seen = books, now.copy()


def _balancing(metric: MetricName, control: Control, plan: Plan, plane: DataPlane, seen: Counts) -> Samples:
    targets, balancer = metric.dimension("TargetGroup"), metric.dimension("LoadBalancer")
    if targets is not None:
        yield from _targets(metric.name, targets, control, plan, plane, seen)
        return
    index = plan.names.tables["balancers"].get(balancer or "")
    route = plan.routes.get(plan.names.tables["endpoints"].get(balancer or "", -1))
    if index is None or route is None:
        return
    counts = seen.balancer[index]
    columns = {
        "RequestCount": [REQUEST_COUNT],
        "HTTPCode_Target_2XX_Count": [TARGET_2XX],
        "HTTPCode_Target_5XX_Count": [TARGET_5XX],
        "HTTPCode_ELB_5XX_Count": [ELB_502, ELB_503, ELB_504],
    }
    if metric.name in columns:
        yield from _occurred(int(counts[columns[metric.name]].sum()))
    elif metric.name == "TargetResponseTime":
        response = np.zeros(BINS, np.int64)
        for backend in np.unique(route.backend):
            response += seen.response[backend]
        yield from _times(response)


def _targets(name: str, id: str, control: Control, plan: Plan, plane: DataPlane, seen: Counts) -> Samples:
    index = plan.names.tables["backends"].get(id)
    group = control.runtimes.get(id)
    if index is None or not isinstance(group, TargetGroupHealth):
        return
    good, bad = (int(count) for count in seen.answers[index])
    healthy = group.healthy_count()
    match name:
        case "RequestCount":
            yield from _occurred(_given(group, plane))
        case "RequestCountPerTarget":
            given = _given(group, plane)
            if given and healthy:
                yield given / healthy, 1.0
        case "HTTPCode_Target_2XX_Count":
            yield from _occurred(good)
        case "HTTPCode_Target_5XX_Count":
            yield from _occurred(bad)
        case "TargetResponseTime":
            yield from _times(seen.response[index])
        case "HealthyHostCount":
            yield float(healthy), 1.0
        case "UnHealthyHostCount":
            yield float(len(group.unhealthy())), 1.0


def _given(group: TargetGroupHealth, plane: DataPlane) -> int:
    """Requests that the group's targets were given in the tick."""
    slots = [target.slot for target in group.targets.values() if target.slot is not None]
    return plane.fleet.totals(slots).requests if slots else 0


def _occurred(count: int) -> Samples:
    if count:
        yield float(count), 1.0


def _times(histogram: NDArray[np.int64]) -> Samples:
    for place in np.flatnonzero(histogram):
        yield float(_MIDDLES[place]), float(histogram[place])


def _edges(metric: MetricName, control: Control, plan: Plan, plane: DataPlane, seen: Counts) -> Samples:
    requests = hits = errors = looked = 0
    for cache in plan.caches:
        if cache is None or cache.distribution != metric.dimension("DistributionId"):
            continue
        counts = seen.edges[cache.index]
        requests += int(counts[edge.REQUESTS])
        errors += int(counts[edge.ERRORS])
        hits += int(counts[edge.HITS])
        looked += int(counts[[edge.HITS, edge.MISSES, edge.COLLAPSES, edge.PASSES]].sum())
    # Rates are weighed by the requests they are about, so that a minute's average is the minute's rate.
    match metric.name:
        case "Requests":
            yield from _occurred(requests)
        case "5xxErrorRate":
            if requests:
                yield 100.0 * errors / requests, float(requests)
        case "CacheHitRate":
            if looked:
                yield 100.0 * hits / looked, float(looked)


def _bucket(metric: MetricName, control: Control, plan: Plan, plane: DataPlane, seen: Counts) -> Samples:
    index = plan.names.tables["backends"].get(metric.dimension("BucketName") or "")
    if index is None:
        return
    good, bad = (int(count) for count in seen.answers[index])
    match metric.name:
        case "AllRequests":
            yield from _occurred(good + bad)
        case "5xxErrors":
            yield from _occurred(bad)
        case "FirstByteLatency":
            # S3 reports milliseconds.
            yield from ((1000.0 * seconds, count) for seconds, count in _times(seen.response[index]))


_SOURCES = {ELB: _balancing, CLOUDFRONT: _edges, S3: _bucket}
