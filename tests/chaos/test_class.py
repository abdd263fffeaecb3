"""A short sample of the class drill (`make drill` is the long form), and what it calls lost and doubled."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from benchmarks.drill.run import KILLS, Row, compared, drill

KEY = "drill-0123456789abcdef"


def handed_in(receipts: list[str], state: str = "done") -> tuple[str, dict[str, Any]]:
    return "attempt", {"key": KEY, "receipts": receipts, "state": state}


def stored(id: str = "one", key: str = KEY, state: str = "done", **trials: int) -> Row:
    return Row(id, "attempt", key, state, **({"trials": 5, "trials_done": 5, "seeds": 5} | trials))


@pytest.mark.parametrize(
    ("made", "rows", "lost", "doubled"),
    [
        (handed_in(["one", "one"]), [stored()], 0, 0),
        (handed_in(["one", "one"]), [], 1, 0),
        (handed_in(["one", "one"], "grading"), [stored(state="grading")], 1, 0),
        (handed_in(["one", "two"]), [stored()], 0, 1),
        (handed_in(["one", "one"]), [stored(), stored("two")], 0, 1),
        (handed_in(["one", "one"]), [stored(), stored("two", "drill-another")], 0, 1),
        (handed_in(["one", "one"]), [stored(trials=6)], 0, 1),
        (handed_in(["one", "one"]), [stored(trials_done=4)], 0, 1),
    ],
)
def test_lost_and_doubled_are_found(made: Any, rows: list[Row], lost: int, doubled: int) -> None:
    problems: list[str] = []
    assert compared([made], rows, problems) == (lost, doubled)
    assert bool(problems) == bool(lost or doubled)


@pytest.mark.slow
@pytest.mark.processes
@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_class_of_three_loses_nothing_when_processes_are_killed() -> None:
    found = drill(3)
    assert found.problems == [], found
    figures = found.figures
    assert (figures["students"], figures["lost_submissions"], figures["doubled_submissions"]) == (3, 0, 0)
    assert figures["killed"] == [kind for kind, _ in KILLS]
    # Each hands in once, the first three times more before; each sends everything at least twice.
    assert figures["submissions"] == 6 and figures["sent_again"] == 12
    assert figures["frames"] > 100 and figures["reconnects"] >= 1
