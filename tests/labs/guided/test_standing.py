"""How a run stands while it goes on: each frame judged once, whoever looks, and nothing lost while Redis is away."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis

from dashboard.runs import actions as runs
from dashboard.runs.models import Run
from labs.guided import standing
from tests.dashboard.test_slices import work_until

LAB = "zone-outage"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


@pytest.fixture
def run(labs: Any, learner: Any) -> Run:
    """A lab's run that has gone on for a minute."""
    begun = learner.post(f"/labs/{LAB}/attempt").json()
    found = Run.objects.select_related("document").get(document=begun["document"])
    runs.do_run(found, "max")
    work_until(found, 60)
    return found


def test_a_run_stands_as_far_as_it_went(labs, run, learner):
    first = standing.look(run, labs[LAB])
    assert first["second"] >= 60
    work_until(run, first["second"] + 30)
    assert standing.look(run, labs[LAB])["second"] >= first["second"] + 30


@pytest.mark.parametrize("chunk", [10_000, 20])
def test_a_glance_says_what_a_look_says(labs, run, settings, monkeypatch, chunk):
    """Whether the newest frames are in Redis alone or in the database as well."""
    monkeypatch.setattr(standing, "GLANCE_SECONDS", 0.0)
    settings.RUN_CHECKPOINT_TICKS, settings.RUN_CHECKPOINT_SECONDS = chunk, 0
    for further in (300, 420):
        work_until(run, further)
        looked = standing.look(run, labs[LAB])
        standing._standings.clear()
        glance = standing.glances([run], labs[LAB])[str(run.pk)]
        assert glance["second"] == looked["second"]
        assert glance["seconds"] == list(range(glance["second"] - 119, glance["second"] + 1))
        met = {one["id"]: one["met"] for one in looked["objectives"] if one["measured"] is not None}
        assert met and glance["met"] == met
    assert run.chunks.exists() == (chunk == 20)


def test_a_glance_a_moment_later_costs_nothing(labs, run, monkeypatch):
    before = standing.glances([run], labs[LAB])
    monkeypatch.setattr(standing, "_frames", lambda *_: pytest.fail("looked again"))
    monkeypatch.setattr(standing, "GLANCE_SECONDS", 3_600.0)
    assert standing.glances([run], labs[LAB]) == before


def test_many_who_look_at_once_judge_each_frame_once(labs, run, monkeypatch):
    standing._standings.clear()
    frames = list(standing._frames(str(run.pk), 0, None))
    judged: Counter[int] = Counter()
    see = standing._Standing.see

    def slowly(_run: str, after: int, _chunked: int | None) -> Any:
        for frame in frames:
            time.sleep(0.0005)  # lets the others come in between
            if frame["id"] > after:
                yield frame

    def counted(self: Any, frame: Any) -> None:
        judged[frame["id"]] += 1
        see(self, frame)

    standing._known([run], labs[LAB])
    monkeypatch.setattr(standing, "_frames", slowly)
    monkeypatch.setattr(standing._Standing, "see", counted)
    together = threading.Barrier(6)

    def one() -> int:
        together.wait()
        return int(standing.look(run, labs[LAB])["second"])

    with ThreadPoolExecutor(6) as pool:
        seconds = [task.result() for task in [pool.submit(one) for _ in range(6)]]
    assert set(seconds) == {frames[-1]["id"]}
    assert judged == Counter(frame["id"] for frame in frames)


def test_while_redis_is_away_a_run_stands_as_it_stood(labs, run, learner, monkeypatch):
    before = standing.look(run, labs[LAB])

    def away(*_: Any) -> Any:
        raise redis.ConnectionError("away")

    monkeypatch.setattr("dashboard.runs.store.batches", away)
    assert standing.look(run, labs[LAB]) == before


def test_a_saved_design_is_judged_from_the_first_second(labs, run):
    before = standing.look(run, labs[LAB])
    known = standing._standings[str(run.pk)]
    run.epoch += 1
    assert standing.look(run, labs[LAB]) == before
    assert standing._standings[str(run.pk)] is not known
