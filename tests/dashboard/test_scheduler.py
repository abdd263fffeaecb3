"""The scheduler's steps: handing out, reviving, pausing."""

from __future__ import annotations

import gc
import time
from typing import Any

import pytest
import redis

from dashboard.runs import actions, archive, fair, slices, store, tasks, warmup
from dashboard.runs.models import Run, Status
from dashboard.runs.scheduler import Scheduler

from .test_slices import expected, frames_of, work, work_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


class Broker:
    """What would have been sent to workers."""

    def __init__(self) -> None:
        self.sent: list[tuple[tuple[Any, ...], str]] = []

    def send_task(self, name: str, args: tuple[Any, ...], queue: str) -> None:
        assert name == "runs.slice"
        self.sent.append((args, queue))


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    """A worker is there, and what it would be sent is kept."""
    monkeypatch.setattr(store, "WORKER_SECONDS", 30.0)  # however slow the machine is
    store.beat("w0")
    broker = Broker()
    monkeypatch.setattr(tasks, "current_app", broker)
    return broker


def test_a_due_slice_is_handed_out_once(toy: Any, run: Run, broker: Broker) -> None:
    actions.do_run(run)
    scheduler = Scheduler()
    assert scheduler.hand_out(time.time()) == 1
    assert scheduler.hand_out(time.time()) == 0
    hot = store.load(str(run.pk))
    assert broker.sent == [((str(run.pk), hot.generation, hot.slice), "warm.w0")]


def test_a_run_that_is_not_due_is_left_alone(toy: Any, run: Run, broker: Broker) -> None:
    actions.do_run(run)
    assert Scheduler().hand_out(time.time() - 10) == 0
    assert broker.sent == []


def test_a_run_waits_for_the_first_worker(toy: Any, run: Run, broker: Broker, settings: Any) -> None:
    store.connection().delete(store.WORKERS)
    actions.do_run(run)
    scheduler = Scheduler()
    for seconds in (0, 1, settings.RUN_STALE_SECONDS + 1):
        assert scheduler.hand_out(time.time() + seconds) == 0
    run.refresh_from_db()
    assert (run.status, run.revivals) == (Status.RUNNING, 0)
    store.beat("w0")
    assert scheduler.hand_out(time.time()) == 1


def test_a_run_goes_back_to_the_worker_that_has_it_warm(toy: Any, run: Run, broker: Broker) -> None:
    store.beat("w1")
    store.beat("w2")
    actions.do_run(run, "max")
    work(run, worker="w2")
    Scheduler().hand_out(time.time())
    assert broker.sent[-1][1] == "warm.w2"


def test_the_run_of_a_dead_worker_goes_to_anybody(toy: Any, run: Run, broker: Broker) -> None:
    store.beat("w1")
    store.connection().zadd(store.WORKERS, {"w2": time.time() - 60})
    actions.do_run(run, "max")
    work(run, worker="w2")
    assert Scheduler().hand_out(time.time()) == 1
    assert broker.sent[-1][1] in ("warm.w0", "warm.w1")


def test_a_busy_worker_shares_its_runs_when_they_have_waited(
    toy: Any, student: Any, document: Any, run: Run, broker: Broker, settings: Any
) -> None:
    store.connection().delete(store.WORKERS)
    store.beat("w2")
    both = [run, actions.do_create_run(student, document, seed=8)]
    for one in both:
        actions.do_run(one, "max")
        work(one, 2, worker="w2")
    scheduler = Scheduler()
    now = time.time()
    for one in both:
        store.control(str(one.pk), store.load(str(one.pk)).generation, due_at=now)
    assert scheduler.hand_out(now) == 1, "a worker has one slice at a time"
    store.beat("w1")
    assert scheduler.hand_out(now + 0.1) == 0, "its world is warm: that is worth a moment"
    assert scheduler.hand_out(now + 1) == 1
    assert [queue for _, queue in broker.sent] == ["warm.w2", "warm.w1"]
    assert {args[0] for args, _ in broker.sent} == {str(one.pk) for one in both}


def test_a_silent_run_is_taken_from_its_worker(toy: Any, run: Run, broker: Broker, settings: Any) -> None:
    actions.do_run(run, "max")
    work(run)
    before = store.load(str(run.pk))
    scheduler = Scheduler()
    scheduler.hand_out(time.time())  # and the worker dies with it
    later = time.time() + settings.RUN_STALE_SECONDS + 1
    scheduler.hand_out(later)
    after = store.load(str(run.pk))
    assert (after.generation, after.slice, after.tick) == (before.generation + 1, 0, before.tick)
    assert scheduler.hand_out(time.time()) == 1
    assert work(run) != [None]


def test_a_worker_that_was_only_slow_loses_nothing_it_commits_last(
    toy: Any, run: Run, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.do_run(run, "max")
    work(run)
    seed = store.seed

    def late(*args: Any, **fields: Any) -> bool:
        work(run)  # between the decision to take the run and the taking
        return seed(*args, **fields)

    before = store.load(str(run.pk)).tick
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store, "seed", late)
        assert actions.revive(Run.objects.get(pk=run.pk))
    after = store.load(str(run.pk))
    assert after.tick > before and after.reached >= after.tick
    work_until(run, after.tick + 20)
    told = store.load(str(run.pk)).tick
    assert [frame["id"] for frame in frames_of(run)] == list(range(1, told + 1))
    assert frames_of(run) == expected(toy, run, told)


