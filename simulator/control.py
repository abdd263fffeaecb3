"""The contract of the control plane: services write runtimes for it, the engine drives them.

It is an event heap and what a service's runtime may use.

The control plane acts between batches of requests. Each resource that does something by itself (a group,
an alarm, a target group's health checks) has one `Runtime`, which is called

- once by `start` when it enters the world,
- by `on_event` for each event it scheduled, ordered by (time, priority, sequence),
- by `observe` after each tick with the second's measurements at hand,
- by `update` when its properties were changed in a running world,
- by `leave` when it was removed from a running world: it gives back what it holds.

The order of the tick that ends at second n: commands, then `run_until(n - 1)`, then the data plane works on
[n - 1, n), `now` becomes n, every runtime's `observe`, then `metrics` for frame n. Events of second n hence come
after the `observe` of second n, so a minute's last second is in its datapoint; what they decide is in frame n + 1.

Everything a runtime remembers is in `state()`, JSON-able; the rest is derived from the architecture.
Runtimes draw randomness only through `Control.uniform`, which is keyed by logical id and purpose, so that
an edit elsewhere in the document disturbs nothing.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from simulator.clock import Clock
from simulator.decisions import Decision
from simulator.priorities import REACTIONS
from simulator.problems import Problem
from simulator.text import Text


@dataclass(order=True, slots=True)
class Event:
    """Something a runtime will do at a simulated second. Ordered totally by (at, priority, sequence).

    `period` > 0 marks a beat that repeats and may be jumped over by `skip` while nothing changes; the
    runtime reschedules it itself.
    """

    at: float
    priority: int
    sequence: int
    resource: str = field(compare=False)
    name: str = field(compare=False)
    payload: dict[str, Any] = field(compare=False, default_factory=dict)
    period: float = field(compare=False, default=0.0)


class EventHeap:
    """Pending events. The sequence number makes equal times come out in the order they were scheduled."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._sequence = 0

    def __len__(self) -> int:
        return len(self._events)

    def push(
        self,
        at: float,
        resource: str,
        name: str,
        payload: dict[str, Any] | None = None,
        *,
        priority: int = REACTIONS,
        period: float = 0.0,
    ) -> None:
        self._sequence += 1
        heapq.heappush(
            self._events, Event(at, priority, self._sequence, resource, name, payload or {}, period)
        )

    def pop_until(self, now: float) -> Event | None:
        """The next event at or before `now`, or None."""
        if self._events and self._events[0].at <= now:
            return heapq.heappop(self._events)
        return None

    def next_at(self) -> float | None:
        return self._events[0].at if self._events else None

    def next_once_at(self) -> float | None:
        """When the next event that is not a repeating beat is due."""
        return min((event.at for event in self._events if not event.period), default=None)

    def jump(self, until: float) -> None:
        """Move every repeating beat forward by whole periods to its first time at or after `until`."""
        for event in self._events:
            if event.period and event.at < until:
                periods = -((event.at - until) // event.period)
                event.at += periods * event.period
        heapq.heapify(self._events)

    def drop(self, resource: str) -> None:
        """Forget the events of a resource that left the world."""
        self._events = [event for event in self._events if event.resource != resource]
        heapq.heapify(self._events)

    def state(self) -> dict[str, Any]:
        rows = [
            [
                event.at,
                event.priority,
                event.sequence,
                event.resource,
                event.name,
                event.payload,
                event.period,
            ]
            for event in sorted(self._events)
        ]
        return {"sequence": self._sequence, "events": rows}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> EventHeap:
        heap = cls()
        heap._sequence = state["sequence"]
        heap._events = [Event(*row) for row in state["events"]]
        heapq.heapify(heap._events)
        return heap


@dataclass(frozen=True, slots=True)
class Totals:
    """What several servers did in the last tick together.

    requests: given to them. sent: bytes of the answers to these. busy: sum of their busy fractions.
    """

    requests: int
    sent: float
    busy: float


class Servers(Protocol):
    """The data plane's servers as the control plane sees them. One slot is one instance's server."""

    def allocate(self, *, cores: int, speed: float, queue_limit: int, now: float) -> int:
        """A server that starts empty. `speed` is work done a second by one core (1.0 is the reference vCPU)."""

    def release(self, slot: int, now: float) -> None:
        """The instance is gone: whatever it still held fails with a connection reset at `now`."""

    def cut(self, slot: int, now: float) -> int:
        """The connections to it are closed at `now`, though it runs on: what it still held fails. How many."""

    def set_speed(self, slot: int, speed: float) -> None:
        """Work that starts from now on is done at this speed (a slowed or mended instance).

        0: it accepts and never answers. Below 0: no connection reaches it.
        """

    def busy_fraction(self, slot: int) -> float:
        """Share of the cores' time in the last tick spent working, 0..1."""

    def request_count(self, slot: int) -> int:
        """Requests this server was given in the last tick."""

    def totals(self, slots: Sequence[int]) -> Totals:
        """What these servers did in the last tick, added up at once."""

    def held(self, slots: Sequence[int], now: float) -> list[int]:
        """Requests each of these servers holds at `now`: `in_flight` of many, at the price of one."""

    def in_flight(self, slot: int, now: float) -> int:
        """Requests it holds at `now`, queued or being worked on."""

    def queue_delay(self, slot: int, now: float) -> float:
        """Seconds a request arriving now would wait for a core: what a health check would feel too."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a span of time brings to servers. requests; work: seconds of it on the reference vCPU; sent: bytes of
    the answers."""

    requests: float
    work: float
    sent: float


class Past(Protocol):
    """What was before second 0, as far as the document says."""

    def load(self, target_groups: Sequence[str], since: float, until: float) -> Load | None:
        """Expected load of these target groups over a span that ends by second 0; None if nothing tells it."""


class MetricStore(Protocol):
    """Where services record what they measure and alarms read it: CloudWatch's store."""

    def state(self) -> dict[str, Any]: ...
    def restore(self, state: Mapping[str, Any]) -> None: ...


class Runtime(Protocol):
    """What a resource does by itself in a world. See the module's text for when each is called."""

    resource: str

    def start(self, control: Control) -> None: ...
    def on_event(self, control: Control, name: str, payload: dict[str, Any]) -> None: ...
    def observe(self, control: Control) -> None: ...
    def update(self, control: Control, properties: Any) -> None: ...
    def metrics(self, control: Control) -> dict[str, Any]: ...
    def state(self) -> dict[str, Any]: ...
    def restore(self, state: Mapping[str, Any]) -> None: ...
    def leave(self, control: Control) -> None: ...


class Operable(Runtime, Protocol):
    """A runtime whose kind declares operations."""

    def refusal(self, control: Control, operation: str, parameters: Any) -> Problem | None:
        """Why AWS would refuse the call now, located below ``parameters``; None if it would not. Changes nothing."""

    def operate(self, control: Control, operation: str, parameters: Any) -> Text:
        """Make the call; a sentence that says what was asked for."""


class Control:
    """What runtimes share: time and calendar, the heap, one another, the servers and the decision log."""

    def __init__(self, architecture: Any, seed: int, servers: Servers, heap: EventHeap | None = None) -> None:
        self.architecture = architecture
        self.seed = seed
        self.servers = servers
        self.heap = heap or EventHeap()
        self.now = 0.0
        self.clock = Clock()
        #: Set by the engine for runtimes that learn from what was before; derived, in no snapshot.
        self.past: Past | None = None
        #: The world's metrics; set when the runtimes are built, from what the document's alarms read.
        self.metrics: MetricStore | None = None
        self.runtimes: dict[str, Runtime] = {}
        self.decisions: list[Decision] = []
        self.changes = 0
        self._draws: dict[str, int] = {}

    def schedule(
        self,
        at: float,
        resource: str,
        name: str,
        payload: dict[str, Any] | None = None,
        *,
        priority: int = REACTIONS,
        period: float = 0.0,
    ) -> None:
        """Have `resource`'s runtime called at the simulated second `at` (never before the present)."""
        self.heap.push(max(at, self.now), resource, name, payload, priority=priority, period=period)

    def decide(self, decision: Decision, resource: str, layer: str) -> None:
        """Put a decision into the log. It changes nothing else."""
        self.decisions.append(decision.placed(self.now, resource, layer))

    def changed(self) -> None:
        """Say that the world is not at rest: `skip` jumps beats only after a while without a change."""
        self.changes += 1

    def uniform(self, resource: str, purpose: str) -> float:
        """The next number in [0, 1) of the stream (seed, resource, purpose)."""
        key = f"{resource}/{purpose}"
        draw = self._draws.get(key, 0)
        self._draws[key] = draw + 1
        digest = hashlib.blake2b(f"{self.seed}/{key}/{draw}".encode(), digest_size=8).digest()
        return (int.from_bytes(digest, "big") >> 11) / float(1 << 53)

    def state(self) -> dict[str, Any]:
        """All the control plane remembers, JSON-able, without the servers."""
        return {
            "now": self.now,
            "changes": self.changes,
            "draws": dict(self._draws),
            "heap": self.heap.state(),
            "metrics": self.metrics.state() if self.metrics is not None else None,
            "runtimes": {name: runtime.state() for name, runtime in self.runtimes.items()},
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from `state`. The runtimes have been built from the same architecture, and not started."""
        self.now = state["now"]
        self.changes = state["changes"]
        self._draws = dict(state["draws"])
        self.heap = EventHeap.from_state(state["heap"])
        if self.metrics is not None:
            self.metrics.restore(state["metrics"])
        for name, runtime in self.runtimes.items():
            runtime.restore(state["runtimes"][name])

    def run_until(self, now: float, unless: Callable[[Event], bool] | None = None) -> None:
        """Hand every event due at or before `now` to its runtime, in order."""
        while (event := self.heap.pop_until(now)) is not None:
            self.now = max(self.now, event.at)
            runtime = self.runtimes.get(event.resource)
            if runtime is not None and not (unless and unless(event)):
                runtime.on_event(self, event.name, event.payload)
        self.now = now
