"""Slices: the same frames whatever the slicing, the worker, the crash or the lost Redis."""

from __future__ import annotations

import time
from typing import Any

import pytest

from dashboard.runs import actions, archive, slices, store
from dashboard.runs.models import Checkpoint, FrameChunk, Run, RunCommand, Status
from dashboard.runs.scheduler import Scheduler

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


def work(run: Any, pieces: int = 1, worker: str = "w1") -> list[Any]:
    """Do the next slices of a run, as a worker that is handed each one."""
    outcomes = []
    for _ in range(pieces):
        hot = store.load(str(run.pk))
        outcomes.append(slices.run_slice(str(run.pk), hot.generation, hot.slice, worker) if hot else None)
    return outcomes


def work_until(run: Any, tick: int) -> None:
    for _ in range(2_000):
        hot = store.load(str(run.pk))
        if hot is None or hot.tick >= tick:
            return
        work(run)
    raise AssertionError(f"tick {tick} was not reached")


def frames_of(run: Any, through: int = 10**6) -> list[Any]:
    return [frame for frame in archive.frames(str(run.pk), 0) if frame["id"] <= through]


def expected(toy: Any, run: Any, ticks: int, commands: dict[int, list[Any]] | None = None) -> list[Any]:
    """The frames of an undisturbed world."""
    world = toy(seed=run.seed)
    frames = []
    for _ in range(ticks):
        for command in (commands or {}).get(world.tick, ()):
            world.apply(command)
        frames += [frame.as_json() for frame in world.advance(1)]
    return frames


def another_worker() -> None:
    """What a worker knows is gone."""
    slices.WARM.clear()


@pytest.fixture
def fast(settings: Any) -> None:
    """Slices of about a millisecond, checkpoints whenever there are sixty ticks."""
    settings.RUN_SLICE_MS = 1
    settings.RUN_CHECKPOINT_SECONDS = 0


@pytest.mark.parametrize("slice_ms", [1, 5, 20])
def test_frames_do_not_depend_on_the_slicing(toy: Any, run: Any, settings: Any, slice_ms: int) -> None:
    settings.RUN_SLICE_MS = slice_ms
    actions.do_run(run, "max")
    work_until(run, 150)
    assert frames_of(run, 150) == expected(toy, run, 150)


def test_a_slice_is_done_only_once(toy: Any, run: Any, fast: None) -> None:
    actions.do_run(run, "max")
    hot = store.load(str(run.pk))
    assert slices.run_slice(str(run.pk), hot.generation, hot.slice) is not None
    assert slices.run_slice(str(run.pk), hot.generation, hot.slice) is None


def test_bringing_a_world_back_is_told_apart_from_advancing_it(toy: Any, run: Any, fast: None) -> None:
    actions.do_run(run, "max")
    work(run)
    (warm,) = work(run)
    another_worker()
    (moved,) = work(run, worker="w2")
    assert warm.caught_up == 0.0
    assert moved.caught_up > 0.0


def test_a_repeated_commit_is_refused(toy: Any, run: Any, fast: None) -> None:
    actions.do_run(run, "max")
    work(run)
    hot = store.load(str(run.pk))
    again = store.Commit(
        run=str(run.pk), generation=hot.generation, slice=hot.slice - 1, tick=hot.tick, worker="w1",
        achieved=0, anchor_tick=0, anchor_at=0, due_at=0,
    )  # fmt: skip
    assert store.commit(again) is None
    assert store.load(str(run.pk)).slice == hot.slice


def test_work_of_an_older_generation_is_refused(toy: Any, run: Any, fast: None) -> None:
    actions.do_run(run, "max")
    work(run)
    old = store.load(str(run.pk))
    run.refresh_from_db()
    actions.revive(run)
    assert slices.run_slice(str(run.pk), old.generation, old.slice) is None
    assert store.load(str(run.pk)).tick == old.tick


def test_another_worker_goes_on_from_the_snapshot(
    toy: Any, run: Any, fast: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "SNAPSHOT_SECONDS", 0)
    actions.do_run(run, "max")
    for _ in range(6):
        work(run, 3)
        another_worker()
    reached = store.load(str(run.pk)).tick
    assert reached > 20
    assert store.load(str(run.pk)).snapshot_tick > 0
    assert frames_of(run) == expected(toy, run, reached)


