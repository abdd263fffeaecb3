"""What is done to a running world: from the next frame on, and never half."""

from __future__ import annotations

import copy

import pytest

from simulator.engine import World, parse_command, parse_script
from simulator.problems import InvalidInput
from tests.simulator.engine.worlds import as_bytes, do, only, tiny, world


def requests(frames, clients="Near"):
    return sum(frame.values[clients]["Requests"] for frame in frames)


def test_traffic_times_ten_shows_in_the_next_frame():
    running = world(tiny())
    before = requests(running.advance(20)) / 20
    do(running, kind="traffic", resource="Near", multiplier=10)
    [frame] = running.advance(1)
    assert frame.commands[0]["kind"] == "traffic"
    assert frame.values["Near"]["Requests"] > 5 * before
    assert frame.commands[0]["text"]["en"] and frame.commands[0]["text"]["ko"]


def test_no_traffic_is_none():
    running = world(tiny())
    running.advance(5)
    do(running, kind="traffic", resource="Near", multiplier=0)
    assert requests(running.advance(10)) == 0


def test_a_property_set_shows_in_the_next_frame():
    running = world(tiny())
    running.advance(5)
    path = ["Properties", "Traffic", "Rate"]
    do(running, kind="set", resource="Near", path=path, value=400)
    assert requests(running.advance(1)) > 300
    assert running.document.resources["Near"].properties["Traffic"]["Rate"] == 400


def test_manual_capacity_shows_in_the_next_frame():
    running = world(tiny())
    running.advance(3)
    do(running, kind="capacity", resource="Group", desired=4)
    [frame] = running.advance(1)
    group = frame.values["Group"]
    assert group["GroupDesiredCapacity"] == 4
    assert sum(group["GroupPendingInstances"].values()) == 2


def test_a_killed_instance_is_gone_in_the_next_frame_and_its_requests_are_reset():
    slow = tiny(Direct={"Requests": [{"Path": "/slow", "WorkMs": 900}], "Retries": 0})
    slow["Resources"]["Direct"]["Properties"]["Traffic"] = {"Shape": "Constant", "Rate": 4}
    running = world(slow)
    running.advance(10)
    held = running.plane.in_flight()
    do(running, kind="fault", fault="terminate_instance", resource="Group", parameters={})
    [frame] = running.advance(1)
    assert sum(frame.values["Group"]["GroupInServiceInstances"].values()) == 1
    assert held > 0
    assert frame.values["Direct"]["Errors"].get("connection_reset", 0) > 0


def test_a_bucket_that_is_down_fails_what_is_not_cached():
    raw = tiny()
    for id in ("Near", "Also"):
        raw["Resources"][id]["Properties"]["Requests"][0]["CacheControl"] = "max-age=1"
    running = world(raw)
    running.advance(3)
    do(running, kind="fault", fault="origin_down", resource="Files", duration=5)
    frames = running.advance(5)
    assert frames[0].faults[0]["fault"] == "origin_down"
    assert sum(frame.values["Near"]["Errors"].get("origin_down", 0) for frame in frames) > 0
    # It mends itself; the errors that the edge keeps run out after their ten seconds.
    frames = running.advance(20)
    assert any(command["kind"] == "clear_fault" for command in frames[0].commands)
    assert frames[0].faults == ()
    assert frames[-1].values["Near"]["Errors"].get("origin_down", 0) == 0


def test_a_zone_outage_leaves_the_other_zone():
    running = world(tiny())
    running.advance(3)
    do(running, kind="fault", fault="zone_outage", resource="ZoneA", duration=120)
    frames = running.advance(30)
    zones = frames[-1].values["Group"]["GroupInServiceInstances"]
    assert zones["ap-northeast-2a"] == 0
    assert zones["ap-northeast-2c"] >= 1


def test_a_command_waits_for_the_tick_boundary():
    running, twin = world(tiny()), world(tiny())
    running.advance(5)
    before = running.snapshot()
    do(running, kind="traffic", resource="Near", multiplier=0)
    assert running.plane.populations[0].multiplier == 1.0
    twin.advance(5)
    assert twin.snapshot() == before


def test_a_command_given_is_part_of_a_snapshot():
    running = world(tiny())
    running.advance(5)
    do(running, kind="traffic", resource="Near", multiplier=5)
    restored = World.restore(running.snapshot())
    assert as_bytes(restored.advance(3)) == as_bytes(running.advance(3))


def test_a_script_does_the_same_as_commands_given_in_time():
    command = {"kind": "capacity", "resource": "Group", "desired": 3}
    script = parse_script({"events": [{"at": 4, "command": command}]})
    scripted = world(tiny(), script=script).advance(10)
    given = world(tiny())
    frames = given.advance(4)
    given.apply(parse_command(command))
    frames += given.advance(6)
    assert as_bytes(scripted) == as_bytes(frames)


