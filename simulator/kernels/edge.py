"""Edge caches: least-recently-used with a time to live, one leader a missing key, everybody else waits for it.

All caches of a world stand side by side in the arrays of `Caches`. A key is an object id; `index` leads from
it to its node. The nodes of a cache are linked in a ring by recency that begins and ends at node 0, which holds
no object: its `older` is the newest node and its `newer` the oldest, and 0 in the index means "not there".
While a key is being fetched its node names a row of the pending table; the attempt that will fill it names the
same row.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import inlined, jit
from simulator.kernels.histogram import bin_of
from simulator.kernels.prefetch import prefetch, prefetch_2d
from simulator.kernels.records import COLLAPSED, HIT, MISS, PASSED, TO_SERVER, TO_VIEWER
from simulator.kernels.streams import exponential

NODE = np.dtype(
    [
        ("expiry", "f8"),  # seconds; meaningless while pending
        ("object", "i4"),
        ("newer", "i4"),
        ("older", "i4"),
        ("pending", "i4"),  # row of the pending table, or -1
        ("status", "i2"),  # what the origin answered
        ("cause", "i2"),
    ],
    align=True,
)

# Columns of `Caches.header`.
USED, CAPACITY = 0, 1

# Columns of an edge's counters.
REQUESTS, HITS, MISSES, EXPIRED, COLLAPSES, PASSES, ERRORS, EVICTIONS = range(8)
COUNTERS = 8


class Caches(NamedTuple):
    """index: int32[caches, objects]; node: NODE[caches, capacity + 1]; header: int64[caches, 2]."""

    index: NDArray[np.int32]
    node: NDArray[np.void]
    header: NDArray[np.int64]


class Pending(NamedTuple):
    """Keys being fetched. time is infinite until the answer is known to reach the edge; free: unused rows.

    slot: the node that waits for the answer, unless its key was evicted meanwhile.
    """

    time: NDArray[np.float64]
    ttl: NDArray[np.float64]
    slot: NDArray[np.int32]
    cache: NDArray[np.int32]
    status: NDArray[np.int16]
    cause: NDArray[np.int16]
    free: NDArray[np.int32]
    header: NDArray[np.int64]  # [number of free rows]


class Behaviors(NamedTuple):
    """What a distribution does with each class of request, seen from one edge. Arrays by class."""

    ttl: NDArray[np.float64]  # seconds; 0 or less: not cached
    backend: NDArray[np.int64]
    balancer: NDArray[np.int64]
    away: NDArray[np.float64]  # seconds from the edge to the origin, one way
    transfer: NDArray[np.float64]  # seconds to send the body to a viewer


class Viewers(NamedTuple):
    """What is counted for each population. away: seconds to the edge in question, one way."""

    away: NDArray[np.float64]
    served: NDArray[np.int64]
    latency: NDArray[np.int64]  # [populations, BINS]


@inlined
def _leave(node, s):
    """Take node s out of the ring."""
    newer = node[s].newer
    older = node[s].older
    node[newer].older = older
    node[older].newer = newer


@inlined
def _renew(node, s):
    """Put node s into the ring as the newest."""
    newest = node[0].older
    node[s].newer = 0
    node[s].older = newest
    node[newest].newer = s
    node[0].older = s


@jit
def _note(row, lane, i, k, due, last):
    """Write request i of the lane into an attempt's record."""
    row.due = due
    row.at = lane.at[i]
    row.out = 0.0
    row.queued = 0.0
    row.lookup = lane.lookup[i]
    row.back = 0.0
    row.last = last
    row.object = lane.object[i]
    row.pending = -1
    row.target = -1
    row.klass = lane.klass[i]
    row.clients = lane.clients[i]
    row.cache = k
    row.backend = -1
    row.balancer = -1
    row.status = 200
    row.stage = TO_VIEWER
    row.cause = 0
    row.edge = 0
    row.attempt = lane.attempt[i]
    row.gave_up = 0
    row.refused = 0


