"""Alarms in a world: evaluated every minute, with every change of state told and acted upon.

A window slides: an alarm whose period is five minutes is also evaluated every minute, over the five minutes up to
now. An alarm whose action is a scaling policy calls it again every minute for as long as it stays in that state.
An alarm begins without data and takes its first state at the end of the world's first minute.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from simulator.control import Control
from simulator.decisions import Candidate, Decision, Verdict
from simulator.priorities import ALARMS, REACTIONS
from simulator.services.cloudwatch.alarm import Alarm
from simulator.services.cloudwatch.composite_properties import CompositeAlarm
from simulator.services.cloudwatch.decide import AlarmState
from simulator.services.cloudwatch.measurements import MINUTE, Measurements
from simulator.services.cloudwatch.properties import Alarm as AlarmProperties
from simulator.services.cloudwatch.queries import Query
from simulator.services.cloudwatch.reasons import ACTIONS, LAYER, ActionReason
from simulator.services.cloudwatch.rule import Rule, conditions, parse_rule
from simulator.services.cloudwatch.subjects import COMPOSITE_GUIDE, judge
from simulator.services.cloudwatch.suppression import SUPPRESSION_GUIDE, Suppression
from simulator.text import Text

#: Figures a decision keeps of a metric.
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Breach:
    """What an alarm tells the scaling policy that it calls.

    value: the newest datapoint there is; None without any. datapoints: of the newest periods, oldest first.
    recent: as many of the newest that are there as the alarm evaluates, oldest first.
    """

    alarm: str
    state: AlarmState
    operator: str
    threshold: float
    value: float | None
    datapoints: tuple[float | None, ...]
    needed: int
    periods: int
    period: int
    metric: str
    recent: tuple[float, ...] = ()


class Scalable(Protocol):
    """A runtime whose policies alarms may call."""

    def call_policy(self, control: Control, policy: str, breach: Breach) -> None:
        """An alarm calls one of the group's step or simple scaling policies."""


@dataclass(frozen=True, slots=True)
class AlarmPlan:
    """What the document says of an alarm. actions: (group, policy) to call, by state."""

    name: str
    query: Query
    operator: str
    threshold: float
    needed: int
    periods: int
    treat_missing: str
    actions: Mapping[str, tuple[tuple[str, str], ...]]

    @classmethod
    def of(cls, architecture: Any, id: str) -> AlarmPlan:
        properties: AlarmProperties = architecture[id].properties
        listed = {
            "ALARM": properties.AlarmActions,
            "OK": properties.OKActions,
            "INSUFFICIENT_DATA": properties.InsufficientDataActions,
        }
        actions = {
            state: tuple(
                (architecture[one.target].properties.AutoScalingGroupName.target, one.target) for one in found
            )
            for state, found in listed.items()
        }
        return cls(
            name=name_of(id, properties),
            query=properties.query(),
            operator=properties.ComparisonOperator,
            threshold=properties.Threshold,
            needed=properties.needed,
            periods=properties.EvaluationPeriods,
            treat_missing=properties.TreatMissingData,
            actions=actions if properties.ActionsEnabled else {},
        )

    def alarm(self, state: AlarmState) -> Alarm:
        return Alarm(
            name=self.name,
            label=Text.filled(self.query.label, self.query.label),
            unit=self.query.unit,
            operator=self.operator,  # type: ignore[arg-type]
            threshold=self.threshold,
            datapoints_to_alarm=self.needed,
            evaluation_periods=self.periods,
            treat_missing=self.treat_missing,  # type: ignore[arg-type]
            state=state,
            period=self.query.period,
        )


def name_of(id: str, properties: Any) -> str:
    """How an alarm is called: its AlarmName, or else its logical id."""
    return str(properties.AlarmName or id)


