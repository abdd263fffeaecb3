"""Figures of one run that a debrief speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from labs.grading.folding import Fold
from simulator.cost import Account


class Figures:
    """Shown every frame of a run, says what was notable about it. None: there was nothing to say."""

    def __init__(self) -> None:
        self._served = Fold("ratio")
        self._latency = Fold("p95")
        self._cost = Fold("mean")
        self._hits = Fold("ratio")
        self._peak = 0
        self._instances = 0
        self._launched: set[str] = set()
        self._steady: frozenset[str] | None = None
        self._first: dict[str, Any] | None = None
        self._causes: dict[str, int] = {}
        self._account = Account()

    def see(self, frame: Mapping[str, Any]) -> None:
        self._account.see(frame)
        demand = frame["demand"]
        self._served.add(demand["served"], demand["served"] + demand["failed"])
        self._peak = max(self._peak, demand["arrived"])
        self._cost.add(frame["cost"]["usd_per_hour"])
        if frame["latency_ms"]:
            self._latency.add(frame["latency_ms"]["p95"])
        for cause, count in demand["causes"].items():
            self._causes[cause] = self._causes.get(cause, 0) + count
            if self._first is None:
                self._first = {"at": frame["id"], "cause": cause}
        instances = 0
        for values in frame["values"].values():
            counts = values.get("GroupInServiceInstances")
            instances += sum(counts.values()) if isinstance(counts, Mapping) else 0
            self._launched.update(values.get("InstanceStates", ()))
            if "HitRatio" in values:
                self._hits.add(values["Hits"], values["Requests"])
        self._instances = max(self._instances, instances)
        if self._steady is None:
            self._steady = frozenset(self._launched)  # groups begin with instances that are long in service

    def as_json(self) -> dict[str, Any]:
        account = self._account.figures()
        return {
            "goodput": self._served.value,
            "peak_rps": self._peak,
            "latency_p95": self._latency.value,
            "usd_per_hour": self._cost.value,
            "instances_most": self._instances,
            "instances_launched": len(self._launched - (self._steady or frozenset())),
            "usd_per_million": account.usd_per_million,
            "cpu_percent": account.cpu_percent,
            "wasted_instance_hours": account.wasted_instance_hours,
            "automatic_actions": account.automatic_actions,
            "recovery_s": account.recovery_s,
            "lag_s": account.lag_s,
            "hit_ratio": self._hits.value,
            "first_failure": self._first,
            "causes": dict(sorted(self._causes.items(), key=lambda item: -item[1])[:5]),
        }
