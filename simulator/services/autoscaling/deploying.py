"""What an instance refresh does to its group: terminate and launch, launch first, release. See `refreshing.py`."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.control import Control
from simulator.services.autoscaling.health import Health
from simulator.services.autoscaling.plan import GroupPlan
from simulator.services.autoscaling.reasons import InstanceReason
from simulator.services.autoscaling.refreshing import Refreshing
from simulator.services.autoscaling.terminate import policy_ranks
from simulator.services.ec2.runtime import Instance, InstanceState
from simulator.text import Text

_CAUSE = Text(
    "{instance} was replaced by an instance refresh.",
    "인스턴스 새로 고침으로 {instance} 인스턴스를 교체했어요.",
)


class Deploying(Health):
    """A group whose instances can be refreshed."""

    def __init__(self, resource: str, plan: GroupPlan) -> None:
        super().__init__(resource, plan)
        self.refreshing = Refreshing(self)

    def refresh_ranks(self, control: Control, instances: Sequence[Instance]) -> dict[str, int]:
        """Their places in the order in which the group's termination policies would let them go."""
        return policy_ranks(self._choice(control, instances, 0))

    def refresh_unhealthy(self, control: Control, instance: Instance) -> bool:
        """Whether the group's health checks hold it to be unhealthy. Within its grace period nobody is."""
        if not self.plan.elb_checks or self._grace_left(control, instance) > 0:
            return False
        return self._is_unhealthy(control, instance)

    def refresh_replace(self, control: Control, instance: Instance) -> None:
        """Terminate it, and launch another one at the same time."""
        standby = instance.state is InstanceState.STANDBY
        self._retire(control, instance, [_CAUSE.format(instance=instance.id)])
        if not standby and self._counted() < self.desired:
            self._launch(control, InstanceReason.REPLACEMENT, replaces=instance.id)

    def refresh_ahead(self, control: Control, instance: Instance) -> None:
        """Launch another one; it goes when that one is ready."""
        self._launch(control, InstanceReason.REPLACEMENT, replaces=instance.id, rebalances=True)

    def refresh_release(self, control: Control, instance: Instance) -> None:
        """An instance launched ahead is ready: it takes its predecessor's place."""
        instance.rebalances = False
        before = self.instances.get(instance.replaces or "")
        if before is not None:
            self._retire(control, before, [_CAUSE.format(instance=before.id)])
