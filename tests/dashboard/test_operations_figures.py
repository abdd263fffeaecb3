"""What the lab says of itself: metrics, reports of processes, the status page."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from dashboard.operations import reporting, tally
from dashboard.operations.figures import LiveRun
from dashboard.operations.views import duration, may_operate, speed
from dashboard.runs import actions, archive, store
from dashboard.runs.models import Run, Status

from .test_slices import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


def samples(client: Any, **headers: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("text/plain; version=") and "no-store" in answer["Cache-Control"]
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


@pytest.fixture
def going(toy: Any, run: Run, settings: Any) -> Run:
    """The student's run, some slices on, by a worker that beats."""
    settings.RUN_SLICE_MS = 1
    actions.do_run(run, "60")
    actions.do_command(run, {"kind": "anything"})
    store.connection().hset(store.key(str(run.pk)), mapping={"anchor_at": repr(time.time() - 1)})
    work(run, 3)
    store.beat("w1")
    store.beat("w2")
    store.connection().zadd(store.WORKERS, {"w2": time.time() - 60})
    return run


class TestMetrics:
    def test_they_are_for_the_token_or_the_administrator(
        self,
        hot: str,
        settings: Any,
        browser_of: Any,
        administrator: Any,
        author: Any,
        student: Any,
        pages: None,
    ) -> None:
        for person in (None, student, author):
            assert browser_of(person).get("/metrics").status_code == 404
        assert browser_of(administrator).get("/metrics").status_code == 200
        settings.METRICS_TOKEN = "s3cret-token"
        stranger = browser_of()
        for wrong in ("", "Bearer", "Bearer wrong", "Basic s3cret-token", "Bearer s3cret-tokenß"):
            assert stranger.get("/metrics", headers={"Authorization": wrong}).status_code == 403
        assert stranger.get("/metrics", headers={"Authorization": "Bearer s3cret-token"}).status_code == 200
        assert stranger.post("/metrics", headers={"Authorization": "Bearer s3cret-token"}).status_code == 405

    def test_they_tell_what_was_done(self, going: Run, browser_of: Any, administrator: Any) -> None:
        found = samples(browser_of(administrator))
        state = store.load(str(going.pk))
        assert state is not None and state.tick > 0
        assert found["stratolab_frames_total", ()] == state.tick
        assert (
            found["stratolab_slices_total", ()] == found["stratolab_slice_seconds_count", ()] == state.slice
        )
        assert found["stratolab_slice_seconds_bucket", (("le", "+Inf"),)] == state.slice
        assert found["stratolab_command_seconds_count", ()] == 1
        assert found["stratolab_runs", (("status", "running"),)] == 1
        assert found["stratolab_runs", (("status", "failed"),)] == 0
        assert found["stratolab_ticks_wanted_per_second", (("speed", "60"),)] == 60
        assert found["stratolab_workers_alive", ()] == 1
        assert found["stratolab_worker_heartbeat_age_seconds", (("worker", "w2"),)] > 50
        assert found["stratolab_up", (("part", "redis"),)] == 1

    def test_the_queue_lag_is_how_long_the_first_waits(
        self, going: Run, browser_of: Any, administrator: Any
    ) -> None:
        store.connection().zadd(store.DUE, {str(going.pk): time.time() - 30})
        assert 30 <= samples(browser_of(administrator))["stratolab_queue_lag_seconds", ()] < 60
        store.connection().zadd(store.DUE, {str(going.pk): time.time() + 30})
        assert samples(browser_of(administrator))["stratolab_queue_lag_seconds", ()] == 0

    def test_buckets_are_cumulative(self, hot: str, browser_of: Any, administrator: Any) -> None:
        store.connection().hset(
            "metrics:counters", mapping={"slice<=0.1": 2, "slice<=0.05": 3, "slice<=inf": 1}
        )
        found = samples(browser_of(administrator))
        assert [found["stratolab_slice_seconds_bucket", (("le", le),)] for le in ("0.05", "0.1", "+Inf")] == [
            3,
            5,
            6,
        ]

    def test_without_redis_they_say_so(
        self, going: Run, browser_of: Any, administrator: Any, settings: Any, tmp_path: Any
    ) -> None:
        client = browser_of(administrator)
        settings.REDIS_URL = f"unix://{tmp_path}/none.sock"
        found = samples(client)
        assert found["stratolab_up", (("part", "redis"),)] == 0
        assert ("stratolab_frames_total", ()) not in found, "no figure is better than a wrong one"


