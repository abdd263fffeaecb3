"""Policies read: what is taken, what is refused, and where it says the mistake is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.problems import InvalidInput, Severity
from simulator.services.iam.conditions.names import read_operator
from simulator.services.iam.jsontext import MAX_DEPTH, NotJson, read_json
from simulator.services.iam.parsing import parse_policy, read_policy
from simulator.services.iam.policy import Condition, Effect, PolicyKind, Principals, SetOperator
from simulator.services.iam.problem_texts import TEMPLATES
from simulator.services.iam.sizes import LIMITS, LONGEST, MANAGED, Limit, size_of

ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


def policy(*statements: Any, **elements: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements), **elements}


def codes(document: Any, kind: PolicyKind = PolicyKind.IDENTITY) -> set[str]:
    return {problem.code for problem in parse_policy(document, kind).problems}


# --- JSON -----------------------------------------------------------------------------------------------


@given(JSON_VALUES, st.sampled_from([None, 2]))
def test_json_is_read_as_python_reads_it(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=indent is None)
    assert read_json(text).value == json.loads(text)


@given(st.text(alphabet='{}[]",:\\ \n0123456789.-+eEtrufalsn"\u00e9\u0001', max_size=30))
def test_what_python_refuses_is_refused(text: str) -> None:
    def constants(name: str) -> None:
        raise ValueError(name)

    try:
        expected = json.loads(text, parse_constant=constants)
    except (ValueError, RecursionError):
        with pytest.raises(NotJson):
            read_json(text)
    else:
        if isinstance(expected, float) and expected in (float("inf"), float("-inf")):
            return
        assert read_json(text).value == expected


def test_places_are_lines_and_columns_from_one() -> None:
    document = read_json('{\n  "Statement": [\n    {"Effect": "Allow"}\n  ]\n}')
    at = document.values[("Statement", 0, "Effect")]
    assert (at.line, at.column) == (3, 16)
    key = document.keys[("Statement", 0, "Effect")]
    assert (key.line, key.column) == (3, 6)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("{", 1, 2),
        ('{"a" 1}', 1, 6),
        ('{"a": }', 1, 7),
        ('{"a": 1,}', 1, 9),
        ('{"a": 1\n "b": 2}', 2, 2),
        ("[1 2]", 1, 4),
        ('{"a": "b\nc"}', 1, 9),
        ('{"a": "b', 1, 9),
        ("{} {}", 1, 4),
        ('{"a": NaN}', 1, 7),
        ('{"a": 1e999}', 1, 7),
        ("{'a': 1}", 1, 2),
        ('{"a": "\\x"}', 1, 8),
        ('{"a": "\\ud800"}', 1, 7),
    ],
)
def test_a_mistake_is_found_where_it_is(text: str, line: int, column: int) -> None:
    with pytest.raises(NotJson) as caught:
        read_json(text)
    assert (caught.value.place.line, caught.value.place.column) == (line, column)
    problem = parse_policy(text, PolicyKind.IDENTITY).problems[0]
    assert (problem.code, problem.line, problem.column) == ("InvalidJson", line, column)


def test_too_deep_is_refused_without_running_out_of_stack() -> None:
    assert read_json("[" * MAX_DEPTH + "]" * MAX_DEPTH).value
    with pytest.raises(NotJson):
        read_json("[" * 100_000)


# --- what is taken --------------------------------------------------------------------------------------


def test_a_statement_may_stand_alone_or_in_a_list() -> None:
    alone = read_policy({"Version": "2012-10-17", "Statement": ALLOW}, PolicyKind.IDENTITY)
    assert alone == read_policy(policy(ALLOW), PolicyKind.IDENTITY)
    assert alone.statements[0].effect is Effect.ALLOW
    assert alone.statements[0].actions == ("s3:GetObject",)


def test_text_and_object_are_the_same_policy() -> None:
    document = policy(ALLOW, {**ALLOW, "Sid": "Two", "Condition": {"Bool": {"aws:SecureTransport": True}}})
    for text in (json.dumps(document), json.dumps(document, indent=4)):
        assert (
            parse_policy(text, PolicyKind.IDENTITY).policy
            == parse_policy(document, PolicyKind.IDENTITY).policy
        )


def test_a_policy_of_equal_content_is_read_once() -> None:
    assert read_policy(policy(ALLOW), PolicyKind.IDENTITY) is read_policy(
        policy(dict(ALLOW)), PolicyKind.IDENTITY
    )


@pytest.mark.parametrize(
    ("version", "variables"), [("2012-10-17", True), ("2008-10-17", False), (None, False)]
)
def test_the_version_says_whether_there_are_variables(version: str | None, variables: bool) -> None:
    document = {"Statement": ALLOW} if version is None else {"Version": version, "Statement": ALLOW}
    found = read_policy(document, PolicyKind.IDENTITY)
    assert found.has_variables is variables
    assert found.version_given is (version is not None)


def test_conditions_are_flattened_and_their_values_are_texts() -> None:
    block = {
        "ForAnyValue:StringLikeIfExists": {"aws:TagKeys": ["a", "b*"]},
        "NumericLessThan": {"s3:max-keys": 10},
        "Bool": {"aws:SecureTransport": True},
    }
    found = read_policy(policy({**ALLOW, "Condition": block}), PolicyKind.IDENTITY).statements[0].conditions
    assert found == (
        Condition("StringLike", "aws:TagKeys", ("a", "b*"), SetOperator.FOR_ANY, if_exists=True),
        Condition("NumericLessThan", "s3:max-keys", ("10",)),
        Condition("Bool", "aws:SecureTransport", ("true",)),
    )
    assert found[0].name == "ForAnyValue:StringLikeIfExists"


def test_principals_are_sorted_by_their_kind() -> None:
    listed = {
        "AWS": ["123456789012", "*"],
        "Service": "ec2.amazonaws.com",
        "Federated": ["accounts.google.com", "arn:aws:iam::123456789012:saml-provider/corp"],
        "CanonicalUser": "a" * 64,
    }
    found = read_policy(policy({**ALLOW, "Principal": listed}), PolicyKind.RESOURCE).statements[0]
    assert found.principals == Principals(
        everyone=True,
        aws=("123456789012",),
        service=("ec2.amazonaws.com",),
        federated=("accounts.google.com", "arn:aws:iam::123456789012:saml-provider/corp"),
        canonical_user=("a" * 64,),
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("StringEquals", "StringEquals"),
        ("stringlikeifexists", "StringLikeIfExists"),
        ("FORALLVALUES:arnlike", "ForAllValues:ArnLike"),
        ("ForAnyValue:Null", "ForAnyValue:Null"),
        ("StringEqualsIfExistsIfExists", None),
        ("ForEachValue:StringEquals", None),
        (":StringEquals", None),
        ("IfExists", None),
        ("", None),
    ],
)
def test_operators_are_read_in_their_parts(written: str, expected: str | None) -> None:
    found = read_operator(written)
    assert (None if found is None else str(found)) == expected


# --- what is refused ------------------------------------------------------------------------------------


def test_every_mistake_is_told_at_once() -> None:
    document = policy(
        {"Effect": "allow", "Action": "GetObject", "Resource": "bucket"},
        {"Action": "*", "Resource": "*", "Condition": {"StringIs": {"aws:username": "a"}}},
        Version="2013-01-01",
    )
    assert codes(document) == {
        "InvalidVersion",
        "InvalidEffect",
        "InvalidAction",
        "NotAnArn",
        "MissingEffect",
        "UnknownOperator",
    }


def test_a_mistake_has_path_line_and_column() -> None:
    text = json.dumps(policy({"Effect": "Permit", "Action": "*", "Resource": "*"}), indent=2)
    problem = parse_policy(text, PolicyKind.IDENTITY).problems[0]
    assert (problem.code, problem.path) == ("InvalidEffect", ("Statement", 0, "Effect"))
    assert (problem.line, problem.column) == (5, 17)
    assert problem.as_json()["line"] == 5


def test_an_unknown_element_is_told_with_the_one_that_was_meant() -> None:
    problem = parse_policy(policy({**ALLOW, "Ressource": "*"}), PolicyKind.IDENTITY).problems[0]
    assert problem.code == "UnknownElement"
    assert "Resource" in problem.hint.en and "Resource" in problem.hint.ko


def test_reading_raises_with_every_error_below_a_path() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_policy(policy({"Effect": "Allow"}), PolicyKind.IDENTITY, ("identity_policies", 3))
    assert {problem.path for problem in caught.value.problems} == {("identity_policies", 3, "Statement", 0)}


def test_a_warning_does_not_refuse() -> None:
    found = parse_policy(
        policy({**ALLOW, "Condition": {"stringequals": {"aws:username": "a"}}}), PolicyKind.IDENTITY
    )
    assert found.policy is not None
    assert [(one.code, one.severity) for one in found.problems] == [("OperatorSpelling", Severity.WARNING)]


@pytest.mark.parametrize("kind", PolicyKind)
def test_only_what_is_attached_to_resources_names_principals(kind: PolicyKind) -> None:
    trust = kind is PolicyKind.TRUST
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole" if trust else "*"} | (
        {} if trust else {"Resource": "*"}
    )
    with_principal = codes(policy({**statement, "Principal": "*"}), kind)
    without = codes(policy(statement), kind)
    if kind in (PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.SESSION, PolicyKind.SCP):
        assert (with_principal, without) == ({"PrincipalNotAllowed"}, set())
    elif kind is PolicyKind.ENDPOINT:
        assert (with_principal, without) == (set(), set())
    else:
        assert (with_principal, without) == (set(), {"MissingPrincipal"})


#: One document for each code, and its kind where it is not an identity-based policy.
EXAMPLES: dict[str, Any] = {
    "InvalidJson": "{",
    "DuplicateKey": '{"Statement": {"Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*"}}',
    "PolicyTooLong": policy({**ALLOW, "Action": [f"s3:Get{number}" for number in range(1_000)]}),
    "OrganizationPolicyTooLong": (json.dumps(policy(ALLOW), indent=900), PolicyKind.SCP),
    "TextTooLong": " " * (LONGEST + 1),
    "InvalidCharacter": policy({**ALLOW, "Action": "s3:객체"}),
    "NotAnObject": "[]",
    "UnknownElement": policy({**ALLOW, "Comment": "x"}),
    "WrongType": policy({**ALLOW, "Action": 7}),
    "InvalidVersion": policy(ALLOW, Version="2012-10-18"),
    "IdNotAllowed": policy(ALLOW, Id="x"),
    "MissingStatement": {"Version": "2012-10-17"},
    "MissingEffect": policy({"Action": "*", "Resource": "*"}),
    "InvalidEffect": policy({**ALLOW, "Effect": "DENY"}),
    "MissingAction": policy({"Effect": "Allow", "Resource": "*"}),
    "MissingResource": policy({"Effect": "Allow", "Action": "*"}),
    "ResourceLeftOut": (
        policy({"Effect": "Allow", "Principal": "*", "Action": "sns:*"}),
        PolicyKind.RESOURCE,
    ),
    "MissingPrincipal": (policy(ALLOW), PolicyKind.RESOURCE),
    "ElementAndItsOpposite": policy({**ALLOW, "NotResource": "*"}),
    "PrincipalNotAllowed": policy({**ALLOW, "NotPrincipal": "*"}),
    "NotPrincipalInTrust": (
        policy({"Effect": "Deny", "NotPrincipal": "*", "Action": "sts:AssumeRole"}),
        PolicyKind.TRUST,
    ),
    "ResourceInTrust": (policy({**ALLOW, "Principal": "*"}), PolicyKind.TRUST),
    "InvalidPrincipalKey": (policy({**ALLOW, "Principal": {"Amazon": "x"}}), PolicyKind.RESOURCE),
    "InvalidPrincipal": (policy({**ALLOW, "Principal": {"AWS": "bob"}}), PolicyKind.RESOURCE),
    "GroupAsPrincipal": (
        policy({**ALLOW, "Principal": {"AWS": "arn:aws:iam::123456789012:group/dev"}}),
        PolicyKind.RESOURCE,
    ),
    "WildcardInPrincipal": (
        policy({**ALLOW, "Principal": {"AWS": "arn:aws:iam::123456789012:user/*"}}),
        PolicyKind.RESOURCE,
    ),
    "InvalidAction": policy({**ALLOW, "Action": "s3"}),
    "NotAnArn": policy({**ALLOW, "Resource": "my-bucket"}),
    "RelativeResource": (
        policy({**ALLOW, "Principal": "*", "Resource": "execute-api:/prod/*"}),
        PolicyKind.RESOURCE,
    ),
    "ArnTooShort": policy({**ALLOW, "Resource": "arn:aws:s3:bucket"}),
    "ArnShortened": policy({**ALLOW, "Resource": "arn:aws:cloudfront:*"}),
    "WildcardInArnService": policy({**ALLOW, "Resource": "arn:aws:*:::bucket"}),
    "InvalidSid": policy({**ALLOW, "Sid": "my-sid"}),
    "DuplicateSid": policy({**ALLOW, "Sid": "a"}, {**ALLOW, "Sid": "a"}),
    "UnknownOperator": policy({**ALLOW, "Condition": {"StringIs": {"aws:username": "a"}}}),
    "OperatorSpelling": policy({**ALLOW, "Condition": {"StringLikeifExists": {"aws:username": "a"}}}),
    "NullIfExists": policy({**ALLOW, "Condition": {"NullIfExists": {"aws:username": "true"}}}),
    "InvalidConditionKey": policy({**ALLOW, "Condition": {"StringLike": {"username": "a"}}}),
    "ConditionKeyTwice": policy(
        {**ALLOW, "Condition": {"StringLike": {"aws:UserName": "a", "aws:username": "a"}}}
    ),
    "InvalidConditionValue": policy({**ALLOW, "Condition": {"StringLike": {"aws:username": {}}}}),
}


@pytest.mark.parametrize("code", TEMPLATES)
def test_each_problem_is_found_and_told_in_both_languages(code: str) -> None:
    example = EXAMPLES[code]
    document, kind = example if isinstance(example, tuple) else (example, PolicyKind.IDENTITY)
    parsed = parse_policy(document, kind)
    found = next(problem for problem in parsed.problems if problem.code == code)
    assert found.severity is TEMPLATES[code].severity
    assert (parsed.policy is None) == any(one.severity is Severity.ERROR for one in parsed.problems)
    for text in (found.message, found.hint):
        assert "{" not in text.en.replace("{}", "").replace('{"Version"', "").replace("${", "")
        assert any("가" <= letter <= "힣" for letter in text.ko)


def test_an_empty_sid_is_none() -> None:
    found = read_policy(policy({**ALLOW, "Sid": ""}, {**ALLOW, "Sid": ""}), PolicyKind.IDENTITY)
    assert [statement.sid for statement in found.statements] == [None, None]


def test_a_bucket_policy_may_say_more_than_an_identity_based_one() -> None:
    statement = {**ALLOW, "Principal": "*", "Sid": "읽기 허용"}
    assert codes(policy(statement, statement, Id="정책"), PolicyKind.RESOURCE) == set()


# --- sizes ----------------------------------------------------------------------------------------------


def test_iam_does_not_count_white_space_and_organizations_does() -> None:
    text = json.dumps({"a b": "c  d"}, indent=4)
    assert size_of(text, Limit(10)) == len('{"a b":"c  d"}')
    assert size_of(text, Limit(10, white_space=True)) == len(text)
    assert size_of({"a b": "c  d"}, Limit(10)) == len('{"a b":"c  d"}')


@pytest.mark.parametrize("kind", PolicyKind)
def test_a_policy_may_be_exactly_as_long_as_its_limit(kind: PolicyKind) -> None:
    statement: dict[str, Any] = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    if kind is not PolicyKind.TRUST:
        statement["Resource"] = "*"
    if kind in (PolicyKind.RESOURCE, PolicyKind.TRUST, PolicyKind.KEY, PolicyKind.RCP):
        statement["Principal"] = "*"
    document = policy({**statement, "Sid": ""})
    room = LIMITS[kind].characters - size_of(document, LIMITS[kind])
    fitting, long = (policy({**statement, "Sid": "a" * count}) for count in (room, room + 1))
    assert not codes(fitting, kind)
    assert codes(long, kind) & {"PolicyTooLong", "OrganizationPolicyTooLong"}


def test_a_narrower_limit_may_be_known() -> None:
    document = policy({**ALLOW, "Sid": "a" * 7_000})
    assert not parse_policy(document, PolicyKind.IDENTITY).problems
    assert parse_policy(document, PolicyKind.IDENTITY, limit=MANAGED).problems[0].code == "PolicyTooLong"
    assert not parse_policy(document, PolicyKind.IDENTITY, limit=MANAGED, sized=False).problems
