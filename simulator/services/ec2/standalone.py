"""A standalone instance in a world: it is registered with target groups by name, stopped, changed and started.

A change of its type takes three calls (StopInstances, ModifyInstanceAttribute, StartInstances) and the time
of a stop, a start and a boot, in which nothing answers: the price of scaling up. A changed document does the
same by itself, as a stack update does. Nothing replaces it: a crash lasts until somebody starts it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.control import Control
from simulator.cost import INSTANCE_TYPES
from simulator.decisions import Decision
from simulator.problems import Problem
from simulator.services.ec2.host import ROOT_GIB, Host, Machine
from simulator.services.ec2.power import GUIDE, Power
from simulator.services.ec2.reasons import HOSTS, LAYER, AloneReason, HostReason
from simulator.services.ec2.runtime import BILLED, Instance, InstanceState, instance_id
from simulator.services.ec2.software import PENDING_SECONDS, Software, draw_boot
from simulator.services.elb.health import TargetGroupHealth
from simulator.text import Text

TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
_STATE = Text("The instance is {state}, not {wanted}.", "인스턴스가 {wanted} 상태가 아니라 {state} 상태예요.")
_WAIT = Text("Wait until it is, or make the other call first.", "기다리거나 다른 작업을 먼저 하세요.")
_SAID = {
    "stop_instances": Text("Stop {resource}", "{resource} 중지"),
    "start_instances": Text("Start {resource}", "{resource} 시작"),
    "modify_instance_attribute": Text(
        "Instance type of {resource}: {type}", "{resource}의 인스턴스 유형 변경: {type}"
    ),
}


class InstanceRuntime(Power):
    """See the module. It owns its one machine as a group owns many: see `machines.Owner`."""

    def __init__(self, resource: str, architecture: Any) -> None:
        super().__init__(resource)
        self.instance_hours = 0.0
        self._architecture = architecture
        self._down = False
        self._observed_at = 0.0

    @property
    def plan(self) -> Any:
        """What the document says."""
        return self._architecture[self.resource].properties

    # --- what machines and faults ask -----------------------------------------------------------------------

    def target_groups(self, control: Control) -> list[TargetGroupHealth]:
        found = [control.runtimes.get(name) for name in self.registers_with()]
        return [group for group in found if isinstance(group, TargetGroupHealth)]

    def registers_with(self) -> tuple[str, ...]:
        """Target groups that name it."""
        return target_groups_of(self._architecture, self.resource)

    def lose(self, control: Control, instance: Instance, reason: HostReason, facts: dict[str, Any]) -> None:
        """Nobody replaces it."""
        text = HOSTS[reason].format(**facts)
        if reason is HostReason.STOPPED:
            self._stopped_by_force(control)
            self._say(control, AloneReason.LOST, facts)
            return
        decision = Decision("ec2.instance", instance.id, reason.value, text, (), facts, GUIDE)
        control.decide(decision, self.resource, LAYER)

    def oldest(self, count: int) -> list[Instance]:
        return [self.instance] if self.instance.slot is not None else []

    def set_slow(self, control: Control, factor: float, share: float) -> list[str]:
        self.instance.slow_down(control.servers, factor)
        control.changed()
        return [self.instance.id]

    def hang(self, control: Control, count: int) -> list[str]:
        self.instance.hang(control.servers)
        control.changed()
        return [self.instance.id]

    def heal(self, control: Control, fault: str) -> None:
        if fault == "slow_instances":
            self.instance.slow_down(control.servers, 1.0)
        else:
            self.instance.mend(control.servers)
        control.changed()

    def zone_down(self, control: Control, zone: str) -> list[str]:
        if zone != self.instance.zone or self._down:
            return []
        self._down = True
        if self.instance.state in BILLED or self.instance.state is InstanceState.PENDING:
            self._stopped_by_force(control)
            self._say(control, AloneReason.ZONE_LOST, {})
        return [self.instance.id]

    def zone_up(self, control: Control, zone: str) -> None:
        """It may be started again; nobody does it by itself."""
        if zone == self.instance.zone:
            self._down = False

    def running_instances(self) -> list[tuple[str, str]]:
        one = self.instance
        return [(one.instance_type, one.zone)] if one.state in BILLED else []

    def stored_gib(self) -> float:
        """Its root volume is billed whether it runs or not."""
        return float(ROOT_GIB)

    # --- operations -----------------------------------------------------------------------------------------

    def refusal(self, control: Control, operation: str, parameters: Any) -> Problem | None:
        state = self.instance.state
        running = state in (InstanceState.IN_SERVICE, InstanceState.BOOTING)
        if operation == "stop_instances":
            return None if running else _refuse(state, "running")
        if operation == "start_instances" and self._down:
            return Problem(
                "InsufficientInstanceCapacity",
                ("parameters",),
                Text("The Availability Zone is out.", "가용 영역에 장애가 났어요."),
                Text("Wait until the zone is back.", "가용 영역이 복구될 때까지 기다리세요."),
            )
        return None if state is InstanceState.STOPPED else _refuse(state, "stopped")

    def operate(self, control: Control, operation: str, parameters: Any) -> Text:
        if operation == "stop_instances":
            self._stop(control)
        elif operation == "start_instances":
            self._begin(control)
        else:
            self._change(control, parameters.InstanceType)
        name = self.instance.instance_type
        return _SAID[operation].format(resource=self.resource, type=name)

    # --- runtime --------------------------------------------------------------------------------------------

    def start(self, control: Control) -> None:
        self._observed_at = control.now
        properties = self.plan
        subnet = properties.SubnetId.target
        software = Software.of(self._architecture[properties.ImageId.target].properties)
        kind = INSTANCE_TYPES[properties.InstanceType]
        id = instance_id(control, self.resource)
        self.instances[id] = Instance(
            id=id,
            group=self.resource,
            zone=self._architecture[subnet].properties.AvailabilityZone,
            subnet=subnet,
            instance_type=kind.name,
            template_version=1,
            launched_at=control.now,
            cores=kind.vcpus,
            speed=software.speed_on(kind),
            software=software,
            host=Host(_machine(properties)),
        )
        one = self.instance
        if control.now > 0:
            self._begin(control)
        else:
            one.in_service_at = one.running_at = control.now - 86_400.0
            slot = None if software.broken else one.answer(control.servers, control.now)
            if slot is None:
                one.state = InstanceState.BOOTING
            one.ready_at = one.in_service_at + PENDING_SECONDS
            for group in self.target_groups(control):
                group.register(control, self.resource, id, one.zone, slot, healthy=slot is not None)
            self.machines.begin(control, self)
            return
        for group in self.target_groups(control):
            group.register(control, self.resource, id, one.zone, None)

    def on_event(self, control: Control, name: str, payload: dict[str, Any]) -> None:
        one = self.instance
        if name == "ec2":
            self.machines.on_event(control, self, payload)
        elif payload.get("boot") != self._boots:
            return  # of an earlier start
        elif name == "running" and one.state is InstanceState.PENDING:
            one.state = InstanceState.BOOTING
            one.in_service_at = one.running_at = control.now
            boot = draw_boot(control, self.resource, one.software)
            one.user_data_seconds = boot.user_data
            control.schedule(control.now + boot.seconds, self.resource, "ready", {"boot": self._boots})
            control.changed()
        elif name == "ready" and one.state is InstanceState.BOOTING and one.slot is None:
            self._ready(control)
        elif name == "stopped" and one.state is InstanceState.STOPPING:
            self._stopped(control)

    def observe(self, control: Control) -> None:
        billed = len(self.running_instances())
        self.instance_hours += billed * (control.now - self._observed_at) / 3600.0
        self._observed_at = control.now
        self.machines.observe(control, self, billed, None)

    def update(self, control: Control, properties: Any) -> None:
        before = self.registers_with()
        self._architecture = control.architecture
        one = self.instance
        for name in before:
            group = control.runtimes.get(name)
            if name not in self.registers_with() and isinstance(group, TargetGroupHealth):
                group.deregister(control, one.id)
        for group in self.target_groups(control):
            if group.state_of(one.id) is None:
                group.register(control, self.resource, one.id, one.zone, one.slot)
        one.software = Software.of(self._architecture[properties.ImageId.target].properties)
        one.host.machine = _machine(properties)
        wanted = properties.InstanceType
        if wanted != one.instance_type and self._then.get("type") != wanted:
            if one.state is InstanceState.STOPPED:
                self._change(control, wanted)
            else:
                self._stop(control, then=wanted)
        control.changed()

    def leave(self, control: Control) -> None:
        one = self.instance
        for group in self.target_groups(control):
            group.remove(control, one.id)
        one.end(control.servers, control.now)
        control.heap.drop(self.resource)
        control.changed()

    def metrics(self, control: Control) -> dict[str, Any]:
        one = self.instance
        return {
            "CPUUtilization": None if one.slot is None else round(one.cpu_percent(control.servers), 2),
            "InstanceStates": {one.id: str(one.state)},
            "InstanceZones": {one.id: one.zone},
            "InstanceTypes": {one.id: one.instance_type},
            **self.machines.metrics(control, self),
        }

    def state(self) -> dict[str, Any]:
        return {
            "instance": self.instance.as_json(),
            "instance_hours": self.instance_hours,
            "machines": self.machines.state(),
            "down": self._down,
            "observed_at": self._observed_at,
            "then": dict(self._then),
            "boots": self._boots,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        one = Instance.from_json(state["instance"])
        self.instances = {one.id: one}
        self.instance_hours = state["instance_hours"]
        self.machines.restore(state["machines"])
        self._down = state["down"]
        self._observed_at = state["observed_at"]
        self._then = dict(state["then"])
        self._boots = state["boots"]


def target_groups_of(architecture: Any, instance: str) -> tuple[str, ...]:
    """Logical ids of the target groups that name an instance among their targets."""
    found: Sequence[Any] = architecture.resources.values()
    return tuple(
        group.id
        for group in found
        if group.type == TARGET_GROUP
        and any(target.Id.target == instance for target in group.properties.Targets)
    )


def _machine(properties: Any) -> Machine:
    asked = properties.CreditSpecification
    return Machine(
        credits=asked.CPUCredits if asked is not None else None,
        detailed=properties.Monitoring is True,
        security_groups=tuple(reference.target for reference in properties.SecurityGroupIds),
    )


def _refuse(state: InstanceState, wanted: str) -> Problem:
    message = _STATE.format(state=str(state), wanted=wanted)
    return Problem("IncorrectInstanceState", ("parameters",), message, _WAIT)
