"""Up or out: what it costs to carry a rate with one instance of each size of a family, and with several.

The arithmetic, and what it assumes of speed and contention, is in `simulator.cost.capacity`.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from simulator.cost import INSTANCE_TYPES, PRICED_AS, family_of, needed, requests_per_s
from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.ec2.reasons import CAPACITY, CapacityReason
from simulator.services.subject import Given, Subject, read, refuse
from simulator.text import Text

GUIDE = "Change the instance type"

_TOO_SMALL = Text("one is too small", "한 대로는 부족해요")


class CapacityInput(Given):
    """Which family (any of its types names it), what a request takes, and what must be carried.

    WorkMs: work of a request on the reference vCPU. UsePercent: how busy an instance may be.
    """

    InstanceType: str
    Region: str = "ap-northeast-2"
    WorkMs: float = Field(gt=0, le=60_000)
    Rate: float = Field(gt=0, le=10_000_000)
    UsePercent: float = Field(70.0, gt=0, le=100)
    ContentionPercent: float = Field(0.0, ge=0, le=100)


def cheapest(given: CapacityInput | dict[str, Any]) -> Decision:
    """The cheapest number of equal instances of the family that carries the rate; of equals, the fewest."""
    given = read(CapacityInput, given)
    if given.InstanceType not in INSTANCE_TYPES:
        raise refuse(
            "UnknownInstanceType",
            ("InstanceType",),
            Text.filled("There is no such instance type.", "이런 인스턴스 유형은 없어요."),
        )
    if given.Region not in PRICED_AS:
        raise refuse(
            "UnknownRegion", ("Region",), Text.filled("There is no such region.", "이런 리전은 없어요.")
        )
    use, contention = given.UsePercent / 100.0, given.ContentionPercent / 100.0
    points = [
        needed(type_.name, given.Region, given.WorkMs, given.Rate, use, contention)
        for type_ in family_of(given.InstanceType)
    ]
    best = min(points, key=lambda point: (round(point.usd_per_hour, 9), point.count))
    smallest = min(points, key=lambda point: point.usd_per_hour / point.count)
    rows = []
    for point in points:
        alone = requests_per_s(INSTANCE_TYPES[point.instance_type], given.WorkMs, use, contention)
        enough = point.count == 1
        rows.append(
            Candidate(
                point.instance_type,
                Verdict.CHOSEN if point is best else Verdict.ELIGIBLE,
                {
                    "count": point.count,
                    "requests_per_s": round(alone, 1),
                    "usd_per_hour": round(point.usd_per_hour, 4),
                    "usd_per_million": round(point.usd_per_million, 4),
                },
                None if enough else _TOO_SMALL,
            )
        )
    reason = CapacityReason.OUT if best.count > 1 else CapacityReason.UP
    if best.count == 1 and best is smallest:
        reason = CapacityReason.ONE
    facts: dict[str, Any] = {
        "type": best.instance_type,
        "count": best.count,
        "rate": f"{given.Rate:g}",
        "usd": f"{best.usd_per_hour:.4g}",
        "out_type": smallest.instance_type,
        "out_count": smallest.count,
        "out_usd": f"{smallest.usd_per_hour:.4g}",
    }
    evidence = {
        "rate": given.Rate,
        "use_percent": given.UsePercent,
        "contention_percent": given.ContentionPercent,
        "work_ms": given.WorkMs,
    }
    return Decision(
        "ec2.capacity",
        {
            "InstanceType": best.instance_type,
            "count": best.count,
            "usd_per_hour": round(best.usd_per_hour, 6),
        },
        reason.value,
        CAPACITY[reason].format(**facts),
        tuple(rows),
        evidence,
        GUIDE,
    )


SUBJECT = Subject(
    "ec2.capacity",
    Text(
        "The cheapest way to carry a rate: up or out",
        "요청률을 가장 저렴하게 처리하는 방법: 스케일 업과 확장",
    ),
    CapacityInput,
    dict[str, str | int | float],
    cheapest,
)
