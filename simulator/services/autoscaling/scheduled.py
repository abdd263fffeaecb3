"""Scheduled actions in a world: at set moments of its calendar a group takes other sizes.

A scheduled action waits for no cooldown and no warm-up, and neither does anything wait for it. Its bounds stay until
somebody changes them again: another action, or the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from simulator.clock import parse_instant, write_instant
from simulator.control import Control
from simulator.decisions import Decision
from simulator.priorities import ALARMS
from simulator.services.autoscaling.cron import Cron
from simulator.services.autoscaling.plan import GroupPlan
from simulator.services.autoscaling.properties.schedule import ScheduledAction
from simulator.services.autoscaling.reasons import LAYER
from simulator.services.autoscaling.schedule_reasons import SCHEDULE, ScheduleReason

if TYPE_CHECKING:
    from simulator.services.autoscaling.runtime import GroupRuntime

SCHEDULE_GUIDE = "Scheduled scaling for Amazon EC2 Auto Scaling"


class Bounds:
    """Minimum and maximum that a scheduled action gave the group in place of the document's."""

    def __init__(self, plan: GroupPlan) -> None:
        self._documented = (plan.min_size, plan.max_size)
        self._own: tuple[int, int] | None = None

    def take(self, minimum: int, maximum: int) -> None:
        self._own = (minimum, maximum)

    def over(self, plan: GroupPlan) -> GroupPlan:
        """The document's plan with these bounds. A document whose own bounds were changed has the last word."""
        documented = (plan.min_size, plan.max_size)
        if documented != self._documented:
            self._documented, self._own = documented, None
        if self._own is None:
            return plan
        return replace(plan, min_size=self._own[0], max_size=self._own[1])

    def state(self) -> list[int] | None:
        return list(self._own) if self._own is not None else None

    def restore(self, state: list[int] | None) -> None:
        self._own = (state[0], state[1]) if state is not None else None


def carry_out(control: Control, group: GroupRuntime, action: str, properties: ScheduledAction) -> None:
    """The group takes the action's sizes."""
    plan = group.plan
    minimum = plan.min_size if properties.MinSize is None else properties.MinSize
    maximum = plan.max_size if properties.MaxSize is None else properties.MaxSize
    asked = properties.DesiredCapacity
    facts: dict[str, Any] = {
        "action": action,
        "time": write_instant(control.clock.at(control.now)),
        "recurrence": properties.Recurrence,
        "zone": properties.TimeZone or "UTC",
        "capacity": group.desired,
        "new": group.desired,
        "wanted": group.desired if asked is None else asked,
        "minimum": minimum,
        "maximum": maximum,
    }
    if group.is_suspended("ScheduledActions"):
        _say(control, group, ScheduleReason.SUSPENDED, facts)
        return
    if minimum > maximum or (asked is not None and not minimum <= asked <= maximum):
        _say(control, group, ScheduleReason.CONTRADICTION, facts)
        return
    facts["new"] = min(max(facts["wanted"], minimum), maximum)
    same = (minimum, maximum, facts["new"]) == (plan.min_size, plan.max_size, group.desired)
    _say(control, group, ScheduleReason.UNCHANGED if same else ScheduleReason.SCHEDULED, facts)
    if not same:
        group.take_sizes(control, minimum, maximum, facts["new"])


def _say(control: Control, group: GroupRuntime, reason: ScheduleReason, facts: dict[str, Any]) -> None:
    text = SCHEDULE[reason].format(**facts)
    decision = Decision("autoscaling.scheduled", facts["new"], reason.value, text, (), facts, SCHEDULE_GUIDE)
    control.decide(decision, group.resource, LAYER)


class ScheduledActionRuntime:
    """The runtime of one action: it waits for the action's next time."""

    def __init__(self, resource: str, properties: ScheduledAction) -> None:
        self.resource = resource
        self.properties = properties
        self._version = 0

    def start(self, control: Control) -> None:
        self._wait(control, control.clock.at(control.now) - timedelta(seconds=1))

    def _wait(self, control: Control, after: datetime) -> None:
        at = self.next_time(after)
        if at is not None:
            second = control.clock.second_of(at)
            payload = {"version": self._version}
            control.schedule(second, self.resource, "act", payload, priority=ALARMS)

    def next_time(self, after: datetime) -> datetime | None:
        """The first time after this instant, or None if there is none any more."""
        properties = self.properties
        start = parse_instant(properties.StartTime) if properties.StartTime is not None else None
        if start is not None and start > after:
            at = start
        elif properties.Recurrence is None:
            return None
        else:
            zone = ZoneInfo(properties.TimeZone or "UTC")
            at = Cron.parse(properties.Recurrence).next_after(after, zone)
        end = parse_instant(properties.EndTime) if properties.EndTime is not None else None
        return None if end is not None and at > end else at

    def on_event(self, control: Control, name: str, payload: dict[str, Any]) -> None:
        if payload["version"] != self._version:
            return
        group: Any = control.runtimes[self.properties.AutoScalingGroupName.target]
        carry_out(control, group, self.resource, self.properties)
        self._wait(control, control.clock.at(control.now))

    def observe(self, control: Control) -> None:
        """Nothing: it only waits."""

    def update(self, control: Control, properties: Any) -> None:
        if properties != self.properties:
            self.properties = properties
            self._version += 1
            self._wait(control, control.clock.at(control.now))

    def leave(self, control: Control) -> None:
        control.heap.drop(self.resource)

    def metrics(self, control: Control) -> dict[str, Any]:
        return {}

    def state(self) -> dict[str, Any]:
        return {"version": self._version}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._version = state["version"]
