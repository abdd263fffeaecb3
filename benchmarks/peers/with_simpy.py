"""The same work in SimPy, written the way its documentation teaches, as the peer the engine is measured by."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Generator
from typing import Any

import numpy as np
import simpy

from benchmarks import documents
from simulator.engine import constants
from simulator.geography import EDGES, PLACES, REGIONS
from simulator.geography.latency import nearest_edge, rtt_ms

RESOLVERS = 8
CORES = 4
QUEUE = 100
TIMEOUT_S = 10.0
RETRY_DELAY_S = 1.0


class Mm8:
    """Eight servers, one queue."""

    def __init__(self, requests: int, load: float = 6.4, seed: int = 1) -> None:
        self.requests, self.load = requests, load
        self.random = random.Random(seed)
        self.waits: list[float] = []
        self.env = simpy.Environment()
        self.servers = simpy.Resource(self.env, 8)

    def run(self) -> None:
        self.env.process(self.source())
        self.env.run()

    def source(self) -> Generator[Any, Any, None]:
        for _ in range(self.requests):
            self.env.process(self.request())
            yield self.env.timeout(self.random.expovariate(self.load))

    def request(self) -> Generator[Any, Any, None]:
        arrived = self.env.now
        with self.servers.request() as turn:
            yield turn
            self.waits.append(self.env.now - arrived)
            yield self.env.timeout(self.random.expovariate(1.0))


class Pipeline:
    """The document `documents.pipeline("round_robin")`: resolvers, edges with LRU, TTL and collapsing, targets."""

    def __init__(
        self, rate_rps: float, targets: int, work_s: float, *, patience: bool = True, seed: int = 1
    ) -> None:
        self.patience = patience
        self.rate = rate_rps / len(documents.PLACES)
        self.work = work_s
        self.random = random.Random(seed)
        rng = np.random.default_rng(seed)
        popularity = np.arange(1, documents.OBJECTS + 1) ** -documents.ZIPF_EXPONENT
        steps = np.cumsum(popularity / popularity.sum())
        self.things = iter(np.searchsorted(steps, rng.random(3_000_000)).tolist())
        self.env = simpy.Environment()
        self.targets = [simpy.Resource(self.env, CORES) for _ in range(targets)]
        self.cursor = 0
        self.caches: list[OrderedDict[int, Any]] = [OrderedDict() for _ in documents.PLACES]
        self.resolvers = [[-1.0] * RESOLVERS for _ in documents.PLACES]
        edges = [nearest_edge(place) for place in documents.PLACES]
        self.away = [
            rtt_ms(PLACES[p], EDGES[e.id]) / 2000 for p, e in zip(documents.PLACES, edges, strict=True)
        ]
        region = REGIONS["ap-northeast-2"]
        self.to_origin = [rtt_ms(EDGES[e.id], region, path="backbone") / 2000 for e in edges]
        self.latencies: list[float] = []
        self.asked = self.hits = self.served = self.lost = 0
        for place in range(len(documents.PLACES)):
            self.env.process(self.viewers(place))

    def warm(self, seconds: float) -> None:
        """Fill the caches with what was asked for in the seconds before the start, without simulating it."""
        mean = 1.0 / self.rate
        for cache in self.caches:
            t = -seconds
            while t < 0.0:
                t += self.random.expovariate(1.0) * mean
                thing = next(self.things)
                if cache.get(thing, -1e9) <= t:
                    cache[thing] = t + documents.MAX_AGE_S
                cache.move_to_end(thing)
                if len(cache) > constants.EDGE_CAPACITY:
                    cache.popitem(last=False)

    def run(self, until: float) -> None:
        self.env.run(until=until)

    def viewers(self, place: int) -> Generator[Any, Any, None]:
        while True:
            yield self.env.timeout(self.random.expovariate(self.rate))
            ask = self.demand if self.patience else self.request
            self.env.process(ask(place, next(self.things)))

    def demand(self, place: int, thing: int) -> Generator[Any, Any, None]:
        """A viewer who gives up after a while and asks once more, as the engine's viewers do."""
        for _ in range(2):
            attempt = self.env.process(self.request(place, thing))
            yield attempt | self.env.timeout(TIMEOUT_S)
            if attempt.processed and attempt.value:
                self.served += 1
                return
            yield self.env.timeout(RETRY_DELAY_S)
        self.lost += 1

    def request(self, place: int, thing: int) -> Generator[Any, Any, bool]:
        """One attempt; says whether it was answered well."""
        env, cache = self.env, self.caches[place]
        started, good = env.now, True
        self.asked += 1
        known, resolver = self.resolvers[place], self.random.randrange(RESOLVERS)
        if known[resolver] <= started:
            known[resolver] = started + constants.ALIAS_TTL_S
        entry = cache.get(thing)
        if entry is not None:
            cache.move_to_end(thing)
        if isinstance(entry, simpy.Event):
            yield env.timeout(self.away[place] + constants.EDGE_WORK_S)
            yield entry
            yield env.timeout(self.away[place])
        elif entry is not None and entry > started:
            self.hits += 1
            jitter = self.random.expovariate(1.0 / constants.EDGE_JITTER_S)
            yield env.timeout(2 * self.away[place] + constants.EDGE_WORK_S + jitter)
        else:
            filled = cache[thing] = env.event()
            cache.move_to_end(thing)
            if len(cache) > constants.EDGE_CAPACITY:
                cache.popitem(last=False)
            yield env.timeout(self.away[place] + constants.EDGE_WORK_S + self.to_origin[place])
            target = self.targets[self.cursor]
            self.cursor = (self.cursor + 1) % len(self.targets)
            if len(target.queue) >= QUEUE:
                good = False
            else:
                with target.request() as turn:
                    yield turn
                    yield env.timeout(self.random.expovariate(1.0 / self.work))
            yield env.timeout(self.to_origin[place])
            if cache.get(thing) is filled:
                cache[thing] = env.now + documents.MAX_AGE_S
            filled.succeed()
            yield env.timeout(self.away[place])
        self.latencies.append(env.now - started)
        return good
