"""Subjects: rules that anybody may call alone.

A subject is one rule of one service with a name, the shape of its input and the shape of its outcome. The
engine calls the rule itself; the playground, the REST API and ``python -m simulator decide`` call it
through its subject, so there is one truth.

A rule is written as a function of its input model and decorated by nothing::

    class AdjustInput(Given):
        capacity: int = Field(ge=0)


    def adjust(given: AdjustInput | Mapping[str, Any]) -> Decision:
        given = read(AdjustInput, given)
        ...


    SUBJECTS = (Subject("autoscaling.adjust", Text(...), AdjustInput, int, adjust),)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from simulator.decisions import Decision
from simulator.problems import InvalidInput, Problem
from simulator.text import Text


class Given(BaseModel):
    """Base of every subject's input: names exactly as in the contract, nothing unknown, nothing coerced silently.

    Numbers must be finite, a string is no number and a boolean is no integer.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Subject:
    """One rule that can be called alone.

    name: dotted, e.g. ``elb.choose``; the part before the dot is the service's folder.
    input: pydantic model of the input; its JSON Schema is published.
    outcome: type of the outcome, or a ready JSON Schema.
    call: the rule. Takes a validated `input` (or a mapping, which it validates) and returns its decision.
    also: names in the decision's evidence that stand beside the outcome in an answer.
    """

    name: str
    summary: Text
    input: type[BaseModel]
    outcome: Any
    call: Callable[[Any], Decision]
    also: tuple[str, ...] = ()

    def decide(self, given: object) -> Decision:
        """The rule's decision for a raw input. Raises InvalidInput with every problem located."""
        return self.call(read(self.input, given))

    def answer(self, given: object) -> dict[str, Any]:
        """The decision in the form the command line and the REST API give: see `answer_json`."""
        return answer_json(self.decide(given), self.also)

    def input_schema(self) -> dict[str, Any]:
        return self.input.model_json_schema()

    def outcome_schema(self) -> dict[str, Any]:
        if isinstance(self.outcome, dict):
            return self.outcome
        return TypeAdapter(self.outcome).json_schema()

    def as_json(self) -> dict[str, Any]:
        return {
            "subject": self.name,
            "summary": self.summary.as_json(),
            "input": self.input_schema(),
            "outcome": self.outcome_schema(),
        }


def answer_json(decision: Decision, also: tuple[str, ...] = ()) -> dict[str, Any]:
    """``{"outcome", "reason", "explanation": [...]}`` plus the evidence named in `also`.

    The explanation is a list of rows, each with its `kind`: the reason as a sentence, then one row a
    candidate in the decision's order, one row a fact, and the guide's page.
    """
    rows: list[dict[str, Any]] = [{"kind": "reason", "text": decision.text.as_json()}]
    rows += [{"kind": "candidate", **candidate.as_json()} for candidate in decision.candidates]
    rows += [{"kind": "evidence", "name": name, "value": value} for name, value in decision.evidence.items()]
    if decision.source:
        rows.append({"kind": "source", "title": decision.source})
    beside = {name: decision.evidence[name] for name in also if name in decision.evidence}
    return {"outcome": decision.outcome, "reason": str(decision.reason), **beside, "explanation": rows}


def read[Model: BaseModel](model: type[Model], given: object) -> Model:
    """`given` as a validated `model`; an instance passes through. Raises InvalidInput.

    Validated as JSON, whose lists may fill tuples: strictness then concerns types, not containers.
    """
    if isinstance(given, model):
        return given
    if not isinstance(given, Mapping):
        raise InvalidInput([_PROBLEMS["model_type"].at(())])
    try:
        return model.model_validate_json(json.dumps(dict(given)))
    except ValidationError as error:
        raise InvalidInput([_located(detail) for detail in error.errors(include_url=False)]) from error


