"""Whether a request is allowed: all layers of policies together.

Guide: "Policy evaluation logic" and "Cross-account policy evaluation logic"; for organisations "SCP evaluation" and
"RCP evaluation" of the AWS Organizations guide. In this order:

1. A Deny that applies, in any layer: explicitly denied.
2. Every level of the organisation must allow what a principal of its accounts asks for (service control policies).
   Resource control policies only deny: AWS attaches RCPFullAWSAccess everywhere, and nobody can detach it.
3. A VPC endpoint's policy must allow what goes through it.
4. Somebody must grant. In one account the resource-based policy or an identity-based one is enough; role trust policies
   and KMS key policies must allow in any case. Between accounts both must allow.
5. A permissions boundary and a session policy must allow, too, unless the resource-based policy of the same account
   names the user or the session itself.

A resource-based policy that names only the own account grants nothing by itself: it lets the account's identity-based
policies decide. Naming the role of a session grants, but boundary and session policy still limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from simulator.services.iam.matching import StatementRule, rules_of
from simulator.services.iam.policy import Policy
from simulator.services.iam.principals import IN_AN_ACCOUNT, Grade, Requester, RequesterKind
from simulator.services.iam.reasons import IamReason
from simulator.services.iam.request import Request


class Outcome(StrEnum):
    ALLOWED = "Allowed"
    IMPLICITLY_DENIED = "ImplicitlyDenied"
    EXPLICITLY_DENIED = "ExplicitlyDenied"


@dataclass(frozen=True, slots=True)
class Level:
    """What is attached to one level of an organisation: the root, a unit, or the account."""

    name: str
    policies: tuple[Policy, ...]


@dataclass(frozen=True, slots=True)
class Policies:
    """Everything that may have a say.

    identity: of the user and its groups, or of the role. boundary, endpoint: None when there is none. scps: of the
    principal's account, rcps: of the resource's, from the root down.
    """

    identity: tuple[Policy, ...] = ()
    resource: Policy | None = None
    boundary: tuple[Policy, ...] | None = None
    session: Policy | None = None
    scps: tuple[Level, ...] = ()
    rcps: tuple[Level, ...] = ()
    endpoint: tuple[Policy, ...] | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """The outcome with what decided it.

    layer: the id of the layer that decided (see `reasons.LAYERS`), level: of the organisation, where it was one.
    rule: the statement that denied; for a grant the explanation finds it.
    """

    outcome: Outcome
    reason: IamReason
    layer: str
    level: int | None = None
    rule: StatementRule | None = None


@dataclass(frozen=True, slots=True)
class LayerRules:
    """One layer's statements. level: of the organisation, from 0."""

    id: str
    rules: tuple[StatementRule, ...]
    level: int | None = None
    name: str | None = None


def layers_of(policies: Policies) -> tuple[LayerRules, ...]:
    """The layers that are there, in the order they are looked at."""
    found = [
        LayerRules("rcp", _rules(one.policies), index, one.name) for index, one in enumerate(policies.rcps)
    ]
    found += [
        LayerRules("scp", _rules(one.policies), index, one.name) for index, one in enumerate(policies.scps)
    ]
    if policies.endpoint is not None:
        found.append(LayerRules("endpoint", _rules(policies.endpoint)))
    if policies.resource is not None:
        found.append(LayerRules("resource", _rules((policies.resource,))))
    found.append(LayerRules("identity", _rules(policies.identity)))
    if policies.boundary is not None:
        found.append(LayerRules("boundary", _rules(policies.boundary)))
    if policies.session is not None:
        found.append(LayerRules("session", _rules((policies.session,))))
    return tuple(found)


def _rules(policies: Iterable[Policy]) -> tuple[StatementRule, ...]:
    return tuple(rule for policy in policies for rule in rules_of(policy))


def concerns(layer: str, requester: Requester) -> bool:
    """Whether a layer has a say about who asks.

    Organisation policies leave service-linked roles alone. What is attached to identities concerns users and roles, not
    the root user; session policies concern sessions.
    """
    kind = requester.kind
    match layer:
        case "rcp":
            return not requester.is_service_linked
        case "scp":
            return kind in IN_AN_ACCOUNT and not requester.is_service_linked
        case "identity" | "boundary":
            return kind in IN_AN_ACCOUNT and kind is not RequesterKind.ROOT
        case "session":
            return kind in SESSIONS
        case _:
            return True


#: Principals that act in a session. A role acts in no other way.
SESSIONS = frozenset({RequesterKind.ROLE, RequesterKind.SESSION, RequesterKind.FEDERATED_USER})

#: Plans kept for different actions; a policy of stars would otherwise fill the memory with them.
MAX_PLANS = 2048

