"""Both ends of a request's way: the population that asks and the backend that answers.

Each object holds what its end remembers between two ticks, keyed by its logical id: an edit elsewhere in the
document disturbs neither its random streams nor what it keeps.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.engine.state import pack_array, pack_pool, unpack_array, unpack_pool
from simulator.kernels.records import Lane, Pool, empty_lane
from simulator.kernels.streams import exponential, stream

_POPULATION_ARRAYS = ("times", "picks", "asks", "progress", "expiry", "kept", "endpoint", "ttl", "share")


class Population:
    """What a population of viewers remembers between ticks."""

    def __init__(self, seed: int, name: str, resolvers: int) -> None:
        self.times = stream(seed, name, "times")
        self.picks = stream(seed, name, "picks")
        self.asks = stream(seed, name, "resolvers")
        self.progress = np.array([exponential(self.times), 0.0])
        self.expiry = np.zeros(resolvers)
        self.kept = np.zeros(resolvers, np.int64)
        #: Endpoint and TTL of every answer this population was ever given; `kept` points into it.
        self.endpoint = np.zeros(0, np.int64)
        self.ttl = np.zeros(0)
        self.known: list[str] = []  # record/target of each of them
        self.share = np.zeros(0)  # cumulated shares of what may be given now
        self.retries = Pool()
        self.multiplier = 1.0
        self._lane = empty_lane(64)
        self.order = np.empty(64, np.int64)

    def lane(self, length: int) -> Lane:
        """A lane with room for `length` requests, the same memory in every tick."""
        if len(self.order) < length:
            self._lane = empty_lane(2 * length)
            self.order = np.empty(2 * length, np.int64)
        return self._lane

    def learn(self, keys: list[str], endpoints: list[int], ttls: list[float], shares: list[float]) -> None:
        """What Route 53 gives from now on; what the resolvers keep stays until its TTL."""
        for key, endpoint, ttl in zip(keys, endpoints, ttls, strict=True):
            if key not in self.known:
                self.known.append(key)
                self.endpoint = np.append(self.endpoint, np.int64(endpoint))
                self.ttl = np.append(self.ttl, ttl)
            place = self.known.index(key)
            self.endpoint[place] = endpoint
            self.ttl[place] = ttl
        share = np.zeros(len(self.known))
        for key, part in zip(keys, shares, strict=True):
            share[self.known.index(key)] = part
        self.share = np.cumsum(share)

    def fit_resolvers(self, count: int) -> None:
        """Have so many resolvers; those that stay keep their answers."""
        have = len(self.expiry)
        if count > have:
            self.expiry = np.concatenate([self.expiry, np.zeros(count - have)])
            self.kept = np.concatenate([self.kept, np.zeros(count - have, np.int64)])
        elif count < have:
            self.expiry = self.expiry[:count].copy()
            self.kept = self.kept[:count].copy()

    def state(self) -> dict[str, Any]:
        return {
            **{name: pack_array(getattr(self, name)) for name in _POPULATION_ARRAYS},
            "known": self.known,
            "retries": pack_pool(self.retries),
            "multiplier": self.multiplier,
        }

    def restore(self, state: dict[str, Any]) -> None:
        for name in _POPULATION_ARRAYS:
            setattr(self, name, unpack_array(state[name]))
        self.known = list(state["known"])
        self.retries = unpack_pool(state["retries"])
        self.multiplier = state["multiplier"]


class Backend:
    """What a target group or a bucket remembers between ticks."""

    def __init__(self, seed: int, name: str) -> None:
        self.service = stream(seed, name, "service")
        self.cursor = np.zeros(1, np.int64)
        self.arriving = Pool()
        self.eligible = np.zeros(0, np.int64)
        self.down = False
        self.refuses = False  # targets are registered, but nothing answers on their ports

    def leave(self) -> None:
        """The document names it no more: what is under way still arrives, nobody answers."""
        self.eligible = np.zeros(0, np.int64)
        self.refuses = False

    def state(self) -> dict[str, Any]:
        return {
            "service": pack_array(self.service),
            "cursor": int(self.cursor[0]),
            "arriving": pack_pool(self.arriving),
            "eligible": pack_array(self.eligible),
            "down": self.down,
            "refuses": self.refuses,
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.service = unpack_array(state["service"])
        self.cursor[0] = state["cursor"]
        self.arriving = unpack_pool(state["arriving"])
        self.eligible = unpack_array(state["eligible"])
        self.down = state["down"]
        self.refuses = state["refuses"]
