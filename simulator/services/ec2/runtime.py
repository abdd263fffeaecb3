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

#: Seconds from the launch request until EC2 says "running", and how far one launch strays from it.
PENDING_SECONDS = 20.0
PENDING_SPREAD = 0.25
#: How far one boot strays from the application's `ReadySeconds`.
READY_SPREAD = 0.2
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
    queue_limit: int
    ready_seconds: float
    state: InstanceState = InstanceState.PENDING
    in_service_at: float | None = None
    ready_at: float | None = None
    ended_at: float | None = None
    slot: int | None = None
    slow: float = 1.0
    hung: bool = False
    replaces: str | None = None
    rebalances: bool = False

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
        return {field.name: getattr(self, field.name) for field in fields(self)} | {"state": self.state.value}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Instance:
        return cls(**{**row, "state": InstanceState(row["state"])})


def instance_id(control: Control, group: str) -> str:
    """``i-0`` and 16 hexadecimal digits, drawn for the group."""
    halves = (int(control.uniform(group, "instance-id") * (1 << 32)) for _ in range(2))
    return "i-0" + "".join(f"{half:08x}" for half in halves)


def pending_seconds(control: Control, group: str) -> float:
    """How long EC2 takes this time."""
    return PENDING_SECONDS * _around_one(control, group, "pending", PENDING_SPREAD)


def boot_seconds(control: Control, group: str, ready_seconds: float) -> float:
    """How long the software takes this time to begin answering."""
    return ready_seconds * _around_one(control, group, "boot", READY_SPREAD)


def _around_one(control: Control, group: str, purpose: str, spread: float) -> float:
    return 1.0 - spread + 2.0 * spread * control.uniform(group, purpose)
