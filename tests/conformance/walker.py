"""Reads case files and asks the same entry the command line uses.

A case is one JSON line: ``id``, ``subject``, ``input``, ``expect``, and for our own tables ``why``, the guide's
page or the reasoning it comes from. Every key in ``expect`` must equal the answer's: numbers within 1e-9, keys
whose share is 0 left out. ``expect`` of a case that must be refused is ``{"error": {"code", "path"}}``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"

#: Tables that we were given: they stay as they came. Every other one is our own.
GIVEN = frozenset(
    {"alarm_missing_data", "cloudfront_ttl", "iam_authorize", "matching", "route53", "step_scaling"}
)

#: Cases we were given and hold to be wrong. They stay in their file unchanged, and stay visible here.
DISPUTED = {
    "step_scaling-004": (
        "-10 % of 20 is -2 exactly, so the capacity is 18, not 19: the guide rounds what lies between whole numbers, "
        "and step_scaling-016 takes the whole -3 of -30 % of 10"
    ),
}


def tables() -> list[Path]:
    return sorted(CASES.glob("*.jsonl"))


def read_cases(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def all_cases() -> list[dict[str, Any]]:
    return [case for file in tables() for case in read_cases(file)]


def difference(expected: Any, actual: Any, path: str = "answer") -> str | None:
    """Where two values differ, or None. A dict's keys of value 0 count as left out."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        same = expected is actual
    elif isinstance(expected, (int, float)) and isinstance(actual, (int, float)):
        same = abs(expected - actual) <= 1e-9
    elif isinstance(expected, dict) and isinstance(actual, dict):
        left, right = _without_zeros(expected), _without_zeros(actual)
        if left.keys() != right.keys():
            return f"{path}: {sorted(left)} expected, {sorted(right)} answered"
        return next((d for key in left if (d := difference(left[key], right[key], f"{path}.{key}"))), None)
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        pairs = enumerate(zip(expected, actual, strict=True))
        return next((d for index, (e, a) in pairs if (d := difference(e, a, f"{path}[{index}]"))), None)
    else:
        same = expected == actual
    return None if same else f"{path}: {expected!r} expected, {actual!r} answered"


def _without_zeros(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value != 0 or isinstance(value, bool)}
