"""Where a group's next instance goes, and how far its zones are from balance."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from simulator.decisions import Candidate, Verdict
from simulator.services.ec2.runtime import COUNTED, Instance
from simulator.text import Text

GUIDE = "Amazon EC2 Auto Scaling instance distribution across Availability Zones"

_DOWN = Text("The zone is down.", "가용 영역이 중단되었어요.")

#: How far a rebalancing group may exceed its maximum: this share of it, and at least one instance.
REBALANCE_SHARE = 0.1


def zone_counts(instances: Iterable[Instance], zones: Sequence[str]) -> dict[str, int]:
    """Instances that count towards capacity in each of the group's zones."""
    counts = dict.fromkeys(zones, 0)
    for instance in instances:
        if instance.state in COUNTED and instance.zone in counts:
            counts[instance.zone] += 1
    return counts


def emptiest(counts: Mapping[str, int], down: Collection[str]) -> str | None:
    """The zone that is up and has the fewest instances; the first in subnet order of several."""
    return min((zone for zone in counts if zone not in down), key=lambda zone: counts[zone], default=None)


def by_emptiness(counts: Mapping[str, int], down: Collection[str]) -> list[str]:
    """The zones that are up, those with the fewest instances first, in subnet order among equals."""
    return sorted((zone for zone in counts if zone not in down), key=lambda zone: counts[zone])


def zone_rows(counts: Mapping[str, int], down: Collection[str], chosen: str | None) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            zone,
            Verdict.CHOSEN if zone == chosen else Verdict.REJECTED if zone in down else Verdict.ELIGIBLE,
            {"instances": count, "up": zone not in down},
            _DOWN if zone in down else None,
        )
        for zone, count in counts.items()
    )


def allowance(max_size: int) -> int:
    """Instances a group may have above its maximum while it rebalances."""
    return max(1, int(max_size * REBALANCE_SHARE))


def is_unbalanced(counts: Mapping[str, int], down: Collection[str], extra: int) -> bool:
    """Whether one more move would bring the zones closer, given that `extra` moves are under way.

    Each move under way has launched its new instance already and will end with one less where most are.
    """
    planned = {zone: count for zone, count in counts.items() if zone not in down}
    if len(planned) < 2:
        return False
    for _ in range(extra):
        fullest = max(planned, key=lambda zone: planned[zone])
        planned[fullest] -= 1
    return max(planned.values()) - min(planned.values()) > 1
