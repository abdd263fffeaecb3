from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.document import check_document, edit, owners, parse_document, wires
from simulator.problems import InvalidInput, Severity
from simulator.services.registry import BY_TYPE, KINDS
from tests.simulator.document.conftest import World
from tests.simulator.document.test_parsing import anything

EMPTY = parse_document({"SchemaVersion": 1, "Resources": {}})
DROPPABLE = [kind.type for kind in KINDS if kind.drop is not None]


def types(document) -> list[str]:
    return sorted(resource.type.split("::")[-1] for resource in document.resources.values())


def lines(document) -> set[tuple[str, str]]:
    return {(wire["source"], wire["target"]) for wire in wires(document)}


def refusal(document, request: Any):
    with pytest.raises(InvalidInput) as caught:
        edit(document, request)
    return caught.value.problems[0]


# --- create ---------------------------------------------------------------------------------------------


def test_a_balancer_brings_a_listener_a_target_group_and_two_zones():
    result = edit(EMPTY, {"kind": "create", "type": DROPPABLE_BALANCER, "position": {"x": 10, "y": 20}})
    assert types(result.document) == ["Listener", "LoadBalancer", "Subnet", "Subnet", "TargetGroup", "VPC"]
    assert result.document.resources[result.created[0]].metadata == {"Canvas": {"x": 10, "y": 20}}


DROPPABLE_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
GROUP = "AWS::AutoScaling::AutoScalingGroup"


def test_a_group_brings_template_application_policy_and_zones():
    result = edit(EMPTY, {"kind": "create", "type": GROUP, "position": {"x": 0, "y": 0}})
    assert types(result.document) == [
        "Application", "AutoScalingGroup", "LaunchTemplate", "ScalingPolicy", "Subnet", "Subnet", "VPC",
    ]  # fmt: skip
    assert check_document(result.document) == ()


def test_a_second_group_stands_in_the_zones_that_are_there(world):
    world.edit(kind="create", type=GROUP, position={"x": 0, "y": 0})
    assert types(world.document).count("Subnet") == 2
    assert types(world.document).count("VPC") == 1


def test_new_zones_are_other_zones_with_blocks_of_their_own(world):
    for _ in range(2):
        world.edit(kind="create", type="AWS::EC2::Subnet", position={"x": 0, "y": 0})
    assert check_document(world.document) == ()
    zones = [
        r.properties["AvailabilityZone"]
        for r in world.document.resources.values()
        if r.type.endswith("Subnet")
    ]
    assert len(set(zones)) == 4


@pytest.mark.parametrize("type_", DROPPABLE)
def test_whatever_is_dropped_on_an_empty_canvas_is_new_and_well_formed(type_: str):
    result = edit(EMPTY, {"kind": "create", "type": type_, "position": {"x": 1, "y": 2}})
    assert result.document.resources[result.created[0]].type == type_
    assert set(result.created) == set(result.document.resources)
    assert {problem.code for problem in check_document(result.document)} <= {
        "MissingProperty", "WrongLength", "EmptyZone", "NoTargets",
    }  # fmt: skip


# --- wires ----------------------------------------------------------------------------------------------


def test_wires_follow_the_traffic(world):
    names = {id: name for name, id in world.ids.items()}
    assert {(names[source], names[target]) for source, target in lines(world.document)} == {
        ("Viewers", "Zone"), ("Zone", "Edge"), ("Edge", "Balancer"), ("Edge", "Bucket"), ("Balancer", "Group"),
    }  # fmt: skip


def test_a_wire_says_which_reference_makes_it(world):
    for wire in wires(world.document):
        value: Any = world.document.as_json()["Resources"]
        for part in wire["via"]:
            value = value[part]
        assert set(value) <= {"Ref", "Fn::GetAtt"}


def test_the_first_origin_is_the_default_and_the_next_has_a_path(world):
    config = world.properties("Edge")["DistributionConfig"]
    assert config["DefaultCacheBehavior"]["TargetOriginId"] == world.ids["Balancer"]
    assert [item["PathPattern"] for item in config["CacheBehaviors"]] == ["/static/*"]


