"""The shared decisions, asked of documents: what a case gives as lists is drawn as users, roles and managed policies.

Cases with an organisation are left out: in a document every level has FullAWSAccess, as on AWS, and in a case it need
not have.
"""

from __future__ import annotations

from typing import Any

from simulator.document import parse_document, read_resources
from simulator.services.iam.asking import ask, settle, who_can
from tests.conformance.walker import CASES, read_cases

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
}
DRAWN = [
    case
    for case in read_cases(CASES / "iam_authorize.jsonl")
    if not case["input"].get("scps") and not case["input"].get("rcps")
]


def drawn(case: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """A document with the case's principal and its policies, and the question that is left."""
    given = case["input"]
    asked = given["request"]
    resources: dict[str, Any] = {}
    _, _, service, _, account, named = asked["principal"].split(":", 5)
    kind, _, path = named.partition("/")
    boundaries = given.get("permission_boundaries")
    if kind != "root":
        properties: dict[str, Any] = {
            "ManagedPolicyArns": [{"Ref": f"P{n}"} for n in range(len(given["identity_policies"]))]
        }
        if boundaries:
            (boundary,) = boundaries
            resources["Boundary"] = managed(boundary, account)
            properties["PermissionsBoundary"] = {"Ref": "Boundary"}
        if service == "sts" and kind == "assumed-role":
            properties |= {"RoleName": path.split("/")[0], "AssumeRolePolicyDocument": TRUST}
        elif kind == "role":
            properties |= {"RoleName": path.rsplit("/", 1)[-1], "AssumeRolePolicyDocument": TRUST}
        else:
            properties |= {"UserName": path.rsplit("/", 1)[-1]}
        type_ = "AWS::IAM::Role" if "RoleName" in properties else "AWS::IAM::User"
        resources["Principal"] = {"Type": type_, "Account": account, "Properties": properties}
        for number, one in enumerate(given["identity_policies"]):
            resources[f"P{number}"] = managed(one, account)
    question = {
        "request": {
            "principal": asked["principal"],
            "action": asked["action"],
            "resource": asked["resource"]["resource"],
            "accountId": asked["resource"]["accountId"],
            "context": asked.get("context", {}),
        },
        **{name: given.get(name) for name in ("resource_policy", "session_policy", "endpoint_policies")},
    }
    return read_resources(parse_document({"SchemaVersion": 1, "Resources": resources})), question


def managed(document: Any, account: str) -> dict[str, Any]:
    return {
        "Type": "AWS::IAM::ManagedPolicy",
        "Account": account,
        "Properties": {"PolicyDocument": document},
    }


def test_most_cases_can_be_drawn() -> None:
    assert len(DRAWN) > 600


def test_a_document_decides_as_the_case_does() -> None:
    wrong = []
    for case in DRAWN:
        world, question = drawn(case)
        if settle(world, question).outcome != case["expect"]["outcome"]:
            wrong.append((case["id"], settle(world, question)))
    assert not wrong


def test_what_is_told_agrees_with_what_is_decided() -> None:
    """The deciding statement applies, element by element, and its effect is the outcome's."""
    for case in DRAWN[::5]:
        world, question = drawn(case)
        told = ask(world, question).as_json("en")
        assert told["decision"]["outcome"] == case["expect"]["outcome"]
        statements = [
            (one, policy["path"])
            for layer in told["layers"]
            for policy in layer["policies"]
            for one in policy["statements"]
        ]
        deciding = [one for one, _ in statements if one["verdict"] == "decides"]
        effects = {one["effect"] for one in deciding}
        match told["decision"]["outcome"]:
            case "ExplicitlyDenied":
                assert effects == {"Deny"} and len(deciding) == 1
            case "Allowed":
                assert effects <= {"Allow"} and (told["decided_by"] is not None) is bool(deciding)
            case _:
                assert not deciding and told["decided_by"] is None
        for one, _ in statements:
            assert (one["verdict"] == "not") or all(element["fits"] for element in one["elements"])


def test_everybody_may_what_they_may_alone() -> None:
    for case in DRAWN[::7]:
        world, question = drawn(case)
        asked = {name: value for name, value in question["request"].items() if name != "principal"}
        for one in who_can(world, asked).standings:
            alone = {"request": {**asked, "principal": one.principal.arn}}
            assert one.ruling == settle(world, alone)
