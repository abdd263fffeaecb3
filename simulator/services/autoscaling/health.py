"""Which instances a group holds to be unhealthy, and the pace at which it replaces them."""

from __future__ import annotations

from typing import Any

from simulator.control import Control
from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.autoscaling import causes
from simulator.services.autoscaling.activities import Status
from simulator.services.autoscaling.lifetime import Lifetime
from simulator.services.autoscaling.plan import GroupPlan
from simulator.services.autoscaling.reasons import LAYER, InstanceReason
from simulator.services.ec2 import status
from simulator.services.ec2.host import HostStatus
from simulator.services.ec2.reasons import HOSTS, HostReason
from simulator.services.ec2.runtime import COUNTED, RUNNING, Instance, InstanceState
from simulator.text import Text

HEALTH_GUIDE = "Health checks for instances in an Auto Scaling group"

#: At most this share of desired capacity is replaced for failed health checks at a time; at least one.
REPLACED_SHARE = 0.1

#: The processes that replacing an instance by EC2's word needs. Suspending Terminate makes ReplaceUnhealthy inactive.
REPLACING = ("HealthCheck", "ReplaceUnhealthy", "Terminate")


class Health(Lifetime):
    """Health checks of the group's instances. `marked`: those that a call of the API set to Unhealthy."""

    def __init__(self, resource: str, plan: GroupPlan) -> None:
        super().__init__(resource, plan)
        self.marked: list[str] = []

    def _vanish(self, control: Control, instance: Instance) -> None:
        """The machine is gone without anybody's leave: an activity tells its end when it has happened."""
        why = causes.GONE.format(instance=instance.id)
        chain = self._chain(control, [why])
        self.activities.end(control, instance.id, Status.CANCELLED)
        self.activities.begin(control, "terminate", instance.id, instance.zone, chain, Status.SUCCESSFUL)
        self._end(control, instance)

    def lose(self, control: Control, instance: Instance, reason: HostReason, facts: dict[str, Any]) -> None:
        """EC2 says that the machine does not run, or is impaired for too long: replaced at once."""
        instance.host.status = HostStatus.IMPAIRED
        instance.host.stopped = reason is HostReason.STOPPED
        if self._replaces_nobody() is not None:
            return
        text = HOSTS[reason].format(**facts)
        decision = Decision("autoscaling.health", instance.id, reason.value, text, (), facts, HEALTH_GUIDE)
        control.decide(decision, self.resource, LAYER)
        self._vanish(control, instance)
        self._reconcile(control)

    def _replaces_nobody(self) -> str | None:
        """The suspended process without which no instance is found out, or none replaced, if there is one."""
        return next((name for name in REPLACING if self.is_suspended(name)), None)

    def catch_up(self, control: Control) -> None:
        """Something that held the group back is over: whatever waited for it happens now."""
        self._surplus_told = False
        self._reconcile(control)
        for instance in list(self.instances.values()):
            status.give_up(control, self, instance)
        self._replace_unhealthy(control)
        self._replace_expired(control)

    def _came_into_service(self, control: Control, instance: Instance) -> None:
        super()._came_into_service(control, instance)
        self._replace_unhealthy(control)

    def remove(self, control: Control, instance: Instance, why: Text) -> None:
        """A call of the API terminates it; the group replaces it as far as desired capacity asks."""
        if instance.state is InstanceState.STANDBY or instance.state in COUNTED:
            self._retire(control, instance, [why])
        self._reconcile(control)

    def set_health(self, control: Control, instance: Instance, healthy: bool, respect: bool) -> None:
        """A check of one's own found this. An unhealthy one is replaced at once, without any pace."""
        if instance.id in self.marked:
            self.marked.remove(instance.id)
        if healthy:
            return
        if respect and self._grace_left(control, instance) > 0:
            self._say_grace(control, instance)
            return
        self.marked.append(instance.id)
        self._replace_marked(control)

    def _replace_marked(self, control: Control) -> None:
        """Replace what a call of the API set to Unhealthy."""
        if self.is_suspended("ReplaceUnhealthy") or self.is_suspended("Terminate"):
            return
        marked, self.marked = self.marked, []
        for id in marked:
            instance = self.instances.get(id)
            if instance is None or instance.state not in RUNNING:
                continue
            facts = {"instance": id, "zone": instance.zone}
            reason = InstanceReason.SET_UNHEALTHY
            self._say(control, "autoscaling.health", id, reason, facts, source=HEALTH_GUIDE)
            self._replace(control, instance, causes.UNHEALTHY["user"].format(instance=id))
        if marked:
            self._maintain(control)

    def _judge_health(self, control: Control, instance: Instance) -> None:
        """A target group changed its mind about the instance, or its grace period is over."""
        if instance.rebalances:
            self._reconcile(control)
        if self.is_suspended("HealthCheck"):
            return
        if not self.plan.elb_checks or not self._is_unhealthy(control, instance):
            return
        if self._grace_left(control, instance) > 0:
            self._say_grace(control, instance)
            return
        self._replace_unhealthy(control)

    def _say_grace(self, control: Control, instance: Instance) -> None:
        facts = {
            "instance": instance.id,
            "grace": f"{self.plan.grace:g}",
            "remaining": f"{self._grace_left(control, instance):.0f}",
        }
        self._say(control, "autoscaling.health", None, InstanceReason.GRACE, facts, source=HEALTH_GUIDE)

    def _replace_unhealthy(self, control: Control) -> None:
        """Replace what the balancer calls unhealthy, at most a tenth of desired capacity at a time, or as many as an
        instance maintenance policy lets go.

        While launches are under way and the group is not above nine tenths of desired capacity, it waits.
        """
        self._replace_marked(control)
        if (
            not self.plan.elb_checks
            or self.is_suspended("HealthCheck")
            or self.is_suspended("ReplaceUnhealthy")
            or self.is_suspended("Terminate")
        ):
            return
        limit = max(1, int(self.desired * REPLACED_SHARE))
        coming = [
            one
            for one in self.instances.values()
            if one.state is InstanceState.PENDING or one.state is InstanceState.PENDING_WAIT
        ]
        under_way = sum(one.replaces is not None for one in coming)
        running = [one for one in self.instances.values() if one.state in RUNNING]
        if self.plan.maintenance is not None:
            limit, under_way = len(running), 0
        elif coming and len(running) <= self.desired * (1.0 - REPLACED_SHARE):
            return
        unhealthy = [
            one
            for one in running
            if self._is_unhealthy(control, one)
            and self._grace_left(control, one) <= 0
            and one.id not in self.replacing
        ]
        for instance in unhealthy[: max(0, limit - under_way)]:
            facts = {
                "instance": instance.id,
                "zone": instance.zone,
                "grace": f"{self.plan.grace:g}",
                "limit": limit,
                "under_way": under_way,
            }
            rows = tuple(
                Candidate(
                    one.id,
                    Verdict.CHOSEN
                    if one is instance
                    else Verdict.ELIGIBLE
                    if one in unhealthy
                    else Verdict.REJECTED,
                    {"zone": one.zone, "unhealthy": self._is_unhealthy(control, one)},
                )
                for one in running
            )
            reason = InstanceReason.ELB_UNHEALTHY
            self._say(control, "autoscaling.health", instance.id, reason, facts, rows, HEALTH_GUIDE)
            self._replace(control, instance, causes.UNHEALTHY["ELB"].format(instance=instance.id))
        self._maintain(control)

    def _grace_left(self, control: Control, instance: Instance) -> float:
        begun = control.now if instance.in_service_at is None else instance.in_service_at
        return begun + self.plan.grace - control.now