class TestReports:
    async def test_a_web_process_says_what_it_does_until_it_ends(self, hot: str) -> None:
        asked: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        answered: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        life = asyncio.create_task(reporting.lifespan({"type": "lifespan"}, asked.get, answered.put))
        await asked.put({"type": "lifespan.startup"})
        assert (await answered.get())["type"] == "lifespan.startup.complete"
        async with asyncio.timeout(10):
            while not (found := await asyncio.to_thread(reporting.processes)):
                await asyncio.sleep(0.01)
        assert found[0].name.startswith("web@") and found[0].figures["sockets"] == 0
        assert 1e6 < found[0].figures["resident_bytes"] < 1e11
        tally.tally.count("refused", "test")
        await asked.put({"type": "lifespan.shutdown"})
        await life
        assert await asyncio.to_thread(reporting.processes) == []
        assert store.connection().hget("metrics:counters", "refused|test") == b"1", "the last counts are told"

    async def test_what_cannot_be_told_is_kept(self, settings: Any, tmp_path: Any) -> None:
        settings.REDIS_URL = f"unix://{tmp_path}/none.sock"
        tally.tally.take()
        tally.tally.count("refused", "kept")
        await reporting.Reporter("web@test").report()
        assert tally.tally.take()["refused|kept"] == 1

    def test_the_dead_are_forgotten(self, hot: str) -> None:
        pipe = store.connection().pipeline()
        reporting.queue(pipe, "web@gone:1", {"sockets": 1}, {})
        pipe.execute()
        assert [process.name for process in reporting.processes()] == ["web@gone:1"]
        assert store.connection().ttl("process:web@gone:1") <= reporting.PROCESS_SECONDS
        store.connection().zadd(reporting.PROCESSES, {"web@gone:1": time.time() - 60})
        assert reporting.processes() == []


class TestStatusPage:
    def test_who_may_see_it(
        self, hot: str, browser_of: Any, administrator: Any, author: Any, student: Any, pages: None
    ) -> None:
        assert browser_of().get("/status/")["Location"].startswith("/accounts/login/")
        for person in (student, author):
            assert browser_of(person).get("/status/").status_code == 403
        assert browser_of(administrator).get("/status/").status_code == 200

    def test_an_administrator_by_role_needs_the_staff_flag_too(self, student: Any) -> None:
        student.role = "administrator"
        assert not may_operate(student)
        student.is_staff = True
        assert may_operate(student)
        student.is_active = False
        assert not may_operate(student)

    @pytest.mark.parametrize(("language", "word"), [("en", "Running now"), ("ko", "진행 중인 실행")])
    def test_it_lists_runs_workers_and_failures(
        self,
        going: Run,
        student: Any,
        browser_of: Any,
        administrator: Any,
        pages: None,
        language: str,
        word: str,
    ) -> None:
        failed = actions.do_create_run(student, going.document)
        archive.fail(str(failed.pk), failed.generation, [archive.GAVE_UP.as_json()])
        answer = browser_of(administrator).get("/status/?again=1", headers={"Accept-Language": language})
        text = answer.content.decode()
        assert word in text and str(going.pk)[:8] in text and "student" in text
        assert "w1" in text and str(failed.pk)[:8] in text
        assert getattr(archive.GAVE_UP.message, language) in text
        assert answer["Refresh"] == "10" and "script-src 'self'" in answer["Content-Security-Policy"]

    def test_it_stands_without_redis(
        self, browser_of: Any, administrator: Any, settings: Any, tmp_path: Any, pages: None
    ) -> None:
        client = browser_of(administrator)
        settings.REDIS_URL = f"unix://{tmp_path}/none.sock"
        text = client.get("/status/", headers={"Accept-Language": "en"}).content.decode()
        assert text.count("does not answer") == 1 and "No worker has been heard of." in text

    @pytest.mark.parametrize(
        ("seconds", "text"),
        [(None, "–"), (0.04, "0.0 s"), (3.25, "3.2 s"), (42.4, "42 s"), (600, "10 min"), (9000, "2 h")],
    )
    def test_durations_read_well(self, seconds: float | None, text: str) -> None:
        assert duration(seconds) == text


def test_the_archive_knows_every_status(hot: str) -> None:
    from dashboard.operations.views import run_count_label

    assert len({run_count_label(status) for status in Status}) == len(Status)


def test_a_run_is_behind_only_when_it_truly_is() -> None:
    def behind(speed: str, achieved: float, late: float = 0.0) -> bool:
        hot = SimpleNamespace(achieved=achieved)
        return LiveRun(Run(speed=speed), hot, 1_000.0 - late, 1_000.0).behind  # type: ignore[arg-type]

    assert not behind("1", 0.7), "one tick of a second or two"
    assert behind("1", 1.0, late=1.5)
    assert not behind("10", 9.2) and behind("10", 8.5)
    assert not behind("60", 58.0) and behind("60", 50.0)
    assert not behind("max", 3.0)


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (60.0, "60×"), (12.52, "12.5×"), (1_234.5, "1234×")]
)
def test_speeds_read_well(value: float | None, text: str) -> None:
    assert speed(value) == text
