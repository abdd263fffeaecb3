"""Which instances a group holds to be unhealthy, and the pace at which it replaces them."""

from __future__ import annotations

from typing import Any

from simulator.control import Control
from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.autoscaling import causes
from simulator.services.autoscaling.activities import Status
from simulator.services.autoscaling.life import Life
from simulator.services.autoscaling.reasons import LAYER, InstanceReason
from simulator.services.ec2 import status
from simulator.services.ec2.host import HostStatus
from simulator.services.ec2.reasons import HOSTS, HostReason
from simulator.services.ec2.runtime import RUNNING, Instance, InstanceState

HEALTH_GUIDE = "Health checks for instances in an Auto Scaling group"

#: At most this share of desired capacity is replaced for failed health checks at a time; at least one.
REPLACED_SHARE = 0.1


class Health(Life):
    """Health checks of the group's instances."""

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
        if self.is_suspended("HealthCheck") or self.is_suspended("ReplaceUnhealthy"):
            return
        text = HOSTS[reason].format(**facts)
        decision = Decision("autoscaling.health", instance.id, reason.value, text, (), facts, HEALTH_GUIDE)
        control.decide(decision, self.resource, LAYER)
        self._vanish(control, instance)
        self._reconcile(control)

    def catch_up(self, control: Control) -> None:
        """Something that held the group back is over: whatever waited for it happens now."""
        self._surplus_told = False
        self._reconcile(control)
        for instance in list(self.instances.values()):
            status.give_up(control, self, instance)
        self._replace_unhealthy(control)

    def _came_into_service(self, control: Control, instance: Instance) -> None:
        self._replace_unhealthy(control)

    def _judge_health(self, control: Control, instance: Instance) -> None:
        """A target group changed its mind about the instance, or its grace period is over."""
        if instance.rebalances:
            self._reconcile(control)
        if self.is_suspended("HealthCheck"):
            return
        if not self.plan.elb_checks or not self._is_unhealthy(control, instance):
            return
        remaining = self._grace_left(control, instance)
        if remaining > 0:
            facts = {
                "instance": instance.id,
                "grace": f"{self.plan.grace:g}",
                "remaining": f"{remaining:.0f}",
            }
            self._say(control, "autoscaling.health", None, InstanceReason.GRACE, facts, source=HEALTH_GUIDE)
            return
        self._replace_unhealthy(control)

    def _replace_unhealthy(self, control: Control) -> None:
        """Replace what the balancer calls unhealthy, at most a tenth of desired capacity at a time."""
        if (
            not self.plan.elb_checks
            or self.is_suspended("ReplaceUnhealthy")
            or self.is_suspended("Terminate")
        ):
            return
        limit = max(1, int(self.desired * REPLACED_SHARE))
        under_way = sum(
            one.replaces is not None and one.state is InstanceState.PENDING for one in self.instances.values()
        )
        running = [one for one in self.instances.values() if one.state in RUNNING]
        unhealthy = [
            one for one in running if self._is_unhealthy(control, one) and self._grace_left(control, one) <= 0
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
            self._retire(control, instance, [causes.UNHEALTHY["ELB"].format(instance=instance.id)])
            if self._counted() < self.desired:
                self._launch(control, InstanceReason.REPLACEMENT, replaces=instance.id)

    def _grace_left(self, control: Control, instance: Instance) -> float:
        begun = control.now if instance.in_service_at is None else instance.in_service_at
        return begun + self.plan.grace - control.now
