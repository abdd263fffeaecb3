"""The load a target group had before second 0, expected from the document's own curves.

Nothing is simulated here. Viewers who tell their past (`HistoryDays`) asked as their curve says; each class of their
requests takes the ways that a request takes in the running world: the shares of DNS answers, and at an edge only what
is not answered from the cache. An object asked for ``r`` times a second and kept for ``T`` seconds is fetched
``r / (1 + rT)`` times a second. What cannot be said in closed form is left out: noise, retries, evictions, and that
several populations may share an edge's cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import numpy as np

from simulator.control import Load
from simulator.document import Architecture
from simulator.engine.plan import ClientsPlan, Plan
from simulator.services.clients.past import mean_rate
from simulator.services.clients.properties import RequestClass
from simulator.services.clients.traffic import DAY_S

#: Groups of ranks that a catalogue of more objects is read as.
_RANKS = 2_000


class Past:
    """Implements `control.Past` for a world whose document may change: `of` gives what it is now."""

    def __init__(self, of: Callable[[], tuple[Plan, Architecture]]) -> None:
        self._of = of

    def load(self, target_groups: Sequence[str], since: float, until: float) -> Load | None:
        plan, architecture = self._of()
        backends = {plan.names.tables["backends"].get(name) for name in target_groups}
        total: list[float] | None = None
        for clients in plan.clients:
            if clients is None:
                continue
            properties = architecture[clients.id].properties
            if until <= -properties.HistoryDays * DAY_S or until > 0:
                continue
            total = total or [0.0, 0.0, 0.0]
            rate = mean_rate(properties.Traffic, since, until)
            weights = sum(request.Weight for request in properties.Requests)
            for request in properties.Requests:
                klass = plan.names.index("classes", request.Path)
                asked = rate * request.Weight / weights
                arriving = (until - since) * sum(
                    _arriving(plan, endpoint, asked * share, klass, request, backends, clients)
                    for endpoint, share in _answers(clients)
                )
                total[0] += arriving
                total[1] += arriving * float(plan.work[klass])
                total[2] += arriving * float(plan.size_bytes[klass])
        return None if total is None else Load(*total)


def _answers(clients: ClientsPlan) -> Iterator[tuple[int, float]]:
    """Endpoints that a population's requests go to, each with its share."""
    name = clients.name
    if name is None:
        yield clients.endpoint, 1.0
        return
    weights = name.weights if name.policy == "weighted" else (1,) * len(name.answers)
    whole = sum(weights)
    for answer, weight in zip(name.answers, weights, strict=True):
        if answer.endpoint >= 0 and whole:
            yield answer.endpoint, weight / whole


def _arriving(
    plan: Plan,
    endpoint: int,
    rate: float,
    klass: int,
    request: RequestClass,
    backends: set[int | None],
    clients: ClientsPlan,
) -> float:
    """Requests a second of one class that reach one of the backends by this endpoint."""
    destination = clients.destinations[int(clients.goes_to[endpoint])]
    if destination.kind == "direct":
        return rate if int(plan.routes[destination.index].backend[klass]) in backends else 0.0
    cache = plan.caches[destination.index] if destination.kind == "cache" else None
    if cache is None or int(cache.behaviors.backend[klass]) not in backends:
        return 0.0
    kept = float(cache.behaviors.ttl[klass])
    if kept <= 0.0:
        return rate
    return _fetched(request.Objects, request.ZipfExponent, kept, float(f"{rate:.3g}"))


@lru_cache(maxsize=4096)
def _fetched(objects: int, exponent: float, kept: float, rate: float) -> float:
    """Fetches a second of objects asked for `rate` times a second in all. Of a long tail, ranks stand for groups."""
    edges = (
        np.unique(np.geomspace(1, objects + 1, _RANKS).round())
        if objects > _RANKS
        else np.arange(1, objects + 2)
    )
    sizes = np.diff(edges)
    popularity = ((edges[:-1] + edges[1:] - 1) / 2.0) ** -exponent
    each = rate * popularity / (popularity * sizes).sum()
    return float((sizes * each / (1.0 + each * kept)).sum())
