"""A group's predictive policies in a world.

Every hour ends with its load being put to the history; every six hours, and as soon as there is history enough, each
policy makes a new forecast. `SchedulingBufferTime` before each hour a policy says what the hour asks for: in mode
ForecastAndScale the group is scaled out to it, in mode ForecastOnly it is only said.

A forecast never scales in. But as long as its hour lasts, dynamic policies scale in no further than to the predicted
capacity: when several policies are active, desired capacity is the largest that any of them asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from simulator.clock import write_instant
from simulator.control import Control
from simulator.decisions import Decision
from simulator.priorities import ALARMS
from simulator.services.autoscaling.plan import GroupPlan, Template
from simulator.services.autoscaling.predictive.decide import (
    GUIDE,
    ForecastInput,
    PredictiveCapacityInput,
    predict,
    scale_ahead,
)
from simulator.services.autoscaling.predictive.history import History, clock_offset, told
from simulator.services.autoscaling.predictive.made import Made
from simulator.services.autoscaling.predictive.policy import PredictivePolicy
from simulator.services.autoscaling.predictive.reasons import REASONS, PredictiveReason
from simulator.services.autoscaling.reasons import LAYER
from simulator.services.autoscaling.version import LaunchVersion
from simulator.services.cloudwatch.measurements import MINUTE, Measurements
from simulator.services.ec2.runtime import RUNNING, Instance

#: Hours after which a forecast is made anew.
RENEWAL = 6
#: What the runtime's events are called.
FIRST, HOURLY, AHEAD = "forecast_first", "forecast_hour", "forecast_ahead"
FORECASTS = (FIRST, HOURLY, AHEAD)

#: Hours of the past that go with a forecast's evidence as what happened.
SHOWN = 48


class Scaled(Protocol):
    """A group as its forecasts see it."""

    plan: GroupPlan
    launch_version: LaunchVersion


class Predictive:
    """`policies` are in the order of their ids. Costs nothing in a group that has none."""

    def __init__(self, group: str, policies: Sequence[PredictivePolicy]) -> None:
        self.group = group
        self.policies = tuple(policies)
        self.history = History()
        self._made: dict[str, Made] = {}
        #: Instances in service on average of each hour that ended, newest last; what a forecast is compared with.
        self._capacity: list[float | None] = []
        self._instances = [0.0, 0.0]
        self._in_service = 0
        self._read_at = -1.0
        #: The document's maximum that a forecast has raised, and to what.
        self._raised: tuple[int, int] | None = None
        #: The hour in which it was last said that a forecast holds the group.
        self._held_in: int | None = None

    # --- what the group calls ---------------------------------------------------------------------------

    def start(self, control: Control, group: Scaled) -> None:
        """Begin, with the past that the document tells."""
        self.history = History(clock_offset(control))
        self._follow(control, group, self.policies)

    def configure(self, control: Control, group: Scaled) -> None:
        """Take the policies of a changed document. One that forecasts something else begins anew."""
        if not self.policies:
            self.history = History(clock_offset(control))
        before = {policy.id: policy for policy in self.policies}
        self.policies = group.plan.predictive
        self._made = {
            policy.id: self._made[policy.id]
            for policy in self.policies
            if policy.id in before and before[policy.id].measures == policy.measures
        }
        ahead = {policy.id: policy.ahead for policy in before.values()}
        self._follow(control, group, [one for one in self.policies if ahead.get(one.id) != one.ahead])

    def observe(self, control: Control, instances: Iterable[Instance]) -> None:
        """What the group's servers did in the last tick, and how many instances were in service."""
        in_service = [one for one in instances if one.state in RUNNING]
        closed = self.history.next
        slots = [one.slot for one in in_service if one.slot is not None]
        self.history.record(control.now, control.servers.totals(slots))
        self._close_capacity(self.history.next - closed)
        self._in_service = len(in_service)
        self._instances[0] += len(in_service)
        self._instances[1] += 1.0

    def read(self, control: Control) -> None:
        """What the newest minute of the policies' own metrics says. An average of one instance counts as often as
        there were instances. Called at the end of each minute, and before an hour is closed at the same second."""
        if self._read_at == control.now:
            return
        self._read_at = control.now
        metrics = control.metrics
        for policy in self.policies:
            for measure, query in policy.queries:
                assert isinstance(metrics, Measurements)
                (value,) = query.values(metrics, control.now, 1)
                if value is None:
                    continue
                times: float | None = 1.0
                if measure == policy.scaling:
                    times = float(self._in_service)
                    if policy.counted is not None:
                        (times,) = policy.counted.values(metrics, control.now, 1)
                if times is not None:
                    self.history.add(measure, value * times)

    def on_event(
        self, control: Control, name: str, payload: Mapping[str, Any], plan: GroupPlan, desired: int
    ) -> Decision | None:
        """The decision, if desired capacity or the maximum shall change."""
        if not self.policies:
            return None
        if name == FIRST:
            for policy in self.policies:
                if policy.id not in self._made:
                    self._forecast(control, policy, plan)
            return None
        if name == HOURLY:
            self._begin_hour(control, plan)
            return None
        due = next((one for one in self.policies if one.id == payload["policy"]), None)
        if due is None or due.ahead != payload["ahead"]:
            return None  # a changed document has scheduled others
        hour = self.history.hour_of(control.now + due.ahead)
        self._schedule_ahead(control, due, hour + 1)
        return self._scale(control, due, hour, plan, desired)

    def hold(self, decision: Decision, plan: GroupPlan, now: float) -> Decision:
        """What target tracking decided; if it would scale in below what the forecast asks for, no further."""
        capacity, wanted = decision.evidence["capacity"], decision.outcome["capacity"]
        held = self._held(wanted, plan, capacity, now)
        if held is None:
            return decision
        facts = {**decision.evidence, **held}
        return replace(
            decision,
            outcome={**decision.outcome, "capacity": held["new"]},
            reason=PredictiveReason.HELD.value,
            text=REASONS[PredictiveReason.HELD].format(**facts),
            evidence=facts,
            source=GUIDE,
        )

    def floor(self, control: Control, wanted: int, plan: GroupPlan, capacity: int) -> int:
        """The capacity other dynamic policies get when they want `wanted`; what holds them is said once an hour."""
        held = self._held(wanted, plan, capacity, control.now)
        if held is None:
            return wanted
        hour = self.history.hour_of(control.now)
        if held["new"] != capacity or hour != self._held_in:
            outcome = {"capacity": held["new"], "predicted": held["predicted"], "MaxSize": plan.max_size}
            text = REASONS[PredictiveReason.HELD].format(**held)
            reason = PredictiveReason.HELD.value
            decision = Decision("autoscaling.predictive_capacity", outcome, reason, text, (), held, GUIDE)
            control.decide(decision, self.group, LAYER)
        self._held_in = hour
        return int(held["new"])

    def _held(self, wanted: int, plan: GroupPlan, capacity: int, now: float) -> dict[str, Any] | None:
        """The facts if the forecast of this hour, or of the next one once its time has come, asks for more."""
        policy = self._active()
        if policy is None or wanted >= capacity:
            return None
        hours = {self.history.hour_of(now), self.history.hour_of(now + policy.ahead)}
        lowest = min(max(self._predicted(policy, hour, plan) or 0 for hour in hours), plan.max_size)
        if wanted >= lowest:
            return None
        return {
            "capacity": capacity,
            "wanted": wanted,
            "new": min(lowest, capacity),
            "predicted": lowest,
            "predictive_policy": policy.id,
            "rule": "the largest capacity that any policy asks for",
        }

    def bounded(self, plan: GroupPlan) -> GroupPlan:
        """The document's plan with a maximum that a forecast has raised, unless the document's own has changed."""
        if self._raised is None or self._raised[0] != plan.max_size:
            self._raised = None
            return plan
        return replace(plan, max_size=max(self._raised[1], plan.max_size))

    def raise_maximum(self, plan: GroupPlan, maximum: int) -> GroupPlan:
        """The plan with this maximum, which stays until the document or a scheduled action sets another."""
        documented = plan.max_size if self._raised is None else self._raised[0]
        self._raised = (documented, maximum)
        return replace(plan, max_size=maximum)

    def forget_maximum(self) -> None:
        """Somebody else has set the maximum since."""
        self._raised = None

    def metrics(self, control: Control, plan: GroupPlan) -> dict[str, Any]:
        """The forecast of the present hour by the policy that scales, or else the first."""
        policy = self._active() or next(iter(self.policies), None)
        if policy is None:
            return {"PredictedLoad": None, "PredictedCapacity": None}
        hour = self.history.hour_of(control.now - 0.5)
        made = self._made.get(policy.id)
        return {
            "PredictedLoad": None if made is None else made.load_of(hour),
            "PredictedCapacity": self._predicted(policy, hour, plan),
        }

    # --- forecasts --------------------------------------------------------------------------------------

    def _follow(self, control: Control, group: Scaled, timed: Sequence[PredictivePolicy]) -> None:
        """Keep the history that the policies need, make the forecasts that are missing, and time what comes."""
        if not self.policies:
            return
        begin, plan = not self.history.values, group.plan
        machine = _machine(control, group)

        def past(since: float, until: float) -> Mapping[str, float] | None:
            load = None if control.past is None else control.past.load(plan.target_groups, since, until)
            return None if load is None or machine is None else told(load, *machine)

        self.history.adopt(
            [measure for policy in self.policies for measure in policy.measures], control.now, past
        )
        if begin:
            self._schedule_hour(control)
        # As an event: what is said while a world is being made is in no frame.
        control.schedule(control.now, self.group, FIRST, priority=ALARMS)
        hour = self.history.hour_of(control.now)
        for policy in timed:
            # The present hour at once; the next one too if its time ahead has come.
            self._schedule_ahead(control, policy, hour)

    def _schedule_hour(self, control: Control) -> None:
        """Not a beat that a skip may jump over: what an hour asks for changes the group."""
        at = self.history.start_of(self.history.hour_of(control.now) + 1)
        control.schedule(at, self.group, HOURLY, priority=ALARMS)

    def _schedule_ahead(self, control: Control, policy: PredictivePolicy, hour: int) -> None:
        """Have what `hour` asks for said in time. Said late, it is said for the hour that is then ahead."""
        at = max(self.history.start_of(hour) - policy.ahead, control.now)
        control.schedule(at, self.group, AHEAD, {"policy": policy.id, "ahead": policy.ahead}, priority=ALARMS)

    def _begin_hour(self, control: Control, plan: GroupPlan) -> None:
        if control.now % MINUTE == 0:
            self.read(control)
        closed = self.history.next
        self.history.close(control.now)
        self._close_capacity(self.history.next - closed)
        self._schedule_hour(control)
        hour = self.history.hour_of(control.now)
        for policy in self.policies:
            made = self._made.get(policy.id)
            if made is None or not made.load or hour - made.first >= RENEWAL:
                self._forecast(control, policy, plan)

    def _forecast(self, control: Control, policy: PredictivePolicy, plan: GroupPlan) -> None:
        history = self.history
        decision = predict(ForecastInput(history=tuple(history.of(policy.load))))
        made = self._made.setdefault(policy.id, Made())
        facts: dict[str, Any] = dict(decision.evidence)
        facts |= {
            "policy": policy.id,
            "metric": policy.load,
            "unit": policy.unit.as_json(),
            "estimated": history.estimated(),
            "first_hour_at": history.start_of(history.next),
        }
        if decision.outcome is not None:
            made.first, made.load = history.next, tuple(decision.outcome)
            made.factor = self._factor(policy)
            facts |= {
                "load": list(made.load),
                "capacity": made.capacities(policy, plan.min_size, plan.max_size),
                "target": policy.target,
                "mode": policy.mode,
            }
        elif made.told == decision.reason:
            return
        made.told = decision.reason
        control.decide(replace(decision, evidence=facts), self.group, LAYER)

    def _factor(self, policy: PredictivePolicy) -> float:
        """How much of the scaling metric one unit of load has meant so far."""
        if policy.load == policy.scaling:
            return 1.0
        pairs = zip(self.history.of(policy.load), self.history.of(policy.scaling), strict=True)
        known = [(load, scaling) for load, scaling in pairs if load is not None and scaling is not None]
        whole = sum(load for load, _ in known)
        return sum(scaling for _, scaling in known) / whole if whole else 1.0

    # --- capacity ---------------------------------------------------------------------------------------

    def _scale(
        self, control: Control, policy: PredictivePolicy, hour: int, plan: GroupPlan, desired: int
    ) -> Decision | None:
        made = self._made.get(policy.id)
        load = None if made is None else made.load_of(hour)
        decision = scale_ahead(
            PredictiveCapacityInput(
                load=load,
                TargetValue=policy.target,
                scaling_per_load=1.0 if made is None else made.factor,
                capacity=desired,
                MinSize=plan.min_size,
                MaxSize=plan.max_size,
                Mode="ForecastAndScale" if policy.scales else "ForecastOnly",
                MaxCapacityBreachBehavior="HonorMaxCapacity"
                if policy.buffer is None
                else "IncreaseMaxCapacity",
                MaxCapacityBuffer=policy.buffer,
            )
        )
        if load is None:
            return None  # that there is no forecast has been said already
        assert made is not None
        facts = dict(decision.evidence) | {
            "policy": policy.id,
            "hour_at": self.history.start_of(hour),
            "ahead": policy.ahead,
            "forecast_from": self.history.start_of(made.first),
            **self._shown(control, policy, made, plan),
        }
        decision = replace(decision, evidence=facts)
        control.decide(decision, self.group, LAYER)
        outcome = decision.outcome
        acts = outcome["capacity"] != desired or outcome["MaxSize"] != plan.max_size
        return decision if acts and policy.scales else None

    def _shown(
        self, control: Control, policy: PredictivePolicy, made: Made, plan: GroupPlan
    ) -> dict[str, Any]:
        """What a chart of the forecast needs: the last two days as they were, the forecast hours as they are seen."""
        loads = self.history.of(policy.load, SHOWN)
        capacity = self._capacity[-SHOWN:]
        return {
            "metric": policy.load,
            "unit": policy.unit.as_json(),
            "second_zero": write_instant(control.clock.start),
            "past_at": self.history.start_of(self.history.next - len(loads)),
            "past_load": loads,
            "past_capacity": [None] * (len(loads) - len(capacity)) + capacity,
            "forecast_load": list(made.load),
            "forecast_capacity": made.capacities(policy, plan.min_size, plan.max_size),
        }

    def _predicted(self, policy: PredictivePolicy, hour: int, plan: GroupPlan) -> int | None:
        made = self._made.get(policy.id)
        return None if made is None else made.capacity(hour, policy, plan.min_size, plan.max_size)

    def _active(self) -> PredictivePolicy | None:
        return next((policy for policy in self.policies if policy.scales), None)

    def _close_capacity(self, hours: int) -> None:
        for _ in range(hours):
            total, ticks = self._instances
            self._capacity.append(round(total / ticks, 2) if ticks else None)
            self._instances = [0.0, 0.0]
        del self._capacity[: max(0, len(self._capacity) - SHOWN)]

    # --- snapshot ---------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        if not self.policies:
            return {}
        return {
            "history": self.history.state(),
            "made": {
                policy: [made.first, list(made.load), made.factor, made.told]
                for policy, made in self._made.items()
            },
            "capacity": list(self._capacity),
            "instances": list(self._instances),
            "in_service": self._in_service,
            "raised": self._raised,
            "held_in": self._held_in,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        if not state:
            return
        self.history.restore(state["history"])
        self._made = {
            policy: Made(first, tuple(load), factor, said)
            for policy, (first, load, factor, said) in state["made"].items()
        }
        self._capacity = list(state["capacity"])
        self._instances = list(state["instances"])
        self._in_service = state["in_service"]
        self._raised = None if state["raised"] is None else tuple(state["raised"])
        self._held_in = state["held_in"]


def _machine(control: Control, group: Scaled) -> tuple[int, float] | None:
    """Cores and their speed of what the group launches now: what the load of the past is told for."""
    number = group.launch_version.number(control, group.plan)
    if number is None:
        return None
    template = Template.of(group.launch_version.version(control, group.plan, number))
    return template.cores, template.speed
