"""Rules of single kinds of policies: trust policies and resource control policies."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.services.iam.findings import Finding
from simulator.services.iam.lint.site import Site
from simulator.services.iam.matching import action_matcher
from simulator.services.iam.policy import Effect, PolicyKind

TRUST_ACTIONS = (
    "sts:assumerole",
    "sts:assumerolewithsaml",
    "sts:assumerolewithwebidentity",
    "sts:tagsession",
    "sts:setsourceidentity",
    "sts:setcontext",
)
_BY_PROVIDER = ("sts:assumerolewithsaml", "sts:assumerolewithwebidentity")


def rules(site: Site) -> Iterator[Finding]:
    if site.policy.kind is PolicyKind.TRUST and not site.statement.not_action:
        yield from trust(site)
    elif site.policy.kind is PolicyKind.RCP:
        yield from resource_control(site)


def trust(site: Site) -> Iterator[Finding]:
    principals = site.statement.principals
    for action, path in site.actions:
        fitting = [one for one in TRUST_ACTIONS if action_matcher(action)(one)]
        if not fitting:
            yield site.finding("TrustActionUnusual", path, value=action)
        elif principals is not None and site.statement.effect is Effect.ALLOW:
            federated = bool(principals.federated)
            others = bool(principals.aws or principals.service or principals.everyone)
            if federated and not others and fitting == ["sts:assumerole"]:
                yield site.finding("TrustActionMismatch", path, value=action, name="Federated")
            elif others and not federated and set(fitting) <= set(_BY_PROVIDER):
                name = "Service" if principals.service else "AWS"
                yield site.finding("TrustActionMismatch", path, value=action, name=name)


def resource_control(site: Site) -> Iterator[Finding]:
    statement = site.statement
    if statement.effect is Effect.ALLOW:
        yield site.finding("RcpOnlyDenies", ("Effect",))
    if statement.not_principal or statement.principals is None or not statement.principals.everyone:
        yield site.finding("RcpPrincipal", (site.principal_name,))
    for action, path in site.actions:
        if action == "*" and statement.effect is Effect.DENY:
            yield site.finding("RcpAllActions", path)
