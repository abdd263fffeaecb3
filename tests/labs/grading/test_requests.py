"""Objectives that ask a document's policies: each outcome follows from the policies written beside it."""

from __future__ import annotations

from typing import Any

import pytest

from labs.grading import Judge, Objective
from labs.grading.judge import passed
from simulator.document import Document, parse_document
from simulator.problems import InvalidInput
from simulator.services.subject import read

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: str, resource: str = "*", **rest: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **rest}


def deny(action: str, resource: str = "*", **rest: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **rest}


def user(*statements: dict[str, Any], account: str | None = None, **properties: Any) -> dict[str, Any]:
    own = [{"PolicyName": "own", "PolicyDocument": policy(*statements)}] if statements else []
    found: dict[str, Any] = {"Type": "AWS::IAM::User", "Properties": {"Policies": own, **properties}}
    return found | ({"Account": account} if account else {})


def document(**resources: dict[str, Any]) -> Document:
    return parse_document({"SchemaVersion": 1, "Name": "Identities", "Resources": resources})


BUCKET = {"Type": "AWS::S3::Bucket", "Region": "ap-northeast-2", "Properties": {"BucketName": "reports"}}
READ = {
    "principal": {"resource": "Alice"},
    "action": "s3:GetObject",
    "resource": {"resource": "Reports", "path": "/q3.csv"},
}


def objective(check: dict[str, Any]) -> Objective:
    said = {"en": "x", "ko": "x"}
    return read(Objective, {"id": "it", "title": said, "missed": said, "check": check})


def judged(board: Document, outcome: str, **asked: Any) -> Any:
    rest = {key: asked.pop(key) for key in ("reason",) if key in asked}
    check = {"kind": "decision", "request": READ | asked, "outcome": outcome} | rest
    return Judge([objective(check)], board).results()[0].verdict


def test_what_a_policy_allows_is_allowed():
    board = document(Alice=user(allow("s3:Get*", "arn:aws:s3:::reports/*")), Reports=BUCKET)
    verdict = judged(board, "allowed")
    assert (verdict.met, verdict.measured, verdict.unit) == (True, "allowed", "outcome")
    assert verdict.asked == {
        "principal": "arn:aws:iam::111122223333:user/Alice",
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::reports/q3.csv",
        "accountId": "111122223333",
        "context": {},
        "reason": "IdentityAllows",
    }


def test_denied_is_either_way_of_being_denied():
    silent = document(Alice=user(), Reports=BUCKET)
    explicit = document(Alice=user(allow("*"), deny("s3:*")), Reports=BUCKET)
    for board, how, other in (
        (silent, "implicitDeny", "explicitDeny"),
        (explicit, "explicitDeny", "implicitDeny"),
    ):
        assert judged(board, "denied").met
        assert judged(board, how).met
        assert not judged(board, other).met
        assert not judged(board, "allowed").met


def test_a_reason_may_be_asked_for_as_well():
    board = document(Alice=user(allow("*"), deny("s3:*")), Reports=BUCKET)
    assert judged(board, "denied", reason="ExplicitDeny").met
    missed = judged(board, "denied", reason="NothingAllows")
    assert (missed.met, missed.measured, missed.value) == (False, "ExplicitDeny", "NothingAllows")


def test_circumstances_count():
    seoul = {"StringEquals": {"aws:RequestedRegion": "ap-northeast-2"}}
    board = document(Alice=user(allow("s3:*", Condition=seoul)), Reports=BUCKET)
    assert judged(board, "allowed", context={"aws:RequestedRegion": "ap-northeast-2"}).met
    assert judged(board, "denied", context={"aws:RequestedRegion": "us-east-1"}).met
    assert judged(board, "denied").met


def test_a_bucket_policy_of_another_account_is_found_in_the_document():
    bucket = BUCKET | {"Account": "444455556666"}
    sharing = {
        "Type": "AWS::S3::BucketPolicy",
        "Region": "ap-northeast-2",
        "Account": "444455556666",
        "Properties": {
            "Bucket": {"Ref": "Reports"},
            "PolicyDocument": policy(
                allow("s3:GetObject", "arn:aws:s3:::reports/*", Principal={"AWS": "111122223333"})
            ),
        },
    }
    alice = user(allow("s3:*"))
    assert judged(document(Alice=alice, Reports=bucket), "denied", reason="OtherAccountDoesNotShare").met
    shared = judged(document(Alice=alice, Reports=bucket, Sharing=sharing), "allowed")
    assert (shared.met, shared.asked["accountId"]) == (True, "444455556666")
    silent = document(Alice=user(), Reports=bucket, Sharing=sharing)
    assert judged(silent, "denied", reason="OwnAccountDoesNotAllow").met


