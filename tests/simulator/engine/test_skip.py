from __future__ import annotations

import time

import pytest

from tests.simulator.engine.worlds import DOCUMENTS, as_bytes, do, document, tiny, world

DAY = 86_400


@pytest.mark.parametrize("name", DOCUMENTS)
def test_ninety_days_are_skipped_in_under_a_second(name):
    running = world(document(name))
    running.advance(30)
    do(running, kind="skip", to=90 * DAY)
    before = time.process_time()
    [frame] = running.advance(1)
    assert time.process_time() - before < 1.0
    assert (frame.id, frame.skipped, running.tick) == (90 * DAY, 90 * DAY - 30, 90 * DAY)
    assert frame.commands[0]["kind"] == "skip"
    assert running.plane.in_flight() == 0
    assert frame.demand["arrived"] == 0
    [after] = running.advance(1)
    assert after.id == 90 * DAY + 1
    assert after.demand["arrived"] > 0


def test_a_skip_costs_what_an_idle_world_costs():
    running = world(tiny())
    for clients in ("Near", "Also", "Direct", "Lost"):
        do(running, kind="traffic", resource=clients, multiplier=0)
    idle = running.advance(30)[-1].cost
    do(running, kind="skip", to=10 * DAY)
    [frame] = running.advance(1)
    hours = (10 * DAY - 30) / 3600
    assert frame.cost["usd_total"] - idle["usd_total"] == pytest.approx(
        idle["usd_per_hour"] * hours, rel=1e-3
    )


def test_two_skips_or_one_come_to_the_same_fleet():
    once, twice = world(tiny()), world(tiny())
    for running in (once, twice):
        running.advance(10)
    do(once, kind="skip", to=2 * DAY)
    once.advance(1)
    for to in (DAY, 2 * DAY):
        do(twice, kind="skip", to=to)
        twice.advance(1)
    assert once.tick == twice.tick
    states = [running.advance(1)[0].values["Group"]["InstanceStates"] for running in (once, twice)]
    assert states[0] == states[1]


def test_a_skip_is_repeatable():
    found = []
    for _ in range(2):
        running = world(tiny(), seed=4)
        frames = running.advance(10)
        do(running, kind="skip", to=3 * DAY + 17)
        found.append(as_bytes(frames + running.advance(20)))
    assert found[0] == found[1]


def test_a_short_skip_lets_instances_boot():
    running = world(tiny())
    running.advance(5)
    do(running, kind="capacity", resource="Group", desired=4)
    running.advance(1)
    do(running, kind="skip", to=600)
    running.advance(1)
    group = running.advance(1)[0].values["Group"]
    assert sum(group["GroupInServiceInstances"].values()) >= 2
    assert sum(group["GroupPendingInstances"].values()) == 0
