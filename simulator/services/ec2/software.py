"""What an instance's AMI carries, typed for a world. An instance keeps the software it was launched with.

Boot phases: *pending* (EC2 starts the machine) → *running*; then its start-up (operating system and
application) and its user data script, one after the other → the application is *ready* and answers.
Each phase strays from its length independently, evenly within its spread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from simulator.control import Control
from simulator.cost import InstanceType, contended

#: Seconds from the launch request until EC2 says "running", and how far one launch strays from it.
PENDING_SECONDS = 20.0
PENDING_SPREAD = 0.25


@dataclass(frozen=True, slots=True)
class Software:
    """queue_limit: requests that may wait on one instance. spread: of start-up and user data, 0..1.

    broken: it never starts. contention: share of its work that one vCPU at a time can do, 0..1.
    hook_seconds: it completes lifecycle hooks so long after their wait began; None: it does not.
    agent: it tells CloudWatch its memory. Memory in MiB; disk_read_kb, disk_write_kb: KB a request.
    credits_before: share of the CPU credits it can keep that an instance has when the world begins.
    """

    queue_limit: int = 100
    ready_seconds: float = 30.0
    spread: float = 0.2
    user_data_seconds: float = 0.0
    broken: bool = False
    contention: float = 0.0
    hook_seconds: float | None = None
    agent: bool = False
    base_memory_mb: float = 300.0
    memory_mb_per_request: float = 0.0
    disk_read_kb: float = 0.0
    disk_write_kb: float = 0.0
    credits_before: float = 1.0

    @classmethod
    def of(cls, application: Any) -> Software:
        """The software an `Application`'s properties describe."""
        return cls(
            queue_limit=application.QueueLimit,
            ready_seconds=float(application.ReadySeconds),
            spread=float(application.ReadySpreadPercent) / 100.0,
            user_data_seconds=float(application.UserDataSeconds),
            broken=application.Broken,
            contention=float(application.ContentionPercent) / 100.0,
            hook_seconds=application.HookSeconds,
            agent=application.CloudWatchAgent,
            base_memory_mb=float(application.BaseMemoryMB),
            memory_mb_per_request=float(application.MemoryMBPerRequest),
            disk_read_kb=float(application.DiskReadKBPerRequest),
            disk_write_kb=float(application.DiskWriteKBPerRequest),
            credits_before=float(application.CreditsBeforePercent) / 100.0,
        )

    def speed_on(self, type_: InstanceType) -> float:
        """Work a second that each vCPU of the type does for this software."""
        return type_.speed * contended(type_.vcpus, self.contention)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Software:
        return cls(**row)


@dataclass(frozen=True, slots=True)
class Boot:
    """How long each phase after "running" takes this time, in seconds."""

    start_up: float
    user_data: float

    @property
    def seconds(self) -> float:
        return self.start_up + self.user_data


def pending_seconds(control: Control, owner: str) -> float:
    """How long EC2 takes this time until it says "running"."""
    return PENDING_SECONDS * around_one(control, owner, "pending", PENDING_SPREAD)


def draw_boot(control: Control, owner: str, software: Software) -> Boot:
    """The phases of one boot. A phase of no length draws nothing."""
    start_up = software.ready_seconds * around_one(control, owner, "boot", software.spread)
    script = software.user_data_seconds
    if script:
        script *= around_one(control, owner, "user-data", software.spread)
    return Boot(start_up, script)


def around_one(control: Control, owner: str, purpose: str, spread: float) -> float:
    """The next number of the stream, spread evenly around 1."""
    return 1.0 - spread + 2.0 * spread * control.uniform(owner, purpose)
