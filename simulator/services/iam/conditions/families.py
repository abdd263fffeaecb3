"""The families of condition operators: how a value of the request is read and held against one of the policy.

Guide: "IAM JSON policy elements: Condition operators". Every operator is a *positive* test of one value of the request
against one of the policy, and perhaps the opposite of one (`negated`). Sets of values, missing keys and `IfExists` are
the same for all operators and stand in `clauses.py`.

A value that cannot be read as what its operator compares fits nothing.
"""

from __future__ import annotations

import base64
import binascii
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from simulator.services.iam.arns import Name, arn_pattern, matcher
from simulator.services.iam.context import Context
from simulator.services.iam.patterns import glob
from simulator.services.iam.variables import filled, has_variables, literal, tokens_of

#: Whether a value of the request, read by the family, fits.
Test = Callable[[Any], bool]
#: The test a policy's value stands for in a request; None when a variable in it has no value.
Prepared = Callable[[Context], Test | None]


class Family(StrEnum):
    STRING = "string"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    BINARY = "binary"
    ADDRESS = "address"
    ARN = "arn"
    NULL = "null"


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator of the guide.

    read: a value of the request in the operator's own type, None if it is none. prepare(value, variables): the test
    a policy's value stands for. takes_variables: whether ``${…}`` is filled in here.
    """

    name: str
    family: Family
    negated: bool
    read: Callable[[str], Any]
    prepare: Callable[[str, bool], Prepared]
    takes_variables: bool = False


def always(test: Test | None) -> Prepared:
    """A test that no request changes."""
    return lambda context: test


# --- strings --------------------------------------------------------------------------------------------


def _same(text: str) -> str:
    return text


def _equal(value: str, variables: bool) -> Prepared:
    """The text itself; a star is a star."""
    tokens = tokens_of(value, variables=variables, wildcards=False)
    if not has_variables(tokens):
        return always(literal(tokens).__eq__)

    def prepared(context: Context) -> Test | None:
        full = filled(tokens, context.single)
        return None if full is None else literal(full).__eq__

    return prepared


def _equal_ignoring_case(value: str, variables: bool) -> Prepared:
    tokens = tokens_of(value, variables=variables, wildcards=False)
    if not has_variables(tokens):
        return always(literal(tokens).casefold().__eq__)

    def prepared(context: Context) -> Test | None:
        full = filled(tokens, context.single)
        return None if full is None else literal(full).casefold().__eq__

    return prepared


def _like(value: str, variables: bool) -> Prepared:
    tokens = tokens_of(value, variables=variables)
    if not has_variables(tokens):
        return always(glob(tokens))

    def prepared(context: Context) -> Test | None:
        full = filled(tokens, context.single)
        return None if full is None else glob(full)

    return prepared


# --- numbers and dates ----------------------------------------------------------------------------------

_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?", re.ASCII)


def read_number(text: str) -> Decimal | None:
    """An integer or decimal number; exact, so that 0.10 is 0.1."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:?\d\d))?)?)?",
    re.ASCII,
)
_EPOCH = re.compile(r"-?\d{5,12}(?:\.\d{1,9})?", re.ASCII)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def read_date(text: str) -> datetime | None:
    """A date of the W3C's profile of ISO 8601, from a year to a fraction of a second, or seconds since 1970.

    Four digits are a year. A date without a time is its first moment in UTC.
    """
    try:
        if found := _DATE.fullmatch(text):
            year, month, day, hour, minute, second, fraction, zone = found.groups()
            return datetime(
                int(year),
                int(month or 1),
                int(day or 1),
                int(hour or 0),
                int(minute or 0),
                int(second or 0),
                int((fraction or "")[:6].ljust(6, "0")),
                tzinfo=_zone(zone),
            )
        if _EPOCH.fullmatch(text):
            return _BEGINNING + timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        return None
    return None


