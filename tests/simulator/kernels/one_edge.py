"""One edge cache, driven batch by batch."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator.kernels import edge as kernel
from simulator.kernels import streams
from simulator.kernels.records import ATTEMPT
from tests.simulator.kernels import worlds

WORK = (0.001, 0.002)
AWAY = 0.005
AT_EDGE = AWAY + WORK[0]  # seconds after the viewer asked
ERROR_TTL = 10.0


class Edge:
    """One cache driven batch by batch; unless told otherwise, everything is fetched within its batch."""

    def __init__(self, objects: int, capacity: int, ttl: list[float], count: int = 1) -> None:
        self.caches = worlds.caches(count, objects, capacity)
        self.pending = worlds.pending(4)
        self.behaviors = worlds.behaviors(ttl)
        self.viewers = worlds.viewers()
        self.counters = np.zeros((count, kernel.COUNTERS), np.int64)
        self.by_class = np.zeros(len(ttl), np.int64)
        self.jitter = streams.stream(1, "jitter")
        self.waiting = np.zeros(0, ATTEMPT)
        self.sample = np.full((5, 5), -1.0)

    @property
    def asked(self) -> int:
        return int(self.counters[0, kernel.REQUESTS])

    @property
    def missed(self) -> int:
        return int(self.counters[0, kernel.MISSES])

    def look_up(self, at: Any, things: Any, klass: Any = 0, until: float = -math.inf, k: int = 0) -> tuple:
        """(forwarded, waiting, replied); `until` in the past keeps even hits in the reply."""
        n = len(at)
        self._reserve(n)
        forward, wait, reply = (np.zeros(n, ATTEMPT) for _ in range(3))
        counts = kernel.look_up(
            self.jitter,
            k,
            worlds.lane_of(at, things, klass),
            n,
            until,
            WORK,
            self.caches,
            self.pending,
            self.behaviors,
            self.viewers,
            self.counters,
            self.by_class,
            self.sample,
            forward,
            wait,
            reply,
        )
        parts = tuple(rows[:m].copy() for rows, m in zip((forward, wait, reply), counts, strict=True))
        self.waiting = np.concatenate([self.waiting, parts[1]])
        return parts

    def answer(self, rows: np.ndarray, at: Any, status: int = 200, until: float = math.inf) -> np.ndarray:
        """Bring the answers of forwarded attempts to the edge; returns who waited and now has an answer."""
        rows = rows[rows["pending"] >= 0]
        filled = rows["pending"].astype(np.int64)
        self.pending.time[filled] = at
        self.pending.status[filled] = status
        kernel.fill(self.caches, self.pending, filled, len(filled), ERROR_TTL)
        reply = np.zeros(len(self.waiting), ATTEMPT)
        kept, replied = kernel.settle(
            self.pending, self.waiting, len(self.waiting), until, self.counters, reply
        )
        self.waiting = self.waiting[:kept].copy()
        kernel.release_pending(self.pending, filled, len(filled))
        return reply[:replied]

    def ask(self, at: Any, things: Any) -> None:
        forward, _, _ = self.look_up(at, things)
        self.answer(forward, at[-1] + 0.0)

    def _reserve(self, more: int) -> None:
        free, size = int(self.pending.header[0]), len(self.pending.time)
        if free < more:
            new = worlds.pending(size + more)
            for name in ("time", "ttl", "slot", "cache", "status", "cause"):
                getattr(new, name)[:size] = getattr(self.pending, name)
            fresh = np.arange(size + more - 1, size - 1, -1)
            new.free[:more] = fresh
            new.free[more : more + free] = self.pending.free[:free]
            new.header[0] = more + free
            self.pending = new

    def contents(self, k: int = 0) -> list[int]:
        """Objects from the least to the most recently used."""
        return self.dump(k)[0].tolist()

    def dump(self, k: int = 0) -> list[np.ndarray]:
        room = int(self.caches.header[k, kernel.USED])
        parts = [np.empty(room, np.int32), np.empty(room), *(np.empty(room, np.int32) for _ in range(3))]
        assert kernel.dump(self.caches, k, *parts) == room
        return parts
