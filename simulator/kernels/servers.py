"""Balancing and serving: choose a target, wait for a core, work.

A server has c cores, first come first served, and at most `limit` requests waiting. As the order of starts is
the order of arrivals, the number waiting is bounded by remembering the start times of the last `limit`
admitted: if the oldest of them has not begun, the queue is full.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import inlined, jit
from simulator.kernels.records import (
    AT_SERVER,
    BALANCER_TIMEOUT,
    CONNECTION_RESET,
    NO_TARGETS,
    ORIGIN_DOWN,
    TARGET_BUSY,
)
from simulator.kernels.streams import exponential, lognormal

ROUND_ROBIN, LEAST_OUTSTANDING = 0, 1
EXPONENTIAL, DETERMINISTIC, LOGNORMAL = 0, 1, 2

#: Counts above this are treated as equal by least outstanding requests.
LEVELS = 4096


class Servers(NamedTuple):
    """One row a server slot."""

    free: NDArray[np.float64]  # [slots, cores]: when each core has nothing left to do
    cores: NDArray[np.int64]
    speed: NDArray[np.float64]  # work done in a second by one core; 0: accepts and never answers
    starts: NDArray[np.float64]  # [slots, queue]: start times of the last admitted, a ring
    ring: NDArray[np.int64]  # where the ring goes on
    limit: NDArray[np.int64]
    requests: NDArray[np.int64]  # given to the server in this tick
    busy: NDArray[np.float64]  # core-seconds of work within this tick


class Outstanding(NamedTuple):
    """Scratch of least outstanding requests: targets in a list per count, and a calendar of completions.

    The calendar has a list for each of the equal parts of a tick, ordered by time. What ends after the tick is
    not in it: it is counted anew when the next one begins.
    """

    level: NDArray[np.int64]  # [slots]
    after: NDArray[np.int64]  # [slots] next of the same count, -1: none
    before: NDArray[np.int64]
    head: NDArray[np.int64]  # [LEVELS + 1]
    tail: NDArray[np.int64]
    end: NDArray[np.float64]  # seconds, one entry a completion
    slot: NDArray[np.int64]
    later: NDArray[np.int32]  # next entry of the same part, -1: none
    part: NDArray[np.int32]  # [parts] first entry of each


@jit
def begin_tick(servers, slots, since, until):
    """Count the work that the servers in `slots` carried over into [since, until)."""
    for s in slots:
        servers.requests[s] = 0
        work = 0.0
        for c in range(servers.cores[s]):
            work += max(0.0, min(servers.free[s, c], until) - since)
        servers.busy[s] = work


@inlined
def _part(o, t, since, until):
    """The part of the tick that `t` lies in."""
    parts = o.part.shape[0]
    return min(max(int((t - since) * (parts / (until - since))), 0), parts - 1)


@inlined
def _enter(o, e, t, s, since, until):
    """Put a completion at `t` of target s into the calendar as entry e; entries at the same time keep order."""
    o.end[e] = t
    o.slot[e] = s
    b = _part(o, t, since, until)
    previous = -1
    following = o.part[b]
    while following >= 0 and o.end[following] <= t:
        previous = following
        following = o.later[following]
    o.later[e] = following
    if previous >= 0:
        o.later[previous] = e
    else:
        o.part[b] = e


@inlined
def _unlink(o, s):
    level = o.level[s]
    a = o.before[s]
    b = o.after[s]
    if a >= 0:
        o.after[a] = b
    else:
        o.head[level] = b
    if b >= 0:
        o.before[b] = a
    else:
        o.tail[level] = a


@inlined
def _link(o, s, level):
    o.level[s] = level
    a = o.tail[level]
    o.before[s] = a
    o.after[s] = -1
    if a >= 0:
        o.after[a] = s
    else:
        o.head[level] = s
    o.tail[level] = s


@jit
def begin_outstanding(o, eligible, cursor, rows, n, backend, since, until):
    """Count what each eligible target of `backend` still has in flight among rows[:n].

    Lists are built in the order of `eligible` from `cursor` on, so that ties go round. Returns the number of
    completions in the calendar, which needs room for all of them and for the tick's requests.
    """
    m = eligible.shape[0]
    for level in range(o.head.shape[0]):
        o.head[level] = -1
        o.tail[level] = -1
    for s in range(o.level.shape[0]):
        o.level[s] = -1
    for b in range(o.part.shape[0]):
        o.part[b] = -1
    for s in eligible:
        o.level[s] = 0
    pending = 0
    for i in range(n):
        if rows[i].stage == AT_SERVER and rows[i].backend == backend and rows[i].refused == 0:
            s = rows[i].target
            if s >= 0 and o.level[s] >= 0:
                if o.level[s] < LEVELS:
                    o.level[s] += 1
                    if rows[i].due < until:
                        _enter(o, pending, rows[i].due, s, since, until)
                        pending += 1
    for j in range(m):
        s = eligible[(cursor + j) % m]
        _link(o, s, o.level[s])
    return pending


@inlined
def _work(s, distribution, variation):
    """A draw with mean 1."""
    if distribution == EXPONENTIAL:
        return exponential(s)
    if distribution == DETERMINISTIC:
        return 1.0
    return lognormal(s, variation)


@jit
def serve(
    s,
    rows,
    order,
    n,
    since,
    until,
    algorithm,
    eligible,
    without,
    cursor,
    distribution,
    variation,
    work,
    idle_timeout,
    servers,
    outstanding,
    pending,
    sample,
    counts,
    out,
):
    """Give rows[order[:n]], in order of time, each a target, a start and an end; write them to `out`.

    s: stream of service times. eligible: int64[targets], slots that may be chosen; without: the cause when
    there is none. cursor: int64[1], goes on
    from tick to tick. work: seconds by class on the reference core. idle_timeout: seconds after which the
    balancer answers 504 while the server goes on. pending: completions already in the calendar of `outstanding`.
    sample: float64[4], of the first request: (time, class, position chosen, cursor); counts: int64[targets],
    the outstanding requests it saw.
    """
    m = eligible.shape[0]
    ends = pending
    passed = 0  # parts of the calendar that are over
    lowest = 0
    for q in range(n):
        row = _copy(out, q, rows, order[q])
        t = row.due
        row.sent = t
        row.stage = AT_SERVER
        draw = _work(s, distribution, variation)
        if m == 0:
            row.status = 503 if without == NO_TARGETS else 502
            row.cause = without
            row.refused = 1
            row.begun = t
            continue
        position = 0
        if algorithm == ROUND_ROBIN:
            position = cursor[0] % m
            target = eligible[position]
            if q == 0:
                sample[3] = position
            cursor[0] = position + 1
        else:
            present = _part(outstanding, t, since, until)
            while True:
                e = outstanding.part[passed]
                if e < 0 or outstanding.end[e] > t:
                    if passed >= present:
                        break
                    passed += 1
                    continue
                outstanding.part[passed] = outstanding.later[e]
                done = outstanding.slot[e]
                level = outstanding.level[done]
                _unlink(outstanding, done)
                _link(outstanding, done, level - 1)
                if level - 1 < lowest:
                    lowest = level - 1
            while outstanding.head[lowest] < 0:
                lowest += 1
            target = outstanding.head[lowest]
            if q == 0:
                sample[3] = cursor[0] % m
                for j in range(m):
                    counts[j] = outstanding.level[eligible[j]]
            cursor[0] += 1
        if q == 0:
            sample[0] = t
            sample[1] = row.klass
            sample[2] = target
        row.target = target
        servers.requests[target] += 1
        limit = servers.limit[target]
        if limit > 0:
            place = servers.ring[target] % limit
            full = servers.starts[target, place] > t
        else:
            place = 0
            full = False
        core = 0
        earliest = servers.free[target, 0]
        for c in range(1, servers.cores[target]):
            if servers.free[target, c] < earliest:
                earliest = servers.free[target, c]
                core = c
        if limit == 0 and earliest > t:
            full = True
        if full:
            row.status = 503
            row.cause = TARGET_BUSY
            row.refused = 1
            row.begun = t
            continue
        begun = max(earliest, t)
        if servers.speed[target] > 0.0:
            end = begun + draw * work[row.klass] / servers.speed[target]
        else:
            end = np.inf
        servers.free[target, core] = end
        if limit > 0:
            servers.starts[target, place] = begun
            servers.ring[target] = place + 1
        if begun < until:
            servers.busy[target] += min(end, until) - begun
        row.begun = begun
        if end > t + idle_timeout:
            row.due = t + idle_timeout
            row.status = 504
            row.cause = BALANCER_TIMEOUT
        else:
            row.due = end
            row.status = 200
            row.cause = 0
        if algorithm == LEAST_OUTSTANDING:
            level = outstanding.level[target]
            if level < LEVELS:
                _unlink(outstanding, target)
                _link(outstanding, target, level + 1)
                if row.due < until:
                    _enter(outstanding, ends, row.due, target, since, until)
                    ends += 1


@inlined
def _copy(to, j, source, i):
    to[j] = source[i]
    return to[j]


@jit
def read_objects(s, rows, order, n, down, mean, variation, transfer, out):
    """Answer rows[order[:n]] from a bucket: no queue, a lognormal first byte (seconds), transfer by class."""
    for q in range(n):
        row = _copy(out, q, rows, order[q])
        t = row.due
        row.sent = t
        row.begun = t
        row.stage = AT_SERVER
        first_byte = mean * lognormal(s, variation)
        if down:
            row.due = t + 0.005
            row.status = 503
            row.cause = ORIGIN_DOWN
            row.refused = 1
        else:
            row.due = t + first_byte + transfer[row.klass]
            row.status = 200
            row.cause = 0


@jit
def reset_connections(rows, n, slot, now):
    """The server in `slot` is gone: what it held among rows[:n] fails at `now`. Returns how many."""
    hit = 0
    for i in range(n):
        row = rows[i]
        if row.stage == AT_SERVER and row.target == slot and row.refused == 0 and row.due > now:
            row.due = now
            row.status = 502
            row.cause = CONNECTION_RESET
            row.refused = 1
            row.target = -1
            hit += 1
    return hit