@jit
def look_up(
    jitter,
    k,
    lane,
    n,
    until,
    work,
    caches,
    pending,
    behaviors,
    viewers,
    counters,
    by_class,
    sample,
    forward,
    wait,
    reply,
):
    """Answer the lane's n requests from cache k or send them on.

    jitter: stream. work: (seconds an edge works on a request, mean seconds of jitter).
    counters: int64[caches, COUNTERS]. by_class: int64[classes], requests of each. sample: float64[5, 5], first
    of each edge result in this tick: (time, class, object, population, expiry).
    forward: attempts for the origin; wait: attempts that wait for a leader (due = their own time at the edge);
    reply: answers still on their way to the viewer at `until`, or that are errors. Each has room for n.
    Returns the three counts.
    """
    # Arrays are read from their tuples once: within the loop each reading would count a reference atomically.
    index = caches.index[k]
    node = caches.node[k]
    header = caches.header[k]
    tally = counters[k]
    ats, lookups, objects, _, classes, people, _ = lane
    ttls, backends, balancers, aways, transfers = behaviors
    distance, served, latencies = viewers
    unknown_until, pending_ttl, pending_slot, pending_cache, pending_status, pending_cause, free, heap = (
        pending
    )
    available = heap[0]
    forwarded = 0
    waiting = 0
    replied = 0
    for i in range(n):
        # A cache is larger than the processor's own: what the next requests touch is asked for ahead.
        if i + 24 < n:
            prefetch(index, objects[i + 24])
        if i + 12 < n:
            prefetch(node, index[objects[i + 12]])
        if i + 6 < n:
            soon = index[objects[i + 6]]
            prefetch(node, node[soon].newer)
            prefetch(node, node[soon].older)
        t = ats[i]
        o = objects[i]
        c = classes[i]
        who = people[i]
        away = distance[who]
        ttl = ttls[c]
        by_class[c] += 1
        result = PASSED
        p = -1
        s = 0
        expiry = 0.0
        if ttl > 0.0:
            s = index[o]
            if s != 0:
                _leave(node, s)
                expiry = node[s].expiry
                p = node[s].pending
                if p >= 0:
                    result = COLLAPSED
                elif expiry > t + away:
                    result = HIT
                else:
                    result = MISS
                    tally[EXPIRED] += 1
            else:
                result = MISS
                if header[USED] < header[CAPACITY]:
                    header[USED] += 1
                    s = header[USED]
                else:
                    # The oldest gives way; the next to do so is asked for already.
                    s = node[0].newer
                    index[node[s].object] = 0
                    _leave(node, s)
                    tally[EVICTIONS] += 1
                    oldest = node[0].newer
                    prefetch(node, node[oldest].newer)
                    prefetch(index, node[oldest].object)
                node[s].object = o
                index[o] = s
            _renew(node, s)
            if result == MISS:
                available -= 1
                p = free[available]
                unknown_until[p] = np.inf
                pending_ttl[p] = ttl
                pending_slot[p] = s
                pending_cache[p] = k
                pending_status[p] = 0
                pending_cause[p] = 0
                node[s].pending = p
        if sample[result, 0] < 0.0:
            sample[result, 0] = t
            sample[result, 1] = c
            sample[result, 2] = o
            sample[result, 3] = who
            sample[result, 4] = expiry
        if result == HIT:
            tally[HITS] += 1
            end = t + 2.0 * away + transfers[c] + work[0] + exponential(jitter) * work[1]
            if end < until and node[s].status < 400:
                served[who] += 1
                latencies[who, bin_of(end - t + lookups[i])] += 1
            else:
                row = reply[replied]
                _note(row, lane, i, k, end, 0.0)
                row.status = node[s].status
                row.cause = node[s].cause
                row.edge = HIT
                replied += 1
            continue
        last = away + transfers[c]
        at_edge = t + away + work[0]
        if result == COLLAPSED:
            row = wait[waiting]
            _note(row, lane, i, k, at_edge, last)
            row.pending = p
            row.edge = COLLAPSED
            # It has no server to come back from: in `back` waits the jitter it has if it turns out a hit.
            row.back = exponential(jitter) * work[1]
            waiting += 1
            continue
        if result == MISS:
            tally[MISSES] += 1
        else:
            tally[PASSES] += 1
        row = forward[forwarded]
        _note(row, lane, i, k, at_edge + aways[c], last)
        row.stage = TO_SERVER
        row.back = aways[c]
        row.pending = p
        row.backend = backends[c]
        row.balancer = balancers[c]
        row.status = 0
        row.edge = result
        forwarded += 1
    heap[0] = available
    tally[REQUESTS] += n
    return forwarded, waiting, replied


