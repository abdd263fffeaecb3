"""Bucket policies: what Amazon S3 takes, and how they are found for a bucket, an object and a role."""

from __future__ import annotations

import json
from typing import Any

import pytest

from simulator.document import Architecture, check_document, edit, owners, parse_document, read_resources
from simulator.engine import World
from simulator.problems import Severity
from simulator.services.iam.accounts import DEFAULT_ACCOUNT, account_number
from simulator.services.iam.directory import Directory
from simulator.services.iam.evaluate import Authorizer
from simulator.services.iam.policy import PolicyKind
from simulator.services.iam.request import request

BUCKET, BUCKET_POLICY = "AWS::S3::Bucket", "AWS::S3::BucketPolicy"
USER, ROLE = "AWS::IAM::User", "AWS::IAM::Role"
OBJECTS = "arn:aws:s3:::shared-docs/*"
AT = ("Share", "Properties", "PolicyDocument")


def resource(type_: str, account: str | None = None, **properties: Any) -> dict[str, Any]:
    return {"Type": type_, "Properties": properties} | ({"Account": account} if account else {})


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def statement(**changed: Any) -> dict[str, Any]:
    """Alice reads the bucket's objects; None takes an element out."""
    whole = {
        "Effect": "Allow",
        "Principal": {"AWS": {"Fn::GetAtt": ["Alice", "Arn"]}},
        "Action": "s3:GetObject",
        "Resource": OBJECTS,
        **changed,
    }
    return {name: value for name, value in whole.items() if value is not None}


def shared(*statements: dict[str, Any], **more: Any) -> Any:
    """A bucket with a policy of these statements, in another account than Alice."""
    return parse_document(
        {
            "SchemaVersion": 1,
            "Resources": {
                "Alice": resource(USER, UserName="alice"),
                "Docs": resource(BUCKET, "Partner", BucketName="shared-docs"),
                "Share": resource(BUCKET_POLICY, Bucket={"Ref": "Docs"}, PolicyDocument=policy(*statements)),
                **more,
            },
        }
    )


def codes(document: Any) -> list[tuple[str, tuple[Any, ...]]]:
    return [(problem.code, problem.path) for problem in check_document(document)]


def test_a_bucket_with_its_policy_is_in_order_and_runs() -> None:
    found = shared(statement())
    assert check_document(found) == ()
    assert owners(found)["Share"] == "Docs"
    assert World.create(found, seed=1).advance(2)


def test_the_policy_goes_with_its_bucket() -> None:
    left = edit(shared(statement()), {"kind": "remove", "resources": ["Docs"]}).document
    assert set(left.resources) == {"Alice"}


@pytest.mark.parametrize(
    ("changed", "code", "where"),
    [
        ({"Principal": None}, "MissingPrincipal", ()),
        ({"Resource": None}, "ResourceLeftOut", ()),
        ({"Action": "sqs:SendMessage"}, "ActionOfOtherService", ("Action",)),
        ({"Resource": "arn:aws:s3:::other-docs/*"}, "ResourceOfOtherBucket", ("Resource",)),
        ({"Resource": [OBJECTS, "arn:aws:sqs:::x"]}, "ResourceOfOtherBucket", ("Resource", 1)),
        ({"Resource": "arn:aws:s3:::shared-docs"}, "ActionNeedsOtherResource", ("Action",)),
        ({"Action": "s3:ListBucket"}, "ActionNeedsOtherResource", ("Action",)),
        ({"Action": "s3:ListAllMyBuckets"}, "ActionNeedsAllResources", ("Action",)),
    ],
)
def test_amazon_s3_refuses(changed: dict[str, Any], code: str, where: tuple[Any, ...]) -> None:
    found = check_document(shared(statement(**changed)))
    told = {(one.code, one.path): one.severity for one in found}
    assert told[(code, (*AT, "Statement", 0, *where))] is Severity.ERROR


@pytest.mark.parametrize(
    "resource_element",
    [
        "arn:aws:s3:::shared-docs/reports/*",
        "arn:aws:s3:::shared-*/*",
        "arn:aws:s3:::shared-docs/${aws:username}/*",
        ["arn:aws:s3:::shared-docs", OBJECTS],
        {"Fn::GetAtt": ["Docs", "Arn"]},
        "*",
    ],
)
def test_it_takes_what_may_fit_the_bucket_or_an_object(resource_element: Any) -> None:
    action = "s3:*"
    found = codes(shared(statement(Action=action, Resource=resource_element)))
    assert "ResourceOfOtherBucket" not in {code for code, _ in found}


