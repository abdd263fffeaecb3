"""The slow twin: one request at a time, one event a step, in the order of time. No batches, no ticks.

It knows the rules of a world and the engine's table of figures, and nothing of how the engine works.
"""

from __future__ import annotations

import heapq
import math
import random
from bisect import bisect_right
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from simulator.engine import constants
from simulator.geography import EDGES, PLACES, REGIONS
from simulator.geography.latency import nearest_edge, rtt_ms
from tests.simulator.twin.scene import Kind, People, Scene

REGION = "ap-northeast-2"


@dataclass
class Attempt:
    """One try of one demand."""

    people: int
    kind: Kind
    thing: int
    started: float
    number: int
    over: bool = False  # answered or given up


@dataclass
class Entry:
    """An object at an edge. waiting: who gets the leader's answer, None when nothing is being fetched."""

    expires: float = -math.inf
    status: int = 200
    cause: str = ""
    waiting: list[Callable[[int, str], None]] | None = None


@dataclass
class Target:
    """Cores, and who waits for one."""

    busy: int = 0
    queue: deque[tuple[float, Callable[[int, str], None]]] = field(default_factory=deque)
    outstanding: int = 0
    since: int = 0  # when it came to have that many, by order


@dataclass
class Tally:
    """What is compared."""

    arrived: int = 0
    served: int = 0
    retries: int = 0
    hits: int = 0
    misses: int = 0
    collapsed: int = 0
    queries: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    by_target: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    responses: list[float] = field(default_factory=list)


