"""Metric math and composite alarms as rules that anybody may call alone."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from simulator.decisions import Candidate, Decision, Verdict
from simulator.problems import InvalidInput
from simulator.services.cloudwatch.decide import AlarmState
from simulator.services.cloudwatch.evaluate import Scope, Value, evaluate
from simulator.services.cloudwatch.expression import parse_expression
from simulator.services.cloudwatch.language import MAX_EXPRESSION, MAX_RULE, LocatedError
from simulator.services.cloudwatch.reasons import COMPOSITE, MATH, CompositeReason, MathReason
from simulator.services.cloudwatch.rule import Rule, conditions, holds, parse_rule
from simulator.services.cloudwatch.suppression import SUPPRESSION
from simulator.services.subject import Given, Subject, read, refuse
from simulator.text import Text

MATH_GUIDE = "Using metric math"
COMPOSITE_GUIDE = "Combining alarms"

Id = Annotated[str, Field(pattern=r"^[a-z][a-zA-Z0-9_]*$", max_length=255)]


class MathInput(Given):
    """`Metrics`: values by id, one a period, oldest first, null where missing, all equally long. Period: seconds."""

    Expression: str = Field(min_length=1, max_length=MAX_EXPRESSION)
    Metrics: dict[Id, tuple[float | None, ...]] = Field(min_length=1, max_length=100)
    Period: int = Field(60, ge=1, le=86_400)

    @model_validator(mode="after")
    def _equally_long(self) -> MathInput:
        lengths = {len(values) for values in self.Metrics.values()}
        if len(lengths) > 1:
            raise ValueError("the metrics are not equally long")
        if not 1 <= next(iter(lengths)) <= 1000:
            raise ValueError("1 to 1000 values a metric")
        return self


def metric_math(given: MathInput | dict[str, Any]) -> Decision:
    """What an expression is worth. Raises InvalidInput with the place of what cannot be understood."""
    given = read(MathInput, given)
    length = len(next(iter(given.Metrics.values())))
    scope = Scope(given.Metrics, list(given.Metrics), given.Period, length)
    try:
        value = evaluate(parse_expression(given.Expression), scope)
    except LocatedError as error:
        raise InvalidInput([error.problem("BadExpression", ("Expression",))]) from error
    facts: dict[str, Any] = {
        "expression": given.Expression,
        "period": given.Period,
        "length": length,
        "present": 0,
    }
    reason = MathReason.NUMBER
    rows: tuple[Candidate, ...] = ()
    if isinstance(value, list):
        reason = MathReason.SEVERAL
        facts["length"] = len(value)
    elif isinstance(value, tuple):
        reason = MathReason.SERIES
        facts["present"] = sum(one is not None for one in value)
        rows = _rows(given, value)
    outcome = _plain(value)
    return Decision(
        "cloudwatch.metric_math",
        outcome,
        reason.value,
        MATH[reason].format(**facts),
        rows,
        facts,
        MATH_GUIDE,
    )


def _plain(value: Value) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def _rows(given: MathInput, value: tuple[float | None, ...]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            str(index - len(value)),
            Verdict.REJECTED if one is None else Verdict.CHOSEN,
            {**{id: values[index] for id, values in given.Metrics.items()}, "value": one},
        )
        for index, one in enumerate(value)
    )


# --- composite alarms -----------------------------------------------------------------------------------


class CompositeInput(Given):
    """`states`: the state of every alarm the rule mentions, by its name."""

    AlarmRule: str = Field(min_length=1, max_length=MAX_RULE)
    states: dict[str, AlarmState] = {}
    name: str = Field("composite", max_length=255)


def composite(given: CompositeInput | dict[str, Any]) -> Decision:
    """The state of a composite alarm. Raises InvalidInput with the place of what cannot be understood."""
    given = read(CompositeInput, given)
    try:
        rule = parse_rule(given.AlarmRule)
    except LocatedError as error:
        raise InvalidInput([error.problem("BadRule", ("AlarmRule",))]) from error
    for condition in conditions(rule):
        if condition.alarm not in given.states:
            message = Text(
                "The state of the alarm {name} is not given.", "{name} 경보의 상태가 주어지지 않았어요."
            )
            hint = Text("Add it to states.", "states에 추가하세요.")
            raise refuse("UnknownAlarm", ("states",), message.format(name=condition.alarm[:60]), hint)
    return judge(given.name, given.AlarmRule, rule, given.states)


def judge(name: str, source: str, rule: Rule, states: dict[str, AlarmState]) -> Decision:
    """The decision for a rule that has been read, with the states of its alarms."""
    found = list(dict.fromkeys(conditions(rule)))
    true = holds(rule, states)
    reason = CompositeReason.RULE_TRUE if true else CompositeReason.RULE_FALSE
    holding = [one for one in found if states[one.alarm] == one.state]
    facts: dict[str, Any] = {
        "alarm": name,
        "rule": source,
        "conditions": len(found),
        "holding": len(holding),
    }
    rows = tuple(
        Candidate(
            one.source,
            Verdict.CHOSEN if one in holding else Verdict.REJECTED,
            {"alarm": one.alarm, "state": states[one.alarm], "wanted_state": one.state},
        )
        for one in found
    )
    state: AlarmState = "ALARM" if true else "OK"
    text = COMPOSITE[reason].format(**facts)
    return Decision("cloudwatch.composite", state, reason.value, text, rows, facts, COMPOSITE_GUIDE)


SUBJECTS = (
    Subject(
        "cloudwatch.metric_math",
        Text("What a metric math expression is worth", "지표 수식의 값"),
        MathInput,
        {
            "anyOf": [
                {"type": ["number", "null"]},
                {"type": "array", "items": {"type": ["number", "null", "array"]}},
            ]
        },
        metric_math,
    ),
    Subject(
        "cloudwatch.composite",
        Text("Which state a composite alarm takes", "복합 경보의 상태"),
        CompositeInput,
        AlarmState,
        composite,
    ),
    SUPPRESSION,
)