@pytest.mark.parametrize(
    ("principal", "lacks"),
    [
        (f"arn:aws:iam::{DEFAULT_ACCOUNT}:user/alice", False),
        (f"arn:aws:iam::{DEFAULT_ACCOUNT}:user/dev/alice", True),
        (f"arn:aws:iam::{DEFAULT_ACCOUNT}:user/bob", True),
        (f"arn:aws:iam::{DEFAULT_ACCOUNT}:root", False),
        (DEFAULT_ACCOUNT, False),
        ("*", False),
        (f"arn:aws:sts::{DEFAULT_ACCOUNT}:assumed-role/nobody/x", True),
        ("arn:aws:iam::999988887777:user/somebody", False),
    ],
)
def test_a_named_user_or_role_of_the_documents_accounts_must_exist(principal: str, lacks: bool) -> None:
    found = check_document(shared(statement(Principal={"AWS": ["*", principal]})))
    told = [(one.path, one.severity) for one in found if one.code == "PrincipalDoesNotExist"]
    where = (*AT, "Statement", 0, "Principal", "AWS", 1)
    assert told == ([(where, Severity.WARNING)] if lacks else [])


def test_a_trust_policy_names_somebody_as_well() -> None:
    trust = policy(
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{DEFAULT_ACCOUNT}:user/bob"},
            "Action": "sts:AssumeRole",
        }
    )
    found = codes(shared(statement(), App=resource(ROLE, AssumeRolePolicyDocument=trust)))
    where = ("App", "Properties", "AssumeRolePolicyDocument", "Statement", 0, "Principal", "AWS")
    assert found == [("PrincipalDoesNotExist", where)]


def test_a_bucket_has_one_policy() -> None:
    second = resource(BUCKET_POLICY, Bucket={"Ref": "Docs"}, PolicyDocument=policy(statement()))
    assert codes(shared(statement(), Zweite=second)) == [
        ("SecondBucketPolicy", ("Zweite", "Properties", "Bucket"))
    ]


def test_a_bucket_has_a_name_of_its_own_in_all_accounts() -> None:
    other = resource(BUCKET, BucketName="shared-docs")
    assert codes(shared(statement(), Mine=other)) == [("NameTaken", ("Mine", "Properties", "BucketName"))]


