"""The five advantages of Auto Scaling as figures of a run, from its frames as JSON, one after the other.

availability
    `goodput`: share of demands that got their answer. `recovery_s`: the longest time in which a second's goodput
    stayed below 99 %.
cost
    `usd_per_hour` on average, and `usd_per_million`: USD for a million demands that got their answer.
efficiency
    `cpu_percent`: the groups' CPU use on average. `wasted_instance_hours`: see `ec2/machines.py`.
simple operation
    `automatic_actions`: launches, terminations and replacements that groups decided by themselves and nobody
    had to make. `manual_actions`: commands that changed capacity, properties or a resource by hand.
elasticity
    `lag_s`: by how many seconds the number of instances in service followed the demand: the shift, up to 15
    minutes, under which the two go together best. None if either never changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: A second is good from here on.
GOOD = 0.99
#: The longest lag looked for, and the step, in seconds.
MOST_LAG_S, LAG_STEP_S = 900, 15

AUTOMATIC = ("autoscaling.place", "autoscaling.terminate", "autoscaling.health")
MANUAL = ("capacity", "set", "update", "operate")


@dataclass(frozen=True, slots=True)
class Advantages:
    """See the module. None where the run says nothing about it."""

    goodput: float | None
    recovery_s: int
    usd_per_hour: float | None
    usd_per_million: float | None
    cpu_percent: float | None
    wasted_instance_hours: float | None
    automatic_actions: int
    manual_actions: int
    lag_s: int | None


class Account:
    """Shown every frame of a run in order, says at any time what it came to so far."""

    def __init__(self) -> None:
        self._served = self._failed = self._seconds = 0
        self._automatic = self._manual = 0
        self._bad = self._longest = 0
        self._usd: float | None = None
        self._cpu: list[float] = []
        self._wasted: dict[str, float] = {}
        self._demands: list[float] = []
        self._capacity: list[float] = []

    def see(self, frame: Mapping[str, Any]) -> None:
        self._seconds += max(1, int(frame["skipped"]))
        demand = frame["demand"]
        self._served += demand["served"]
        self._failed += demand["failed"]
        self._bad = self._bad + 1 if demand["goodput"] is not None and demand["goodput"] < GOOD else 0
        self._longest = max(self._longest, self._bad)
        self._usd = frame["cost"]["usd_total"]
        self._automatic += sum(_is_automatic(decision) for decision in frame["decisions"])
        self._manual += sum(command.get("kind") in MANUAL for command in frame["commands"])
        instances = 0.0
        for id, values in frame["values"].items():
            if "WastedInstanceHours" in values:
                self._wasted[id] = values["WastedInstanceHours"]
                instances += sum((values.get("GroupInServiceInstances") or {}).values())
                if values.get("CPUUtilization") is not None:
                    self._cpu.append(values["CPUUtilization"])
        self._demands.append(float(demand["arrived"]))
        self._capacity.append(instances)

    def figures(self) -> Advantages:
        served, usd, seconds, cpu = self._served, self._usd, self._seconds, self._cpu
        whole = served + self._failed
        return Advantages(
            goodput=served / whole if whole else None,
            recovery_s=self._longest,
            usd_per_hour=usd / seconds * 3600.0 if usd is not None and seconds else None,
            usd_per_million=usd / served * 1e6 if usd is not None and served else None,
            cpu_percent=sum(cpu) / len(cpu) if cpu else None,
            wasted_instance_hours=sum(self._wasted.values()) if self._wasted else None,
            automatic_actions=self._automatic,
            manual_actions=self._manual,
            lag_s=lag(self._demands, self._capacity),
        )


def advantages(frames: Iterable[Mapping[str, Any]]) -> Advantages:
    """The figures of a run."""
    account = Account()
    for frame in frames:
        account.see(frame)
    return account.figures()


def _is_automatic(decision: Mapping[str, Any]) -> bool:
    """Whether a group did something. A decision that leaves things as they are has no outcome."""
    return decision["subject"] in AUTOMATIC and decision["outcome"] not in (None, [], {})


def lag(demand: Sequence[float], capacity: Sequence[float]) -> int | None:
    """Seconds by which capacity follows demand: the smallest shift with the highest correlation."""
    best: tuple[float, int] | None = None
    for shift in range(0, min(MOST_LAG_S, len(demand) // 2) + 1, LAG_STEP_S):
        together = _correlation(demand[: len(demand) - shift], capacity[shift:])
        if together is not None and (best is None or together > best[0] + 1e-12):
            best = (together, shift)
    return best[1] if best is not None and best[0] > 0.0 else None


def _correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    n = len(one)
    if n < 2:
        return None
    a, b = math.fsum(one) / n, math.fsum(other) / n
    over = math.fsum((x - a) * (y - b) for x, y in zip(one, other, strict=True))
    under = math.fsum((x - a) ** 2 for x in one) * math.fsum((y - b) ** 2 for y in other)
    return over / math.sqrt(under) if under > 0.0 else None
