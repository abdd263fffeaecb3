from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.document import parse_document
from simulator.problems import InvalidInput
from simulator.services.registry import BY_TYPE

EMPTY = {"SchemaVersion": 1, "Resources": {}}


def refused(source: Any) -> dict[str, tuple[Any, ...]]:
    """The problems' codes with their paths."""
    with pytest.raises(InvalidInput) as caught:
        parse_document(source)
    return {problem.code: problem.path for problem in caught.value.problems}


def bucket(**more: Any) -> dict[str, Any]:
    return {"SchemaVersion": 1, "Resources": {"Files": {"Type": "AWS::S3::Bucket", **more}}}


def test_json_yaml_bytes_and_dict_give_the_same_document():
    as_dict = bucket(Region="ap-northeast-2", Properties={"BucketName": "my-files"})
    as_json = json.dumps(as_dict)
    as_yaml = """
SchemaVersion: 1
Resources:
  Files: {Type: AWS::S3::Bucket, Region: ap-northeast-2, Properties: {BucketName: my-files}}
"""
    parsed = parse_document(as_dict)
    assert parsed.resources["Files"].properties == {"BucketName": "my-files"}
    assert parse_document(as_json) == parsed
    assert parse_document(as_json.encode()) == parsed
    assert parse_document(as_yaml) == parsed
    assert parse_document(("\ufeff" + as_yaml).encode()) == parsed


def test_yaml_is_read_by_version_1_2():
    source = """
SchemaVersion: 1
Resources: {}
Metadata: {date: 2012-10-17, country: NO, octal: 0o17, old: 017, half: .5, sexagesimal: "1:30", none: ~}
"""
    assert parse_document(source).metadata == {
        "date": "2012-10-17",
        "country": "NO",
        "octal": 15,
        "old": 17,
        "half": 0.5,
        "sexagesimal": "1:30",
        "none": None,
    }


def test_short_forms_of_references_become_long_ones():
    source = "SchemaVersion: 1\nResources: {}\nMetadata: {a: !Ref Web, b: !GetAtt Web.DNSName}"
    assert parse_document(source).metadata == {"a": {"Ref": "Web"}, "b": {"Fn::GetAtt": ["Web", "DNSName"]}}


def test_a_whole_number_is_one_however_it_is_written():
    one = parse_document('{"SchemaVersion": 1, "Resources": {}, "Metadata": {"n": 2.0}}')
    assert type(one.metadata["n"]) is int


@pytest.mark.parametrize(
    "source",
    [
        "",
        "just text",
        "[1, 2]",
        "{",
        "a: [",
        "\x00",
        b"\xff\xfe",
        '{"SchemaVersion": 1, "Resources": {}, "Metadata": {"n": NaN}}',
        '{"SchemaVersion": 1, "Resources": {}, "Metadata": {"n": 1e999}}',
        '{"SchemaVersion": 1, "Resources": {}, "Metadata": {"n": 99999999999999999999}}',
        '{"SchemaVersion": 1, "Resources": {}, "Metadata": {"t": "\\u0000"}}',
        '{"SchemaVersion": 1, "Resources": {}, "Metadata": {"t": "\\ud800"}}',
        "SchemaVersion: 1\nMetadata: {n: .nan}",
        "SchemaVersion: 1\nMetadata: !!python/object:os.system {}",
        "SchemaVersion: 1\nMetadata: {when: !!timestamp 2012-10-17}",
        "SchemaVersion: 1\n---\nSchemaVersion: 1",
        "? [a, b]\n: 1",
        "[" * 100_000,
        '{"a":' * 100_000,
        "a: " + "[" * 100_000,
    ],
)
def test_what_is_no_document_is_refused_as_malformed(source: str | bytes):
    assert set(refused(source)) == {"MalformedDocument"}


@pytest.mark.parametrize("source", ['{"a": 1, "a": 2}', "a: 1\nb: 2\na: 3"])
def test_a_key_that_stands_twice_is_refused_by_name(source: str):
    with pytest.raises(InvalidInput) as caught:
        parse_document(source)
    assert '"a"' in caught.value.problems[0].message.en
    assert '"a"' in caught.value.problems[0].message.ko


def test_broken_yaml_is_located_by_line():
    with pytest.raises(InvalidInput) as caught:
        parse_document('SchemaVersion: 1\nResources:\n  "Files: {}\n')
    assert "ine 3" in caught.value.problems[0].message.en or "ine 4" in caught.value.problems[0].message.en


