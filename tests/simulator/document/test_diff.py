from __future__ import annotations

import copy

from simulator.document import diff, parse_document


def test_equal_documents_have_no_difference(world):
    assert diff(world.document, parse_document(world.document.as_yaml())) == []


def test_a_changed_property_is_told_by_its_path(world):
    (change,) = diff(world.document, world.with_property("Group", "MaxSize", 9))
    assert (change.kind, change.path, change.before, change.after) == (
        "changed",
        (world.ids["Group"], "Properties", "MaxSize"),
        6,
        9,
    )


def test_a_resource_that_came_is_one_change(world):
    before = world.document
    (bucket,) = world.edit(kind="create", type="AWS::S3::Bucket", position={"x": 0, "y": 0})
    (change,) = diff(before, world.document)
    assert (change.kind, change.path) == ("added", (bucket,))
    (change,) = diff(world.document, before)
    assert (change.kind, change.path) == ("removed", (bucket,))


def test_layout_is_no_difference_unless_asked_for(world):
    raw = copy.deepcopy(world.document.as_json())
    raw["Resources"][world.ids["Group"]]["Metadata"]["Canvas"]["x"] += 10
    moved = parse_document(raw)
    assert diff(world.document, moved) == []
    assert [change.path[-1] for change in diff(world.document, moved, metadata=True)] == ["x"]


def test_true_is_not_one(world):
    one = parse_document(
        {"SchemaVersion": 1, "Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"n": 1}}}}
    )
    true = parse_document(
        {"SchemaVersion": 1, "Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"n": True}}}}
    )
    assert len(diff(one, true)) == 1
