"""A whole run in one table.

Frames hold each second's percentiles, and percentiles of seconds do not add up to percentiles of a run. The
table adds up the seconds' histograms instead, of which it is given one a frame.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.histogram import BINS, percentiles
from simulator.text import Language, Text

PERCENTILES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}

_LABELS = {
    "time": Text("Simulated time", "시뮬레이션 시간"),
    "arrived": Text("Requests", "요청"),
    "served": Text("Served", "정상 처리"),
    "failed": Text("Failed", "실패"),
    "goodput": Text("Goodput", "정상 처리율"),
    "latency": Text("Latency {percentile} of answered attempts", "응답받은 시도의 지연 시간 {percentile}"),
    "cause": Text("Failed: {cause}", "실패: {cause}"),
    "hit": Text("Hit ratio of {resource}", "{resource} 캐시 적중률"),
    "instances": Text(
        "In-service instances of {resource}, least / most / last",
        "{resource} 서비스 중 인스턴스, 최소 / 최대 / 마지막",
    ),
    "hourly": Text("Cost an hour, last second", "시간당 비용, 마지막 초"),
    "total": Text("Cost of the run", "실행 전체 비용"),
    "decisions": Text("Decisions: {subject}, {reason}", "결정: {subject}, {reason}"),
}
_NONE = "-"


class Summary:
    """Takes frames as JSON, in order, and keeps only what the table needs.

    histogram: latencies of the frame just made, counts in `simulator.kernels.histogram`'s bins.
    """

    def __init__(self, histogram: Callable[[], NDArray[np.int64]]) -> None:
        self._histogram = histogram
        self.latency = np.zeros(BINS, np.int64)
        self.seconds = 0
        self.demand: Counter[str] = Counter()
        self.causes: Counter[str] = Counter()
        self.cache: dict[str, Counter[str]] = {}
        self.instances: dict[str, list[float]] = {}
        self.usd_per_hour: float | None = None
        self.usd_total: float | None = None
        self.decisions: Counter[tuple[str, str]] = Counter()

    def write(self, frame: Mapping[str, Any]) -> None:
        self.seconds = frame["id"]
        demand = frame["demand"]
        for name in ("arrived", "served", "failed"):
            self.demand[name] += demand[name]
        self.causes.update(demand["causes"])
        self.latency += self._histogram()
        for resource, metrics in frame["values"].items():
            if "HitRatio" in metrics:
                counts = self.cache.setdefault(resource, Counter())
                counts.update({name: metrics.get(name) or 0 for name in ("Hits", "Requests")})
            in_service = metrics.get("GroupInServiceInstances")
            if isinstance(in_service, Mapping):
                in_service = sum(value or 0 for value in in_service.values())
            if in_service is not None:
                self.instances.setdefault(resource, []).append(in_service)
        self.usd_per_hour, self.usd_total = frame["cost"]["usd_per_hour"], frame["cost"]["usd_total"]
        self.decisions.update((decision["subject"], decision["reason"]) for decision in frame["decisions"])

    @property
    def goodput(self) -> float | None:
        """Demands served of those finished; None when none finished."""
        finished = self.demand["served"] + self.demand["failed"]
        return self.demand["served"] / finished if finished else None

    def rows(self, language: Language) -> list[tuple[str, str]]:
        """Label and value of each line."""

        def label(key: str, **params: str) -> str:
            return _LABELS[key].format(**params).get(language)

        rows = [(label("time"), f"{self.seconds:,} s")]
        rows += [(label(name), f"{self.demand[name]:,}") for name in ("arrived", "served", "failed")]
        rows.append((label("goodput"), _percent(self.goodput)))
        seconds = percentiles(self.latency, PERCENTILES.values())
        for place, percentile in enumerate(PERCENTILES):
            shown = f"{1000 * seconds[place]:,.1f} ms" if seconds else _NONE
            rows.append((label("latency", percentile=percentile), shown))
        rows += [
            (label("cause", cause=cause), f"{count:,}") for cause, count in self.causes.most_common() if count
        ]
        for resource, counts in self.cache.items():
            ratio = counts["Hits"] / counts["Requests"] if counts["Requests"] else None
            rows.append((label("hit", resource=resource), _percent(ratio)))
        for resource, values in self.instances.items():
            shown = f"{min(values):g} / {max(values):g} / {values[-1]:g}"
            rows.append((label("instances", resource=resource), shown))
        rows.append((label("hourly"), _usd(self.usd_per_hour)))
        rows.append((label("total"), _usd(self.usd_total)))
        for (subject, reason), count in sorted(self.decisions.items()):
            rows.append((label("decisions", subject=subject, reason=reason), f"{count:,}"))
        return rows

    def table(self, language: Language) -> str:
        return table(self.rows(language))


def table(rows: Iterable[tuple[str, str]]) -> str:
    """Two columns, the second to the right. Korean letters take two cells of a terminal."""
    rows = list(rows)
    left = max(_cells(label) for label, _ in rows)
    right = max(_cells(value) for _, value in rows)
    return "\n".join(
        f"{label}{' ' * (left - _cells(label))}  {' ' * (right - _cells(value))}{value}"
        for label, value in rows
    )


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _percent(share: float | None) -> str:
    return _NONE if share is None else f"{100 * share:.2f} %"


def _usd(amount: float | None) -> str:
    return _NONE if amount is None else f"${amount:,.4f}"