class AlarmRuntime:
    """One metric alarm."""

    def __init__(self, resource: str, plan: AlarmPlan) -> None:
        self.resource = resource
        self.plan = plan
        self.alarm = plan.alarm("INSUFFICIENT_DATA")
        self._values: tuple[float | None, ...] = ()

    @property
    def state_value(self) -> AlarmState:
        return self.alarm.state

    def start(self, control: Control) -> None:
        beat = (control.now // MINUTE + 1) * MINUTE
        control.schedule(beat, self.resource, "evaluate", priority=ALARMS, period=float(MINUTE))

    def on_event(self, control: Control, name: str, payload: dict[str, Any]) -> None:
        control.schedule(control.now + MINUTE, self.resource, name, priority=ALARMS, period=float(MINUTE))
        self._evaluate(control)

    def _evaluate(self, control: Control) -> None:
        metrics = control.metrics
        assert isinstance(metrics, Measurements)
        values = self.plan.query.values(metrics, control.now, self.alarm.range)
        self._values = tuple(None if value is None else round(value, _DIGITS) for value in values)
        decision = self.alarm.evaluate(self._values)
        if decision is not None:
            control.decide(decision, self.resource, LAYER)
            tell_composites(control, self.plan.name)
        if decision is not None or self.alarm.restless:
            control.changed()
        for group, policy in self.plan.actions.get(self.alarm.state, ()):
            runtime: Any = control.runtimes[group]
            runtime.call_policy(control, policy, self._breach())

    def _breach(self) -> Breach:
        present = [value for value in self._values if value is not None]
        return Breach(
            alarm=self.plan.name,
            state=self.alarm.state,
            operator=self.plan.operator,
            threshold=self.plan.threshold,
            value=present[-1] if present else None,
            datapoints=self._values[-self.plan.periods :],
            needed=self.plan.needed,
            periods=self.plan.periods,
            period=self.plan.query.period,
            metric=self.plan.query.label,
            recent=tuple(present[-self.plan.periods :]),
        )

    def observe(self, control: Control) -> None:
        """Nothing: it is evaluated at the end of every minute."""

    def update(self, control: Control, properties: Any) -> None:
        """A changed alarm keeps its state until it is evaluated next."""
        plan = AlarmPlan.of(control.architecture, self.resource)
        if plan != self.plan:
            self.plan = plan
            self.alarm = plan.alarm(self.alarm.state)
            control.changed()

    def leave(self, control: Control) -> None:
        control.heap.drop(self.resource)

    def metrics(self, control: Control) -> dict[str, Any]:
        return {"StateValue": self.alarm.state, "Value": self._values[-1] if self._values else None}

    def state(self) -> dict[str, Any]:
        return {"state": self.alarm.state, "restless": self.alarm.restless, "values": list(self._values)}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.alarm.state = state["state"]
        self.alarm.restless = state["restless"]
        self._values = tuple(state["values"])


def tell_composites(control: Control, name: str) -> None:
    """An alarm changed its state: composite alarms that mention it look again, at the same second."""
    for runtime in control.runtimes.values():
        if isinstance(runtime, CompositeRuntime) and (
            name in runtime.mentioned or name == runtime.suppressor
        ):
            control.schedule(control.now, runtime.resource, "look", priority=REACTIONS)


class CompositeRuntime:
    """One composite alarm. Its actions change nothing in the world: that they are taken is a decision."""

    def __init__(self, resource: str, properties: CompositeAlarm) -> None:
        self.resource = resource
        self.suppression = Suppression(0.0, 0.0)
        self._take(properties)

    @property
    def state_value(self) -> AlarmState:
        return self.suppression.state

    def _take(self, properties: CompositeAlarm) -> None:
        self.name = name_of(self.resource, properties)
        self.source = properties.AlarmRule
        self.rule: Rule = parse_rule(properties.AlarmRule)
        self.mentioned = frozenset(one.alarm for one in conditions(self.rule))
        enabled = properties.ActionsEnabled
        self._actions = {
            "ALARM": tuple(properties.AlarmActions) if enabled else (),
            "OK": tuple(properties.OKActions) if enabled else (),
        }
        self.suppressor = properties.ActionsSuppressor
        self.suppression.wait = float(properties.ActionsSuppressorWaitPeriod or 0)
        self.suppression.extension = float(properties.ActionsSuppressorExtensionPeriod or 0)

    def start(self, control: Control) -> None:
        # After the first evaluation of the alarms it mentions.
        at = (control.now // MINUTE + 1) * MINUTE
        control.schedule(at, self.resource, "look", priority=REACTIONS)

    def on_event(self, control: Control, name: str, payload: dict[str, Any]) -> None:
        states = alarm_states(control)
        one, now = self.suppression, control.now
        suppressor = states.get(self.suppressor, "OK") if self.suppressor is not None else "OK"
        held = (one.held, one.until)
        acts = suppressor != one.suppressor and one.suppress(now, suppressor)
        decision = judge(self.name, self.source, self.rule, states)
        if decision.outcome != one.state:
            # A new state discards what its suppressor's change has just set free.
            acts = one.change(now, decision.outcome)
            control.decide(decision, self.resource, LAYER)
            tell_composites(control, self.name)
            control.changed()
        acts = one.expire(now) or acts
        if not self._actions.get(one.state):
            one.due, one.held, one.until = False, None, None
        elif acts:
            self._tell(control, ActionReason.TAKEN)
        elif (one.held, one.until) != held and one.held is not None:
            self._tell(control, _HELD[one.held])
        if one.until is not None and (one.held, one.until) != held:
            control.schedule(one.until, self.resource, "look", priority=REACTIONS)

    def _tell(self, control: Control, reason: ActionReason) -> None:
        """Actions are taken, or held back."""
        one = self.suppression
        targets = self._actions[one.state]
        seconds = one.wait if one.held == "WaitPeriod" else one.extension
        facts = {
            "alarm": self.name,
            "state": one.state,
            "suppressor": self.suppressor or "-",
            "suppressor_state": one.suppressor,
            "suppressed_by": one.held,
            "seconds": f"{seconds:g}",
            "until": one.until,
            "targets": ", ".join(targets),
        }
        taken = reason is ActionReason.TAKEN
        rows = tuple(
            Candidate(target, Verdict.CHOSEN if taken else Verdict.REJECTED, {"state": one.state})
            for target in targets
        )
        outcome = list(targets) if taken else []
        text = ACTIONS[reason].format(**facts)
        source = SUPPRESSION_GUIDE if self.suppressor is not None else COMPOSITE_GUIDE
        decision = Decision("cloudwatch.actions", outcome, reason.value, text, rows, facts, source)
        control.decide(decision, self.resource, LAYER)
        control.changed()

    def observe(self, control: Control) -> None:
        """Nothing: it follows its alarms."""

    def update(self, control: Control, properties: Any) -> None:
        if properties.ActionsSuppressor != self.suppressor:
            # Replacing the suppressor discards the period under way.
            self.suppression.due, self.suppression.held, self.suppression.until = False, None, None
        self._take(properties)
        control.schedule(control.now, self.resource, "look", priority=REACTIONS)

    def leave(self, control: Control) -> None:
        control.heap.drop(self.resource)

    def metrics(self, control: Control) -> dict[str, Any]:
        return {"StateValue": self.state_value, "ActionsSuppressedBy": self.suppression.held}

    def state(self) -> dict[str, Any]:
        return {"suppression": self.suppression.as_json()}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.suppression = Suppression.from_json(state["suppression"])


_HELD = {
    "WaitPeriod": ActionReason.WAITS,
    "ExtensionPeriod": ActionReason.EXTENDED,
    "Alarm": ActionReason.HELD_BY_ALARM,
}


def alarm_states(control: Control) -> dict[str, AlarmState]:
    """The state of every alarm of the document by its name, of metric and of composite alarms."""
    found: dict[str, AlarmState] = {}
    for runtime in control.runtimes.values():
        if isinstance(runtime, AlarmRuntime):
            found[runtime.plan.name] = runtime.state_value
        elif isinstance(runtime, CompositeRuntime):
            found[runtime.name] = runtime.state_value
    return found
