"""What an instance, or several of them, can carry for what they cost: scaling up beside scaling out.

The model's assumption of speed: n vCPUs do n times the work of one only if the software shares nothing. With a
contention of c, a share c of all work holds something that one vCPU at a time can have (a lock, a connection
pool, a garbage collector), and n vCPUs do n / (1 + c (n - 1)) times the work of one: Amdahl's law in the form
that Gunther's universal scalability law has without its coherency term. Several instances share nothing here,
so scaling out stays proportional. AWS's prices are proportional to size within a family.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.cost import prices
from simulator.cost.instance_types import INSTANCE_TYPES, InstanceType, family_of

#: Capacity a dollar may stray so far from that of the family's first size and still count as proportional.
PROPORTIONAL_WITHIN = 0.01


@dataclass(frozen=True, slots=True)
class Point:
    """One way to have capacity: `count` instances of one type.

    requests_per_s: at the use asked for. proportional: a dollar buys as much as at the curve's first point.
    """

    instance_type: str
    count: int
    usd_per_hour: float
    requests_per_s: float
    proportional: bool = True

    @property
    def usd_per_million(self) -> float:
        """USD for a million requests at that rate."""
        return self.usd_per_hour / 3600.0 / self.requests_per_s * 1e6


def contended(vcpus: int, contention: float) -> float:
    """By how much each of n vCPUs is slower for the others' sake: 1.0 alone or without contention."""
    return 1.0 / (1.0 + contention * (vcpus - 1))


def requests_per_s(type_: InstanceType, work_ms: float, use: float = 1.0, contention: float = 0.0) -> float:
    """Requests a second that keep an instance busy to the share `use` when each takes `work_ms` of work.

    work_ms: on the reference vCPU.
    """
    speed = type_.vcpus * type_.speed * contended(type_.vcpus, contention)
    return speed * use * 1000.0 / work_ms


def sustained_usd_per_hour(instance_type: str, region: str, use: float, unlimited: bool = True) -> float:
    """An hour of an instance busy to the share `use` day in, day out, surplus CPU credits included."""
    type_ = INSTANCE_TYPES[instance_type]
    usd = prices.hourly_price(instance_type, region)
    if unlimited and use > type_.baseline:
        usd += (use - type_.baseline) * type_.vcpus * prices.surplus_vcpu_hour(type_.family)
    return usd


def scale_up(
    instance_type: str, region: str, work_ms: float, use: float = 0.7, contention: float = 0.0
) -> list[Point]:
    """One instance of each size of the type's family: the curve that ends at the largest there is."""
    points = [
        Point(
            type_.name,
            1,
            prices.hourly_price(type_.name, region),
            requests_per_s(type_, work_ms, use, contention),
        )
        for type_ in family_of(instance_type)
    ]
    return _marked(sorted(points, key=lambda point: point.usd_per_hour))


def scale_out(
    instance_type: str, region: str, work_ms: float, most: int, use: float = 0.7, contention: float = 0.0
) -> list[Point]:
    """One to `most` equal instances."""
    type_ = INSTANCE_TYPES[instance_type]
    usd = prices.hourly_price(instance_type, region)
    carried = requests_per_s(type_, work_ms, use, contention)
    return _marked([Point(instance_type, n, n * usd, n * carried) for n in range(1, most + 1)])


def needed(
    instance_type: str,
    region: str,
    work_ms: float,
    rate_rps: float,
    use: float = 0.7,
    contention: float = 0.0,
) -> Point:
    """As many equal instances as carry `rate_rps` at the use asked for, at least one."""
    type_ = INSTANCE_TYPES[instance_type]
    carried = requests_per_s(type_, work_ms, use, contention)
    count = max(1, math.ceil(rate_rps / carried - 1e-9))
    return Point(instance_type, count, count * prices.hourly_price(instance_type, region), count * carried)


def _marked(points: list[Point]) -> list[Point]:
    first = points[0].requests_per_s / points[0].usd_per_hour
    return [
        Point(
            point.instance_type,
            point.count,
            point.usd_per_hour,
            point.requests_per_s,
            abs(point.requests_per_s / point.usd_per_hour / first - 1.0) <= PROPORTIONAL_WITHIN,
        )
        for point in points
    ]
