"""The API's calls on a group: what each refuses, and what it does."""

from __future__ import annotations

from simulator.control import Control
from simulator.problems import Problem
from simulator.services.autoscaling.calling import Call, named, never
from simulator.services.autoscaling.capacity_calls import CAPACITY_CALLS
from simulator.services.autoscaling.health import Health
from simulator.services.autoscaling.instance_calls import INSTANCE_CALLS
from simulator.services.autoscaling.policy_calls import POLICY_CALLS
from simulator.services.autoscaling.properties.calls import PROCESSES, ScalingProcesses, SetInstanceProtection
from simulator.services.autoscaling.refresh_calls import REFRESH_CALLS
from simulator.text import Text

# --- suspended processes ----------------------------------------------------------------------------------


_SUSPENDED = Text("Suspended of {group}: {processes}", "{group} 프로세스 일시 중지: {processes}")
_RESUMED = Text("Resumed of {group}: {processes}", "{group} 프로세스 다시 시작: {processes}")


def _processes(given: ScalingProcesses) -> list[str]:
    return list(dict.fromkeys(given.ScalingProcesses)) or list(PROCESSES)


def _suspend(group: Health, control: Control, given: ScalingProcesses) -> Text:
    names = _processes(given)
    group.suspended += [name for name in names if name not in group.suspended]
    control.changed()
    return _SUSPENDED.format(group=group.resource, processes=", ".join(names))


def _resume(group: Health, control: Control, given: ScalingProcesses) -> Text:
    names = _processes(given)
    group.suspended = [name for name in group.suspended if name not in names]
    control.changed()
    group.catch_up(control)
    return _RESUMED.format(group=group.resource, processes=", ".join(names))


# --- scale-in protection ----------------------------------------------------------------------------------

_PROTECTED = Text("{group}: {instances} protected from scale-in", "{group}: {instances} 축소 보호 설정")
_UNPROTECTED = Text("{group}: {instances} no longer protected", "{group}: {instances} 축소 보호 해제")


def _refuse_protection(group: Health, control: Control, given: SetInstanceProtection) -> Problem | None:
    found = named(group, given.InstanceIds, given.Count)
    return found if isinstance(found, Problem) else None


def _protect(group: Health, control: Control, given: SetInstanceProtection) -> Text:
    found = named(group, given.InstanceIds, given.Count)
    assert isinstance(found, list)  # refused otherwise
    for instance in found:
        instance.protected = given.ProtectedFromScaleIn
    control.changed()
    if not given.ProtectedFromScaleIn:
        group.catch_up(control)
    text = _PROTECTED if given.ProtectedFromScaleIn else _UNPROTECTED
    return text.format(group=group.resource, instances=", ".join(one.id for one in found))


CALLS: dict[str, Call] = {
    **CAPACITY_CALLS,
    **POLICY_CALLS,
    "suspend_processes": Call(never, _suspend),
    "resume_processes": Call(never, _resume),
    "set_instance_protection": Call(_refuse_protection, _protect),
    **INSTANCE_CALLS,
    **{name: Call(refusal, make) for name, refusal, make in REFRESH_CALLS},
}
