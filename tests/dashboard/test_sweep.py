"""The sweep: what has had its time. The clock is passed in."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError
from django.test import RequestFactory
from django.utils import timezone

from dashboard.accounts.actions import do_create_visitor
from dashboard.accounts.models import User
from dashboard.architectures.actions import do_create, do_save
from dashboard.architectures.models import Document, Revision
from dashboard.runs import actions, archive, store, sweep, tasks
from dashboard.runs.models import Checkpoint, FrameChunk, Run, Status
from dashboard.runs.scheduler import Scheduler

from .conftest import DOCUMENT
from .test_slices import expected, frames_of, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


def swept(days: float = 0, *, dry: bool = False, seconds: float | None = None) -> dict[str, int]:
    """A whole sweep, so many days from now; what it counted."""
    turn = sweep.Turn(timezone.now() + timedelta(days=days), dry=dry)
    state: sweep.State | None = sweep.begin()
    while state is not None:
        state = sweep.turn(state, turn)
    return {name: count for name, count in turn.counts.items() if count}


@pytest.fixture
def finished(toy: Any, run: Run, settings: Any) -> Run:
    """A run of some ticks with a checkpoint, stopped."""
    settings.RUN_SLICE_MS = 1
    settings.RUN_CHECKPOINT_SECONDS = 0
    actions.do_run(run, "max")
    work(run, 20)
    actions.do_stop(run)
    run.refresh_from_db()
    assert Checkpoint.objects.filter(run=run).exists()
    return run


def test_an_ended_run_is_archived_and_replays_as_before(toy: Any, finished: Run, settings: Any) -> None:
    assert swept(settings.RUN_ARCHIVE_DAYS - 1) == {}
    counts = swept(settings.RUN_ARCHIVE_DAYS + 1)
    assert counts["runs archived"] == 1 and counts["bytes freed"] > 0
    finished.refresh_from_db()
    assert finished.status == Status.ARCHIVED
    assert not Checkpoint.objects.filter(run=finished).exists()
    assert frames_of(finished) == expected(toy, finished, finished.tick)


def test_a_failed_run_is_archived_too_and_says_still_why(toy: Any, run: Run, settings: Any) -> None:
    archive.fail(str(run.pk), run.generation, [archive.GAVE_UP.as_json()])
    swept(settings.RUN_ARCHIVE_DAYS + 1)
    run.refresh_from_db()
    assert (run.status, run.problems) == (Status.ARCHIVED, [archive.GAVE_UP.as_json()])


def test_an_archived_run_can_be_reset_and_run_again(toy: Any, finished: Run, settings: Any) -> None:
    swept(settings.RUN_ARCHIVE_DAYS + 1)
    finished.refresh_from_db()
    actions.do_control(finished, "reset")
    actions.do_run(finished, "max")
    work(finished, 2)
    assert frames_of(finished) == expected(toy, finished, store.load(str(finished.pk)).tick)


def test_an_archived_run_goes_after_the_retention_time(toy: Any, finished: Run, settings: Any) -> None:
    swept(settings.RUN_ARCHIVE_DAYS + 1)
    assert swept(settings.RUN_RETENTION_DAYS - 1) == {}
    assert swept(settings.RUN_RETENTION_DAYS + 1)["runs deleted"] == 1
    assert not Run.objects.exists() and not FrameChunk.objects.exists()


def test_a_run_that_rests_for_long_is_finished(toy: Any, run: Run, settings: Any) -> None:
    actions.do_run(run, "max")
    work(run, 2)
    actions.do_pause(run)
    work(run)
    reached = store.load(str(run.pk)).tick
    assert swept(settings.RUN_ABANDONED_DAYS - 1) == {}
    turn = sweep.Turn(timezone.now() + timedelta(days=settings.RUN_ABANDONED_DAYS + 1))
    assert sweep.finish_abandoned(turn, {}) is None
    assert turn.counts["runs finished"] == 1
    run.refresh_from_db()
    assert (run.status, run.tick) == (Status.FINISHED, reached)
    assert frames_of(run) == expected(toy, run, reached)


def test_a_run_paused_lately_stays_however_old_it_is(toy: Any, run: Run, settings: Any) -> None:
    Run.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(days=400))
    actions.do_run(run)
    actions.do_pause(run)
    assert swept(settings.RUN_ABANDONED_DAYS - 1) == {}


def test_a_run_under_way_is_never_touched(toy: Any, run: Run) -> None:
    actions.do_run(run)
    assert swept(1_000) == {}


def test_what_is_shared_is_never_touched(toy: Any, finished: Run) -> None:
    Run.objects.update(shared=True)
    assert swept(1_000) == {}


def test_owners_over_their_budget_lose_their_oldest_ended_run(
    toy: Any, student: Any, document: Any, hot: str, settings: Any
) -> None:
    runs = [actions.do_create_run(student, document) for _ in range(3)]
    for age, run in enumerate(runs):
        FrameChunk.objects.create(run=run, after=0, through=1, blob=bytes(400_000))
        Run.objects.filter(pk=run.pk).update(
            status=Status.FINISHED, ended_at=timezone.now() - timedelta(hours=9 - age)
        )
    assert swept() == {}
    settings.STORAGE_MB = 1
    assert swept() == {"runs deleted": 1, "bytes freed": 400_000}
    assert set(Run.objects.all()) == set(runs[1:])


def test_an_owner_far_over_their_limits_is_brought_down_in_turns(
    toy: Any, student: Any, document: Any, hot: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "RUNS", 2)
    runs = [actions.do_create_run(student, document) for _ in range(7)]
    Run.objects.update(status=Status.FINISHED, ended_at=timezone.now())
    settings.RUN_STORED = 1
    assert swept()["runs deleted"] == 6
    assert Run.objects.count() == 1 and runs


def save(document: Document, times: int) -> None:
    """So many more revisions."""
    for _ in range(times):
        document.refresh_from_db()
        changed = {**DOCUMENT, "Name": f"revision {document.head + 1}"}
        do_save(document, changed, document.head)


def test_old_revisions_go_and_the_newest_and_those_of_runs_stay(
    toy: Any, student: Any, document: Document, hot: str, settings: Any
) -> None:
    settings.REVISIONS_KEPT = 3
    save(document, 2)
    actions.do_create_run(student, document)  # of revision 3
    save(document, 5)
    assert swept() == {"revisions deleted": 4}
    numbers = list(document.revisions.order_by("number").values_list("number", flat=True))
    assert numbers == [3, 6, 7, 8]
    assert swept() == {}


def session_of(user: User, expires: datetime | None = None) -> Session:
    """A browser in which the user is logged in."""
    from django.contrib.sessions.backends.db import SessionStore

    request = RequestFactory().get("/")
    request.session = SessionStore()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    if expires is not None:
        Session.objects.filter(pk=request.session.session_key).update(expire_date=expires)
    return Session.objects.get(pk=request.session.session_key)


def test_a_visitor_without_a_session_goes_with_all_they_own(toy: Any, hot: str, settings: Any) -> None:
    visitor = do_create_visitor()
    document = do_create(visitor, DOCUMENT).document
    run = actions.do_create_run(visitor, document)
    Run.objects.filter(pk=run.pk).update(status=Status.FINISHED, ended_at=timezone.now())
    assert swept(settings.VISITOR_DAYS - 1).get("visitors deleted") is None
    assert swept(settings.VISITOR_DAYS + 1)["visitors deleted"] == 1
    assert not User.objects.filter(pk=visitor.pk).exists()
    assert not Document.objects.exists() and not Revision.objects.exists() and not Run.objects.exists()


def test_a_visitor_with_a_session_stays_until_it_expires(
    toy: Any, hot: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "SESSIONS", 2)  # sessions are looked through in several turns
    visitor, other, someone = do_create_visitor(), do_create_visitor(), do_create_visitor()
    until = timezone.now() + timedelta(days=settings.VISITOR_DAYS + 100)
    for user in (someone, visitor, someone, visitor):
        session_of(user, until)
    assert swept(settings.VISITOR_DAYS + 1)["visitors deleted"] == 1
    assert set(User.objects.all()) == {visitor, someone} and other.pk
    counts = swept(settings.VISITOR_DAYS + 101)
    assert (counts["sessions cleared"], counts["visitors deleted"]) == (4, 2)


def test_a_visitor_who_did_something_lately_stays(toy: Any, hot: str, settings: Any) -> None:
    long_ago = timezone.now() - timedelta(days=400)
    saved, ran, idle = do_create_visitor(), do_create_visitor(), do_create_visitor()
    User.objects.update(date_joined=long_ago)
    do_create(saved, DOCUMENT)
    run = actions.do_create_run(ran, do_create(ran, DOCUMENT).document)
    Document.objects.filter(owner=ran).update(saved_at=long_ago)
    Run.objects.filter(pk=run.pk).update(created_at=long_ago)
    actions.do_run(run)
    actions.do_pause(run)
    assert swept()["visitors deleted"] == 1
    assert not User.objects.filter(pk=idle.pk).exists()
    assert User.objects.filter(pk__in=[saved.pk, ran.pk]).count() == 2


def test_people_with_an_account_stay(student: Any, hot: str) -> None:
    User.objects.update(date_joined=timezone.now() - timedelta(days=4_000))
    swept(1_000)
    assert User.objects.filter(pk=student.pk).exists()


def test_a_dry_run_counts_and_changes_nothing(toy: Any, finished: Run, settings: Any) -> None:
    visitor = do_create_visitor()
    days = settings.RUN_ARCHIVE_DAYS + settings.VISITOR_DAYS
    told = swept(days, dry=True)
    assert (told["runs archived"], told["visitors deleted"]) == (1, 1)
    finished.refresh_from_db()
    assert finished.status == Status.FINISHED and User.objects.filter(pk=visitor.pk).exists()
    done = swept(days)
    assert done == told


def test_the_command_sums_up(toy: Any, finished: Run, settings: Any) -> None:
    Run.objects.update(ended_at=timezone.now() - timedelta(days=settings.RUN_ARCHIVE_DAYS + 1))

    def said(*arguments: str) -> str:
        out = io.StringIO()
        call_command("sweep", *arguments, stdout=out)
        return out.getvalue()

    dry = said("--dry-run")
    assert "runs archived        1" in dry and "Nothing was changed." in dry
    assert Run.objects.get().status == Status.FINISHED
    assert "runs archived        1" in said() and Run.objects.get().status == Status.ARCHIVED
    assert "runs archived        0" in said()


class Broker:
    def __init__(self) -> None:
        self.sent: list[tuple[str, tuple[Any, ...], str]] = []

    def send_task(self, name: str, args: tuple[Any, ...], queue: str) -> None:
        self.sent.append((name, args, queue))


def test_tasks_sweep_in_pieces_and_hand_on_where_they_stopped(
    toy: Any, finished: Run, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Run.objects.update(ended_at=timezone.now() - timedelta(days=settings.RUN_ARCHIVE_DAYS + 1))
    broker = Broker()
    monkeypatch.setattr(tasks, "current_app", broker)
    clock = iter(range(10_000))
    monkeypatch.setattr(sweep.time, "monotonic", lambda: next(clock) * 0.15)  # one turn a task
    state, done = None, 0
    while True:
        tasks.run_sweep(state)
        done += 1
        if not broker.sent:
            break
        [(name, (state,), queue)] = broker.sent
        assert (name, queue) == ("runs.sweep", tasks.COMMON_QUEUE)
        broker.sent.clear()
    assert done == len(sweep.STEPS)
    assert Run.objects.get().status == Status.ARCHIVED


def test_a_step_that_fails_does_not_keep_the_others_from_their_work(
    toy: Any, finished: Run, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(work: sweep.Turn, state: sweep.State) -> None:
        raise DatabaseError

    monkeypatch.setitem(sweep.STEPS, "abandoned", fails)
    turn = sweep.Turn(timezone.now() + timedelta(days=settings.RUN_ARCHIVE_DAYS + 1))
    assert sweep.turns(sweep.begin(), turn, 60) is None
    assert turn.counts["runs archived"] == 1


def test_the_scheduler_starts_a_sweep_now_and_then(
    hot: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = Broker()
    monkeypatch.setattr(tasks, "current_app", broker)
    scheduler = Scheduler()
    assert not scheduler.start_sweep(), "there is no worker to do it"
    store.beat("w1")
    assert scheduler.start_sweep()
    assert not scheduler.start_sweep() and not Scheduler().start_sweep(), "one at a time, whoever asks"
    assert broker.sent == [("runs.sweep", (None,), tasks.COMMON_QUEUE)]
    store.connection().delete(store.SWEEP)
    assert scheduler.start_sweep()
