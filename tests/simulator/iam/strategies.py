"""Small worlds of policies and requests, close enough to one another that statements apply about half the time.

Statements and contexts are made beforehand from a seed, and Hypothesis puts them together: drawing every value of every
statement would take a hundred times as long as deciding.
"""

from __future__ import annotations

import itertools
from random import Random
from typing import Any

from hypothesis import strategies as st

ACCOUNTS = ("111111111111", "222222222222")
HOME = ACCOUNTS[0]

PRINCIPALS = [
    *(f"arn:aws:iam::{account}:user/alice" for account in ACCOUNTS),
    *(f"arn:aws:iam::{account}:role/app" for account in ACCOUNTS),
    *(f"arn:aws:sts::{account}:assumed-role/app/s1" for account in ACCOUNTS),
    f"arn:aws:sts::{HOME}:federated-user/alice",
    f"arn:aws:sts::{HOME}:assumed-role/AWSServiceRoleForX/s1",
    *(f"arn:aws:iam::{account}:root" for account in ACCOUNTS),
    "ec2.amazonaws.com",
    "*",
]
#: Actions with resources they may be about; the last two have policies of their own that must allow.
TARGETS = [
    ("s3:GetObject", "arn:aws:s3:::b/alice/k.txt"),
    ("s3:PutObject", "arn:aws:s3:::b/k.txt"),
    ("s3:ListAllMyBuckets", "*"),
    ("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{HOME}:q1"),
    ("autoscaling:SetDesiredCapacity", f"arn:aws:autoscaling:us-east-1:{HOME}:autoScalingGroup:u:name/web"),
    ("sts:AssumeRole", f"arn:aws:iam::{HOME}:role/target"),
    ("kms:Decrypt", f"arn:aws:kms:us-east-1:{HOME}:key/1"),
]
ACTIONS = [
    "*",
    "s3:*",
    "s3:Get*",
    "S3:GETOBJECT",
    "s3:?utObject",
    "sqs:*",
    "sts:*",
    "kms:Dec*",
    "auto*:*",
    "iam:*",
]
RESOURCES = [
    "*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b/${aws:username}/*",
    "arn:aws:s3:::b/${aws:PrincipalTag/team, 'alice'}/*",
    "arn:aws:s3:::b/k.t?t",
    "arn:aws:s3:::B/*",
    f"arn:aws:sqs:*:{HOME}:q?",
    "arn:aws:sqs:us-*:*:*",
    "arn:aws:sqs:*",
    "arn:aws:s3:us-*",
    "arn:aws:sqs:us-east-1:${aws:PrincipalAccount}:q1",
    f"arn:aws:autoscaling:*:{HOME}:autoScalingGroup:*:name/web",
    f"arn:aws:iam::{HOME}:role/*",
    "arn:aws:kms:*:*:key/1",
]
NAMED = [
    "*",
    {"AWS": "*"},
    {"Service": "ec2.amazonaws.com"},
    *({"AWS": one} for one in [*ACCOUNTS, *(p for p in PRINCIPALS if p.startswith("arn:"))]),
    {"AWS": [f"arn:aws:iam::{HOME}:user/alice", HOME]},
    {"AWS": [f"arn:aws:sts::{HOME}:assumed-role/app/s1", f"arn:aws:iam::{HOME}:role/app", HOME]},
    {"AWS": [f"arn:aws:iam::{HOME}:user/bob"], "Service": ["ec2.amazonaws.com", "sns.amazonaws.com"]},
]

