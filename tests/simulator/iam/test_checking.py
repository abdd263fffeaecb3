"""A policy's text while it is written, with references to a document; and whole documents of random policies."""

from __future__ import annotations

import json
import os
from random import Random
from typing import Any

import pytest

from simulator.document import parse_document, read_resources
from simulator.problems import InvalidInput
from simulator.services.iam.asking import ask, who_can
from simulator.services.iam.checking import check_text
from simulator.services.iam.lint import check_policy
from simulator.services.iam.overview import overview
from simulator.services.iam.parsing import parse_policy
from simulator.services.iam.policy import PolicyKind
from tests.simulator.iam.documents import a_document
from tests.simulator.iam.strategies import PRINCIPALS, TARGETS, a_context

TEXTS = int(os.environ.get("FUZZ_DOCUMENTS", "1500")) // 5
KINDS = list(PolicyKind)
WORLD = read_resources(
    parse_document(
        {
            "SchemaVersion": 1,
            "Resources": {"Files": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "files"}}},
        }
    )
)


def statement(**changed: Any) -> str:
    elements = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": {"Fn::GetAtt": ["Files", "Arn"]}}
    return json.dumps({"Version": "2012-10-17", "Statement": [elements | changed]}, indent=2)


def told(text: str, world: Any = WORLD) -> list[tuple[str, Any, int | None]]:
    return [(one.code, one.path, one.line) for one in check_text(text, PolicyKind.IDENTITY, world)]


def test_a_reference_is_read_as_what_it_stands_for() -> None:
    assert told(statement(Action="s3:ListBucket")) == []
    # An action on objects with the ARN of a bucket: the linter sees what the reference stands for.
    assert [code for code, _, _ in told(statement())] == ["ActionNeedsOtherResource"]


def test_without_a_document_a_reference_is_no_arn() -> None:
    assert [(code, path) for code, path, _ in told(statement(), None)] == [
        ("WrongType", ("Statement", 0, "Resource"))
    ]


def test_a_reference_to_nothing_is_told_at_its_line() -> None:
    path = ("Statement", 0, "Resource")
    text = statement(Resource={"Fn::GetAtt": ["Fils", "Arn"]})
    assert ("UnknownReferenceInPolicy", path, 7) in told(text)


def test_text_that_is_no_json_is_told_once() -> None:
    assert [code for code, _, _ in told('{"Version": }')] == ["InvalidJson"]


@pytest.mark.parametrize("part", range(5))
def test_any_text_is_checked_and_every_finding_has_a_line_of_it(part: int) -> None:
    order = Random(1000 + part)
    for _ in range(TEXTS):
        document = a_document(order)
        text = document if isinstance(document, str) else json.dumps(document, indent=order.choice([None, 1]))
        kind = order.choice(KINDS)
        lines = text.split("\n")
        for one in check_text(text, kind, WORLD):
            assert one.message.en and one.message.ko and one.hint.en and one.hint.ko
            if not one.code.endswith("TooLong"):
                assert one.line is not None and 1 <= one.line <= len(lines), (one, text)
                assert one.column is not None and 1 <= one.column <= len(lines[one.line - 1]) + 1


def test_without_references_it_says_what_is_said_of_the_document() -> None:
    order = Random(7)
    for _ in range(TEXTS):
        document = a_document(order)
        text = document if isinstance(document, str) else json.dumps(document)
        if parse_policy(text, PolicyKind.RESOURCE).policy is not None:
            assert check_text(text, PolicyKind.RESOURCE, WORLD) == check_policy(text, PolicyKind.RESOURCE)


def test_a_document_of_any_policies_can_be_asked() -> None:
    order = Random(11)
    asked = 0
    for _ in range(TEXTS // 3):
        resources = {
            "Alice": identity("AWS::IAM::User", order, UserName="alice"),
            "App": identity(
                "AWS::IAM::Role", order, RoleName="app", AssumeRolePolicyDocument=a_document(order)
            ),
            "Files": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "b"}},
            "Share": {
                "Type": "AWS::S3::BucketPolicy",
                "Properties": {"Bucket": {"Ref": "Files"}, "PolicyDocument": a_document(order)},
            },
        }
        try:
            world = read_resources(parse_document({"SchemaVersion": 1, "Resources": resources}))
        except InvalidInput:
            continue
        action, target = order.choice(TARGETS)
        of = {"action": action, "resource": target, "context": a_context(order)}
        answer = ask(world, {"request": {**of, "principal": order.choice(PRINCIPALS)}})
        asked += 1
        json.dumps([answer.as_json("en"), answer.as_json("ko"), overview(world, "ko")])
        assert {one.ruling.outcome for one in who_can(world, of).standings}
    assert asked > TEXTS // 6


def identity(type_: str, order: Random, **properties: Any) -> dict[str, Any]:
    policies = [{"PolicyName": f"p{n}", "PolicyDocument": a_document(order)} for n in range(2)]
    return {"Type": type_, "Account": "111111111111", "Properties": {**properties, "Policies": policies}}
