"""From frames to one figure: what a metric was in each second, and what that is over a window.

Everything here takes one frame at a time and keeps only what its statistic needs.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from labs.grading.objectives import Comparison, Selected, Statistic, declared

FrameJson = Mapping[str, Any]

COMPARISONS: dict[Comparison, Callable[[Any, Any], bool]] = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "more_than": operator.gt,
    "less_than": operator.lt,
    "equal": operator.eq,
    "not_equal": operator.ne,
}
_ACROSS: dict[str, Callable[[list[float]], float]] = {
    "sum": math.fsum,
    "mean": lambda values: math.fsum(values) / len(values),
    "min": min,
    "max": max,
}
_PERCENTILES = {"p50": 0.50, "p90": 0.90, "p95": 0.95, "p99": 0.99}


class Reader:
    """Reads one selected figure off a frame. types: logical id -> type of the document's resources."""

    def __init__(self, selected: Selected, types: Mapping[str, str]) -> None:
        self.selected = selected
        self.types = types

    def pair(self, frame: FrameJson) -> tuple[float | None, float | None]:
        """The figure and what it is divided by; None where there is nothing to say."""
        selected = self.selected
        if selected.of_world:
            return _of_world(frame, selected.metric)
        over = None if selected.per is None else self._folded(frame, selected.per)
        return self._folded(frame, selected.metric), over

    def value(self, frame: FrameJson) -> float | None:
        """The figure of this second, divided if it is to be."""
        above, below = self.pair(frame)
        if above is None or (self.selected.per is None and not _is_goodput(self.selected)):
            return above
        return above / below if below else None

    def _folded(self, frame: FrameJson, metric: str) -> float | None:
        found: list[float] = []
        kind = None
        for id, values in frame["values"].items():
            type_ = self.types.get(id)
            if self.selected.resource not in (None, id) or self.selected.type not in (None, type_):
                continue
            kind = kind or (declared(type_, metric) if type_ else None)
            counts = kind is not None and kind.statistic == "sum"
            found += _numbers(values.get(metric), self.selected.part, 0.0 if counts else None)
        if not found:
            return None
        average = kind is not None and kind.statistic == "average"
        return _ACROSS[self.selected.across or ("mean" if average else "sum")](found)


def _is_goodput(selected: Selected) -> bool:
    return selected.of_world and selected.metric == "goodput"


def _of_world(frame: FrameJson, metric: str) -> tuple[float | None, float | None]:
    demand = frame["demand"]
    if metric == "goodput":
        return float(demand["served"]), float(demand["served"] + demand["failed"])
    if metric in demand:
        return float(demand[metric]), None
    if metric.startswith("latency_"):
        latency = frame["latency_ms"]
        return (float(latency[metric.removeprefix("latency_")]) if latency else None), None
    return float(frame["cost"][metric]), None


def _numbers(value: Any, part: str | None, without: float | None) -> Iterable[float]:
    """The numbers a metric has, or the one of `part`; `without`: what a part is that does not occur."""
    if isinstance(value, Mapping):
        value = [value.get(part, without)] if part is not None else list(value.values())
    else:
        value = [value]
    return [float(v) for v in value if isinstance(v, int | float) and not isinstance(v, bool)]


class Fold:
    """One statistic over the seconds it is shown."""

    def __init__(self, statistic: Statistic) -> None:
        self.statistic = statistic
        self._values: list[float] = []
        self._sum = self._over = 0.0
        self._count = 0
        self._extreme: float | None = None

    def add(self, value: float | None, over: float | None = None) -> None:
        """One second: its figure, and for a ratio what it is divided by. None: nothing to say."""
        if value is None:
            return
        self._count += 1
        if self.statistic == "last":
            self._extreme = value
        elif self.statistic == "min":
            self._extreme = value if self._extreme is None else min(self._extreme, value)
        elif self.statistic == "max":
            self._extreme = value if self._extreme is None else max(self._extreme, value)
        elif self.statistic in _PERCENTILES:
            self._values.append(value)
        else:
            self._sum += value
            self._over += over or 0.0

    @property
    def value(self) -> float | None:
        if not self._count:
            return None
        if self.statistic == "sum":
            return self._sum
        if self.statistic == "mean":
            return self._sum / self._count
        if self.statistic == "ratio":
            return self._sum / self._over if self._over else None
        if self.statistic in _PERCENTILES:
            ordered = sorted(self._values)
            return ordered[max(0, math.ceil(_PERCENTILES[self.statistic] * len(ordered)) - 1)]
        return self._extreme


class Stretch:
    """Seconds for which something held: the longest stretch and all together."""

    def __init__(self) -> None:
        self.total = self.longest = self._current = 0

    def add(self, held: bool, seconds: int = 1) -> None:
        if not held:
            self._current = 0
            return
        self._current += seconds
        self.total += seconds
        self.longest = max(self.longest, self._current)
