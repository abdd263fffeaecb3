"""The rule of a CloudWatch alarm: which state it takes, given its newest datapoints.

Terms
-----
M out of N
    The alarm goes off when M (`DatapointsToAlarm`) of the N (`EvaluationPeriods`) datapoints are breaching.
evaluation range
    CloudWatch reads somewhat more than N periods, so that gaps can be closed with older real points.
premature alarm
    What the range's gaps are guarded against: a single breaching point among missing ones raises the alarm
    only when it is at least M periods old and nothing since has contradicted it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from simulator.decisions import Candidate, Decision, Reason, Verdict
from simulator.services.subject import Given, Subject, read
from simulator.text import Text

AlarmState = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
Datapoint = Literal["ok", "breaching"]
Treatment = Literal["missing", "ignore", "breaching", "notBreaching"]

GUIDE = "Configuring how CloudWatch alarms treat missing data"


class AlarmReason(Reason):
    BREACHING = "Breaching"
    NOT_BREACHING = "NotBreaching"
    PREMATURE = "OldBreachingPoint"
    MISSING_BREACHING = "MissingTreatedAsBreaching"
    NO_DATA = "NoData"
    IGNORED = "MissingIgnored"
    UNDECIDED = "TooFewPoints"


REASONS: dict[AlarmReason, Text] = {
    AlarmReason.BREACHING: Text(
        "{breaching} of the newest {periods} datapoints are breaching; {needed} raise the alarm",
        "최근 데이터 포인트 {periods}개 중 {breaching}개가 임계값을 위반했어요({needed}개면 경보)",
    ),
    AlarmReason.NOT_BREACHING: Text(
        "{breaching} of the newest {periods} datapoints are breaching; {needed} would raise the alarm",
        "최근 데이터 포인트 {periods}개 중 {breaching}개가 임계값을 위반했어요({needed}개가 되어야 경보)",
    ),
    AlarmReason.PREMATURE: Text(
        "The breaching datapoint is {age} periods old (at least {needed}) and nothing newer contradicts it",
        "임계값을 위반한 데이터 포인트가 {age}개 기간 전에 있고(기준 {needed}개 이상), 그 뒤로 정상 데이터가 없어요",
    ),
    AlarmReason.MISSING_BREACHING: Text(
        "{breaching} of {periods} datapoints are breaching, counting {missing} missing ones as breaching",
        "누락된 {missing}개를 위반으로 처리해 데이터 포인트 {periods}개 중 {breaching}개가 위반이에요",
    ),
    AlarmReason.NO_DATA: Text(
        "No data in the evaluation range of {range} periods",
        "평가 범위인 {range}개 기간에 데이터가 없어요",
    ),
    AlarmReason.IGNORED: Text(
        "{missing} datapoints are missing and ignored: the state stays {current}",
        "누락된 데이터 포인트 {missing}개를 무시하므로 {current} 상태를 유지해요",
    ),
    AlarmReason.UNDECIDED: Text(
        "Only {breaching} breaching of {needed} datapoints so far, others missing: the state stays {current}",
        "위반 데이터 포인트가 아직 {needed}개 중 {breaching}개이고 나머지는 누락되어 {current} 상태를 유지해요",
    ),
}


class AlarmInput(Given):
    """`datapoints` are oldest first: `ok`, `breaching`, or null where data is missing."""

    datapoints: tuple[Datapoint | None, ...] = Field(min_length=1, max_length=1000)
    DatapointsToAlarm: int = Field(ge=1)
    EvaluationPeriods: int = Field(ge=1)
    TreatMissingData: Treatment = "missing"
    current_state: AlarmState = "INSUFFICIENT_DATA"

    @model_validator(mode="after")
    def _m_of_n(self) -> AlarmInput:
        if self.DatapointsToAlarm > self.EvaluationPeriods:
            raise ValueError("DatapointsToAlarm exceeds EvaluationPeriods")
        return self


def alarm_state(given: AlarmInput | dict[str, object]) -> Decision:
    """The state the alarm takes. With N real points in the range missing data plays no part."""
    given = read(AlarmInput, given)
    periods, needed = given.EvaluationPeriods, given.DatapointsToAlarm
    points = given.datapoints
    real = [index for index, point in enumerate(points) if point is not None]
    used = real[-periods:]
    missing = periods - len(used)
    breaching = sum(points[index] == "breaching" for index in used)
    facts: dict[str, object] = {
        "needed": needed,
        "periods": periods,
        "range": len(points),
        "breaching": breaching,
        "missing": missing,
        "treatment": given.TreatMissingData,
        "current": given.current_state,
    }
    first = next((index for index in used if points[index] == "breaching"), None)
    facts["age"] = len(points) - first if first is not None else None
    state, reason = _judge(given, used, breaching, missing, facts)
    return Decision(
        "cloudwatch.alarm_state",
        state,
        reason.value,
        REASONS[reason].format(**facts),
        _rows(points, set(used)),
        facts,
        GUIDE,
    )


def _judge(
    given: AlarmInput, used: list[int], breaching: int, missing: int, facts: dict[str, object]
) -> tuple[AlarmState, AlarmReason]:
    needed = given.DatapointsToAlarm
    if breaching >= needed:
        return "ALARM", AlarmReason.BREACHING
    if missing <= 0:
        return "OK", AlarmReason.NOT_BREACHING
    match given.TreatMissingData:
        case "breaching":
            facts["breaching"] = breaching + missing
            if breaching + missing >= needed:
                return "ALARM", AlarmReason.MISSING_BREACHING
            return "OK", AlarmReason.NOT_BREACHING
        case "notBreaching":
            return "OK", AlarmReason.NOT_BREACHING
    if breaching < len(used):  # a real point says that all is well
        return "OK", AlarmReason.NOT_BREACHING
    if given.TreatMissingData == "ignore":
        return given.current_state, AlarmReason.IGNORED
    if not used:
        return "INSUFFICIENT_DATA", AlarmReason.NO_DATA
    if len(given.datapoints) - used[0] >= needed:
        return "ALARM", AlarmReason.PREMATURE
    return given.current_state, AlarmReason.UNDECIDED


def _rows(points: tuple[Datapoint | None, ...], used: set[int]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            str(index - len(points)),
            Verdict.CHOSEN if index in used else Verdict.REJECTED,
            {"datapoint": point, "used": index in used},
        )
        for index, point in enumerate(points)
    )


SUBJECTS = (
    Subject(
        "cloudwatch.alarm_state",
        Text(
            "Which state an alarm takes, also when data is missing",
            "경보의 상태(데이터가 누락된 때 포함)",
        ),
        AlarmInput,
        AlarmState,
        alarm_state,
    ),
)