@jit
def fill(caches, pending, filled, n, error_ttl):
    """Put the n answers whose rows are `filled` into their caches: from now on their keys hit.

    A key that was evicted meanwhile stays out. An answer of 500 and more is kept for `error_ttl` seconds.
    """
    nodes = caches.node
    times, ttls, slots, places, statuses, causes, _, _ = pending
    for i in range(n):
        if i + 8 < n:
            p = filled[i + 8]
            prefetch_2d(nodes, places[p], slots[p])
        p = filled[i]
        k = places[p]
        s = slots[p]
        if nodes[k, s].pending == p:
            node = nodes[k, s]
            node.pending = -1
            node.status = statuses[p]
            node.cause = causes[p]
            if statuses[p] < 400:
                node.expiry = times[p] + ttls[p]
            else:
                node.expiry = times[p] + error_ttl


@jit
def settle(pending, wait, n, until, counters, reply):
    """Answer the attempts whose leader's answer reached the edge before `until`.

    Those that asked after it did are hits, the others collapsed. Modifies `wait` in place and appends to
    `reply` (room for n). Returns (still waiting, replied).
    """
    kept = 0
    replied = 0
    times, _, _, _, statuses, causes, _, _ = pending
    for i in range(n):
        p = wait[i].pending
        known = times[p]
        if known < until:
            row = _copy(reply, replied, wait, i)
            if row.due >= known:
                row.edge = HIT
                row.due += row.back
                counters[row.cache, HITS] += 1
            else:
                row.due = known
                counters[row.cache, COLLAPSES] += 1
            row.due += row.last
            row.back = 0.0
            row.last = 0.0
            row.status = statuses[p]
            row.cause = causes[p]
            row.pending = -1
            row.stage = TO_VIEWER
            replied += 1
        else:
            if kept != i:
                wait[kept] = wait[i]
            kept += 1
    return kept, replied


@inlined
def _copy(to, j, source, i):
    to[j] = source[i]
    return to[j]


@jit
def release_pending(pending, filled, n):
    """Give the rows that were filled back."""
    times, _, _, _, _, _, free, header = pending
    available = header[0]
    for i in range(n):
        p = filled[i]
        times[p] = np.inf
        free[available] = p
        available += 1
    header[0] = available


@jit
def dump(caches, k, objects, expiry, pending, status, cause):
    """Write cache k from oldest to newest into the arrays, each with room for its nodes; returns how many."""
    s = caches.node[k, 0].newer
    n = 0
    while s != 0:
        node = caches.node[k, s]
        objects[n] = node.object
        expiry[n] = node.expiry
        pending[n] = node.pending
        status[n] = node.status
        cause[n] = node.cause
        n += 1
        s = node.newer
    return n


@jit
def rebuild(caches, k, n, objects, expiry, pending, status, cause):
    """Make cache k hold what `dump` wrote. The cache must be empty."""
    for i in range(n):
        s = i + 1
        node = caches.node[k, s]
        node.object = objects[i]
        node.expiry = expiry[i]
        node.pending = pending[i]
        node.status = status[i]
        node.cause = cause[i]
        node.older = i
        node.newer = s + 1 if s < n else 0
        caches.index[k, objects[i]] = s
    caches.node[k, 0].newer = 1 if n > 0 else 0
    caches.node[k, 0].older = n
    caches.header[k, USED] = n
