"""Wildcards, ARNs and variables, and that no pattern is slow."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.services.iam.arns import Name, arn_pattern, matcher, read_arn
from simulator.services.iam.context import Context
from simulator.services.iam.matching import action_matcher
from simulator.services.iam.parsing import parse_policy
from simulator.services.iam.patterns import Holed, glob
from simulator.services.iam.policy import PolicyKind
from simulator.services.iam.variables import ANY_ONE, ANY_RUN, Variable, filled, flaws, tokens_of

PATTERN = st.text(alphabet="ab*?", max_size=10)
TEXT = st.text(alphabet="ab", max_size=12)


def fits(pattern: str, text: str) -> bool:
    return glob(tokens_of(pattern, variables=False))(text)


@settings(max_examples=1500)
@given(PATTERN, TEXT)
def test_wildcards_are_what_a_regular_expression_says(pattern: str, text: str) -> None:
    expression = "".join({"*": ".*", "?": "."}.get(one, re.escape(one)) for one in pattern)
    assert fits(pattern, text) == bool(re.fullmatch(expression, text, re.DOTALL))


@given(
    st.text(alphabet="ab?", min_size=1, max_size=5).filter(lambda piece: "?" in piece),
    TEXT,
    st.integers(0, 6),
)
def test_a_piece_with_holes_is_found_where_it_first_stands(piece: str, text: str, start: int) -> None:
    holed = Holed.of([None if one == "?" else one for one in piece])
    found = re.compile(piece.replace("?", ".")).search(text, min(start, len(text)))
    assert holed.find(text, min(start, len(text)), len(text)) == (found.start() if found else -1)


@given(st.text(max_size=40))
def test_a_text_without_wildcards_fits_itself_alone(text: str) -> None:
    literal = text.replace("*", "").replace("?", "")
    assert fits(literal, literal)
    assert not fits(literal, literal + "x")
    assert fits("*", text) and fits(literal + "*", literal + text)


@given(st.text(alphabet="abAB:*?", max_size=12), st.text(alphabet="abAB:", max_size=12))
def test_actions_have_no_regard_to_capitals(pattern: str, action: str) -> None:
    assert (
        action_matcher(pattern)(action.lower())
        == action_matcher(pattern.swapcase())(action.lower())
        == fits(pattern.lower(), action.lower())
    )


ARN_TEXT = st.text(alphabet="a:/", max_size=14)
ARN_PATTERN = st.text(alphabet="a:/*?", max_size=14)


@settings(max_examples=800)
@given(ARN_PATTERN, ARN_TEXT)
def test_the_parts_of_an_arn_are_compared_one_by_one(pattern: str, text: str) -> None:
    pattern, text = f"arn:{pattern}", f"arn:{text}"
    wanted, actual = pattern.split(":", 5), text.split(":", 5)
    if len(wanted) < 6 and pattern.endswith("*"):
        wanted += ["*"] * (6 - len(wanted))
    expected = len(wanted) == len(actual) == 6 and all(
        fits(*pair) for pair in zip(wanted, actual, strict=True)
    )
    assert matcher(arn_pattern(pattern, variables=False))(Name.of(text)) == expected


def test_a_name_that_is_no_arn_fits_only_the_star() -> None:
    assert matcher(arn_pattern("*", variables=True))(Name.of("*"))
    for pattern in ("arn:aws:s3:::*", "arn:*:s3:*:*:*", "foo:a:b:c:d:e", "arn:aws:s3:::b/?*"):
        assert not matcher(arn_pattern(pattern, variables=True))(Name.of("foo:a:b:c:d:e?"))


def test_an_arn_has_six_parts() -> None:
    arn = read_arn("arn:aws:autoscaling:us-east-1:1:autoScalingGroup:u:name/web")
    assert arn is not None
    assert (arn.service, arn.resource, arn.resource_type) == (
        "autoscaling",
        "autoScalingGroup:u:name/web",
        "autoScalingGroup",
    )
    assert read_arn("arn:aws:s3::b") is None and read_arn("urn:a:b:c:d:e") is None


# --- variables ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("a*b?c", ("a", ANY_RUN, "b", ANY_ONE, "c")),
        ("a**b", ("a", ANY_RUN, "b")),
        ("home/${aws:username}/*", ("home/", Variable("aws:username"), "/", ANY_RUN)),
        ("${AWS:UserName}", (Variable("aws:username"),)),
        ("${aws:PrincipalTag/team, 'company-wide'}", (Variable("aws:principaltag/team", "company-wide"),)),
        ("${aws:PrincipalTag/team,'x y'}", (Variable("aws:principaltag/team", "x y"),)),
        ("${aws:PrincipalTag/team, ''}", (Variable("aws:principaltag/team", ""),)),
        ("a${*}b${?}c${$}{d}", ("a*b?c${d}",)),
        ("${aws:username", ("${aws:username",)),
        ("${}", ("${}",)),
        ("$", ("$",)),
    ],
)
def test_texts_are_cut_into_tokens(text: str, tokens: Any) -> None:
    assert tokens_of(text, variables=True) == tokens


def test_in_the_old_version_a_variable_is_text() -> None:
    assert tokens_of("${aws:username}", variables=False) == ("${aws:username}",)
    assert tokens_of("${*}", variables=False) == ("${", ANY_RUN, "}")


@given(st.text(max_size=20))
def test_what_is_filled_in_is_literal(value: str) -> None:
    context = Context({"aws:username": value})
    full = filled(tokens_of("a/${aws:username}/b", variables=True), context.single)
    assert full == (f"a/{value}/b",)
    assert glob(full)(f"a/{value}/b")


def test_a_variable_without_a_value_has_none() -> None:
    tokens = tokens_of("${aws:username}", variables=True)
    assert filled(tokens, Context({}).single) is None
    assert filled(tokens, Context({"aws:username": ["a", "b"]}).single) is None
    assert filled(tokens, Context({"aws:username": []}).single) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("${aws:username", "VariableWithoutBrace"),
        ("${}", "VariableEmpty"),
        ("${ aws:username }", "VariableWithSpace"),
        ("${aws:username, none}", "VariableWithoutQuotes"),
        ("${aws:user*name}", "VariableMalformed"),
    ],
)
def test_what_looks_like_a_variable_and_is_none_is_noticed(text: str, code: str) -> None:
    assert [flaw.code for flaw in flaws(f"a{text}b" if text.endswith("}") else text)] == [code]


def test_a_right_variable_is_no_flaw() -> None:
    assert not list(flaws("${aws:username}${*}${aws:PrincipalTag/a, 'b'} $ {"))


# --- no pattern is slow ---------------------------------------------------------------------------------


def lines_run(call: Callable[[], object]) -> int:
    """How many lines of Python a call runs. What C does within a line (find, compare) is linear by itself."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