def test_redis_flushed_in_mid_run_changes_no_frame(toy: Any, run: Any, fast: None) -> None:
    actions.do_run(run, "max")
    work_until(run, 40)
    command = actions.do_command(run, {"kind": "toy", "value": 1})
    work_until(run, 130)
    command.refresh_from_db()
    assert Checkpoint.objects.filter(run=run).exists()
    actions.do_command(run, {"kind": "toy", "value": 2})
    work_until(run, store.load(str(run.pk)).tick + 5)
    before = frames_of(run)

    store.connection().flushall()
    scheduler = Scheduler()
    assert scheduler.find_lost() == 0, "a run is lost only when it was missing twice"
    assert scheduler.find_lost() == 1
    work_until(run, before[-1]["id"] + 100)

    recorded: dict[int, list[Any]] = {}
    for row in RunCommand.objects.filter(run=run):
        recorded.setdefault(row.applied_at_tick, []).append(row.payload)
    after = frames_of(run)
    assert after[: len(before)] == before
    assert after == expected(toy, run, after[-1]["id"], recorded)


def test_a_command_is_recorded_and_applied_at_the_same_tick_again(toy: Any, run: Any, fast: None) -> None:
    actions.do_run(run, "max")
    work(run, 2)
    actions.do_command(run, {"kind": "toy", "value": "a"})
    work(run)
    another_worker()  # whatever came after the last snapshot is simulated again
    work(run, 2)
    row = RunCommand.objects.get(run=run)
    assert row.applied_at_tick is not None
    reached = store.load(str(run.pk)).tick
    assert frames_of(run) == expected(toy, run, reached, {row.applied_at_tick: [row.payload]})


def test_a_command_the_world_refuses_says_why_and_the_run_goes_on(toy: Any, run: Any, fast: None) -> None:
    actions.do_run(run, "max")
    actions.do_command(run, {"kind": "refused"})
    work(run, 2)
    assert RunCommand.objects.get(run=run).problems[0]["code"] == "Refused"
    assert Run.objects.get(pk=run.pk).status == Status.RUNNING


def test_a_defect_in_the_engine_fails_the_run_and_keeps_its_frames(toy: Any, run: Any, fast: None) -> None:
    actions.do_run(run, "max")
    work(run, 3)
    reached = store.load(str(run.pk)).tick
    actions.do_command(run, {"kind": "broken"})
    work(run)
    run.refresh_from_db()
    assert (run.status, run.problems[0]["code"]) == (Status.FAILED, "EngineFailed")
    assert frames_of(run) == expected(toy, run, reached)


def test_checkpoints_move_frames_to_the_database_without_a_hole(toy: Any, run: Any, fast: None) -> None:
    actions.do_run(run, "max")
    work_until(run, 300)
    chunks = list(FrameChunk.objects.filter(run=run).order_by("after"))
    assert len(chunks) >= 2
    assert [chunk.after for chunk in chunks] == [0, *(chunk.through for chunk in chunks[:-1])]
    assert Checkpoint.objects.filter(run=run).count() <= archive.KEPT_CHECKPOINTS
    assert [frame["id"] for frame in frames_of(run)] == list(range(1, store.load(str(run.pk)).tick + 1))


def test_a_finished_run_has_every_frame_in_the_database(toy: Any, run: Any, fast: None) -> None:
    Run.objects.filter(pk=run.pk).update(script={"duration": 90})
    actions.do_run(run, "max")
    for _ in range(200):
        work(run)
    run.refresh_from_db()
    assert (run.status, run.tick) == (Status.FINISHED, 90)
    store.connection().flushall()
    assert frames_of(run) == expected(toy, run, 90)


def test_stopping_keeps_what_was_told(toy: Any, run: Any, fast: None) -> None:
    actions.do_run(run, "max")
    work(run, 3)
    reached = store.load(str(run.pk)).tick
    actions.do_control(run, "stop")
    store.connection().flushall()
    run.refresh_from_db()
    assert run.status == Status.FINISHED
    assert frames_of(run) == expected(toy, run, reached)


def test_a_step_advances_a_paused_run_by_one_tick(toy: Any, run: Any) -> None:
    actions.do_control(run, "step")
    work(run, 3)
    actions.do_control(run, "step")
    work(run, 3)
    assert store.load(str(run.pk)).tick == 2
    run.refresh_from_db()
    assert run.status == Status.PAUSED


def test_a_paused_run_leaves_the_schedule(toy: Any, run: Any) -> None:
    actions.do_run(run, "max")
    work(run)
    actions.do_control(run, "pause")
    work(run)
    reached = store.load(str(run.pk)).tick
    assert store.scheduled([str(run.pk)]) == set()
    work(run)
    assert store.load(str(run.pk)).tick == reached