def test_a_run_that_keeps_killing_workers_is_given_up(
    toy: Any, run: Run, broker: Broker, settings: Any
) -> None:
    actions.do_run(run, "max")
    for _ in range(settings.RUN_REVIVALS + 1):
        run.refresh_from_db()
        actions.revive(run)
    run.refresh_from_db()
    assert (run.status, run.problems) == (Status.FAILED, [archive.GAVE_UP.as_json()])


def test_a_run_that_gets_on_is_revived_as_often_as_needed(
    toy: Any, run: Run, broker: Broker, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "SNAPSHOT_SECONDS", 0)
    settings.RUN_SLICE_MS = 5
    actions.do_run(run, "max")
    for _ in range(settings.RUN_REVIVALS + 3):
        work(run, 2)
        run.refresh_from_db()
        actions.revive(run)
    assert Run.objects.get(pk=run.pk).status == Status.RUNNING


def test_a_run_nobody_looks_at_is_paused(toy: Any, run: Run, broker: Broker, settings: Any) -> None:
    actions.do_run(run)
    scheduler = Scheduler()
    assert scheduler.pause_unwatched(time.time()) == 0
    assert scheduler.pause_unwatched(time.time() + settings.RUN_UNWATCHED_SECONDS + 1) == 1
    run.refresh_from_db()
    assert (run.status, run.unwatched) == (Status.PAUSED, True)


def test_a_run_somebody_looks_at_goes_on(toy: Any, run: Run, broker: Broker, settings: Any) -> None:
    actions.do_run(run)
    later = time.time() + settings.RUN_UNWATCHED_SECONDS + 1
    store.watch(str(run.pk), later - 1)
    assert Scheduler().pause_unwatched(later) == 0


def test_the_demo_starts_over_while_somebody_looks(toy: Any, run: Run, broker: Broker, settings: Any) -> None:
    Run.objects.filter(pk=run.pk).update(shared=True, status=Status.FINISHED)
    scheduler = Scheduler()
    assert scheduler.restart_shared(time.time()) == 0, "nobody is looking"
    store.watch(str(run.pk))
    assert scheduler.restart_shared(time.time()) == 1
    run.refresh_from_db()
    assert (run.status, run.epoch) == (Status.RUNNING, 2)


def test_one_scheduler_works_at_a_time(hot: str) -> None:
    first, second = Scheduler(), Scheduler()
    assert first.hold_lease() and not second.hold_lease()
    assert first.hold_lease()
    assert second.step(time.time()) == 1.0


def test_a_run_forgotten_by_the_database_leaves_the_schedule(toy: Any, run: Run, broker: Broker) -> None:
    actions.do_run(run)
    Run.objects.filter(pk=run.pk).delete()
    scheduler = Scheduler()
    scheduler.hand_out(time.time())
    scheduler.hand_out(time.time() + 60)
    assert store.due(time.time() + 120) == []


def test_a_worker_sends_its_next_slice_itself(
    toy: Any, student: Any, document: Any, run: Run, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRATOLAB_WORKER", "w0")
    both = [run, actions.do_create_run(student, document, seed=8)]
    for one in both:
        actions.do_run(one, "max")
    assert Scheduler().hand_out(time.time()) == 1
    for _ in range(3):
        args, _ = broker.sent[-1]
        tasks.run_slice(*args)
    assert [queue for _, queue in broker.sent] == ["warm.w0"] * 4
    runs = [args[0] for args, _ in broker.sent]
    assert runs[:2] == runs[2:] and set(runs) == {str(one.pk) for one in both}, "they take turns"


def test_a_worker_that_was_handed_old_work_is_given_other_work(
    toy: Any, run: Run, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRATOLAB_WORKER", "w0")
    actions.do_run(run, "max")
    run.refresh_from_db()
    tasks.run_slice(str(run.pk), run.generation - 1, 0)
    [(args, queue)] = broker.sent
    assert (args[:2], queue) == ((str(run.pk), run.generation), "warm.w0")


def test_a_worker_that_loses_redis_goes_on(
    toy: Any, run: Run, broker: Broker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("STRATOLAB_WORKER", "w0")
    actions.do_run(run, "max")
    hot = store.load(str(run.pk))

    def away(work: Any) -> None:
        raise redis.ConnectionError("away")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store, "commit", away)
        tasks.run_slice(str(run.pk), hot.generation, hot.slice)
    assert "lost Redis" in caplog.text
    assert store.load(str(run.pk)).tick == 0 and broker.sent == []


def test_the_first_slice_of_a_process_is_charged_to_nobody(
    toy: Any, run: Run, broker: Broker, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    charged: list[float] = []
    hand_out = fair.hand_out

    def note(*args: Any, **options: Any) -> Any:
        charged.append(options["seconds"])
        return hand_out(*args, **options)

    monkeypatch.setattr(fair, "hand_out", note)
    monkeypatch.setattr(tasks, "STARTED", [])
    monkeypatch.setenv("STRATOLAB_WORKER", "w0")
    settings.RUN_SLICE_MS = 1
    actions.do_run(run, "max")
    for _ in range(4):
        hot = store.load(str(run.pk))
        tasks.run_slice(str(run.pk), hot.generation, hot.slice)
    assert charged[0] == -0.001, "what picking it had charged is given back"
    assert all(seconds > -0.001 for seconds in charged[1:])


def test_a_workers_collector_leaves_alone_what_was_loaded_for_good() -> None:
    before = gc.get_freeze_count()
    try:
        warmup.settle_memory()
        assert gc.get_freeze_count() > before + 10_000
        assert len(gc.get_objects()) < 10_000
    finally:
        gc.unfreeze()