#: For each family: operators, keys, values of policies, values of requests.
FAMILIES: list[tuple[list[str], list[str], list[Any], list[Any]]] = [
    (
        [
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
        ],
        [
            "aws:PrincipalTag/team",
            "AWS:PRINCIPALTAG/TEAM",
            "aws:username",
            "aws:TagKeys",
            "aws:PrincipalType",
        ],
        [
            "red",
            "RED",
            "r*",
            "?ed",
            "*",
            "",
            "blue",
            "alice",
            "${aws:username}",
            "${x:no, 'red'}",
            "${x:no}",
            "${*}",
            "User",
        ],
        ["red", "RED", "blue", "", "*", ["red", "blue"], ["red"], [], None],
    ),
    (
        [
            f"Numeric{one}"
            for one in (
                "Equals",
                "NotEquals",
                "LessThan",
                "LessThanEquals",
                "GreaterThan",
                "GreaterThanEquals",
            )
        ],
        ["aws:MultiFactorAuthAge", "x:Sizes"],
        ["10", 10, "9.5", "-3", "ten", "10.0"],
        ["10", 10, "9", "11", "10.00", "many", ["5", "20"], [], None],
    ),
    (
        [
            f"Date{one}"
            for one in (
                "Equals",
                "NotEquals",
                "LessThan",
                "LessThanEquals",
                "GreaterThan",
                "GreaterThanEquals",
            )
        ],
        ["aws:CurrentTime"],
        ["2026-03-01T00:00:00Z", "2026-03-01", "2026", "1772323200", "soon"],
        [
            "2026-03-01T00:00:00Z",
            "2026-03-01T00:00:01Z",
            "2025-12-31",
            "1772323200",
            "never",
            ["2026", "2027"],
            None,
        ],
    ),
    (
        ["Bool"],
        ["aws:SecureTransport"],
        ["true", "false", True, "TRUE", "yes"],
        ["true", "false", True, False, "True", "1", ["true", "false"], None],
    ),
    (["BinaryEquals"], ["x:Blob"], ["QUJD", "QUJE"], ["QUJD", "QUJE", ["QUJD", "QUJE"], None]),
    (
        ["IpAddress", "NotIpAddress"],
        ["aws:SourceIp"],
        ["10.0.0.0/8", "203.0.113.7", "2001:db8::/32", "0.0.0.0/0", "10.0.0.*"],
        ["10.1.2.3", "203.0.113.7", "2001:db8::1", "nowhere", ["10.1.2.3", "1.1.1.1"], None],
    ),
    (
        ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
        ["aws:PrincipalArn", "aws:SourceArn"],
        [
            f"arn:aws:iam::{HOME}:role/app",
            f"arn:aws:iam::{HOME}:user/*",
            "arn:aws:iam::${aws:PrincipalAccount}:*/a*",
            "arn:aws:*",
            "*",
        ],
        [
            f"arn:aws:iam::{HOME}:role/app",
            "arn:aws:s3:::b:c",
            "nothing",
            [f"arn:aws:iam::{HOME}:role/app"],
            None,
        ],
    ),
    (
        ["Null"],
        ["aws:PrincipalTag/team", "aws:TagKeys", "aws:SourceIp"],
        ["true", "false", True],
        ["red", "", [], None],
    ),
]


def one_or_many(order: Random, values: list[Any]) -> Any:
    if order.random() < 0.5:
        return order.choice(values)
    return [order.choice(values) for _ in range(order.choice([0, 1, 2, 2, 3, 3]))]


def a_condition(order: Random) -> tuple[str, str, Any]:
    """Operator, key and the policy's values."""
    names, keys, wanted, _ = order.choice(FAMILIES)
    name = order.choice(names)
    prefix = order.choice(["", "", "", "ForAllValues:", "ForAnyValue:"])
    suffix = order.choice(["", "", "IfExists"]) if name != "Null" else ""
    return prefix + name + suffix, order.choice(keys), one_or_many(order, wanted)