Rules = tuple[StatementRule, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is left to look at once action and requester's kind are known: the statements whose actions fit.

    A layer that is absent or does not concern the requester is None: it demands nothing.
    """

    denies: tuple[tuple[LayerRules, StatementRule], ...]
    scps: tuple[tuple[LayerRules, Rules], ...]
    endpoint: Rules | None
    resource: Rules
    identity: Rules
    boundary: Rules | None
    session: Rules | None


class Authorizer:
    """The policies of one principal and one resource, ready for many requests."""

    def __init__(self, policies: Policies) -> None:
        self.policies = policies
        self.layers = layers_of(policies)
        self._plans: dict[tuple[str, RequesterKind, bool], Plan] = {}

    def outcome(self, request: Request) -> Outcome:
        return self.ruling(request).outcome

    def ruling(self, request: Request) -> Ruling:
        """The outcome and why."""
        plan = self._plan(request)
        for layer, rule in plan.denies:
            if rule.applies_beyond_action(request):
                return Ruling(Outcome.EXPLICITLY_DENIED, IamReason.ExplicitDeny, layer.id, layer.level, rule)
        for layer, rules in plan.scps:
            if not _allows(rules, request):
                return _denied(IamReason.ScpDoesNotAllow, "scp", layer.level)
        if plan.endpoint is not None and not _allows(plan.endpoint, request):
            return _denied(IamReason.EndpointDoesNotAllow, "endpoint")
        return _granted(plan, request)

    def _plan(self, request: Request) -> Plan:
        requester = request.requester
        key = (request.action, requester.kind, requester.is_service_linked)
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= MAX_PLANS:
                self._plans.clear()
            plan = self._plans[key] = _planned(self.layers, request)
        return plan


def _planned(layers: tuple[LayerRules, ...], request: Request) -> Plan:
    concerned = [layer for layer in layers if concerns(layer.id, request.requester)]
    fitting = {
        id(layer): tuple(rule for rule in layer.rules if rule.fits_action(request.action))
        for layer in concerned
    }
    allows = {
        layer.id: tuple(rule for rule in fitting[id(layer)] if rule.allows)
        for layer in concerned
        if layer.level is None
    }
    return Plan(
        denies=tuple((layer, rule) for layer in concerned for rule in fitting[id(layer)] if not rule.allows),
        scps=tuple(
            (layer, tuple(rule for rule in fitting[id(layer)] if rule.allows))
            for layer in concerned
            if layer.id == "scp"
        ),
        endpoint=allows.get("endpoint"),
        resource=allows.get("resource", ()),
        identity=allows.get("identity", ()),
        boundary=allows.get("boundary"),
        session=allows.get("session"),
    )


def _allows(rules: Rules, request: Request) -> bool:
    return any(rule.applies_beyond_action(request) for rule in rules)


def _denied(reason: IamReason, layer: str, level: int | None = None) -> Ruling:
    return Ruling(Outcome.IMPLICITLY_DENIED, reason, layer, level)


def _allowed(reason: IamReason, layer: str) -> Ruling:
    return Ruling(Outcome.ALLOWED, reason, layer)


def _granted(plan: Plan, request: Request) -> Ruling:
    """Who grants it, when nothing denies it."""
    grade = resource_grade(plan.resource, request)
    if request.requester.kind not in IN_AN_ACCOUNT:
        if grade is not Grade.NONE:
            return _allowed(IamReason.ResourceAllows, "resource")
        return _denied(_unshared(request, IamReason.ResourceDoesNotAllow), "resource")
    if request.same_account:
        return _granted_within_account(plan, request, grade)
    return _granted_across_accounts(plan, request, grade)


def resource_grade(rules: Rules, request: Request) -> Grade:
    """The closest grade at which the resource-based policy allows the requester."""
    best = Grade.NONE
    for rule in rules:
        grade = rule.applies_beyond_action(request)
        if grade > best:
            best = grade
    return best


def must_allow(request: Request) -> bool:
    """Whether the resource's own policy has to allow, even within the account."""
    return request.is_role_assumption or request.is_about_key


def _unshared(request: Request, otherwise: IamReason) -> IamReason:
    """The reason for a resource-based policy that had to allow and does not."""
    if request.is_role_assumption:
        return IamReason.TrustDoesNotAllow
    return IamReason.KeyPolicyDoesNotAllow if request.is_about_key else otherwise


def _granted_within_account(plan: Plan, request: Request, grade: Grade) -> Ruling:
    if grade is Grade.DIRECT:
        return _allowed(IamReason.ResourceNamesRequester, "resource")
    if grade is Grade.NONE and must_allow(request):
        return _denied(_unshared(request, IamReason.ResourceDoesNotAllow), "resource")
    if request.requester.kind is RequesterKind.ROOT:
        return _allowed(IamReason.RootMayEverything, "identity")
    if grade >= Grade.EVERYONE:
        return _limited(plan, request, IamReason.ResourceAllows, "resource")
    if _allows(plan.identity, request):
        return _limited(plan, request, IamReason.IdentityAllows, "identity")
    reason = IamReason.NothingAllows if grade is Grade.NONE else IamReason.OnlyAccountIsNamed
    return _denied(reason, "identity")


def _granted_across_accounts(plan: Plan, request: Request, grade: Grade) -> Ruling:
    if grade is Grade.NONE:
        return _denied(_unshared(request, IamReason.OtherAccountDoesNotShare), "resource")
    if request.requester.kind is RequesterKind.ROOT or _allows(plan.identity, request):
        return _limited(plan, request, IamReason.BothAccountsAllow, "resource")
    return _denied(IamReason.OwnAccountDoesNotAllow, "identity")


def _limited(plan: Plan, request: Request, reason: IamReason, layer: str) -> Ruling:
    """A grant, within what boundary and session policy leave of it."""
    if plan.boundary is not None and not _allows(plan.boundary, request):
        return _denied(IamReason.BoundaryDoesNotAllow, "boundary")
    if plan.session is not None and not _allows(plan.session, request):
        return _denied(IamReason.SessionPolicyDoesNotAllow, "session")
    if plan.session is None and request.requester.kind is RequesterKind.FEDERATED_USER:
        return _denied(IamReason.FederatedWithoutSessionPolicy, "session")
    return _allowed(reason, layer)
