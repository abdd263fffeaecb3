"""The grader's beat, by which the machine knows that it works."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import redis

from dashboard.runs import heartbeat, store, warmup
from labs.guided import graders


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRATOLAB_VAR", str(tmp_path))
    monkeypatch.setattr(warmup, "BUSY_SINCE", [])


@pytest.mark.redis
def test_a_grader_beats_and_is_no_worker(hot: str) -> None:
    assert heartbeat.main(["grader"]) == 1
    graders.beat_once()
    assert heartbeat.main(["grader"]) == 0
    assert store.workers_alive() == []


@pytest.mark.redis
def test_a_grader_that_hangs_does_not_beat(hot: str) -> None:
    warmup.BUSY_SINCE[:] = [time.monotonic() - warmup.HUNG_SECONDS - 1]
    graders.beat_once()
    assert heartbeat.age("grader") is None


def test_a_grader_without_redis_does_not_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def ping(self) -> None:
            raise redis.ConnectionError

    monkeypatch.setattr(store, "connection", Away)
    with pytest.raises(redis.ConnectionError):
        graders.beat_once()
    assert heartbeat.age("grader") is None
