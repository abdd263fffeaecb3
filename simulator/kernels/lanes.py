"""Moving requests between lanes and pools without losing their order."""

from __future__ import annotations

from simulator.kernels import jit
from simulator.kernels.records import DIRECT, TO_SERVER


@jit
def split(endpoint, n, goes_to, starts, order):
    """Stable counting sort of requests by where they go.

    goes_to: int64[endpoints + 1], destination of each endpoint; its last entry is for endpoint -1.
    starts: int64[destinations + 1] is filled with where each destination begins in `order` (int64[n]).
    """
    destinations = starts.shape[0] - 1
    for d in range(destinations + 1):
        starts[d] = 0
    for i in range(n):
        starts[goes_to[endpoint[i]] + 1] += 1
    for d in range(destinations):
        starts[d + 1] += starts[d]
    for i in range(n):
        d = goes_to[endpoint[i]]
        place = starts[d]
        starts[d] = place + 1
        order[place] = i
    for d in range(destinations, 0, -1):
        starts[d] = starts[d - 1]
    starts[0] = 0


@jit
def gather(source, order, start, stop, to, n):
    """Append source[order[start:stop]] to lane `to` from position n; returns its new length."""
    for k in range(start, stop):
        i = order[k]
        to.at[n] = source.at[i]
        to.lookup[n] = source.lookup[i]
        to.object[n] = source.object[i]
        to.endpoint[n] = source.endpoint[i]
        to.klass[n] = source.klass[i]
        to.clients[n] = source.clients[i]
        to.attempt[n] = source.attempt[i]
        n += 1
    return n


@jit
def merge_two(a, na, b, nb, to):
    """Merge two ordered lanes into `to`; ties keep a before b. Returns na + nb."""
    i = 0
    j = 0
    for k in range(na + nb):
        if j >= nb or (i < na and a.at[i] <= b.at[j]):
            to.at[k] = a.at[i]
            to.lookup[k] = a.lookup[i]
            to.object[k] = a.object[i]
            to.endpoint[k] = a.endpoint[i]
            to.klass[k] = a.klass[i]
            to.clients[k] = a.clients[i]
            to.attempt[k] = a.attempt[i]
            i += 1
        else:
            to.at[k] = b.at[j]
            to.lookup[k] = b.lookup[j]
            to.object[k] = b.object[j]
            to.endpoint[k] = b.endpoint[j]
            to.klass[k] = b.klass[j]
            to.clients[k] = b.clients[j]
            to.attempt[k] = b.attempt[j]
            j += 1
    return na + nb


@jit
def send_direct(lane, order, start, stop, half_rtt, transfer, backend, balancer, rows, n):
    """Put lane[order[start:stop]] on the way to the servers without an edge; returns the new count of `rows`.

    half_rtt: seconds to the region by population. transfer: seconds by class. backend, balancer: int64 by
    class (a backend of -1 never occurs here).
    """
    for k in range(start, stop):
        i = order[k]
        row = rows[n]
        away = half_rtt[lane.clients[i]]
        c = lane.klass[i]
        row.due = lane.at[i] + away
        row.at = lane.at[i]
        row.out = 0.0
        row.queued = 0.0
        row.lookup = lane.lookup[i]
        row.back = 0.0
        row.last = away + transfer[c]
        row.object = lane.object[i]
        row.pending = -1
        row.target = -1
        row.klass = c
        row.clients = lane.clients[i]
        row.cache = -1
        row.backend = backend[c]
        row.balancer = balancer[c]
        row.status = 0
        row.stage = TO_SERVER
        row.cause = 0
        row.edge = DIRECT
        row.attempt = lane.attempt[i]
        row.gave_up = 0
        row.refused = 0
        n += 1
    return n


@jit
def count_backends(rows, n, counts):
    """Add to `counts` (int64[backends]) how many of rows[:n] are bound for each."""
    for i in range(n):
        counts[rows[i].backend] += 1


@jit
def pick_backend(rows, n, backend, pool, m):
    """Copy the attempts bound for `backend` from rows[:n] to `pool` from position m; returns its new count."""
    for i in range(n):
        if rows[i].backend == backend:
            pool[m] = rows[i]
            m += 1
    return m
