"""What is counted is what was committed, no more and no less."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.runs import actions, counters, slices, store
from dashboard.runs.models import Run

from .test_slices import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


def counted() -> dict[str, int]:
    rows = store.connection().hgetall(counters.COUNTERS)
    return {name.decode(): int(value) for name, value in rows.items()}


def test_slices_and_frames_are_counted_as_they_are_committed(toy: Any, run: Run, settings: Any) -> None:
    settings.RUN_SLICE_MS = 1
    actions.do_run(run, "max")
    work(run, 4)
    hot = store.load(str(run.pk))
    assert hot is not None
    found = counted()
    assert (found["slices"], found["frames"]) == (hot.slice, hot.tick)
    assert sum(count for name, count in found.items() if name.startswith("slice<=")) == found["slices"]
    assert found["slice:sum"] > 0


def test_refused_work_is_not_counted(toy: Any, run: Run, settings: Any) -> None:
    actions.do_run(run, "max")
    work(run)
    before = counted()
    hot = store.load(str(run.pk))
    assert hot is not None
    late = slices._commit(str(run.pk), hot, "w1", hot.tick, 0.0)
    assert store.commit(late) is not None
    assert store.commit(late) is None, "the same slice again"
    after = counted()
    assert after["slices"] == before["slices"] + 1


def test_a_command_is_timed_from_its_giving_to_its_commit(toy: Any, run: Run, settings: Any) -> None:
    settings.RUN_SLICE_MS = 1
    actions.do_run(run, "max")
    actions.do_command(run, {"kind": "anything"})
    actions.do_command(run, {"kind": "anything else"})
    work(run, 3)
    found = counted()
    assert sum(count for name, count in found.items() if name.startswith("command<=")) == 2


def test_an_observation_goes_into_the_smallest_bucket_that_holds_it() -> None:
    assert counters.observed("x", 0.1, (0.05, 0.1, 0.5)) == {"x<=0.1": 1, "x:sum": 100_000}
    assert counters.observed("x", 7, (0.05,), "GET / 2xx") == {
        "x<=inf|GET / 2xx": 1,
        "x:sum|GET / 2xx": 7_000_000,
    }
