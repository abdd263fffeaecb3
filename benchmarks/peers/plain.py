"""The same work in plain Python with nothing but `heapq`: as fast as it can honestly be written.

It takes every short cut that changes no number: arrivals of all places are one Poisson stream, so that they need no
event; an answer from a cache is known at once; a request that waits for another's fill is a row in a list.
"""

from __future__ import annotations

import random
from collections import OrderedDict, deque
from heapq import heappop, heappush, heapreplace
from itertools import count
from math import log

import numpy as np

from benchmarks import documents
from simulator.engine import constants
from simulator.geography import EDGES, PLACES, REGIONS
from simulator.geography.latency import nearest_edge, rtt_ms

RESOLVERS = 8
CORES = 4
QUEUE = 100


class Mm8:
    """Eight servers, one queue: first come, first served needs no events, only when each server is free."""

    def __init__(self, requests: int, load: float = 6.4, seed: int = 1) -> None:
        self.requests, self.load = requests, load
        self.random = random.Random(seed)
        self.waits: list[float] = []

    def run(self) -> None:
        free, now = [0.0] * 8, 0.0
        draw, keep, mean = self.random.random, self.waits.append, 1.0 / self.load
        for _ in range(self.requests):
            now -= log(1.0 - draw()) * mean
            first = free[0]
            start = first if first > now else now
            heapreplace(free, start - log(1.0 - draw()))
            keep(start - now)


class Target:
    """When each core is free next, and when those who wait will start."""

    __slots__ = ("free", "starts")

    def __init__(self) -> None:
        self.free = [0.0] * CORES
        self.starts: deque[float] = deque()


#: Events in the heap: a miss reaches the origin; its answer is back at the edge.
ARRIVES, FILLS = 0, 1


class Pipeline:
    """The document `documents.pipeline("round_robin")`, as `with_simpy.Pipeline` without patience has it."""

    def __init__(self, rate_rps: float, targets: int, work_s: float, *, seed: int = 1) -> None:
        self.rate = rate_rps
        self.work = work_s
        self.random = random.Random(seed)
        rng = np.random.default_rng(seed)
        popularity = np.arange(1, documents.OBJECTS + 1) ** -documents.ZIPF_EXPONENT
        steps = np.cumsum(popularity / popularity.sum())
        self.things = iter(np.searchsorted(steps, rng.random(3_000_000)).tolist())
        self.targets = [Target() for _ in range(targets)]
        self.cursor = 0
        # Of an object an edge knows until when it is fresh, or when each who waits for it came.
        self.caches: list[OrderedDict[int, float | list[float]]] = [OrderedDict() for _ in documents.PLACES]
        self.resolvers = [[-1.0] * RESOLVERS for _ in documents.PLACES]
        edges = [nearest_edge(place) for place in documents.PLACES]
        self.away = [
            rtt_ms(PLACES[p], EDGES[e.id]) / 2000 for p, e in zip(documents.PLACES, edges, strict=True)
        ]
        region = REGIONS["ap-northeast-2"]
        self.to_origin = [rtt_ms(EDGES[e.id], region, path="backbone") / 2000 for e in edges]
        self.latencies: list[float] = []
        self.asked = self.hits = self.lost = 0
        self.heap: list[tuple[float, int, int, int, int, float]] = []
        self.numbers = count()
        self.next_arrival = self.random.expovariate(rate_rps)

    def warm(self, seconds: float) -> None:
        """Fill the caches with what was asked for in the seconds before the start, without simulating it."""
        mean = len(self.caches) / self.rate
        for cache in self.caches:
            t = -seconds
            while t < 0.0:
                t += self.random.expovariate(1.0) * mean
                thing = next(self.things)
                until = cache.get(thing, -1e9)
                if isinstance(until, float) and until <= t:
                    cache[thing] = t + documents.MAX_AGE_S
                cache.move_to_end(thing)
                if len(cache) > constants.EDGE_CAPACITY:
                    cache.popitem(last=False)

    def run(self, until: float) -> None:
        heap, arrival, draw = self.heap, self.next_arrival, self.random.random
        mean, places = 1.0 / self.rate, len(self.caches)
        while True:
            if heap and heap[0][0] <= arrival:
                if heap[0][0] > until:
                    break
                now, _, kind, place, thing, arrived = heappop(heap)
                if kind == ARRIVES:
                    self.reach_origin(now, place, thing, arrived)
                else:
                    self.fill(now, place, thing, arrived)
            elif arrival > until:
                break
            else:
                self.request(arrival, int(draw() * places))
                arrival -= log(1.0 - draw()) * mean
        self.next_arrival = arrival

    def request(self, now: float, place: int) -> None:
        self.asked += 1
        thing, cache, draw = next(self.things), self.caches[place], self.random.random
        known, resolver = self.resolvers[place], int(draw() * RESOLVERS)
        if known[resolver] <= now:
            known[resolver] = now + constants.ALIAS_TTL_S
        entry = cache.get(thing)
        if entry is None:
            cache[thing] = []
            if len(cache) > constants.EDGE_CAPACITY:
                cache.popitem(last=False)
        else:
            cache.move_to_end(thing)
            if isinstance(entry, list):
                entry.append(now)
                return
            if entry > now:
                self.hits += 1
                jitter = -log(1.0 - draw()) * constants.EDGE_JITTER_S
                self.latencies.append(2 * self.away[place] + constants.EDGE_WORK_S + jitter)
                return
            cache[thing] = []
        there = now + self.away[place] + constants.EDGE_WORK_S + self.to_origin[place]
        heappush(self.heap, (there, next(self.numbers), ARRIVES, place, thing, now))

    def reach_origin(self, now: float, place: int, thing: int, arrived: float) -> None:
        target = self.targets[self.cursor]
        self.cursor = (self.cursor + 1) % len(self.targets)
        starts, free = target.starts, target.free
        while starts and starts[0] <= now:
            starts.popleft()
        if len(starts) >= QUEUE:
            self.lost += 1
            done = now
        else:
            start = free[0] if free[0] > now else now
            done = start - log(1.0 - self.random.random()) * self.work
            heapreplace(free, done)
            if start > now:
                starts.append(start)
        back = done + self.to_origin[place]
        heappush(self.heap, (back, next(self.numbers), FILLS, place, thing, arrived))

    def fill(self, now: float, place: int, thing: int, arrived: float) -> None:
        cache, away, keep = self.caches[place], self.away[place], self.latencies.append
        waiting = cache.get(thing)
        if isinstance(waiting, list):
            cache[thing] = now + documents.MAX_AGE_S
            for since in waiting:
                at_edge = since + away + constants.EDGE_WORK_S
                keep((now if now > at_edge else at_edge) + away - since)
        keep(now + away - arrived)
