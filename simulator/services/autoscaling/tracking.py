"""A group's target tracking policies in a world: their metric, their two managed alarms, their minute."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from simulator.control import Control
from simulator.decisions import Decision
from simulator.services.autoscaling.combine import combine
from simulator.services.autoscaling.plan import CPU, GroupPlan, Policy
from simulator.services.autoscaling.reasons import LAYER, ScalingReason
from simulator.services.autoscaling.target_tracking import (
    HIGH_PERIODS,
    LABELS,
    LOW_PERIODS,
    LOW_SHARE,
    UNITS,
    TargetTrackingInput,
    target_tracking,
)
from simulator.services.cloudwatch.alarm import Alarm
from simulator.services.cloudwatch.measurements import Measurements
from simulator.services.cloudwatch.store import PERIOD, MetricStore
from simulator.services.ec2.machines import REQUEST_BYTES
from simulator.services.ec2.runtime import COUNTED, RUNNING, Instance
from simulator.text import Text

#: Predefined metrics of bytes: received, sent.
NETWORK = ("ASGAverageNetworkIn", "ASGAverageNetworkOut")
_WAITING = frozenset({ScalingReason.WARMING_UP.value, ScalingReason.ALREADY_ENOUGH.value})


def is_warm(instance: Instance, policy: Policy, now: float) -> bool:
    """Whether the policy counts the instance's load: it is in service and its warm-up is over."""
    begun = instance.in_service_at
    return instance.state in RUNNING and begun is not None and now >= begun + policy.warmup


