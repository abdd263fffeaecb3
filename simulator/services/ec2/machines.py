"""The machines of a group (or the one of a standalone instance) as EC2 sees them, second by second.

What depends on configuration costs nothing without it: credits are kept for burstable types only, memory only
for applications that leak or are measured by the CloudWatch agent.

WastedInstanceHours counts, second by second, the billed instances beyond those needed: as many as would have
done the second's work at the target use (of the group's CPU target tracking policy, else 70 %), and at least one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from simulator.control import Control, Totals
from simulator.cost import INSTANCE_TYPES, billing, hourly_price
from simulator.cost.prices import surplus_vcpu_hour
from simulator.services.ec2 import credit_meter, memory, status
from simulator.services.ec2.credits import closed
from simulator.services.ec2.reasons import HostReason
from simulator.services.ec2.runtime import Instance
from simulator.services.elb.health import TargetGroupHealth
from simulator.services.vpc.reach import balancer_to
from simulator.services.vpc.security_groups import TYPE as SECURITY_GROUP

#: Bytes of a request: its line and headers.
REQUEST_BYTES = 500.0
#: Use of the instances needed, where no target tracking policy names one.
USUAL_USE = 0.7


class Owner(Protocol):
    """Who has the machines: a group or a standalone instance."""

    resource: str
    instances: dict[str, Instance]

    def target_groups(self, control: Control) -> Sequence[TargetGroupHealth]:
        """Where its machines are registered."""

    def lose(self, control: Control, instance: Instance, reason: HostReason, facts: dict[str, Any]) -> None:
        """EC2 says that the machine does not run any more, or is impaired for too long."""


class Machines:
    """See the module. `owner` is handed in by each call: it owns this object and would be a cycle."""

    def __init__(self, resource: str) -> None:
        self.resource = resource
        self.wasted_hours = 0.0
        self.credits_used = 0.0  # in the last tick
        self.credits_charged = 0.0  # surplus, in the last tick
        #: Not billed yet: seconds up to the minimum by type, surplus credits by family.
        self._due_seconds: dict[str, float] = {}
        self._due_credits: dict[str, float] = {}
        self._observed_at = 0.0
        self._seconds = 1.0
        self._architecture: Any = None  # the one that was asked who can reach whom
        self._known: tuple[int, str | None] = (0, None)
        self._burstable: list[Instance] = []
        self._totals = Totals(0, 0.0, 0.0)

    # --- what its owner calls -------------------------------------------------------------------------------

    def begin(self, control: Control, owner: Owner) -> None:
        """The world begins: machines that were there before have what an idle one has long since earned."""
        for instance in owner.instances.values():
            credit_meter.settle_in(instance)
        self._connect(control, owner)
        for instance in owner.instances.values():
            if instance.host.unreachable:
                for group in owner.target_groups(control):
                    group.has_never_reached(instance.id)

    def observe(self, control: Control, owner: Owner, billed: int, use: float | None) -> None:
        """After each tick. billed: machines EC2 bills now; use: that of a target tracking policy, 0..1."""
        now = control.now
        seconds = now - self._observed_at
        self._observed_at = now
        self.credits_used = self.credits_charged = 0.0
        if seconds <= 0.0:
            return
        self._seconds = seconds
        instances = owner.instances
        slots = [one.slot for one in instances.values() if one.slot is not None]
        self._totals = control.servers.totals(slots)
        needed = max(1, math.ceil(self._totals.busy / (use or USUAL_USE) - 1e-9))
        self.wasted_hours += max(0, billed - needed) * seconds / 3600.0
        if self._look(instances) or control.architecture is not self._architecture:
            self._connect(control, owner)
        for instance in self._burstable:
            used, charged = credit_meter.meter(control, self.resource, instance, seconds)
            self.credits_used += used
            self._charge(instance, charged)
        memory.watch(control, self.resource, owner, seconds)

    def look_again(self) -> None:
        """A machine is of another type now: it may have begun or ceased to be a burstable one."""
        self._known = (0, None)

    def ended(self, instance: Instance, now: float) -> None:
        """A machine stopped or ended: what it owes is due, and no run is billed for less than a minute."""
        if instance.host.account is not None:
            self._charge(instance, closed(instance.host.account))
            instance.host.account = None
        begun = instance.in_service_at
        if begun is not None and now - begun < billing.MINIMUM_SECONDS:
            name, missing = instance.instance_type, billing.MINIMUM_SECONDS - (now - begun)
            if instance.spot_price is not None:
                missing *= instance.spot_price / hourly_price(name, instance.zone[:-1])
            self._due_seconds[name] = self._due_seconds.get(name, 0.0) + missing

    def take_usd(self, region: str) -> float:
        """What became due since the last call, beyond the time of what runs."""
        usd = sum(hourly_price(name, region) * s / 3600.0 for name, s in self._due_seconds.items())
        usd += sum(surplus_vcpu_hour(family) * n / 60.0 for family, n in self._due_credits.items())
        self._due_seconds, self._due_credits = {}, {}
        return usd

    def on_event(self, control: Control, owner: Owner, payload: Mapping[str, Any]) -> None:
        """An event that was scheduled under the name ``ec2``."""
        instance = owner.instances.get(payload["instance"])
        if instance is None or instance.ended_at is not None:
            return
        match payload["what"]:
            case "restarted":
                memory.restarted(control, owner, instance)
            case "check":
                status.check(control, owner, instance)
            case "impaired":
                status.give_up(control, owner, instance)

    def metrics(self, control: Control, owner: Owner) -> dict[str, Any]:
        """For the frame. What does not exist is None: credits of types without, memory without the agent."""
        totals, seconds = self._totals, self._seconds
        one = next(iter(owner.instances.values()), None)
        software = one.software if one is not None else None
        read = software.disk_read_kb if software is not None else 0.0
        written = software.disk_write_kb if software is not None else 0.0
        values: dict[str, Any] = {
            "NetworkIn": round(totals.requests * REQUEST_BYTES / seconds, 1),
            "NetworkOut": round(totals.sent / seconds, 1),
            "DiskReadBytes": round(totals.requests * read * 1000.0 / seconds, 1) if read else None,
            "DiskWriteBytes": round(totals.requests * written * 1000.0 / seconds, 1) if written else None,
            "MemoryUtilization": memory.utilization(control, owner),
            "StatusCheckFailed": status.failed(owner),
            "WastedInstanceHours": round(self.wasted_hours, 6),
            "CPUCreditUsage": None,
            "CPUCreditBalance": {},
            "CPUSurplusCreditBalance": None,
            "CPUSurplusCreditsCharged": None,
        }
        if self._burstable:
            values |= credit_meter.measure(self._burstable)
            values["CPUCreditUsage"] = round(self.credits_used, 6)
            values["CPUSurplusCreditsCharged"] = round(self.credits_charged, 6)
        return values

    def state(self) -> dict[str, Any]:
        return {
            "wasted_hours": self.wasted_hours,
            "due_seconds": dict(self._due_seconds),
            "due_credits": dict(self._due_credits),
            "observed_at": self._observed_at,
            "credits_charged": self.credits_charged,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """The owner has restored its instances."""
        self.wasted_hours = state["wasted_hours"]
        self._due_seconds = dict(state["due_seconds"])
        self._due_credits = dict(state["due_credits"])
        self._observed_at = state["observed_at"]
        self.credits_charged = state["credits_charged"]
        self._known = (0, None)

    # --- parts ----------------------------------------------------------------------------------------------

    def _connect(self, control: Control, owner: Owner) -> None:
        """Ask the security groups again who of the machines a balancer can reach."""
        architecture = self._architecture = control.architecture
        if not any(resource.type == SECURITY_GROUP for resource in architecture.resources.values()):
            self._set_reach(control, owner.instances.values(), {})
            return
        known: dict[tuple[Any, ...], bool] = {}
        groups = [group.resource for group in owner.target_groups(control)]
        for instance in owner.instances.values():
            key = (instance.host.machine.security_groups, instance.subnet)
            if key not in known:
                found = [
                    balancer_to(architecture, group, owner.resource, key[0], (instance.subnet,))
                    for group in groups
                ]
                known[key] = all(decision is None or decision.outcome for decision in found)
        self._set_reach(control, owner.instances.values(), known)

    def _set_reach(
        self, control: Control, instances: Iterable[Instance], known: Mapping[tuple[Any, ...], bool]
    ) -> None:
        for instance in instances:
            reached = known.get((instance.host.machine.security_groups, instance.subnet), True)
            if reached is instance.host.unreachable:
                instance.host.unreachable = not reached
                instance.keep_pace(control.servers)
                control.changed()

    def _look(self, instances: Mapping[str, Instance]) -> bool:
        """Find the burstable ones anew when there are other instances than before; whether that is so."""
        known = (len(instances), next(reversed(list(instances)), None))
        changed = known != self._known
        if changed:
            self._known = known
            self._burstable = [
                one for one in instances.values() if INSTANCE_TYPES[one.instance_type].burst is not None
            ]
        return changed

    def _charge(self, instance: Instance, credits: float) -> None:
        if credits > 0.0:
            self.credits_charged += credits
            family = INSTANCE_TYPES[instance.instance_type].family
            self._due_credits[family] = self._due_credits.get(family, 0.0) + credits
