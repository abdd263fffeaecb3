"""The beat on disk: there while a process works, old when it does not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import redis

from dashboard.runs import heartbeat, store, warmup
from dashboard.runs.scheduler import Scheduler


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STRATOLAB_VAR", str(tmp_path))
    return tmp_path


def make_old(kind: str, name: str = "") -> None:
    old = time.time() - heartbeat.STALE_SECONDS - 5
    os.utime(heartbeat.file_of(kind, name), (old, old))


def test_a_process_that_never_beat_is_not_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert heartbeat.main(["scheduler"]) == 1
    assert capsys.readouterr().out == "scheduler: no beat yet\n"


def test_a_beat_grows_old(capsys: pytest.CaptureFixture[str]) -> None:
    heartbeat.beat("worker", "w2")
    assert heartbeat.main(["worker", "--name", "w2"]) == 0
    assert heartbeat.main(["worker"]) == 1, "another worker's beat says nothing"
    make_old("worker", "w2")
    assert heartbeat.main(["worker", "--name", "w2"]) == 1
    assert "last beat" in capsys.readouterr().out


@pytest.mark.redis
def test_a_worker_beats_while_no_task_hangs(hot: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warmup, "BUSY_SINCE", [])
    warmup.beat_once("w1@machine")
    assert store.workers_alive() == ["w1@machine"]
    assert heartbeat.main(["worker"]) == 0

    warmup.note_begin()
    make_old("worker", "w1")
    warmup.beat_once("w1@machine")
    assert heartbeat.main(["worker"]) == 0, "a task under way is work"

    warmup.BUSY_SINCE[:] = [time.monotonic() - warmup.HUNG_SECONDS - 1]
    make_old("worker", "w1")
    warmup.beat_once("w1@machine")
    assert heartbeat.main(["worker"]) == 1, "one that hangs is none"

    warmup.note_end()
    warmup.beat_once("w1@machine")
    assert heartbeat.main(["worker"]) == 0


def test_a_worker_without_redis_does_not_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(worker: str) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(store, "beat", refuse)
    with pytest.raises(redis.ConnectionError):
        warmup.beat_once("w1")
    assert heartbeat.age("worker", "w1") is None


def test_the_scheduler_beats_after_turns_that_succeed(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[Any] = [redis.ConnectionError(), RuntimeError(), 0.0]

    def step(now: float) -> float:
        turn = turns.pop(0)
        if isinstance(turn, Exception):
            assert heartbeat.age("scheduler") is None
            raise turn
        return 0.0

    scheduler = Scheduler()
    monkeypatch.setattr(scheduler, "step", step)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    scheduler.run(lambda: not turns)
    assert heartbeat.main(["scheduler"]) == 0


def test_the_look_needs_no_django(folder: Path) -> None:
    heartbeat.beat("scheduler")
    code = (
        "import sys; from dashboard.runs import heartbeat; "
        "heartbeat.main(['scheduler']); print('django' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=heartbeat.ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.splitlines()[-1] == "False"


def test_a_process_without_a_workers_name_is_taken_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    arrived: list[str] = []
    monkeypatch.delenv("STRATOLAB_WORKER", raising=False)
    monkeypatch.setattr(warmup.fair, "arrived", lambda name, now: arrived.append(name))
    monkeypatch.setattr(warmup, "_beat_forever", lambda: arrived.append("beats"))
    warmup.start_beating()
    assert arrived == []