ADVERSARIAL: dict[str, Callable[[int], tuple[str, str]]] = {
    "stars and the same letter": lambda n: ("*a" * n + "b", "a" * 2 * n),
    "stars and a tail that misses": lambda n: ("a*" * n + "b", "a" * 2 * n + "c"),
    "question marks between stars": lambda n: ("*a?" * n + "c", "ab" * n),
    "one long piece with holes": lambda n: ("*" + "a?" * n + "b*", "a" * 4 * n),
    "only question marks": lambda n: ("*" + "?" * n + "*", "a" * 2 * n),
    "almost the same piece": lambda n: ("*" + "a" * n + "b*", "a" * 4 * n),
    "many stars": lambda n: ("*" * n + "b", "a" * n),
    "stars apart by holes": lambda n: ("*?" * n + "b", "a" * 2 * n),
}


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_time_grows_no_faster_than_the_text(name: str) -> None:
    def steps(n: int) -> int:
        pattern, text = ADVERSARIAL[name](n)
        compiled = glob(tokens_of(pattern, variables=False))
        assert not compiled(text) or name == "only question marks"
        return lines_run(lambda: compiled(text))

    small, large = steps(200), steps(800)
    assert large <= 4 * small + 100


@pytest.mark.parametrize(
    "text",
    [
        "${" * 3_000,
        "${a, '" * 2_000,
        "${a," + " " * 5_000,
        ":" * 5_000,
        "*" * 5_000,
        "${a:" * 3_000,
        "}" * 5_000,
    ],
)
def test_no_text_is_slow_to_read(text: str) -> None:
    """Two texts, one four times as long: at most four times the steps, and some."""

    def steps(value: str) -> int:
        policy = {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Action": "*",
                "Resource": [f"arn:aws:s3:::{value}"],
                "Condition": {"StringLike": {"aws:username": value}},
            },
        }
        return lines_run(lambda: parse_policy(policy, PolicyKind.IDENTITY))

    assert steps(text) <= 5 * steps(text[: len(text) // 4]) + 500
