"""The plan: what an architecture says, as tables that kernels read. Derived, never part of a snapshot.

Everything a request can belong to has a small index: its population, class, endpoint, cache, backend and
balancer. Indices come from `Names`, which only ever grow: when a document changes while the world runs, what
stays keeps its index and attempts in flight keep their meaning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.edge import Behaviors


class Names:
    """Append-only tables from a key to its index."""

    TABLES = ("clients", "classes", "endpoints", "caches", "backends", "balancers")

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, int]] = {table: {} for table in self.TABLES}
        #: First object id and number of objects of each class; a class that grows moves to a new range.
        self.objects: list[tuple[int, int]] = []
        self.object_count = 0

    def index(self, table: str, key: str) -> int:
        """The key's index, a new one if it has none."""
        rows = self.tables[table]
        return rows.setdefault(key, len(rows))

    def count(self, table: str) -> int:
        return len(self.tables[table])

    def keys(self, table: str) -> list[str]:
        return list(self.tables[table])

    def class_index(self, path: str, objects: int) -> int:
        """Index of the class of a path with room for its objects."""
        known = path in self.tables["classes"]
        index = self.index("classes", path)
        if not known:
            self.objects.append((self.object_count, objects))
            self.object_count += objects
        elif objects > self.objects[index][1]:
            self.objects[index] = (self.object_count, objects)
            self.object_count += objects
        return index

    def state(self) -> dict[str, Any]:
        tables = {table: list(rows) for table, rows in self.tables.items()}
        return {"tables": tables, "objects": self.objects, "object_count": self.object_count}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Names:
        names = cls()
        for table, keys in state["tables"].items():
            names.tables[table] = {key: index for index, key in enumerate(keys)}
        names.objects = [(first, count) for first, count in state["objects"]]
        names.object_count = state["object_count"]
        return names


@dataclass(frozen=True)
class Answer:
    """One value a name can resolve to. endpoint: index, -1 if it leads nowhere in this world."""

    record: str  # logical id of the record set
    target: str  # logical id of what it points to
    endpoint: int
    ttl: float
    alias: bool
    evaluate_health: bool


@dataclass(frozen=True)
class NamePlan:
    """How a population's host name is answered. answers: in the order of the document."""

    zone: str
    host: str
    policy: Literal["simple", "weighted"]
    answers: tuple[Answer, ...]
    weights: tuple[int, ...]


@dataclass(frozen=True)
class Destination:
    """Where requests for one endpoint go first: an edge cache, servers directly, or nowhere."""

    kind: Literal["cache", "direct", "none"]
    index: int = -1  # cache, or endpoint
    away: float = 0.0  # seconds one way, for direct


@dataclass(frozen=True)
class ClientsPlan:
    """One population of viewers."""

    id: str
    index: int
    location: str
    rate: Callable[[float], float]
    classes: NDArray[np.uint64]
    catalogue: NDArray[np.int64]
    resolvers: int
    lookup: float  # seconds
    timeout: float
    retries: int
    delay: float
    name: NamePlan | None
    endpoint: int  # when there is no name to resolve
    destinations: tuple[Destination, ...]
    goes_to: NDArray[np.int64]


@dataclass(frozen=True)
class CachePlan:
    """One edge of one distribution. away: seconds one way from each population."""

    index: int
    distribution: str
    edge: str
    behaviors: Behaviors
    away: NDArray[np.float64]
    served_from: dict[int, tuple[str, str]]  # class -> (path pattern, why its TTL)


@dataclass(frozen=True)
class BackendPlan:
    """A target group or a bucket."""

    id: str
    index: int
    kind: Literal["targets", "bucket", "unreachable"]
    region: str
    algorithm: int = 0
    distribution: int = 0
    variation: float = 1.0


@dataclass(frozen=True)
class RoutePlan:
    """Where an endpoint sends each class: backend and balancer by class. open: viewers may connect at all."""

    backend: NDArray[np.int64]
    balancer: NDArray[np.int64]
    region: str
    open: bool = True


@dataclass
class Plan:
    """Everything compiled. Lists are by index; None where a name has left the document."""

    names: Names
    clients: list[ClientsPlan | None] = field(default_factory=list)
    caches: list[CachePlan | None] = field(default_factory=list)
    backends: list[BackendPlan | None] = field(default_factory=list)
    routes: dict[int, RoutePlan] = field(default_factory=dict)
    popularity: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(1, np.uint64))
    work: NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))
    size_bytes: NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))
    transfer: NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))
    timeout: NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))
    retries: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    delay: NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))
