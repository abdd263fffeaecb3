"""When a composite alarm takes its actions, and what holds them back.

Terms
-----
suppressor
    An alarm that, while it is in ALARM, keeps the composite alarm from taking its actions.
wait period
    Begins when the composite alarm changes its state while the suppressor is not in ALARM, so that the suppressor has
    the time to go off. When it is over the actions are taken.
extension period
    Begins when the suppressor leaves ALARM, so that the composite alarm has the time to follow. When it is over the
    actions that were held back are taken, those of the state the alarm then has.

Whatever changes meanwhile discards the period under way. Actions that have been taken are not taken again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from pydantic import Field, model_validator

from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.cloudwatch.decide import AlarmState
from simulator.services.cloudwatch.reasons import ACTIONS, ActionReason
from simulator.services.subject import Given, Subject, read
from simulator.text import Text

SUPPRESSION_GUIDE = "Create a composite alarm: composite alarm action suppression"

Held = Literal["WaitPeriod", "ExtensionPeriod", "Alarm"]


@dataclass(slots=True)
class Suppression:
    """wait, extension: seconds. due: whether the actions of the present state are still to be taken. held: what holds
    them back, in the API's words. until: second at which a period is over."""

    wait: float
    extension: float
    state: AlarmState = "INSUFFICIENT_DATA"
    suppressor: AlarmState = "INSUFFICIENT_DATA"
    due: bool = False
    held: Held | None = None
    until: float | None = None

    def change(self, now: float, state: AlarmState) -> bool:
        """The composite alarm takes another state. Whether its actions are taken at once."""
        self.state, self.due = state, True
        if self.suppressor == "ALARM":
            self.held, self.until = "Alarm", None
            return False
        return self._hold(now, "WaitPeriod", self.wait)

    def suppress(self, now: float, state: AlarmState) -> bool:
        """The suppressor takes another state. Whether the alarm's actions are taken at once."""
        before, self.suppressor = self.suppressor, state
        if not self.due:
            return False
        if state == "ALARM":
            self.held, self.until = "Alarm", None
            return False
        return before == "ALARM" and self._hold(now, "ExtensionPeriod", self.extension)

    def expire(self, now: float) -> bool:
        """Time passes. Whether a period is over and the actions are taken."""
        return self.until is not None and now >= self.until and self._take()

    def _hold(self, now: float, held: Held, seconds: float) -> bool:
        if seconds <= 0:
            return self._take()
        self.held, self.until = held, now + seconds
        return False

    def _take(self) -> bool:
        self.due, self.held, self.until = False, None, None
        return True

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Suppression:
        return cls(**row)


# --- the rule alone ---------------------------------------------------------------------------------------


class Change(Given):
    """One alarm takes a state at this second."""

    at: float = Field(ge=0)
    alarm: Literal["composite", "suppressor"]
    state: AlarmState


class SuppressionInput(Given):
    """changes in the order of time. Both alarms begin in OK. Periods in seconds."""

    changes: tuple[Change, ...] = Field(min_length=1, max_length=1_000)
    ActionsSuppressorWaitPeriod: int = Field(0, ge=0)
    ActionsSuppressorExtensionPeriod: int = Field(0, ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> SuppressionInput:
        times = [one.at for one in self.changes]
        if times != sorted(times):
            raise ValueError("the changes are not in the order of time")
        return self


def suppression(given: SuppressionInput | dict[str, Any]) -> Decision:
    """When which state's actions are taken, and what holds the last ones back."""
    given = read(SuppressionInput, given)
    wait, extension = given.ActionsSuppressorWaitPeriod, given.ActionsSuppressorExtensionPeriod
    one = Suppression(wait, extension, "OK", "OK")
    taken: list[dict[str, Any]] = []
    rows = []
    for index, change in enumerate(given.changes, 1):
        if one.until is not None and one.until <= change.at:
            at = one.until
            if one.expire(at):
                taken.append({"at": at, "state": one.state})
        move = one.change if change.alarm == "composite" else one.suppress
        acts = move(change.at, change.state)
        if acts:
            taken.append({"at": change.at, "state": one.state})
        verdict = Verdict.CHOSEN if acts else Verdict.REJECTED if one.held == "Alarm" else Verdict.ELIGIBLE
        values = {"at": change.at, "alarm": change.alarm, "state": change.state, "held": one.held}
        rows.append(Candidate(str(index), verdict, values))
    if one.until is not None:
        at = one.until
        one.expire(at)
        taken.append({"at": at, "state": one.state})
    reason = ActionReason.HELD_BY_ALARM if one.held == "Alarm" else ActionReason.NONE_HELD
    facts: dict[str, Any] = {"taken": len(taken), "wait": wait, "extension": extension}
    text = ACTIONS[reason].format(**facts, alarm="composite", suppressor="suppressor")
    subject = "cloudwatch.suppression"
    return Decision(subject, taken, reason.value, text, tuple(rows), facts, SUPPRESSION_GUIDE)


SUPPRESSION = Subject(
    "cloudwatch.suppression",
    Text("When a composite alarm takes its actions", "복합 경보가 작업을 실행하는 때"),
    SuppressionInput,
    {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"at": {"type": "number"}, "state": {"type": "string"}},
            "required": ["at", "state"],
        },
    },
    suppression,
)