def _zone(text: str | None) -> timezone:
    if text is None or text in "Zz":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _compared(
    read: Callable[[str], Any], holds: Callable[[Any, Any], bool]
) -> Callable[[str, bool], Prepared]:
    """`holds(the request's value, the policy's value)`."""

    def prepare(value: str, variables: bool) -> Prepared:
        bound = read(value)
        if bound is None:
            return always(None)
        return always(lambda actual: holds(actual, bound))

    return prepare


# --- the others -----------------------------------------------------------------------------------------


def read_boolean(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.lower())


def _boolean(value: str, variables: bool) -> Prepared:
    tokens = tokens_of(value, variables=variables, wildcards=False)

    def prepared(context: Context) -> Test | None:
        full = filled(tokens, context.single)
        wanted = None if full is None else read_boolean(literal(full))
        return None if wanted is None else wanted.__eq__

    return prepared if has_variables(tokens) else always(prepared(Context({})))


def read_binary(text: str) -> bytes | None:
    """The bytes that base64 stands for."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


Address = IPv4Address | IPv6Address


def read_address(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _network(value: str, variables: bool) -> Prepared:
    """An address, or a block of them; bits beyond the prefix are ignored, as AWS does."""
    try:
        block = ip_network(value, strict=False)
    except ValueError:
        return always(None)
    return always(lambda address: address in block)


def read_name(text: str) -> Name | None:
    name = Name.of(text)
    return name if name.parts else None


def _arn(value: str, variables: bool) -> Prepared:
    pattern = arn_pattern(value, variables=variables, everywhere=True)
    if not pattern.has_variables:
        return always(matcher(pattern))

    def prepared(context: Context) -> Test | None:
        full = pattern.filled(context.single)
        return None if full is None else matcher(full)

    return prepared


def _null(value: str, variables: bool) -> Prepared:
    """Never asked about a value: what Null says follows from whether there is one."""
    return always(None)


# --- all of them ----------------------------------------------------------------------------------------


def _string(
    name: str, prepare: Callable[[str, bool], Prepared], read: Callable[[str], Any] = _same
) -> list[Operator]:
    return [
        Operator(name, Family.STRING, False, read, prepare, True),
        Operator(name.replace("String", "StringNot"), Family.STRING, True, read, prepare, True),
    ]


def _ordered(prefix: str, family: Family, read: Callable[[str], Any]) -> list[Operator]:
    comparisons = {
        "Equals": operator.eq,
        "LessThan": operator.lt,
        "LessThanEquals": operator.le,
        "GreaterThan": operator.gt,
        "GreaterThanEquals": operator.ge,
    }
    found = [
        Operator(prefix + name, family, False, read, _compared(read, holds))
        for name, holds in comparisons.items()
    ]
    return [*found, Operator(prefix + "NotEquals", family, True, read, _compared(read, operator.eq))]


OPERATORS: dict[str, Operator] = {
    one.name: one
    for one in (
        *_string("StringEquals", _equal),
        *_string("StringEqualsIgnoreCase", _equal_ignoring_case, str.casefold),
        *_string("StringLike", _like),
        *_ordered("Numeric", Family.NUMBER, read_number),
        *_ordered("Date", Family.DATE, read_date),
        Operator("Bool", Family.BOOLEAN, False, read_boolean, _boolean, True),
        Operator("BinaryEquals", Family.BINARY, False, read_binary, _compared(read_binary, operator.eq)),
        Operator("IpAddress", Family.ADDRESS, False, read_address, _network),
        Operator("NotIpAddress", Family.ADDRESS, True, read_address, _network),
        Operator("ArnEquals", Family.ARN, False, read_name, _arn, True),
        Operator("ArnLike", Family.ARN, False, read_name, _arn, True),
        Operator("ArnNotEquals", Family.ARN, True, read_name, _arn, True),
        Operator("ArnNotLike", Family.ARN, True, read_name, _arn, True),
        Operator("Null", Family.NULL, False, _same, _null),
    )
}
