"""Questions put to a document: the answer says what decided, where that is written, and who else may."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from simulator.document import parse_document, read_resources
from simulator.problems import InvalidInput
from simulator.services.iam import answers, asking
from simulator.services.iam.accounts import account_number
from simulator.services.iam.asking import ask, settle, who_can
from simulator.services.iam.evaluate import Outcome
from simulator.services.iam.managed import PREFIX
from simulator.services.iam.parsing import read_policy
from simulator.services.iam.policy import PolicyKind
from simulator.services.iam.request import request as make_request

MAIN, PARTNER = "111122223333", "444455556666"
ALICE, APP = f"arn:aws:iam::{MAIN}:user/alice", f"arn:aws:iam::{MAIN}:role/app"
PLAN, REPORT = "arn:aws:s3:::reports/secret/plan.txt", "arn:aws:s3:::reports/may.txt"


def statement(effect: str = "Allow", action: Any = "s3:GetObject", resource: Any = "*", **more: Any) -> Any:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def policy(*statements: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def resource(type_: str, account: str | None = None, **properties: Any) -> dict[str, Any]:
    return {"Type": type_, "Properties": properties} | ({"Account": account} if account else {})


TRUST = policy({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"})
RESOURCES = {
    "Alice": resource(
        "AWS::IAM::User",
        UserName="alice",
        Groups=[{"Ref": "Developers"}],
        Policies=[
            {
                "PolicyName": "reports",
                "PolicyDocument": policy(
                    statement(resource="arn:aws:s3:::reports/*", Sid="Read"), statement(action="s3:PutObject")
                ),
            }
        ],
    ),
    "Developers": resource("AWS::IAM::Group", ManagedPolicyArns=[{"Ref": "NoSecrets"}]),
    "NoSecrets": resource(
        "AWS::IAM::ManagedPolicy",
        ManagedPolicyName="no-secrets",
        PolicyDocument=policy(statement("Deny", "s3:*", "arn:aws:s3:::reports/secret/*", Sid="KeepOut")),
    ),
    "App": resource("AWS::IAM::Role", RoleName="app", AssumeRolePolicyDocument=TRUST),
    "Reports": resource("AWS::S3::Bucket", BucketName="reports"),
}


def world(**changed: Any) -> Any:
    return read_resources(parse_document({"SchemaVersion": 1, "Resources": RESOURCES | changed}))


def request(principal: str = ALICE, action: str = "s3:GetObject", resource: str = REPORT, **more: Any) -> Any:
    return {"principal": principal, "action": action, "resource": resource, **more}


def told(question: Any, language: Any = "en", **changed: Any) -> dict[str, Any]:
    return ask(world(**changed), question).as_json(language)


def layer(answer: Any, id: str, level: int | None = None) -> Any:
    (found,) = [one for one in answer["layers"] if (one["layer"], one["level"]) == (id, level)]
    return found


# --- what decided, and where it is written --------------------------------------------------------------


def test_the_statement_that_decides_is_found_in_the_document() -> None:
    answer = told({"request": request(resource=PLAN)})
    assert answer["decision"]["outcome"] == "ExplicitlyDenied"
    assert answer["decided_by"] == {
        "layer": "identity",
        "level": None,
        "policy": 1,
        "name": "no-secrets",
        "path": ["NoSecrets", "Properties", "PolicyDocument"],
        "statement": 0,
        "sid": "KeepOut",
    }
    raw: Any = RESOURCES
    for step in answer["decided_by"]["path"]:
        raw = raw[step]
    assert raw["Statement"][answer["decided_by"]["statement"]]["Sid"] == "KeepOut"


def test_each_statement_says_why_it_applied_or_not() -> None:
    identity = layer(told({"request": request()}), "identity")
    own, groups = identity["policies"]
    assert own["path"] == ["Alice", "Properties", "Policies", 0, "PolicyDocument"]
    assert [one["verdict"] for one in own["statements"]] == ["decides", "not"]
    assert own["statements"][1]["text"] == "s3:GetObject does not fit s3:PutObject."
    (outside,) = groups["statements"]
    assert outside["verdict"] == "not"
    assert [(one["element"], one["fits"]) for one in outside["elements"]] == [
        ("Action", True),
        ("Resource", False),
    ]


def test_a_request_that_nothing_allows_is_decided_by_no_statement() -> None:
    answer = told({"request": request(action="s3:DeleteObject")})
    assert (answer["decision"]["outcome"], answer["decided_by"]) == ("ImplicitlyDenied", None)
    assert [one["layer"] for one in answer["layers"] if one["decides"]] == ["identity"]


def test_it_answers_in_korean() -> None:
    answer = told({"request": request(resource=PLAN)}, "ko")
    assert answer["decision"]["text"].endswith("명시적 거부는 모든 허용보다 우선해요.")
    assert layer(answer, "identity")["label"] == "자격 증명 기반 정책"


def test_the_answer_and_the_bare_decision_agree() -> None:
    for principal in (ALICE, APP, f"arn:aws:iam::{MAIN}:root", "*", "ec2.amazonaws.com"):
        for target in (PLAN, REPORT, APP):
            question = {
                "request": request(principal, "sts:AssumeRole" if target == APP else "s3:GetObject", target)
            }
            assert settle(world(), question) == ask(world(), question).explanation.ruling


def test_keys_that_follow_from_who_asks_are_told_with_those_given() -> None:
    context = told({"request": request(context={"aws:SecureTransport": True})})["request"]["context"]
    assert context["aws:username"] == ["alice"] and context["aws:SecureTransport"] == ["true"]


# --- accounts and resources -----------------------------------------------------------------------------

SHARED = resource(
    "AWS::S3::BucketPolicy",
    Bucket={"Ref": "Reports"},
    PolicyDocument=policy(
        statement(resource="arn:aws:s3:::reports/*", Principal={"AWS": f"arn:aws:iam::{MAIN}:root"})
    ),
)
PARTNERS_BUCKET = resource("AWS::S3::Bucket", PARTNER, BucketName="reports")


def test_a_bucket_of_another_account_needs_both_sides() -> None:
    alone = told({"request": request()}, Reports=PARTNERS_BUCKET)
    assert alone["request"]["accountId"] == PARTNER and not alone["request"]["account_given"]
    assert alone["decision"]["reason"] == "OtherAccountDoesNotShare"
    both = told({"request": request()}, Reports=PARTNERS_BUCKET, Share=SHARED)
    assert both["decision"]["reason"] == "BothAccountsAllow"
    assert both["decided_by"]["path"] == ["Share", "Properties", "PolicyDocument"]
    own = layer(both, "identity")["policies"][0]["statements"][0]
    assert own["verdict"] == "decides"


def test_the_policy_of_a_resource_may_be_given_instead_of_the_documents() -> None:
    nobody = policy(statement("Deny", resource="arn:aws:s3:::reports/*", Principal="*"))
    answer = told({"request": request(), "resource_policy": nobody}, Share=SHARED)
    assert answer["decided_by"]["layer"] == "resource" and answer["decided_by"]["path"] is None


def test_who_may_assume_a_role_is_asked_of_its_trust_policy() -> None:
    answer = told({"request": request("ec2.amazonaws.com", "sts:AssumeRole", APP)})
    assert answer["decision"]["outcome"] == "Allowed"
    assert answer["decided_by"]["path"] == ["App", "Properties", "AssumeRolePolicyDocument"]
    assert answer["request"]["resource_id"] == "App"
    assert (
        told({"request": request(ALICE, "sts:AssumeRole", APP)})["decision"]["reason"] == "TrustDoesNotAllow"
    )


def test_an_account_that_nobody_tells_is_the_principals() -> None:
    answer = told({"request": request(resource="arn:aws:s3:::elsewhere/x")})
    assert answer["request"]["accountId"] == MAIN and answer["request"]["resource_id"] is None
    given = told({"request": request(resource="arn:aws:s3:::elsewhere/x", accountId=PARTNER)})
    assert given["request"]["accountId"] == PARTNER and given["request"]["account_given"]


# --- beside the document --------------------------------------------------------------------------------


def test_a_session_policy_narrows_a_session() -> None:
    session = f"arn:aws:sts::{MAIN}:assumed-role/app/web"
    reader = copy.deepcopy(RESOURCES["App"])
    reader["Properties"]["Policies"] = [{"PolicyName": "r", "PolicyDocument": policy(statement())}]
    asked = {"request": request(session)}
    assert told(asked, App=reader)["decision"]["outcome"] == "Allowed"
    narrow = {**asked, "session_policy": policy(statement(action="s3:ListBucket"))}
    answer = told(narrow, App=reader)
    assert answer["decision"]["reason"] == "SessionPolicyDoesNotAllow"
    (beside,) = layer(told(narrow, "ko", App=reader), "session")["policies"]
    assert (beside["path"], beside["name"]) == (None, "세션 정책")


def test_an_endpoint_has_its_say() -> None:
    closed = [policy(statement(action="sqs:*", Principal="*"))]
    answer = told({"request": request(), "endpoint_policies": closed})
    assert answer["decision"]["reason"] == "EndpointDoesNotAllow"


def test_problems_of_policies_beside_the_document_are_all_told() -> None:
    question = {"request": request(), "session_policy": "{", "endpoint_policies": [{"Statement": []}]}
    with pytest.raises(InvalidInput) as refused:
        ask(world(), question)
    assert [one.path[:2] for one in refused.value.problems] == [("session_policy",), ("endpoint_policies", 0)]


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"principal": "alice"}, ("request", "principal")),
        ({"action": "s3:*"}, ("request", "action")),
        ({"context": {"aws:SourceIp": "1", "AWS:sourceip": "2"}}, ("request", "context", "AWS:sourceip")),
        ({"context": {f"a:{n}": "1" for n in range(asking.MAX_KEYS + 1)}}, ("request", "context")),
        ({"context": {"a:b": ["1"] * (asking.MAX_VALUES + 1)}}, ("request", "context", "a:b")),
        ({"context": {"a:b": "1" * (asking.MAX_VALUE + 1)}}, ("request", "context", "a:b")),
        ({"accountId": "1234"}, ("request", "accountId")),
        ({"resource": "x" * 2049}, ("request", "resource")),
    ],
)
def test_a_request_that_is_none_is_refused(changed: Any, path: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(world(), {"request": {**request(), **changed}})
    # Of a value that may be one or many, each way to read it is told below its key.
    assert {one.path[: len(path)] for one in refused.value.problems} == {path}


# --- an organisation ------------------------------------------------------------------------------------


SANDBOX = account_number("Sandbox")
BOB = f"arn:aws:iam::{SANDBOX}:user/bob"


def organisation(**more: Any) -> dict[str, Any]:
    """A root, a unit, an account in it, and Bob there, who may everything."""
    return {
        "Org": resource("AWS::Organizations::Organization"),
        "Dev": resource(
            "AWS::Organizations::OrganizationalUnit", Name="dev", ParentId={"Fn::GetAtt": ["Org", "RootId"]}
        ),
        "Sandbox": resource(
            "AWS::Organizations::Account",
            AccountName="sandbox",
            Email="s@example.com",
            ParentIds=[{"Ref": "Dev"}],
        ),
        "Bob": resource(
            "AWS::IAM::User", "Sandbox", UserName="bob", ManagedPolicyArns=[f"{PREFIX}AdministratorAccess"]
        ),
        **more,
    }


def test_each_level_of_an_organisation_is_a_layer_with_its_policies() -> None:
    limit = resource(
        "AWS::Organizations::Policy",
        Name="no-s3",
        Type="SERVICE_CONTROL_POLICY",
        Content=policy(statement("Deny", "s3:*")),
        TargetIds=[{"Ref": "Dev"}],
    )
    answer = told({"request": request(BOB, resource="arn:aws:s3:::reports/x")}, **organisation(Limit=limit))
    assert [one["name"] for one in answer["layers"] if one["layer"] == "scp"] == ["Root", "dev", "sandbox"]
    dev = layer(answer, "scp", 1)
    assert dev["decides"] and [one["name"] for one in dev["policies"]] == ["FullAWSAccess", "no-s3"]
    assert [one["path"] for one in dev["policies"]] == [None, ["Limit", "Properties", "Content"]]
    assert answer["decided_by"]["path"] == ["Limit", "Properties", "Content"]
    assert "dev" in answer["decision"]["text"]


def test_members_of_an_organisation_bring_its_keys() -> None:
    ours = organisation(
        Share=resource(
            "AWS::S3::BucketPolicy",
            Bucket={"Ref": "Reports"},
            PolicyDocument=policy(
                statement(
                    resource="arn:aws:s3:::reports/*",
                    Principal="*",
                    Condition={"StringEquals": {"aws:PrincipalOrgID": {"Fn::GetAtt": ["Org", "Id"]}}},
                )
            ),
        )
    )
    answer = told({"request": request(BOB)}, **ours)
    assert answer["decision"]["reason"] == "BothAccountsAllow"
    context = answer["request"]["context"]
    assert (
        context["aws:PrincipalOrgID"] == context["aws:ResourceOrgID"]
    )  # the bucket's is the management account
    (path,) = context["aws:PrincipalOrgPaths"]
    assert path.startswith(f"{context['aws:PrincipalOrgID'][0]}/r-") and "/ou-" in path and path.endswith("/")
    assert context["aws:ResourceOrgPaths"][0] in path and context["aws:PrincipalOrgMasterAccountId"] == [MAIN]
    theirs = request(f"arn:aws:iam::{PARTNER}:user/theirs")
    assert told({"request": theirs}, **ours)["decision"]["reason"] == "OtherAccountDoesNotShare"


def test_what_is_asked_comes_before_what_an_organisation_adds() -> None:
    question = {"request": request(BOB, context={"AWS:principalorgid": "o-other"})}
    context = told(question, **organisation())["request"]["context"]
    assert {key: value for key, value in context.items() if key.lower() == "aws:principalorgid"} == {
        "AWS:principalorgid": ["o-other"]
    }


# --- warnings -------------------------------------------------------------------------------------------


def codes(answer: Any) -> list[tuple[str, list[Any]]]:
    return [(one["code"], one["path"]) for one in answer["warnings"]]


def test_a_policy_that_cannot_be_read_has_no_say_and_is_told_with_its_line() -> None:
    broken = copy.deepcopy(RESOURCES["NoSecrets"])
    broken["Properties"]["PolicyDocument"] = (
        '{\n "Version": "2012-10-17",\n "Statement": {"Effect": "Deny",}\n}'
    )
    answer = told({"request": request(resource=PLAN)}, NoSecrets=broken)
    assert answer["decision"]["outcome"] == "Allowed"
    (warning,) = answer["warnings"]
    assert (warning["code"], warning["severity"]) == ("InvalidJson", "error")
    assert (warning["path"], warning["line"]) == (["NoSecrets", "Properties", "PolicyDocument"], 3)


def test_only_policies_that_have_a_say_are_warned_of() -> None:
    suspicious = copy.deepcopy(RESOURCES["NoSecrets"])
    suspicious["Properties"]["PolicyDocument"] = policy(statement("Deny", "s3:GetObjekt"))
    question = {"request": request()}
    path = ["NoSecrets", "Properties", "PolicyDocument", "Statement", 0, "Action"]
    assert ("UnknownAction", path) in codes(told(question, NoSecrets=suspicious))
    assert codes(told({"request": request(APP)}, NoSecrets=suspicious)) == []


def test_a_principal_that_is_not_drawn_is_told() -> None:
    answer = told({"request": request(f"arn:aws:iam::{MAIN}:user/nobody")})
    assert codes(answer) == [("PrincipalNotInDocument", ["request", "principal"])]
    assert codes(told({"request": request(f"arn:aws:iam::{PARTNER}:user/theirs")})) == []


def test_a_managed_policy_of_aws_that_is_not_known_is_told_of_the_user_and_of_its_groups() -> None:
    group = resource("AWS::IAM::Group", ManagedPolicyArns=[f"{PREFIX}NotCarriedHere"])
    assert ("UnknownManagedPolicy", ["Developers", "Properties", "ManagedPolicyArns", 0]) in codes(
        told({"request": request()}, Developers=group)
    )


# --- bounds ---------------------------------------------------------------------------------------------


def test_long_policies_are_cut_and_the_deciding_statement_stays() -> None:
    many = [statement(action=f"sqs:A{n}") for n in range(answers.MAX_TOLD_OF_POLICY + 40)]
    long = resource("AWS::IAM::ManagedPolicy", PolicyDocument=policy(*many, statement(Sid="Last")))
    user = resource("AWS::IAM::User", UserName="alice", ManagedPolicyArns=[{"Ref": "Long"}])
    answer = told({"request": request()}, Alice=user, Long=long)
    (whole,) = layer(answer, "identity")["policies"]
    assert len(whole["statements"]) == answers.MAX_TOLD_OF_POLICY and whole["left_off"] == 41
    assert whole["statements"][-1]["sid"] == "Last" and whole["statements"][-1]["verdict"] == "decides"


def test_an_answer_has_room_for_so_many_elements_and_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MAX_ELEMENTS", 7)
    one = statement("Deny", Condition={"StringEquals": {"aws:username": [f"u{n}" for n in range(30)]}})
    user = resource("AWS::IAM::User", UserName="alice", ManagedPolicyArns=[{"Ref": "Long"}])
    long = resource("AWS::IAM::ManagedPolicy", PolicyDocument=policy(*[one] * 5, statement(Sid="Last")))
    (whole,) = layer(told({"request": request()}, Alice=user, Long=long), "identity")["policies"]
    assert [one["sid"] for one in whole["statements"]] == [None, "Last"] and whole["left_off"] == 4
    expected = whole["statements"][0]["elements"][2]["values"]["expected"]
    assert expected == [f"u{n}" for n in range(answers.MAX_VALUES)]


# --- who can --------------------------------------------------------------------------------------------


def test_whoever_may_comes_first_and_everybody_says_why() -> None:
    found = who_can(world(), {"action": "s3:GetObject", "resource": PLAN})
    assert [(one.principal.name, one.ruling.outcome) for one in found.standings] == [
        ("root", Outcome.ALLOWED),
        ("alice", Outcome.EXPLICITLY_DENIED),
        ("app", Outcome.IMPLICITLY_DENIED),
    ]
    assert found.total == 3 and all(one.text.en and one.text.ko for one in found.standings)


def test_everybody_is_judged_as_they_are_alone() -> None:
    made = world(Share=SHARED, Reports=PARTNERS_BUCKET)
    for target in (PLAN, REPORT, "arn:aws:s3:::elsewhere/x"):
        for one in who_can(made, {"action": "s3:GetObject", "resource": target}).standings:
            assert one.ruling == settle(made, {"request": request(one.principal.arn, resource=target)})


def test_who_can_reads_each_policy_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Any] = []

    def reading(document: Any, kind: Any) -> Any:
        read.append(document)
        return read_policy(document, kind)

    monkeypatch.setattr("simulator.services.iam.directory.read_policy", reading)
    users = {
        f"U{n}": {
            **RESOURCES["Alice"],
            "Properties": {**RESOURCES["Alice"]["Properties"], "UserName": f"u{n}"},
        }
        for n in range(30)
    }
    found = who_can(world(**users), {"action": "s3:GetObject", "resource": REPORT})
    assert sum(one.ruling.outcome is Outcome.ALLOWED for one in found.standings) == 32
    # One of each of the 31 users, and the one that all of them have from their group.
    assert len(read) == 32


def test_who_can_stops_when_it_has_compared_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The more a policy makes to compare, the fewer principals are looked at; the first one always is."""
    long = [f"arn:aws:s3:::{'a*' * 50}{n}" for n in range(100)]
    costly = resource("AWS::IAM::ManagedPolicy", PolicyDocument=policy(statement(resource=long)))
    cheap = resource("AWS::IAM::ManagedPolicy", PolicyDocument=policy(statement()))
    users = {f"U{n}": resource("AWS::IAM::User", ManagedPolicyArns=[{"Ref": "Shared"}]) for n in range(20)}
    asked = {"action": "s3:GetObject", "resource": f"arn:aws:s3:::{'a' * 500}"}
    monkeypatch.setattr(asking, "MAX_WORK", 3_000)
    seen = {name: who_can(world(**users, Shared=one), asked) for name, one in (("c", costly), ("f", cheap))}
    assert {name: len(one.standings) for name, one in seen.items()} == {"c": 3, "f": 23}
    monkeypatch.setattr(asking, "MAX_WORK", 0)
    assert len(who_can(world(), asked).standings) == 1


@pytest.mark.parametrize("values", [["a" * 200] * 50, ["b"]])
def test_values_of_the_request_count_as_work(values: list[str]) -> None:
    condition = {"ForAnyValue:StringLike": {"aws:TagKeys": ["x*", "y*"]}}
    read = read_policy(policy(statement(Condition=condition)), PolicyKind.IDENTITY)
    given = make_request(ALICE, "s3:GetObject", REPORT, MAIN, {"aws:TagKeys": values})
    assert asking.work_of(read, given) >= 2 * len(values) * max(1, len(values[0]) // 64)


def test_who_can_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MAX_PRINCIPALS", 2)
    found = who_can(world(), {"action": "s3:GetObject", "resource": REPORT})
    assert (len(found.standings), found.total) == (2, 3)
