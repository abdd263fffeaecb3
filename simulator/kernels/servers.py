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

#: Seconds a balancer tries to connect to a target that does not even refuse.
CONNECT_TIMEOUT_S = 10.0

#: Counts above this are treated as equal by least outstanding requests.
LEVELS = 4096


class Servers(NamedTuple):
    """One row a server slot."""

    free: NDArray[np.float64]  # [slots, cores]: when each core has nothing left to do
    cores: NDArray[np.int64]
    speed: NDArray[np.float64]  # work a second of one core; 0: accepts and never answers; < 0: unreachable
    starts: NDArray[np.float64]  # [slots, queue]: start times of the last admitted, a ring
    ring: NDArray[np.int64]  # where the ring goes on
    limit: NDArray[np.int64]
    requests: NDArray[np.int64]  # given to the server in this tick
    busy: NDArray[np.float64]  # core-seconds of work within this tick
    sent: NDArray[np.float64]  # bytes of the answers to what it was given in this tick


class Outstanding(NamedTuple):
    """Scratch of least outstanding requests: targets in a ring per count, and a calendar of completions.

    The ring of a count begins and ends at a node of its own, slots + count. The calendar has a list for each
    of the equal parts of a tick, ordered by time. What ends after the tick is not in it: it is counted anew
    when the next one begins.
    """

    level: NDArray[np.int64]  # [slots] requests outstanding, -1: not eligible
    after: NDArray[np.int64]  # [slots + LEVELS + 1] next of the ring
    before: NDArray[np.int64]
    end: NDArray[np.float64]  # seconds, one entry a completion
    slot: NDArray[np.int64]
    later: NDArray[np.int32]  # next entry of the same part, -1: none
    part: NDArray[np.int32]  # [parts] first entry of each


@jit
def begin_tick(servers, slots, since, until):
    """Count the work that the servers in `slots` carried over into [since, until)."""
    for s in slots:
        servers.requests[s] = 0
        servers.sent[s] = 0.0
        work = 0.0
        for c in range(servers.cores[s]):
            work += max(0.0, min(servers.free[s, c], until) - since)
        servers.busy[s] = work


@inlined
def _part(t, since, scale, last):
    """The part of the tick that `t` lies in; scale: parts a second."""
    return min(max(int((t - since) * scale), 0), last)


