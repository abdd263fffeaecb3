"""Why a request is allowed or denied: every layer, every statement, every element.

The outcome is `evaluate.py`'s. Here each statement is asked again, element by element and whether or not an earlier
element has already failed, so that a reader sees all that would have to change. Tests hold both to the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.iam.conditions.clauses import Clause, Result
from simulator.services.iam.evaluate import Authorizer, LayerRules, Outcome, Ruling, concerns
from simulator.services.iam.matching import ResourcePattern, StatementRule, action_matcher
from simulator.services.iam.policy import Effect
from simulator.services.iam.principals import REQUESTERS, Grade
from simulator.services.iam.reasons import (
    APPLIES,
    CONDITIONS,
    DECIDES,
    ELEMENTS,
    FULL_ACCESS,
    LAYERS,
    REASONS,
    STANDINGS,
    Element,
    IamReason,
    Standing,
)
from simulator.services.iam.request import Request
from simulator.text import Text

SOURCE = "Policy evaluation logic"
CROSS_ACCOUNT_SOURCE = "Cross-account policy evaluation logic"

#: Values a sentence shows before it says how many more there are.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class ElementResult:
    """One element of a statement. name: as in the policy. values: what is shown beside the sentence."""

    name: str
    fits: bool
    why: Text
    values: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {"element": self.name, "fits": self.fits, "why": self.why.as_json(), **self.values}


@dataclass(frozen=True, slots=True)
class StatementResult:
    """One statement in its place. policy: the number of its policy within the layer."""

    layer: LayerRules
    policy: int
    rule: StatementRule
    elements: tuple[ElementResult, ...]

    @property
    def applies(self) -> bool:
        return all(element.fits for element in self.elements)

    @property
    def id(self) -> str:
        """Layer, level, policy and statement by number, with what they are called: ``scp/1:ou-dev/0/2:OnlySeoul``."""
        layer, statement = self.layer, self.rule.statement
        level = "" if layer.level is None else f"/{layer.level}:{layer.name}"
        sid = f":{statement.sid}" if statement.sid else ""
        return f"{layer.id}{level}/{self.policy}/{statement.index}{sid}"


@dataclass(frozen=True, slots=True)
class LayerResult:
    id: str
    standing: Standing
    why: Text
    level: int | None = None
    name: str | None = None
    decides: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "layer": self.id,
            "label": LAYERS[self.id].as_json(),
            "level": self.level,
            "name": self.name,
            "verdict": self.standing.value,
            "why": self.why.as_json(),
            "decides": self.decides,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """A ruling with everything that led to it. decisive: the statements that made the outcome."""

    request: Request
    ruling: Ruling
    text: Text
    layers: tuple[LayerResult, ...]
    statements: tuple[StatementResult, ...]
    decisive: tuple[StatementResult, ...]

    def decides(self, result: StatementResult) -> bool:
        return any(one is result for one in self.decisive)


def explained(authorizer: Authorizer, request: Request) -> Explanation:
    """The ruling about a request, and what every layer, statement and element had to say."""
    ruling = authorizer.ruling(request)
    statements = tuple(result for layer in authorizer.layers for result in _statements(layer, request))
    return Explanation(
        request,
        ruling,
        reason_text(ruling, request, authorizer.layers),
        tuple(_layers(authorizer, ruling, statements, request)),
        statements,
        tuple(_deciding(ruling, statements, request)),
    )


def source_of(request: Request) -> str:
    """The guide's page about requests of this kind."""
    same = request.same_account or request.requester.account is None
    return SOURCE if same else CROSS_ACCOUNT_SOURCE


def explain(authorizer: Authorizer, request: Request, subject: str = "iam.authorize") -> Decision:
    """The decision about a request, with everything that led to it."""
    found = explained(authorizer, request)
    ruling, decisive = found.ruling, found.decisive
    return Decision(
        subject,
        ruling.outcome.value,
        ruling.reason,
        found.text,
        candidates=tuple(_candidate(result, found.decides(result), request) for result in found.statements),
        evidence={
            "layer": ruling.layer,
            "statement": decisive[0].id if decisive else None,
            "requester": request.requester.kind.value,
            "requester_label": REQUESTERS[request.requester.kind].as_json(),
            "same_account": request.same_account,
            "layers": [layer.as_json() for layer in found.layers],
            "context": {key: list(values) for key, values in request.context.items()},
        },
        source=source_of(request),
    )


# --- statements -----------------------------------------------------------------------------------------


def _statements(layer: LayerRules, request: Request) -> Iterator[StatementResult]:
    policy, before = -1, None
    for rule in layer.rules:
        if rule.statement.index == 0 or rule.policy is not before:
            policy += 1
        before = rule.policy
        yield StatementResult(layer, policy, rule, tuple(elements(rule, request)))


