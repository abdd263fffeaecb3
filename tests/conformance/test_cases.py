"""Every case of every table, through the entry the command line uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.cli.decide import answer_line
from simulator.services.subjects import SUBJECTS
from tests.conformance.walker import CASES, DISPUTED, GIVEN, all_cases, difference, read_cases, tables

ALL = all_cases()


def _parameter(case: dict[str, Any]) -> Any:
    disputed = DISPUTED.get(case["id"])
    return pytest.param(
        case, id=case["id"], marks=[pytest.mark.xfail(reason=disputed, strict=True)] if disputed else []
    )


@pytest.mark.parametrize("case", [_parameter(case) for case in ALL])
def test_it_answers_as_the_case_says(case: dict[str, Any]) -> None:
    request = {key: case[key] for key in ("id", "subject", "input")}
    answer = answer_line(request)
    assert answer["id"] == case["id"]
    for key, expected in case["expect"].items():
        actual = answer.get(key)
        if key == "error" and isinstance(actual, dict):
            actual = {name: actual[name] for name in expected}
        assert (found := difference(expected, actual, key)) is None, f"{found}\n{answer}"


def test_ids_are_used_once() -> None:
    ids = [case["id"] for case in ALL]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "table", [file for file in tables() if file.stem not in GIVEN], ids=lambda file: file.stem
)
def test_our_own_cases_say_why(table: Path) -> None:
    """The page of the guide, or the reasoning: in words, and not the same ones for a whole table."""
    said = {case["id"]: case.get("why", "").strip() for case in read_cases(table)}
    assert said and not [id for id, why in said.items() if len(why.split()) < 3]
    assert len(set(said.values())) > len(said) / 3


def test_there_is_a_case_for_every_subject() -> None:
    without = set(SUBJECTS) - {case["subject"] for case in ALL}
    assert not without, f"no cases in {CASES} for {without}"


def test_every_subject_of_our_own_has_a_case_that_is_refused() -> None:
    """The given tables have no refusals; a subject that only they cover is left as it came."""
    given = {case["subject"] for file in tables() if file.stem in GIVEN for case in read_cases(file)}
    refused = {case["subject"] for case in ALL if "error" in case["expect"]}
    assert set(SUBJECTS) - given <= refused
