"""A question put to the identities of a document: may this principal do that, and who may?

The policies come from the document: those of the principal, its groups, its boundary, its organisation, and the policy
of the resource that the ARN names. What a document cannot hold (a session policy, the policies of a VPC endpoint) is
given beside it, and a resource's policy may be given instead of the document's.

The answer to `ask` explains everything (`answers.py`); `settle` only decides; `who_can` decides for everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import Field

from simulator.problems import InvalidInput, Path, Problem
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.iam.accounts import DEFAULT_ACCOUNT
from simulator.services.iam.answers import Answer, Sources, answered
from simulator.services.iam.decide import ContextGiven, Document, asked_for
from simulator.services.iam.directory import Attached, Directory, Principal
from simulator.services.iam.evaluate import Authorizer, Outcome, Policies, Ruling
from simulator.services.iam.explain import explained, reason_text
from simulator.services.iam.membership import keys_of
from simulator.services.iam.parsing import read_policy
from simulator.services.iam.policy import Policy, PolicyKind
from simulator.services.iam.principals import read_requester
from simulator.services.iam.request import Request
from simulator.services.subject import Given, read
from simulator.text import Text

#: Bounds of one question. A real request has some dozens of keys, and goes through one endpoint.
MAX_KEYS, MAX_VALUES, MAX_VALUE, MAX_ENDPOINT_POLICIES = 100, 100, 4_096, 5
#: Bounds of "who can": principals looked at, and what all of them together may take (see `work_of`), some seconds.
MAX_PRINCIPALS, MAX_WORK = 500, 10_000_000
#: Letters that are compared in about the time in which a comparison begins.
_LETTERS = 64


Value = Annotated[str, Field(max_length=MAX_VALUE)] | bool | int | float
Key = Annotated[str, Field(min_length=1, max_length=512)]
ContextAsked = Annotated[
    dict[Key, Value | Annotated[list[Value], Field(max_length=MAX_VALUES)] | None], Field(max_length=MAX_KEYS)
]


class AskedOf(Given):
    """What is asked of a resource. accountId: whose it is, where neither its ARN nor the document tells."""

    action: Annotated[str, Field(min_length=3, max_length=256)]
    resource: Annotated[str, Field(min_length=1, max_length=2048)]
    accountId: Annotated[str, Field(pattern=r"^\d{12}$")] | None = None
    context: ContextAsked = {}


class AskedBy(AskedOf):
    """principal: an ARN, a service's name, a provider, or "*" for an anonymous request."""

    principal: Annotated[str, Field(min_length=1, max_length=2048)]


class Question(Given):
    """One request, and the policies that no document holds. resource_policy: instead of the document's."""

    request: AskedBy
    session_policy: Document | None = None
    endpoint_policies: Annotated[list[Document], Field(max_length=MAX_ENDPOINT_POLICIES)] | None = None
    resource_policy: Document | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A question with everything that has a say in it. sources: where the policies stand, by layer and level."""

    request: Request
    authorizer: Authorizer
    sources: Sources
    account_given: bool


def ask(world: TypedResources, question: Question | Mapping[str, Any]) -> Answer:
    """The decision, explained whole. Raises InvalidInput for a request or a policy beside the document that is none."""
    question = read(Question, question)
    directory = Directory(world)
    case = _case(directory, question)
    explanation = explained(case.authorizer, case.request)
    return answered(directory, explanation, case.sources, account_given=case.account_given)


def settle(world: TypedResources, question: Question | Mapping[str, Any]) -> Ruling:
    """The same decision without its explanation. Raises InvalidInput as `ask` does."""
    case = _case(Directory(world), read(Question, question))
    return case.authorizer.ruling(case.request)


def _case(directory: Directory, question: Question) -> Case:
    asked = question.request
    account = account_asked(directory, asked, asked.principal)
    bounded = _has_boundary(directory.identity(asked.principal))
    request = _request(directory, asked, asked.principal, account, bounded=bounded)
    beside = _Beside()
    kind = resource_kind(request)
    resource = (
        directory.resource_policy_of(asked.resource, asked.action)
        if question.resource_policy is None
        else beside.one(question.resource_policy, kind, ("resource_policy",))
    )
    session = beside.one(question.session_policy, PolicyKind.SESSION, ("session_policy",))
    endpoint = [
        beside.one(one, PolicyKind.ENDPOINT, ("endpoint_policies", index))
        for index, one in enumerate(question.endpoint_policies or ())
    ]
    if beside.problems:
        raise InvalidInput(beside.problems)
    gathered = directory.gather(asked.principal, account, resource_policy=resource)
    attached = gathered.attached
    through = [one for one in endpoint if one is not None]
    policies = replace(
        gathered.policies,
        session=session.policy if session else None,
        endpoint=tuple(one.policy for one in through) or None,
    )
    sources: Sources = {
        **{(layer, None): attached[layer] for layer in ("identity", "resource", "boundary")},
        ("session", None): [session] if session else [],
        ("endpoint", None): through,
        **_levels("scp", policies, attached["scp"]),
        **_levels("rcp", policies, attached["rcp"]),
    }
    return Case(request, Authorizer(policies), sources, asked.accountId is not None)


def _request(directory: Directory, asked: AskedOf, principal: str, account: str, *, bounded: bool) -> Request:
    """The request with what its context has from the organisation; what is asked itself comes before that."""
    requester = read_requester(principal)
    added = keys_of(directory.world, requester.account if requester else None, account)
    given = {key.lower() for key in asked.context}
    context: ContextGiven = {key: value for key, value in added.items() if key.lower() not in given}
    context |= asked.context
    return asked_for(principal, asked.action, asked.resource, account, context, bounded=bounded)


def _levels(layer: str, policies: Policies, attached: list[Attached]) -> Sources:
    """What is attached to each level of the organisation."""
    found: Sources = {}
    at = 0
    for level, there in enumerate(policies.scps if layer == "scp" else policies.rcps):
        found[layer, level] = attached[at : at + len(there.policies)]
        at += len(there.policies)
    return found


class _Beside:
    """Reads the policies that are given beside the document, and gathers their problems."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def one(self, document: Document | None, kind: PolicyKind, path: Path) -> Attached | None:
        if document is None:
            return None
        try:
            return Attached(read_policy(document, kind, path), name="")
        except InvalidInput as error:
            self.problems += error.problems
            return None


