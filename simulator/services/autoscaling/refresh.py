"""Which instances an instance refresh replaces next, given who is healthy.

Terms
-----
earlier
    An instance that is to be replaced. With skip matching, one of another configuration; without it, also one
    of the desired configuration that is older than the refresh.
ready
    In service, healthy, and past the refresh's warm-up.
done, coming
    Instances of the desired configuration that are ready, and those that are not yet.

With a maximum healthy percentage of 100, instances are terminated and launched at the same time, as many as
the minimum lets go; where it lets none go, one at a time. Above 100, replacements are launched first, as
many as the maximum has room for, and each lets its predecessor go when it is ready.

Which of the earlier ones goes first the group's termination policies say, as in a scale-in: among those of the zone
where most of them are, the one they would let go first. Before them come, here, unhealthy ones, which cost no healthy
capacity; the guide is silent about these.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.autoscaling.refresh_reasons import REFRESH, RefreshReason
from simulator.services.subject import Given, Subject, read
from simulator.text import Text

GUIDE = "Replace Auto Scaling instances based on an instance refresh"
CHECKPOINT_GUIDE = "Add checkpoints to an instance refresh"

_WHY = {
    "current": Text("It has the desired configuration.", "이미 원하는 구성이에요."),
    "leaving": Text("It is leaving already.", "이미 나가는 중이에요."),
    "protected": Text("It is protected from scale-in.", "축소 보호 중이에요."),
    "standby": Text("It is in standby.", "대기(Standby) 상태예요."),
    "pending": Text("It is not in service yet.", "아직 서비스 중이 아니에요."),
}


class RefreshInstance(Given):
    """matches: it has the desired configuration. warm: its warm-up is over. leaving: its replacement is launched.
    rank: its place in the order of the group's termination policies; equal ones go by age."""

    id: str
    zone: str = ""
    launched_at: float = 0.0
    matches: bool = False
    lifecycle: Literal["InService", "Pending", "Standby", "Terminating"] = "InService"
    healthy: bool = True
    warm: bool = True
    protected: bool = False
    leaving: bool = False
    rank: int = Field(0, ge=0)

    @property
    def ready(self) -> bool:
        return self.lifecycle == "InService" and self.healthy and self.warm


class RefreshInput(Given):
    """capacity: the group's desired capacity. started_at: when the refresh began, on the clock of launched_at.
    checkpoints_passed: how many checkpoints it has waited at."""

    instances: tuple[RefreshInstance, ...]
    capacity: int = Field(ge=0)
    started_at: float = 0.0
    MinHealthyPercentage: int = Field(90, ge=0, le=100)
    MaxHealthyPercentage: int = Field(100, ge=100, le=200)
    CheckpointPercentages: tuple[int, ...] = ()
    checkpoints_passed: int = Field(0, ge=0)
    SkipMatching: bool = False
    ScaleInProtectedInstances: Literal["Refresh", "Ignore", "Wait"] = "Wait"
    StandbyInstances: Literal["Terminate", "Ignore", "Wait"] = "Wait"

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.MaxHealthyPercentage - self.MinHealthyPercentage > 100:
            raise ValueError("MaxHealthyPercentage is more than 100 above MinHealthyPercentage")
        steps = self.CheckpointPercentages
        if any(not 1 <= step <= 100 for step in steps) or list(steps) != sorted(set(steps)):
            raise ValueError("CheckpointPercentages must rise, each from 1 to 100")
        return self


def refresh(given: RefreshInput | dict[str, Any]) -> Decision:
    """What the refresh does now: ids to terminate, ids whose replacement is launched first, or what it waits for."""
    given = read(RefreshInput, given)
    whys: dict[str, Text] = {}
    old, current, blocked = _sort(given, whys)
    done = [row for row in current if row.ready]
    coming = [row for row in current if not row.ready]
    going = [row for row in old if row.leaving]
    total = len(done) + len(coming) + len(old) + len(blocked) - len(going)
    ready = sum(row.ready for row in given.instances)
    minimum = math.ceil(given.capacity * given.MinHealthyPercentage / 100)
    maximum = max(int(given.capacity * given.MaxHealthyPercentage / 100), given.capacity)
    if given.MaxHealthyPercentage > 100:
        maximum = max(maximum, given.capacity + 1)
    facts: dict[str, Any] = {
        "capacity": given.capacity,
        "total": total,
        "old": len(old) - len(going),
        "done": len(done),
        "coming": len(coming),
        "blocked": len(blocked),
        "ready": ready,
        "minimum": minimum,
        "maximum": maximum,
        "percent": 100 * len(done) // total if total else 100,
        "checkpoints": list(given.CheckpointPercentages),
    }
    reached = _reached(given, len(done), total)
    facts["checkpoints_reached"] = reached
    if given.CheckpointPercentages and reached >= len(given.CheckpointPercentages):
        return _decision(given, RefreshReason.DONE, facts, whys)
    if reached > given.checkpoints_passed:
        facts["checkpoint"] = given.CheckpointPercentages[reached - 1]
        return _decision(given, RefreshReason.CHECKPOINT, facts, whys)
    waiting = [row for row in old if not row.leaving]
    budget = _until_next_stop(given, total, reached) - len(done) - len(coming)
    first = _launch_first(given, waiting, budget, maximum)
    rest = [row for row in waiting if row not in first]
    now = _terminate_now(rest, budget - len(first), ready - minimum)
    if not first and not now and given.MaxHealthyPercentage <= 100:
        now = _one(rest, budget, ready, minimum, coming)
    if first or now:
        reason = RefreshReason.LAUNCHING_FIRST if len(first) > len(now) else RefreshReason.REPLACING
        facts["count"] = len(first) + len(now)
        return _decision(given, reason, facts, whys, now, first)
    return _decision(given, _waits_for(given, facts, bool(waiting), blocked), facts, whys)


