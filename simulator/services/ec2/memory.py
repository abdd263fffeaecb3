"""Memory of instances: what the application takes, what leaks, and what happens when there is none left.

Used memory is the application's base, so much for each request it holds, and what has leaked. When it exceeds
what the type has, the operating system kills the application: what it held is reset, and it starts again,
which takes its start-up time. EC2's own metrics do not know memory; the CloudWatch agent, if it is switched
on, tells it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.control import Control
from simulator.cost import INSTANCE_TYPES
from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.ec2.reasons import HOSTS, LAYER, HostReason
from simulator.services.ec2.runtime import Instance

if TYPE_CHECKING:
    from simulator.services.ec2.machines import Owner

AGENT_GUIDE = "Collect metrics and logs from Amazon EC2 instances with the CloudWatch agent"


def total_mb(instance: Instance) -> float:
    return INSTANCE_TYPES[instance.instance_type].memory_gib * 1024.0


def used_mb(instance: Instance, held: int) -> float:
    """MiB in use while it holds so many requests, at most all there is."""
    software = instance.software
    wanted = software.base_memory_mb + software.memory_mb_per_request * held + instance.host.leaked
    return min(wanted, total_mb(instance))


def watch(control: Control, resource: str, owner: Owner, seconds: float) -> None:
    """Let leaks grow, and kill what has none left. Looks only at instances whose memory can run out."""
    at_risk = [
        one
        for one in owner.instances.values()
        if one.slot is not None and (one.host.leak > 0.0 or one.software.memory_mb_per_request > 0.0)
    ]
    if not at_risk:
        return
    held = control.servers.held([one.slot for one in at_risk if one.slot is not None], control.now)
    for instance, count in zip(at_risk, held, strict=True):
        instance.host.leaked += instance.host.leak * seconds / 60.0
        if used_mb(instance, count) >= total_mb(instance):
            _kill(control, resource, owner, instance, count)


def _kill(control: Control, resource: str, owner: Owner, instance: Instance, held: int) -> None:
    restart = instance.software.ready_seconds
    facts: dict[str, Any] = {
        "instance": instance.id,
        "memory_mb": round(total_mb(instance)),
        "leaked_mb": round(instance.host.leaked),
        "in_flight": held,
        "seconds": round(restart),
    }
    say(control, resource, instance, HostReason.OUT_OF_MEMORY, facts, AGENT_GUIDE)
    instance.fall_silent(control.servers, control.now)
    instance.host.leaked = 0.0
    instance.host.restarts_at = control.now + restart
    for group in owner.target_groups(control):
        group.answers(control, instance.id, None)
    payload = {"instance": instance.id, "what": "restarted"}
    control.schedule(control.now + restart, resource, "ec2", payload)
    control.changed()


def restarted(control: Control, owner: Owner, instance: Instance) -> None:
    """Its application answers again, unless the machine is impaired or somebody took it away."""
    at = instance.host.restarts_at
    if at is None or control.now < at or instance.slot is not None:
        return
    instance.host.restarts_at = None
    slot = instance.answer(control.servers, control.now)
    for group in owner.target_groups(control):
        group.answers(control, instance.id, slot)
    facts = {"instance": instance.id}
    say(control, owner.resource, instance, HostReason.RESTARTED, facts, AGENT_GUIDE)
    control.changed()


def utilization(control: Control, owner: Owner) -> float | None:
    """Percent of memory in use, the average of instances with the agent; None if there is none."""
    told = [one for one in owner.instances.values() if one.slot is not None and one.software.agent]
    if not told:
        return None
    held = control.servers.held([one.slot for one in told if one.slot is not None], control.now)
    shares = [used_mb(one, count) / total_mb(one) for one, count in zip(told, held, strict=True)]
    return round(100.0 * sum(shares) / len(shares), 2)


def say(
    control: Control,
    resource: str,
    instance: Instance,
    reason: HostReason,
    facts: dict[str, Any],
    source: str,
) -> None:
    """Put into the log what happened to an instance's machine."""
    row = Candidate(instance.id, Verdict.CHOSEN, {"zone": instance.zone})
    text = HOSTS[reason].format(**facts)
    decision = Decision("ec2.instance", instance.id, reason.value, text, (row,), facts, source)
    control.decide(decision, resource, LAYER)