def _has_boundary(identity: TypedResource[Any] | None) -> bool:
    """A user or role that names one, known here or not; a group or the root user cannot."""
    return identity is not None and getattr(identity.properties, "PermissionsBoundary", None) is not None


def resource_kind(request: Request) -> PolicyKind:
    """Of which kind the policy of the resource is that a request is about."""
    if request.is_role_assumption:
        return PolicyKind.TRUST
    return PolicyKind.KEY if request.is_about_key else PolicyKind.RESOURCE


def account_asked(directory: Directory, asked: AskedOf, principal: str | None) -> str:
    """Whose the resource is: as it is given, as its ARN or the document tells, else the principal's."""
    if asked.accountId is not None:
        return asked.accountId
    if (found := directory.account_of(asked.resource)) is not None:
        return found
    requester = read_requester(principal) if principal is not None else None
    return (requester.account if requester else None) or DEFAULT_ACCOUNT


# --- everybody ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """What one principal may. text: why."""

    principal: Principal
    ruling: Ruling
    text: Text


@dataclass(frozen=True, slots=True)
class Everybody:
    """Whoever may, first. total: principals of the document; fewer are listed when it was cut at a bound."""

    standings: tuple[Standing, ...]
    total: int
    account: str


_ORDER = {Outcome.ALLOWED: 0, Outcome.EXPLICITLY_DENIED: 1, Outcome.IMPLICITLY_DENIED: 2}


def who_can(world: TypedResources, asked: AskedOf | Mapping[str, Any]) -> Everybody:
    """The decision for every principal of the document. Each policy is read once. Raises InvalidInput as `ask` does.

    A bucket whose account nobody tells is everybody's own: each principal is asked as if it were of their account.
    """
    asked = read(AskedOf, asked)
    directory = Directory(world)
    resource = directory.resource_policy_of(asked.resource, asked.action)
    principals = directory.principals()
    found: list[Standing] = []
    work = 0
    known: dict[int, int] = {}
    for principal in principals[:MAX_PRINCIPALS]:
        account = account_asked(directory, asked, principal.arn)
        bounded = _has_boundary(directory.world.get(principal.id))
        request = _request(directory, asked, principal.arn, account, bounded=bounded)
        policies = directory.gather(principal.arn, account, resource_policy=resource).policies
        for policy in _all(policies):
            if id(policy) not in known:
                known[id(policy)] = work_of(policy, request)
            work += known[id(policy)]
        if work > MAX_WORK and found:
            break
        authorizer = Authorizer(policies)
        ruling = authorizer.ruling(request)
        found.append(Standing(principal, ruling, reason_text(ruling, request, authorizer.layers)))
    found.sort(key=lambda one: (_ORDER[one.ruling.outcome], one.principal.arn))
    return Everybody(tuple(found), len(principals), account_asked(directory, asked, None))


def work_of(policy: Policy, request: Request) -> int:
    """About how many comparisons a policy may take, long texts counted as several."""
    asked = len(request.resource.text)
    work = 0
    for statement in policy.statements:
        resources = statement.resources or ()
        work += 1 + len(statement.actions) + len(resources)
        work += (sum(map(len, resources)) + len(resources) * asked) // _LETTERS
        for condition in statement.conditions:
            given = request.context.values(condition.key.lower())
            listed = condition.values
            work += 1 + len(listed) * len(given)
            work += (sum(map(len, listed)) * len(given) + sum(map(len, given)) * len(listed)) // _LETTERS
    return work


def _all(policies: Policies) -> Iterator[Policy]:
    yield from policies.identity
    yield from policies.boundary or ()
    if policies.resource is not None:
        yield policies.resource
    for level in (*policies.scps, *policies.rcps):
        yield from level.policies