def elements(rule: StatementRule, request: Request) -> Iterator[ElementResult]:
    """What each element of a statement says to a request, in the order of a policy's own writing."""
    if rule.named is not None:
        yield _principal(rule, request)
    yield _action(rule, request)
    yield _resource(rule, request)
    for clause in rule.clauses:
        yield _condition(clause, request)


def _principal(rule: StatementRule, request: Request) -> ElementResult:
    assert rule.named is not None and rule.statement.principals is not None  # the caller saw to it
    grade = rule.grade(request)
    listed = rule.statement.principals.values()
    negated = rule.statement.not_principal
    element = _not_principal(rule, request, grade) if negated else _named(rule, request, grade)
    why = ELEMENTS[element].format(patterns=_some(listed))
    name = "NotPrincipal" if negated else "Principal"
    return ElementResult(name, grade is not Grade.NONE, why, {"grade": grade.name.lower()})


def _named(rule: StatementRule, request: Request, grade: Grade) -> Element:
    assert rule.named is not None and rule.statement.principals is not None
    listed = rule.statement.principals.values()
    if grade is Grade.DIRECT and rule.named.grade(request.requester) is Grade.EVERYONE:
        return Element.PRINCIPAL_BY_ARN
    return {
        Grade.DIRECT: Element.PRINCIPAL_DIRECT,
        Grade.ROLE: Element.PRINCIPAL_ROLE,
        Grade.EVERYONE: Element.PRINCIPAL_EVERYONE,
        Grade.ACCOUNT: Element.PRINCIPAL_ACCOUNT,
        Grade.NONE: Element.PRINCIPAL_NONE if listed else Element.PRINCIPAL_NOBODY,
    }[grade]


def _not_principal(rule: StatementRule, request: Request, grade: Grade) -> Element:
    assert rule.named is not None
    if grade is Grade.NONE:
        return Element.NOT_PRINCIPAL_SPARED
    if not rule.allows and rule.named.lists_all_of(request.requester):
        return Element.NOT_PRINCIPAL_BOUNDED
    if not rule.allows and rule.named.lists_any_of(request.requester):
        return Element.NOT_PRINCIPAL_INCOMPLETE
    return Element.NOT_PRINCIPAL_OTHERS


def _action(rule: StatementRule, request: Request) -> ElementResult:
    statement = rule.statement
    fitting = [pattern for pattern in statement.actions if action_matcher(pattern)(request.action)]
    if statement.not_action:
        element = Element.ACTION_LEFT_OUT if fitting else Element.ACTION_NOT_LEFT_OUT
    else:
        element = Element.ACTION_LISTED if fitting else Element.ACTION_NOT_LISTED
    why = ELEMENTS[element].format(
        actual=request.asked, pattern=_some(fitting), patterns=_some(statement.actions)
    )
    name = "NotAction" if statement.not_action else "Action"
    return ElementResult(name, bool(fitting) is not statement.not_action, why, {"fitting": fitting})


def _resource(rule: StatementRule, request: Request) -> ElementResult:
    statement = rule.statement
    if statement.resources is None:
        return ElementResult("Resource", True, ELEMENTS[Element.RESOURCE_UNWRITTEN].format(), {"fitting": []})
    fitting, empty = _fitting(rule.resources, request)
    if statement.not_resource:
        element = Element.RESOURCE_LEFT_OUT if fitting else Element.RESOURCE_NOT_LEFT_OUT
    elif fitting:
        element = Element.RESOURCE_LISTED
    else:
        nothing = empty and len(empty) == len(rule.resources)
        element = Element.VARIABLE_WITHOUT_VALUE if nothing else Element.RESOURCE_NOT_LISTED
    why = ELEMENTS[element].format(
        actual=request.resource.text, pattern=_some(fitting or empty), patterns=_some(statement.resources)
    )
    name = "NotResource" if statement.not_resource else "Resource"
    return ElementResult(name, bool(fitting) is not statement.not_resource, why, {"fitting": fitting})


def _fitting(patterns: Iterable[ResourcePattern], request: Request) -> tuple[list[str], list[str]]:
    """The patterns that fit, and those with a variable that has no value."""
    fitting, empty = [], []
    for one in patterns:
        test = one.test(request.context)
        if test is None:
            empty.append(one.pattern.text)
        elif test(request.resource):
            fitting.append(one.pattern.text)
    return fitting, empty


def _condition(clause: Clause, request: Request) -> ElementResult:
    result = clause.result(request.context)
    condition = clause.condition
    values = {
        "operator": condition.name,
        "key": condition.key,
        "expected": list(condition.values),
        "actual": list(result.actual),
        "fitting": list(result.fitting),
        "outcome": result.outcome.value,
    }
    return ElementResult("Condition", result.holds, condition_text(clause, result), values)


