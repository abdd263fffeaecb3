"""Names nobody knows here, and variables that are none."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.problems import Path
from simulator.services.iam.catalogue import (
    GLOBAL_KEYS,
    catalogue,
    global_key,
    known_actions,
    may_have_many,
    other_name,
)
from simulator.services.iam.conditions.families import OPERATORS
from simulator.services.iam.findings import Finding
from simulator.services.iam.lint.site import Site
from simulator.services.iam.principals import WEB_PROVIDERS
from simulator.services.iam.variables import Variable, flaws, tokens_of
from simulator.spelling import nearest

#: Prefixes of condition keys that are no services: identity providers, and names that grew historically.
_OTHER_PREFIXES = frozenset({"aws", "saml", "catalog", *WEB_PROVIDERS})
_TAGGED = ("aws:principaltag", "aws:requesttag", "aws:resourcetag")


def rules(site: Site) -> Iterator[Finding]:
    yield from actions(site)
    yield from keys(site)
    yield from variables(site)


def actions(site: Site) -> Iterator[Finding]:
    tables = catalogue()
    for action, path in site.actions:
        prefix, colon, name = action.partition(":")
        if not colon or action == "*:*":
            continue
        if "*" in prefix or "?" in prefix:
            yield site.finding("WildcardInActionService", path, value=action)
        elif prefix.lower() not in tables.services:
            near = nearest(prefix, tables.services, cutoff=0.0) or "s3"
            yield site.finding("UnknownService", path, value=prefix, near=near, dated=tables.dated)
        elif (right := other_name(action)) is not None:
            yield site.finding("ActionHasOtherName", path, value=action, near=right)
        elif known_actions(action) == ():
            known = tables.actions[prefix.lower()].values()
            near = f"{prefix.lower()}:{nearest(name.replace('*', ''), known) or '*'}"
            yield site.finding("UnknownAction", path, value=action, near=near, dated=tables.dated)


def keys(site: Site) -> Iterator[Finding]:
    tables = catalogue()
    for condition, path in site.conditions():
        prefix = condition.key.partition(":")[0].lower()
        if condition.key.lower() in _TAGGED:
            yield site.finding("TagKeyMissing", path, value=condition.key)
        elif prefix == "aws" and global_key(condition.key) is None:
            near = (
                nearest(condition.key, [key.name for key in GLOBAL_KEYS.values()], cutoff=0.0)
                or "aws:SourceIp"
            )
            yield site.finding(
                "UnknownConditionKey", path, value=condition.key, near=near, dated=tables.dated
            )
        elif prefix not in tables.services and prefix not in _OTHER_PREFIXES and "." not in prefix:
            near = nearest(prefix, tables.services, cutoff=0.0) or "aws"
            yield site.finding(
                "UnknownConditionKey", path, value=condition.key, near=f"{near}:…", dated=tables.dated
            )


def variables(site: Site) -> Iterator[Finding]:
    """Variables where they are text, and texts that should have been variables."""
    for value, path in site.resources:
        head = ":".join(value.split(":", 5)[:5]) if value.count(":") >= 5 else ""
        yield from _variables(site, value, path)
        if site.policy.has_variables and "${" in head.replace("${*}", "") and _before_resource(value):
            yield site.finding("VariableNotFilledIn", path, value=_first(value), place="Resource")
    for value, path in site.actions:
        if "${" in value:
            yield site.finding("VariableNotFilledIn", path, value=_first(value), place="Action")
    for condition, path in site.conditions():
        takes = OPERATORS[condition.operator].takes_variables
        for value, at in site.condition_values(condition, path):
            if takes:
                yield from _variables(site, value, at)
            elif "${" in value:
                yield site.finding("VariableNotFilledIn", at, value=_first(value), place=condition.name)


def _variables(site: Site, value: str, path: Path) -> Iterator[Finding]:
    if "${" not in value:
        return
    if not site.policy.has_variables:
        yield site.finding("VariableInOldVersion", path, value=_first(value))
        return
    for flaw in flaws(value):
        yield site.finding(flaw.code, path, value=flaw.text)
    for token in tokens_of(value, variables=True):
        if isinstance(token, Variable) and may_have_many(token.key):
            yield site.finding("VariableOfManyValues", path, value=token.key)


def _first(value: str) -> str:
    """The first thing that looks like a variable."""
    begin = value.find("${")
    end = value.find("}", begin)
    return value[begin : end + 1] if end >= 0 else value[begin:]


def _before_resource(value: str) -> bool:
    """Whether the first variable stands before the fifth colon that is not its own."""
    begin = value.find("${")
    return value.count(":", 0, begin) < 5
