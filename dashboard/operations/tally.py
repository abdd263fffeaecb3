"""What a web process has counted and not yet told Redis (`reporting` does, every few seconds)."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from dashboard.runs import counters


class Tally:
    """Counts by field of `counters`. Threads of requests and the event loop share it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.counts: dict[str, int] = {}

    def add(self, more: Mapping[str, int]) -> None:
        with self.lock:
            counters.add(self.counts, more)

    def count(self, name: str, labels: str = "") -> None:
        self.add({f"{name}|{labels}" if labels else name: 1})

    def take(self) -> dict[str, int]:
        """Everything counted so far; the tally is empty after."""
        with self.lock:
            taken, self.counts = self.counts, {}
        return taken


tally = Tally()
