"""The words that complete a policy: whatever is offered is taken by the parser, and known to the linter."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.services.iam.catalogue import catalogue
from simulator.services.iam.catalogue.access import EXCEPTIONS, Access, access_of
from simulator.services.iam.catalogue.keys import SERVICE_KEYS
from simulator.services.iam.conditions.names import read_operator
from simulator.services.iam.lint import check_policy
from simulator.services.iam.parsing import STATEMENT_ELEMENTS, parse_policy
from simulator.services.iam.policy import PolicyKind
from simulator.services.iam.vocabulary import vocabulary

WORDS = vocabulary("en")
VALUES: dict[str, Any] = {
    "Sid": "One",
    "Effect": "Deny",
    "Principal": "*",
    "NotPrincipal": {"AWS": "111122223333"},
    "Action": "s3:GetObject",
    "NotAction": "s3:GetObject",
    "Resource": "*",
    "NotResource": "arn:aws:s3:::b/*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def of_kind(kind: PolicyKind, element: str) -> dict[str, Any]:
    """A statement as the kind demands it, with the element in place of its opposite."""
    names = ["Effect", "Action"]
    names += ["Principal"] if "Principal" in WORDS["kinds"][kind.value]["statement"] else []
    names += ["Resource"] if kind is not PolicyKind.TRUST else []
    opposite = element.removeprefix("Not") if element.startswith("Not") else f"Not{element}"
    chosen = [one for one in names if one not in (element, opposite)]
    return {name: VALUES[name] for name in [*chosen, element]}


@pytest.mark.parametrize("kind", PolicyKind)
@pytest.mark.parametrize("element", STATEMENT_ELEMENTS)
def test_elements_are_offered_where_the_parser_and_the_linter_take_them(
    kind: PolicyKind, element: str
) -> None:
    policy = {"Version": "2012-10-17", "Statement": [of_kind(kind, element)]}
    offered = element in WORDS["kinds"][kind.value]["statement"]
    found = check_policy(policy, kind)
    refused = any(one.severity.value == "error" for one in found) or any(
        one.code == "RcpPrincipal" for one in found
    )
    assert offered is not refused, [(one.code, one.path) for one in found]


@pytest.mark.parametrize("kind", PolicyKind)
def test_an_id_is_offered_where_it_may_stand(kind: PolicyKind) -> None:
    policy = {"Version": "2012-10-17", "Id": "x", "Statement": [of_kind(kind, "Effect")]}
    taken = all(one.code != "IdNotAllowed" for one in parse_policy(policy, kind).problems)
    assert ("Id" in WORDS["kinds"][kind.value]["policy"]) is taken


def test_every_operator_reads_with_and_without_what_may_stand_around_it() -> None:
    for operator in WORDS["operators"]:
        names = [operator["name"], *(f"{one}:{operator['name']}" for one in WORDS["set_operators"])]
        names += [f"{name}{WORDS['if_exists']}" for name in names if operator["if_exists"]]
        assert all(read_operator(name) is not None for name in names)


def test_every_key_is_one_that_the_linter_knows() -> None:
    keys = [*WORDS["keys"], *(key for listed in WORDS["service_keys"].values() for key in listed)]
    for key in keys:
        name = f"{key['name']}team" if key["name"].endswith(("/", ":")) else key["name"]
        statement = {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": "*",
            "Condition": {"Null": {name: "false"}},
        }
        found = check_policy({"Version": "2012-10-17", "Statement": [statement]}, PolicyKind.IDENTITY)
        assert not {"UnknownConditionKey", "TagKeyMissing"} & {one.code for one in found}, name


def test_keys_of_services_are_told_once_and_under_their_own_service() -> None:
    for prefix, keys in SERVICE_KEYS.items():
        names = [key.name.lower() for key in keys]
        assert prefix in catalogue().services and len(set(names)) == len(names)
        assert all(name.startswith(f"{prefix}:") for name in names)


def test_every_variable_is_filled_in() -> None:
    for name in WORDS["variables"]:
        text = "arn:aws:s3:::b/${" + (f"{name}team" if name.endswith("/") else name) + "}"
        statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": text}
        found = check_policy({"Version": "2012-10-17", "Statement": [statement]}, PolicyKind.IDENTITY)
        assert not any("Variable" in one.code for one in found), name


def test_actions_of_known_services_are_told_with_their_access() -> None:
    services = {one["prefix"]: one["actions"] for one in WORDS["services"]}
    assert set(services) == catalogue().services
    assert dict(services["s3"])["GetObject"] == "read" and services["account"] is None
    assert {name.lower() for name, _ in services["iam"]} == set(catalogue().actions["iam"])


#: Service Authorization Reference, access level of each action.
LEVELS = {
    "s3:GetObject": "read",
    "s3:ListBucket": "list",
    "s3:PutObject": "write",
    "s3:PutBucketPolicy": "permissions",
    "s3:PutObjectAcl": "permissions",
    "s3:PutObjectTagging": "tagging",
    "s3:DeleteBucketPolicy": "permissions",
    "iam:CreateUser": "write",
    "iam:AttachUserPolicy": "permissions",
    "iam:PutRolePermissionsBoundary": "permissions",
    "iam:UpdateAssumeRolePolicy": "permissions",
    "iam:TagRole": "tagging",
    "iam:UntagRole": "tagging",
    "iam:ListUsers": "list",
    "iam:SimulatePrincipalPolicy": "read",
    "iam:PassRole": "write",
    "kms:CreateGrant": "permissions",
    "kms:PutKeyPolicy": "permissions",
    "kms:Decrypt": "write",
    "lambda:AddPermission": "permissions",
    "lambda:InvokeFunction": "write",
    "sqs:ReceiveMessage": "read",
    "sqs:SendMessage": "write",
    "sqs:TagQueue": "tagging",
    "ec2:RunInstances": "write",
    "ec2:CreateTags": "tagging",
    "ec2:DescribeInstances": "list",
    "ec2:GetConsoleOutput": "read",
    "dynamodb:Query": "read",
    "dynamodb:Scan": "read",
    "dynamodb:GetItem": "read",
    "dynamodb:BatchGetItem": "read",
    "dynamodb:PutItem": "write",
    "sts:AssumeRole": "write",
    "sts:GetCallerIdentity": "read",
    "autoscaling:PutScalingPolicy": "write",
    "logs:PutRetentionPolicy": "write",
    "sns:Publish": "write",
    "secretsmanager:GetSecretValue": "read",
    "secretsmanager:PutResourcePolicy": "permissions",
}


@pytest.mark.parametrize(("action", "level"), LEVELS.items())
def test_access_is_as_the_reference_has_it(action: str, level: str) -> None:
    prefix, _, name = action.partition(":")
    assert access_of(prefix, name) == Access(level)


def test_exceptions_are_about_known_actions() -> None:
    for action in EXCEPTIONS:
        prefix, _, name = action.partition(":")
        assert name.lower() in catalogue().actions[prefix], action
