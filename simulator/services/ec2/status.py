"""EC2's status checks: made every minute, whatever the application does.

A machine that stops is not running any more, which Auto Scaling sees at once. One that is merely impaired (its
host lost power or network, its kernel panicked) still counts as running: the next check finds out, and Auto
Scaling waits some minutes for it to recover. A hung application passes every status check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.control import Control
from simulator.priorities import MEASUREMENTS
from simulator.services.ec2.host import HostStatus
from simulator.services.ec2.memory import say
from simulator.services.ec2.reasons import HostReason
from simulator.services.ec2.runtime import Instance

if TYPE_CHECKING:
    from simulator.services.ec2.machines import Owner

GUIDE = "Status checks for your instances"

#: Seconds between two status checks of an instance.
CHECK_PERIOD = 60.0
#: Seconds for which Auto Scaling lets an impaired instance recover. The guide says "a few minutes".
IMPAIRED_WAIT = 180.0


def crash(control: Control, owner: Owner, instance: Instance, *, stopped: bool) -> None:
    """The machine breaks down with all it held. stopped: it does not even run any more."""
    instance.fall_silent(control.servers, control.now)
    for group in owner.target_groups(control):
        group.answers(control, instance.id, None)
    control.changed()
    if stopped:
        facts = {"instance": instance.id, "zone": instance.zone}
        owner.lose(control, instance, HostReason.STOPPED, facts)
        return
    instance.host.status = HostStatus.CRASHED
    instance.host.restarts_at = None
    at = (control.now // CHECK_PERIOD + 1.0) * CHECK_PERIOD
    payload = {"instance": instance.id, "what": "check"}
    control.schedule(at, owner.resource, "ec2", payload, priority=MEASUREMENTS)


def check(control: Control, owner: Owner, instance: Instance) -> None:
    """The status check after a crash."""
    if instance.host.status is not HostStatus.CRASHED:
        return
    instance.host.status = HostStatus.IMPAIRED
    facts: dict[str, Any] = {
        "instance": instance.id,
        "zone": instance.zone,
        "interval": f"{CHECK_PERIOD:g}",
        "remaining": f"{IMPAIRED_WAIT:g}",
    }
    say(control, owner.resource, instance, HostReason.IMPAIRED, facts, GUIDE)
    payload = {"instance": instance.id, "what": "impaired"}
    control.schedule(control.now + IMPAIRED_WAIT, owner.resource, "ec2", payload, priority=MEASUREMENTS)
    control.changed()


def give_up(control: Control, owner: Owner, instance: Instance) -> None:
    """It has not recovered in time, or never will."""
    if instance.host.stopped:
        owner.lose(control, instance, HostReason.STOPPED, {"instance": instance.id, "zone": instance.zone})
    elif instance.host.status is HostStatus.IMPAIRED:
        facts = {"instance": instance.id, "zone": instance.zone, "seconds": f"{IMPAIRED_WAIT:g}"}
        owner.lose(control, instance, HostReason.STILL_IMPAIRED, facts)


def recover(control: Control, owner: Owner, instance: Instance) -> None:
    """The machine is well again and starts its application."""
    if instance.host.status is HostStatus.OK:
        return
    instance.host.status = HostStatus.OK
    at = control.now + instance.software.ready_seconds
    instance.host.restarts_at = at
    control.schedule(at, owner.resource, "ec2", {"instance": instance.id, "what": "restarted"})
    say(control, owner.resource, instance, HostReason.RECOVERED, {"instance": instance.id}, GUIDE)
    control.changed()


def failed(owner: Owner) -> int:
    """StatusCheckFailed: instances whose newest check failed."""
    return sum(
        one.host.status is HostStatus.IMPAIRED and one.ended_at is None for one in owner.instances.values()
    )