def test_a_second_wire_from_a_zone_makes_both_records_weighted(world):
    world.connect("Zone", "Balancer")
    records = [r.properties for r in world.document.resources.values() if r.type.endswith("RecordSet")]
    assert [record["Weight"] for record in records] == [50, 50]
    assert len({record["SetIdentifier"] for record in records}) == 2
    assert check_document(world.document) == ()


def test_a_record_left_alone_is_simple_again(world):
    before = world.document
    world.connect("Zone", "Balancer")
    world.disconnect("Zone", "Balancer")
    assert world.document == before


def test_wiring_a_group_makes_it_trust_the_balancers_health(world):
    assert world.properties("Group")["HealthCheckType"] == "ELB"
    world.disconnect("Balancer", "Group")
    assert "TargetGroupARNs" not in world.properties("Group")
    assert "HealthCheckType" not in world.properties("Group")


def test_viewers_wired_elsewhere_leave_their_zone(world):
    world.connect("Viewers", "Edge")
    assert (world.ids["Viewers"], world.ids["Zone"]) not in lines(world.document)
    assert "HostName" not in world.properties("Viewers")
    assert check_document(world.document) == ()


@pytest.mark.parametrize(
    ("source", "target", "about"),
    [
        ("Viewers", "Group", "load balancer"),
        ("Edge", "Group", "load balancer"),
        ("Balancer", "Bucket", "CloudFront"),
    ],
)
def test_a_refused_wire_says_why_and_what_instead(world, source: str, target: str, about: str):
    request = {"kind": "connect", "source": world.ids[source], "target": world.ids[target]}
    problem = refusal(world.document, request)
    assert problem.code == "WireRefused"
    assert about in problem.message.en


def test_a_wire_that_is_there_is_not_drawn_again(world):
    request = {"kind": "connect", "source": world.ids["Balancer"], "target": world.ids["Group"]}
    assert refusal(world.document, request).code == "WireRefused"


def test_a_wire_that_is_not_there_cannot_be_removed(world):
    request = {"kind": "disconnect", "source": world.ids["Zone"], "target": world.ids["Bucket"]}
    assert refusal(world.document, request).code == "NoSuchWire"


@pytest.mark.parametrize(("source", "target"), [("Edge", "Bucket"), ("Edge", "Balancer"), ("Zone", "Edge")])
def test_disconnecting_takes_the_wire_and_leaves_the_rest(world, source: str, target: str):
    before = lines(world.document)
    world.disconnect(source, target)
    assert before - lines(world.document) == {(world.ids[source], world.ids[target])}


# --- remove and duplicate -------------------------------------------------------------------------------


def test_removing_takes_what_is_owned_and_every_reference(world):
    for name in world.ids:
        removed = edit(world.document, {"kind": "remove", "resources": [world.ids[name]]}).document
        assert world.ids[name] not in removed.resources
        broken = {"MissingReference", "UnknownOrigin", "WrongReference"}
        assert not broken & {problem.code for problem in check_document(removed)}
        assert set(owners(removed)) == {id for id in owners(world.document) if id in removed.resources}


def test_a_target_group_of_two_listeners_stays_with_the_other(world):
    raw = copy.deepcopy(world.document.as_json())
    listener = world.child("AWS::ElasticLoadBalancingV2::Listener")
    raw["Resources"]["Second"] = copy.deepcopy(raw["Resources"][listener])
    raw["Resources"]["Second"]["Properties"]["Port"] = 8080
    shared = parse_document(raw)
    removed = edit(shared, {"kind": "remove", "resources": [listener]}).document
    assert world.child("AWS::ElasticLoadBalancingV2::TargetGroup") in removed.resources


def test_a_copy_has_children_of_its_own_and_the_same_neighbours(world):
    created = world.edit(kind="duplicate", resource=world.ids["Group"])
    group, *children = created
    assert sorted(world.document.resources[id].type.split("::")[-1] for id in children) == [
        "Application", "LaunchTemplate", "ScalingPolicy",
    ]  # fmt: skip
    assert {owner for id, owner in owners(world.document).items() if id in children} <= set(created)
    assert (world.ids["Balancer"], group) in lines(world.document)
    assert check_document(world.document) == ()


