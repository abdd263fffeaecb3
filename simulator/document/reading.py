"""Text into plain values: JSON, or the YAML 1.2 core schema.

YAML is built from the parser's events by hand, because that is where a document can be refused early:
no second key of one name, no alias bombs, no types JSON does not have (a date stays text, `NO` too), and
the line of whatever is wrong. `!Ref X` and `!GetAtt X.Y` are read as their long forms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from simulator.document.limits import MAX_BYTES, MAX_DEPTH, MAX_VALUES, malformed, plain, too_large
from simulator.problems import InvalidInput
from simulator.text import Text

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\Z")
_WORDS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def read(source: bytes | str) -> Any:
    """Plain values from JSON or YAML text. Raises InvalidInput (TooLarge, MalformedDocument)."""
    if len(source) > MAX_BYTES:
        raise too_large()
    if isinstance(source, bytes):
        try:
            source = source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise malformed("It is not UTF-8 text.", "UTF-8 텍스트가 아니에요.") from error
    text = source.removeprefix("\ufeff")
    return plain(_read_json(text) if text.lstrip()[:1] in ("{", "[") and _is_json(text) else _read_yaml(text))


def line_of(source: str, path: Sequence[str | int]) -> int:
    """The line, from 1, at which the value at `path` stands in YAML or JSON text that `read` accepts.

    Of a path that does not lead anywhere, the line of the last part that does.
    """
    parser = YAML(typ="safe", pure=True)
    parser.version = (1, 2)
    found = 1
    for line, place in _places(iter(parser.parse(source))):
        if place == tuple(path[: len(place)]) and place:
            found = line
            if len(place) == len(path):
                break
    return found


def _places(events: Iterator[Event]) -> Iterator[tuple[int, tuple[str | int, ...]]]:
    """(line, path) of every key of a mapping and item of a sequence, in order."""
    path: list[str | int] = []
    holders: list[str] = []  # what each step of the path is in: "map key", "map value" or "seq"
    for event in events:
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            holders.pop()
            path.pop()
            _step(path, holders)
            continue
        if not isinstance(event, ScalarEvent | AliasEvent | MappingStartEvent | SequenceStartEvent):
            continue
        if holders and holders[-1] == "map key" and isinstance(event, ScalarEvent):
            path[-1] = event.value
            holders[-1] = "map value"
            yield event.start_mark.line + 1, tuple(path)
            continue
        if holders and holders[-1] == "seq":
            yield event.start_mark.line + 1, tuple(path)
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            is_map = isinstance(event, MappingStartEvent)
            holders.append("map key" if is_map else "seq")
            path.append("" if is_map else 0)
        else:
            _step(path, holders)


def _step(path: list[str | int], holders: list[str]) -> None:
    """A value has ended: the next key or item follows."""
    if not holders:
        return
    if holders[-1] == "map value":
        holders[-1] = "map key"
    elif isinstance(path[-1], int):
        path[-1] += 1


def _is_json(text: str) -> bool:
    """Whether to read as JSON. YAML's flow style also begins with a brace: JSON quotes its first key."""
    return re.match(r"\s*(\{\s*(\"|\})|\[)", text) is not None


def _read_json(text: str) -> Any:
    def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise _duplicate(key)
            found[key] = value
        return found

    try:
        return json.loads(text, object_pairs_hook=object_of)
    except json.JSONDecodeError as error:
        raise _at(error.lineno, error.colno, error.msg) from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:  # a number with thousands of digits
        raise malformed("A number is too long.", "숫자가 너무 길어요.") from error


def _duplicate(key: str, line: int | None = None) -> InvalidInput:
    en, ko = (f" on line {line}", f"{line}행에서 ") if line else ("", "")
    return malformed(
        f'The key "{key[:60]}" appears twice in one mapping{en}.',
        f'{ko}한 매핑 안에 "{key[:60]}" 키가 두 번 나와요.',
        hint=Text("Keep one of the two.", "둘 중 하나만 남기세요."),
    )


def _at(line: int, column: int, what: str) -> InvalidInput:
    return malformed(
        f"Line {line}, column {column}: {what}.",
        f"{line}행 {column}열을 읽을 수 없어요.",
        hint=Text(
            "Check quotes, commas, brackets and indentation.", "따옴표, 쉼표, 괄호, 들여쓰기를 확인하세요."
        ),
    )


def _too_deep() -> InvalidInput:
    return malformed(
        f"It is nested deeper than {MAX_DEPTH} levels.", f"{MAX_DEPTH}단계보다 깊게 중첩되었어요."
    )


def _read_yaml(text: str) -> Any:
    parser = YAML(typ="safe", pure=True)
    parser.version = (1, 2)
    try:
        return _Builder(parser.parse(text)).document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _at(line, column, str(error.problem or "this is not YAML")) from error
    except (YAMLError, ValueError, IndexError, TypeError, AttributeError, RecursionError) as error:
        # The parser reports some broken directives and escapes with plain exceptions.
        raise malformed("It is not readable as YAML.", "YAML로 읽을 수 없어요.") from error


