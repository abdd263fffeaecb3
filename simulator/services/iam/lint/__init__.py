"""The linter: what AWS takes, and what was hardly meant.

Sources: the guide's pages on each element, and the list of checks of IAM Access Analyzer ("Access Analyzer policy check
reference"), in our own words. Every finding is a warning: a policy with warnings decides like any other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache

from simulator.problems import Path
from simulator.services.iam.findings import Finding
from simulator.services.iam.lint import conditions, grants, ineffective, kinds, names
from simulator.services.iam.lint.site import Site, finding
from simulator.services.iam.lint.texts import RULES
from simulator.services.iam.parsing import Parsed, Raw, parse_policy
from simulator.services.iam.policy import PolicyKind

__all__ = ["RULES", "check_policy", "lint", "sites_of"]

_RULES = (grants.rules, conditions.rules, names.rules, ineffective.rules, kinds.rules)


def lint(parsed: Parsed) -> tuple[Finding, ...]:
    """What the linter has to say about a policy that could be read; nothing about one that could not."""
    return tuple(_found(parsed))


def check_policy(document: Raw, kind: PolicyKind, *, sized: bool = True) -> tuple[Finding, ...]:
    """Everything there is to say about a policy: the parser's problems, then the linter's.

    Said once for equal content: a document is checked at each of its edits, and few of them change a policy.
    """
    is_text = isinstance(document, str)
    return _checked(document if isinstance(document, str) else json.dumps(document), is_text, kind, sized)


@lru_cache(512)
def _checked(content: str, is_text: bool, kind: PolicyKind, sized: bool) -> tuple[Finding, ...]:
    parsed = parse_policy(content if is_text else json.loads(content), kind, sized=sized)
    return (*parsed.problems, *lint(parsed))


def _found(parsed: Parsed) -> Iterator[Finding]:
    if parsed.policy is None or not isinstance(parsed.value, Mapping):
        return
    if not parsed.policy.version_given:
        yield finding("VersionMissing", (), parsed.places)
    sites = sites_of(parsed)
    for site in sites:
        for rules in _RULES:
            yield from rules(site)
    yield from ineffective.repeated(sites)


def sites_of(parsed: Parsed) -> list[Site]:
    """The statements of a policy, each with its raw JSON; none of a policy that could not be read."""
    if parsed.policy is None or not isinstance(parsed.value, Mapping):
        return []
    raw = parsed.value["Statement"]
    alone = isinstance(raw, Mapping)
    sites = []
    for statement in parsed.policy.statements:
        path: Path = ("Statement",) if alone else ("Statement", statement.index)
        one = raw if alone else raw[statement.index]
        sites.append(Site(parsed.policy, statement, one, path, parsed.places))
    return sites
