"""What faults do to a group: instances vanish, slow down or hang, a zone is lost."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.control import Control
from simulator.decisions import Candidate
from simulator.services.autoscaling import place
from simulator.services.autoscaling.group import SUSPEND_GUIDE
from simulator.services.autoscaling.health import HEALTH_GUIDE
from simulator.services.autoscaling.reasons import InstanceReason
from simulator.services.autoscaling.spotting import Spotting
from simulator.services.ec2 import status
from simulator.services.ec2.runtime import (
    COUNTED,
    Instance,
)

OUTAGE_GUIDE = "Amazon EC2 Auto Scaling: rebalancing activities"


class Faulted(Spotting):
    """A group that things happen to."""

    def terminate_instances(self, control: Control, instances: Sequence[str] | int) -> list[str]:
        """A fault: these instances (or so many of the oldest) vanish. Returns their ids.

        With a process suspended that would find them out or replace them, they stay in the group and count.
        """
        chosen = self._hit(instances)
        held = self._replaces_nobody()
        for instance in chosen:
            facts = {"instance": instance.id, "zone": instance.zone}
            if held is not None:
                reason = InstanceReason.GONE_UNREPLACED
                facts["process"] = held
                self._say(control, "autoscaling.health", None, reason, facts, source=SUSPEND_GUIDE)
                status.crash(control, self, instance, stopped=True)
                continue
            self._say(
                control, "autoscaling.health", instance.id, InstanceReason.GONE, facts, source=HEALTH_GUIDE
            )
            self._vanish(control, instance)
        self._reconcile(control)
        return [instance.id for instance in chosen]

    def set_slow(self, control: Control, factor: float, share: float) -> list[str]:
        """A fault: the oldest `share` of the instances take `factor` times as long. Returns their ids."""
        counted = sum(instance.state in COUNTED for instance in self.instances.values())
        chosen = self._hit(math.ceil(share * counted - 1e-9))
        for instance in chosen:
            instance.slow_down(control.servers, factor)
        control.changed()
        return [instance.id for instance in chosen]

    def oldest(self, count: int) -> list[Instance]:
        """So many of the instances that count, the oldest first: whom a fault hits."""
        return self._hit(count)

    def hang(self, control: Control, instances: Sequence[str] | int) -> list[str]:
        """A fault: these instances (or so many of the oldest) run on and answer nothing. Returns their ids."""
        chosen = self._hit(instances)
        for instance in chosen:
            instance.hang(control.servers)
        control.changed()
        return [instance.id for instance in chosen]

    def heal(self, control: Control, fault: str) -> None:
        """The end of a ``slow_instances`` or ``hang_instance`` fault."""
        for instance in self.instances.values():
            if fault == "slow_instances" and instance.slow != 1.0:
                instance.slow_down(control.servers, 1.0)
            elif fault == "hang_instance" and instance.hung:
                instance.mend(control.servers)
        control.changed()

    def zone_down(self, control: Control, zone: str) -> list[str]:
        """A fault: everything in the zone is gone, and nothing can be launched there. Returns lost ids."""
        if zone in self._down or zone not in self.plan.zones:
            return []
        self._down.append(zone)
        lost = [one for one in self.instances.values() if one.zone == zone and one.ended_at is None]
        facts = {"zone": zone, "lost": len(lost), "instances": [one.id for one in lost]}
        self._say(
            control, "autoscaling.zone", zone, InstanceReason.ZONE_DOWN, facts, self._zones(), OUTAGE_GUIDE
        )
        for instance in lost:
            self._vanish(control, instance)
        self._reconcile(control)
        return [instance.id for instance in lost]

    def zone_up(self, control: Control, zone: str) -> None:
        """The end of a zone outage: the group may launch there again and rebalances."""
        if zone in self._down:
            self._down.remove(zone)
            facts = {"zone": zone}
            self._say(
                control, "autoscaling.zone", zone, InstanceReason.ZONE_UP, facts, self._zones(), OUTAGE_GUIDE
            )
            self._reconcile(control)

    def _hit(self, instances: Sequence[str] | int) -> list[Instance]:
        """The instances a fault names, or so many of the oldest."""
        counted = [one for one in self.instances.values() if one.state in COUNTED]
        if isinstance(instances, int):
            return sorted(counted, key=lambda one: one.launched_at)[:instances]
        return [one for one in counted if one.id in instances]

    def _zones(self) -> tuple[Candidate, ...]:
        return place.zone_rows(self._counts(), self._down, None)
