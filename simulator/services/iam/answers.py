"""The answer to a question: the decision, and every layer, policy, statement and element with what it said.

Terms
-----
source
    A policy with where it stands: its path in the document, or none for one of AWS's own or one given beside it.
deciding statement
    The statement that made the outcome: the Deny, or the first Allow. A request that nothing allows has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.decisions import Verdict
from simulator.problems import Problem, Severity
from simulator.services.iam.checks import managed_policies_are_known, policy_problems
from simulator.services.iam.directory import Attached, Directory, Identity
from simulator.services.iam.explain import Explanation, LayerResult, StatementResult, source_of, standing_of
from simulator.services.iam.policy import CURRENT_VERSION
from simulator.services.iam.principals import REQUESTERS
from simulator.services.iam.reasons import LAYERS
from simulator.text import Language, Text

#: Policies by layer and level of the organisation, in the order in which the layer has them.
Sources = dict[tuple[str, int | None], list[Attached]]
#: Most statements an answer tells one by one, and of one policy. The deciding ones are always among them.
MAX_TOLD, MAX_TOLD_OF_POLICY = 500, 200
#: Elements after which no further statement is told, and values told of a list.
MAX_ELEMENTS, MAX_VALUES = 2_500, 20

_VERDICTS = {Verdict.CHOSEN: "decides", Verdict.ELIGIBLE: "applies", Verdict.REJECTED: "not"}
_NOT_THERE = Text(
    "{principal} is not in the document: it has no identity-based policies here.",
    "문서에 {principal} 보안 주체가 없어서 자격 증명 기반 정책 없이 판정해요.",
)
_NOT_THERE_HINT = Text(
    "Pick a principal of the document, or draw it.", "문서에 있는 보안 주체를 고르거나 새로 추가하세요."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """sources: see the module's text. warnings: about the policies that have a say, and about the request."""

    explanation: Explanation
    sources: Mapping[tuple[str, int | None], Sequence[Attached]]
    warnings: tuple[Problem, ...]
    principal_id: str | None
    resource_id: str | None
    account_given: bool

    def as_json(self, language: Language) -> dict[str, Any]:
        told = _Told(self, language)
        return {
            "decision": told.decision(),
            "layers": [told.layer(layer) for layer in self.explanation.layers],
            "decided_by": told.decided_by(),
            "warnings": [localized(problem, language) for problem in self.warnings],
            "request": told.request(),
        }


def answered(
    directory: Directory, explanation: Explanation, sources: Sources, *, account_given: bool
) -> Answer:
    """The answer, with what is wrong with the policies it was taken from."""
    request = explanation.request
    identity = directory.identity(request.requester.text)
    resource = directory.resource_of(request.resource.text)
    return Answer(
        explanation,
        sources,
        tuple(dict.fromkeys(_warnings(directory, request.requester.text, identity))),
        identity.id if identity is not None else None,
        resource.id if resource is not None else None,
        account_given,
    )


def _warnings(directory: Directory, principal: str, identity: Identity | None) -> Iterator[Problem]:
    if directory.lacks(principal):
        message = _NOT_THERE.format(principal=principal[:120])
        yield Problem(
            "PrincipalNotInDocument", ("request", "principal"), message, _NOT_THERE_HINT, Severity.WARNING
        )
    if identity is not None:
        for one in (identity, *directory.groups_of(identity)):
            yield from managed_policies_are_known(one, directory.world)
    for (path, kind), (document, _) in directory.read.items():
        yield from policy_problems(document, kind, path, directory.world)


