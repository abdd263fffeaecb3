"""What EC2 itself knows of one instance, whoever launched it: settings, CPU credits, memory, status, reach.

`Machine` is what the launch template (or the instance's own properties) set and never changes; `Host` is what
becomes of it in a world.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from simulator.services.ec2.credits import Account

#: GiB of the root volume when nothing says otherwise.
ROOT_GIB = 8


@dataclass(frozen=True, slots=True)
class Machine:
    """credits: the mode asked for, None for the family's default. detailed: metrics every minute, not every five.

    security_groups: logical ids; empty: nothing restricts who may connect.
    """

    credits: str | None = None
    detailed: bool = False
    security_groups: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: Any) -> Machine:
        """The settings in launch template data, or in an instance's own properties."""
        asked, monitoring = data.CreditSpecification, data.Monitoring
        return cls(
            credits=asked.CpuCredits if asked is not None else None,
            detailed=monitoring is not None and monitoring.Enabled,
            security_groups=tuple(reference.target for reference in data.SecurityGroupIds),
        )

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Machine:
        return cls(**{**row, "security_groups": tuple(row["security_groups"])})


class HostStatus(StrEnum):
    """What EC2's status checks say, or would say."""

    OK = "ok"
    CRASHED = "crashed"  # nothing runs any more, and no check has seen it yet
    IMPAIRED = "impaired"


@dataclass(slots=True)
class Host:
    """account: CPU credits, None for types that need none and before the first second.

    throttled: held to its baseline. unreachable: security groups let no balancer connect.
    leak: MiB a minute that are never given back; leaked: MiB so far. restarts_at: its application was killed.
    stopped: it does not run any more, and nobody has replaced it yet.
    """

    machine: Machine = field(default_factory=Machine)
    account: Account | None = None
    throttled: bool = False
    unreachable: bool = False
    status: HostStatus = HostStatus.OK
    leak: float = 0.0
    leaked: float = 0.0
    restarts_at: float | None = None
    stopped: bool = False

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "status": self.status.value}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Host:
        account = row["account"]
        return cls(
            **{
                **row,
                "machine": Machine.from_json(row["machine"]),
                "account": Account.from_json(account) if account is not None else None,
                "status": HostStatus(row["status"]),
            }
        )