def _sort(
    given: RefreshInput, whys: dict[str, Text]
) -> tuple[list[RefreshInstance], list[RefreshInstance], list[RefreshInstance]]:
    """Instances to be replaced, those that need not be, and those somebody has to release first."""
    old, current, blocked = [], [], []
    for row in given.instances:
        if row.lifecycle == "Terminating":
            whys[row.id] = _WHY["leaving"]
        elif row.matches and (given.SkipMatching or row.launched_at >= given.started_at):
            current.append(row)
            whys[row.id] = _WHY["current"]
        elif row.lifecycle == "Standby" and given.StandbyInstances != "Terminate":
            whys[row.id] = _WHY["standby"]
            if given.StandbyInstances == "Wait":
                blocked.append(row)
        elif row.protected and given.ScaleInProtectedInstances != "Refresh":
            whys[row.id] = _WHY["protected"]
            if given.ScaleInProtectedInstances == "Wait":
                blocked.append(row)
        else:
            old.append(row)
            if row.leaving:
                whys[row.id] = _WHY["leaving"]
    return old, current, blocked


def _stop(percent: int, total: int) -> int:
    """Instances that must be replaced for a percentage: never fewer than it says."""
    return math.ceil(percent * total / 100)


def _reached(given: RefreshInput, done: int, total: int) -> int:
    """How many checkpoints lie behind so many replaced instances; the group may have jumped over some."""
    return sum(done >= _stop(step, total) for step in given.CheckpointPercentages)


def _until_next_stop(given: RefreshInput, total: int, reached: int) -> int:
    steps = given.CheckpointPercentages[reached:]
    return _stop(steps[0], total) if steps else total


def _order(rows: list[RefreshInstance]) -> list[RefreshInstance]:
    """Who goes first. Zones take turns, the one with the most such instances first; then termination policies."""
    left = list(rows)
    found = []
    while left:
        zones = Counter(row.zone for row in left)
        left.sort(key=lambda row: (row.ready, -zones[row.zone], row.rank, row.launched_at))
        found.append(left.pop(0))
    return found


def _launch_first(
    given: RefreshInput, waiting: list[RefreshInstance], budget: int, maximum: int
) -> list[RefreshInstance]:
    if given.MaxHealthyPercentage <= 100:
        return []
    there = sum(row.lifecycle in ("InService", "Pending") for row in given.instances)
    return _order(waiting)[: max(0, min(maximum - there, budget))]


def _terminate_now(rows: list[RefreshInstance], budget: int, room: int) -> list[RefreshInstance]:
    """As many as may go at once: ready ones use up the room above the minimum, others cost nothing."""
    found: list[RefreshInstance] = []
    for row in _order(rows):
        if len(found) >= budget or (row.ready and room <= 0):
            break
        room -= row.ready
        found.append(row)
    return found


def _one(
    rows: list[RefreshInstance], budget: int, ready: int, minimum: int, coming: list[RefreshInstance]
) -> list[RefreshInstance]:
    """Where the minimum lets nobody go, one at a time, once everybody before it is ready."""
    if budget <= 0 or coming or ready < minimum:
        return []
    return _order(rows)[:1]


def _waits_for(
    given: RefreshInput, facts: dict[str, Any], waiting: bool, blocked: list[RefreshInstance]
) -> RefreshReason:
    if facts["coming"]:
        return RefreshReason.WARMING_UP
    if waiting:
        return RefreshReason.TOO_FEW_HEALTHY
    if blocked:
        standby = any(row.lifecycle == "Standby" for row in blocked)
        return RefreshReason.STANDBY if standby else RefreshReason.PROTECTED
    return RefreshReason.DONE


def _decision(
    given: RefreshInput,
    reason: RefreshReason,
    facts: dict[str, Any],
    whys: dict[str, Text],
    now: list[RefreshInstance] | None = None,
    first: list[RefreshInstance] | None = None,
) -> Decision:
    chosen = [row.id for row in (now or [])]
    ahead = [row.id for row in (first or [])]
    rows = tuple(
        Candidate(
            row.id,
            Verdict.CHOSEN
            if row.id in chosen or row.id in ahead
            else Verdict.REJECTED
            if row.id in whys
            else Verdict.ELIGIBLE,
            row.model_dump(exclude={"id"}),
            whys.get(row.id),
        )
        for row in given.instances
    )
    outcome = {"terminate": chosen, "launch_first": ahead}
    source = CHECKPOINT_GUIDE if reason is RefreshReason.CHECKPOINT else GUIDE
    text = REFRESH[reason].format(**facts)
    return Decision("autoscaling.refresh", outcome, reason.value, text, rows, facts, source)


REFRESH_SUBJECT = Subject(
    "autoscaling.refresh",
    Text(
        "Which instances an instance refresh replaces next",
        "인스턴스 새로 고침에서 다음에 교체할 인스턴스",
    ),
    RefreshInput,
    {
        "type": "object",
        "properties": {
            "terminate": {"type": "array", "items": {"type": "string"}},
            "launch_first": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["terminate", "launch_first"],
    },
    refresh,
    ("percent", "checkpoints_reached"),
)
