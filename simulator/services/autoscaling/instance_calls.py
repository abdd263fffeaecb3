"""Calls of the API that concern single instances: hooks, standby, termination, health."""

from __future__ import annotations

from simulator.control import Control
from simulator.problems import Problem
from simulator.services.autoscaling import causes
from simulator.services.autoscaling.calling import Call, named, refuse
from simulator.services.autoscaling.health import Health
from simulator.services.autoscaling.hooks import Wait
from simulator.services.autoscaling.properties.calls import (
    CompleteLifecycleAction,
    EnterStandby,
    ExitStandby,
    RecordHeartbeat,
    SetInstanceHealth,
    TerminateInGroup,
)
from simulator.services.ec2.runtime import COUNTED, RUNNING, Instance, InstanceState
from simulator.text import Text

_DONE: dict[str, Text] = {
    "complete": Text("{group}: {result} for {instances}", "{group}: {instances} 작업 완료({result})"),
    "heartbeat": Text("{group}: heartbeat for {instances}", "{group}: {instances} 하트비트 기록"),
    "enter": Text("{group}: {instances} to standby", "{group}: {instances} 대기 상태로 전환"),
    "exit": Text("{group}: {instances} back into service", "{group}: {instances} 서비스 복귀"),
    "terminate": Text("{group}: {instances} terminated", "{group}: {instances} 종료"),
    "health": Text("{group}: {instances} is {status}", "{group}: {instances} 상태 설정: {status}"),
}
_NOT_WAITING = Text("No instance waits for such a hook now.", "지금 이 후크를 기다리는 인스턴스가 없어요.")
_LATER = Text("Make the call while an instance waits.", "인스턴스가 기다리는 동안 호출하세요.")
_BELOW = Text(
    "Desired capacity would fall to {new}, below the minimum of {minimum}.",
    "원하는 용량이 {new}대가 되어 최소 용량 {minimum}대보다 적어져요.",
)
_ABOVE = Text(
    "Desired capacity would rise to {new}, above the maximum of {maximum}.",
    "원하는 용량이 {new}대가 되어 최대 용량 {maximum}대보다 많아져요.",
)
_SIZES = Text("Change the group's sizes first.", "먼저 그룹의 크기를 바꾸세요.")
_SUSPENDED = Text(
    "Nothing comes back into service while the process Launch is suspended.",
    "Launch 프로세스가 일시 중지된 동안에는 서비스로 돌아올 수 없어요.",
)
_RESUME = Text("Resume Launch first.", "먼저 Launch를 다시 시작하세요.")


def _ids(instances: list[Instance]) -> str:
    return ", ".join(one.id for one in instances)


def _found(found: list[Instance] | Problem) -> list[Instance]:
    assert isinstance(found, list)  # the call was refused otherwise
    return found


def _too_few(group: Health, leaving: int) -> Problem | None:
    """Why so many may not leave with their capacity."""
    new, minimum = group.desired - leaving, group.plan.min_size
    if new >= minimum:
        return None
    message = _BELOW.format(new=new, minimum=minimum)
    return refuse("BelowMinimum", "ShouldDecrementDesiredCapacity", message, _SIZES)


# --- lifecycle hooks --------------------------------------------------------------------------------------


def _waits(group: Health, given: CompleteLifecycleAction | RecordHeartbeat) -> list[tuple[Instance, Wait]]:
    return group.waiting(given.InstanceId, given.LifecycleHookName)


def _refuse_action(
    group: Health, control: Control, given: CompleteLifecycleAction | RecordHeartbeat
) -> Problem | None:
    name = "InstanceId" if given.InstanceId else "LifecycleHookName"
    return None if _waits(group, given) else refuse("NoActiveLifecycleAction", name, _NOT_WAITING, _LATER)


def _complete(group: Health, control: Control, given: CompleteLifecycleAction) -> Text:
    found = _waits(group, given)
    for instance, wait in found:
        if wait in group.waits.get(instance.id, ()):  # another of its hooks may have ended the wait
            group.complete(control, instance, wait, given.LifecycleActionResult)
    names = _ids(list({one.id: one for one, _ in found}.values()))
    return _DONE["complete"].format(group=group.resource, instances=names, result=given.LifecycleActionResult)


