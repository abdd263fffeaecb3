"""IAM's rules as subjects: one condition, and the whole decision about a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from simulator.decisions import Candidate, Decision, Verdict
from simulator.problems import InvalidInput, Path, Problem
from simulator.services.iam.conditions.clauses import Clause
from simulator.services.iam.conditions.families import OPERATORS
from simulator.services.iam.conditions.names import OperatorName, read_operator
from simulator.services.iam.context import Context
from simulator.services.iam.evaluate import Authorizer, Level, Outcome, Policies
from simulator.services.iam.explain import condition_text, explain
from simulator.services.iam.parsing import read_policy
from simulator.services.iam.policy import Condition, Policy, PolicyKind
from simulator.services.iam.principals import read_requester
from simulator.services.iam.reasons import REASONS, IamReason
from simulator.services.iam.request import ACTION, Request, request
from simulator.services.subject import Given, Subject, read, refuse
from simulator.spelling import nearest
from simulator.text import Text

CONDITION_SOURCE = "IAM JSON policy elements: Condition operators"

Scalar = str | bool | int | float
#: A policy as JSON, or as the text of it: then problems have lines and columns.
Document = dict[str, Any] | str
ContextGiven = dict[Annotated[str, Field(min_length=1, max_length=512)], Scalar | list[Scalar] | None]


class Resource(Given):
    """resource: an ARN, or "*" for an action that is about no single one. accountId: whose it is."""

    resource: Annotated[str, Field(min_length=1, max_length=2048)]
    accountId: Annotated[str, Field(pattern=r"^\d{12}$")]


class RequestGiven(Given):
    """principal: an ARN, a service's name, a provider, or "*" for an anonymous request."""

    principal: Annotated[str, Field(min_length=1, max_length=2048)]
    action: Annotated[str, Field(min_length=3, max_length=256)]
    resource: Resource
    context: ContextGiven = {}


class LevelGiven(Given):
    """What is attached to the root, a unit or an account, and has a say in what happens below it."""

    orgIdentifier: str
    policies: list[Document] = []


class AuthorizeInput(Given):
    """identity_policies: of the principal and its groups. Levels go from the root down; null and [] mean none."""

    request: RequestGiven
    identity_policies: list[Document] = []
    resource_policy: Document | None = None
    permission_boundaries: list[Document] | None = None
    session_policy: Document | None = None
    scps: list[LevelGiven] = []
    rcps: list[LevelGiven] = []
    endpoint_policies: list[Document] | None = None


class ConditionInput(Given):
    """operator: as in a policy, with set operator and IfExists. policy_values: what the policy compares with."""

    operator: Annotated[str, Field(min_length=1, max_length=80)]
    context_key: Annotated[str, Field(min_length=1, max_length=512)]
    policy_values: Scalar | list[Scalar]
    context: ContextGiven = {}


# --- one condition --------------------------------------------------------------------------------------


def condition(given: ConditionInput | Mapping[str, Any]) -> Decision:
    """Whether one condition holds in one request's context."""
    given = read(ConditionInput, given)
    name = _operator(given.operator)
    context = _context(given.context, ("context",))
    listed = given.policy_values if isinstance(given.policy_values, list) else [given.policy_values]
    values = Context({"values": listed}).values("values")
    clause = Clause(
        Condition(name.operator, given.context_key, values, name.set_operator, name.if_exists), variables=True
    )
    result = clause.result(context)
    reason = IamReason.ConditionHolds if result.holds else IamReason.ConditionFails
    why, template = condition_text(clause, result), REASONS[reason]
    fitting = set(result.fitting)
    return Decision(
        "iam.condition",
        result.holds,
        reason,
        Text.filled(template.en.format(why=why.en), template.ko.format(why=why.ko)),
        candidates=tuple(
            Candidate(value, Verdict.CHOSEN if value in fitting else Verdict.REJECTED) for value in values
        ),
        evidence={"operator": str(name), "actual": list(result.actual), "why": result.outcome.value},
        source=CONDITION_SOURCE,
    )


def _operator(written: str) -> OperatorName:
    name = read_operator(written)
    if name is None:
        near = nearest(written.rpartition(":")[2], OPERATORS, cutoff=0.0) or "StringEquals"
        raise refuse(
            "UnknownOperator",
            ("operator",),
            Text("There is no condition operator {name}.", "없는 조건 연산자예요: {name}").format(
                name=repr(written)
            ),
            Text("Did you mean {near}?", "혹시 {near}인가요?").format(near=near),
        )
    if name.operator == "Null" and name.if_exists:
        raise refuse(
            "NullIfExists",
            ("operator",),
            Text("Null cannot have IfExists.", "Null에는 IfExists를 붙일 수 없어요."),
            Text("Null itself asks whether the key is there.", "Null은 키가 있는지를 확인하는 연산자예요."),
        )
    return name