class Tracking:
    """The policies of one group. A world begins with every alarm OK."""

    def __init__(self, group: str, policies: Sequence[Policy]) -> None:
        self.group = group
        self.store = MetricStore()
        self._policies: tuple[Policy, ...] = ()
        self._alarms: dict[str, tuple[Alarm, Alarm]] = {}
        self._last_reason: str | None = None
        self._observed_at: float | None = None
        self.configure(policies)

    def configure(self, policies: Sequence[Policy]) -> None:
        """Take the policies of a changed document. A policy whose target moved begins anew with new alarms."""
        before = {policy.id: policy for policy in self._policies}
        alarms: dict[str, tuple[Alarm, Alarm]] = {}
        for policy in policies:
            old = before.pop(policy.id, None)
            if old is not None and replace(old, scales_in=policy.scales_in, warmup=policy.warmup) == policy:
                alarms[policy.id] = self._alarms[policy.id]
                continue
            if old is not None and old.metric != policy.metric:
                self.store.drop(policy.id)
            alarms[policy.id] = _managed_alarms(self.group, policy, len(policies) > 1)
        for gone in before:
            self.store.drop(gone)
        self._policies, self._alarms = tuple(policies), alarms

    def observe(self, control: Control, instances: Sequence[Instance], healthy_targets: int) -> None:
        """Record what the last tick measured for each policy."""
        now = control.now
        self._catch_up(now)
        # Half a second before the end of what was measured: in the period it belongs to, however long it was.
        servers, middle = control.servers, now - 0.5
        for policy in self._policies:
            if policy.metric == CPU:
                loads = [one.cpu_percent(servers) for one in instances if is_warm(one, policy, now)]
                if loads:
                    self.store.record(policy.id, "load", middle, sum(loads))
                    self.store.record(policy.id, "count", middle, len(loads))
            elif policy.query is not None or policy.metric in NETWORK:
                self._observe_warm(control, policy, instances, middle)
            elif healthy_targets:
                requests = sum(servers.request_count(one.slot) for one in instances if one.slot is not None)
                self.store.record(policy.id, "load", middle, requests)
                self.store.record(policy.id, "count", middle, healthy_targets)

    def _observe_warm(
        self, control: Control, policy: Policy, instances: Sequence[Instance], middle: float
    ) -> None:
        """How many warm instances share the metric, and what went over their networks."""
        warm = [one for one in instances if is_warm(one, policy, control.now)]
        if not warm:
            return
        self.store.record(policy.id, "count", middle, len(warm))
        if policy.query is None:
            totals = control.servers.totals([one.slot for one in warm if one.slot is not None])
            received = policy.metric == NETWORK[0]
            load = totals.requests * REQUEST_BYTES if received else totals.sent
            self.store.record(policy.id, "load", middle, load)

    def evaluate(
        self,
        control: Control,
        plan: GroupPlan,
        desired: int,
        instances: Sequence[Instance],
        notify: bool = True,
        hold: Callable[[Decision], Decision] = lambda decision: decision,
    ) -> Decision | None:
        """Evaluate the alarms at the end of a minute and decide. The decision, if capacity shall change.

        notify: whether the group takes notice of its alarms (its process AlarmNotification). hold: has the last
        word on a decision, for a policy of another kind that asks for more.
        """
        now = control.now
        self._catch_up(now)
        series: dict[str, list[float | None]] = {}
        restless = ringing = False
        for policy in self._policies:
            high, low = self._alarms[policy.id]
            values = self._values(control, policy, now, low.range)
            for alarm, seen in ((high, values[-high.range :]), (low, values)):
                decision = alarm.evaluate(seen)
                restless = restless or alarm.restless
                if decision is not None:
                    control.decide(decision, self.group, LAYER)
            ringing = ringing or "ALARM" in (high.state, low.state)
            series[policy.id] = values
        if not ringing or not notify:
            self._last_reason = None
            if restless:
                control.changed()
            return None
        decisions = {
            policy.id: self._ask(policy, series[policy.id], plan, desired, instances, now)
            for policy in self._policies
        }
        chosen = hold(combine(decisions, {policy.id: policy.scales_in for policy in self._policies}, desired))
        acts = chosen.outcome["capacity"] != desired
        if restless or chosen.reason in _WAITING:
            control.changed()
        told = chosen.reason == self._last_reason and not acts
        self._last_reason = chosen.reason
        if not told:
            control.decide(chosen, self.group, LAYER)
        return chosen if acts else None

    def alarm_states(self) -> dict[str, str]:
        """The state of every managed alarm by its name, for the timeline."""
        return {alarm.name: alarm.state for pair in self._alarms.values() for alarm in pair}

    def state(self) -> dict[str, Any]:
        return {
            "store": self.store.state(),
            "alarms": {policy: [alarm.state for alarm in pair] for policy, pair in self._alarms.items()},
            "last_reason": self._last_reason,
            "observed_at": self._observed_at,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        self.store.restore(state["store"])
        for policy, states in state["alarms"].items():
            for alarm, value in zip(self._alarms[policy], states, strict=True):
                alarm.state = value
        self._last_reason = state["last_reason"]
        self._observed_at = state["observed_at"]

    def _catch_up(self, now: float) -> None:
        """Close the gap that a jump over a rest left."""
        if self._observed_at is not None and now - self._observed_at > PERIOD:
            self.store.bridge(self._observed_at, now)
        self._observed_at = now

    def _values(self, control: Control, policy: Policy, now: float, periods: int) -> list[float | None]:
        """The policy's metric of the newest minutes: load shared by those who carried it, or one of its own."""
        if policy.query is not None:
            assert isinstance(control.metrics, Measurements)
            return policy.query.values(control.metrics, now, periods)
        loads = self.store.newest(
            policy.id, "load", now, periods, "Average" if policy.metric == CPU else "Sum"
        )
        counts = self.store.newest(policy.id, "count", now, periods)
        return [
            None if load is None or not count else load / count
            for load, count in zip(loads, counts, strict=True)
        ]

    def _ask(
        self,
        policy: Policy,
        values: list[float | None],
        plan: GroupPlan,
        desired: int,
        instances: Sequence[Instance],
        now: float,
    ) -> Decision:
        high, low = self._alarms[policy.id]
        periods = HIGH_PERIODS if high.state == "ALARM" else LOW_PERIODS
        (count,) = self.store.newest(policy.id, "count", now, 1)
        warming = sum(one.state in COUNTED and not is_warm(one, policy, now) for one in instances)
        return target_tracking(
            TargetTrackingInput(
                datapoints=tuple(values[-periods:]),
                target=policy.target,
                capacity=desired,
                MinSize=plan.min_size,
                MaxSize=plan.max_size,
                contributing=None if count is None else count * _units(instances),
                warming=warming,
                DisableScaleIn=not policy.scales_in,
                metric=policy.metric,  # type: ignore[arg-type]
                label=policy.query.label if policy.query is not None else None,
                alarm_high=high.state,
                alarm_low=low.state,
            )
        )


def _units(instances: Sequence[Instance]) -> float:
    """Units of capacity an instance counts as on average: 1 unless the group has weights."""
    weights = [one.weight for one in instances if one.state in COUNTED]
    return sum(weights) / len(weights) if weights else 1.0


def _managed_alarms(group: str, policy: Policy, several: bool) -> tuple[Alarm, Alarm]:
    """The policy's two alarms, named as AWS does: with what tells them apart when the group has several policies."""
    label, unit = LABELS[policy.metric], UNITS[policy.metric]
    if policy.query is not None:
        label = Text.filled(policy.query.label, policy.query.label)
    stem = f"TargetTracking-{group}"
    end = f"-{policy.id}" if several else ""
    low = policy.target * LOW_SHARE
    return (
        Alarm(
            f"{stem}-AlarmHigh{end}",
            label,
            unit,
            "GreaterThanThreshold",
            policy.target,
            HIGH_PERIODS,
            HIGH_PERIODS,
        ),
        Alarm(f"{stem}-AlarmLow{end}", label, unit, "LessThanThreshold", low, LOW_PERIODS, LOW_PERIODS),
    )