def test_more_than_a_megabyte_is_refused_unread():
    assert "TooLarge" in refused("x" * 1_000_001)
    assert "TooLarge" in refused(bucket(Metadata={f"k{n}": "x" * 10_000 for n in range(101)}))


def test_an_alias_bomb_is_refused_quickly():
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 14)]
    begun = time.monotonic()
    assert "TooLarge" in refused("\n".join(lines))
    assert time.monotonic() - begun < 2


def test_a_mapping_that_holds_itself_is_refused():
    loop: dict[str, Any] = {"SchemaVersion": 1, "Resources": {}}
    loop["Metadata"] = loop
    assert "MalformedDocument" in refused(loop)


def test_more_than_500_resources_are_refused():
    buckets = {f"Bucket{n}": {"Type": "AWS::S3::Bucket"} for n in range(501)}
    assert refused({"SchemaVersion": 1, "Resources": buckets}) == {"TooManyResources": ("Resources",)}


@pytest.mark.parametrize("version", [None, 0, 2, "1", True, 1.5, [1]])
def test_a_version_it_cannot_read_is_refused(version: object):
    assert refused({"SchemaVersion": version, "Resources": {}}) == {
        "UnsupportedSchemaVersion": ("SchemaVersion",)
    }


def test_an_unknown_type_is_refused_with_the_nearest_known_one():
    with pytest.raises(InvalidInput) as caught:
        parse_document({"SchemaVersion": 1, "Resources": {"Files": {"Type": "AWS::S3::Bukcet"}}})
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("UnknownType", ("Files", "Type"))
    assert "AWS::S3::Bucket" in problem.hint.en and "AWS::S3::Bucket" in problem.hint.ko


@pytest.mark.parametrize("id", ["", "1Web", "Web-1", "한글", "a" * 65, "constructor", "__proto__"])
def test_a_bad_logical_id_is_refused(id: str):
    assert refused({"SchemaVersion": 1, "Resources": {id: {"Type": "AWS::S3::Bucket"}}}) == {
        "BadLogicalId": (id,)
    }


def test_every_structural_problem_is_named_at_once():
    problems = refused(
        {
            "SchemaVersion": 1,
            "Name": 3,
            "Resource": {},
            "Resources": {
                "1": {"Type": "AWS::S3::Bucket"},
                "Files": {"Type": "AWS::S3::Bucket", "Properties": []},
            },
        }
    )
    assert set(problems) == {"WrongType", "UnknownKey", "BadLogicalId"}


def test_a_draft_with_problems_is_parsed_all_the_same():
    document = parse_document(bucket(Properties={"Nonsense": {"deep": [1, None]}}))
    assert document.resources["Files"].properties["Nonsense"] == {"deep": [1, None]}


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)
almost_documents = st.fixed_dictionaries(
    {"SchemaVersion": st.just(1), "Resources": st.dictionaries(
        st.sampled_from(["A", "B", "toString", "9"]),
        st.fixed_dictionaries(
            {"Type": st.sampled_from(sorted(BY_TYPE)) | anything},
            optional={"Properties": anything, "Region": anything, "Metadata": anything, "Account": anything},
        ) | anything,
        max_size=3,
    )},
    optional={"Name": anything, "Metadata": anything},
)  # fmt: skip


@given(anything | almost_documents)
@settings(max_examples=150, deadline=None)
def test_nothing_but_invalid_input_comes_of_any_value(value: Any):
    try:
        document = parse_document(value)
    except InvalidInput as refusal:
        assert refusal.problems
    else:
        assert parse_document(document.as_json()) == document


@given(st.text(alphabet=st.sampled_from("abR:-[]{}&*!|>'\"#%@, \n\t1.~\\\u2028\ud800"), max_size=60))
@settings(max_examples=300, deadline=None)
def test_nothing_but_invalid_input_comes_of_any_text(text: str):
    for source in (text, "SchemaVersion: 1\nMetadata: " + text):
        try:
            parse_document(source)
        except InvalidInput as refusal:
            assert refusal.problems


@given(st.binary(max_size=40))
def test_nothing_but_invalid_input_comes_of_any_bytes(data: bytes):
    with pytest.raises(InvalidInput):
        parse_document(data)