def test_a_changed_document_keeps_caches_and_instances():
    raw = tiny()
    running = world(raw)
    before = running.advance(100)[-1]
    changed = copy.deepcopy(raw)
    changed["Resources"]["Group"]["Properties"]["MaxSize"] = 6
    changed["Resources"]["Far"] = copy.deepcopy(changed["Resources"]["Near"])
    changed["Resources"]["Far"]["Properties"]["Location"] = "Tokyo"
    do(running, kind="update", document=changed)
    after = running.advance(1)[0]
    assert after.values["Group"]["InstanceStates"] == before.values["Group"]["InstanceStates"]
    assert requests([after], "Far") > 0
    assert after.values["Cdn"]["RequestsByEdge"]["NRT"] > 0
    # The edge they share is asked as without the change, and hits as a cache that was kept: only requests
    # that wait for an answer at the tick's end may count later, since the servers now have more to do.
    [unchanged] = world(raw).advance(101)[-1:]
    edge = unchanged.values["Cdn"]
    assert after.values["Cdn"]["RequestsByEdge"]["ICN"] == edge["RequestsByEdge"]["ICN"]
    assert edge["HitRatioByEdge"]["ICN"] > 0.1
    assert abs(after.values["Cdn"]["HitRatioByEdge"]["ICN"] - edge["HitRatioByEdge"]["ICN"]) < 0.02


def test_resources_that_leave_take_their_metrics_along():
    raw = tiny()
    running = world(raw)
    running.advance(10)
    do(running, kind="update", document=only(raw, "Direct"))
    frames = running.advance(30)
    assert "Near" not in frames[-1].values
    assert requests(frames, "Direct") > 0


def test_a_world_from_which_servers_leave_comes_to_rest():
    raw = tiny()
    running = world(raw)
    running.advance(10)
    smaller = only(raw, "Near")
    do(running, kind="traffic", resource="Lost", multiplier=20)
    running.advance(1)
    for id in ("Group", "Template", "App", "Targets", "Listener", "Alb"):
        del smaller["Resources"][id]
    config = smaller["Resources"]["Cdn"]["Properties"]["DistributionConfig"]
    config["Origins"] = config["Origins"][1:]
    config["DefaultCacheBehavior"]["TargetOriginId"] = "s3"
    do(running, kind="update", document=smaller)
    running.advance(1)
    do(running, kind="traffic", resource="Near", multiplier=0)
    running.advance(120)
    assert running.plane.in_flight() == 0


@pytest.mark.parametrize(
    "command",
    [
        {},
        {"kind": "nonsense"},
        {"kind": "traffic", "resource": "Near"},
        {"kind": "traffic", "resource": "Near", "multiplier": -1},
        {"kind": "traffic", "resource": "Near", "multiplier": float("nan")},
        {"kind": "traffic", "resource": "Near", "multiplier": 2, "extra": 1},
        {"kind": "capacity", "resource": "Group", "desired": 1.5},
        {"kind": "fault", "fault": "meteor", "resource": "Group"},
        {"kind": "fault", "fault": "origin_down", "resource": "Files", "duration": 0},
        {"kind": "set", "resource": "Near", "path": [], "value": 1},
        {"kind": "skip", "to": 0},
        {"kind": "update", "document": "text"},
    ],
)
def test_a_malformed_command_is_refused(command):
    with pytest.raises(InvalidInput) as error:
        parse_command(command)
    for problem in error.value.problems:
        assert problem.code and problem.message.en and problem.message.ko and problem.hint.en


@pytest.mark.parametrize(
    "command",
    [
        {"kind": "traffic", "resource": "Group", "multiplier": 2},
        {"kind": "traffic", "resource": "Nobody", "multiplier": 2},
        {"kind": "capacity", "resource": "Near", "desired": 2},
        {"kind": "fault", "fault": "origin_down", "resource": "Group"},
        {"kind": "clear_fault", "fault": "meteor", "resource": "Group"},
        {"kind": "set", "resource": "Nobody", "path": ["Properties", "MinSize"], "value": 1},
        {"kind": "set", "resource": "Group", "path": ["Properties", "MinSize"], "value": "many"},
        {"kind": "set", "resource": "Group", "path": ["Properties", "MinSize", "Deeper"], "value": 1},
        {"kind": "set", "resource": "Group", "path": ["Properties", "MinSize"], "value": 99},
        {"kind": "update", "document": {"SchemaVersion": 1, "Resources": {"A": {"Type": "No::Such"}}}},
        {"kind": "skip", "to": 3},
    ],
)
def test_a_command_that_does_not_fit_is_refused_and_changes_nothing(command):
    running = world(tiny())
    running.advance(5)
    before = running.snapshot()
    with pytest.raises(InvalidInput):
        running.apply(parse_command(command))
    assert running.snapshot() == before


def test_a_command_of_a_script_that_fits_nothing_is_left_out_and_said():
    nowhere = "Nowhere"
    commands = [
        {"kind": "traffic", "resource": nowhere, "multiplier": 2},
        {"kind": "capacity", "resource": nowhere, "desired": 2},
        {"kind": "fault", "fault": "zone_outage", "resource": nowhere},
        {"kind": "set", "resource": nowhere, "path": ["Properties", "MinSize"], "value": 1},
    ]
    script = parse_script({"events": [{"at": 1, "command": command} for command in commands]})
    scripted, plain = world(tiny(), script=script).advance(4), world(tiny()).advance(4)
    assert [len(command["problems"]) for command in scripted[1].commands] == [1] * len(commands)
    assert [frame.values for frame in scripted] == [frame.values for frame in plain]


def test_a_group_that_left_in_the_same_tick_is_not_scaled():
    running = world(tiny())
    running.advance(1)
    raw = tiny()
    del raw["Resources"]["Group"]
    running.apply(parse_command({"kind": "update", "document": raw}))
    running.apply(parse_command({"kind": "capacity", "resource": "Group", "desired": 3}))
    [frame] = running.advance(1)
    assert [command.get("problems") is None for command in frame.commands] == [True, False]
