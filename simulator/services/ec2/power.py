"""Stopping, changing and starting a standalone instance, with the time each of it takes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from simulator.control import Control
from simulator.cost import INSTANCE_TYPES
from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.ec2.credits import Account
from simulator.services.ec2.host import HostStatus
from simulator.services.ec2.machines import Machines
from simulator.services.ec2.reasons import ALONE, LAYER, AloneReason
from simulator.services.ec2.runtime import Instance, InstanceState
from simulator.services.ec2.software import around_one, pending_seconds
from simulator.services.elb.health import TargetGroupHealth

GUIDE = "Change the instance type"
STOP_GUIDE = "Stop and start your instance"

#: Seconds from StopInstances until EC2 says "stopped", and how far one stop strays from it.
STOPPING_SECONDS = 25.0
STOPPING_SPREAD = 0.25


class Power(ABC):
    """The machine of a standalone instance. `_then`: what is done when it has stopped. `_boots`: starts so far,
    by which events of an earlier one are told apart."""

    def __init__(self, resource: str) -> None:
        self.resource = resource
        self.machines = Machines(resource)
        self.instances: dict[str, Instance] = {}
        self._then: dict[str, Any] = {}
        self._boots = 0

    @property
    def instance(self) -> Instance:
        return next(iter(self.instances.values()))

    @abstractmethod
    def target_groups(self, control: Control) -> Sequence[TargetGroupHealth]:
        """Where it is registered."""

    def _stop(self, control: Control, then: str | None = None) -> None:
        """Stop it; then, if a type is given, change it and start it again."""
        one = self.instance
        self._then = {"type": then} if then else {}
        self._boots += 1
        self._silence(control)
        one.state = InstanceState.STOPPING
        seconds = STOPPING_SECONDS * around_one(control, self.resource, "stopping", STOPPING_SPREAD)
        control.schedule(control.now + seconds, self.resource, "stopped", {"boot": self._boots})
        self._say(control, AloneReason.STOPPING, {"seconds": round(seconds)}, STOP_GUIDE)

    def _silence(self, control: Control) -> None:
        """Nothing answers any more; what ran is settled."""
        one = self.instance
        one.fall_silent(control.servers, control.now)
        for group in self.target_groups(control):
            group.answers(control, one.id, None)
        kept = one.host.account
        self.machines.ended(one, control.now)
        # A stopped T3 keeps the credits it earned, a T2 loses them.
        if kept is not None and INSTANCE_TYPES[one.instance_type].family != "t2":
            one.host.account = Account(earned=max(kept.earned, 0.0))
        one.host.throttled = False
        one.host.leaked = 0.0
        one.host.restarts_at = None
        one.host.status = HostStatus.OK
        one.in_service_at = one.running_at = one.ready_at = None
        control.changed()

    def _stopped_by_force(self, control: Control) -> None:
        self._boots += 1
        self._then = {}
        if self.instance.state is not InstanceState.STOPPED:
            self._silence(control)
            self.instance.state = InstanceState.STOPPED

    def _stopped(self, control: Control) -> None:
        self.instance.state = InstanceState.STOPPED
        self._say(control, AloneReason.STOPPED, {}, STOP_GUIDE)
        then, self._then = self._then, {}
        if then:
            self._change(control, then["type"])
            self._begin(control)

    def _change(self, control: Control, name: str) -> None:
        one, type_ = self.instance, INSTANCE_TYPES[name]
        before = one.instance_type
        one.instance_type, one.cores, one.speed = type_.name, type_.vcpus, one.software.speed_on(type_)
        if type_.burst is None or type_.family != INSTANCE_TYPES[before].family:
            one.host.account, one.host.throttled = None, False
        self.machines.look_again()
        rows = tuple(
            Candidate(
                kind.name,
                Verdict.CHOSEN if kind.name == name else Verdict.ELIGIBLE,
                {"vcpus": kind.vcpus, "memory_gib": kind.memory_gib},
            )
            for kind in (INSTANCE_TYPES[before], type_)
        )
        self._say(control, AloneReason.CHANGED, {"before": before, "type": name}, GUIDE, rows)
        control.changed()

    def _begin(self, control: Control) -> None:
        one = self.instance
        self._boots += 1
        one.state, one.launched_at, one.hung = InstanceState.PENDING, control.now, False
        at = control.now + pending_seconds(control, self.resource)
        control.schedule(at, self.resource, "running", {"boot": self._boots})
        self._say(control, AloneReason.STARTING, {"type": one.instance_type}, STOP_GUIDE)
        control.changed()

    def _ready(self, control: Control) -> None:
        one = self.instance
        facts = one.phases(control.now)
        if one.software.broken:
            self._say(control, AloneReason.NEVER_ANSWERS, facts, STOP_GUIDE)
            return
        slot = one.answer(control.servers, control.now)
        for group in self.target_groups(control):
            group.answers(control, one.id, slot)
        self._say(control, AloneReason.ANSWERS, facts, STOP_GUIDE)
        control.changed()

    def _say(
        self,
        control: Control,
        reason: AloneReason,
        facts: dict[str, Any],
        source: str = GUIDE,
        rows: tuple[Candidate, ...] = (),
    ) -> None:
        one = self.instance
        facts = {"instance": one.id, "zone": one.zone} | facts
        text = ALONE[reason].format(resource=self.resource, **facts)
        decision = Decision("ec2.instance", str(one.state), reason.value, text, rows, facts, source)
        control.decide(decision, self.resource, LAYER)
