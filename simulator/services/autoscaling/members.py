"""A group's instances: what is bought and launched, how one leaves, and what may be asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.control import Control
from simulator.decisions import Candidate, Decision
from simulator.priorities import FAILURES, REACTIONS
from simulator.services.autoscaling import causes, place
from simulator.services.autoscaling.activities import Activities, Status
from simulator.services.autoscaling.buying import Buyer, Purchase
from simulator.services.autoscaling.plan import GroupPlan, Template
from simulator.services.autoscaling.reasons import INSTANCES, LAYER, SCALING, InstanceReason, ScalingReason
from simulator.services.autoscaling.version import LaunchVersion
from simulator.services.ec2.host import Host
from simulator.services.ec2.machines import Machines
from simulator.services.ec2.runtime import (
    COUNTED,
    Instance,
    InstanceState,
    instance_id,
)
from simulator.services.elb.health import TargetGroupHealth, TargetState
from simulator.text import Text

#: How long an ended instance is still shown.
SHOWN_AFTER_END = 30.0
#: How soon a custom termination policy that found nobody ready is asked again.
RETRY_SECONDS = 60.0


class Members:
    """`instances` are in order of launch, those just ended among them.

    suspended: processes that the API suspended, in the order it did.
    """

    def __init__(self, resource: str, plan: GroupPlan) -> None:
        self.resource = resource
        self.plan = plan
        self.desired = plan.within(plan.min_size if plan.desired is None else plan.desired)
        self.instances: dict[str, Instance] = {}
        self.launch_version = LaunchVersion()
        self.machines = Machines(resource)
        self.suspended: list[str] = []
        self.activities = Activities(resource)
        self.buyer = Buyer(resource)
        self._down: list[str] = []
        self._short_told = False
        self._surplus_told = False
        self._retry_at = 0.0
        self._because: tuple[float, Text] | None = None

    def is_suspended(self, process: str) -> bool:
        return process in self.suspended

    def _warm_start(self, control: Control, zones: Sequence[str]) -> Instance | None:
        """An instance of the warm pool in one of these zones, if there is one. See `Pool`."""
        return None

    def _chain(self, control: Control, why: Sequence[Text]) -> list[tuple[float, Text]]:
        """The causes of what happens now: what moved desired capacity, if that did it, and these."""
        before = [self._because] if self._because else []
        return [*before, *((control.now, text) for text in why)]

    def _buy(
        self, control: Control, number: int, zone: str, at_least: int, *, elsewhere: bool, tell: bool = True
    ) -> tuple[str, Purchase] | None:
        """What can be had and where: in this zone, or in the others if it may go `elsewhere`. Tried again later."""
        version = self.launch_version.version(control, self.plan, number)
        zones = [zone]
        if elsewhere:
            zones += [name for name in place.by_emptiness(self._counts(), self._down) if name != zone]
        for name in zones:
            members = self.instances.values()
            found = self.buyer.buy(
                control,
                self.plan.purchasing,
                version,
                members,
                self.desired,
                name,
                at_least=at_least,
                tell=tell,
            )
            if found is not None:
                return name, found
        if control.now >= self._retry_at:
            self._retry_at = control.now + RETRY_SECONDS
            control.schedule(self._retry_at, self.resource, "scale_in")
        return None

    def _new(
        self,
        control: Control,
        zone: str,
        launched_at: float,
        number: int,
        purchase: Purchase | None = None,
    ) -> Instance:
        """A pending instance of this version of the template in the zone's emptiest subnet."""
        type_ = None if purchase is None else purchase.instance_type
        version = self.launch_version.version(control, self.plan, number)
        template = Template.of(version, type_)
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
            protected=self.plan.protects_new,
        )
        instance.volumes_usd_hour = version.volumes_usd_hour(zone[:-1])
        if purchase is not None:
            instance.purchase_option, instance.weight = purchase.option, purchase.weight
        if instance.purchase_option == "spot":
            market = self.plan.purchasing.market
            instance.spot_price = market.price(control, instance.instance_type, zone)
        self.instances[instance.id] = instance
        return instance

    def _retire(
        self, control: Control, instance: Instance, why: Sequence[Text] = (causes.TAKEN_OUT,)
    ) -> None:
        """Let an instance go: drained by its target groups first, if it is registered."""
        control.changed()
        self.activities.end(control, instance.id, Status.CANCELLED, *causes.COMING)
        chain = self._chain(control, why)
        self.activities.begin(control, "terminate", instance.id, instance.zone, chain)
        self._drain(control, instance)

    def _drain(self, control: Control, instance: Instance) -> None:
        """Take the instance out of its target groups; `_drained` follows, at once if it is in none."""
        groups = [group for group in self._target_groups(control) if group.state_of(instance.id) is not None]
        instance.state = InstanceState.DRAINING
        if not groups:
            self._drained(control, instance)
            return
        self.activities.turn(instance.id, Status.CONNECTION_DRAINING)
        until = max(group.deregister(control, instance.id) for group in groups)
        control.schedule(until, self.resource, "drained", {"instance": instance.id}, priority=REACTIONS)

    def _drained(self, control: Control, instance: Instance) -> None:
        """Nothing is left to wait for."""
        self._end(control, instance)

    def _end(self, control: Control, instance: Instance) -> None:
        instance.end(control.servers, control.now)
        self.machines.ended(instance, control.now)
        self.activities.end(control, instance.id, Status.SUCCESSFUL, "terminate", "reuse")
        self.activities.end(control, instance.id, Status.CANCELLED)
        for target_group in self._target_groups(control):
            target_group.remove(control, instance.id)
        at = control.now + SHOWN_AFTER_END
        control.schedule(at, self.resource, "forget", {"instance": instance.id}, priority=FAILURES)
        control.changed()

    # --- questions ------------------------------------------------------------------------------------

    def _target_groups(self, control: Control, names: Sequence[str] | None = None) -> list[TargetGroupHealth]:
        found = [control.runtimes.get(name) for name in (self.plan.target_groups if names is None else names)]
        return [group for group in found if isinstance(group, TargetGroupHealth)]

    def target_groups(self, control: Control) -> list[TargetGroupHealth]:
        """Those its instances register with."""
        return self._target_groups(control)

    def _counts(self) -> dict[str, int]:
        return place.zone_counts(self.instances.values(), self.plan.zones)

    def _counted(self) -> int:
        """Units of capacity the group has: instances, unless they have weights."""
        return sum(
            one.weight for one in self.instances.values() if one.state in COUNTED and not one.rebalances
        )

    def _is_unhealthy(self, control: Control, instance: Instance) -> bool:
        return any(
            group.state_of(instance.id) is TargetState.UNHEALTHY for group in self._target_groups(control)
        )

    def _errors(self, control: Control, instance: Instance) -> int:
        """Lines in the instance's error log: health checks it failed in a row."""
        return max((group.failures_of(instance.id) for group in self._target_groups(control)), default=0)

    def _serves(self, control: Control, instance: Instance) -> bool:
        """Healthy for every target group it is registered with: with none, if its process was suspended."""
        states = [group.state_of(instance.id) for group in self._target_groups(control)]
        return all(state in (None, TargetState.HEALTHY) for state in states)

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
