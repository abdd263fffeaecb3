"""Each rule of the linter: a policy it speaks up about, where, and a near miss it says nothing of."""

from __future__ import annotations

import json
from typing import Any

import pytest

from simulator.problems import Severity
from simulator.services.iam.catalogue import GLOBAL_KEYS, OTHER_NAMES, catalogue, global_key, known_actions
from simulator.services.iam.decide import authorize
from simulator.services.iam.lint import RULES, check_policy, lint
from simulator.services.iam.parsing import parse_policy
from simulator.services.iam.policy import PolicyKind

K = PolicyKind
ACCOUNT = "123456789012"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"


def allow(**elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", **elements}


def deny(**elements: Any) -> dict[str, Any]:
    return {**allow(**elements), "Effect": "Deny"}


def without(statement: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in statement.items() if name not in names}


def when(operator: str, key: str, value: Any, **elements: Any) -> dict[str, Any]:
    return allow(Condition={operator: {key: value}}, **elements)


def trust(principal: Any, action: Any = "sts:AssumeRole", **elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": action, **elements}


def policy(*statements: dict[str, Any], **elements: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements), **elements}


def shared(**elements: Any) -> dict[str, Any]:
    return allow(Principal={"AWS": ROOT}, **elements)


S0 = ("Statement", 0)
TAGS = "aws:TagKeys"

#: Rule, policy, kind, where it is found, and a policy like it that is well.
EXAMPLES: list[tuple[str, dict[str, Any], PolicyKind, tuple[Any, ...], dict[str, Any]]] = [
    (
        "AdministratorAccess",
        policy(allow(Action="*", Resource="*")),
        K.IDENTITY,
        (*S0, "Action"),
        policy(allow(Action="*")),
    ),
    (
        "WholeServiceAllowed",
        policy(allow(Action=["s3:Get*", "iam:*"], Resource="*")),
        K.IDENTITY,
        (*S0, "Action", 1),
        policy(allow(Action="iam:Get*", Resource="*")),
    ),
    (
        "AllowNotAction",
        policy({**without(allow(), "Action"), "NotAction": "iam:*"}),
        K.IDENTITY,
        (*S0, "NotAction"),
        policy({**without(deny(), "Action"), "NotAction": "iam:*"}),
    ),
    (
        "AllowNotResource",
        policy({**without(allow(), "Resource"), "NotResource": "arn:aws:s3:::b/*"}),
        K.IDENTITY,
        (*S0, "NotResource"),
        policy({**without(deny(), "Resource"), "NotResource": "arn:aws:s3:::b/*"}),
    ),
    (
        "AllowNotPrincipal",
        policy(allow(NotPrincipal={"AWS": ROOT})),
        K.RESOURCE,
        (*S0, "NotPrincipal"),
        policy(shared()),
    ),
    (
        "DenyNotPrincipal",
        policy(deny(NotPrincipal={"AWS": ROOT})),
        K.RESOURCE,
        (*S0, "NotPrincipal"),
        policy(deny(Principal="*", Condition={"ArnNotEquals": {"aws:PrincipalArn": ROOT}})),
    ),
    (
        "PublicAccess",
        policy(allow(Principal="*")),
        K.RESOURCE,
        (*S0, "Principal"),
        policy(when("StringEquals", "aws:PrincipalOrgID", "o-1", Principal="*")),
    ),
    (
        "ConfusedDeputy",
        policy(allow(Principal={"Service": "cloudtrail.amazonaws.com"})),
        K.RESOURCE,
        (*S0, "Principal"),
        policy(
            when(
                "ArnLike",
                "aws:SourceArn",
                "arn:aws:cloudtrail:*:*:trail/t",
                Principal={"Service": "cloudtrail.amazonaws.com"},
            )
        ),
    ),
    (
        "TrustWithoutExternalId",
        policy(trust({"AWS": ACCOUNT})),
        K.TRUST,
        (*S0, "Principal"),
        policy(trust({"AWS": ACCOUNT}, Condition={"StringEquals": {"sts:ExternalId": "x"}})),
    ),
    (
        "FederatedWithoutAudience",
        policy(trust({"Federated": GITHUB}, "sts:AssumeRoleWithWebIdentity")),
        K.TRUST,
        (*S0, "Principal"),
        policy(
            trust(
                {"Federated": GITHUB},
                "sts:AssumeRoleWithWebIdentity",
                Condition={"StringLike": {"token.actions.githubusercontent.com:sub": "repo:o/r:*"}},
            )
        ),
    ),
    (
        "PassAnyRole",
        policy(allow(Action=["ec2:RunInstances", "iam:PassRole"], Resource="*")),
        K.IDENTITY,
        (*S0, "Action", 1),
        policy(
            when(
                "StringEquals",
                "iam:PassedToService",
                "ec2.amazonaws.com",
                Action="iam:PassRole",
                Resource="*",
            )
        ),
    ),
    (
        "ForAllValuesWithoutNull",
        policy(when("ForAllValues:StringEquals", TAGS, ["a"])),
        K.IDENTITY,
        (*S0, "Condition", "ForAllValues:StringEquals", TAGS),
        policy(allow(Condition={"ForAllValues:StringEquals": {TAGS: ["a"]}, "Null": {TAGS: "false"}})),
    ),
    (
        "SetOperatorOnSingleValue",
        policy(when("ForAnyValue:StringEquals", "aws:username", "a")),
        K.IDENTITY,
        (*S0, "Condition", "ForAnyValue:StringEquals", "aws:username"),
        policy(when("ForAnyValue:StringEquals", TAGS, "a")),
    ),
    (
        "SetOperatorMissing",
        policy(when("StringEquals", TAGS, "a")),
        K.IDENTITY,
        (*S0, "Condition", "StringEquals", TAGS),
        policy(when("StringEquals", "aws:username", "a")),
    ),
    (
        "NullWithSetOperator",
        policy(when("ForAllValues:Null", TAGS, "false")),
        K.IDENTITY,
        (*S0, "Condition", "ForAllValues:Null", TAGS),
        policy(when("Null", TAGS, "false")),
    ),
    (
        "WildcardWithoutLike",
        policy(when("StringEquals", "aws:username", ["bob", "al*"])),
        K.IDENTITY,
        (*S0, "Condition", "StringEquals", "aws:username", 1),
        policy(when("StringEquals", "aws:username", "al${*}")),
    ),
    (
        "ValueOfWrongType",
        policy(when("NumericLessThan", "aws:MultiFactorAuthAge", "an hour")),
        K.IDENTITY,
        (*S0, "Condition", "NumericLessThan", "aws:MultiFactorAuthAge"),
        policy(when("NumericLessThan", "aws:MultiFactorAuthAge", 3600)),
    ),
    (
        "OperatorOfOtherType",
        policy(
            when("StringEquals", "aws:MultiFactorAuthAge", "1"),
            when("DateLessThan", "aws:SourceIp", "2026-01-01"),
        ),
        K.IDENTITY,
        ("Statement", 1, "Condition", "DateLessThan", "aws:SourceIp"),
        policy(when("DateLessThan", "aws:CurrentTime", "2026-01-01")),
    ),
    (
        "BothBooleans",
        policy(when("Bool", "aws:SecureTransport", ["true", "false"])),
        K.IDENTITY,
        (*S0, "Condition", "Bool", "aws:SecureTransport"),
        policy(when("Bool", "aws:SecureTransport", ["true"])),
    ),
    (
        "MfaKeyMayBeMissing",
        policy(deny(Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}})),
        K.IDENTITY,
        (*S0, "Condition", "Bool", "aws:MultiFactorAuthPresent"),
        policy(deny(Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})),
    ),
    (
        "MfaNotDemanded",
        policy(when("BoolIfExists", "aws:MultiFactorAuthPresent", "true")),
        K.IDENTITY,
        (*S0, "Condition", "BoolIfExists", "aws:MultiFactorAuthPresent"),
        policy(when("Bool", "aws:MultiFactorAuthPresent", "true")),
    ),
    (
        "PrivateSourceIp",
        policy(when("IpAddress", "aws:SourceIp", "10.0.0.0/8")),
        K.IDENTITY,
        (*S0, "Condition", "IpAddress", "aws:SourceIp"),
        policy(when("IpAddress", "aws:VpcSourceIp", "10.0.0.0/8")),
    ),
    (
        "HostBitsInRange",
        policy(when("IpAddress", "aws:SourceIp", "203.0.113.7/24")),
        K.IDENTITY,
        (*S0, "Condition", "IpAddress", "aws:SourceIp"),
        policy(when("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "2001:DB8:0:0::/64"])),
    ),
    (
        "ContradictoryConditions",
        policy(allow(Condition={"Null": {"aws:username": "true"}, "StringEquals": {"aws:username": "a"}})),
        K.IDENTITY,
        (*S0, "Condition", "StringEquals", "aws:username"),
        policy(allow(Condition={"Null": {"aws:username": "true"}, "StringNotEquals": {"aws:username": "a"}})),
    ),
    (
        "VariableInOldVersion",
        policy(allow(Resource="arn:aws:s3:::b/${aws:username}/*"), Version="2008-10-17"),
        K.IDENTITY,
        (*S0, "Resource"),
        policy(allow(Resource="arn:aws:s3:::b/${aws:username}/*")),
    ),
    (
        "VariableNotFilledIn",
        policy(allow(Action="sqs:*", Resource="arn:aws:sqs:*:${aws:PrincipalAccount}:q")),
        K.IDENTITY,
        (*S0, "Resource"),
        policy(allow(Action="sqs:*", Resource="arn:aws:sqs:*:*:${aws:username}")),
    ),
    (
        "VariableOfManyValues",
        policy(allow(Resource="arn:aws:s3:::b/${aws:TagKeys}")),
        K.IDENTITY,
        (*S0, "Resource"),
        policy(allow(Resource="arn:aws:s3:::b/${aws:PrincipalTag/team}")),
    ),
    (
        "VariableWithoutBrace",
        policy(allow(Resource="arn:aws:s3:::b/${aws:username")),
        K.IDENTITY,
        (*S0, "Resource"),
        policy(allow()),
    ),
    (
        "VariableEmpty",
        policy(allow(Resource="arn:aws:s3:::b/${}")),
        K.IDENTITY,
        (*S0, "Resource"),
        policy(allow()),
    ),
    (
        "VariableWithSpace",
        policy(allow(Resource="arn:aws:s3:::b/${ aws:username}")),
        K.IDENTITY,
        (*S0, "Resource"),
        policy(allow()),
    ),
    (
        "VariableWithoutQuotes",
        policy(allow(Resource="arn:aws:s3:::b/${aws:username, none}")),
        K.IDENTITY,
        (*S0, "Resource"),
        policy(allow(Resource="arn:aws:s3:::b/${aws:username, 'none'}")),
    ),
    (
        "VariableMalformed",
        policy(allow(Resource="arn:aws:s3:::b/${a$b}")),
        K.IDENTITY,
        (*S0, "Resource"),
        policy(allow()),
    ),
    ("VersionMissing", without(policy(allow()), "Version"), K.IDENTITY, (), policy(allow())),
    (
        "UnknownService",
        policy(allow(Action="s33:Get*", Resource="*")),
        K.IDENTITY,
        (*S0, "Action"),
        policy(allow()),
    ),
    (
        "UnknownAction",
        policy(allow(Action="s3:FetchObject")),
        K.IDENTITY,
        (*S0, "Action"),
        policy(allow(Action="S3:getobject")),
    ),
    (
        "ActionHasOtherName",
        policy(allow(Action="s3:ListObjectsV2")),
        K.IDENTITY,
        (*S0, "Action"),
        policy(allow()),
    ),
    (
        "UnknownConditionKey",
        policy(when("StringEquals", "aws:PrincipalTeam", "a")),
        K.IDENTITY,
        (*S0, "Condition", "StringEquals", "aws:PrincipalTeam"),
        policy(when("StringEquals", "aws:principaltag/Team", "a")),
    ),
    (
        "TagKeyMissing",
        policy(when("StringEquals", "aws:ResourceTag", "a")),
        K.IDENTITY,
        (*S0, "Condition", "StringEquals", "aws:ResourceTag"),
        policy(when("StringEquals", "aws:ResourceTag/a", "a")),
    ),
    (
        "WildcardInActionService",
        policy(allow(Action="s*:Get*", Resource="*")),
        K.IDENTITY,
        (*S0, "Action"),
        policy(allow()),
    ),
    ("EmptyElement", policy(allow(Action=[])), K.IDENTITY, (*S0, "Action"), policy(allow())),
    ("EmptyCondition", policy(allow(Condition={})), K.IDENTITY, (*S0, "Condition"), policy(allow())),
    (
        "ActionAndResourceDoNotMeet",
        policy(allow(Action="s3:GetObject", Resource=f"arn:aws:sqs:*:{ACCOUNT}:q")),
        K.IDENTITY,
        (*S0, "Resource"),
        policy(allow(Action=["s3:GetObject", "sqs:*"], Resource=f"arn:aws:sqs:*:{ACCOUNT}:q")),
    ),
    (
        "ActionNeedsOtherResource",
        policy(allow(Action=["s3:GetObject", "s3:ListBucket"])),
        K.IDENTITY,
        (*S0, "Action", 1),
        policy(
            allow(Action=["s3:GetObject", "s3:ListBucket"], Resource=["arn:aws:s3:::b", "arn:aws:s3:::b/*"])
        ),
    ),
    (
        "ActionNeedsAllResources",
        policy(allow(Action="s3:ListAllMyBuckets", Resource="arn:aws:s3:::*")),
        K.IDENTITY,
        (*S0, "Action"),
        policy(allow(Action="s3:ListAllMyBuckets", Resource="*")),
    ),
    (
        "ArnPartNotAllowed",
        policy(allow(Resource=f"arn:aws:s3::{ACCOUNT}:b/*")),
        K.IDENTITY,
        (*S0, "Resource"),
        policy(allow(Resource=f"arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/a/object/*")),
    ),
    (
        "RedundantValue",
        policy(allow(Action=["iam:Get*", "iam:GetCredentialReport"], Resource="*")),
        K.IDENTITY,
        (*S0, "Action", 1),
        policy(allow(Action=["iam:Get*", "iam:*CredentialReport"], Resource="*")),
    ),
    (
        "RedundantStatement",
        policy(allow(Sid="a"), allow(Sid="b")),
        K.IDENTITY,
        ("Statement", 1),
        policy(allow(), deny()),
    ),
    (
        "PrincipalCoversOthers",
        policy(deny(Principal={"AWS": ["*", ACCOUNT]})),
        K.RESOURCE,
        (*S0, "Principal"),
        policy(deny(Principal={"AWS": [ACCOUNT]})),
    ),
    (
        "PrincipalIsDeletedIdentity",
        policy(allow(Principal={"AWS": "AIDACKCEVSQ6C2EXAMPLE"})),
        K.RESOURCE,
        (*S0, "Principal"),
        policy(shared()),
    ),
    (
        "TrustActionUnusual",
        policy(trust({"Service": "ec2.amazonaws.com"}, "s3:GetObject")),
        K.TRUST,
        (*S0, "Action"),
        policy(trust({"Service": "ec2.amazonaws.com"}, ["sts:AssumeRole", "sts:TagSession"])),
    ),
    (
        "TrustActionMismatch",
        policy(trust({"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/p"})),
        K.TRUST,
        (*S0, "Action"),
        policy(trust({"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/p"}, "sts:AssumeRoleWithSAML")),
    ),
    (
        "RcpOnlyDenies",
        policy(allow(Principal="*")),
        K.RCP,
        (*S0, "Effect"),
        policy(deny(Principal="*", Action="s3:*")),
    ),
    (
        "RcpPrincipal",
        policy(deny(Principal={"AWS": ROOT})),
        K.RCP,
        (*S0, "Principal"),
        policy(deny(Principal="*")),
    ),
    (
        "RcpAllActions",
        policy(deny(Principal="*", Action="*")),
        K.RCP,
        (*S0, "Action"),
        policy(deny(Principal="*")),
    ),
]


def told(document: dict[str, Any], kind: PolicyKind) -> list[tuple[str, tuple[Any, ...]]]:
    parsed = parse_policy(document, kind)
    assert parsed.policy is not None, parsed.problems
    return [(one.code, one.path) for one in lint(parsed)]


@pytest.mark.parametrize("rule, document, kind, path, fine", EXAMPLES, ids=[one[0] for one in EXAMPLES])
def test_a_rule_speaks_up_where_it_should_and_nowhere_else(
    rule: str, document: dict[str, Any], kind: PolicyKind, path: tuple[Any, ...], fine: dict[str, Any]
) -> None:
    assert (rule, path) in told(document, kind)
    assert rule not in {code for code, _ in told(fine, kind)}


def test_every_rule_has_an_example() -> None:
    assert {one[0] for one in EXAMPLES} == set(RULES)


@pytest.mark.parametrize("rule, document, kind, path, fine", EXAMPLES, ids=[one[0] for one in EXAMPLES])
def test_a_finding_stands_at_its_line_and_speaks_both_languages(
    rule: str, document: dict[str, Any], kind: PolicyKind, path: tuple[Any, ...], fine: dict[str, Any]
) -> None:
    text = json.dumps(document, indent=2)
    found = next(one for one in check_policy(text, kind) if one.code == rule and one.path == path)
    assert found.severity is Severity.WARNING
    assert found.line is not None and found.column is not None
    line = text.split("\n")[found.line - 1]
    assert line[found.column - 1 :].startswith(("{", "[", '"')) or line[found.column - 1].isalnum()
    for said in (found.message, found.hint):
        assert any("가" <= letter <= "힣" for letter in said.ko)
        assert not any(particle in said.ko for particle in ("을(를)", "은(는)", "이(가)", "(으)로", "습니다"))


@pytest.mark.parametrize("kind", PolicyKind)
def test_a_careful_policy_is_left_in_peace(kind: PolicyKind) -> None:
    by_kind: dict[PolicyKind, dict[str, Any]] = {
        K.TRUST: trust({"Service": "ec2.amazonaws.com"}),
        K.RESOURCE: shared(),
        K.KEY: {**shared(), "Action": "kms:*", "Resource": "*"},
        K.RCP: deny(
            Principal="*", Action="s3:*", Condition={"BoolIfExists": {"aws:SecureTransport": "false"}}
        ),
        K.SCP: allow(Action="*", Resource="*"),
        K.BOUNDARY: allow(Action="*", Resource="*"),
    }
    assert told(policy(by_kind.get(kind, allow())), kind) == []


def test_a_policy_that_cannot_be_read_is_not_linted() -> None:
    assert lint(parse_policy({"Statement": {}}, K.IDENTITY)) == ()
    assert lint(parse_policy("{", K.IDENTITY)) == ()


def test_a_warning_changes_no_decision() -> None:
    """Unknown actions and keys are warned about and decided like others."""
    given = {
        "request": {
            "principal": f"arn:aws:iam::{ACCOUNT}:user/a",
            "action": "newservice:DoSomething",
            "resource": {"resource": f"arn:aws:newservice:us-east-1:{ACCOUNT}:thing/1", "accountId": ACCOUNT},
            "context": {"newservice:Colour": "red"},
        },
        "identity_policies": [
            policy(
                when(
                    "StringEquals",
                    "newservice:Colour",
                    "red",
                    Action="newservice:Do*",
                    Resource="arn:aws:newservice:*:*:thing/*",
                )
            )
        ],
    }
    assert {code for code, _ in told(given["identity_policies"][0], K.IDENTITY)} == {
        "UnknownService",
        "UnknownConditionKey",
    }
    assert authorize(given).outcome == "Allowed"


# --- the tables -----------------------------------------------------------------------------------------


def test_names_are_known_whatever_their_capitals() -> None:
    assert known_actions("s3:getobject") == ("s3:GetObject",)
    assert known_actions("EC2:Describe*Instances") is not None
    assert known_actions("s3:ListObjects") == ()
    assert known_actions("braket:Anything") is None
    assert global_key("AWS:principaltag/Team") == GLOBAL_KEYS["aws:principaltag/"]
    assert global_key("aws:SourceIp/x") is None


def test_the_other_name_of_an_operation_is_an_action() -> None:
    for operation, action in OTHER_NAMES.items():
        assert known_actions(operation) in ((), None), operation
        assert known_actions(action), action


def test_the_tables_are_dated_and_hold_the_services_of_the_lab() -> None:
    tables = catalogue()
    assert tables.dated >= "2026-11"
    wanted = {
        "ec2",
        "autoscaling",
        "elasticloadbalancing",
        "cloudfront",
        "route53",
        "acm",
        "iam",
        "s3",
        "sts",
        "organizations",
    }
    assert wanted <= tables.services
    assert wanted <= set(tables.actions)
