"""The API's calls on a group: what each refuses, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulator.control import Control
from simulator.problems import Problem
from simulator.services.autoscaling.health import Health
from simulator.services.autoscaling.properties.calls import PROCESSES, ScalingProcesses, SetInstanceProtection
from simulator.services.autoscaling.refresh_calls import REFRESH_CALLS
from simulator.services.ec2.runtime import RUNNING, Instance
from simulator.text import Text

_NO_INSTANCE = Text(
    "{instance} is no instance in service of this group.",
    "{instance}은(는) 이 그룹에서 서비스 중인 인스턴스가 아니에요.",
)
_NOBODY = Text("The group has no instance in this state.", "그룹에 이 상태인 인스턴스가 없어요.")
_LOOK = Text("Look at the group's instances.", "그룹의 인스턴스를 확인하세요.")


@dataclass(frozen=True, slots=True)
class Call:
    """refusal: why AWS would refuse it now, None if it would not. make: do it; a sentence of what was asked for."""

    refusal: Callable[[Any, Control, Any], Problem | None]
    make: Callable[[Any, Control, Any], Text]


def _problem(code: str, name: str, message: Text, hint: Text = _LOOK) -> Problem:
    return Problem(code, ("parameters", name), message, hint)


def _named(group: Health, ids: list[str], count: int) -> list[Instance] | Problem:
    """The instances in service of these ids, or so many of the oldest."""
    serving = sorted(
        (one for one in group.instances.values() if one.state in RUNNING), key=lambda one: one.launched_at
    )
    if not ids:
        return serving[:count] or _problem("NoInstance", "InstanceIds", _NOBODY)
    known = {one.id: one for one in serving}
    for id in ids:
        if id not in known:
            return _problem("NoInstance", "InstanceIds", _NO_INSTANCE.format(instance=id))
    return [known[id] for id in dict.fromkeys(ids)]


def _never(group: Health, control: Control, given: Any) -> Problem | None:
    return None


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
    found = _named(group, given.InstanceIds, given.Count)
    return found if isinstance(found, Problem) else None


def _protect(group: Health, control: Control, given: SetInstanceProtection) -> Text:
    found = _named(group, given.InstanceIds, given.Count)
    assert isinstance(found, list)  # refused otherwise
    for instance in found:
        instance.protected = given.ProtectedFromScaleIn
    control.changed()
    if not given.ProtectedFromScaleIn:
        group.catch_up(control)
    text = _PROTECTED if given.ProtectedFromScaleIn else _UNPROTECTED
    return text.format(group=group.resource, instances=", ".join(one.id for one in found))


CALLS: dict[str, Call] = {
    "suspend_processes": Call(_never, _suspend),
    "resume_processes": Call(_never, _resume),
    "set_instance_protection": Call(_refuse_protection, _protect),
    **{name: Call(refusal, make) for name, refusal, make in REFRESH_CALLS},
}
