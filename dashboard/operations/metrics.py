"""`/metrics`: the lab's figures in Prometheus' text format.

Every web process gives the same answer about the whole lab: scrape one of them, or the proxy, but not all.
Counters come from one hash in Redis, gauges of processes from their reports (`reporting`), the rest is read
when asked. What cannot be read is missing, and `stratolab_up` says which part was away.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from dashboard.operations.figures import Figures, LiveRun, RedisState, gather
from dashboard.runs.counters import COMMAND_BOUNDS, REQUEST_BOUNDS, SLICE_BOUNDS

CONTENT_TYPE = CONTENT_TYPE_LATEST
PREFIX = "stratolab_"


def gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(PREFIX + name, text, value=value)


def gauges(name: str, text: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    family = GaugeMetricFamily(PREFIX + name, text, labels=[label])
    for key, value in values:
        family.add_metric([key], value)
    return family


def histograms(
    counted: Mapping[str, int], field: str, bounds: Iterable[float]
) -> dict[str, tuple[list[tuple[str, float]], float]]:
    """A counted histogram's cumulative buckets and sum (s), by its labels ('' without). Empty buckets too."""
    buckets: dict[str, dict[float, int]] = defaultdict(dict)
    sums: dict[str, float] = defaultdict(float)
    for name, count in counted.items():
        body, _, labels = name.partition("|")
        if body == f"{field}:sum":
            sums[labels] = count / 1e6
        elif body.startswith(f"{field}<="):
            buckets[labels][float(body.removeprefix(f"{field}<="))] = count
    found = {}
    for labels, counts in buckets.items():
        total, rows = 0, []
        for bound in sorted({*bounds, *counts, math.inf}):
            total += counts.get(bound, 0)
            rows.append(("+Inf" if bound == math.inf else f"{bound:g}", float(total)))
        found[labels] = (rows, sums[labels])
    return found


def histogram(
    name: str,
    text: str,
    counted: Mapping[str, int],
    field: str,
    bounds: Iterable[float],
    labels: Sequence[str] = (),
) -> Metric:
    family = HistogramMetricFamily(PREFIX + name, text, labels=labels)
    for key, (rows, total) in sorted(histograms(counted, field, bounds).items()):
        family.add_metric(key.split(" ") if labels else [], rows, total)
    return family


def labelled(name: str, text: str, label: str, counted: Mapping[str, int], field: str) -> Metric:
    family = CounterMetricFamily(PREFIX + name, text, labels=[label])
    for key, count in sorted(counted.items()):
        if key.startswith(f"{field}|"):
            family.add_metric([key.partition("|")[2]], count)
    return family


def of_counters(counted: Mapping[str, int]) -> Iterator[Metric]:
    for field, text in {
        "slices": "Slices committed.",
        "frames": "Frames (ticks) committed.",
        "snapshots": "Snapshots written to Redis.",
        "snapshot_bytes": "Bytes of those snapshots.",
        "sockets_opened": "Sockets that were let in.",
        "stalled": "Connections ended because the client took nothing.",
        "unfinished": "Connections ended because a request did not arrive in time.",
    }.items():
        yield CounterMetricFamily(PREFIX + field, text, value=counted.get(field, 0))
    yield histogram(
        "slice_seconds", "Wall time of a slice, from its claim to its commit.", counted, "slice", SLICE_BOUNDS
    )
    yield histogram(
        "command_seconds",
        "From a command's giving to the commit of its first tick.",
        counted,
        "command",
        COMMAND_BOUNDS,
    )
    yield histogram(
        "request_seconds",
        "Duration of requests.",
        counted,
        "request",
        REQUEST_BOUNDS,
        ("method", "route", "status"),
    )
    yield labelled("sockets_refused", "Sockets refused or closed, by reason.", "reason", counted, "refused")
    yield labelled(
        "throttled", "Requests refused for coming too often, by budget.", "budget", counted, "throttled"
    )


def of_redis(state: RedisState) -> Iterator[Metric]:
    yield gauge(
        "queue_lag_seconds", "How long the run that waits longest has waited for a worker.", state.queue_lag
    )
    yield gauge("queue_ready_runs", "Runs that wait for a worker.", state.ready_runs)
    yield gauges("queue_length", "Tasks in a queue of the broker.", "queue", state.queues.items())
    if state.lease_age is not None:
        yield gauge(
            "scheduler_lease_age_seconds", "Since the scheduler confirmed its lease.", state.lease_age
        )
    yield gauge("scheduler_up", "A scheduler holds the lease.", float(state.lease_age is not None))
    yield gauges(
        "worker_heartbeat_age_seconds",
        "Since a worker's last beat.",
        "worker",
        ((worker.name, worker.heartbeat_age) for worker in state.workers),
    )
    yield gauge("workers_alive", "Workers that beat.", sum(worker.alive for worker in state.workers))
    yield gauge("redis_used_bytes", "Memory that Redis uses.", state.used_bytes)
    yield gauge("redis_limit_bytes", "Memory that Redis may use; 0: no limit.", state.limit_bytes)
    for field, text in {
        "sockets": "Open sockets of a web process.",
        "runs_watched": "Runs watched through a web process.",
        "resident_bytes": "Memory of a process that is in RAM.",
        "loop_lag_seconds": "How late a web process's event loop woke.",
    }.items():
        rows = [(one.name, one.figures[field]) for one in state.processes if field in one.figures]
        yield gauges("process_" + field, text, "process", rows)
    cpu = CounterMetricFamily(PREFIX + "process_cpu_seconds", "CPU time of a process.", labels=["process"])
    for process in state.processes:
        cpu.add_metric([process.name], process.figures.get("cpu_seconds", 0.0))
    yield cpu
    yield from of_counters(state.counted)


def of_runs(live: list[LiveRun]) -> Iterator[Metric]:
    """Speeds as sums over the running runs of one speed: a series for each run would never end."""
    wanted: dict[str, list[LiveRun]] = defaultdict(list)
    for run in live:
        wanted[run.row.speed].append(run)
    speeds = sorted(wanted)
    yield gauges(
        "runs_running", "Running runs, by wanted speed.", "speed", ((s, len(wanted[s])) for s in speeds)
    )
    yield gauges(
        "ticks_achieved_per_second",
        "Ticks a second of the running runs, together, by wanted speed.",
        "speed",
        ((speed, sum(run.achieved or 0.0 for run in wanted[speed])) for speed in speeds),
    )
    yield gauges(
        "ticks_wanted_per_second",
        "Ticks a second that would be right for them; none for max.",
        "speed",
        ((speed, sum(run.wanted or 0.0 for run in wanted[speed])) for speed in speeds if speed != "max"),
    )
    yield gauge(
        "runs_behind", "Running runs slower than 95 % of their speed.", sum(run.behind for run in live)
    )


class Lab:
    """What the registry asks, once a scrape."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures

    def collect(self) -> Iterator[Metric]:
        found = self.figures
        up = {"database": found.database, "redis": found.redis is not None}
        yield gauges("up", "Whether a part answered.", "part", ((part, float(ok)) for part, ok in up.items()))
        if found.database:
            yield gauges("runs", "Runs by status.", "status", found.runs_by_status.items())
        if found.redis is not None:
            yield from of_runs(found.live)
            yield from of_redis(found.redis)


def exposition() -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Lab(gather()))
    return generate_latest(registry)
