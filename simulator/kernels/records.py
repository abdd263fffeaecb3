"""The arrays kernels work on, and the small numbers they write into them.

Terms
-----
lane
    Requests that reach one place in one tick, in order of time: a struct of arrays.
attempt
    One try of one demand once it left its first place: a record in a pool. A demand has at most two attempts.
pool
    Attempts that wait for their `due` time, in no particular order unless said.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import jit
from simulator.kernels.memory import aligned_zeros

# Where an attempt is: what happens at its `due` time.
TO_SERVER = 0  # reaches a target group or a bucket
AT_SERVER = 1  # the server's answer leaves
TO_EDGE = 2  # the answer reaches the edge
TO_VIEWER = 3  # the answer reaches the viewer
RETRYING = 4  # the viewer asks again

# What became of an attempt, in the order they are counted and drawn.
OK = 0
DNS_NO_ANSWER = 1
NO_TARGETS = 2
TARGET_BUSY = 3
CONNECTION_RESET = 4
BALANCER_TIMEOUT = 5
ORIGIN_DOWN = 6
CLIENT_TIMEOUT = 7
CAUSES = (
    "ok",
    "dns_no_answer",
    "no_targets",
    "target_busy",
    "connection_reset",
    "balancer_timeout",
    "origin_down",
    "timeout",
)

# What the edge did with a request.
DIRECT = 0  # there was no edge
HIT = 1
MISS = 2
COLLAPSED = 3
PASSED = 4  # a behavior without caching
EDGE_RESULTS = ("direct", "hit", "miss", "collapsed", "passed")

#: 64 bytes, a cache line: attempts are copied from pool to pool several times on their way.
ATTEMPT = np.dtype(
    [
        ("due", "f8"),  # when the next thing happens to it
        ("at", "f8"),  # when this attempt started at the viewer
        ("out", "f4"),  # seconds until it reached the server's side
        ("queued", "f4"),  # seconds from then until a core began to work on it
        ("lookup", "f4"),  # seconds of DNS look-up, added to the latency
        ("back", "f4"),  # seconds from the server to the edge
        ("last", "f4"),  # seconds from the last hop to the viewer, with the transfer
        ("object", "i4"),
        ("pending", "i4"),  # slot in the pending table that this attempt will fill, or -1
        ("target", "i2"),  # server slot, or -1
        ("klass", "i2"),
        ("clients", "i2"),
        ("cache", "i2"),  # edge cache it went through, or -1
        ("backend", "i2"),  # target group or bucket
        ("balancer", "i2"),  # load balancer it went through, or -1
        ("status", "i2"),
        ("stage", "i1"),
        ("cause", "i1"),
        ("edge", "i1"),
        ("attempt", "i1"),
        ("gave_up", "i1"),  # the viewer no longer waits
        ("refused", "i1"),  # answered without work being done
    ],
    align=True,
)


class Lane(NamedTuple):
    """Requests of one tick at one place, ordered by `at`. All arrays have the same length."""

    at: NDArray[np.float64]  # seconds
    lookup: NDArray[np.float32]  # seconds
    object: NDArray[np.int32]
    endpoint: NDArray[np.int16]
    klass: NDArray[np.int16]
    clients: NDArray[np.int16]
    attempt: NDArray[np.int8]


def empty_lane(length: int) -> Lane:
    """A lane with room for `length` requests."""
    return Lane(
        np.empty(length),
        np.zeros(length, np.float32),
        np.empty(length, np.int32),
        np.empty(length, np.int16),
        np.empty(length, np.int16),
        np.empty(length, np.int16),
        np.empty(length, np.int8),
    )


class Pool:
    """Attempts waiting for their time. `rows[:n]` are alive; `reserve` is called before a kernel adds."""

    __slots__ = ("n", "rows")

    def __init__(self, room: int = 256) -> None:
        self.rows = aligned_zeros(room, ATTEMPT)
        self.n = 0

    def reserve(self, more: int) -> None:
        """Make room for `more` attempts beyond those alive."""
        need = self.n + more
        if need > len(self.rows):
            rows = aligned_zeros(max(need, 2 * len(self.rows)), ATTEMPT)
            rows[: self.n] = self.rows[: self.n]
            self.rows = rows

    def alive(self) -> NDArray[np.void]:
        return self.rows[: self.n]

    def append(self, rows: NDArray[np.void]) -> None:
        self.reserve(len(rows))
        self.rows[self.n : self.n + len(rows)] = rows
        self.n += len(rows)


@jit
def take_due(rows, n, until, out):
    """Move the attempts with due < until from `rows[:n]` to `out`, both keeping their order.

    Returns (taken, kept). `out` needs room for n rows.
    """
    taken = 0
    kept = 0
    for i in range(n):
        if rows[i].due < until:
            out[taken] = rows[i]
            taken += 1
        else:
            if kept != i:
                rows[kept] = rows[i]
            kept += 1
    return taken, kept


@jit
def order_by_due(rows, n, since, until, buckets, order, due):
    """Stable order of `rows[:n]` by due: order[:n] and due[:n] are written.

    Bucket sort on time followed by insertion, linear for times spread over [since, until). `buckets` is int64
    scratch whose length sets the number of buckets; `order` is int64, `due` float64.
    """
    count = buckets.shape[0] - 1
    scale = count / (until - since)
    for b in range(count + 1):
        buckets[b] = 0
    for i in range(n):
        b = int((rows[i].due - since) * scale)
        b = min(max(b, 0), count - 1)
        buckets[b + 1] += 1
    for b in range(count):
        buckets[b + 1] += buckets[b]
    for i in range(n):
        t = rows[i].due
        b = int((t - since) * scale)
        b = min(max(b, 0), count - 1)
        place = buckets[b]
        buckets[b] = place + 1
        order[place] = i
        due[place] = t
    for i in range(1, n):
        t = due[i]
        if t < due[i - 1]:
            who = order[i]
            j = i - 1
            while j >= 0 and due[j] > t:
                due[j + 1] = due[j]
                order[j + 1] = order[j]
                j -= 1
            due[j + 1] = t
            order[j + 1] = who