class _Told:
    """An answer in one language, as JSON."""

    def __init__(self, answer: Answer, language: Language) -> None:
        self.answer = answer
        self.explanation = answer.explanation
        self.language = language
        self.left = MAX_TOLD
        self.elements_left = MAX_ELEMENTS
        self.by_policy: dict[tuple[str, int | None, int], list[StatementResult]] = {}
        for result in self.explanation.statements:
            at = (result.layer.id, result.layer.level, result.policy)
            self.by_policy.setdefault(at, []).append(result)

    def decision(self) -> dict[str, Any]:
        found, requester = self.explanation, self.explanation.request.requester
        return {
            "outcome": found.ruling.outcome.value,
            "reason": found.ruling.reason.value,
            "text": found.text.get(self.language),
            "layer": found.ruling.layer,
            "level": found.ruling.level,
            "same_account": found.request.same_account,
            "requester": {
                "kind": requester.kind.value,
                "label": REQUESTERS[requester.kind].get(self.language),
            },
            "source": source_of(found.request),
        }

    def request(self) -> dict[str, Any]:
        """The request as it was understood: with its account, and the keys that follow from who asks."""
        request, answer = self.explanation.request, self.answer
        return {
            "principal": request.requester.text,
            "principal_account": request.requester.account,
            "principal_id": answer.principal_id,
            "action": request.asked,
            "resource": request.resource.text,
            "resource_id": answer.resource_id,
            "accountId": request.account,
            "account_given": answer.account_given,
            "context": {key: list(values) for key, values in request.context.items()},
        }

    def decided_by(self) -> dict[str, Any] | None:
        if not self.explanation.decisive:
            return None
        first = self.explanation.decisive[0]
        source = self.source(first.layer.id, first.layer.level, first.policy)
        return {
            "layer": first.layer.id,
            "level": first.layer.level,
            "policy": first.policy,
            "name": self.name(first.layer.id, source),
            "path": _path(source),
            "statement": first.rule.statement.index,
            "sid": first.rule.statement.sid,
        }

    def source(self, layer: str, level: int | None, policy: int) -> Attached:
        return self.answer.sources[layer, level][policy]

    def name(self, layer: str, source: Attached) -> str:
        """What a policy is called; one given beside the document has no name but its layer's."""
        return source.name or LAYERS[layer].get(self.language)

    def layer(self, layer: LayerResult) -> dict[str, Any]:
        sources = self.answer.sources.get((layer.id, layer.level), ())
        return {
            "layer": layer.id,
            "label": LAYERS[layer.id].get(self.language),
            "level": layer.level,
            "name": layer.name,
            "verdict": layer.standing.value,
            "text": layer.why.get(self.language),
            "decides": layer.decides,
            "policies": [self.policy(layer, index, source) for index, source in enumerate(sources)],
        }

    def policy(self, layer: LayerResult, index: int, source: Attached) -> dict[str, Any]:
        there = self.by_policy.get((layer.id, layer.level, index), [])
        told = self.chosen(there)
        self.left -= len(told)
        self.elements_left -= sum(len(one.elements) for one in told)
        return {
            "name": self.name(layer.id, source),
            "path": _path(source),
            "version": source.policy.version,
            "variables": source.policy.version == CURRENT_VERSION,
            "statements": [self.statement(result) for result in told],
            "left_off": len(there) - len(told),
        }

    def chosen(self, there: Sequence[StatementResult]) -> Sequence[StatementResult]:
        """What is told of a policy's statements: all, or the deciding ones and as many others as there is room for."""
        room = max(0, min(self.left, MAX_TOLD_OF_POLICY))
        elements = 0
        for number, one in enumerate(there[:room]):
            elements += len(one.elements)
            if elements > self.elements_left:
                room = number
                break
        if len(there) <= room:
            return there
        decisive = [one for one in there if self.explanation.decides(one)]
        others = [one for one in there if not self.explanation.decides(one)]
        told = [*decisive, *others[: max(0, room - len(decisive))]]
        return sorted(told, key=lambda one: one.rule.statement.index)

    def statement(self, result: StatementResult) -> dict[str, Any]:
        statement = result.rule.statement
        verdict, why = standing_of(result, self.explanation.decides(result), self.explanation.request)
        return {
            "index": statement.index,
            "sid": statement.sid,
            "effect": statement.effect.value,
            "verdict": _VERDICTS[verdict],
            "text": why.get(self.language),
            "elements": [
                {
                    "element": one.name,
                    "fits": one.fits,
                    "why": one.why.get(self.language),
                    "values": {name: _first(value) for name, value in one.values.items()},
                }
                for one in result.elements
            ],
        }


def _first(value: Any) -> Any:
    return value[:MAX_VALUES] if isinstance(value, list) else value


def _path(source: Attached) -> list[str | int] | None:
    return list(source.path) or None


def localized(problem: Problem, language: Language) -> dict[str, Any]:
    """A problem in one language; one of a policy that stands as text has its line and column within that text."""
    return {
        "line": None,
        "column": None,
        **problem.as_json(),
        "message": problem.message.get(language),
        "hint": problem.hint.get(language),
    }
