"""Instances in a world: from the launch request to the end.

A life: *pending* (EC2 starts the machine) → *booting* (the machine runs, its software does not answer yet)
→ *in service* (it answers) → *draining* (it gets no new requests) → *terminated*.

On the way it may wait for a lifecycle hook (*pending wait*, *terminating wait*), be set aside by hand
(*standby*) or be kept for later in a warm pool (*warmed pending* → *stopping* → *warmed stopped* and the like).

Auto Scaling calls an instance InService as soon as EC2 says it is running: its warm-up and its health check
grace period count from there, although the software may still be booting. That gap is what a too short
grace period trips over, so the two are kept apart here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from simulator.control import Control, Servers
from simulator.cost import INSTANCE_TYPES
from simulator.services.ec2.host import Host
from simulator.services.ec2.software import Software

#: A hung server begins nothing and ends nothing; one out of reach is not even connected to.
HUNG_SPEED = 0.0
UNREACHABLE_SPEED = -1.0


class InstanceState(StrEnum):
    PENDING = "pending"
    PENDING_WAIT = "pending_wait"
    BOOTING = "booting"
    IN_SERVICE = "in_service"
    STANDBY = "standby"
    DRAINING = "draining"
    TERMINATING_WAIT = "terminating_wait"
    TERMINATED = "terminated"
    STOPPED = "stopped"
    WARMED_PENDING = "warmed_pending"
    STOPPING = "stopping"
    WARMED_STOPPED = "warmed_stopped"
    WARMED_RUNNING = "warmed_running"
    WARMED_HIBERNATED = "warmed_hibernated"


# Tuples: a member of so few is found faster than the hash of an enumeration's member is computed.

#: States in which an instance counts towards its group's capacity.
COUNTED = (
    InstanceState.IN_SERVICE,
    InstanceState.BOOTING,
    InstanceState.PENDING,
    InstanceState.PENDING_WAIT,
)
#: States Auto Scaling calls InService.
RUNNING = (InstanceState.IN_SERVICE, InstanceState.BOOTING)
#: States EC2 bills. What is stopped or hibernated costs its volume only.
BILLED = (
    InstanceState.IN_SERVICE,
    InstanceState.BOOTING,
    InstanceState.DRAINING,
    InstanceState.PENDING_WAIT,
    InstanceState.STANDBY,
    InstanceState.TERMINATING_WAIT,
    InstanceState.WARMED_PENDING,
    InstanceState.WARMED_RUNNING,
)
#: States in which a machine exists that does not run: its volume is billed.
STORED = (InstanceState.STOPPING, InstanceState.WARMED_STOPPED, InstanceState.WARMED_HIBERNATED)


@dataclass(slots=True)
class Instance:
    """One machine of a group.

    in_service_at: second at which Auto Scaling called it InService; None before.
    ready_at: second at which its software began to answer; None before.
    slot: its server in the data plane, from `ready_at` until the end.
    slow: how many times longer than normal it works (1.0 is normal).
    hung: it accepts requests and answers none.
    replaces: id of the unhealthy instance it was launched for.
    rebalances: launched above desired capacity so that another zone's instance can go.
    software: what its AMI carries. user_data_seconds: length of its user data script this time.
    running_at: second at which EC2 said "running" the last time. boots: how often it has been started.
    protected: from scale-in. decremented: desired capacity was lowered when it went to standby.
    pooled: it is in the warm pool, or on its way there. prepared: it has once booted to the end.
    gib: its volumes together, in GiB; told only of an instance of a warm pool.
    rested: the state in which the pool held it, from when it is taken until it runs.
    purchase_option: "on-demand" or "spot". spot_price: USD an hour, of a Spot Instance only.
    weight: units of its group's capacity it counts as. at_risk: when EC2 said it may be interrupted.
    volumes_usd_hour: what the volumes that its template names cost.
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
    host: Host = field(default_factory=Host)
    running_at: float | None = None
    boots: int = 0
    protected: bool = False
    decremented: bool = False
    pooled: bool = False
    rested: str = ""
    gib: float = 0.0
    prepared: bool = False
    purchase_option: str = "on-demand"
    spot_price: float | None = None
    weight: int = 1
    at_risk: float | None = None
    volumes_usd_hour: float = 0.0

    @property
    def queue_limit(self) -> int:
        return self.software.queue_limit

    @property
    def share(self) -> float:
        """Share of its vCPUs it may use: its baseline while CPU credits hold it back, else all."""
        return INSTANCE_TYPES[self.instance_type].baseline if self.host.throttled else 1.0

    @property
    def pace(self) -> float:
        """Work a second that each of its cores begins now."""
        if self.host.unreachable:
            return UNREACHABLE_SPEED
        return HUNG_SPEED if self.hung else self.speed * self.share / self.slow

    def keep_pace(self, servers: Servers) -> None:
        """Let its server work as fast as it may now."""
        if self.slot is not None:
            servers.set_speed(self.slot, self.pace)

    def phases(self, now: float) -> dict[str, float]:
        """Seconds of each boot phase of an instance whose boot ends at `now`, and of all together."""
        running = now if self.running_at is None else self.running_at
        return {
            "launched_at": self.launched_at,
            "pending_seconds": round(running - self.launched_at, 1),
            "start_up_seconds": round(now - running - self.user_data_seconds, 1),
            "user_data_seconds": round(self.user_data_seconds, 1),
            "seconds": round(now - self.launched_at),
        }

    def answer(self, servers: Servers, now: float) -> int:
        """The software begins to answer. Returns the slot of its server."""
        self.slot = servers.allocate(cores=self.cores, speed=self.pace, queue_limit=self.queue_limit, now=now)
        self.ready_at = now
        self.state = InstanceState.IN_SERVICE
        return self.slot

    def fall_silent(self, servers: Servers, now: float) -> None:
        """Its application is gone with whatever it held; the machine is still there."""
        if self.slot is not None:
            servers.release(self.slot, now)
            self.slot = None
        if self.state is InstanceState.IN_SERVICE:
            self.state = InstanceState.BOOTING

    def end(self, servers: Servers, now: float) -> None:
        """The machine is gone, with whatever it held."""
        if self.slot is not None:
            servers.release(self.slot, now)
            self.slot = None
        self.state = InstanceState.TERMINATED
        self.ended_at = now

    def slow_down(self, servers: Servers, factor: float) -> None:
        self.slow = factor
        self.keep_pace(servers)

    def hang(self, servers: Servers) -> None:
        self.hung = True
        self.keep_pace(servers)

    def mend(self, servers: Servers) -> None:
        """The software of a hung machine works again. What it had accepted is never answered."""
        self.hung = False
        self.keep_pace(servers)

    def cpu_percent(self, servers: Servers) -> float:
        """CPU use in the last tick. A hung process waits for ever: it uses none."""
        if self.slot is None or self.hung:
            return 0.0
        used = 100.0 * servers.busy_fraction(self.slot)
        return used * self.share if self.host.throttled else used

    def as_json(self) -> dict[str, Any]:
        row = {field.name: getattr(self, field.name) for field in fields(self)}
        return row | {
            "state": self.state.value,
            "software": self.software.as_json(),
            "host": self.host.as_json(),
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Instance:
        return cls(
            **{
                **row,
                "state": InstanceState(row["state"]),
                "software": Software.from_json(row["software"]),
                "host": Host.from_json(row["host"]),
            }
        )


def instance_id(control: Control, group: str) -> str:
    """``i-0`` and 16 hexadecimal digits, drawn for the group."""
    halves = (int(control.uniform(group, "instance-id") * (1 << 32)) for _ in range(2))
    return "i-0" + "".join(f"{half:08x}" for half in halves)