class _Builder:
    """Plain values from one YAML document's events."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._values = 0
        self._anchors: dict[str, Any] = {}

    def document(self) -> Any:
        value: Any = None
        documents = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise malformed(
                        "It holds more than one YAML document.",
                        "YAML 문서가 두 개 이상 들어 있어요.",
                        hint=Text(
                            "Keep what stands before the second ---.", "두 번째 --- 앞부분만 남기세요."
                        ),
                    )
                value = self._value(next(self._events), 0)
        return value

    def _value(self, event: Event, depth: int) -> Any:
        self._values += 1
        if self._values > MAX_VALUES:
            raise too_large()
        if depth > MAX_DEPTH:
            raise _too_deep()
        if isinstance(event, AliasEvent):
            return self._again(event)
        built: Any
        if isinstance(event, ScalarEvent):
            built = self._scalar(event)
        elif isinstance(event, SequenceStartEvent):
            built = self._tagged(event, self._sequence(depth))
        elif isinstance(event, MappingStartEvent):
            self._refuse_tag(event)
            built = self._mapping(depth)
        else:
            raise malformed("It is not readable as YAML.", "YAML로 읽을 수 없어요.")
        if event.anchor:
            self._anchors[event.anchor] = built
        return built

    def _again(self, event: AliasEvent) -> Any:
        if event.anchor not in self._anchors:
            raise _at(event.start_mark.line + 1, event.start_mark.column + 1, "this alias has no anchor")
        value = self._anchors[event.anchor]
        self._values += _size(value, MAX_VALUES - self._values)
        return value

    def _sequence(self, depth: int) -> list[Any]:
        items = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            items.append(self._value(event, depth + 1))
        return items

    def _mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                raise _at(event.start_mark.line + 1, event.start_mark.column + 1, "a key must be text")
            if event.value in found:
                raise _duplicate(event.value, event.start_mark.line + 1)
            self._refuse_tag(event)
            found[event.value] = None  # keeps the order, and the place against the value's own errors
            found[event.value] = self._value(next(self._events), depth + 1)
        return found

    def _scalar(self, event: ScalarEvent) -> Any:
        tag = _tag(event)
        if tag in ("!Ref", "!GetAtt"):
            return self._tagged(event, event.value)
        self._refuse_tag(event)
        if event.style in ("'", '"', "|", ">") or tag == "tag:yaml.org,2002:str":
            return event.value
        return _plain_scalar(event.value)

    def _tagged(self, event: ScalarEvent | SequenceStartEvent, value: Any) -> Any:
        match _tag(event), value:
            case "!Ref", str():
                return {"Ref": value}
            case "!GetAtt", str():
                target, _, attribute = value.partition(".")
                return {"Fn::GetAtt": [target, attribute]}
            case "!GetAtt", list():
                return {"Fn::GetAtt": value}
        self._refuse_tag(event)
        return value

    def _refuse_tag(self, event: Event) -> None:
        tag = _tag(event)
        if tag and tag not in (
            "!",
            "tag:yaml.org,2002:str",
            "tag:yaml.org,2002:map",
            "tag:yaml.org,2002:seq",
        ):
            raise malformed(
                f"Line {event.start_mark.line + 1}: the tag {tag[:40]} is not understood here.",
                f"{event.start_mark.line + 1}행: {tag[:40]} 태그는 여기서 쓸 수 없어요.",
                hint=Text(
                    "Of tags, only !Ref and !GetAtt are read.", "태그는 !Ref와 !GetAtt만 쓸 수 있어요."
                ),
            )


def _tag(event: Event) -> str | None:
    tag = getattr(event, "ctag", None) or getattr(event, "tag", None)
    return str(tag) if tag else None


def _plain_scalar(text: str) -> Any:
    """A plain scalar by the YAML 1.2 core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > 64:
        return text
    if _INTEGER.match(text):
        return int(text)
    if _OCTAL.match(text):
        return int(text[2:], 8)
    if _HEXADECIMAL.match(text):
        return int(text[2:], 16)
    if _FLOAT.match(text):
        return float(text)
    if _NOT_FINITE.match(text):
        raise malformed("A number is infinite or not a number.", "숫자가 무한대이거나 수가 아니에요.")
    return text


def _size(value: Any, budget: int) -> int:
    """How many values a value holds; stops counting beyond the budget."""
    if budget < 0:
        raise too_large()
    if isinstance(value, dict):
        children = list(value.values())
    elif isinstance(value, list):
        children = value
    else:
        return 1
    total = 1
    for child in children:
        total += _size(child, budget - total)
    return total
