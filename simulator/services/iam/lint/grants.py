"""Grants that are wider than they look, and principals who should not be trusted so."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.services.iam.findings import Finding
from simulator.services.iam.lint.site import Site
from simulator.services.iam.matching import action_matcher
from simulator.services.iam.policy import Effect, PolicyKind
from simulator.services.iam.principals import WEB_PROVIDERS, RequesterKind, read_requester

#: Kinds whose Allow grants; the others' Allow only leaves room.
_GRANTING = frozenset({PolicyKind.IDENTITY, PolicyKind.RESOURCE, PolicyKind.TRUST, PolicyKind.KEY})
#: With all of these one can give oneself the rest.
_POWERFUL = ("iam", "organizations", "sts")

#: Keys that say on whose behalf a service acts.
SOURCE_KEYS = (
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceVpce",
)
#: Keys that narrow everybody down to some.
_NARROWING = (
    *SOURCE_KEYS,
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalServiceName",
    "aws:PrincipalIsAWSService",
    "aws:userid",
    "aws:username",
    "aws:SourceIp",
    "aws:VpcSourceIp",
    "aws:SourceVpc",
    "aws:VpceOrgID",
    "aws:VpceAccount",
    "kms:CallerAccount",
    "kms:ViaService",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
    "sns:Endpoint",
)


def rules(site: Site) -> Iterator[Finding]:
    statement, kind = site.statement, site.policy.kind
    if statement.effect is Effect.ALLOW:
        if kind in _GRANTING:
            yield from wide(site)
        if kind is PolicyKind.IDENTITY:
            yield from pass_role(site)
    if statement.principals is not None:
        yield from principals(site)


def wide(site: Site) -> Iterator[Finding]:
    """Allow of everything, or of everything but."""
    statement = site.statement
    if statement.not_action:
        yield site.finding("AllowNotAction", ("NotAction",))
    if statement.not_resource:
        yield site.finding("AllowNotResource", ("NotResource",))
    if site.policy.kind is not PolicyKind.IDENTITY or statement.conditions:
        return
    if "*" not in (statement.resources or ()) or statement.not_resource or statement.not_action:
        return
    for action, path in site.actions:
        prefix, _, name = action.lower().partition(":")
        if action in ("*", "*:*"):
            yield site.finding("AdministratorAccess", path)
        elif prefix in _POWERFUL and name == "*":
            yield site.finding("WholeServiceAllowed", path, service=prefix)


def pass_role(site: Site) -> Iterator[Finding]:
    """iam:PassRole on whatever role to whatever service."""
    statement = site.statement
    fitting = [path for action, path in site.actions if action_matcher(action)("iam:passrole")]
    named = {action.lower() for action in statement.actions}
    allowed = bool(fitting) is not statement.not_action
    # Whoever allows everything is told so, and not twice.
    if not allowed or named & {"*", "*:*"} or site.has_condition_on("iam:PassedToService"):
        return
    wild = [
        path
        for resource, path in site.resources
        if resource in ("*", "arn:aws:iam::*:role/*", "arn:aws:iam::*:*")
    ]
    if statement.not_resource:
        wild = [("NotResource",)]
    if wild:
        yield site.finding("PassAnyRole", fitting[0] if fitting else ("NotAction",))


def principals(site: Site) -> Iterator[Finding]:
    statement = site.statement
    assert statement.principals is not None  # the caller saw to it
    path = (site.principal_name,)
    if statement.not_principal:
        denies = statement.effect is Effect.DENY
        yield site.finding("DenyNotPrincipal" if denies else "AllowNotPrincipal", path)
        return
    if statement.effect is Effect.ALLOW and site.policy.kind not in (PolicyKind.RCP, PolicyKind.ENDPOINT):
        if statement.principals.everyone and not site.has_condition_on(*_NARROWING):
            yield site.finding("PublicAccess", path)
        if site.policy.kind is PolicyKind.TRUST:
            yield from trusted(site)
        elif not site.has_condition_on(*SOURCE_KEYS, "kms:ViaService", "kms:EncryptionContext:aws:logs:arn"):
            for service in statement.principals.service:
                yield site.finding("ConfusedDeputy", path, service=service)
    for text in statement.principals.aws:
        if read_requester(text) is None and not text.isdigit():
            yield site.finding("PrincipalIsDeletedIdentity", path, value=text)
    yield from covered(site)


def trusted(site: Site) -> Iterator[Finding]:
    """Whom a role trusts: other accounts whole, and providers of identities."""
    assert site.statement.principals is not None  # the caller saw to it
    path = (site.principal_name,)
    for text in site.statement.principals.aws:
        requester = read_requester(text)
        account = text if text.isdigit() else requester.account if requester else None
        whole = text.isdigit() or (requester is not None and requester.kind is RequesterKind.ROOT)
        if whole and not site.has_condition_on(
            "sts:ExternalId",
            "aws:PrincipalOrgID",
            "aws:PrincipalOrgPaths",
            "aws:PrincipalArn",
            "aws:MultiFactorAuthPresent",
        ):
            yield site.finding("TrustWithoutExternalId", path, account=account)
    for text in site.statement.principals.federated:
        host = text.partition(":oidc-provider/")[2] or (text if text in WEB_PROVIDERS else "")
        if host and not site.has_condition_on(f"{host}:aud", f"{host}:sub", f"{host}:app_id"):
            key = f"{host}:sub" if host == "token.actions.githubusercontent.com" else f"{host}:aud"
            yield site.finding("FederatedWithoutAudience", path, provider=host, key=key)


def covered(site: Site) -> Iterator[Finding]:
    """Principals that another one on the list stands for already."""
    principals = site.statement.principals
    assert principals is not None  # the caller saw to it
    if principals.everyone:
        others = [text for text in principals.values() if text != "*"]
        if others:
            yield site.finding("PrincipalCoversOthers", (site.principal_name,), value=others[0], other="*")