def condition_text(clause: Clause, result: Result) -> Text:
    """Why a condition holds or fails, as a sentence."""
    condition = clause.condition
    return CONDITIONS[result.outcome].format(
        key=condition.key,
        operator=condition.name,
        actual=_some(result.actual),
        values=_some(condition.values),
        fitting=_some(result.fitting),
    )


def _some(values: Sequence[str]) -> str:
    """The first few values, and how many more there are."""
    shown = ", ".join(value or '""' for value in values[:SHOWN])
    return f"{shown} (+{len(values) - SHOWN})" if len(values) > SHOWN else shown or "[]"


def standing_of(result: StatementResult, decides: bool, request: Request) -> tuple[Verdict, Text]:
    """What became of a statement, and why."""
    if not concerns(result.layer.id, request.requester):
        return Verdict.REJECTED, STANDINGS[Standing.NOT_CONCERNED]
    if not result.applies:
        return Verdict.REJECTED, next(element for element in result.elements if not element.fits).why
    return (Verdict.CHOSEN, DECIDES) if decides else (Verdict.ELIGIBLE, APPLIES)


def _candidate(result: StatementResult, decides: bool, request: Request) -> Candidate:
    statement = result.rule.statement
    verdict, why = standing_of(result, decides, request)
    values = {
        "layer": result.layer.id,
        "level": result.layer.level,
        "policy": result.policy,
        "statement": statement.index,
        "sid": statement.sid,
        "effect": statement.effect.value,
        "applies": verdict is not Verdict.REJECTED,
        "elements": [element.as_json() for element in result.elements],
    }
    return Candidate(result.id, verdict, values, why)


# --- layers ---------------------------------------------------------------------------------------------


def _layers(
    authorizer: Authorizer, ruling: Ruling, statements: Sequence[StatementResult], request: Request
) -> Iterator[LayerResult]:
    """Every layer there can be, in order, each level of an organisation by itself."""
    for id_ in LAYERS:
        there = [layer for layer in authorizer.layers if layer.id == id_]
        if not there:
            decides = ruling.layer == id_ and ruling.level is None
            yield LayerResult(id_, Standing.ABSENT, STANDINGS[Standing.ABSENT], decides=decides)
        for layer in there:
            applying = [one.rule.statement.effect for one in statements if one.layer is layer and one.applies]
            standing, why = _standing(layer, applying, request)
            decides = ruling.layer == id_ and ruling.level == layer.level
            yield LayerResult(id_, standing, why, layer.level, layer.name, decides)


def _standing(layer: LayerRules, applying: Sequence[Effect], request: Request) -> tuple[Standing, Text]:
    if not concerns(layer.id, request.requester):
        standing = Standing.NOT_CONCERNED
    elif Effect.DENY in applying:
        standing = Standing.DENIES
    elif layer.id == "rcp":
        return Standing.ALLOWS, FULL_ACCESS
    elif Effect.ALLOW in applying:
        standing = Standing.ALLOWS
    else:
        standing = Standing.SILENT
    return standing, STANDINGS[standing]


def _deciding(
    ruling: Ruling, statements: Sequence[StatementResult], request: Request
) -> Iterator[StatementResult]:
    """The statements that made the outcome: the Deny, or the first Allow of each layer that had to grant."""
    if ruling.rule is not None:
        # The same policy may be attached twice: one Deny is enough.
        denying = (one for one in statements if one.rule is ruling.rule and one.layer.level == ruling.level)
        yield from [next(denying)]
        return
    if ruling.outcome is not Outcome.ALLOWED or ruling.reason is IamReason.RootMayEverything:
        return
    granting = ("resource", "identity") if ruling.reason is IamReason.BothAccountsAllow else (ruling.layer,)
    for id_ in granting:
        allowing = [one for one in statements if one.layer.id == id_ and one.applies and one.rule.allows]
        if id_ == "resource":
            allowing.sort(key=lambda one: -one.rule.grade(request))
        yield from allowing[:1]


def reason_text(ruling: Ruling, request: Request, layers: Sequence[LayerRules]) -> Text:
    """Why, in one sentence with this request's names."""
    template, layer = REASONS[ruling.reason], LAYERS[ruling.layer]
    level = next((one.name for one in layers if one.id == ruling.layer and one.level == ruling.level), None)
    if level is not None:
        layer = Text.filled(f"{layer.en} of {level}", f"{level} 수준에 연결된 {layer.ko}")
    values = {
        "statement": ruling.rule.statement.label if ruling.rule else "",
        "level": level or "",
        "account": request.account,
    }
    return Text.filled(
        template.en.format(layer=layer.en, **values), template.ko.format(layer=layer.ko, **values)
    )