def test_at_normal_speed_a_tick_takes_a_second(toy: Any, run: Any) -> None:
    actions.do_run(run, "1")
    work(run, 3)
    hot = store.load(str(run.pk))
    assert hot.tick == 1, "the first tick is due at once, the second a second later"
    assert store.next_due() == pytest.approx(hot.anchor_at + 2, abs=0.01)


def test_a_machine_that_falls_behind_goes_slower_instead_of_leaping() -> None:
    hot = store.Hot(1, 1, 0, 100, "running", "1", -1, 0, 0.0, 100, 0, 0, 90, 1_000.0, "", 0.0)
    assert slices.next_anchor(hot, 101, 1_011.5) == (90, 1_000.0)
    assert slices.next_anchor(hot, 101, 1_030.0) == (101, 1_030.0)


def test_reset_starts_over_with_the_same_seed(toy: Any, run: Any, fast: None) -> None:
    actions.do_run(run, "max")
    actions.do_command(run, {"kind": "toy", "value": 1})
    work_until(run, 70)
    actions.do_control(run, "reset")
    run.refresh_from_db()
    assert (run.tick, run.status, run.epoch, run.commands.count()) == (0, Status.CREATED, 2, 0)
    assert frames_of(run) == []
    actions.do_run(run, "max")
    work_until(run, 30)
    assert frames_of(run, 30) == expected(toy, run, 30)


def test_the_time_of_a_slice_is_bounded(toy: Any, run: Any, settings: Any) -> None:
    settings.RUN_SLICE_MS = 10
    actions.do_run(run, "max")
    begun = time.perf_counter()
    work(run)
    assert time.perf_counter() - begun < 1


def test_a_run_that_rests_is_in_the_database_whole(toy: Any, run: Any, fast: None) -> None:
    actions.do_run(run, "max")
    work(run, 2)
    actions.do_pause(run)
    work(run)
    reached = store.load(str(run.pk)).tick
    store.connection().flushall()
    run.refresh_from_db()
    assert run.tick == reached
    assert frames_of(run) == expected(toy, run, reached)


def test_a_command_shows_at_once_and_time_goes_on_from_there(toy: Any, run: Run) -> None:
    actions.do_run(run, "1")
    work(run, 3)
    assert store.load(str(run.pk)).tick == 1
    actions.do_command(run, {"kind": "toy", "value": 1})
    work(run, 2)
    hot = store.load(str(run.pk))
    assert hot.tick == 2 and RunCommand.objects.get(run=run).applied_at_tick == 1
    due = hot.anchor_at + hot.tick + 1 - hot.anchor_tick
    assert store.next_due() == pytest.approx(due, abs=0.01), "the next tick comes a second later"


def test_many_commands_do_not_make_time_race(toy: Any, run: Run) -> None:
    actions.do_run(run, "1")
    work(run, 3)
    name, generation = str(run.pk), store.load(str(run.pk)).generation

    def due_after_command(at: float, otherwise: float) -> float | None:
        """When the next slice is due after a command at that time, had it else been due later."""
        store.control(name, generation, due_at=otherwise)
        assert store.commanded(name, generation, 1, at, pause=0.25)
        return store.next_due()

    now = time.time()
    assert due_after_command(now, now + 0.9) == pytest.approx(now)
    assert due_after_command(now + 0.1, now + 1) == pytest.approx(now + 0.25), "not within the pause"
    assert due_after_command(now + 0.2, now + 1.25) == pytest.approx(now + 0.5), "nor the one after it"
    assert due_after_command(now + 0.3, now + 0.31) == pytest.approx(now + 0.31), "soon enough anyway"
    assert due_after_command(now + 9, now + 10) == pytest.approx(now + 9)


def test_a_command_does_not_start_a_resting_run(toy: Any, run: Run) -> None:
    actions.do_run(run, "1")
    work(run, 2)
    actions.do_pause(run)
    work(run)
    reached = store.load(str(run.pk)).tick
    actions.do_command(run, {"kind": "toy", "value": 1})
    assert store.scheduled([str(run.pk)]) == set()
    work(run)
    assert store.load(str(run.pk)).tick == reached


def test_a_tick_done_early_is_told_at_once(toy: Any, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes soon after the last message, and the next slice is a second away."""
    told: list[Any] = []
    commit = store.commit
    monkeypatch.setattr(store, "commit", lambda work: told.append(work.message) or commit(work))
    actions.do_run(run, "1")
    work(run, 3)
    assert [message.through for message in told if message] == [1]
    actions.do_command(run, {"kind": "toy", "value": 1})
    work(run, 2)
    assert [message.through for message in told if message] == [1, 2]