def _heartbeat(group: Health, control: Control, given: RecordHeartbeat) -> Text:
    found = _waits(group, given)
    for instance, wait in found:
        group.heartbeat(control, instance, wait)
    names = _ids(list({one.id: one for one, _ in found}.values()))
    return _DONE["heartbeat"].format(group=group.resource, instances=names)


# --- standby ----------------------------------------------------------------------------------------------


def _refuse_enter(group: Health, control: Control, given: EnterStandby) -> Problem | None:
    found = named(group, given.InstanceIds, given.Count)
    if isinstance(found, Problem):
        return found
    return _too_few(group, len(found)) if given.ShouldDecrementDesiredCapacity else None


def _enter(group: Health, control: Control, given: EnterStandby) -> Text:
    found = _found(named(group, given.InstanceIds, given.Count))
    group.enter_standby(control, found, given.ShouldDecrementDesiredCapacity)
    return _DONE["enter"].format(group=group.resource, instances=_ids(found))


def _refuse_exit(group: Health, control: Control, given: ExitStandby) -> Problem | None:
    found = named(group, given.InstanceIds, states=(InstanceState.STANDBY,))
    if isinstance(found, Problem):
        return found
    if group.is_suspended("Launch"):
        return refuse("ProcessSuspended", "InstanceIds", _SUSPENDED, _RESUME)
    new, maximum = group.desired + sum(one.decremented for one in found), group.plan.max_size
    if new > maximum:
        message = _ABOVE.format(new=new, maximum=maximum)
        return refuse("AboveMaximum", "InstanceIds", message, _SIZES)
    return None


def _exit(group: Health, control: Control, given: ExitStandby) -> Text:
    found = _found(named(group, given.InstanceIds, states=(InstanceState.STANDBY,)))
    group.exit_standby(control, found)
    return _DONE["exit"].format(group=group.resource, instances=_ids(found))


# --- termination and health -------------------------------------------------------------------------------

_TERMINABLE = (*COUNTED, InstanceState.STANDBY)


def _refuse_terminate(group: Health, control: Control, given: TerminateInGroup) -> Problem | None:
    ids = [given.InstanceId] if given.InstanceId else []
    found = named(group, ids, 1, states=_TERMINABLE, parameter="InstanceId")
    if isinstance(found, Problem):
        return found
    # What was set aside with its capacity takes none away.
    lowers = given.ShouldDecrementDesiredCapacity and found[0].state is not InstanceState.STANDBY
    return _too_few(group, 1) if lowers else None


def _terminate(group: Health, control: Control, given: TerminateInGroup) -> Text:
    ids = [given.InstanceId] if given.InstanceId else []
    (instance,) = _found(named(group, ids, 1, states=_TERMINABLE, parameter="InstanceId"))
    counts = instance.state is not InstanceState.STANDBY and not instance.rebalances
    if given.ShouldDecrementDesiredCapacity and counts:
        group.desired -= 1
    group.remove(control, instance, causes.BY_USER.format(instance=instance.id, desired=group.desired))
    return _DONE["terminate"].format(group=group.resource, instances=instance.id)


def _refuse_health(group: Health, control: Control, given: SetInstanceHealth) -> Problem | None:
    ids = [given.InstanceId] if given.InstanceId else []
    found = named(group, ids, 1, states=RUNNING, parameter="InstanceId")
    return found if isinstance(found, Problem) else None


def _set_health(group: Health, control: Control, given: SetInstanceHealth) -> Text:
    ids = [given.InstanceId] if given.InstanceId else []
    (instance,) = _found(named(group, ids, 1, states=RUNNING, parameter="InstanceId"))
    healthy = given.HealthStatus == "Healthy"
    group.set_health(control, instance, healthy, given.ShouldRespectGracePeriod)
    return _DONE["health"].format(group=group.resource, instances=instance.id, status=given.HealthStatus)


INSTANCE_CALLS: dict[str, Call] = {
    "complete_lifecycle_action": Call(_refuse_action, _complete),
    "record_lifecycle_action_heartbeat": Call(_refuse_action, _heartbeat),
    "enter_standby": Call(_refuse_enter, _enter),
    "exit_standby": Call(_refuse_exit, _exit),
    "terminate_instance_in_auto_scaling_group": Call(_refuse_terminate, _terminate),
    "set_instance_health": Call(_refuse_health, _set_health),
}
