"""An instance's life in a group: EC2 starts it, its software boots, it answers."""

from __future__ import annotations

from simulator.control import Control
from simulator.services.autoscaling.activities import Status
from simulator.services.autoscaling.hooks import LAUNCHING, Hooks
from simulator.services.autoscaling.reasons import InstanceReason
from simulator.services.ec2.runtime import Instance, InstanceState
from simulator.services.ec2.software import draw_boot

LAUNCH_GUIDE = "Run commands on your Linux instance at launch"


class Life(Hooks):
    """The group's instances from "running" to their first answer."""

    def _running(self, control: Control, instance: Instance) -> None:
        """EC2 says "running": its software begins to boot. Hooks hold it back from service meanwhile."""
        instance.running_at = control.now
        if self._wait(control, instance, LAUNCHING):
            instance.state = InstanceState.PENDING_WAIT
        else:
            self._enter_service(control, instance)
        self._boot(control, instance)

    def _proceed(self, control: Control, instance: Instance) -> None:
        """Every hook of the launch is complete."""
        self._enter_service(control, instance)
        if instance.rebalances:
            self._reconcile(control)

    def _enter_service(self, control: Control, instance: Instance) -> None:
        """InService for Auto Scaling: registered with the target groups, though its software may still be booting."""
        now = control.now
        instance.state = InstanceState.BOOTING if instance.slot is None else InstanceState.IN_SERVICE
        instance.in_service_at = now
        if not self.is_suspended("AddToLoadBalancer"):
            for target_group in self._target_groups(control):
                target_group.register(control, self.resource, instance.id, instance.zone, instance.slot)
        if self.plan.elb_checks and self.plan.grace > 0:
            control.schedule(now + self.plan.grace, self.resource, "health", {"instance": instance.id})
        self.activities.end(control, instance.id, Status.SUCCESSFUL)
        control.changed()
        self._came_into_service(control, instance)

    def _boot(self, control: Control, instance: Instance) -> None:
        """The software will be ready after a start-up and a user data script of lengths drawn now."""
        boot = draw_boot(control, self.resource, instance.software)
        instance.user_data_seconds = boot.user_data
        instance.boots += 1
        payload = {"instance": instance.id, "boot": instance.boots}
        control.schedule(control.now + boot.seconds, self.resource, "ready", payload)

    def _ready(self, control: Control, instance: Instance) -> None:
        """Its software answers: traffic may come as soon as a health check has passed."""
        facts = {"instance": instance.id, "zone": instance.zone, **instance.phases(control.now)}
        if instance.software.broken:
            reason = InstanceReason.NEVER_ANSWERS
            self._say(control, "autoscaling.instance", instance.id, reason, facts, source=LAUNCH_GUIDE)
            return
        state = instance.state
        slot = instance.answer(control.servers, control.now)
        instance.prepared = True
        if state is not InstanceState.BOOTING:
            instance.state = state
        for target_group in self._target_groups(control):
            target_group.answers(control, instance.id, slot)
        reason = InstanceReason.ANSWERS
        self._say(control, "autoscaling.instance", instance.id, reason, facts, source=LAUNCH_GUIDE)
        control.changed()
        if instance.rebalances:
            self._reconcile(control)

    def _came_into_service(self, control: Control, instance: Instance) -> None:
        """What waits for an instance in service may go on. See `Health`."""
