"""Instances in a world: from the launch request to the end.

A life: *pending* (EC2 starts the machine) → *booting* (the machine runs, its software does not answer yet)
→ *in service* (it answers) → *draining* (it gets no new requests) → *terminated*.

Auto Scaling calls an instance InService as soon as EC2 says it is running: its warm-up and its health check
grace period count from there, although the software may still be booting. That gap is what a too short
grace period trips over, so the two are kept apart here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from simulator.control import Control, Servers
from simulator.services.ec2.software import Software

#: A hung server begins nothing and ends nothing.
HUNG_SPEED = 0.0


class InstanceState(StrEnum):
    PENDING = "pending"
    BOOTING = "booting"
    IN_SERVICE = "in_service"
    DRAINING = "draining"
    TERMINATED = "terminated"


# Tuples: a member of so few is found faster than the hash of an enumeration's member is computed.

#: States in which an instance counts towards its group's capacity.
COUNTED = (InstanceState.PENDING, InstanceState.BOOTING, InstanceState.IN_SERVICE)
#: States Auto Scaling calls InService.
RUNNING = (InstanceState.IN_SERVICE, InstanceState.BOOTING)
#: States EC2 bills.
BILLED = (InstanceState.IN_SERVICE, InstanceState.BOOTING, InstanceState.DRAINING)


@dataclass(slots=True)
class Instance:
    """One machine of a group.

    in_service_at: second at which EC2 said "running"; None while pending.
    ready_at: second at which its software began to answer; None before.
    slot: its server in the data plane, from `ready_at` until the end.
    slow: how many times longer than normal it works (1.0 is normal).
    hung: it accepts requests and answers none.
    replaces: id of the unhealthy instance it was launched for.
    rebalances: launched above desired capacity so that another zone's instance can go.
    software: what its AMI carries. user_data_seconds: length of its user data script this time.
    """

    id: str
    group: str
    zone: str
    subnet: str
    instance_type: str
    template_version: int
    launched_at: float
    cores: int
    speed: float
    software: Software
    state: InstanceState = InstanceState.PENDING
    in_service_at: float | None = None
    ready_at: float | None = None
    ended_at: float | None = None
    slot: int | None = None
    slow: float = 1.0
    hung: bool = False
    replaces: str | None = None
    rebalances: bool = False
    user_data_seconds: float = 0.0

    @property
    def queue_limit(self) -> int:
        return self.software.queue_limit

    def phases(self, now: float) -> dict[str, float]:
        """Seconds of each boot phase of an instance whose boot ends at `now`, and of all together."""
        running = now if self.in_service_at is None else self.in_service_at
        return {
            "launched_at": self.launched_at,
            "pending_seconds": round(running - self.launched_at, 1),
            "start_up_seconds": round(now - running - self.user_data_seconds, 1),
            "user_data_seconds": round(self.user_data_seconds, 1),
            "seconds": round(now - self.launched_at),
        }

    def answer(self, servers: Servers, now: float) -> int:
        """The software begins to answer. Returns the slot of its server."""
        self.slot = servers.allocate(
            cores=self.cores, speed=self.speed / self.slow, queue_limit=self.queue_limit, now=now
        )
        self.ready_at = now
        self.state = InstanceState.IN_SERVICE
        if self.hung:
            servers.set_speed(self.slot, HUNG_SPEED)
        return self.slot

    def end(self, servers: Servers, now: float) -> None:
        """The machine is gone, with whatever it held."""
        if self.slot is not None:
            servers.release(self.slot, now)
            self.slot = None
        self.state = InstanceState.TERMINATED
        self.ended_at = now

    def slow_down(self, servers: Servers, factor: float) -> None:
        self.slow = factor
        if self.slot is not None and not self.hung:
            servers.set_speed(self.slot, self.speed / factor)

    def hang(self, servers: Servers) -> None:
        self.hung = True
        if self.slot is not None:
            servers.set_speed(self.slot, HUNG_SPEED)

    def mend(self, servers: Servers) -> None:
        """The software of a hung machine works again. What it had accepted is never answered."""
        self.hung = False
        if self.slot is not None:
            servers.set_speed(self.slot, self.speed / self.slow)

    def cpu_percent(self, servers: Servers) -> float:
        """CPU use in the last tick. A hung process waits for ever: it uses none."""
        if self.slot is None or self.hung:
            return 0.0
        return 100.0 * servers.busy_fraction(self.slot)

    def as_json(self) -> dict[str, Any]:
        row = {field.name: getattr(self, field.name) for field in fields(self)}
        return row | {"state": self.state.value, "software": self.software.as_json()}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Instance:
        software = Software.from_json(row["software"])
        return cls(**{**row, "state": InstanceState(row["state"]), "software": software})


def instance_id(control: Control, group: str) -> str:
    """``i-0`` and 16 hexadecimal digits, drawn for the group."""
    halves = (int(control.uniform(group, "instance-id") * (1 << 32)) for _ in range(2))
    return "i-0" + "".join(f"{half:08x}" for half in halves)
