"""An instance's life in a group: EC2 starts it, its software boots, it answers."""

from __future__ import annotations

from simulator.control import Control
from simulator.services.autoscaling.group import Group
from simulator.services.autoscaling.reasons import InstanceReason
from simulator.services.ec2.runtime import Instance, InstanceState
from simulator.services.ec2.software import draw_boot

LAUNCH_GUIDE = "Run commands on your Linux instance at launch"


class Life(Group):
    """The group's instances from "running" to their first answer."""

    def _running(self, control: Control, instance: Instance) -> None:
        """EC2 says "running": InService for Auto Scaling, registered with the target groups, still booting."""
        now = control.now
        instance.state = InstanceState.BOOTING
        instance.in_service_at = now
        for target_group in self._target_groups(control):
            target_group.register(control, self.resource, instance.id, instance.zone, None)
        boot = draw_boot(control, self.resource, instance.software)
        instance.user_data_seconds = boot.user_data
        control.schedule(now + boot.seconds, self.resource, "ready", {"instance": instance.id})
        if self.plan.elb_checks and self.plan.grace > 0:
            control.schedule(now + self.plan.grace, self.resource, "health", {"instance": instance.id})
        control.changed()
        self._replace_unhealthy(control)

    def _ready(self, control: Control, instance: Instance) -> None:
        """Its software answers: traffic may come as soon as a health check has passed."""
        facts = {"instance": instance.id, "zone": instance.zone, **instance.phases(control.now)}
        if instance.software.broken:
            reason = InstanceReason.NEVER_ANSWERS
            self._say(control, "autoscaling.instance", instance.id, reason, facts, source=LAUNCH_GUIDE)
            return
        slot = instance.answer(control.servers, control.now)
        for target_group in self._target_groups(control):
            target_group.answers(control, instance.id, slot)
        reason = InstanceReason.ANSWERS
        self._say(control, "autoscaling.instance", instance.id, reason, facts, source=LAUNCH_GUIDE)
        control.changed()
        if instance.rebalances:
            self._reconcile(control)

    def _replace_unhealthy(self, control: Control) -> None:
        """An instance came into service: perhaps the next unhealthy one may be replaced. See `Health`."""
