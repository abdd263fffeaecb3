"""Arrays for kernels under test, filled with as little as each test needs."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.kernels import edge, servers
from simulator.kernels.histogram import BINS
from simulator.kernels.records import ATTEMPT, TO_SERVER, Lane, empty_lane


def lane_of(at: Any, things: Any = None, klass: Any = 0, clients: Any = 0, endpoint: Any = 0) -> Lane:
    """A lane of requests at these times for these objects."""
    lane = empty_lane(len(at))
    lane.at[:] = at
    lane.object[:] = 0 if things is None else things
    lane.klass[:] = klass
    lane.clients[:] = clients
    lane.endpoint[:] = endpoint
    lane.attempt[:] = 0
    return lane


def arriving(times: Any, klass: Any = 0) -> np.ndarray:
    """Attempts that reach their server at these times."""
    rows = np.zeros(len(times), ATTEMPT)
    rows["due"] = rows["at"] = times
    rows["klass"] = klass
    rows["stage"] = TO_SERVER
    rows["pending"] = rows["target"] = rows["cache"] = rows["balancer"] = -1
    return rows


def fleet(slots: int, cores: Any, limit: Any, speed: Any = 1.0) -> servers.Servers:
    """Idle servers."""
    width, depth = int(np.max(cores)), max(int(np.max(limit)), 1)
    full = np.full
    return servers.Servers(
        free=np.zeros((slots, width)),
        cores=full(slots, cores, np.int64),
        speed=full(slots, speed, np.float64),
        starts=full((slots, depth), -np.inf),
        ring=np.zeros(slots, np.int64),
        limit=full(slots, limit, np.int64),
        requests=np.zeros(slots, np.int64),
        busy=np.zeros(slots),
        sent=np.zeros(slots),
    )


def outstanding(slots: int, requests: int, parts: int = 16) -> servers.Outstanding:
    ints = lambda n: np.empty(n, np.int64)  # noqa: E731
    return servers.Outstanding(
        ints(slots),
        ints(slots + servers.LEVELS + 1),
        ints(slots + servers.LEVELS + 1),
        np.empty(requests),
        ints(requests),
        np.empty(requests, np.int32),
        np.empty(parts, np.int32),
    )


def caches(count: int, objects: int, capacity: int) -> edge.Caches:
    header = np.zeros((count, 4), np.int64)
    header[:, edge.CAPACITY] = capacity
    node = np.zeros((count, capacity + 1), edge.NODE)
    node["pending"] = -1
    return edge.Caches(np.zeros((count, objects), np.int32), node, header)


def pending(rows: int) -> edge.Pending:
    return edge.Pending(
        time=np.full(rows, np.inf),
        ttl=np.zeros(rows),
        slot=np.zeros(rows, np.int32),
        cache=np.zeros(rows, np.int32),
        status=np.zeros(rows, np.int16),
        cause=np.zeros(rows, np.int16),
        free=np.arange(rows - 1, -1, -1, dtype=np.int32),
        header=np.array([rows], np.int64),
    )


def behaviors(ttl: list[float]) -> edge.Behaviors:
    """One behavior a class; origins are 20 ms away and bodies take no time."""
    n = len(ttl)
    return edge.Behaviors(
        np.array(ttl), np.zeros(n, np.int64), np.full(n, -1, np.int64), np.full(n, 0.02), np.zeros(n)
    )


def viewers(populations: int = 1) -> edge.Viewers:
    """Populations 5 ms from the edge."""
    return edge.Viewers(
        np.full(populations, 0.005),
        np.zeros(populations, np.int64),
        np.zeros((populations, BINS), np.int64),
    )