@jit
def begin_outstanding(o, eligible, cursor, rows, n, backend, since, until):
    """Count what each eligible target of `backend` still has in flight among rows[:n].

    Rings are built in the order of `eligible` from `cursor` on, so that ties go round. Returns the number of
    completions in the calendar, which needs room for all of them and for the tick's requests.
    """
    m = eligible.shape[0]
    level, after, before, end, slot, later, part = o
    slots = level.shape[0]
    last = part.shape[0] - 1
    scale = part.shape[0] / (until - since)
    for node in range(slots, after.shape[0]):
        after[node] = node
        before[node] = node
    for s in range(slots):
        level[s] = -1
    for b in range(part.shape[0]):
        part[b] = -1
    for s in eligible:
        level[s] = 0
    pending = 0
    for i in range(n):
        if rows[i].stage == AT_SERVER and rows[i].backend == backend and rows[i].refused == 0:
            s = rows[i].target
            if s >= 0 and 0 <= level[s] < LEVELS:
                level[s] += 1
                t = rows[i].due
                if t < until:
                    # As in `serve`: a function of its own would count the arrays' references each time.
                    b = _part(t, since, scale, last)
                    previous = -1
                    following = part[b]
                    while following >= 0 and end[following] <= t:
                        previous = following
                        following = later[following]
                    end[pending] = t
                    slot[pending] = s
                    later[pending] = following
                    if previous >= 0:
                        later[previous] = pending
                    else:
                        part[b] = pending
                    pending += 1
    for j in range(m):
        s = eligible[(cursor + j) % m]
        node = slots + level[s]
        final = before[node]
        after[s] = node
        before[s] = final
        after[final] = s
        before[node] = s
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
    size,
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
    there is none. cursor: int64[1], goes on from tick to tick. work: seconds by class on the reference core; size:
    bytes by class. idle_timeout: seconds after which the balancer answers 504 while the server goes on.
    pending: completions already in the calendar of `outstanding`.
    sample: float64[4], of the first request: (time, class, position chosen, cursor); counts: int64[targets],
    the outstanding requests it saw.
    """
    m = eligible.shape[0]
    free, cores, speed, starts, ring, limits, requests, busy, sent = servers
    level, after, before, ending, slot, later, part = outstanding
    slots = level.shape[0]
    last = part.shape[0] - 1
    scale = part.shape[0] / (until - since)
    ends = pending
    passed = 0  # parts of the calendar that are over
    lowest = 0
    for q in range(n):
        row = _copy(out, q, rows, order[q])
        t = row.due
        row.out = t - row.at
        row.queued = 0.0
        row.stage = AT_SERVER
        draw = _work(s, distribution, variation)
        if m == 0:
            row.status = 503 if without == NO_TARGETS else 502
            row.cause = without
            row.refused = 1
            continue
        position = 0
        if algorithm == ROUND_ROBIN:
            position = cursor[0] % m
            target = eligible[position]
            if q == 0:
                sample[3] = position
            cursor[0] = position + 1
        else:
            present = _part(t, since, scale, last)
            while True:
                e = part[passed]
                if e < 0 or ending[e] > t:
                    if passed >= present:
                        break
                    passed += 1
                    continue
                part[passed] = later[e]
                done = slot[e]
                after[before[done]] = after[done]
                before[after[done]] = before[done]
                fewer = level[done] - 1
                level[done] = fewer
                final = before[slots + fewer]
                after[done] = slots + fewer
                before[done] = final
                after[final] = done
                before[slots + fewer] = done
                if fewer < lowest:
                    lowest = fewer
            while after[slots + lowest] == slots + lowest:
                lowest += 1
            target = after[slots + lowest]
            if q == 0:
                sample[3] = cursor[0] % m
                for j in range(m):
                    counts[j] = level[eligible[j]]
            cursor[0] += 1
        if q == 0:
            sample[0] = t
            sample[1] = row.klass
            sample[2] = target
        row.target = target
        if speed[target] < 0.0:
            row.due = t + CONNECT_TIMEOUT_S
            row.status = 504
            row.cause = BALANCER_TIMEOUT
            row.refused = 1
            continue
        requests[target] += 1
        limit = limits[target]
        if limit > 0:
            place = ring[target] % limit
            full = starts[target, place] > t
        else:
            place = 0
            full = False
        core = 0
        earliest = free[target, 0]
        for c in range(1, cores[target]):
            if free[target, c] < earliest:
                earliest = free[target, c]
                core = c
        if limit == 0 and earliest > t:
            full = True
        if full:
            row.status = 503
            row.cause = TARGET_BUSY
            row.refused = 1
            continue
        begun = max(earliest, t)
        if speed[target] > 0.0:
            sent[target] += size[row.klass]
            end = begun + draw * work[row.klass] / speed[target]
        else:
            end = np.inf
        free[target, core] = end
        if limit > 0:
            starts[target, place] = begun
            ring[target] = place + 1
        if begun < until:
            busy[target] += min(end, until) - begun
        row.queued = begun - t
        if end > t + idle_timeout:
            row.due = t + idle_timeout
            row.status = 504
            row.cause = BALANCER_TIMEOUT
        else:
            row.due = end
            row.status = 200
            row.cause = 0
        if algorithm == LEAST_OUTSTANDING:
            more = level[target] + 1
            if more <= LEVELS:
                after[before[target]] = after[target]
                before[after[target]] = before[target]
                level[target] = more
                final = before[slots + more]
                after[target] = slots + more
                before[target] = final
                after[final] = target
                before[slots + more] = target
                finish = row.due
                if finish < until:
                    b = _part(finish, since, scale, last)
                    previous = -1
                    following = part[b]
                    while following >= 0 and ending[following] <= finish:
                        previous = following
                        following = later[following]
                    ending[ends] = finish
                    slot[ends] = target
                    later[ends] = following
                    if previous >= 0:
                        later[previous] = ends
                    else:
                        part[b] = ends
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
        row.out = t - row.at
        row.queued = 0.0
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
