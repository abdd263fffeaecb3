"""What a group shows of itself: its metrics in a frame, and what of it is billed or registered."""

from __future__ import annotations

from typing import Any

from simulator.control import Control
from simulator.services.autoscaling.faulted import Faulted
from simulator.services.ec2.runtime import (
    BILLED,
    InstanceState,
)


class Figures(Faulted):
    """A group as it is looked at."""

    def registers_with(self) -> tuple[str, ...]:
        """Target groups its instances answer for."""
        return self.plan.target_groups

    def running_instances(self) -> list[tuple[str, str]]:
        """(instance type, zone) of every On-Demand Instance that EC2 bills now. Spot: see `spot_usd`."""
        billed = (one for one in self.instances.values() if one.state in BILLED)
        return [(one.instance_type, one.zone) for one in billed if one.spot_price is None]

    def metrics(self, control: Control) -> dict[str, Any]:
        in_service, pending, leaving, standby = (dict.fromkeys(self.plan.zones, 0) for _ in range(4))
        cpu: dict[str, float] = {}
        working: list[float] = []
        states: dict[str, str] = {}
        zones: dict[str, str] = {}
        versions: dict[str, int] = {}
        types: dict[str, str] = {}
        unhealthy = {id for group in self._target_groups(control) for id in group.unhealthy()}
        for id, one in self.instances.items():
            zone = one.zone
            state = one.state
            shown = str(state)
            if one.slot is not None:
                cpu[id] = round(one.cpu_percent(control.servers), 2)
            if state is InstanceState.IN_SERVICE:
                in_service[zone] = in_service.get(zone, 0) + 1
                working.append(cpu[id])
                if id in unhealthy:
                    shown = "unhealthy"
            elif state is InstanceState.BOOTING:
                in_service[zone] = in_service.get(zone, 0) + 1
            elif state is InstanceState.PENDING or state is InstanceState.PENDING_WAIT:
                pending[zone] = pending.get(zone, 0) + 1
            elif state is InstanceState.DRAINING or state is InstanceState.TERMINATING_WAIT:
                leaving[zone] = leaving.get(zone, 0) + 1
            elif state is InstanceState.STANDBY:
                standby[zone] = standby.get(zone, 0) + 1
            states[id] = shown
            zones[id] = zone
            versions[id] = one.template_version
            types[id] = one.instance_type
        return {
            "GroupDesiredCapacity": self.desired,
            "GroupInServiceInstances": in_service,
            "GroupPendingInstances": pending,
            "GroupTerminatingInstances": leaving,
            "GroupStandbyInstances": standby,
            **(self._pool_metrics() if self.plan.pool else {}),
            "CPUUtilization": round(sum(working) / len(working), 2) if working else None,
            "CPUByInstance": cpu,
            "InstanceStates": states,
            "InstanceZones": zones,
            "ProtectedInstances": {id: 1 for id, one in self.instances.items() if one.protected},
            "TemplateVersions": versions,
            "InstanceTypes": types,
            **self.spot_metrics(),
            "RefreshProgress": self.refreshing.progress,
            **self.machines.metrics(control, self),
        }
