"""(document, script, seed) decide every frame, byte for byte."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simulator.engine import World
from simulator.engine.constants import FLOW_IDLE_S
from simulator.kernels import flows
from tests.simulator.engine.worlds import DOCUMENTS, as_bytes, document, script, world

SEEDS = (1, 2, 77)
worlds = pytest.mark.parametrize("name", DOCUMENTS)
seeds = pytest.mark.parametrize("seed", SEEDS)


@worlds
@seeds
def test_600_ticks_at_once_equal_600_single_ones(name, seed):
    at_once = world(document(name), seed, script=script(name)).advance(600)
    by_one = world(document(name), seed, script=script(name))
    assert as_bytes(at_once) == as_bytes(frame for _ in range(600) for frame in by_one.advance(1))
    assert by_one.tick == 600


@worlds
@seeds
def test_a_snapshot_and_restore_at_every_step_changes_nothing(name, seed):
    ticks = 600
    expected = as_bytes(world(document(name), seed, script=script(name)).advance(ticks))
    restored = world(document(name), seed, script=script(name))
    for number in range(ticks):
        restored = World.restore(restored.snapshot())
        assert as_bytes(restored.advance(1)) == [expected[number]], f"tick {number + 1}"


@worlds
def test_a_snapshot_of_a_restored_world_is_the_same_bytes(name):
    running = world(document(name), 5, script=script(name))
    running.advance(40)
    snapshot = running.snapshot()
    restored = World.restore(snapshot)
    assert restored.snapshot() == snapshot
    running.advance(20)
    restored.advance(20)
    assert running.snapshot() == restored.snapshot()


@worlds
def test_explanations_change_no_number(name):
    on = world(document(name), 3, script=script(name)).advance(150)
    off = world(document(name), 3, script=script(name), explain=False).advance(150)
    for told, silent in zip(on, off, strict=True):
        left, right = told.as_json(), silent.as_json()
        decisions = [json.dumps(row) for row in _without_ids(left.pop("decisions"))]
        kept = [json.dumps(row) for row in _without_ids(right.pop("decisions"))]
        assert left == right
        rest = iter(decisions)
        assert all(row in rest for row in kept), "a decision of the control plane is missing or moved"
    assert sum(len(frame.decisions) for frame in on) > sum(len(frame.decisions) for frame in off)


def _without_ids(decisions):
    return [{key: value for key, value in row.items() if key != "id"} for row in decisions]


def test_another_seed_is_another_run():
    first, second = (as_bytes(world(document("welcome"), seed).advance(3)) for seed in (1, 2))
    assert first != second


def test_a_snapshot_of_another_engine_is_refused(monkeypatch):
    snapshot = world(document("round robin")).snapshot()
    monkeypatch.setattr("simulator.engine.world.ENGINE_VERSION", "0.0.0-other")
    with pytest.raises(ValueError, match="engine"):
        World.restore(snapshot)


def test_a_script_ends_the_world():
    from simulator.engine import parse_script

    short = world(document("round robin"), script=parse_script({"duration": 5}))
    assert len(short.advance(9)) == 5
    assert short.finished
    assert short.advance(1) == []


def test_flows_survive_a_snapshot_and_end_by_going_idle():
    running = world(document(next(iter(DOCUMENTS))), 1)
    running.plane.flows = np.zeros(2, flows.FLOW)
    running.plane.flows["closes"] = np.inf
    running.plane.flows["target"] = -1
    running.plane.flows["active"] = [0.0, -FLOW_IDLE_S + 1.5]
    running = World.restore(running.snapshot())
    running.advance(1)
    assert len(running.plane.flows) == 2
    running.advance(1)
    assert running.plane.flows["active"].tolist() == [0.0]
