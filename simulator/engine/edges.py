"""Every edge cache of a world and the keys that are being fetched for them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine import constants as figures
from simulator.engine.state import pack_array, unpack_array
from simulator.kernels import edge
from simulator.kernels.memory import aligned_zeros
from simulator.kernels.streams import Stream, stream


class Edges:
    """caches and pending are what the kernels of `kernels.edge` work on; jitters: one stream a cache."""

    def __init__(self) -> None:
        self.jitters: list[Stream] = []
        self.caches = _blank_caches(0, 1)
        self.pending = _blank_pending(256)

    def fit(self, seed: int, names: list[str], objects: int) -> None:
        """Have a cache a name, with room for so many different objects; what there is stays."""
        for name in names[len(self.jitters) :]:
            self.jitters.append(stream(seed, name, "jitter"))
        self._fit_caches(len(names), max(objects, 1))

    def _fit_caches(self, count: int, objects: int) -> None:
        old = self.caches
        have, known = old.index.shape
        room = min(objects, figures.EDGE_CAPACITY)
        if count <= have and objects <= known and room <= old.node.shape[1] - 1:
            return
        new = _blank_caches(max(count, have), max(objects, known), max(room, old.node.shape[1] - 1))
        new.index[:have, :known] = old.index
        new.node[:have, : old.node.shape[1]] = old.node
        new.header[:have] = old.header
        new.header[:, edge.CAPACITY] = new.node.shape[1] - 1
        self.caches = new

    def reserve(self, more: int) -> None:
        """Have room for `more` keys to be fetched."""
        free = int(self.pending.header[0])
        if free >= more:
            return
        old = self.pending
        size = len(old.time)
        new = _blank_pending(max(2 * size, size + more))
        for name in ("time", "ttl", "slot", "cache", "status", "cause"):
            getattr(new, name)[:size] = getattr(old, name)
        fresh = np.arange(len(new.time) - 1, size - 1, -1, dtype=np.int32)
        new.free[: len(fresh)] = fresh
        new.free[len(fresh) : len(fresh) + free] = old.free[:free]
        new.header[0] = len(fresh) + free
        self.pending = new

    def state(self) -> dict[str, Any]:
        return {
            "jitters": [pack_array(jitter) for jitter in self.jitters],
            "caches": [self._dump(k) for k in range(len(self.jitters))],
            # A restored cache numbers its nodes anew: `slot` follows from the nodes themselves.
            "pending": {
                name: pack_array(value) for name, value in self.pending._asdict().items() if name != "slot"
            },
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take over what `state` returned. The caches have been fitted, and are empty."""
        self.jitters = [unpack_array(packed) for packed in state["jitters"]]
        table = {name: unpack_array(value) for name, value in state["pending"].items()}
        self.pending = edge.Pending(slot=np.zeros(len(table["time"]), np.int32), **table)
        for k, packed in enumerate(state["caches"]):
            parts = [unpack_array(part) for part in packed]
            edge.rebuild(self.caches, k, len(parts[0]), *parts)
            waiting = np.flatnonzero(parts[2] >= 0)
            self.pending.slot[parts[2][waiting]] = waiting + 1

    def _dump(self, k: int) -> list[Any]:
        room = int(self.caches.header[k, edge.USED])
        parts: tuple[NDArray[Any], ...] = (
            np.empty(room, np.int32),
            np.empty(room),
            *(np.empty(room, np.int32) for _ in range(3)),
        )
        edge.dump(self.caches, k, *parts)
        return [pack_array(part) for part in parts]


def _blank_caches(count: int, objects: int, capacity: int = 0) -> edge.Caches:
    header = np.zeros((count, 4), np.int64)
    header[:, edge.CAPACITY] = capacity
    node = aligned_zeros((count, capacity + 1), edge.NODE)
    node["pending"] = -1
    return edge.Caches(aligned_zeros((count, objects), np.int32), node, header)


def _blank_pending(rows: int) -> edge.Pending:
    return edge.Pending(
        time=np.full(rows, np.inf),
        ttl=np.zeros(rows),
        slot=np.zeros(rows, np.int32),
        cache=np.zeros(rows, np.int32),
        status=np.zeros(rows, np.int16),
        cause=np.zeros(rows, np.int16),
        free=np.arange(rows - 1, -1, -1, dtype=np.int32),
        header=np.array([rows], np.int64),
    )
