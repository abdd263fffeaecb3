"""Random and mutated policy documents: nearly right, wrong in one place, or no policy at all."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.simulator.iam.strategies import a_statement

#: What takes the place of a part of a policy: of another type, of another size, or with other letters.
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**30,
    "",
    " ",
    "*",
    "**",
    "?",
    ":",
    "::::::",
    "arn:",
    "arn:aws:s3:::",
    "arn:aws:s3:::*",
    "arn:aws:iam::123456789012:root",
    "${",
    "${}",
    "${aws:username}",
    "${aws:username, 'x",
    "${*}",
    "\u0000",
    "\ud800",
    "정책",
    "Allow",
    "Deny",
    "allow",
    "2012-10-17",
    "2008-10-17",
    "s3:GetObject",
    "s3:",
    ":Get",
    "s3:*",
    "StringLike",
    "aws:SourceIp",
    "ForAllValues:",
    "ForAnyValue:Null",
    "NullIfExists",
    "10.0.0.0/33",
    "1e309",
    "2026-99-99",
    "true",
    "QUJD=",
    [],
    {},
    [[]],
    [{}],
    {"": ""},
    {"AWS": "*"},
    {"AWS": []},
    {"AWS": {"AWS": "*"}},
    {"Service": ["ec2.amazonaws.com"]},
    ["*", "*"],
    [None],
    "a" * 3_000,
    "*?" * 500,
    ["s3:Get*"] * 50,
]
KEYS = [
    "Version",
    "Id",
    "Statement",
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
    "effect",
    "",
    "AWS",
    "Service",
    "StringLike",
    "aws:SourceIp",
    "Null",
    "정책",
    "${x}",
]


def a_document(order: Random) -> Any:
    """A policy, mutated some times; as JSON, or as text that may be no JSON any more."""
    statements = [
        a_statement(order, with_principal=order.random() < 0.4) for _ in range(order.choice([1, 1, 2]))
    ]
    document: Any = {"Version": "2012-10-17", "Statement": statements}
    for _ in range(order.choice([0, 1, 1, 2, 3, 6])):
        document = mutated(order, document)
    if order.random() < 0.5:
        return document if isinstance(document, dict) else {"Statement": document}
    text = json.dumps(document, indent=order.choice([None, None, 2]), ensure_ascii=order.random() < 0.7)
    for _ in range(order.choice([0, 0, 1, 2])):
        text = scratched(order, text)
    return text


def mutated(order: Random, value: Any) -> Any:
    """The value with one part changed, added or taken away."""
    if order.random() < 0.12 or not isinstance(value, (dict, list)) or not value:
        return order.choice(ODD)
    if isinstance(value, list):
        index = order.randrange(len(value))
        match order.randrange(4):
            case 0:
                return [*value[:index], *value[index + 1 :]]
            case 1:
                return [*value, order.choice(value)]
            case _:
                return [*value[:index], mutated(order, value[index]), *value[index + 1 :]]
    key = order.choice(list(value))
    rest = {name: one for name, one in value.items() if name != key}
    match order.randrange(6):
        case 0:
            return rest
        case 1:
            return {**value, order.choice(KEYS): order.choice(ODD)}
        case 2:
            return {**rest, order.choice(KEYS): value[key]}
        case _:
            return {**value, key: mutated(order, value[key])}


def scratched(order: Random, text: str) -> str:
    """The text with some characters gone, doubled, or strange."""
    begin = order.randrange(len(text) + 1)
    end = min(len(text), begin + order.choice([0, 1, 1, 2, 9]))
    put = order.choice(
        [
            "",
            "",
            '"',
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\\",
            "\\u12",
            "\n",
            "\t",
            "\u0001",
            "\u2028",
            "9e99999",
            text[begin:end] * 2,
        ]
    )
    return text[:begin] + put + text[end:]
