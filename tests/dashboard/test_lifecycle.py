"""The states of a run, and what leads from one to the next."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dashboard.runs import actions, archive, store, sweep
from dashboard.runs.models import ENDED, LIVE, Run, Status
from dashboard.runs.scheduler import Scheduler
from simulator.problems import InvalidInput

from .test_slices import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


def archived(run: Run) -> None:
    actions.do_stop(run)
    run.refresh_from_db()
    assert archive.put_away(run)


#: How each state is reached from a run that was just created.
PATHS: dict[str, Callable[[Run], Any]] = {
    "created": lambda run: None,
    "running": lambda run: actions.do_run(run),
    "paused": lambda run: (actions.do_run(run), actions.do_pause(run)),
    "finished": lambda run: actions.do_stop(run),
    "failed": lambda run: archive.fail(str(run.pk), run.generation, [archive.ENGINE_FAILED.as_json()]),
    "archived": archived,
}


def bring_to(run: Run, state: str) -> Run:
    PATHS[state](run)
    run.refresh_from_db()
    assert run.status == state
    return run


def test_every_state_can_be_reached(toy: Any, student: Any, document: Any, hot: str) -> None:
    assert set(PATHS) == set(Status.values) == {*LIVE, *ENDED}
    for state in PATHS:
        bring_to(actions.do_create_run(student, document), state)


@pytest.mark.parametrize(
    ("state", "after"),
    [
        # action       run        pause      step      stop        reset
        ("created", ("running", "created", "paused", "finished", "created")),
        ("running", ("running", "paused", "paused", "finished", "created")),
        ("paused", ("running", "paused", "paused", "finished", "created")),
        ("finished", (None, None, None, None, "created")),
        ("failed", (None, None, None, None, "created")),
        ("archived", (None, None, None, None, "created")),
    ],
)
def test_what_an_action_makes_of_each_state(
    toy: Any, student: Any, document: Any, hot: str, state: str, after: tuple[str | None, ...]
) -> None:
    for action, expected in zip(("run", "pause", "step", "stop", "reset"), after, strict=True):
        run = bring_to(actions.do_create_run(student, document), state)
        if expected is None:
            with pytest.raises(InvalidInput) as refusal:
                actions.do_control(run, action)
            assert refusal.value.problems[0].code == "RunEnded"
            run.refresh_from_db()
            assert run.status == state, action
        else:
            assert actions.do_control(run, action).status == expected, action


def test_only_ended_runs_are_put_away(toy: Any, student: Any, document: Any, hot: str) -> None:
    for state in ("created", "running", "paused", "archived"):
        run = bring_to(actions.do_create_run(student, document), state)
        assert not archive.put_away(run)
        run.refresh_from_db()
        assert run.status == state


def test_a_run_nobody_watches_pauses_and_goes_on_when_its_owner_says_so(
    toy: Any, run: Run, settings: Any
) -> None:
    settings.RUN_SLICE_MS = 1
    actions.do_run(run, "max")
    work(run, 2)
    scheduler, now = Scheduler(), time.time()
    store.watch(str(run.pk), now)
    assert scheduler.pause_unwatched(now + settings.RUN_UNWATCHED_SECONDS - 1) == 0
    assert scheduler.pause_unwatched(now + settings.RUN_UNWATCHED_SECONDS + 1) == 1
    run.refresh_from_db()
    assert (run.status, run.unwatched) == (Status.PAUSED, True) and run.rested_at is not None
    work(run)  # the slice that was under way
    reached = store.load(str(run.pk)).tick
    assert store.scheduled([str(run.pk)]) == set(), "it costs nothing while nobody looks"
    work(run)
    assert store.load(str(run.pk)).tick == reached
    actions.do_run(run)
    run.refresh_from_db()
    assert (run.status, run.unwatched) == (Status.RUNNING, False)
    work(run, 2)
    assert store.load(str(run.pk)).tick > reached


def test_a_life_from_creation_to_deletion(toy: Any, run: Run, settings: Any) -> None:
    def sweep_after(days: float) -> None:
        state: sweep.State | None = sweep.begin()
        while state is not None:
            state = sweep.turn(state, sweep.Turn(timezone.now() + timedelta(days=days)))

    seen = [run.status]
    Run.objects.filter(pk=run.pk).update(script={"duration": 30})
    actions.do_run(run, "max")
    run.refresh_from_db()
    seen.append(run.status)
    actions.do_pause(run)
    run.refresh_from_db()
    seen.append(run.status)
    actions.do_run(run)
    for _ in range(50):
        work(run)
    run.refresh_from_db()
    seen.append(run.status)
    sweep_after(settings.RUN_ARCHIVE_DAYS + 1)
    run.refresh_from_db()
    seen.append(run.status)
    assert seen == ["created", "running", "paused", "finished", "archived"]
    sweep_after(settings.RUN_RETENTION_DAYS + 1)
    assert not Run.objects.filter(pk=run.pk).exists()
