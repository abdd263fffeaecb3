"""The fleet: every server of a world, as the control plane and the serving kernel see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulator.control import Totals
from simulator.engine.state import pack_array, unpack_array
from simulator.kernels import servers as kernel
from simulator.kernels.records import AT_SERVER, Pool

#: Attempts name their server in two bytes. Documents are held far below it.
MAX_SLOTS = 32_767


class Fleet:
    """Implements `control.Servers` on the arrays of `kernels.servers.Servers`.

    A slot is used by one instance at a time and given to another only after it was released, when nothing in
    the world refers to it any more: `release` fails what it held.
    """

    def __init__(self, answers: Pool, slots: int = 16, cores: int = 4, queue: int = 128) -> None:
        self._answers = answers
        self.used = np.zeros(slots, bool)
        self.arrays = _blank(slots, cores, queue)
        self._elapsed = 1.0
        self._forget()

    def _forget(self) -> None:
        """What was read from the arrays as lists is no longer so."""
        self._busy: list[float] | None = None
        self._requests: list[int] | None = None

    # --- what the control plane calls -------------------------------------------------------------------

    def allocate(self, *, cores: int, speed: float, queue_limit: int, now: float) -> int:
        free = np.flatnonzero(~self.used)
        rows, width = self.arrays.free.shape
        depth = self.arrays.starts.shape[1]
        if not len(free) and rows >= MAX_SLOTS:
            raise RuntimeError(f"a world has at most {MAX_SLOTS} servers at a time")
        if not len(free) or cores > width or queue_limit > depth:
            self._grow(
                min(rows * 2, MAX_SLOTS) if not len(free) else rows,
                max(cores, width),
                max(queue_limit, depth),
            )
            free = np.flatnonzero(~self.used)
        slot = int(free[0])
        a = self.arrays
        self.used[slot] = True
        a.free[slot] = now
        a.cores[slot] = cores
        a.speed[slot] = speed
        a.starts[slot] = -np.inf
        a.ring[slot] = 0
        a.limit[slot] = queue_limit
        a.requests[slot] = 0
        a.busy[slot] = 0.0
        a.sent[slot] = 0.0
        self._forget()
        return slot

    def release(self, slot: int, now: float) -> None:
        self.cut(slot, now)
        self.used[slot] = False

    def cut(self, slot: int, now: float) -> int:
        return int(kernel.reset_connections(self._answers.rows, self._answers.n, slot, now))

    def set_speed(self, slot: int, speed: float) -> None:
        a = self.arrays
        if a.speed[slot] <= 0.0 and speed > 0.0:
            # What a hung server had accepted never finishes; its cores start afresh.
            a.free[slot][np.isinf(a.free[slot])] = 0.0
            a.starts[slot][np.isinf(a.starts[slot])] = -np.inf
        a.speed[slot] = speed

    def busy_fraction(self, slot: int) -> float:
        if self._busy is None:
            a = self.arrays
            self._busy = np.minimum(1.0, a.busy / (a.cores * self._elapsed)).tolist()
        return self._busy[slot]

    def request_count(self, slot: int) -> int:
        if self._requests is None:
            self._requests = self.arrays.requests.tolist()
        return self._requests[slot]

    def totals(self, slots: Sequence[int]) -> Totals:
        a, chosen = self.arrays, np.asarray(slots, np.int64)
        busy = np.minimum(1.0, a.busy[chosen] / (a.cores[chosen] * self._elapsed))
        return Totals(int(a.requests[chosen].sum()), float(a.sent[chosen].sum()), float(busy.sum()))

    def held(self, slots: Sequence[int], now: float) -> list[int]:
        rows = self._answers.alive()
        there = (rows["stage"] == AT_SERVER) & (rows["target"] >= 0)
        here = there & (rows["due"] > now) & (rows["refused"] == 0)
        counts = np.bincount(rows["target"][here], minlength=len(self.used))
        return [int(counts[slot]) for slot in slots]

    def in_flight(self, slot: int, now: float) -> int:
        rows = self._answers.alive()
        held = (rows["stage"] == AT_SERVER) & (rows["target"] == slot) & (rows["due"] > now)
        return int(np.count_nonzero(held & (rows["refused"] == 0)))

    def queue_delay(self, slot: int, now: float) -> float:
        a = self.arrays
        return max(0.0, float(a.free[slot, : int(a.cores[slot])].min()) - now)

    # --- what the engine calls --------------------------------------------------------------------------

    def begin_tick(self, since: float, until: float) -> None:
        self._elapsed = until - since
        self._forget()
        kernel.begin_tick(self.arrays, np.flatnonzero(self.used), since, until)

    def _grow(self, slots: int, cores: int, queue: int) -> None:
        old = self.arrays
        new = _blank(slots, cores, queue)
        n, width, depth = len(old.cores), old.free.shape[1], old.starts.shape[1]
        new.free[:n, :width] = old.free
        new.starts[:n, :depth] = old.starts
        for name in ("cores", "speed", "ring", "limit", "requests", "busy", "sent"):
            getattr(new, name)[:n] = getattr(old, name)
        self.used = np.concatenate([self.used, np.zeros(slots - n, bool)])
        self.arrays = new

    def state(self) -> dict[str, Any]:
        arrays = {name: pack_array(value) for name, value in self.arrays._asdict().items()}
        return {"used": pack_array(self.used), "arrays": arrays, "elapsed": self._elapsed}

    def restore(self, state: dict[str, Any]) -> None:
        self.used = unpack_array(state["used"])
        self.arrays = kernel.Servers(**{name: unpack_array(value) for name, value in state["arrays"].items()})
        self._elapsed = state["elapsed"]
        self._forget()


def _blank(slots: int, cores: int, queue: int) -> kernel.Servers:
    return kernel.Servers(
        free=np.zeros((slots, cores)),
        cores=np.ones(slots, np.int64),
        speed=np.ones(slots),
        starts=np.full((slots, max(queue, 1)), -np.inf),
        ring=np.zeros(slots, np.int64),
        limit=np.zeros(slots, np.int64),
        requests=np.zeros(slots, np.int64),
        busy=np.zeros(slots),
        sent=np.zeros(slots),
    )
