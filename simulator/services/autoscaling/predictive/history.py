"""The hourly load of a group: what the run measured, and before second 0 what its document tells.

Hours are those of the world's clock and are numbered; hour 0 is the one that second 0 falls into. A load is the sum of
its minutes' values (see `decide.py`): requests and bytes of the whole hour, or the percent of CPU of all instances in
each of its 60 minutes.

An hour of which less than half was measured (a jump over it, the start) has no value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from simulator.control import Control, Load, Totals
from simulator.services.autoscaling.predictive.forecast import HISTORY_HOURS
from simulator.services.autoscaling.predictive.policy import CPU, NETWORK_IN, NETWORK_OUT, REQUESTS
from simulator.services.ec2.machines import REQUEST_BYTES

HOUR = 3600.0
MINUTE = 60.0
#: So many hours are kept: what a forecast reads, and two days that it is compared with.
KEPT = HISTORY_HOURS + 48


class History:
    """`values[measure][i]` is the load of hour `first + i`, None if it is not known."""

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = offset
        self.first = 0
        self.values: dict[str, list[float | None]] = {}
        self._sums: dict[str, float] = {}
        self._seconds = 0.0
        self._seen_at: float | None = None

    # --- hours ------------------------------------------------------------------------------------------

    def hour_of(self, second: float) -> int:
        return math.floor((second + self.offset) / HOUR)

    def start_of(self, hour: int) -> float:
        """The second at which an hour begins."""
        return hour * HOUR - self.offset

    @property
    def next(self) -> int:
        """The first hour that is not yet closed."""
        return self.first + max((len(values) for values in self.values.values()), default=0)

    # --- what is known ----------------------------------------------------------------------------------

    def adopt(
        self, measures: Iterable[str], now: float, past: Callable[[float, float], Mapping[str, float] | None]
    ) -> None:
        """Keep these measures from now on. A new one begins with what `past` tells of the hours before second 0."""
        wanted = dict.fromkeys(measures)
        current = self.hour_of(now)
        if not self.values:
            self.first = current - HISTORY_HOURS
        before = {name: self.values[name] for name in wanted if name in self.values}
        fresh = [name for name in wanted if name not in before]
        told: dict[str, list[float | None]] = {name: [] for name in fresh}
        if fresh:
            for hour in range(self.first, current):
                start, end = self.start_of(hour), self.start_of(hour + 1)
                found = past(start, end) if end <= 0 else None
                for name in fresh:
                    told[name].append(None if found is None else found.get(name))
        self.values = {name: before.get(name) or told[name] for name in wanted}
        if fresh:
            # The hour under way counts from here on, for all of them alike.
            self._seconds = 0.0
            self._sums = dict.fromkeys(wanted, 0.0)
        else:
            self._sums = {name: self._sums[name] for name in wanted}

    def record(self, now: float, totals: Totals) -> None:
        """What a group's servers did in the last tick."""
        before, self._seen_at = self._seen_at, now
        # The last tick's middle: its hour is the one it belongs to.
        self.close(now - 0.5)
        if before is not None and now - before > 1.0:
            return  # a jump, in which nobody came
        self._seconds += 1.0
        sums = self._sums
        for name in sums:
            if name == REQUESTS:
                sums[name] += totals.requests
            elif name == CPU:
                sums[name] += 100.0 * totals.busy / MINUTE
            elif name == NETWORK_OUT:
                sums[name] += totals.sent
            elif name == NETWORK_IN:
                sums[name] += totals.requests * REQUEST_BYTES

    def add(self, measure: str, value: float) -> None:
        """One minute's value of a measure that a policy reads from CloudWatch."""
        self._sums[measure] += value

    def close(self, now: float) -> None:
        """End every hour that is over at `now`."""
        while self.values and self.next < self.hour_of(now):
            measured = self._seconds >= HOUR / 2
            for name, values in self.values.items():
                whole = self._sums[name] * HOUR / self._seconds if measured else None
                values.append(None if whole is None else round(whole, 3))
                self._sums[name] = 0.0
            self._seconds = 0.0
            extra = self.next - self.first - KEPT
            if extra > 0:
                self.first += extra
                self.values = {name: values[extra:] for name, values in self.values.items()}

    def of(self, measure: str, last: int = HISTORY_HOURS) -> list[float | None]:
        """The newest closed hours, oldest first."""
        return self.values[measure][-last:]

    def estimated(self, last: int = HISTORY_HOURS) -> int:
        """How many of the newest closed hours lie before second 0 and have a value."""
        rows = next(iter(self.values.values()), [])
        begin = max(self.first, self.next - last)
        return sum(value is not None for value in rows[begin - self.first : max(0, -self.first)])

    # --- snapshot ---------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        return {
            "offset": self.offset,
            "first": self.first,
            "values": {name: list(values) for name, values in self.values.items()},
            "sums": dict(self._sums),
            "seconds": self._seconds,
            "seen_at": self._seen_at,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        self.offset = state["offset"]
        self.first = state["first"]
        self.values = {name: list(values) for name, values in state["values"].items()}
        self._sums = dict(state["sums"])
        self._seconds = state["seconds"]
        self._seen_at = state["seen_at"]


def told(load: Load, cores: int, speed: float) -> dict[str, float]:
    """The load of an hour before the world began, on instances with so many cores of this speed."""
    return {
        REQUESTS: round(load.requests, 3),
        CPU: round(100.0 * load.work / (cores * speed) / MINUTE, 3),
        NETWORK_OUT: round(load.sent, 3),
        NETWORK_IN: round(load.requests * REQUEST_BYTES, 3),
    }


def clock_offset(control: Control) -> float:
    """Seconds of its hour that have passed when the world begins."""
    start = control.clock.start
    return start.minute * 60.0 + start.second
