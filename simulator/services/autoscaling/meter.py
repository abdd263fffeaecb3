"""What a group hands to CloudWatch of itself and of its instances, if anybody reads it.

EC2 measures an instance all the time and hands over the mean of a minute (detailed monitoring) or of five (basic).
Under AutoScalingGroupName its instances' datapoints stand together: the average is the average over them. An instance
that still warms up is not among them, so that a booting one does not dilute the load of those that carry it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from simulator.control import Control
from simulator.services.cloudwatch.measured import AUTO_SCALING, EC2
from simulator.services.cloudwatch.measurements import MINUTE, Measurements, MetricName
from simulator.services.ec2.machines import REQUEST_BYTES
from simulator.services.ec2.runtime import RUNNING, Instance, InstanceState

#: Minutes between two datapoints under basic monitoring.
BASIC_MINUTES = 5

_CPU, _RECEIVED, _SENT, _FAILED, _SECONDS = range(5)

_COUNTS: dict[str, Callable[[list[str]], int]] = {
    "GroupInServiceInstances": lambda states: sum(one in ("in_service", "booting") for one in states),
    "GroupPendingInstances": lambda states: sum(one in ("pending", "pending_wait") for one in states),
    "GroupStandbyInstances": lambda states: sum(one == "standby" for one in states),
    "GroupTerminatingInstances": lambda states: sum(
        one in ("draining", "terminating_wait") for one in states
    ),
    "GroupTotalInstances": len,
}
_NETWORK = ("NetworkIn", "NetworkOut")
_GONE = (InstanceState.TERMINATED,)


class GroupMeter:
    """Of one group. `_sums` are each instance's CPU percent x seconds, bytes, failed checks and seconds so far."""

    def __init__(self, group: str) -> None:
        self.group = group
        self._sums: dict[str, list[float]] = {}
        self._at: float | None = None

    def observe(
        self,
        control: Control,
        instances: Mapping[str, Instance],
        warmup: float,
        sizes: Mapping[str, int],
    ) -> None:
        """Take in the last tick. warmup: seconds. sizes: the group's own figures, by metric."""
        since, self._at = control.now - 1.0 if self._at is None else self._at, control.now
        metrics = control.metrics
        if not isinstance(metrics, Measurements):
            return
        machines = [one for one in metrics.names.get(EC2, ()) if self._concerns(one, instances)]
        group = [
            one
            for one in metrics.names.get(AUTO_SCALING, ())
            if one.dimension("AutoScalingGroupName") == self.group
        ]
        if not machines and not group:
            self._sums = {}
            return
        now = control.now
        if machines:
            networks = any(one.name in _NETWORK for one in machines)
            self._add_up(control, instances.values(), now - since, networks)
        if now // MINUTE == since // MINUTE:
            return
        minute = int(now // MINUTE)
        if machines:
            self._hand_over(metrics, machines, instances, minute, now, warmup)
        states = [str(one.state) for one in instances.values() if one.state not in _GONE]
        for metric in group:
            count = _COUNTS.get(metric.name)
            value = count(states) if count is not None else sizes.get(metric.name)
            if value is not None:
                metrics.record(metric, now - 0.5, float(value))

    def _concerns(self, metric: MetricName, instances: Mapping[str, Instance]) -> bool:
        return (
            metric.dimension("AutoScalingGroupName") == self.group
            or metric.dimension("InstanceId") in instances
        )

    def _add_up(
        self, control: Control, instances: Iterable[Instance], seconds: float, networks: bool
    ) -> None:
        servers = control.servers
        for one in instances:
            if one.state not in RUNNING:
                continue
            sums = self._sums.setdefault(one.id, [0.0, 0.0, 0.0, 0.0, 0.0])
            sums[_CPU] += one.cpu_percent(servers) * seconds
            if networks and one.slot is not None:
                totals = servers.totals([one.slot])
                sums[_RECEIVED] += totals.requests * REQUEST_BYTES
                sums[_SENT] += totals.sent
            sums[_FAILED] = max(sums[_FAILED], float(one.host.status == "impaired"))
            sums[_SECONDS] += seconds

    def _hand_over(
        self,
        metrics: Measurements,
        names: list[MetricName],
        instances: Mapping[str, Instance],
        minute: int,
        now: float,
        warmup: float,
    ) -> None:
        for id, sums in list(self._sums.items()):
            one = instances.get(id)
            if one is None or one.state not in RUNNING:
                del self._sums[id]
                continue
            if not one.host.machine.detailed and minute % BASIC_MINUTES:
                continue
            warm = one.in_service_at is not None and now >= one.in_service_at + warmup
            values = {
                "CPUUtilization": sums[_CPU] / sums[_SECONDS],
                "NetworkIn": sums[_RECEIVED],
                "NetworkOut": sums[_SENT],
                "StatusCheckFailed": sums[_FAILED],
            }
            for metric in names:
                whose = metric.dimension("InstanceId")
                if metric.name in values and (whose == id if whose is not None else warm):
                    metrics.record(metric, now - 0.5, values[metric.name])
            del self._sums[id]

    def state(self) -> dict[str, Any]:
        return {"sums": {id: list(sums) for id, sums in self._sums.items()}, "at": self._at}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._sums = {id: list(sums) for id, sums in state["sums"].items()}
        self._at = state["at"]
