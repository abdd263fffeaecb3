"""An Auto Scaling group in a world: it keeps its number of instances alive, spread over zones, and scales.

How the number is kept is in `group.py`, an instance's life in `life.py`, its health in `health.py`,
what faults do to it in `faulted.py`, what it shows in `figures.py`; here is what the engine calls.

A group that is there when the world begins is in steady state: its instances have long been in service.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.control import Control
from simulator.decisions import Decision
from simulator.priorities import ALARMS
from simulator.problems import Problem
from simulator.services.autoscaling import place
from simulator.services.autoscaling.calls import CALLS
from simulator.services.autoscaling.dynamic import DynamicScaling
from simulator.services.autoscaling.dynamic_plan import CalledPolicy
from simulator.services.autoscaling.figures import Figures
from simulator.services.autoscaling.meter import GroupMeter
from simulator.services.autoscaling.plan import GroupPlan
from simulator.services.autoscaling.predictive.runtime import FORECASTS, Predictive
from simulator.services.autoscaling.reasons import ScalingReason
from simulator.services.autoscaling.scheduled import Bounds
from simulator.services.autoscaling.tracking import Tracking
from simulator.services.cloudwatch.runtime import Breach
from simulator.services.cloudwatch.store import PERIOD
from simulator.services.ec2.runtime import (
    BILLED,
    COUNTED,
    RUNNING,
    Instance,
    InstanceState,
)
from simulator.services.ec2.software import PENDING_SECONDS
from simulator.services.elb.health import TargetGroupHealth
from simulator.text import Text

#: How long the instances of a world's beginning have been up: longer than any warm-up or grace period.
STEADY_AGE = 2 * 86_400.0
STEADY_STEP = 60.0

#: States in which EC2 may say "running".
STARTS = (InstanceState.PENDING, InstanceState.WARMED_PENDING)
#: States in which an instance's software may be booting.
BOOTS = (
    InstanceState.BOOTING,
    InstanceState.PENDING_WAIT,
    InstanceState.STANDBY,
    InstanceState.WARMED_PENDING,
    InstanceState.WARMED_RUNNING,
)

MANUAL_GUIDE = "Manual scaling for Amazon EC2 Auto Scaling"


class GroupRuntime(Figures):
    """The runtime of one group."""

    def __init__(self, resource: str, plan: GroupPlan) -> None:
        super().__init__(resource, plan)
        self.instance_hours = 0.0
        self.tracking = Tracking(resource, plan.policies)
        self.meter = GroupMeter(resource)
        self.dynamic = DynamicScaling(resource)
        self.bounds = Bounds(plan)
        self.predictive = Predictive(resource, plan.predictive)
        self._observed_at = 0.0

    # --- what the engine calls ------------------------------------------------------------------------

    def set_desired(self, control: Control, desired: int) -> int:
        """Manual scaling, clamped to the group's bounds. Returns the new desired capacity."""
        new = self.plan.within(desired)
        if new != self.desired:
            facts = self._bounds() | {"capacity": self.desired, "new": new, "asked": desired}
            self._say(control, "autoscaling.desired", new, ScalingReason.MANUAL, facts, source=MANUAL_GUIDE)
            self._resize(control, new)
        return self.desired

    def leave(self, control: Control) -> None:
        """The group left the world, with its instances."""
        for instance in self.instances.values():
            if instance.ended_at is None:
                self._end(control, instance)
        control.heap.drop(self.resource)

    def refusal(self, control: Control, operation: str, parameters: Any) -> Problem | None:
        return CALLS[operation].refusal(self, control, parameters)

    def operate(self, control: Control, operation: str, parameters: Any) -> Text:
        return CALLS[operation].make(self, control, parameters)

    # --- runtime --------------------------------------------------------------------------------------

    def start(self, control: Control) -> None:
        self._observed_at = control.now
        self.launch_version.follow(control, self.plan)
        beat = (control.now // PERIOD + 1) * PERIOD
        control.schedule(beat, self.resource, "minute", priority=ALARMS, period=PERIOD)
        self.predictive.start(control, self)
        if control.now > 0:
            self._reconcile(control)
            return
        number = self.launch_version.number(control, self.plan)
        if number is None:
            self._reconcile(control)
            return
        units = index = 0
        while units < self.desired:
            zone = place.emptiest(self._counts(), ())
            assert zone is not None  # a group has at least one subnet
            bought = self._buy(control, number, zone, 0, elsewhere=True, tell=False)
            if bought is None:
                break
            zone, purchase = bought
            launched_at = control.now - STEADY_AGE + STEADY_STEP * index
            instance = self._new(control, zone, launched_at, number, purchase)
            units, index = units + instance.weight, index + 1
            self.expect_interruption(control, instance)
            instance.in_service_at = instance.launched_at + PENDING_SECONDS
            slot: int | None = None
            if instance.software.broken:
                instance.state = InstanceState.BOOTING
            else:
                slot = instance.answer(control.servers, control.now)
                instance.ready_at = instance.in_service_at + instance.software.ready_seconds
            for target_group in self._target_groups(control):
                target_group.register(
                    control, self.resource, instance.id, zone, slot, healthy=slot is not None
                )
        self._begin_pool(control, control.now - STEADY_AGE)
        self._begin_lifetimes(control)
        self.machines.begin(control, self)

    def on_event(self, control: Control, name: str, payload: dict[str, Any]) -> None:
        if name == "minute":
            control.schedule(control.now + PERIOD, self.resource, "minute", priority=ALARMS, period=PERIOD)
            self._minute(control)
            return
        if name in FORECASTS:
            self._look_ahead(control, name, payload)
            return
        if name == "scale":
            self._settle_policies(control)
            return
        if name == "scale_in":
            self._reconcile(control)
            return
        if name == "spot":
            instance = self.instances.get(payload["instance"])
            if instance is not None:
                self._on_spot(control, instance, payload["step"], payload)
            return
        if name == "refresh":
            self.refreshing.beat(control)
            return
        if name == "maintain":
            self._look_again(control)
            return
        if name == "ec2":
            self.machines.on_event(control, self, payload)
            return
        instance = self.instances.get(payload["instance"])
        if instance is None:
            return
        if name == "running" and instance.state in STARTS:
            self._running(control, instance)
        elif name == "ready" and instance.state in BOOTS and payload["boot"] == instance.boots:
            self._ready(control, instance)
        elif name == "health":
            self._judge_health(control, instance)
        elif name == "drained" and instance.state is InstanceState.DRAINING:
            self._drained(control, instance)
        elif name in ("hook_timeout", "hook_work"):
            self._on_hook(control, name, instance, payload)
        elif name == "lifetime":
            self._on_lifetime(control, instance, payload)
        elif name == "settled" and instance.state is InstanceState.WARMED_PENDING:
            if payload["boot"] == instance.boots:
                self._rest(control, instance)
        elif name == "stopped" and instance.state is InstanceState.STOPPING:
            self._rested(control, instance)
        elif name == "forget":
            del self.instances[instance.id]

    def observe(self, control: Control) -> None:
        billed = sum(instance.state in BILLED for instance in self.instances.values())
        self.instance_hours += billed * (control.now - self._observed_at) / 3600.0
        self.machines.observe(control, self, billed, self.plan.target_use)
        self._observed_at = control.now
        healthy = 0
        if self.plan.target_groups and self.plan.policies:
            group = control.runtimes.get(self.plan.target_groups[0])
            if isinstance(group, TargetGroupHealth):
                healthy = group.healthy_count()
        self.tracking.observe(control, list(self.instances.values()), healthy)
        self.meter.observe(control, self.instances, self.plan.dynamic.warmup, self._sizes())
        self.dynamic.observe(control, self)
        if self.plan.predictive:
            self.predictive.observe(control, self.instances.values())

    def _sizes(self) -> dict[str, int]:
        return {
            "GroupMinSize": self.plan.min_size,
            "GroupMaxSize": self.plan.max_size,
            "GroupDesiredCapacity": self.desired,
        }

    def _planned(self, control: Control) -> GroupPlan:
        """What the document says, with the bounds that a scheduled action or a forecast has given the group."""
        return self.predictive.bounded(self.bounds.over(GroupPlan.of(control.architecture, self.resource)))

    def take_sizes(self, control: Control, minimum: int, maximum: int, desired: int) -> None:
        """A scheduled action gives the group these sizes."""
        self.bounds.take(minimum, maximum)
        self.predictive.forget_maximum()
        self.plan = self._planned(control)
        self._resize(control, self.plan.within(desired))

    def update(self, control: Control, properties: Any) -> None:
        """Follow a changed document: `control.architecture` is the new one already."""
        old, new = self.plan, self._planned(control)
        self.plan = new
        if not self.launch_version.follow(control, new) and old == new:
            return
        if new.policies != old.policies:
            self.tracking.configure(new.policies)
        if new.predictive != old.predictive:
            self.predictive.configure(control, self)
        if new.lifetime != old.lifetime:
            self._begin_lifetimes(control)
        self._move_targets(control, old.target_groups, new.target_groups)
        for instance in list(self.instances.values()):
            lives = instance.state in COUNTED or instance.state is InstanceState.STANDBY or instance.pooled
            if lives and instance.ended_at is None and instance.zone not in new.zones:
                instance.pooled = False
                self._retire(control, instance)
        asked = new.desired if new.desired is not None and new.desired != old.desired else self.desired
        desired = new.within(asked)
        if desired != self.desired:
            facts = self._bounds() | {"capacity": self.desired, "new": desired}
            reason = ScalingReason.MANUAL if desired == new.desired else ScalingReason.BOUNDS
            self._say(control, "autoscaling.desired", desired, reason, facts, source=MANUAL_GUIDE)
            self.desired = desired
        self._reconcile(control)
        control.changed()

    def metrics(self, control: Control) -> dict[str, Any]:
        return {
            **super().metrics(control),
            **self.predictive.metrics(control, self.plan),
            "Alarms": self.tracking.alarm_states(),
        }

    def state(self) -> dict[str, Any]:
        return {
            "desired": self.desired,
            "instances": [instance.as_json() for instance in self.instances.values()],
            "instance_hours": self.instance_hours,
            "tracking": self.tracking.state(),
            "meter": self.meter.state(),
            "dynamic": self.dynamic.state(),
            "bounds": self.bounds.state(),
            "predictive": self.predictive.state(),
            "launch_version": self.launch_version.state(),
            "refresh": self.refreshing.state(),
            "down": list(self._down),
            "observed_at": self._observed_at,
            "machines": self.machines.state(),
            "short_told": self._short_told,
            "retry_at": self._retry_at,
            "buyer": self.buyer.state(),
            "surplus_told": self._surplus_told,
            "suspended": list(self.suspended),
            "activities": self.activities.state(),
            "waits": self._waits_state(),
            "expired": list(self._expired),
            "marked": list(self.marked),
            "maintenance": self._maintenance_state(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        rows = [Instance.from_json(row) for row in state["instances"]]
        self.instances = {instance.id: instance for instance in rows}
        self.desired = state["desired"]
        self.instance_hours = state["instance_hours"]
        self.tracking.restore(state["tracking"])
        self.meter.restore(state["meter"])
        self.dynamic.restore(state["dynamic"])
        self.predictive.restore(state["predictive"])
        self.bounds.restore(state["bounds"])
        self.plan = self.predictive.bounded(self.bounds.over(self.plan))
        self.launch_version.restore(state["launch_version"])
        self.refreshing.restore(state["refresh"])
        self._down = list(state["down"])
        self._observed_at = state["observed_at"]
        self.machines.restore(state["machines"])
        self._short_told = state["short_told"]
        self._retry_at = state["retry_at"]
        self.buyer.restore(state["buyer"])
        self._surplus_told = state["surplus_told"]
        self.suspended = list(state["suspended"])
        self.activities.restore(state["activities"])
        self._restore_waits(state["waits"])
        self._expired = list(state["expired"])
        self.marked = list(state["marked"])
        self._restore_maintenance(state["maintenance"])

    # --- capacity -------------------------------------------------------------------------------------

    def _minute(self, control: Control) -> None:
        self.follow_prices(control)
        self.predictive.read(control)
        notify = not self.is_suspended("AlarmNotification")
        instances = list(self.instances.values())

        def hold(asked: Decision) -> Decision:
            return self.predictive.hold(asked, self.plan, control.now)

        decision = self.tracking.evaluate(control, self.plan, self.desired, instances, notify, hold)
        if decision is None:
            return
        if self.plan.dynamic.policies:
            self.dynamic.propose(control, decision)
        else:
            self._resize(control, decision.outcome["capacity"])

    def call_policy(self, control: Control, policy: str, breach: Breach) -> None:
        """An alarm calls one of the group's step or simple scaling policies."""
        self.dynamic.call(control, policy, breach)

    def execute_policy(
        self, control: Control, policy: CalledPolicy, value: float | None, threshold: float | None
    ) -> None:
        """The API's ExecutePolicy, for one of the group's step or simple scaling policies."""
        self._scale(control, self.dynamic.run(control, self, policy, value, threshold))

    def _settle_policies(self, control: Control) -> None:
        self._scale(control, self.dynamic.settle(control, self))

    def _scale(self, control: Control, desired: int | None) -> None:
        """Policies ask for this capacity: a forecast may hold the group above it."""
        if desired is not None:
            desired = self.predictive.floor(control, desired, self.plan, self.desired)
        if desired is not None and desired != self.desired:
            self._resize(control, desired)

    def _look_ahead(self, control: Control, name: str, payload: dict[str, Any]) -> None:
        """What a forecast asks for: it may raise the maximum for good, and scales out only."""
        decision = self.predictive.on_event(control, name, payload, self.plan, self.desired)
        if decision is None:
            return
        if decision.outcome["MaxSize"] > self.plan.max_size:
            self.plan = self.predictive.raise_maximum(self.plan, decision.outcome["MaxSize"])
        if decision.outcome["capacity"] > self.desired:
            self._resize(control, decision.outcome["capacity"])

    # --- changed documents --------------------------------------------------------------------------

    def _move_targets(self, control: Control, old: Sequence[str], new: Sequence[str]) -> None:
        """Register running instances with target groups wired now, deregister them from those unwired."""
        for target_group in self._target_groups(control, [name for name in old if name not in new]):
            for instance in self.instances.values():
                target_group.deregister(control, instance.id)
        for target_group in self._target_groups(control, [name for name in new if name not in old]):
            for instance in self.instances.values():
                if instance.state in RUNNING:
                    target_group.register(control, self.resource, instance.id, instance.zone, instance.slot)
