"""EC2 instance types: cores, memory, and how fast a core is beside the reference vCPU.

vCPUs and memory are AWS's figures. `speed` is the model's own: work one vCPU does a second, where the
reference vCPU (1.0) is that of m5. It reflects processor generation and clock, not a benchmark, and two
vCPUs of one type are taken to work independently. CPU credits of the burstable T3 family are not modelled:
a T3 vCPU always runs at its full speed, as in unlimited mode.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InstanceType:
    """One instance type. speed: work a second of one vCPU; the reference vCPU does 1.0."""

    name: str
    vcpus: int
    memory_gib: float
    speed: float
    burstable: bool = False

    @property
    def family(self) -> str:
        return self.name.split(".")[0]


@dataclass(frozen=True, slots=True)
class _Family:
    name: str
    gib_per_vcpu: float
    speed: float
    sizes: tuple[str, ...]


_COMMON = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge")
_FAMILIES = (
    _Family("m5", 4, 1.0, _COMMON),
    _Family("m6i", 4, 1.15, _COMMON),
    _Family(
        "c5", 2, 1.1, ("large", "xlarge", "2xlarge", "4xlarge", "9xlarge", "12xlarge", "18xlarge", "24xlarge")
    ),
    _Family("c6i", 2, 1.2, _COMMON),
    _Family("r5", 8, 1.0, _COMMON),
)

_T3_SPEED = 0.95
_T3 = (
    InstanceType("t3.micro", 2, 1, _T3_SPEED, burstable=True),
    InstanceType("t3.small", 2, 2, _T3_SPEED, burstable=True),
    InstanceType("t3.medium", 2, 4, _T3_SPEED, burstable=True),
    InstanceType("t3.large", 2, 8, _T3_SPEED, burstable=True),
    InstanceType("t3.xlarge", 4, 16, _T3_SPEED, burstable=True),
    InstanceType("t3.2xlarge", 8, 32, _T3_SPEED, burstable=True),
)


def _vcpus(size: str) -> int:
    """vCPUs of a size name: large has 2, xlarge 4, Nxlarge 4 N."""
    if size == "large":
        return 2
    return 4 * int(size.removesuffix("xlarge") or 1)


#: By name, in the order a list of choices shows them.
INSTANCE_TYPES: dict[str, InstanceType] = {
    type_.name: type_
    for type_ in (
        *_T3,
        *(
            InstanceType(
                f"{family.name}.{size}", _vcpus(size), _vcpus(size) * family.gib_per_vcpu, family.speed
            )
            for family in _FAMILIES
            for size in family.sizes
        ),
    )
}
