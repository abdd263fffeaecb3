"""Runs of the real engine: what workers store is what the engine alone would say."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from dashboard.runs import actions, store
from dashboard.runs.models import Run, RunCommand
from dashboard.runs.scheduler import Scheduler
from simulator.document import parse_document
from simulator.engine import World, parse_command

from .conftest import DOCUMENT
from .test_slices import another_worker, frames_of, work, work_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


def expected(run: Run, ticks: int) -> list[dict[str, Any]]:
    world = World.create(parse_document(DOCUMENT), seed=run.seed)
    frames = []
    commands = list(RunCommand.objects.filter(run=run).order_by("sequence"))
    while world.tick < ticks:
        for command in commands:
            if command.applied_at_tick == world.tick:
                world.apply(parse_command(command.payload))
        frames += [orjson.loads(orjson.dumps(frame.as_json())) for frame in world.advance(1)]
    return frames


def test_frames_survive_slicing_other_workers_and_a_flushed_redis(run: Run, settings: Any) -> None:
    another_worker()
    settings.RUN_SLICE_MS = 5
    settings.RUN_CHECKPOINT_SECONDS = 0
    settings.RUN_CHECKPOINT_TICKS = 20
    actions.do_run(run, "max")
    work_until(run, 25)
    actions.do_command(run, {"kind": "traffic", "resource": "Viewers", "multiplier": 3})
    work(run, 2)
    another_worker()
    work_until(run, 45)
    actions.do_command(run, {"kind": "fault", "fault": "origin_down", "resource": "Files", "duration": 5})
    work(run, 2)
    told = store.load(str(run.pk)).tick
    store.connection().flushall()
    another_worker()
    scheduler = Scheduler()
    scheduler.find_lost()
    scheduler.find_lost()
    work_until(run, told + 20)

    frames = frames_of(run)
    assert [row.problems for row in RunCommand.objects.filter(run=run)] == [[], []]
    assert frames == expected(run, frames[-1]["id"])
    assert any(frame["demand"]["causes"].get("origin_down") for frame in frames)