def test_a_copy_lies_beside_its_original(world):
    (copied,) = world.edit(kind="duplicate", resource=world.ids["Bucket"])
    assert world.document.resources[copied].metadata["Canvas"] == {"x": 850, "y": 40}


def test_an_edit_leaves_the_document_it_was_given(world):
    before = copy.deepcopy(world.document.as_json())
    for request in (
        {"kind": "connect", "source": world.ids["Zone"], "target": world.ids["Balancer"]},
        {"kind": "disconnect", "source": world.ids["Edge"], "target": world.ids["Bucket"]},
        {"kind": "remove", "resources": [world.ids["Edge"]]},
        {"kind": "duplicate", "resource": world.ids["Group"]},
    ):
        edit(world.document, request)
        assert world.document.as_json() == before


# --- any edits ------------------------------------------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.sampled_from(["create", "connect", "connect", "connect", "disconnect", "remove", "duplicate"]),
        st.integers(0, 30),
        st.integers(0, 30),
    ),
    max_size=8,
)


def request_for(document, step: tuple[str, int, int]) -> dict[str, Any]:
    kind, one, other = step
    ids = [id for id, resource in document.resources.items() if BY_TYPE[resource.type].canvas]

    def pick(number: int) -> str:
        return ids[number % len(ids)] if ids else "Nothing"

    match kind:
        case "create":
            return {"kind": kind, "type": DROPPABLE[one % len(DROPPABLE)], "position": {"x": one, "y": other}}
        case "remove":
            return {"kind": kind, "resources": [pick(one)]}
        case "duplicate":
            return {"kind": kind, "resource": pick(one)}
    return {"kind": kind, "source": pick(one), "target": pick(other)}


@given(steps)
@settings(max_examples=60, deadline=None)
def test_any_sequence_of_edits_keeps_the_document_whole_and_can_be_undone(sequence):
    history = [World().document]
    for step in sequence:
        try:
            result = edit(history[-1], request_for(history[-1], step))
        except InvalidInput:
            continue
        history.append(result.document)
        assert parse_document(result.document.as_json()) == result.document
        assert set(result.created) <= set(result.document.resources)
        found = {p.code for p in check_document(result.document) if p.severity is Severity.ERROR}
        assert not found & {
            "MissingReference",
            "WrongReference",
            "WrongAttribute",
            "UnknownProperty",
            "WrongType",
        }
    assert history[0].hash == World().document.hash


@given(anything | st.fixed_dictionaries(
    {"kind": st.sampled_from(["create", "connect", "disconnect", "remove", "duplicate"])},
    optional={
        key: anything | st.just("Bucket")
        for key in ("type", "position", "source", "target", "resource", "resources")
    },
))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_nothing_but_invalid_input_comes_of_any_request(request):
    with pytest.raises(InvalidInput):
        edit(EMPTY, request)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_edits_live_with_properties_of_any_shape(data):
    raw = copy.deepcopy(World().document.as_json())
    broken = data.draw(st.sampled_from(sorted(raw["Resources"])))
    names = st.sampled_from(sorted(BY_TYPE[raw["Resources"][broken]["Type"]].model.model_fields))
    properties = raw["Resources"][broken]["Properties"]
    properties[data.draw(names)] = data.draw(anything)
    config = properties.get("DistributionConfig")
    if isinstance(config, dict) and config:
        config[data.draw(st.sampled_from(sorted(config)))] = data.draw(
            anything | st.lists(st.just({"Id": []}))
        )
    try:
        document = parse_document(raw)
    except InvalidInput:
        return
    for _ in range(4):
        step = data.draw(steps.filter(bool))[0]
        try:
            document = edit(document, request_for(document, step)).document
        except InvalidInput:
            continue
    wires(document), owners(document), check_document(document)
