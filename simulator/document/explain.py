"""Pydantic's errors in our own words, in both languages, located in what the learner wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from simulator.problems import Path, Problem
from simulator.resources.fields import Field, field_at, fields_of, inner_fields
from simulator.spelling import nearest
from simulator.text import Text

#: Of one resource; more than a person reads.
MOST_PROBLEMS = 20

_KINDS = {
    "integer": Text("a whole number", "정수"),
    "number": Text("a number", "숫자"),
    "string": Text("text", "문자열"),
    "boolean": Text("true or false", "true 또는 false"),
    "choice": Text("one of its choices", "정해진 값 중 하나"),
    "reference": Text("a reference", "참조"),
    "object": Text("a group of properties", "속성 묶음"),
    "list": Text("a list", "목록"),
    "variant": Text("a group of properties", "속성 묶음"),
    "json": Text("an object or its text", "객체나 그 텍스트"),
}


def explain(
    model: type[BaseModel], error: ValidationError, raw: Mapping[str, Any], at: Path
) -> list[Problem]:
    """One problem for each thing wrong, never two for one place."""
    found: dict[Path, Problem] = {}
    for detail in error.errors(include_url=False):
        path = _located(detail, raw)
        if path not in found:
            found[path] = _problem(model, detail, raw, path, at)
        if len(found) == MOST_PROBLEMS:
            break
    return list(found.values())


def _located(detail: ErrorDetails, raw: Any) -> Path:
    """The error's place in the raw value; pydantic also names union members on the way, which are no keys."""
    path: list[str | int] = []
    value = raw
    last = len(detail["loc"]) - 1
    for index, part in enumerate(detail["loc"]):
        if _holds(value, part):
            value = value[part]
        elif not (index == last and detail["type"] == "missing"):
            continue
        path.append(part)
    return tuple(path)


