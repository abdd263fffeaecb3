"""Faults: what can be broken in a running world, and how it mends. One entry a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.control import Control
from simulator.document import Architecture, read_properties
from simulator.engine.dataplane import DataPlane
from simulator.engine.ends import Backend
from simulator.problems import InvalidInput, Problem
from simulator.services import registry
from simulator.services.autoscaling.properties import (
    AutoScalingGroup,
    HangInstance,
    SlowInstances,
    TerminateInstance,
)
from simulator.services.autoscaling.spot_kinds import SpotInterruption
from simulator.services.ec2 import status
from simulator.services.ec2.faults import CrashInstance, LeakMemory
from simulator.services.ec2.instance import Instance
from simulator.text import Text


@dataclass(frozen=True)
class Site:
    """What a fault may touch."""

    architecture: Architecture
    control: Control
    plane: DataPlane

    def group(self, resource: str) -> Any:
        return self.control.runtimes[resource]

    def groups(self) -> Iterator[Any]:
        """Whatever has instances that fail with their zone."""
        for model in (AutoScalingGroup, Instance):
            for owner in self.architecture.all(model):
                yield self.control.runtimes[owner.id]

    def backend(self, resource: str) -> Backend:
        return self.plane.backends[self.plane.plan.names.index("backends", resource)]

    def zone(self, resource: str) -> str:
        return str(self.architecture[resource].properties.AvailabilityZone)


@dataclass(frozen=True)
class FaultKind:
    """text and over say that it began and that it is over. begin, which is given the
    validated parameters, and end act on the world; end is None for what
    cannot be undone.

    What a fault applies to and its parameters are declared by the kind that can have it.
    """

    text: Text
    over: Text
    begin: Callable[[Site, str, Any], None]
    end: Callable[[Site, str], None] | None


def _terminate(site: Site, resource: str, parameters: TerminateInstance) -> None:
    chosen = [parameters.Instance] if parameters.Instance else parameters.Count
    site.group(resource).terminate_instances(site.control, chosen)


def _slow(site: Site, resource: str, parameters: SlowInstances) -> None:
    site.group(resource).set_slow(site.control, parameters.Factor, parameters.Share)


def _hang(site: Site, resource: str, parameters: HangInstance) -> None:
    site.group(resource).hang(site.control, parameters.Count)


def _heal(fault: str) -> Callable[[Site, str], None]:
    return lambda site, resource: site.group(resource).heal(site.control, fault)


def _crash(site: Site, resource: str, parameters: CrashInstance) -> None:
    owner = site.group(resource)
    for instance in owner.oldest(parameters.Count):
        status.crash(site.control, owner, instance, stopped=parameters.State == "stopped")


def _recover(site: Site, resource: str) -> None:
    owner = site.group(resource)
    for instance in list(owner.instances.values()):
        status.recover(site.control, owner, instance)


def _leak(site: Site, resource: str, parameters: LeakMemory) -> None:
    for instance in site.group(resource).oldest(parameters.Count):
        instance.host.leak = parameters.MBPerMinute


def _mend_leak(site: Site, resource: str) -> None:
    """The version without the leak: what has leaked goes with the next restart."""
    for instance in site.group(resource).instances.values():
        instance.host.leak = 0.0


def _interrupt_spot(site: Site, resource: str, parameters: SpotInterruption) -> None:
    site.group(resource).interrupt_spot(
        site.control,
        parameters.Count,
        parameters.InstanceType,
        parameters.AvailabilityZone,
        float(parameters.Lead),
    )


def _refill_spot(site: Site, resource: str) -> None:
    site.group(resource).refill_spot(site.control)


def _zone_down(site: Site, resource: str, parameters: Any) -> None:
    for group in site.groups():
        group.zone_down(site.control, site.zone(resource))


def _zone_up(site: Site, resource: str) -> None:
    for group in site.groups():
        group.zone_up(site.control, site.zone(resource))


def _bucket_down(site: Site, resource: str, parameters: Any) -> None:
    site.backend(resource).down = True


def _bucket_up(site: Site, resource: str) -> None:
    site.backend(resource).down = False


FAULTS: dict[str, FaultKind] = {
    "terminate_instance": FaultKind(
        Text("Instances of {resource} were killed", "{resource}의 인스턴스를 종료했어요"),
        Text(
            "The killed instances of {resource} stay gone",
            "{resource}에서 종료한 인스턴스는 되돌릴 수 없어요",
        ),
        _terminate,
        None,
    ),
    "slow_instances": FaultKind(
        Text("Instances of {resource} became slow", "{resource}의 인스턴스가 느려졌어요"),
        Text(
            "Instances of {resource} work at their speed again",
            "{resource}의 인스턴스가 원래 속도로 돌아왔어요",
        ),
        _slow,
        _heal("slow_instances"),
    ),
    "hang_instance": FaultKind(
        Text("An instance of {resource} hangs", "{resource}의 인스턴스가 응답을 멈췄어요"),
        Text("Instances of {resource} answer again", "{resource}의 인스턴스가 다시 응답해요"),
        _hang,
        _heal("hang_instance"),
    ),
    "crash_instance": FaultKind(
        Text("An instance of {resource} crashed", "{resource}의 인스턴스가 비정상 종료됐어요"),
        Text(
            "Machines of {resource} that are only impaired recover",
            "{resource}의 손상된 인스턴스가 복구됐어요",
        ),
        _crash,
        _recover,
    ),
    "memory_leak": FaultKind(
        Text("Memory leaks on instances of {resource}", "{resource}의 인스턴스에서 메모리가 누수돼요"),
        Text("Memory no longer leaks on {resource}", "{resource}의 메모리 누수가 멈췄어요"),
        _leak,
        _mend_leak,
    ),
    "spot_interruption": FaultKind(
        Text("EC2 takes Spot Instances of {resource} back", "EC2가 {resource}의 스팟 인스턴스를 회수해요"),
        Text(
            "The Spot pools of {resource} have capacity again", "{resource}의 스팟 풀에 다시 용량이 생겼어요"
        ),
        _interrupt_spot,
        _refill_spot,
    ),
    "zone_outage": FaultKind(
        Text("The zone of {resource} is out", "{resource}의 가용 영역에 장애가 났어요"),
        Text("The zone of {resource} is back", "{resource}의 가용 영역이 복구됐어요"),
        _zone_down,
        _zone_up,
    ),
    "origin_down": FaultKind(
        Text("{resource} is down", "{resource} 오리진에 장애가 났어요"),
        Text("{resource} answers again", "{resource} 오리진이 다시 응답해요"),
        _bucket_down,
        _bucket_up,
    ),
}


def check_fault(
    architecture: Architecture, fault: str, resource: str, parameters: Mapping[str, Any] | None = None
) -> tuple[FaultKind, Any]:
    """The fault and its validated parameters, if it can happen to this resource. Raises InvalidInput otherwise."""
    kind = FAULTS.get(fault)
    found = architecture.resources.get(resource)
    declared = registry.fault(found.type, fault) if found is not None else None
    if kind is None or declared is None:
        raise InvalidInput(
            [
                Problem(
                    "FaultDoesNotApply",
                    ("resource",),
                    Text(
                        "{fault} cannot happen to {resource}.",
                        "{resource}에는 {fault} 장애를 일으킬 수 없어요.",
                    ).format(fault=fault[:60], resource=resource[:60]),
                    Text(
                        "Choose a fault from those listed for the resource.",
                        "리소스에 표시된 장애 중에서 고르세요.",
                    ),
                )
            ]
        )
    given, problems = read_properties(declared.parameters, parameters or {}, ("parameters",))
    if problems:
        raise InvalidInput(problems)
    return kind, given