def a_context(order: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _, keys, _, actual in FAMILIES:
        key = order.choice(keys)
        if order.random() < 0.6 and key.lower() not in {one.lower() for one in found}:
            found[key] = order.choice(actual)
    return found


def a_statement(
    order: Random, *, with_principal: bool = False, trust: bool = False, effect: str | None = None
) -> dict[str, Any]:
    found: dict[str, Any] = {"Effect": effect or order.choice(["Allow", "Allow", "Allow", "Deny"])}
    name = order.choice(["Action", "Action", "Action", "NotAction"])
    found[name] = "*" if order.random() < 0.4 else one_or_many(order, ACTIONS)
    if not trust:
        name = order.choice(["Resource", "Resource", "Resource", "NotResource"])
        found[name] = "*" if order.random() < 0.4 else one_or_many(order, RESOURCES)
    if with_principal:
        name = "Principal" if trust else order.choice(["Principal", "Principal", "Principal", "NotPrincipal"])
        found[name] = order.choice(NAMED)
    for _ in range(order.choice([0, 0, 1, 2])):
        operator, key, wanted = a_condition(order)
        keys = found.setdefault("Condition", {}).setdefault(operator, {})
        if key.lower() not in {one.lower() for one in keys}:
            keys[key] = wanted
    return found


_ORDER = Random(20_260_301)
_CONTEXTS = [a_context(_ORDER) for _ in range(400)]
_STATEMENTS = {
    (with_principal, trust, effect): [
        a_statement(_ORDER, with_principal=with_principal, trust=trust, effect=effect) for _ in range(600)
    ]
    for with_principal, trust in ((False, False), (True, False), (True, True))
    for effect in (None, "Allow", "Deny")
}

conditions = st.integers(min_value=0).map(lambda seed: a_condition(Random(seed)))
contexts = st.sampled_from(_CONTEXTS)


def statements(
    with_principal: bool = False, trust: bool = False, effect: str | None = None
) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from(_STATEMENTS[with_principal, trust, effect])


def policies(**options: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda found, version: {"Version": version, "Statement": found},
        st.lists(statements(**options), min_size=1, max_size=3),
        st.sampled_from(["2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17"]),
    )


def levels(**options: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
    level = st.lists(policies(**options), max_size=2)
    return st.lists(level, max_size=2).map(
        lambda found: [{"orgIdentifier": f"level-{n}", "policies": one} for n, one in enumerate(found)]
    )


def often_none(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), st.none(), strategy)


@st.composite
def worlds(draw: Any) -> dict[str, Any]:
    """An input of ``iam.authorize``."""
    action, resource = draw(st.sampled_from(TARGETS))
    trust = action.startswith("sts:")
    return {
        "request": {
            "principal": draw(st.sampled_from(PRINCIPALS)),
            "action": action,
            "resource": {"resource": resource, "accountId": HOME},
            "context": draw(contexts),
        },
        "identity_policies": draw(st.lists(policies(), max_size=2)),
        "resource_policy": draw(st.one_of(st.none(), policies(with_principal=True, trust=trust))),
        "permission_boundaries": draw(often_none(policies().map(lambda policy: [policy]))),
        "session_policy": draw(often_none(policies())),
        "scps": draw(often_none(levels())) or [],
        "rcps": draw(often_none(levels(with_principal=True))) or [],
        "endpoint_policies": draw(often_none(policies(with_principal=True).map(lambda policy: [policy]))),
    }


def a_world(order: Random) -> dict[str, Any]:
    """The same by a seed, new statements included: for long comparisons."""
    action, resource = order.choice(TARGETS)
    trust = action.startswith("sts:")

    def policy(**options: Any) -> dict[str, Any]:
        found = [a_statement(order, **options) for _ in range(order.choice([1, 1, 2, 3]))]
        return {"Version": order.choice(["2012-10-17"] * 4 + ["2008-10-17"]), "Statement": found}

    def some(most: int, **options: Any) -> list[dict[str, Any]]:
        return [policy(**options) for _ in range(order.randrange(most + 1))]

    def levels(**options: Any) -> list[dict[str, Any]]:
        if order.random() < 0.6:
            return []
        return [
            {"orgIdentifier": f"level-{n}", "policies": some(2, **options)}
            for n in range(order.choice([1, 2]))
        ]

    return {
        "request": {
            "principal": order.choice(PRINCIPALS),
            "action": action,
            "resource": {"resource": resource, "accountId": HOME},
            "context": a_context(order),
        },
        "identity_policies": some(2),
        "resource_policy": policy(with_principal=True, trust=trust) if order.random() < 0.6 else None,
        "permission_boundaries": [policy()] if order.random() < 0.3 else None,
        "session_policy": policy() if order.random() < 0.3 else None,
        "scps": levels(),
        "rcps": levels(with_principal=True),
        "endpoint_policies": [policy(with_principal=True)] if order.random() < 0.2 else None,
    }


def layers_of(world: dict[str, Any]) -> list[dict[str, Any]]:
    """Every policy of a world."""
    found = [world["resource_policy"], world["session_policy"]]
    for name in ("identity_policies", "permission_boundaries", "endpoint_policies"):
        found += world[name] or []
    found += itertools.chain.from_iterable(level["policies"] for level in world["scps"] + world["rcps"])
    return [policy for policy in found if policy]
