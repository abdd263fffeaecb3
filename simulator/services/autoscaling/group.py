"""A group's instances and how their number is kept.

Everything ends in `_reconcile`, which compares the instances that count with desired capacity: too few are
launched in the emptiest zone that is up, too many are terminated by the termination rule, and zones out of
balance are mended by launching one before another goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.control import Control
from simulator.decisions import Candidate, Decision
from simulator.priorities import FAILURES, REACTIONS
from simulator.services.autoscaling import place
from simulator.services.autoscaling.plan import GroupPlan, Template
from simulator.services.autoscaling.reasons import INSTANCES, LAYER, SCALING, InstanceReason, ScalingReason
from simulator.services.autoscaling.terminate import InstanceRow, TerminateInput, terminate
from simulator.services.autoscaling.version import LaunchVersion
from simulator.services.ec2.host import Host
from simulator.services.ec2.runtime import (
    COUNTED,
    RUNNING,
    Instance,
    InstanceState,
    instance_id,
)
from simulator.services.ec2.software import pending_seconds
from simulator.services.elb.health import TargetGroupHealth, TargetState
from simulator.text import Text

TEMPLATE_GUIDE = "Manage launch template versions"
#: How long an ended instance is still shown.
SHOWN_AFTER_END = 30.0


class Group:
    """`instances` are in order of launch, those just ended among them."""

    def __init__(self, resource: str, plan: GroupPlan) -> None:
        self.resource = resource
        self.plan = plan
        self.desired = plan.within(plan.min_size if plan.desired is None else plan.desired)
        self.instances: dict[str, Instance] = {}
        self.launch_version = LaunchVersion()
        self._down: list[str] = []
        self._short_told = False

    def _resize(self, control: Control, desired: int) -> None:
        self.desired = desired
        control.changed()
        self._reconcile(control)

    def _reconcile(self, control: Control) -> None:
        """Launch what is missing, let go what is too much, and mend the balance of the zones."""
        self._settle_moves(control)
        counted = [one for one in self.instances.values() if one.state in COUNTED]
        extra = sum(instance.rebalances for instance in counted)
        short = self.desired - (len(counted) - extra)
        if short < 0:
            self._scale_in(control, -short)
        for missing in range(short, 0, -1):
            if not self._launch(control, InstanceReason.LAUNCHED, short=missing):
                return
        self._short_told = False
        limit = place.allowance(self.plan.max_size)
        extra = sum(one.rebalances for one in self.instances.values() if one.state in COUNTED)
        while extra < limit and place.is_unbalanced(self._counts(), self._down, extra):
            self._launch(control, InstanceReason.REBALANCING, rebalances=True)
            extra += 1

    def _settle_moves(self, control: Control) -> None:
        """Instances launched ahead of a rebalancing termination are ordinary ones once they serve."""
        for instance in self.instances.values():
            if (
                instance.rebalances
                and instance.state is InstanceState.IN_SERVICE
                and self._serves(control, instance)
            ):
                instance.rebalances = False

    def _scale_in(self, control: Control, count: int) -> None:
        pool = [one for one in self.instances.values() if one.state in COUNTED and not one.rebalances]
        rows = tuple(
            InstanceRow(
                id=one.id,
                zone=one.zone,
                launched_at=one.launched_at,
                template_version=one.template_version,
                healthy=not self._is_unhealthy(control, one),
                lifecycle="InService" if one.state in RUNNING else "Pending",
            )
            for one in pool
        )
        policies = self.plan.termination_policies
        given = TerminateInput(policies=policies, instances=rows, count=count, now=control.now)  # type: ignore[arg-type]
        decision = terminate(given)
        control.decide(decision, self.resource, LAYER)
        for chosen in decision.outcome:
            self._retire(control, self.instances[chosen])

    def _launch(
        self,
        control: Control,
        reason: InstanceReason,
        *,
        short: int = 1,
        replaces: str | None = None,
        rebalances: bool = False,
    ) -> bool:
        """Ask EC2 for one instance in the emptiest zone. False if no zone of the group is up."""
        counts = self._counts()
        zone = place.emptiest(counts, self._down)
        facts: dict[str, Any] = {"desired": self.desired, "short": short, "down": list(self._down)}
        rows = place.zone_rows(counts, self._down, zone)
        if zone is None:
            if not self._short_told:
                self._short_told = True
                self._say(
                    control, "autoscaling.place", None, InstanceReason.NO_ZONE, facts, rows, place.GUIDE
                )
            return False
        number = self.launch_version.number(control, self.plan)
        if number is None:
            self._cannot_launch(control, short, rows)
            return False
        instance = self._new(control, zone, control.now, number)
        instance.replaces, instance.rebalances = replaces, rebalances
        facts |= {
            "instance": instance.id,
            "zone": zone,
            "subnet": instance.subnet,
            "count": counts[zone],
            "replaces": replaces,
            "template_version": instance.template_version,
        }
        self._say(control, "autoscaling.place", zone, reason, facts, rows, place.GUIDE)
        at = control.now + pending_seconds(control, self.resource)
        control.schedule(at, self.resource, "running", {"instance": instance.id})
        control.changed()
        return True

    def _cannot_launch(self, control: Control, short: int, rows: tuple[Candidate, ...]) -> None:
        """Say once that the launch template has no such version."""
        if self._short_told:
            return
        self._short_told = True
        facts = {"short": short, "version": self.launch_version.setting, "template": self.plan.template}
        self._say(control, "autoscaling.place", None, InstanceReason.NO_VERSION, facts, rows, TEMPLATE_GUIDE)

    def _new(self, control: Control, zone: str, launched_at: float, number: int) -> Instance:
        """A pending instance of this version of the template in the zone's emptiest subnet."""
        template = Template.of(self.launch_version.version(control, self.plan, number))
        used = [one.subnet for one in self.instances.values() if one.state in COUNTED]
        subnets = [spot.subnet for spot in self.plan.places if spot.zone == zone]
        instance = Instance(
            id=instance_id(control, self.resource),
            group=self.resource,
            zone=zone,
            subnet=min(subnets, key=used.count),
            instance_type=template.instance_type,
            template_version=number,
            launched_at=launched_at,
            cores=template.cores,
            speed=template.speed,
            software=template.software,
            host=Host(template.machine),
        )
        self.instances[instance.id] = instance
        return instance

    def _retire(self, control: Control, instance: Instance) -> None:
        """Let an instance go: drained by its target groups first, if it is registered."""
        control.changed()
        groups = [group for group in self._target_groups(control) if group.state_of(instance.id) is not None]
        if not groups:
            self._end(control, instance)
            return
        instance.state = InstanceState.DRAINING
        until = max(group.deregister(control, instance.id) for group in groups)
        control.schedule(until, self.resource, "drained", {"instance": instance.id}, priority=REACTIONS)

    def _end(self, control: Control, instance: Instance) -> None:
        instance.end(control.servers, control.now)
        for target_group in self._target_groups(control):
            target_group.remove(control, instance.id)
        at = control.now + SHOWN_AFTER_END
        control.schedule(at, self.resource, "forget", {"instance": instance.id}, priority=FAILURES)
        control.changed()

    # --- questions ------------------------------------------------------------------------------------

    def _target_groups(self, control: Control, names: Sequence[str] | None = None) -> list[TargetGroupHealth]:
        found = [control.runtimes.get(name) for name in (self.plan.target_groups if names is None else names)]
        return [group for group in found if isinstance(group, TargetGroupHealth)]

    def _counts(self) -> dict[str, int]:
        return place.zone_counts(self.instances.values(), self.plan.zones)

    def _counted(self) -> int:
        return sum(one.state in COUNTED and not one.rebalances for one in self.instances.values())

    def _is_unhealthy(self, control: Control, instance: Instance) -> bool:
        return any(
            group.state_of(instance.id) is TargetState.UNHEALTHY for group in self._target_groups(control)
        )

    def _serves(self, control: Control, instance: Instance) -> bool:
        return all(
            group.state_of(instance.id) is TargetState.HEALTHY for group in self._target_groups(control)
        )

    def _bounds(self) -> dict[str, Any]:
        return {"minimum": self.plan.min_size, "maximum": self.plan.max_size}

    def _say(
        self,
        control: Control,
        subject: str,
        outcome: Any,
        reason: ScalingReason | InstanceReason,
        facts: dict[str, Any],
        rows: tuple[Candidate, ...] = (),
        source: str = "",
    ) -> None:
        template: Text = SCALING[reason] if isinstance(reason, ScalingReason) else INSTANCES[reason]
        text = template.format(**facts)
        decision = Decision(subject, outcome, reason.value, text, rows, facts, source)
        control.decide(decision, self.resource, LAYER)
