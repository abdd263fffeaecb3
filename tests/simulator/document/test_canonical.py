from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.document import parse_document
from simulator.document.canonical import as_yaml
from simulator.document.reading import read

#: Text a careless YAML writer leaves without quotes, and a reader takes for something else.
TRICKY = (
    "yes", "NO", "null", "~", "", "2012-10-17", "1e3", "0x1f", "0o7", "017", ".5", "-", "- a", "a: b", "a #b", "#",
    "&a", "*a", "!Ref x", "%a", "@a", "`a", "<<", "=", "a:", ":a", " a", "a ", "/api/*", "10.0.0.0/16",
)  # fmt: skip
carried = st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\x7f"), max_size=12)
text = st.sampled_from(TRICKY) | carried.filter(
    lambda value: all(character >= " " or character in "\n\t\r" for character in value)
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False).map(
        lambda number: int(number) if number.is_integer() and abs(number) < 2**53 else number
    )
    | text
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(text, values, max_size=4))
@settings(max_examples=300, deadline=None)
def test_yaml_reads_back_as_what_was_written(raw: dict[str, Any]):
    assert json.dumps(read(as_yaml(raw))) == json.dumps(raw)


@given(st.dictionaries(text, values, max_size=4), st.dictionaries(text, values, max_size=3))
@settings(max_examples=100, deadline=None)
def test_a_document_survives_json_yaml_and_canonical_bytes(
    properties: dict[str, Any], metadata: dict[str, Any]
):
    raw = {
        "SchemaVersion": 1,
        "Name": "가게",
        "Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": properties, "Metadata": metadata}},
    }
    document = parse_document(raw)
    assert parse_document(json.dumps(document.as_json())) == document
    assert parse_document(document.as_yaml()) == document
    again = parse_document(document.canonical())
    assert again.canonical() == document.canonical()
    assert again.hash == document.hash


def test_the_hash_ignores_name_layout_and_order():
    files = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "files"}}
    one = parse_document({"SchemaVersion": 1, "Name": "one", "Resources": {"A": files, "B": files}})
    other = parse_document(
        {
            "SchemaVersion": 1,
            "Name": "other",
            "Metadata": {"note": "moved"},
            "Resources": {"B": files, "A": {**files, "Metadata": {"Canvas": {"x": 5, "y": 6}}}},
        }
    )
    assert one.hash == other.hash


def test_the_hash_notices_every_property_region_and_type():
    def hash_of(**resource: Any) -> str:
        return parse_document({"SchemaVersion": 1, "Resources": {"A": resource}}).hash

    hashes = {
        hash_of(Type="AWS::S3::Bucket"),
        hash_of(Type="AWS::EC2::VPC"),
        hash_of(Type="AWS::S3::Bucket", Region="us-east-1"),
        hash_of(Type="AWS::S3::Bucket", Account="main"),
        hash_of(Type="AWS::S3::Bucket", Properties={"BucketName": "files"}),
    }
    assert len(hashes) == 5


def test_yaml_shows_references_in_one_line(world):
    assert f"LoadBalancerArn: {{Ref: {world.ids['Balancer']}}}" in world.document.as_yaml()
    assert "{Fn::GetAtt: [Distribution, DomainName]}" in world.document.as_yaml()
