"""Every resource's runtime, built from an architecture and kept in step with it.

The order is fixed: target groups before the groups that register with them, launch templates before the groups
that launch from them, each kind in the document's order. It is the order of `start` and of `observe`, and
so part of what makes a run repeatable.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.control import Control, Runtime
from simulator.services.autoscaling.custom import wanted_by_policies
from simulator.services.autoscaling.plan import GROUP, TARGET_GROUP, GroupPlan
from simulator.services.autoscaling.properties.schedule import ScheduledAction
from simulator.services.autoscaling.runtime import GroupRuntime
from simulator.services.autoscaling.scheduled import ScheduledActionRuntime
from simulator.services.clients.clock import clock_of
from simulator.services.cloudwatch.composite_properties import CompositeAlarm
from simulator.services.cloudwatch.measurements import Measurements
from simulator.services.cloudwatch.properties import Alarm
from simulator.services.cloudwatch.runtime import AlarmPlan, AlarmRuntime, CompositeRuntime
from simulator.services.cloudwatch.wanted import wanted_by_alarms
from simulator.services.ec2.instance import Instance
from simulator.services.ec2.properties import LaunchTemplate
from simulator.services.ec2.standalone import InstanceRuntime
from simulator.services.ec2.versions import LaunchTemplateRuntime, Version
from simulator.services.elb.health import TargetGroupHealth
from simulator.services.iam.access_keys import UserRuntime
from simulator.services.iam.properties import User
from simulator.services.vpc.runtime import SecurityGroupRuntime
from simulator.services.vpc.security_groups import TYPE as SECURITY_GROUP

#: What makes the runtime of a resource, by its type, in the order of `start` and `observe`.
FACTORIES: tuple[tuple[str, Callable[[Any, str], Runtime]], ...] = (
    (SECURITY_GROUP, lambda architecture, id: SecurityGroupRuntime(id)),
    (TARGET_GROUP, lambda architecture, id: TargetGroupHealth(id, architecture[id].properties)),
    (Instance.TYPE, lambda architecture, id: InstanceRuntime(id, architecture)),
    (LaunchTemplate.TYPE, lambda architecture, id: LaunchTemplateRuntime(id, Version.of(architecture, id))),
    (GROUP, lambda architecture, id: GroupRuntime(id, GroupPlan.of(architecture, id))),
    (
        ScheduledAction.TYPE,
        lambda architecture, id: ScheduledActionRuntime(id, architecture[id].properties),
    ),
    (Alarm.TYPE, lambda architecture, id: AlarmRuntime(id, AlarmPlan.of(architecture, id))),
    (CompositeAlarm.TYPE, lambda architecture, id: CompositeRuntime(id, architecture[id].properties)),
    (User.TYPE, lambda architecture, id: UserRuntime(id)),
)


def build_runtimes(architecture: Any, control: Control) -> dict[str, Runtime]:
    """Runtimes by logical id, neither started nor restored, and put into `control.runtimes`."""
    control.clock = clock_of(architecture.resources.values())
    metrics = control.metrics if isinstance(control.metrics, Measurements) else Measurements()
    resources = architecture.resources.values()
    metrics.adopt([*wanted_by_alarms(resources), *wanted_by_policies(resources)])
    control.metrics = metrics
    runtimes: dict[str, Runtime] = {}
    for type_, factory in FACTORIES:
        for resource in architecture.resources.values():
            if resource.type == type_:
                runtimes[resource.id] = factory(architecture, resource.id)
    control.runtimes = runtimes
    return runtimes


def reconcile_runtimes(architecture: Any, control: Control) -> None:
    """Follow a changed document in a running world: drop what left, update what stays, start what is new."""
    before = control.runtimes
    after = build_runtimes(architecture, control)
    control.runtimes = before
    for name, runtime in before.items():
        if type(after.get(name)) is not type(runtime):
            runtime.leave(control)
    control.architecture = architecture
    fresh = [name for name, runtime in after.items() if type(before.get(name)) is not type(runtime)]
    control.runtimes = {name: after[name] if name in fresh else before[name] for name in after}
    for name, runtime in control.runtimes.items():
        if name in fresh:
            runtime.start(control)
        else:
            runtime.update(control, architecture[name].properties)