def _holds(value: Any, part: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(part, int) and part < len(value)
    return isinstance(value, dict) and part in value


def _problem(model: type[BaseModel], detail: ErrorDetails, raw: Any, path: Path, at: Path) -> Problem:
    kind = detail["type"]
    context = detail.get("ctx", {})
    where = (*at, *path)
    if kind == "lab_problem":
        message, hint = (
            Text.filled(context["en"], context["ko"]),
            Text.filled(context["hint_en"], context["hint_ko"]),
        )
        return Problem(context["code"], (*where, *context["within"]), message, hint)
    if kind == "extra_forbidden":
        return _unknown(model, raw, path, where)
    field = field_at(model, path, raw)
    if field is None:
        return _wrong_type(where, path, _KINDS["object"], detail.get("input"), None)
    if kind == "missing":
        return _missing(field, where)
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        return _no_such_variant(field, where, detail.get("input"))
    if kind == "literal_error":
        return _no_such_choice(field, where, detail.get("input"))
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        return _out_of_range(field, where, detail.get("input"))
    if kind in ("too_short", "too_long", "string_too_short", "string_too_long"):
        return _wrong_length(field, where)
    if kind == "string_pattern_mismatch":
        return _bad_format(field, where, detail.get("input"))
    return _wrong_type(where, path, _KINDS[field.type], detail.get("input"), field)


def _unknown(model: type[BaseModel], raw: Any, path: Path, where: Path) -> Problem:
    name = str(path[-1])
    names = [field.name for field in _siblings(model, raw, path)]
    near = nearest(name, names, cutoff=0.4)
    if near:
        hint = Text.filled(f"Did you mean {near}?", f"혹시 {near}인가요?")
    else:
        listed = ", ".join(names) or "—"
        hint = Text.filled(f"Properties here: {listed}.", f"여기에 쓸 수 있는 속성: {listed}")
    return Problem(
        "UnknownProperty",
        where,
        Text.filled(f"There is no property {name[:60]} here.", f"여기에 {name[:60]} 속성은 없어요."),
        hint,
    )


def _siblings(model: type[BaseModel], raw: Any, path: Path) -> tuple[Field, ...]:
    if len(path) == 1:
        return fields_of(model)
    parent = field_at(model, path[:-1], raw)
    value = raw
    for part in path[:-1]:
        value = value[part]
    return inner_fields(parent, value) if parent else ()


def _named(field: Field, where: Path) -> Text:
    name = field.name or next((str(part) for part in reversed(where) if isinstance(part, str)), "")
    return Text.filled(f"{field.about.label.en} ({name})", f"{field.about.label.ko}({name})")


def _missing(field: Field, where: Path) -> Problem:
    named = _named(field, where)
    help = field.about.help
    return Problem(
        "MissingProperty",
        where,
        Text.filled(f"{named.en} is missing.", f"{named.ko} 값이 없어요."),
        Text.filled(f"Add {field.name}. {help.en}", f"{field.name} 속성을 넣으세요. {help.ko}"),
    )


def _no_such_choice(field: Field, where: Path, given: Any) -> Problem:
    values = [str(value) for value, _ in field.choices]
    near = nearest(str(given), values)
    listed = ", ".join(values)
    named = _named(field, where)
    shown = _shown(given)
    hint_en = f"Did you mean {near}? Allowed: {listed}." if near else f"Allowed: {listed}."
    hint_ko = f"혹시 {near}인가요? " if near else ""
    return Problem(
        "NotAChoice",
        where,
        Text.filled(f"{named.en} cannot be {shown}.", f"{named.ko}에 쓸 수 없는 값이에요: {shown}"),
        Text.filled(hint_en, f"{hint_ko}쓸 수 있는 값: {listed}"),
    )


def _no_such_variant(field: Field, where: Path, given: Any) -> Problem:
    listed = ", ".join(variant.value for variant in field.variants)
    named = _named(field, where)
    tag = given.get(field.discriminator) if isinstance(given, dict) else None
    shown = _shown(tag)
    message = (
        Text.filled(
            f"{named.en} needs {field.discriminator}.", f"{named.ko}에 {field.discriminator} 값이 없어요."
        )
        if tag is None
        else Text.filled(
            f"{field.discriminator} of {named.en} cannot be {shown}.",
            f"{named.ko}의 {field.discriminator}에 쓸 수 없는 값이에요: {shown}",
        )
    )
    return Problem(
        "NotAChoice", where, message, Text.filled(f"Allowed: {listed}.", f"쓸 수 있는 값: {listed}")
    )


def _out_of_range(field: Field, where: Path, given: Any) -> Problem:
    named = _named(field, where)
    unit = field.about.unit
    en, ko = (f" {unit.en}", unit.ko) if unit else ("", "")
    low = f"{field.minimum:,g}" if field.minimum is not None else None
    high = f"{field.maximum:,g}" if field.maximum is not None else None
    parts_en = [f"{'above' if field.exclusive_minimum else 'at least'} {low}"] if low else []
    parts_ko = [f"{low}{ko} {'초과' if field.exclusive_minimum else '이상'}"] if low else []
    if high:
        parts_en.append(f"{'below' if field.exclusive_maximum else 'at most'} {high}")
        parts_ko.append(f"{high}{ko} {'미만' if field.exclusive_maximum else '이하'}")
    return Problem(
        "OutOfRange",
        where,
        Text.filled(
            f"{named.en} cannot be {_shown(given)}{en}.",
            f"{named.ko}에 쓸 수 없는 값이에요: {_shown(given)}{ko}",
        ),
        Text.filled(f"Allowed: {' and '.join(parts_en)}{en}.", f"쓸 수 있는 범위: {' '.join(parts_ko)}"),
    )


def _wrong_length(field: Field, where: Path) -> Problem:
    named = _named(field, where)
    low = field.min_length or 0
    high = field.max_length
    bounds = f"{low}–{high:,}" if high is not None else f"{low}+"
    en, ko = ("entries", "개") if field.type == "list" else ("characters", "자")
    return Problem(
        "WrongLength",
        where,
        Text.filled(f"{named.en} has the wrong length.", f"{named.ko}의 길이가 맞지 않아요."),
        Text.filled(f"Allowed: {bounds} {en}.", f"쓸 수 있는 길이: {bounds}{ko}"),
    )


def _bad_format(field: Field, where: Path, given: Any) -> Problem:
    named = _named(field, where)
    return Problem(
        "BadFormat",
        where,
        Text.filled(
            f"{named.en} cannot be written as {_shown(given)}.",
            f"{named.ko}의 형식에 맞지 않아요: {_shown(given)}",
        ),
        Text.filled(
            f"{field.about.help.en} Pattern: {field.pattern}", f"{field.about.help.ko} 형식: {field.pattern}"
        ),
    )


def _wrong_type(where: Path, path: Path, wanted: Text, given: Any, field: Field | None) -> Problem:
    name = (
        _named(field, where)
        if field
        else Text.filled(str(where[-1]) if where else "?", str(where[-1]) if where else "?")
    )
    if field is not None and field.type == "reference":
        targets = field.targets
        forms = " | ".join(
            "{Ref: id}" if attribute is None else f"{{Fn::GetAtt: [id, {attribute}]}}"
            for attribute in dict.fromkeys(target.attribute for target in targets)
        )
        hint = Text.filled(f"Write it as {forms}.", f"{forms} 형태로 쓰세요.")
    else:
        hint = Text.filled(f"Write {wanted.en} here.", f"여기에는 {wanted.ko} 값을 쓰세요.")
    return Problem(
        "WrongType",
        where,
        Text.filled(
            f"{name.en} cannot be {_shown(given)}.", f"{name.ko}에 쓸 수 없는 값이에요: {_shown(given)}"
        ),
        hint,
    )


def _shown(value: Any) -> str:
    """The offending value, as the learner wrote it, shortened."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
