"""EC2 instance types: cores, memory, network, CPU credits, and how fast a core is beside the reference vCPU.

vCPUs, memory, network bandwidth and credits are AWS's figures as its guides gave them in 2024. `speed` is the
model's own: work one vCPU does a second, where the reference vCPU (1.0) is that of m5. It reflects processor
generation and clock, not a benchmark. Two vCPUs of one type are taken to work independently; what keeps real
software from using them all is the application's own figure (`ContentionPercent`, see `capacity.py`).
Network bandwidth is told, not enforced: no lab's traffic comes near it.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Title of the public pages these figures stand on.
SOURCE = "Amazon EC2 instance types; Key concepts and definitions for burstable performance instances"

#: Launch credits of a T2 instance in standard mode, each vCPU.
LAUNCH_CREDITS = 30.0


@dataclass(frozen=True, slots=True)
class Burst:
    """CPU credits of a burstable type. One credit is one vCPU busy for a minute.

    earned: credits an hour. most: earned credits it can keep (a day's). launch: credits at launch in standard
    mode (T2 only). unlimited: AWS's default mode of the family.
    """

    earned: float
    most: float
    launch: float
    unlimited: bool


@dataclass(frozen=True, slots=True)
class InstanceType:
    """One instance type. speed: work a second of one vCPU; the reference vCPU does 1.0.

    network_gbps: bandwidth, None where AWS gives no number. network_bursts: it is an "up to".
    burst: CPU credits, None for types that need none.
    """

    name: str
    vcpus: int
    memory_gib: float
    speed: float
    network_gbps: float | None
    network_bursts: bool = False
    burst: Burst | None = None

    @property
    def family(self) -> str:
        return self.name.split(".")[0]

    @property
    def burstable(self) -> bool:
        return self.burst is not None

    @property
    def baseline(self) -> float:
        """Share of its vCPUs it may use all the time: 1.0, or what a burstable type earns."""
        return 1.0 if self.burst is None else self.burst.earned / 60.0 / self.vcpus


@dataclass(frozen=True, slots=True)
class _Family:
    """network: Gbps by size from the first that has all of its bandwidth; smaller sizes go up to `shared`."""

    name: str
    gib_per_vcpu: float
    speed: float
    sizes: tuple[str, ...]
    shared: float
    network: dict[str, float]


_TO_24 = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge")
_C5 = ("large", "xlarge", "2xlarge", "4xlarge", "9xlarge", "12xlarge", "18xlarge", "24xlarge")
_GEN5 = {"8xlarge": 10.0, "12xlarge": 12.0, "16xlarge": 20.0, "24xlarge": 25.0}
_GEN6 = {"8xlarge": 12.5, "12xlarge": 18.75, "16xlarge": 25.0, "24xlarge": 37.5, "32xlarge": 50.0}
_GEN7 = {"8xlarge": 12.5, "12xlarge": 18.75, "16xlarge": 25.0, "24xlarge": 37.5, "48xlarge": 50.0}
_FAMILIES = (
    _Family("m5", 4, 1.0, _TO_24, 10, _GEN5),
    _Family("m6i", 4, 1.15, (*_TO_24, "32xlarge"), 12.5, _GEN6),
    _Family("m7i", 4, 1.3, (*_TO_24, "48xlarge"), 12.5, _GEN7),
    _Family("c5", 2, 1.1, _C5, 10, {"9xlarge": 12.0, "12xlarge": 12.0, "18xlarge": 25.0, "24xlarge": 25.0}),
    _Family("c6i", 2, 1.2, (*_TO_24, "32xlarge"), 12.5, _GEN6),
    _Family("r5", 8, 1.0, _TO_24, 10, _GEN5),
    _Family("r6i", 8, 1.15, (*_TO_24, "32xlarge"), 12.5, _GEN6),
)

_T2_SPEED = 0.9
_T3_SPEED = 0.95


def _t2(size: str, vcpus: int, memory_gib: float, earned: float) -> InstanceType:
    burst = Burst(earned, 24 * earned, LAUNCH_CREDITS * vcpus, unlimited=False)
    return InstanceType(f"t2.{size}", vcpus, memory_gib, _T2_SPEED, None, burst=burst)


def _t3(size: str, vcpus: int, memory_gib: float, earned: float) -> InstanceType:
    burst = Burst(earned, 24 * earned, 0.0, unlimited=True)
    return InstanceType(f"t3.{size}", vcpus, memory_gib, _T3_SPEED, 5.0, network_bursts=True, burst=burst)


_BURSTABLE = (
    _t3("nano", 2, 0.5, 6),
    _t3("micro", 2, 1, 12),
    _t3("small", 2, 2, 24),
    _t3("medium", 2, 4, 24),
    _t3("large", 2, 8, 36),
    _t3("xlarge", 4, 16, 96),
    _t3("2xlarge", 8, 32, 192),
    _t2("nano", 1, 0.5, 3),
    _t2("micro", 1, 1, 6),
    _t2("small", 1, 2, 12),
    _t2("medium", 2, 4, 24),
    _t2("large", 2, 8, 36),
    _t2("xlarge", 4, 16, 54),
    _t2("2xlarge", 8, 32, 81.6),
)


def _vcpus(size: str) -> int:
    """vCPUs of a size name: large has 2, xlarge 4, Nxlarge 4 N."""
    if size == "large":
        return 2
    return 4 * int(size.removesuffix("xlarge") or 1)


def _fixed(family: _Family, size: str) -> InstanceType:
    vcpus = _vcpus(size)
    return InstanceType(
        f"{family.name}.{size}",
        vcpus,
        vcpus * family.gib_per_vcpu,
        family.speed,
        family.network.get(size, family.shared),
        network_bursts=size not in family.network,
    )


#: By name, in the order a list of choices shows them: families in turn, each by size.
INSTANCE_TYPES: dict[str, InstanceType] = {
    type_.name: type_
    for type_ in (*_BURSTABLE, *(_fixed(family, size) for family in _FAMILIES for size in family.sizes))
}


def family_of(instance_type: str) -> tuple[InstanceType, ...]:
    """Every size of the family a type belongs to, the largest last. Raises KeyError for an unknown type."""
    family = INSTANCE_TYPES[instance_type].family
    return tuple(type_ for type_ in INSTANCE_TYPES.values() if type_.family == family)
