"""An alarm in a world: a threshold over a metric, evaluated once a period."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from simulator.decisions import Candidate, Decision
from simulator.services.cloudwatch.decide import AlarmInput, AlarmState, Datapoint, Treatment, alarm_state
from simulator.text import Text

Operator = Literal[
    "GreaterThanThreshold",
    "GreaterThanOrEqualToThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
]

#: Periods read beyond `EvaluationPeriods`, to close gaps with (5 for N = 3 in the guide's example).
EVALUATION_MARGIN = 2

_CHANGED: dict[AlarmState, Text] = {
    "ALARM": Text(
        "{alarm} in ALARM: {metric} {side} {threshold} in {breaching} of {periods} minutes",
        "{alarm} 경보 발생: {metric} 값이 {periods}분 중 {breaching}분 동안 {threshold} {side} 상태였어요",
    ),
    "OK": Text(
        "{alarm} back to OK: {metric} {side} {threshold} in {breaching} of {periods} minutes, {needed} needed",
        "{alarm} 정상 상태로 전환: {metric} 값이 {periods}분 중 {breaching}분만"
        " {threshold} {side} 상태였어요(기준 {needed}분)",
    ),
    "INSUFFICIENT_DATA": Text(
        "{alarm} has INSUFFICIENT_DATA: no {metric} in the last {range} minutes",
        "{alarm} 데이터 부족 상태로 전환: 최근 {range}분 동안 {metric} 데이터가 없어요",
    ),
}
#: OK out of INSUFFICIENT_DATA: there was nothing to come back from.
_FIRST_OK = Text(
    "{alarm} is OK: {metric} {side} {threshold} in {breaching} of {periods} minutes, {needed} needed",
    "{alarm} 정상: {metric} 값이 {periods}분 중 {breaching}분만 {threshold} {side} 상태였어요(기준 {needed}분)",
)
_FIRST_OK_BY_PERIODS = Text(
    "{alarm} is OK: {metric} {side} {threshold} in {breaching} of {periods} periods of {period} s, {needed} needed",
    "{alarm} 정상: {metric} 값이 {period}초 기간 {periods}개 중 {breaching}개에서만 {threshold} {side} 상태였어요"
    "(기준 {needed}개)",
)
#: The same for periods that are no minutes.
_CHANGED_BY_PERIODS: dict[AlarmState, Text] = {
    "ALARM": Text(
        "{alarm} in ALARM: {metric} {side} {threshold} in {breaching} of {periods} periods of {period} s",
        "{alarm} 경보 발생: {metric} 값이 {period}초 기간 {periods}개 중 {breaching}개에서 {threshold} {side}"
        " 상태였어요",
    ),
    "OK": Text(
        "{alarm} back to OK: {metric} {side} {threshold} in {breaching} of {periods} periods of {period} s,"
        " {needed} needed",
        "{alarm} 정상 상태로 전환: {metric} 값이 {period}초 기간 {periods}개 중 {breaching}개에서만"
        " {threshold} {side} 상태였어요(기준 {needed}개)",
    ),
    "INSUFFICIENT_DATA": Text(
        "{alarm} has INSUFFICIENT_DATA: no {metric} in the last {range} periods of {period} s",
        "{alarm} 데이터 부족 상태로 전환: 최근 {period}초 기간 {range}개에 {metric} 데이터가 없어요",
    ),
}
_SIDES: dict[Operator, Text] = {
    "GreaterThanThreshold": Text("over", "초과"),
    "GreaterThanOrEqualToThreshold": Text("at or over", "이상"),
    "LessThanThreshold": Text("under", "미만"),
    "LessThanOrEqualToThreshold": Text("at or under", "이하"),
}
_BREACHES: dict[Operator, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


@dataclass(slots=True)
class Alarm:
    """One alarm. `label` names its metric in sentences, `unit` stands behind its numbers. `period`: seconds."""

    name: str
    label: Text
    unit: Text
    operator: Operator
    threshold: float
    datapoints_to_alarm: int
    evaluation_periods: int
    treat_missing: Treatment = "missing"
    state: AlarmState = "OK"
    restless: bool = False
    period: int = 60

    @property
    def range(self) -> int:
        """How many periods to hand to `evaluate`."""
        return self.evaluation_periods + EVALUATION_MARGIN

    def breaches(self, value: float) -> bool:
        return _BREACHES[self.operator](value, self.threshold)

    def evaluate(self, values: Sequence[float | None]) -> Decision | None:
        """Take the state the newest `range` values (oldest first) ask for. The decision, if that is a change.

        `restless` says afterwards whether the alarm may change without anything else changing.
        """
        points = tuple(self._judged(value) for value in values)
        # A quiet minute, by far the most frequent, needs no decision: only real points, none breaching.
        if (
            self.state == "OK"
            and "ok" in points
            and "breaching" not in points
            and self.treat_missing == "missing"
        ):
            self.restless = False
            return None
        decision = alarm_state(
            AlarmInput.model_construct(
                datapoints=points,
                DatapointsToAlarm=self.datapoints_to_alarm,
                EvaluationPeriods=self.evaluation_periods,
                TreatMissingData=self.treat_missing,
                current_state=self.state,
            )
        )
        self.restless = len(set(points)) > 1 or decision.outcome != self.state
        if decision.outcome == self.state:
            return None
        self.state = decision.outcome
        return self._explained(decision, values)

    def _judged(self, value: float | None) -> Datapoint | None:
        if value is None:
            return None
        return "breaching" if self.breaches(value) else "ok"

    def _explained(self, decision: Decision, values: Sequence[float | None]) -> Decision:
        """The decision with the metric's values in its rows and in its sentence."""
        rows = tuple(
            Candidate(
                row.id,
                row.verdict,
                {"value": None if value is None else round(value, 3), **row.values},
                row.why,
            )
            for row, value in zip(decision.candidates, values, strict=True)
        )
        evidence = {
            "alarm": self.name,
            "threshold": self.threshold,
            "operator": self.operator,
            **decision.evidence,
        }
        if self.period != 60:
            evidence["period"] = self.period
        side = _SIDES[self.operator]
        words: list[dict[str, Any]] = [
            {
                **evidence,
                "metric": self.label.get(language),
                "side": side.get(language),
                "threshold": number(self.threshold) + self.unit.get(language),
            }
            for language in ("en", "ko")
        ]
        by_minutes = self.period == 60
        template = (_CHANGED if by_minutes else _CHANGED_BY_PERIODS)[self.state]
        if self.state == "OK" and decision.evidence["current"] == "INSUFFICIENT_DATA":
            template = _FIRST_OK if by_minutes else _FIRST_OK_BY_PERIODS
        text = Text(template.en.format(**words[0]), template.ko.format(**words[1]))
        return replace(decision, text=text, candidates=rows, evidence=evidence)


def number(value: float) -> str:
    """A number as a sentence shows it: whole when large, one decimal when small."""
    return f"{value:.0f}" if abs(value) >= 100 or float(value).is_integer() else f"{value:.1f}"
