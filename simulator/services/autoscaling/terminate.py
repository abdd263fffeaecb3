"""Which instances a group lets go when it scales in.

Balance between Availability Zones comes before every termination policy: only instances of the zone with
the most of them are looked at. Then the policies in their order, each leaving those it prefers, until one
is left. AWS's last step is a random choice; here, so that a run can be repeated, it is the order of the
list that was given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

from pydantic import Field

from simulator.decisions import Candidate, Decision, Reason, Verdict
from simulator.services.subject import Given, Subject, read
from simulator.text import Text

GUIDE = "Work with Amazon EC2 Auto Scaling termination policies"
BILLING_HOUR = 3600.0

TerminationPolicy = Literal[
    "Default",
    "OldestInstance",
    "NewestInstance",
    "OldestLaunchTemplate",
    "OldestLaunchConfiguration",
    "ClosestToNextInstanceHour",
    "AllocationStrategy",
]


class TerminateReason(Reason):
    CHOSEN = "Chosen"
    NOBODY = "NobodyToTerminate"


class InstanceRow(Given):
    """launched_at: seconds on the clock of `now`. template_version: the lower, the older."""

    id: str
    zone: str
    launched_at: float = 0.0
    template_version: int = 1
    protected: bool = False
    healthy: bool = True
    lifecycle: str = "InService"


class TerminateInput(Given):
    policies: tuple[TerminationPolicy, ...] = ("Default",)
    instances: tuple[InstanceRow, ...]
    count: int = Field(1, ge=0)
    now: float = 0.0


_RULES: dict[str, Text] = {
    "zone": Text("zone with the most instances", "인스턴스가 가장 많은 가용 영역"),
    "OldestInstance": Text("oldest instance", "가장 오래된 인스턴스"),
    "NewestInstance": Text("newest instance", "가장 최근 인스턴스"),
    "OldestLaunchTemplate": Text("oldest launch template version", "가장 오래된 시작 템플릿 버전"),
    "OldestLaunchConfiguration": Text("oldest launch template version", "가장 오래된 시작 템플릿 버전"),
    "ClosestToNextInstanceHour": Text("closest to the next billing hour", "다음 청구 시간에 가장 가까움"),
    "AllocationStrategy": Text("allocation strategy", "할당 전략"),
    "order": Text("first of equals", "조건이 같은 것 중 첫 번째"),
}
_TEXTS: dict[TerminateReason, Text] = {
    TerminateReason.CHOSEN: Text("{ids} goes first: {rule}", "{ids} 먼저 종료: {rule}"),
    TerminateReason.NOBODY: Text(
        "No instance may be terminated: all are protected or already leaving",
        "종료할 수 있는 인스턴스가 없어요: 모두 보호 중이거나 이미 종료 중이에요",
    ),
}


def terminate(given: TerminateInput | dict[str, Any]) -> Decision:
    """Ids of `count` instances in the order in which they go; fewer when the rest is protected."""
    given = read(TerminateInput, given)
    left = list(given.instances)
    gone: list[str] = []
    rules: dict[str, Text] = {}
    steps: dict[str, list[str]] = {row.id: [] for row in left}
    for turn in range(given.count):
        chosen, rule = _next(given, left, steps, turn)
        if chosen is None:
            break
        gone.append(chosen.id)
        rules[chosen.id] = rule
        left.remove(chosen)
    reason = TerminateReason.CHOSEN if gone else TerminateReason.NOBODY
    text = _TEXTS[reason]
    if gone:
        rule = rules[gone[0]]
        ids = ", ".join(gone)
        text = Text(text.en.format(ids=ids, rule=rule.en), text.ko.format(ids=ids, rule=rule.ko))
    evidence = {
        "policies": list(given.policies),
        "count": given.count,
        "zones": dict(Counter(row.zone for row in given.instances if _stays(row))),
        "rules": {instance: rule.as_json() for instance, rule in rules.items()},
    }
    return Decision(
        "autoscaling.terminate", gone, reason.value, text, _rows(given, gone, steps), evidence, GUIDE
    )


def _stays(row: InstanceRow) -> bool:
    return not row.lifecycle.startswith(("Terminat", "Detach"))


def _next(
    given: TerminateInput, left: list[InstanceRow], steps: dict[str, list[str]], turn: int
) -> tuple[InstanceRow | None, Text]:
    """The instance that goes next and the rule that singled it out. Notes in `steps` what each one passed."""
    counted = [row for row in left if _stays(row)]
    per_zone = Counter(row.zone for row in counted)
    pool = [row for row in counted if not row.protected]
    if not pool:
        return None, _RULES["order"]
    fullest = max(per_zone[row.zone] for row in pool)
    filters: list[tuple[str, Callable[[InstanceRow], Any]]] = [
        ("zone", lambda row: fullest - per_zone[row.zone])
    ]
    for policy in given.policies:
        filters += _filters(policy, given.now)
    rule = _RULES["order"]
    for name, key in filters:
        best = min(key(row) for row in pool)
        kept = [row for row in pool if key(row) == best]
        if turn == 0:
            for row in kept:
                steps[row.id].append(name)
        if len(kept) < len(pool):
            rule = _RULES[name]
        pool = kept
        if len(pool) == 1:
            break
    if len(pool) > 1:
        rule = _RULES["order"]
    return pool[0], rule


def _filters(policy: str, now: float) -> list[tuple[str, Callable[[InstanceRow], Any]]]:
    """What a policy prefers, as keys whose smallest value goes first."""
    template = ("OldestLaunchTemplate", lambda row: row.template_version)
    hour = ("ClosestToNextInstanceHour", lambda row: -((now - row.launched_at) % BILLING_HOUR))
    match policy:
        case "Default":
            return [template, hour]
        case "OldestInstance":
            return [(policy, lambda row: row.launched_at)]
        case "NewestInstance":
            return [(policy, lambda row: -row.launched_at)]
        case "OldestLaunchTemplate" | "OldestLaunchConfiguration":
            return [template]
        case "ClosestToNextInstanceHour":
            return [hour]
    return []  # AllocationStrategy: a group of one instance type has none


def _rows(given: TerminateInput, gone: list[str], steps: dict[str, list[str]]) -> tuple[Candidate, ...]:
    rows = []
    for row in given.instances:
        verdict = Verdict.ELIGIBLE
        if row.id in gone:
            verdict = Verdict.CHOSEN
        elif row.protected or not _stays(row):
            verdict = Verdict.REJECTED
        values = row.model_dump(exclude={"id"}) | {
            "passed": steps[row.id],
            "to_billing_hour": round(BILLING_HOUR - (given.now - row.launched_at) % BILLING_HOUR, 3),
        }
        rows.append(Candidate(row.id, verdict, values))
    return tuple(rows)


TERMINATE = Subject(
    "autoscaling.terminate",
    Text("Which instances go first when a group scales in", "축소할 때 먼저 종료되는 인스턴스"),
    TerminateInput,
    list[str],
    terminate,
)