def _context(given: ContextGiven, path: Path) -> Context:
    seen: set[str] = set()
    for key in given:
        if key.lower() in seen:
            raise refuse(
                "ContextKeyTwice",
                (*path, key),
                Text("The key stands twice, in different capitals.", "대소문자만 다른 같은 키가 있어요."),
                Text(
                    "Key names have no regard to capitals: keep one.",
                    "키 이름은 대소문자를 구분하지 않으니 하나만 남기세요.",
                ),
            )
        seen.add(key.lower())
    return Context(given)


# --- the whole decision ---------------------------------------------------------------------------------


def authorize(given: AuthorizeInput | Mapping[str, Any]) -> Decision:
    """Whether a request is allowed, by all layers of policies, with every statement's part in it."""
    given = read(AuthorizeInput, given)
    asked = request_of(given)
    return explain(Authorizer(policies_of(given, asked)), asked)


def request_of(given: AuthorizeInput) -> Request:
    """The request of an input. Raises InvalidInput when it names no principal or no single action."""
    asked = given.request
    return asked_for(
        asked.principal,
        asked.action,
        asked.resource.resource,
        asked.resource.accountId,
        asked.context,
        bounded=bool(given.permission_boundaries),
    )


def asked_for(
    principal: str, action: str, resource: str, account: str, context: ContextGiven, *, bounded: bool
) -> Request:
    """The request of somebody's words. Raises InvalidInput when they name no principal or no single action."""
    if read_requester(principal) is None:
        raise refuse(
            "InvalidPrincipal",
            ("request", "principal"),
            Text("This names no principal.", "보안 주체가 아니에요."),
            Text(
                'The ARN of a user, a role, a session or a root user, a service such as ec2.amazonaws.com, or "*".',
                '사용자, 역할, 세션, 루트 사용자의 ARN, ec2.amazonaws.com 같은 서비스, "*" 중 하나를 쓰세요.',
            ),
        )
    if not ACTION.fullmatch(action):
        raise refuse(
            "InvalidAction",
            ("request", "action"),
            Text("This is no single action.", "작업 하나가 아니에요."),
            Text(
                "service:Name, without wildcards: s3:GetObject.",
                "service:Name 형식으로, 와일드카드 없이 쓰세요. 예: s3:GetObject",
            ),
        )
    _context(context, ("request", "context"))
    return request(principal, action, resource, account, context, bounded=bounded)


def policies_of(given: AuthorizeInput, asked: Request) -> Policies:
    """The policies of an input. Raises InvalidInput with every error of every policy, each with its path."""
    reader = _Reader()
    resource_kind = (
        PolicyKind.TRUST
        if asked.is_role_assumption
        else PolicyKind.KEY
        if asked.is_about_key
        else PolicyKind.RESOURCE
    )
    found = Policies(
        identity=reader.all(given.identity_policies, PolicyKind.IDENTITY, ("identity_policies",)),
        resource=reader.one(given.resource_policy, resource_kind, ("resource_policy",)),
        boundary=reader.all(
            given.permission_boundaries or (), PolicyKind.BOUNDARY, ("permission_boundaries",)
        )
        or None,
        session=reader.one(given.session_policy, PolicyKind.SESSION, ("session_policy",)),
        scps=reader.levels(given.scps, PolicyKind.SCP, "scps"),
        rcps=reader.levels(given.rcps, PolicyKind.RCP, "rcps"),
        endpoint=reader.all(given.endpoint_policies or (), PolicyKind.ENDPOINT, ("endpoint_policies",))
        or None,
    )
    if reader.problems:
        raise InvalidInput(reader.problems)
    return found


class _Reader:
    """Reads policies and gathers their problems, so that all are told at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def one(self, document: Document | None, kind: PolicyKind, path: Path) -> Policy | None:
        if document is None:
            return None
        try:
            return read_policy(document, kind, path)
        except InvalidInput as error:
            self.problems += error.problems
            return None

    def all(
        self, documents: list[Document] | tuple[Document, ...], kind: PolicyKind, path: Path
    ) -> tuple[Policy, ...]:
        read_ones = [self.one(document, kind, (*path, index)) for index, document in enumerate(documents)]
        return tuple(policy for policy in read_ones if policy is not None)

    def levels(self, levels: list[LevelGiven], kind: PolicyKind, name: str) -> tuple[Level, ...]:
        return tuple(
            Level(level.orgIdentifier, self.all(level.policies, kind, (name, index, "policies")))
            for index, level in enumerate(levels)
        )


SUBJECTS: tuple[Subject, ...] = (
    Subject(
        "iam.authorize",
        Text("Whether a request is allowed", "요청의 허용 여부"),
        AuthorizeInput,
        {"type": "string", "enum": [outcome.value for outcome in Outcome]},
        authorize,
        also=("layer", "statement"),
    ),
    Subject(
        "iam.condition",
        Text("Whether a policy's condition holds", "정책 조건의 충족 여부"),
        ConditionInput,
        bool,
        condition,
    ),
)
