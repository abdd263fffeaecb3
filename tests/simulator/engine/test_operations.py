"""Calls of AWS's API on a running world: how they are taken, refused, kept and played again."""

from __future__ import annotations

import json

import pytest

from simulator.engine import World, parse_command, parse_script
from simulator.engine.commands import Operate
from simulator.problems import InvalidInput
from simulator.services.registry import KINDS
from tests.simulator.engine.worlds import as_bytes, do, tiny, world

SUSPEND = {"kind": "operate", "operation": "suspend_processes", "resource": "Group"}


def test_a_call_is_done_in_the_next_frame_and_said_there():
    running = world(tiny(Group={"DesiredCapacity": 3}))
    running.advance(3)
    do(running, kind="operate", operation="enter_standby", resource="Group", parameters={"Count": 1})
    assert sum(running.advance(1)[0].values["Group"]["GroupStandbyInstances"].values()) == 1
    do(running, kind="operate", operation="exit_standby", resource="Group")
    [frame] = running.advance(1)
    assert sum(frame.values["Group"]["GroupStandbyInstances"].values()) == 0
    assert frame.commands[0]["operation"] == "exit_standby"
    assert "i-0" in frame.commands[0]["text"]["ko"]


def test_parameters_are_checked_where_they_stand():
    running = world(tiny())
    command = parse_command({**SUSPEND, "parameters": {"ScalingProcesses": ["Nothing"], "Extra": 1}})
    with pytest.raises(InvalidInput) as error:
        running.apply(command)
    assert {problem.path[0] for problem in error.value.problems} == {"parameters"}
    assert all(problem.message.en and problem.message.ko for problem in error.value.problems)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ({**SUSPEND, "resource": "Near"}, "OperationDoesNotApply"),
        ({**SUSPEND, "resource": "Nobody"}, "OperationDoesNotApply"),
        ({**SUSPEND, "operation": "exit_standby"}, "NoInstance"),
        ({**SUSPEND, "operation": "complete_lifecycle_action"}, "NoActiveLifecycleAction"),
        (
            {
                **SUSPEND,
                "operation": "terminate_instance_in_auto_scaling_group",
                "parameters": {"ShouldDecrementDesiredCapacity": True},
            },
            "BelowMinimum",
        ),
    ],
)
def test_a_call_that_aws_would_refuse_is_refused_and_changes_nothing(command, code):
    running = world(tiny())
    running.advance(5)
    before = running.snapshot()
    with pytest.raises(InvalidInput) as error:
        running.apply(parse_command(command))
    assert [problem.code for problem in error.value.problems] == [code]
    assert running.snapshot() == before


def test_an_operation_that_no_kind_offers_is_no_command():
    with pytest.raises(InvalidInput) as error:
        parse_command({**SUSPEND, "operation": "launch_rocket"})
    assert "suspend_processes" in error.value.problems[0].message.en


def test_a_call_given_is_part_of_a_snapshot_and_so_is_what_it_did():
    running = world(tiny())
    running.advance(5)
    do(running, **{**SUSPEND, "parameters": {"ScalingProcesses": ["Launch"]}})
    restored = World.restore(running.snapshot())
    for one in (running, restored):
        do(one, kind="fault", fault="terminate_instance", resource="Group")
    assert as_bytes(restored.advance(30)) == as_bytes(running.advance(30))
    assert restored.control.runtimes["Group"].suspended == ["Launch"]
    again = World.restore(restored.snapshot())
    assert as_bytes(again.advance(3)) == as_bytes(restored.advance(3))
    assert restored.snapshot() == again.snapshot()


def test_a_script_makes_the_same_calls_as_somebody_in_time():
    command = {**SUSPEND, "operation": "set_instance_protection", "parameters": {"Count": 2}}
    events = [
        {"at": 4, "command": command},
        {"at": 6, "command": {"kind": "capacity", "resource": "Group", "desired": 4}},
        {"at": 90, "command": {"kind": "capacity", "resource": "Group", "desired": 2}},
    ]
    scripted = world(tiny(), script=parse_script({"events": events})).advance(100)
    given = world(tiny())
    frames = []
    for event in events:
        frames += given.advance(event["at"] - len(frames))
        given.apply(parse_command(event["command"]))
    frames += given.advance(100 - len(frames))
    assert as_bytes(scripted) == as_bytes(frames)
    assert scripted[4].commands[0]["operation"] == "set_instance_protection"
    assert scripted[4].commands[0]["text"]["en"] and scripted[4].commands[0]["text"]["ko"]


def test_a_call_of_a_script_that_no_longer_fits_is_left_out_and_said():
    events = [
        {"at": 1, "command": {**SUSPEND, "operation": "exit_standby"}},
        {"at": 1, "command": {**SUSPEND, "resource": "Near"}},
    ]
    scripted = world(tiny(), script=parse_script({"events": events})).advance(4)
    plain = world(tiny()).advance(4)
    assert [len(command["problems"]) for command in scripted[1].commands] == [1, 1]
    # The line of the log says which call it was, and why.
    known, unknown = (command["text"] for command in scripted[1].commands)
    why = scripted[1].commands[0]["problems"][0]["message"]
    assert known["en"] == f"Left out: Exit standby (Group). {why['en']}"
    assert known["ko"].endswith(why["ko"]) and "(Group)" in known["ko"]
    assert "(Near)" in unknown["en"]
    assert [frame.values for frame in scripted] == [frame.values for frame in plain]


def test_of_two_calls_in_one_tick_the_second_meets_the_world_the_first_left():
    running = world(tiny(Group={"MaxSize": 4, "DesiredCapacity": 3}))
    running.advance(2)
    standby = {**SUSPEND, "operation": "enter_standby"}
    running.apply(parse_command(standby))
    running.apply(parse_command(standby))  # each alone would leave two, both together one
    [frame] = running.advance(1)
    assert [command.get("problems") is None for command in frame.commands] == [True, False]
    assert frame.values["Group"]["GroupDesiredCapacity"] == 2
    assert sum(frame.values["Group"]["GroupStandbyInstances"].values()) == 1


def test_every_operation_offered_is_one_the_commands_know_and_its_parameters_have_defaults():
    for kind in KINDS:
        for operation in kind.operations:
            command = parse_command({**SUSPEND, "operation": operation.id})
            assert isinstance(command, Operate)
            assert operation.label.ko and operation.help.ko
            operation.parameters()


def test_activities_are_told_twice_with_the_fields_of_the_api():
    running = world(tiny())
    running.advance(3)
    do(running, kind="capacity", resource="Group", desired=3)
    frames = running.advance(60)
    told = [d for frame in frames for d in frame.decisions if d.subject == "autoscaling.activity"]
    assert [decision.reason for decision in told] == ["PreInService", "Successful"]
    begun, over = (decision.evidence for decision in told)
    assert begun["ActivityId"] == over["ActivityId"] and begun["EndTime"] is None
    assert over["EndTime"] > over["StartTime"] and over["Progress"] == 100
    assert "2 → 3" in begun["Cause"]["en"] and "2 of 3" in begun["Cause"]["en"]
    assert begun["Cause"]["ko"] != begun["Cause"]["en"]
    json.dumps([decision.as_json() for decision in told])
