"""Access keys are state of the world: two at most, and nobody ever sees a secret in it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from simulator.document import parse_document
from simulator.engine import Frame, World, parse_command
from simulator.problems import InvalidInput
from simulator.services.iam.access_keys import MAX_KEYS, UserRuntime


def document(**more: Any) -> Any:
    resources = {"Alice": {"Type": "AWS::IAM::User"}, "Bob": {"Type": "AWS::IAM::User"}, **more}
    return parse_document({"SchemaVersion": 1, "Resources": resources})


def world(seed: int = 7) -> World:
    return World.create(document(), seed=seed)


def call(running: World, operation: str, resource: str = "Alice", **parameters: Any) -> Frame:
    """Make the call; the frame after it."""
    command = {"kind": "operate", "operation": operation, "resource": resource, "parameters": parameters}
    running.apply(parse_command(command))
    return running.advance(1)[0]


def keys(frame: Frame, user: str = "Alice") -> dict[str, str]:
    found: dict[str, str] = frame.values[user]["AccessKeys"]
    return found


def refused(running: World, operation: str, **parameters: Any) -> tuple[str, tuple[Any, ...]]:
    with pytest.raises(InvalidInput) as error:
        call(running, operation, **parameters)
    (problem,) = error.value.problems
    return problem.code, problem.path


def test_a_user_begins_without_keys() -> None:
    (frame,) = world().advance(1)
    assert keys(frame) == {} and frame.values["Alice"]["AccessKeysCreated"] == {}


def test_a_new_key_is_active_and_has_an_id_as_aws_gives_them() -> None:
    running = world()
    running.advance(4)
    frame = call(running, "create_access_key")
    ((id, status),) = keys(frame).items()
    assert re.fullmatch(r"AKIA[A-Z2-7]{16}", id) and status == "Active"
    assert frame.values["Alice"]["AccessKeysCreated"] == {id: 4}
    assert keys(frame, "Bob") == {}
    (said,) = [one for one in frame.decisions if one.subject == "iam.access_key"]
    assert (said.outcome, said.reason, said.resource) == (id, "AccessKeyCreated", "Alice")


def test_a_third_key_is_refused_even_while_one_is_inactive() -> None:
    running = world()
    for _ in range(MAX_KEYS):
        frame = call(running, "create_access_key")
    first, second = keys(frame)
    assert first != second
    frame = call(running, "update_access_key", AccessKeyId=first, Status="Inactive")
    assert keys(frame) == {first: "Inactive", second: "Active"}
    assert refused(running, "create_access_key") == ("LimitExceeded", ("parameters",))
    frame = call(running, "delete_access_key", AccessKeyId=first)
    assert list(keys(frame)) == [second]
    third = list(keys(call(running, "create_access_key")))[1]
    assert third not in (first, second)


def test_a_deactivated_key_can_be_activated_again() -> None:
    running = world()
    (id,) = keys(call(running, "create_access_key"))
    assert keys(call(running, "update_access_key", AccessKeyId=id, Status="Inactive")) == {id: "Inactive"}
    assert keys(call(running, "update_access_key", AccessKeyId=id, Status="Active")) == {id: "Active"}


@pytest.mark.parametrize("operation", ["update_access_key", "delete_access_key"])
def test_a_key_of_somebody_else_is_not_found(operation: str) -> None:
    running = world()
    (of_bob,) = keys(call(running, "create_access_key", "Bob"), "Bob")
    assert refused(running, operation, AccessKeyId=of_bob) == (
        "NoSuchEntity",
        ("parameters", "AccessKeyId"),
    )


@pytest.mark.parametrize("wrong", [{"Status": "Expired"}, {"AccessKeyId": "AKIA"}, {"UserName": "alice"}])
def test_parameters_are_those_of_the_api(wrong: dict[str, str]) -> None:
    given = {"AccessKeyId": "AKIAABCDEFGHIJKLMNOP", "Status": "Active", **wrong}
    _, path = refused(world(), "update_access_key", **given)
    assert path == ("parameters", *wrong)


def test_a_group_has_no_keys() -> None:
    running = World.create(document(Team={"Type": "AWS::IAM::Group"}), seed=1)
    assert refused(running, "create_access_key", resource="Team")[0] == "OperationDoesNotApply"


def test_keys_are_in_snapshots_and_go_on_from_there() -> None:
    running = world()
    call(running, "create_access_key")
    restored = World.restore(running.snapshot())
    after = [call(one, "create_access_key").as_json() for one in (running, restored)]
    assert after[0] == after[1] and len(after[0]["values"]["Alice"]["AccessKeys"]) == MAX_KEYS


def test_the_same_seed_gives_the_same_ids_and_another_gives_others() -> None:
    ids = [list(keys(call(world(seed), "create_access_key"))) for seed in (7, 7, 8)]
    assert ids[0] == ids[1] != ids[2]


def test_keys_stay_when_policies_change_and_go_with_their_user() -> None:
    running = world()
    kept = keys(call(running, "create_access_key"))
    changed = document(Alice={"Type": "AWS::IAM::User", "Properties": {"Path": "/dev/"}})
    running.apply(parse_command({"kind": "update", "document": changed.as_json()}))
    assert keys(running.advance(1)[0]) == kept
    alone = {"SchemaVersion": 1, "Resources": {"Bob": {"Type": "AWS::IAM::User"}}}
    running.apply(parse_command({"kind": "update", "document": alone}))
    assert "Alice" not in running.advance(1)[0].values
    running.apply(parse_command({"kind": "update", "document": document().as_json()}))
    assert keys(running.advance(1)[0]) == {}


def test_a_world_holds_no_secret() -> None:
    running = world()
    frame = call(running, "create_access_key")
    told = json.dumps(frame.as_json())
    assert "SecretAccessKey" not in told
    assert set(UserRuntime("Alice").state()) == {"keys"}
    runtime = running.control.runtimes["Alice"]
    assert [len(row) for row in runtime.state()["keys"]] == [3]
