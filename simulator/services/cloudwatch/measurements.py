"""What a world measured, as CloudWatch keeps it: one store for all services.

Services record samples under a namespace, a name and dimensions. Only what an alarm or a policy of the document reads
is kept (`adopt` is told when the document is compiled, or changed): the rest costs a look-up at most. A series is
aggregated by the minute and kept for as long as its longest reader looks back, so its memory is bounded.

Terms
-----
datapoint
    The samples of one period under one statistic. Periods are multiples of a minute and end now: they slide, as
    those of an alarm do. A period without samples has no datapoint, which is not the same as zero.
percentile
    p0 to p100, from counts in bins: at most 1 % away from the true sample (`sketch.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.services.cloudwatch.sketch import key_of, merge, percentile

MINUTE = 60
STATISTICS = ("Average", "Sum", "Minimum", "Maximum", "SampleCount")
PERCENTILE = re.compile(r"^p(100|\d{1,2}(\.\d{1,10})?)$")

_INDEX, _SUM, _COUNT, _LOW, _HIGH, _BINS = range(6)


@dataclass(frozen=True, slots=True, order=True)
class MetricName:
    """A series. dimensions: (name, value) pairs in the order of their names; a resource is named by its logical id."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        return f"{self.namespace} {self.name}"

    def dimension(self, name: str) -> str | None:
        return next((value for key, value in self.dimensions if key == name), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """That somebody reads a series: how far back, in seconds, and whether he asks for percentiles."""

    metric: MetricName
    seconds: int
    percentiles: bool = False


class Measurements:
    """The store. `names` are the series that are kept, by namespace."""

    def __init__(self) -> None:
        self.names: dict[str, tuple[MetricName, ...]] = {}
        self._minutes: dict[MetricName, int] = {}
        self._binned: set[MetricName] = set()
        self._rows: dict[MetricName, list[list[Any]]] = {}
        self._seen_at: float | None = None

    def adopt(self, wanted: Iterable[Wanted]) -> None:
        """Keep these series from now on, and what is there of them; forget the others."""
        self._minutes, self._binned = {}, set()
        for one in wanted:
            minutes = -(-one.seconds // MINUTE) + 1
            self._minutes[one.metric] = max(self._minutes.get(one.metric, 0), minutes)
            if one.percentiles:
                self._binned.add(one.metric)
        self._rows = {metric: rows for metric, rows in self._rows.items() if metric in self._minutes}
        names: dict[str, list[MetricName]] = {}
        for metric in sorted(self._minutes):
            names.setdefault(metric.namespace, []).append(metric)
        self.names = {namespace: tuple(found) for namespace, found in names.items()}

    def record(self, metric: MetricName, at: float, value: float, count: float = 1.0) -> None:
        """Add `count` equal samples taken at second `at`; the samples of a series come in the order of time."""
        keep = self._minutes.get(metric)
        if keep is None or count <= 0:
            return
        rows = self._rows.setdefault(metric, [])
        index = at // MINUTE
        if not rows or rows[-1][_INDEX] != index:
            rows.append([index, 0.0, 0.0, value, value, {}])
            if len(rows) > keep or rows[0][_INDEX] <= index - keep:
                del rows[: sum(row[_INDEX] <= index - keep for row in rows)]
        row = rows[-1]
        row[_SUM] += value * count
        row[_COUNT] += count
        row[_LOW] = min(row[_LOW], value)
        row[_HIGH] = max(row[_HIGH], value)
        if metric in self._binned:
            key = key_of(value)
            row[_BINS][key] = row[_BINS].get(key, 0.0) + count

    def newest(
        self, metric: MetricName, statistic: str, period: int, now: float, count: int
    ) -> list[float | None]:
        """The `count` newest datapoints at second `now`, oldest first; None where data is missing."""
        rows = {row[_INDEX]: row for row in self._rows.get(metric, ())}
        minutes, end = period // MINUTE, now // MINUTE
        found: list[float | None] = []
        for back in range(count, 0, -1):
            first = end - back * minutes
            window = [rows[first + step] for step in range(minutes) if first + step in rows]
            found.append(_value(window, statistic) if window else None)
        return found

    def catch_up(self, now: float) -> None:
        """Called before anything of a tick is recorded. Fills what a jump over a rest left out with each series' last
        full minute: in a rest every minute is like the one before it."""
        since, self._seen_at = self._seen_at, now
        if since is None or now - since <= MINUTE:
            return
        first, last = since // MINUTE, now // MINUTE
        for metric, rows in self._rows.items():
            if not rows or rows[-1][_INDEX] < first - 1:
                continue  # the series had ended before the jump
            whole = rows[-2] if len(rows) > 1 and rows[-1][_INDEX] == first else rows[-1]
            sample = whole[1:]
            while rows and rows[-1][_INDEX] >= first:
                rows.pop()
            keep = self._minutes[metric]
            start = max(first, last - keep)
            rows.extend([start + step, *sample[:-1], dict(sample[-1])] for step in range(int(last - start)))
            del rows[:-keep]

    def state(self) -> dict[str, Any]:
        return {
            "seen_at": self._seen_at,
            "series": [
                [
                    metric.namespace,
                    metric.name,
                    [list(pair) for pair in metric.dimensions],
                    [[*row[:_BINS], sorted(row[_BINS].items())] for row in rows],
                ]
                for metric, rows in sorted(self._rows.items())
            ],
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from `state`; what is kept follows from the document and was adopted before."""
        self._seen_at = state["seen_at"]
        self._rows = {
            MetricName(namespace, name, tuple((key, value) for key, value in pairs)): [
                [*row[:_BINS], {int(key): count for key, count in row[_BINS]}] for row in rows
            ]
            for namespace, name, pairs, rows in state["series"]
        }


def _value(rows: list[list[Any]], statistic: str) -> float | None:
    match statistic:
        case "Average":
            return float(sum(row[_SUM] for row in rows) / sum(row[_COUNT] for row in rows))
        case "Sum":
            return float(sum(row[_SUM] for row in rows))
        case "Minimum":
            return float(min(row[_LOW] for row in rows))
        case "Maximum":
            return float(max(row[_HIGH] for row in rows))
        case "SampleCount":
            return float(sum(row[_COUNT] for row in rows))
    bins = merge(row[_BINS] for row in rows)
    low, high = min(row[_LOW] for row in rows), max(row[_HIGH] for row in rows)
    return percentile(bins, float(statistic[1:]) / 100.0, low, high)
