from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import simulator.services
from simulator.resources.fields import Field, fields_of
from simulator.services.kinds import LAYERS, Layer
from simulator.services.registry import BY_TYPE, KINDS, catalogue, fault

SERVICES = Path(simulator.services.__file__).parent
KOREAN = re.compile("[가-힣]")


def every_field(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from every_field(field.fields)
        for variant in field.variants:
            yield from every_field(variant.fields)
        if field.item is not None:
            yield from every_field((field.item,))


def declared(kind) -> Iterator[Field]:
    yield from every_field(fields_of(kind.model))
    for item in kind.faults:
        yield from every_field(fields_of(item.parameters))


def folders() -> set[str]:
    return {kind.model.__module__.split(".")[2] for kind in KINDS}


def test_every_type_is_listed_once():
    assert len(BY_TYPE) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.type)
def test_every_field_has_help_in_both_languages(kind):
    for field in declared(kind):
        assert field.about.help.en.endswith((".", "?")), field.name
        assert KOREAN.search(field.about.help.ko), field.name
        assert field.about.help.ko.endswith("."), field.name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.type)
def test_every_reference_points_to_a_known_kind_and_attribute(kind):
    for field in declared(kind):
        for target in field.targets:
            assert target.type in BY_TYPE, field.name
            assert target.attribute is None or target.attribute in BY_TYPE[target.type].attributes, field.name


def test_wires_refusals_and_owners_name_known_kinds():
    for kind in KINDS:
        targets = [wire.target for wire in kind.wires]
        refused = [refusal.target for refusal in kind.refusals]
        assert {*targets, *refused} <= set(BY_TYPE)
        assert not set(targets) & set(refused)
        assert kind.owner is None or kind.owner.type in BY_TYPE


def test_every_pair_of_canvas_kinds_is_wired_or_refused_with_a_reason():
    said = {
        (wire["source"], wire["target"]) for wire in catalogue("en")["wires"] + catalogue("en")["refusals"]
    }
    assert catalogue("en")["default_refusal"]
    canvas = [kind.type for kind in KINDS if kind.canvas]
    assert said <= {(one, other) for one in canvas for other in canvas}


def test_every_resource_that_is_not_on_the_canvas_has_an_owner_or_is_a_network():
    for kind in KINDS:
        assert kind.canvas or kind.owner or kind.layer is Layer.NETWORK, kind.type


def test_faults_have_their_fixed_ids_and_defaults():
    ids = {(kind.type.split("::")[-1], item.id) for kind in KINDS for item in kind.faults}
    assert ids == {
        ("AutoScalingGroup", "terminate_instance"),
        ("AutoScalingGroup", "slow_instances"),
        ("AutoScalingGroup", "hang_instance"),
        ("AutoScalingGroup", "crash_instance"),
        ("AutoScalingGroup", "memory_leak"),
        ("AutoScalingGroup", "spot_interruption"),
        *(
            ("Instance", fault)
            for fault in ("slow_instances", "hang_instance", "crash_instance", "memory_leak")
        ),
        ("Subnet", "zone_outage"),
        ("Bucket", "origin_down"),
    }
    slow = fault("AWS::AutoScaling::AutoScalingGroup", "slow_instances")
    assert slow is not None and slow.parameters().model_dump() == {"Factor": 5.0, "Share": 1.0}


def test_both_languages_have_the_same_shape():
    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shape(item) for key, item in value.items()}
        if isinstance(value, list):
            return [shape(item) for item in value]
        return type(value).__name__

    assert shape(catalogue("en")) == shape(catalogue("ko"))


def test_the_catalogue_is_plain_json():
    for language in ("en", "ko"):
        found = catalogue(language)
        assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert [layer["id"] for layer in catalogue("en")["layers"]] == list(LAYERS)


def test_a_variant_shows_the_fields_of_each_of_its_forms():
    clients = next(kind for kind in catalogue("ko")["kinds"] if kind["type"] == "Lab::Clients")
    traffic = next(field for field in clients["fields"] if field["name"] == "Traffic")
    assert traffic["type"] == "variant" and traffic["discriminator"] == "Shape"
    variants = {
        variant["value"]: [field["name"] for field in variant["fields"]] for variant in traffic["variants"]
    }
    assert variants["Constant"] == ["Rate"]
    assert variants["FlashCrowd"] == ["Base", "Peak", "Start", "Rise", "Hold", "Fall"]


@pytest.mark.parametrize("folder", sorted(folders()))
def test_every_service_says_what_it_teaches_in_both_languages(folder: str):
    english = (SERVICES / folder / "texts" / "en.md").read_text()
    korean = (SERVICES / folder / "texts" / "ko.md").read_text()
    assert english.startswith("# ") and len(english.splitlines()) > 6
    assert korean.startswith("# ") and KOREAN.search(korean)
    assert english.count("\n- ") == korean.count("\n- ")


def test_a_group_owns_its_launch_template_however_it_names_it():
    """Or it would lie about on the canvas as soon as a mixed instances policy names it."""
    [group] = [
        kind for kind in catalogue("en")["kinds"] if kind["type"] == "AWS::AutoScaling::AutoScalingGroup"
    ]
    paths = [child["path"] for child in group["children"] if child["type"] == "AWS::EC2::LaunchTemplate"]
    assert [path[0] for path in paths] == ["LaunchTemplate", "MixedInstancesPolicy"]
    assert {path[-1] for path in paths} == {"LaunchTemplateId"}
