"""How large a document may be, and plain JSON values checked against it.

Every way into the project (file, upload, API, command line) goes through `plain`, so that what is stored can
be stored, hashed, sent and drawn: finite numbers a browser keeps exactly, text without control characters,
bounded depth and size.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from simulator.problems import InvalidInput, Path, Problem
from simulator.text import Text

MAX_BYTES = 1_000_000
MAX_RESOURCES = 500
MAX_DEPTH = 24
MAX_VALUES = 40_000
MAX_TEXT = 20_000
#: The largest integer a browser's numbers hold exactly.
MAX_INTEGER = 2**53 - 1
#: YAML wants a key within 1,024 characters of its line, escapes included.
MAX_KEY = 128
#: What databases, browsers or YAML do not carry: control characters and halves of surrogate pairs.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def too_large() -> InvalidInput:
    return InvalidInput(
        [
            Problem(
                "TooLarge",
                (),
                Text.filled(
                    f"The document is larger than {MAX_BYTES // 1_000_000} MB or has over {MAX_VALUES:,} values.",
                    f"문서가 {MAX_BYTES // 1_000_000}MB보다 크거나 값이 {MAX_VALUES:,}개를 넘어요.",
                ),
                Text("Split it into several documents.", "문서를 여러 개로 나누세요."),
            )
        ]
    )


def malformed(en: str, ko: str, path: Path = (), hint: Text | None = None) -> InvalidInput:
    """The refusal of something that is no document at all, located as well as it can be."""
    hint = hint or Text(
        "A document is JSON or YAML 1.2: mappings, lists, text, numbers, true, false and null.",
        "문서는 JSON이나 YAML 1.2예요. 매핑, 목록, 문자열, 숫자, true, false, null만 쓸 수 있어요.",
    )
    return InvalidInput([Problem("MalformedDocument", path, Text.filled(en, ko), hint)])


class Plain:
    """Copies a raw value into plain JSON values, counting as it goes."""

    def __init__(self) -> None:
        self._values = 0
        self._characters = 0

    def copy(self, value: Any, path: Path = ()) -> Any:
        """A deep copy of dicts, lists and scalars. Integral floats become integers, as in a browser.

        Raises InvalidInput (TooLarge, MalformedDocument) with the path of the first thing refused.
        """
        self._count(1)
        if len(path) > MAX_DEPTH:
            raise malformed(
                f"It is nested deeper than {MAX_DEPTH} levels.",
                f"{MAX_DEPTH}단계보다 깊게 중첩되었어요.",
                path,
            )
        match value:
            case None | bool():
                return value
            case int() | float():
                return self.number(value, path)
            case str():
                return self.text(value, path)
            case Mapping():
                return {self._key(key, path): self.copy(item, (*path, key)) for key, item in value.items()}
            case list() | tuple():
                return [self.copy(item, (*path, index)) for index, item in enumerate(value)]
        name = type(value).__name__
        raise malformed(f"A {name} is no JSON value.", f"{name} 형식의 값은 JSON에 쓸 수 없어요.", path)

    def _key(self, value: Any, path: Path) -> str:
        if not isinstance(value, str):
            raise malformed("A key is not text.", "키가 문자열이 아니에요.", path)
        if len(value) > MAX_KEY:
            raise malformed(
                f"A key is longer than {MAX_KEY} characters.", f"키가 {MAX_KEY}자보다 길어요.", path
            )
        return self.text(value, path)

    def text(self, value: str, path: Path) -> str:
        self._count(0, len(value))
        if len(value) > MAX_TEXT:
            raise malformed(
                f"A text is longer than {MAX_TEXT:,} characters.",
                f"문자열이 {MAX_TEXT:,}자보다 길어요.",
                path,
            )
        if _FORBIDDEN.search(value):
            raise malformed(
                "A text holds a control character or half a character.",
                "문자열에 제어 문자나 깨진 문자가 있어요.",
                path,
            )
        return str(value)

    def number(self, value: int | float, path: Path) -> int | float:
        if not math.isfinite(value) if isinstance(value, float) else abs(value) > MAX_INTEGER:
            raise malformed(
                "A number is infinite, not a number, or larger than 2^53.",
                "숫자가 무한대이거나, 수가 아니거나, 2^53보다 커요.",
                path,
            )
        if isinstance(value, float) and value.is_integer() and abs(value) <= MAX_INTEGER:
            return int(value)
        return value

    def _count(self, values: int, characters: int = 0) -> None:
        self._values += values
        self._characters += characters
        if self._values > MAX_VALUES or self._characters > MAX_BYTES:
            raise too_large()


def plain(value: Any) -> Any:
    """See `Plain.copy`."""
    return Plain().copy(value)
