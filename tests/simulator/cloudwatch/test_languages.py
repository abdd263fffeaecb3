"""Metric math and alarm rules: where a mistake is, and that nothing a person types breaks the parsers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.problems import InvalidInput
from simulator.services.cloudwatch.evaluate import Scope, evaluate
from simulator.services.cloudwatch.expression import names_in, parse_expression
from simulator.services.cloudwatch.language import LocatedError
from simulator.services.cloudwatch.rule import conditions, parse_rule
from simulator.services.cloudwatch.subjects import metric_math

KOREAN = re.compile("[가-힣]")
SCOPE = Scope({"m1": (1.0, None, 3.0), "m2": (0.0, 2.0, 4.0)}, ["m1", "m2"], 60, 3)


@pytest.mark.parametrize(
    ("source", "character"),
    [
        ("m1 +", 5),
        ("m1 + (m2", 9),
        ("m1 ? m2", 4),
        ("SUMM(m1)", 1),
        ("m1 + m9", 6),
        ("m1 + FILL(METRICS(), [m1])", 22),
        ("1 + 'a", 5),
    ],
)
def test_a_mistake_in_an_expression_is_located_in_both_languages(source: str, character: int) -> None:
    with pytest.raises(LocatedError) as caught:
        evaluate(parse_expression(source), SCOPE)
    assert caught.value.text.en.startswith(f"Character {character}: ")
    assert caught.value.text.ko.startswith(f"{character}번째 글자: ")
    assert KOREAN.search(caught.value.hint.ko)


def test_a_misspelt_function_or_id_is_answered_with_the_nearest() -> None:
    with pytest.raises(LocatedError) as caught:
        parse_expression("METRIC()")
    assert caught.value.hint.en == "Did you mean METRICS?"
    with pytest.raises(InvalidInput) as refused:
        metric_math({"Expression": "request * 2", "Metrics": {"requests": [1.0]}})
    assert refused.value.problems[0].hint.en == "Did you mean requests?"


@pytest.mark.parametrize(
    ("source", "character"), [("ALARM(A) AND", 13), ("NOT", 4), ("ALARM(A) B", 10), ("ALARM A", 7)]
)
def test_a_mistake_in_a_rule_is_located_in_both_languages(source: str, character: int) -> None:
    with pytest.raises(LocatedError) as caught:
        parse_rule(source)
    assert caught.value.at + 1 == character
    assert KOREAN.search(caught.value.text.ko)


def test_the_names_of_an_expression_are_those_of_metrics() -> None:
    tree = parse_expression("IF(a > 1, FILL(b, REPEAT), SUM([c, METRICS('d')]))")
    assert [name.id for name in names_in(tree)] == ["a", "b", "c"]


def test_the_alarms_of_a_rule_come_in_the_order_written() -> None:
    rule = parse_rule('NOT ALARM("b b") OR OK(a) AND INSUFFICIENT_DATA(b-c/2)')
    assert [one.alarm for one in conditions(rule)] == ["b b", "a", "b-c/2"]


_WORDS = st.sampled_from(
    [
        "m1",
        "m2",
        "SUM(",
        "IF(",
        "FILL(",
        "METRICS()",
        ")",
        "(",
        "+",
        "-",
        "*",
        "/",
        "^",
        ",",
        "[",
        "]",
        "1",
        ".5",
        ">",
        "AND",
        "OR",
        "REPEAT",
        "'x'",
    ]
)


@given(st.lists(_WORDS, max_size=14).map("".join))
def test_any_expression_is_a_value_or_a_located_mistake(source: str) -> None:
    try:
        value = evaluate(parse_expression(source), SCOPE)
    except LocatedError as error:
        assert 0 <= error.at <= len(source)
    else:
        assert value is None or isinstance(value, (float, list)) or len(value) == 3


@given(st.text(max_size=40))
def test_any_text_is_a_rule_or_a_located_mistake(source: str) -> None:
    try:
        parse_rule(source)
    except LocatedError as error:
        assert 0 <= error.at <= len(source)