def refuse(code: str, path: tuple[str | int, ...], message: Text, hint: Text | None = None) -> InvalidInput:
    """The exception for an input that has the right shape but makes no sense."""
    return InvalidInput([Problem(code, path, message, hint or _PROBLEMS["value"].hint)])


@dataclass(frozen=True, slots=True)
class _Template:
    code: str
    message: Text
    hint: Text

    def at(self, path: tuple[str | int, ...], **params: Any) -> Problem:
        return Problem(self.code, path, self.message.format(**params), self.hint.format(**params))


_SCHEMA_HINT = Text(
    "`python -m simulator decide --subjects` lists the shape of every subject's input.",
    "`python -m simulator decide --subjects` 명령으로 주제별 입력 형식을 볼 수 있어요.",
)
_PROBLEMS = {
    "missing": _Template(
        "MissingField", Text("A required field is missing.", "꼭 필요한 항목이 빠졌어요."), _SCHEMA_HINT
    ),
    "extra_forbidden": _Template(
        "UnknownField",
        Text("There is no field of this name.", "이런 이름의 항목은 없어요."),
        Text(
            "Check the spelling; names are as in the AWS API, capitals included.",
            "철자를 확인하세요. 이름은 대소문자까지 AWS API와 같아요.",
        ),
    ),
    "model_type": _Template(
        "NotAnObject", Text("The input must be a JSON object.", "입력은 JSON 객체여야 해요."), _SCHEMA_HINT
    ),
    "type": _Template(
        "WrongType",
        Text("The value has the wrong type: {value}.", "값의 형식이 맞지 않아요: {value}"),
        _SCHEMA_HINT,
    ),
    "choice": _Template(
        "UnknownChoice",
        Text("{value} is not one of {expected}.", "쓸 수 없는 값이에요: {value}. 쓸 수 있는 값: {expected}"),
        _SCHEMA_HINT,
    ),
    "limit": _Template(
        "OutOfRange",
        Text(
            "{value} is outside the allowed range ({limits}).",
            "값이 허용 범위({limits})를 벗어나요: {value}",
        ),
        Text("Stay within the limits the AWS API sets.", "AWS API가 정한 한도 안의 값을 쓰세요."),
    ),
    "contradiction": _Template(
        "Contradiction",
        Text("The input contradicts itself: {detail}.", "입력 값이 서로 맞지 않아요: {detail}"),
        _SCHEMA_HINT,
    ),
    "value": _Template(
        "InvalidValue",
        Text("The value is not valid: {value}.", "값이 올바르지 않아요: {value}"),
        _SCHEMA_HINT,
    ),
}
_LIMIT_SIGNS = {
    "ge": "≥ {}", "gt": "> {}", "le": "≤ {}", "lt": "< {}", "min_length": "length ≥ {}", "max_length": "length ≤ {}"
}  # fmt: skip
_TYPE_ENDINGS = ("_type", "_parsing", "_from_float")


def _located(detail: ErrorDetails) -> Problem:
    """One of pydantic's errors as a problem in both languages."""
    path = tuple(detail["loc"])
    kind = detail["type"]
    value = _short(detail.get("input"))
    context = detail.get("ctx", {})
    limits = ", ".join(sign.format(context[name]) for name, sign in _LIMIT_SIGNS.items() if name in context)
    if kind in ("missing", "extra_forbidden"):
        return _PROBLEMS[kind].at(path)
    if limits:
        return _PROBLEMS["limit"].at(path, value=value, limits=limits)
    if kind == "value_error":
        return _PROBLEMS["contradiction"].at(path, detail=str(context.get("error", "")))
    if kind in ("literal_error", "enum"):
        return _PROBLEMS["choice"].at(path, value=value, expected=context.get("expected", ""))
    if kind.endswith(_TYPE_ENDINGS):
        return _PROBLEMS["type"].at(path, value=value)
    return _PROBLEMS["value"].at(path, value=value)


def _short(value: object, limit: int = 60) -> str:
    shown = repr(value)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
