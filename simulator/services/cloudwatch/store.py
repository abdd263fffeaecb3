"""What was measured, in periods of 60 seconds, as CloudWatch keeps it.

A period k covers the seconds [60 k, 60 k + 60). Its datapoint exists from the period's end on; a period in
which nothing was recorded is missing, which is not the same as zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

PERIOD = 60.0
#: Periods kept a series: the longest look back of an alarm is 17 (15 periods and its evaluation range).
KEPT = 40

Statistic = Literal["Average", "Sum", "Minimum", "Maximum", "SampleCount"]

_INDEX, _SUM, _COUNT, _MINIMUM, _MAXIMUM = range(5)


class MetricStore:
    """Series of aggregated periods. A series is named by resource, metric and, if any, dimension."""

    def __init__(self) -> None:
        self._series: dict[str, list[list[float]]] = {}

    def record(self, resource: str, metric: str, at: float, value: float, dimension: str = "") -> None:
        """Add one sample taken at second `at`; samples of a series come in the order of time."""
        name = f"{resource}/{metric}/{dimension}"
        rows = self._series.get(name)
        if rows is None:
            rows = self._series[name] = []
        index = at // PERIOD
        if rows and rows[-1][_INDEX] == index:
            row = rows[-1]
            row[_SUM] += value
            row[_COUNT] += 1
            if value < row[_MINIMUM]:
                row[_MINIMUM] = value
            if value > row[_MAXIMUM]:
                row[_MAXIMUM] = value
            return
        rows.append([index, value, 1, value, value])
        if len(rows) > KEPT:
            del rows[0]

    def newest(
        self,
        resource: str,
        metric: str,
        now: float,
        periods: int,
        statistic: Statistic = "Average",
        dimension: str = "",
    ) -> list[float | None]:
        """The newest `periods` finished periods at second `now`, oldest first; None where data is missing."""
        rows = {row[_INDEX]: row for row in self._series.get(f"{resource}/{metric}/{dimension}", ())}
        end = now // PERIOD
        return [_value(rows.get(end - back), statistic) for back in range(periods, 0, -1)]

    def bridge(self, since: float, until: float) -> None:
        """Fill the periods that a jump from `since` to `until` left out with each series' last full one.

        A jump is made only over a rest, in which every period would have been like the one before it.
        """
        first, last = since // PERIOD, until // PERIOD
        for rows in self._series.values():
            if not rows or rows[-1][_INDEX] < first - 1:
                continue  # the series had ended before the jump
            whole = rows[-2] if len(rows) > 1 and rows[-1][_INDEX] == first else rows[-1]
            sample = whole[1:]
            while rows and rows[-1][_INDEX] >= first:
                rows.pop()
            start = max(first, last - KEPT)
            rows.extend([start + step, *sample] for step in range(int(last - start)))
            del rows[:-KEPT]

    def drop(self, resource: str) -> None:
        """Forget every series of a resource."""
        for name in [name for name in self._series if name.startswith(f"{resource}/")]:
            del self._series[name]

    def state(self) -> dict[str, Any]:
        return {name: [list(row) for row in rows] for name, rows in self._series.items()}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._series = {name: [list(row) for row in rows] for name, rows in state.items()}


def _value(row: list[float] | None, statistic: Statistic) -> float | None:
    if row is None:
        return None
    match statistic:
        case "Average":
            return row[_SUM] / row[_COUNT]
        case "Sum":
            return row[_SUM]
        case "Minimum":
            return row[_MINIMUM]
        case "Maximum":
            return row[_MAXIMUM]
        case "SampleCount":
            return row[_COUNT]
