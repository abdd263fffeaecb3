"""Conditions that hold more often, or less, than was meant."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from simulator.problems import Path
from simulator.services.iam.arns import arn_pattern
from simulator.services.iam.catalogue import global_key, may_have_many
from simulator.services.iam.conditions.families import OPERATORS, Family, Operator, read_boolean
from simulator.services.iam.findings import Finding
from simulator.services.iam.lint.site import Site
from simulator.services.iam.lint.texts import EXPECTED
from simulator.services.iam.policy import Condition, Effect, SetOperator
from simulator.services.iam.variables import has_variables, tokens_of

_MFA = "aws:multifactorauthpresent"
#: Families whose operators may sensibly compare a key of the other's type.
_NEAR = {
    Family.STRING: {Family.STRING, Family.ARN},
    Family.ARN: {Family.ARN, Family.STRING},
    Family.BOOLEAN: {Family.BOOLEAN, Family.STRING},
    Family.NUMBER: {Family.NUMBER, Family.STRING},
    Family.DATE: {Family.DATE, Family.NUMBER, Family.STRING},
    Family.ADDRESS: {Family.ADDRESS, Family.STRING},
}


def rules(site: Site) -> Iterator[Finding]:
    for condition, path in site.conditions():
        operator = OPERATORS[condition.operator]
        yield from sets(site, condition, path)
        yield from types(site, condition, operator, path)
        yield from mfa(site, condition, path)
    yield from contradictions(site)


def sets(site: Site, condition: Condition, path: Path) -> Iterator[Finding]:
    """Set operators where they do harm, and none where one is needed."""
    many = may_have_many(condition.key)
    named = {"key": condition.key, "operator": condition.name}
    if condition.operator == "Null":
        if condition.set_operator is not None:
            yield site.finding("NullWithSetOperator", path, **named)
        return
    if condition.set_operator is None:
        if many:
            yield site.finding("SetOperatorMissing", path, **named)
        return
    if many is False:
        yield site.finding("SetOperatorOnSingleValue", path, **named)
    elif condition.set_operator is SetOperator.FOR_ALL and site.statement.effect is Effect.ALLOW:
        if not _demanded(site, condition.key):
            yield site.finding("ForAllValuesWithoutNull", path, **named)


def _demanded(site: Site, key: str) -> bool:
    """Whether another condition fails when the key is missing."""
    for one in site.statement.conditions:
        if one.key.lower() != key.lower():
            continue
        if one.operator == "Null" and one.set_operator is None and one.values == ("false",):
            return True
        if one.set_operator is SetOperator.FOR_ANY and not one.if_exists:
            return True
    return False


def types(site: Site, condition: Condition, operator: Operator, path: Path) -> Iterator[Finding]:
    """Values and keys of another type than the operator compares."""
    named = {"key": condition.key, "operator": condition.name}
    key = global_key(condition.key)
    if key is not None and operator.family is not Family.NULL and operator.family not in _NEAR[key.family]:
        yield site.finding("OperatorOfOtherType", path, expected=EXPECTED[key.family.value], **named)
    for value, at in site.condition_values(condition, path):
        variables = site.policy.has_variables and operator.takes_variables
        if variables and has_variables(tokens_of(value, variables=True)):
            continue
        if not _readable(operator, value):
            yield site.finding(
                "ValueOfWrongType", at, value=value, expected=EXPECTED[operator.family.value], **named
            )
        elif operator.family is Family.STRING and not operator.name.endswith("Like"):
            plain = value.replace("${*}", "").replace("${?}", "") if variables else value
            if "*" in plain or "?" in plain:
                yield site.finding("WildcardWithoutLike", at, value=value, **named)
        elif operator.family is Family.ADDRESS:
            yield from addresses(site, condition, value, at)
    if operator.name == "Bool" and {read_boolean(value) for value in condition.values} == {True, False}:
        yield site.finding("BothBooleans", path, **named)


def _readable(operator: Operator, value: str) -> bool:
    match operator.family:
        case Family.STRING:
            return True
        case Family.NULL:
            return value.lower() in ("true", "false")
        case Family.ADDRESS:
            return _network(value) is not None
        case Family.ARN:
            pattern = arn_pattern(value, variables=True, everywhere=True)
            return pattern.flaw in (None, "WildcardInArnService")
        case _:
            return operator.read(value) is not None


def _network(value: str) -> str | None:
    """The block a value means, as AWS reads it."""
    try:
        return str(ip_network(value, strict=False))
    except ValueError:
        return None


def addresses(site: Site, condition: Condition, value: str, path: Path) -> Iterator[Finding]:
    block = ip_network(value, strict=False)
    private = any(
        block.version == kept.version and block.network_address in kept and block.prefixlen >= kept.prefixlen
        for kept in _PRIVATE
    )
    if private and condition.key.lower() == "aws:sourceip":
        yield site.finding("PrivateSourceIp", path, value=value)
    if "/" in value and ip_address(value.partition("/")[0]) != block.network_address:
        yield site.finding("HostBitsInRange", path, value=value, near=str(block))


_PRIVATE = tuple(
    ip_network(block)
    for block in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)


def mfa(site: Site, condition: Condition, path: Path) -> Iterator[Finding]:
    """Long-term access keys bring no key about multi-factor authentication at all."""
    if condition.key.lower() != _MFA or condition.operator != "Bool":
        return
    wanted = {read_boolean(value) for value in condition.values}
    if site.statement.effect is Effect.DENY and wanted == {False} and not condition.if_exists:
        if not any(one.operator == "Null" and one.key.lower() == _MFA for one in site.statement.conditions):
            yield site.finding("MfaKeyMayBeMissing", path)
    if site.statement.effect is Effect.ALLOW and wanted == {True} and condition.if_exists:
        yield site.finding("MfaNotDemanded", path)


def contradictions(site: Site) -> Iterator[Finding]:
    """A key that must be missing and must have a value."""
    missing = {
        one.key.lower()
        for one in site.statement.conditions
        if one.operator == "Null" and one.set_operator is None and one.values == ("true",)
    }
    for condition, path in site.conditions():
        if condition.key.lower() not in missing or condition.if_exists:
            continue
        absent = condition.operator == "Null" and condition.values == ("false",)
        compared = condition.operator != "Null" and not OPERATORS[condition.operator].negated
        if absent or (compared and condition.set_operator is not SetOperator.FOR_ALL):
            yield site.finding("ContradictoryConditions", path, key=condition.key)
