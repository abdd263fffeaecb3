"""JSON text read with its places: where each value and each key stands, and which key is written twice.

Python's own reader says where a text stops being JSON, and nothing of where things are; it keeps the last of two
equal keys, which AWS refuses.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from simulator.problems import Path
from simulator.text import Text

#: A policy nests six deep: deeper is no policy, and must not exhaust the stack.
MAX_DEPTH = 16

_SPACE = re.compile(r"[ \t\r\n]*")
#: What may stand between the quotes of a string; nothing of it is ever given back.
_INSIDE = re.compile(r"""(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+""")
#: Half of a pair of surrogates: no character, and nothing could write it down again.
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
#: Digits of an integer that Python turns into a number without refusing.
_MAX_DIGITS = 400


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column, both from 1, in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """values, keys: where each value stands and where its key does, by path. repeated: keys written twice."""

    value: Any
    values: dict[Path, Place]
    keys: dict[Path, Place]
    repeated: tuple[tuple[Path, Place], ...]


class NotJson(Exception):
    """The text is no JSON from `place` on. `expected` says what should stand there."""

    def __init__(self, place: Place, expected: Text) -> None:
        self.place = place
        self.expected = expected
        super().__init__(f"line {place.line}, column {place.column}: {expected.en}")


_VALUE = Text("a value", "값")
_KEY = Text("a key in double quotes", "큰따옴표로 묶은 키")
_COLON = Text("a colon", "콜론")
_COMMA_OR_BRACE = Text("a comma or a closing brace", "쉼표 또는 닫는 중괄호")
_COMMA_OR_BRACKET = Text("a comma or a closing bracket", "쉼표 또는 닫는 대괄호")
_STRING = Text(
    "a string without control characters, with its closing quote", "제어 문자 없이 따옴표로 끝나는 문자열"
)
_NUMERIC = Text("a number of sensible size", "너무 크지 않은 숫자")
_SHALLOW = Text("no deeper nesting", "더 얕은 중첩")
_END = Text("the end of the text", "텍스트의 끝")


def read_json(text: str) -> Document:
    """The text's value with its places. Raises NotJson."""
    reader = _Reader(text)
    value, position = reader.value(reader.skip(0), (), 0)
    if reader.skip(position) < len(text):
        raise reader.refused(reader.skip(position), _END)
    return Document(value, reader.values, reader.keys, tuple(reader.repeated))


@dataclass(slots=True)
class _Reader:
    text: str
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    repeated: list[tuple[Path, Place]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines = [0, *(found.end() for found in re.finditer("\n", self.text))]

    def place(self, position: int) -> Place:
        line = bisect_right(self.lines, position)
        return Place(line, position - self.lines[line - 1] + 1)

    def refused(self, position: int, expected: Text) -> NotJson:
        return NotJson(self.place(position), expected)

    def skip(self, position: int) -> int:
        found = _SPACE.match(self.text, position)
        return found.end() if found else position

    def value(self, position: int, path: Path, depth: int) -> tuple[Any, int]:
        """The value that begins at `position`, and where it ends."""
        if depth > MAX_DEPTH:
            raise self.refused(position, _SHALLOW)
        self.values[path] = self.place(position)
        match self.text[position : position + 1]:
            case "{":
                return self.object(position + 1, path, depth)
            case "[":
                return self.array(position + 1, path, depth)
            case '"':
                return self.string(position)
            case _:
                return self.word(position)

    def string(self, position: int) -> tuple[str, int]:
        found = _INSIDE.match(self.text, position + 1)
        end = found.end() if found else position + 1
        if not self.text.startswith('"', end):
            raise self.refused(end, _STRING)
        text: str = json.loads(self.text[position : end + 1])
        if _HALF_PAIR.search(text):
            raise self.refused(position, _STRING)
        return text, end + 1

    def word(self, position: int) -> tuple[Any, int]:
        """A number, true, false or null."""
        for word, meaning in _WORDS.items():
            if self.text.startswith(word, position):
                return meaning, position + len(word)
        found = _NUMBER.match(self.text, position)
        if found is None:
            raise self.refused(position, _VALUE)
        if found[1] is None and found[2] is None:
            if len(found[0]) > _MAX_DIGITS:
                raise self.refused(position, _NUMERIC)
            return int(found[0]), found.end()
        number = float(found[0])
        if number in (float("inf"), float("-inf")):
            raise self.refused(position, _NUMERIC)
        return number, found.end()

    def object(self, position: int, path: Path, depth: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        position = self.skip(position)
        if self.text.startswith("}", position):
            return found, position + 1
        while True:
            if not self.text.startswith('"', position):
                raise self.refused(position, _KEY)
            at = self.place(position)
            key, position = self.string(position)
            if key in found:
                self.repeated.append(((*path, key), at))
            self.keys[(*path, key)] = at
            position = self.skip(position)
            if not self.text.startswith(":", position):
                raise self.refused(position, _COLON)
            found[key], position = self.value(self.skip(position + 1), (*path, key), depth + 1)
            position = self.skip(position)
            if self.text.startswith("}", position):
                return found, position + 1
            if not self.text.startswith(",", position):
                raise self.refused(position, _COMMA_OR_BRACE)
            position = self.skip(position + 1)

    def array(self, position: int, path: Path, depth: int) -> tuple[list[Any], int]:
        found: list[Any] = []
        position = self.skip(position)
        if self.text.startswith("]", position):
            return found, position + 1
        while True:
            value, position = self.value(position, (*path, len(found)), depth + 1)
            found.append(value)
            position = self.skip(position)
            if self.text.startswith("]", position):
                return found, position + 1
            if not self.text.startswith(",", position):
                raise self.refused(position, _COMMA_OR_BRACKET)
            position = self.skip(position + 1)