def test_a_policy_has_twenty_kilobytes_at_most() -> None:
    def sized(characters: int) -> Any:
        alice = f"arn:aws:iam::{DEFAULT_ACCOUNT}:user/alice"
        statements = [statement(Principal={"AWS": alice}, Sid=f"{number:02}") for number in range(20)]
        room = characters - len(json.dumps(policy(*statements), separators=(",", ":")))
        for number, one in enumerate(statements):
            one["Sid"] += "a" * (room // 20 + (number < room % 20))
        return shared(*statements)

    assert ("PolicyTooLong", AT) not in codes(sized(20_480))
    assert ("PolicyTooLong", AT) in codes(sized(20_481))


# --- who finds it ---------------------------------------------------------------------------------------


def directory(document: Any) -> Directory:
    return Directory(Architecture.of(document))


@pytest.mark.parametrize(
    ("arn", "account"),
    [
        ("arn:aws:s3:::shared-docs", account_number("Partner")),
        ("arn:aws:s3:::shared-docs/a/b", account_number("Partner")),
        ("arn:aws:s3:::unknown", None),
        ("arn:aws:iam::123456789012:role/App", "123456789012"),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", None),
        ("*", None),
    ],
)
def test_the_account_of_a_resource_follows_from_arn_or_document(arn: str, account: str | None) -> None:
    assert directory(shared(statement())).account_of(arn) == account


@pytest.mark.parametrize("arn", ["arn:aws:s3:::shared-docs", "arn:aws:s3:::shared-docs/a/b.txt"])
def test_the_policy_of_a_bucket_is_found_for_its_objects(arn: str) -> None:
    found = directory(shared(statement())).resource_policy_of(arn)
    assert found is not None and (found.path, found.policy.kind) == (AT, PolicyKind.RESOURCE)


def test_other_buckets_have_none_and_a_broken_one_is_passed_over() -> None:
    assert directory(shared(statement())).resource_policy_of("arn:aws:s3:::shared-docs2/a") is None
    broken = Directory(read_resources(shared(statement(Effect="Maybe"))))
    assert broken.resource_policy_of("arn:aws:s3:::shared-docs") is None


def test_a_trust_policy_has_a_say_about_assuming_the_role_alone() -> None:
    trust = policy(
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    )
    made = directory(shared(statement(), App=resource(ROLE, RoleName="app", AssumeRolePolicyDocument=trust)))
    arn = f"arn:aws:iam::{DEFAULT_ACCOUNT}:role/app"
    found = made.resource_policy_of(arn, "sts:AssumeRole")
    assert found is not None and found.path == ("App", "Properties", "AssumeRolePolicyDocument")
    assert made.resource_policy_of(arn, "iam:GetRole") is None


@pytest.mark.parametrize(
    ("bucket_account", "identity_allows", "outcome"),
    [
        ("Partner", False, "ImplicitlyDenied"),
        ("Partner", True, "Allowed"),
        (None, False, "Allowed"),
    ],
)
def test_between_accounts_both_sides_allow_and_in_one_the_bucket_policy_is_enough(
    bucket_account: str | None, identity_allows: bool, outcome: str
) -> None:
    grants = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": OBJECTS}
    own = [{"PolicyName": "read", "PolicyDocument": policy(grants)}] if identity_allows else []
    made = directory(
        shared(
            statement(),
            Alice=resource(USER, UserName="alice", Policies=own),
            Docs=resource(BUCKET, bucket_account, BucketName="shared-docs"),
        )
    )
    alice, thing = f"arn:aws:iam::{DEFAULT_ACCOUNT}:user/alice", "arn:aws:s3:::shared-docs/plan.pdf"
    account = made.account_of(thing)
    assert account is not None
    found = made.gather(alice, account, resource_policy=made.resource_policy_of(thing, "s3:GetObject"))
    assert [one.path for one in found.attached["resource"]] == [AT]
    asked = request(alice, "s3:GetObject", thing, account)
    assert Authorizer(found.policies).outcome(asked).value == outcome


# --- accounts and the canvas ----------------------------------------------------------------------------


def test_a_policy_is_in_the_account_of_its_bucket() -> None:
    document = shared(statement()).as_json()
    document["Resources"]["Share"]["Account"] = "Partner"
    assert codes(parse_document(document)) == []
    document["Resources"]["Share"]["Account"] = "Another"
    assert codes(parse_document(document)) == [("OtherAccount", ("Share", "Properties", "Bucket"))]


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("123456789012", None),
        ("Partner", None),
        ("partner-inc", None),
        ("12345", "InvalidAccount"),
        ("1234567890123", "InvalidAccount"),
        ("", "InvalidAccount"),
        ("a b", "InvalidAccount"),
        ("sandbox", "AccountNotInOrganization"),
        ("Sandbox", None),
    ],
)
def test_an_account_is_a_number_or_a_name(label: str, code: str | None) -> None:
    document = parse_document(
        {
            "SchemaVersion": 1,
            "Resources": {
                "Org": resource("AWS::Organizations::Organization"),
                "Sandbox": resource(
                    "AWS::Organizations::Account", AccountName="Sandbox", Email="s@example.com"
                ),
                "Docs": {"Type": BUCKET, "Account": label},
            },
        }
    )
    assert codes(document) == ([(code, ("Docs", "Account"))] if code else [])


def dropped(document: Any, x: float = 0) -> Any:
    return edit(document, {"kind": "create", "type": BUCKET_POLICY, "position": {"x": x, "y": 0}})


def test_a_dropped_policy_goes_to_the_nearest_bucket_without_one_and_its_account() -> None:
    near, far = ({**resource(BUCKET), "Metadata": {"Canvas": {"x": x, "y": 0}}} for x in (300, 900))
    document = parse_document(
        {"SchemaVersion": 1, "Resources": {"Near": {**near, "Account": "Partner"}, "Far": far}}
    )
    first = dropped(document, 350)
    assert first.created == ["NearPolicy"]
    assert first.document.resources["NearPolicy"].account == "Partner"
    second = dropped(first.document, 350)
    assert second.created == ["FarPolicy"]
    assert check_document(second.document) == ()


def test_without_a_bucket_one_comes_along() -> None:
    made = dropped(parse_document({"SchemaVersion": 1, "Resources": {}}))
    assert {one.type for one in made.document.resources.values()} == {BUCKET, BUCKET_POLICY}
    assert check_document(made.document) == ()
