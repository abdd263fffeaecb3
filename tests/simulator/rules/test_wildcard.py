"""Wildcards against a slow, obvious twin, and against patterns that ruin naive matchers."""

from __future__ import annotations

import time
from string import printable

from hypothesis import given
from hypothesis import strategies as st

from simulator.services.cloudfront.decide import path_fits
from simulator.services.wildcard import matches, wildcards

PATTERN = st.text(alphabet="ab/*?", max_size=8)
TEXT = st.text(alphabet="ab/", max_size=8)


def naive(pattern: str, text: str) -> bool:
    """By the definition: a star is nothing, or one character and the star again."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return naive(pattern[1:], text) or (bool(text) and naive(pattern, text[1:]))
    return bool(text) and pattern[0] in ("?", text[0]) and naive(pattern[1:], text[1:])


@given(PATTERN, TEXT)
def test_it_matches_as_the_slow_twin_does(pattern: str, text: str) -> None:
    assert matches(pattern, text) == naive(pattern, text)


@given(PATTERN.filter(lambda p: not p.startswith("/")), TEXT)
def test_a_path_pattern_may_leave_its_leading_slash_out(pattern: str, rest: str) -> None:
    assert path_fits(pattern, "/" + rest) == path_fits("/" + pattern, "/" + rest) == naive(pattern, rest)


@given(PATTERN, TEXT, st.text(alphabet=printable, max_size=8))
def test_a_path_pattern_does_not_see_the_query(pattern: str, path: str, query: str) -> None:
    assert path_fits(pattern, f"/{path}?{query}") == path_fits(pattern, f"/{path}")


@given(st.text(alphabet=printable, max_size=12))
def test_an_escaped_text_matches_itself_alone(text: str) -> None:
    escaped = "".join("\\" + c if c in "*?\\" else c for c in text)
    assert matches(escaped, text, escapes=True)
    assert not matches(escaped, text + "x", escapes=True)
    assert wildcards(escaped, escapes=True) == 0


def test_many_stars_take_no_exponential_time() -> None:
    began = time.perf_counter()
    assert not matches("*a" * 60 + "b", "a" * 5_000)
    assert time.perf_counter() - began < 5