def test_a_role_is_asked_whom_it_trusts():
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": "deployer",
            "AssumeRolePolicyDocument": policy(
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::111122223333:user/Alice"},
                    "Action": "sts:AssumeRole",
                }
            ),
        },
    }
    board = document(Alice=user(), Bo=user(ManagedPolicyArns=[ADMINISTRATOR]), Deployer=role)
    become = {"action": "sts:AssumeRole", "resource": {"resource": "Deployer"}}
    assert judged(board, "allowed", **become).met
    assert judged(board, "denied", principal={"resource": "Bo"}, reason="TrustDoesNotAllow", **become).met


def test_a_session_policy_limits_what_the_role_may():
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": policy(
                {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ),
            "ManagedPolicyArns": [ADMINISTRATOR],
        },
    }
    board = document(Admin=role, Reports=BUCKET)
    who = {"principal": {"resource": "Admin"}}
    only_read = policy(allow("s3:GetObject"))
    assert judged(board, "allowed", session_policy=only_read, **who).met
    put = {"action": "s3:PutObject", "session_policy": only_read}
    assert judged(board, "denied", reason="SessionPolicyDoesNotAllow", **put, **who).met


def test_what_is_named_and_not_there_meets_nothing():
    board = document(Bo=user(ManagedPolicyArns=[ADMINISTRATOR]), Reports=BUCKET)
    for outcome in ("allowed", "denied", "implicitDeny", "explicitDeny"):
        verdict = judged(board, outcome)
        assert (verdict.met, verdict.measured, verdict.asked) == (False, None, None)
    bare = document(Alice=user(allow("*")))
    assert judged(bare, "allowed").measured is None


def test_a_policy_that_cannot_be_read_has_no_say_and_the_others_have():
    board = document(
        Alice=user(allow("s3:GetObject")),
        Bo={
            "Type": "AWS::IAM::User",
            "Properties": {"Policies": [{"PolicyName": "x", "PolicyDocument": {"Statement": "nonsense"}}]},
        },
        Reports=BUCKET,
    )
    assert judged(board, "allowed").met
    assert judged(board, "denied", principal={"resource": "Bo"}).met


def test_several_requests_are_one_objective_with_its_parts():
    board = document(Alice=user(allow("s3:GetObject")), Reports=BUCKET)
    put = READ | {"action": "s3:PutObject"}
    parts = [
        {"kind": "decision", "request": READ, "outcome": "allowed"},
        {"kind": "decision", "request": put, "outcome": "allowed"},
    ]
    results = Judge([objective({"kind": "all", "checks": parts})], board).results()
    told = results[0].as_json()
    assert (told["measured"], told["value"], passed(results)) == (1, 2, False)
    assert [part["asked"]["action"] for part in told["parts"]] == ["s3:GetObject", "s3:PutObject"]
    assert [part["met"] for part in told["parts"]] == [True, False]


@pytest.mark.parametrize(
    "check",
    [
        {"kind": "decision", "outcome": "allowed"},
        {"kind": "decision", "subject": "iam.authorize", "request": READ, "outcome": "allowed"},
        {"kind": "decision", "request": READ, "outcome": "perhaps"},
        {"kind": "decision", "request": READ, "outcome": "allowed", "reason": "Whim"},
        {"kind": "decision", "request": READ, "outcome": "allowed", "since": 60},
        {"kind": "decision", "request": READ, "outcome": "allowed", "resource": "Alice"},
        {"kind": "decision", "request": READ | {"action": "s3:*"}, "outcome": "allowed"},
        {"kind": "decision", "request": READ | {"accountId": "12"}, "outcome": "allowed"},
        {"kind": "decision", "subject": "elb.target_health", "outcome": "x", "reason": "NothingAllows"},
    ],
)
def test_a_check_that_makes_no_sense_is_refused(check):
    with pytest.raises(InvalidInput):
        objective(check)