class Twin:
    """Run a scene with `run`; read the tally."""

    def __init__(self, scene: Scene, seed: int) -> None:
        self.scene = scene
        self.random = random.Random(seed)
        self.now = 0.0
        self.events: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self.sequence = 0
        self.tally = Tally()
        self.targets = [Target(since=-scene.targets + i) for i in range(scene.targets)]
        self.cursor = 0
        self.edges: dict[str, OrderedDict[tuple[str, int], Entry]] = {}
        self.resolvers = [[0.0] * people.resolvers for people in scene.people]
        self.popularity = {
            (kind.objects, kind.exponent): list(
                accumulate((rank + 1) ** -kind.exponent for rank in range(kind.objects))
            )
            for people in scene.people
            for kind in people.kinds
        }

    def run(self, seconds: float) -> Tally:
        for number in range(len(self.scene.people)):
            self._next_arrival(number)
        while self.events and self.events[0][0] < seconds:
            self.now, _, act, arguments = heapq.heappop(self.events)
            act(*arguments)
        return self.tally

    def at(self, time: float, act: Callable[..., None], *arguments: Any) -> None:
        self.sequence += 1
        heapq.heappush(self.events, (time, self.sequence, act, arguments))

    # --- viewers ----------------------------------------------------------------------------------------

    def _next_arrival(self, number: int) -> None:
        self.at(self.now + self.random.expovariate(self.scene.people[number].rate), self._arrive, number)

    def _arrive(self, number: int) -> None:
        people = self.scene.people[number]
        self.tally.arrived += 1
        [kind] = self.random.choices(people.kinds, [kind.weight for kind in people.kinds])
        steps = self.popularity[kind.objects, kind.exponent]
        thing = bisect_right(steps, self.random.random() * steps[-1])
        self._try(number, kind, thing, 1)
        self._next_arrival(number)

    def _try(self, number: int, kind: Kind, thing: int, count: int) -> None:
        people = self.scene.people[number]
        attempt = Attempt(number, kind, thing, self.now, count)
        lookup = self._resolve(number) if people.goes_to == "Zone" else 0.0
        self.at(self.now + people.timeout, self._conclude, attempt, 0, "timeout")

        def answer(status: int, cause: str) -> None:
            # The look-up makes the viewer wait longer; it does not put the request off.
            self.at(self.now + lookup, self._conclude, attempt, status, cause)

        if people.goes_to == "Zone":
            self._to_edge(attempt, people, answer)
        else:
            half = rtt_ms(PLACES[people.place], REGIONS[REGION]) / 2000
            body = kind.size_kb * 1000 / constants.VIEWER_BYTES_PER_S
            back = lambda status, cause: self.at(self.now + half + body, answer, status, cause)  # noqa: E731
            self.at(self.now + half, self._to_server, kind, people.goes_to, back)

    def _resolve(self, number: int) -> float:
        """Seconds that asking Route 53 takes, 0 when the resolver knows."""
        known = self.resolvers[number]
        resolver = self.random.randrange(len(known))
        if known[resolver] > self.now:
            return 0.0
        known[resolver] = self.now + constants.ALIAS_TTL_S
        self.tally.queries += 1
        place = self.scene.people[number].place
        return constants.LOOKUP_WORK_S + rtt_ms(PLACES[place], EDGES[nearest_edge(place).id]) / 1000

    def _conclude(self, attempt: Attempt, status: int, cause: str) -> None:
        if attempt.over:
            return
        attempt.over = True
        people = self.scene.people[attempt.people]
        if not cause:
            self.tally.served += 1
            self.tally.latencies.append(self.now - attempt.started)
            return
        self.tally.errors[cause] += 1
        if attempt.number <= people.retries:
            self.tally.retries += 1
            again = (attempt.people, attempt.kind, attempt.thing, attempt.number + 1)
            self.at(self.now + people.delay, self._try, *again)
        else:
            self.tally.failed[cause] += 1

    # --- edges ------------------------------------------------------------------------------------------

    def _to_edge(self, attempt: Attempt, people: People, answer: Callable[[int, str], None]) -> None:
        edge = nearest_edge(people.place).id
        half = rtt_ms(PLACES[people.place], EDGES[edge]) / 2000
        self.at(self.now + half, self._look_up, attempt, edge, half, answer)

    def _look_up(self, attempt: Attempt, edge: str, half: float, answer: Callable[[int, str], None]) -> None:
        kind = attempt.kind
        body = kind.size_kb * 1000 / constants.VIEWER_BYTES_PER_S
        ready = self.now + constants.EDGE_WORK_S
        backend = "Files" if kind.path.startswith("/static/") else "Alb"
        away = rtt_ms(EDGES[edge], REGIONS[REGION], path="backbone") / 2000

        def to_viewer(status: int, cause: str) -> None:
            self.at(max(self.now, ready) + half + body, answer, status, cause)

        if kind.max_age is None or not kind.path.startswith(("/static/", "/page/")):
            self.tally.misses += 1
            back = lambda status, cause: self.at(self.now + away, to_viewer, status, cause)  # noqa: E731
            self.at(ready + away, self._to_server, kind, backend, back)
            return

        cache = self.edges.setdefault(edge, OrderedDict())
        key = (kind.path, attempt.thing)
        entry = cache.get(key)
        if entry is not None:
            cache.move_to_end(key)
        if entry is not None and entry.waiting is not None:
            self.tally.collapsed += 1
            entry.waiting.append(to_viewer)
        elif entry is not None and entry.expires > self.now:
            self.tally.hits += 1
            jitter = self.random.expovariate(1 / constants.EDGE_JITTER_S)
            self.at(ready + jitter + half + body, answer, entry.status, entry.cause)
        else:
            self.tally.misses += 1
            if entry is None:
                entry = cache[key] = Entry()
                if len(cache) > constants.EDGE_CAPACITY:
                    cache.popitem(last=False)
            entry.waiting = [to_viewer]
            filling, seconds = entry, float(kind.max_age)
            back = lambda status, cause: self.at(  # noqa: E731
                self.now + away, self._fill, filling, seconds, status, cause
            )
            self.at(ready + away, self._to_server, kind, backend, back)

    def _fill(self, entry: Entry, seconds: float, status: int, cause: str) -> None:
        entry.status, entry.cause = status, cause
        entry.expires = self.now + (constants.ERROR_TTL_S if status >= 500 else seconds)
        waiting, entry.waiting = entry.waiting or [], None
        for to_viewer in waiting:
            to_viewer(status, cause)

    # --- servers ----------------------------------------------------------------------------------------

    def _to_server(self, kind: Kind, backend: str, back: Callable[[int, str], None]) -> None:
        if backend == "Files":
            self._read(kind, back)
            return
        number = self._choose()
        target = self.targets[number]
        self.tally.by_target[number] += 1
        if target.busy >= self.scene.cores and len(target.queue) >= self.scene.queue:
            back(503, "target_busy")
            return
        target.outstanding += 1
        target.since = self._order()
        arrived = self.now

        def done(status: int, cause: str) -> None:
            self.tally.responses.append(self.now - arrived)
            back(status, cause)

        work = kind.work_ms / 1000 / self.scene.speed * self._draw()
        target.queue.append((work, done))
        self._start(target)

    def _choose(self) -> int:
        if self.scene.algorithm == "round_robin":
            self.cursor += 1
            return (self.cursor - 1) % len(self.targets)
        return min(
            range(len(self.targets)), key=lambda n: (self.targets[n].outstanding, self.targets[n].since)
        )

    def _order(self) -> int:
        self.sequence += 1
        return self.sequence

    def _start(self, target: Target) -> None:
        while target.queue and target.busy < self.scene.cores:
            work, done = target.queue.popleft()
            target.busy += 1
            self.at(self.now + work, self._finish, target, done)

    def _finish(self, target: Target, done: Callable[[int, str], None]) -> None:
        target.busy -= 1
        target.outstanding -= 1
        target.since = self._order()
        done(200, "")
        self._start(target)

    def _draw(self) -> float:
        if self.scene.service == "deterministic":
            return 1.0
        if self.scene.service == "exponential":
            return self.random.expovariate(1.0)
        return self._lognormal(self.scene.variation)

    def _lognormal(self, variation: float) -> float:
        variance = math.log(1 + variation**2)
        return self.random.lognormvariate(-variance / 2, math.sqrt(variance))

    def _read(self, kind: Kind, back: Callable[[int, str], None]) -> None:
        wait = constants.BUCKET_FIRST_BYTE_S * self._lognormal(constants.BUCKET_VARIATION)
        body = kind.size_kb * 1000 / constants.BUCKET_BYTES_PER_S
        if self.scene.bucket_down:
            self.at(self.now + 0.005, back, 503, "origin_down")
        else:
            self.at(self.now + wait + body, back, 200, "")
