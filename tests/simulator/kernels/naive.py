"""Slow and obvious twins of the kernels: lists, dictionaries and Python's own integers."""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from dataclasses import dataclass, field

_MASK = (1 << 64) - 1


class Xoshiro:
    """xoshiro256++ in Python's integers."""

    def __init__(self, state: list[int]) -> None:
        self.s = list(state)

    def next_word(self) -> int:
        s = self.s
        word = (_rotate((s[0] + s[3]) & _MASK, 23) + s[0]) & _MASK
        t = (s[1] << 17) & _MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = _rotate(s[3], 45)
        return word


def _rotate(x: int, k: int) -> int:
    return ((x << k) | (x >> (64 - k))) & _MASK


@dataclass
class Entry:
    """What an edge keeps of one object. pending: label of the fetch under way, None if there is none."""

    expiry: float = 0.0
    pending: object = None
    failed: bool = False


class Cache:
    """LRU with a time to live; one leader a missing object, the others wait for its answer."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.entries: OrderedDict[int, Entry] = OrderedDict()  # oldest first

    def ask(self, thing: int, t: float, label: object) -> tuple[str, object]:
        """("hit" | "miss" | "collapsed", label of the fetch it leads or waits for)."""
        entry = self.entries.get(thing)
        if entry is None:
            if len(self.entries) >= self.capacity:
                self.entries.popitem(last=False)
            self.entries[thing] = Entry(pending=label)
            return "miss", label
        self.entries.move_to_end(thing)
        if entry.pending is not None:
            return "collapsed", entry.pending
        if entry.expiry > t:
            return "hit", None
        entry.pending = label
        return "miss", label

    def fill(self, thing: int, label: object, t: float, failed: bool, ttl: float, error_ttl: float) -> None:
        entry = self.entries.get(thing)
        if entry is not None and entry.pending == label:
            entry.pending = None
            entry.failed = failed
            entry.expiry = t + (error_ttl if failed else ttl)


@dataclass
class Server:
    """`cores` cores, first come first served, at most `limit` waiting."""

    cores: int
    limit: int
    speed: float = 1.0
    free: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.free = [0.0] * self.cores

    def offer(self, t: float, work: float) -> tuple[float, float] | None:
        """(start, end) of a request that arrives at t, or None if it is turned away."""
        self.starts = [start for start in self.starts if start > t]
        earliest = min(self.free)
        if earliest > t and len(self.starts) >= self.limit:
            return None
        start = max(t, earliest)
        end = start + work / self.speed if self.speed > 0 else math.inf
        self.free[self.free.index(earliest)] = end
        self.starts.append(start)
        return start, end


class LeastOutstanding:
    """Fewest in flight; among equals the one that has had that number for longest."""

    def __init__(self, targets: list[int]) -> None:
        self.count = dict.fromkeys(targets, 0)
        self.queues: dict[int, deque[int]] = {0: deque(targets)}
        self.ends: list[tuple[float, int]] = []

    def _move(self, target: int, by: int) -> None:
        self.queues[self.count[target]].remove(target)
        self.count[target] += by
        self.queues.setdefault(self.count[target], deque()).append(target)

    def choose(self, t: float) -> int:
        self.ends.sort()
        while self.ends and self.ends[0][0] <= t:
            self._move(self.ends.pop(0)[1], -1)
        return self.queues[min(count for count, queue in self.queues.items() if queue)][0]

    def given(self, target: int, end: float) -> None:
        self._move(target, +1)
        self.ends.append((end, target))


def percentile_bounds(values: list[float], share: float) -> float:
    """The smallest value with at least that share of all values at or below it."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
