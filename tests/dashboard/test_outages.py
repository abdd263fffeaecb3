"""What was found by killing things: each of these once lost, doubled or delayed something."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from dashboard.runs import actions, archive, slices, store, valkey
from dashboard.runs.models import FrameChunk, Run, RunCommand, Status
from dashboard.runs.scheduler import Scheduler

from .test_slices import another_worker, expected, frames_of, work, work_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


@pytest.fixture
def fast(settings: Any) -> None:
    settings.RUN_SLICE_MS = 1
    settings.RUN_CHECKPOINT_SECONDS = 0


def recorded(run: Run) -> dict[int, list[Any]]:
    """The run's commands by the tick they were applied at."""
    found: dict[int, list[Any]] = {}
    for row in RunCommand.objects.filter(run=run).exclude(applied_at_tick=None).order_by("sequence"):
        found.setdefault(row.applied_at_tick, []).append(row.payload)
    return found


def bring_back(run: Run) -> None:
    """What the scheduler's sweeps do, which look twice."""
    scheduler = Scheduler()
    for _ in range(2):
        scheduler.find_lost()
        scheduler.settle()


def away(*_: Any, **__: Any) -> Any:
    raise redis.ConnectionError("away")


def test_a_slice_committed_while_the_run_is_stopped_is_stored_or_refused(
    toy: Any, run: Run, fast: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RUN_CHECKPOINT_TICKS = 10_000
    actions.do_run(run, "max")
    work(run, 3)
    store_chunk = archive._store_chunk

    def late(run_id: str, tick: int) -> bool:
        work(run)  # a worker's slice, between the decision to stop and the end
        return store_chunk(run_id, tick)

    monkeypatch.setattr(archive, "_store_chunk", late)
    stopped = actions.do_stop(run)
    assert stopped.status == Status.FINISHED
    assert [frame["id"] for frame in frames_of(run)] == list(range(1, stopped.tick + 1))
    assert store.load(str(run.pk)) is None


def test_a_stop_that_is_cut_short_leaves_a_run_that_goes_on(
    toy: Any, run: Run, fast: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RUN_CHECKPOINT_TICKS = 10_000
    actions.do_run(run, "max")
    work(run, 3)

    def cut(*_: Any) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(archive, "_store_chunk", cut)
        with pytest.raises(KeyboardInterrupt):
            actions.do_stop(run)
    run.refresh_from_db()
    assert run.status == Status.RUNNING
    bring_back(run)
    reached = store.load(str(run.pk)).tick
    work_until(run, reached + 20)
    assert frames_of(run) == expected(toy, run, store.load(str(run.pk)).tick)


def test_a_world_is_dropped_when_its_commit_got_lost(
    toy: Any, run: Run, fast: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.do_run(run, "max")
    work(run, 2)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store, "commit", away)
        with pytest.raises(redis.ConnectionError):
            work(run)
    assert str(run.pk) not in slices.WARM
    # A Redis that came back without its last moments hands the same slice out again.
    store.connection().hdel(store.key(str(run.pk)), "claimed")
    work(run, 3)
    assert frames_of(run) == expected(toy, run, store.load(str(run.pk)).tick)


def test_frames_that_redis_dropped_under_pressure_are_made_again(
    toy: Any, run: Run, fast: None, settings: Any
) -> None:
    actions.do_run(run, "max")
    work_until(run, 70)
    settings.RUN_CHECKPOINT_TICKS = 10_000
    work(run)
    reached = store.load(str(run.pk)).tick
    assert 0 < archive.stored_through(str(run.pk)) < reached
    store.connection().delete(store.key(str(run.pk), "frames"))
    settings.RUN_CHECKPOINT_TICKS = 60
    for _ in range(200):
        work(run)
        if store.load(str(run.pk)) is None:
            break
    bring_back(run)
    work_until(run, reached + 150)
    told = store.load(str(run.pk)).tick
    assert frames_of(run) == expected(toy, run, told)
    assert FrameChunk.objects.filter(run=run).order_by("-through")[0].through > reached


def test_a_command_given_while_redis_is_away_is_applied_later(
    toy: Any, run: Run, fast: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.do_run(run, "max")
    work(run, 2)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store, "load", away)
        assert actions.do_command(run, {"kind": "toy", "value": 1}).sequence == 1
    work(run, 2)
    assert recorded(run) == {}
    bring_back(run)
    work(run, 2)
    assert len(recorded(run)) == 1
    assert frames_of(run) == expected(toy, run, store.load(str(run.pk)).tick, recorded(run))


@pytest.mark.parametrize(
    ("action", "speed", "shown"),
    [("pause", None, ("paused", "max")), ("speed", "10", ("running", "10"))],
)
def test_what_was_done_while_redis_was_away_is_made_up_for(
    toy: Any, run: Run, fast: None, monkeypatch: pytest.MonkeyPatch, action: str, speed: str, shown: Any
) -> None:
    actions.do_run(run, "max")
    work(run, 2)
    with monkeypatch.context() as meanwhile:
        for name in ("load", "control", "publish"):
            meanwhile.setattr(store, name, away)
        answer = actions.do_control(run, action, speed)
        assert (answer.status, answer.speed) == shown, "the database has the last word"
    hot = store.load(str(run.pk))
    assert (hot.status, hot.speed) == ("running", "max")
    bring_back(run)
    hot = store.load(str(run.pk))
    assert (hot.status, hot.speed) == shown


def test_a_run_that_ended_unnoticed_by_redis_leaves_the_schedule(
    toy: Any, run: Run, fast: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.do_run(run, "max")
    work(run, 2)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store, "forget", away)
        with pytest.raises(redis.ConnectionError):
            actions.do_stop(run)
    store.connection().zadd(store.DUE, {str(run.pk): 0})
    bring_back(run)
    assert store.scheduled([str(run.pk)]) == set() and store.load(str(run.pk)) is None


@pytest.mark.parametrize("lost", ["forget", "publish"])
def test_an_end_that_watchers_did_not_hear_of_is_told_later(
    toy: Any, run: Run, fast: None, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    actions.do_run(run, "max")
    work(run, 2)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store, lost, away)
        with pytest.raises(redis.ConnectionError):
            actions.do_stop(run)
    run.refresh_from_db()
    assert run.status == Status.FINISHED
    told: list[tuple[str, bytes]] = []
    monkeypatch.setattr(store, "publish", lambda run_id, message: told.append((run_id, message.payload)))
    bring_back(run)
    [(whose, payload)] = told
    assert whose == str(run.pk) and b'"status":"finished"' in payload
    bring_back(run)
    assert len(told) == 1 and store.load(str(run.pk)) is None


def test_a_difference_seen_once_is_left_alone(toy: Any, run: Run, fast: None) -> None:
    actions.do_run(run, "max")
    Run.objects.filter(pk=run.pk).update(speed="10")  # on its way to Redis
    scheduler = Scheduler()
    assert scheduler.settle() == 0
    store.control(str(run.pk), run.generation + 1, speed="10")
    store.control(str(run.pk), Run.objects.get(pk=run.pk).generation, speed="10")
    assert scheduler.settle() == 0


class Server:
    """A Valkey that can be set back to what it knew."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="slb"))
        self.socket = self.folder / "v.sock"
        self.url = f"unix://{self.socket}"
        self.data = self.folder / "data"
        self.data.mkdir()
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(valkey.command(self.socket, self.data))
        valkey.wait_until_ready(self.url, process)
        # What was answered is in the file: under load the server would put off writing it, and `remember` copy nothing.
        with redis.Redis.from_url(self.url) as client:
            client.config_set("appendfsync", "always")
        return process

    def remember(self) -> None:
        shutil.copytree(self.data, self.folder / "then")

    def go_back(self) -> None:
        """What a machine does that loses its power: the last moments were not written yet."""
        self.process.kill()
        self.process.wait()
        self.socket.unlink(missing_ok=True)
        shutil.rmtree(self.data)
        (self.folder / "then").rename(self.data)
        self.process = self.start()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    server = Server()
    settings.REDIS_URL = server.url
    yield server
    server.end()


@pytest.fixture
def run_there(server: Server, student: Any, document: Any) -> Run:
    return actions.do_create_run(student, document, seed=7)


def test_a_redis_that_went_back_in_time_changes_no_frame(
    toy: Any, server: Server, run_there: Run, fast: None, settings: Any
) -> None:
    """Two workers and a command; then Redis is what it was before the second of them had the run."""
    run = run_there
    settings.RUN_CHECKPOINT_TICKS = 10_000
    actions.do_run(run, "max")
    work(run, 3, worker="w1")
    first_worker = dict(slices.WARM)
    server.remember()
    another_worker()
    actions.do_command(run, {"kind": "toy", "value": 1})
    work_until(run, store.load(str(run.pk)).tick + 10)
    told = frames_of(run)
    [at] = recorded(run)
    assert at < told[-1]["id"]

    server.go_back()
    # The first worker's world is where this Redis believes the run to be, and has not heard of the command.
    slices.WARM.clear()
    slices.WARM.update(first_worker)
    work_until(run, told[-1]["id"] + 20)
    now = frames_of(run)
    assert now[: len(told)] == told
    assert now == expected(toy, run, now[-1]["id"], recorded(run))


def test_a_redis_that_knows_an_older_generation_is_told(
    toy: Any, server: Server, run_there: Run, fast: None
) -> None:
    run = run_there
    actions.do_run(run, "max")
    work(run, 3)
    server.remember()
    run.refresh_from_db()
    actions.revive(run)
    work(run, 3)
    told = frames_of(run)
    server.go_back()
    run.refresh_from_db()
    assert store.load(str(run.pk)).generation < run.generation
    bring_back(run)
    run.refresh_from_db()
    assert store.load(str(run.pk)).generation == run.generation
    work_until(run, told[-1]["id"] + 20)
    now = frames_of(run)
    assert now[: len(told)] == told and now == expected(toy, run, now[-1]["id"])
