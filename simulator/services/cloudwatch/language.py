"""What the two small languages of CloudWatch share: tokens with their places, going through them, located errors.

The languages are metric math (`expression.py`) and the rules of composite alarms (`rule.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from simulator.problems import Path, Problem
from simulator.text import Text

#: AWS's limit for an expression; an alarm rule may be ten times as long.
MAX_EXPRESSION = 2_048
MAX_RULE = 10_240
#: Parentheses inside one another: far more than anybody reads, far less than Python's stack.
MAX_DEPTH = 40


class LocatedError(Exception):
    """An expression that cannot be understood. `at` is the place of the first character concerned, from 0."""

    def __init__(self, at: int, message: Text, hint: Text) -> None:
        super().__init__(message.en)
        self.at = at
        self.message = message
        self.hint = hint

    @property
    def text(self) -> Text:
        """The message with its place, counted from 1 as people do."""
        return Text.filled(
            f"Character {self.at + 1}: {self.message.en}", f"{self.at + 1}번째 글자: {self.message.ko}"
        )

    def problem(self, code: str, path: Path) -> Problem:
        return Problem(code, path, self.text, self.hint)


@dataclass(frozen=True, slots=True)
class Token:
    """One word. kind: number, name, string, sign or end; text: as written, a string without its quotes."""

    kind: str
    text: str
    at: int


_EXPECTED = Text(
    "{wanted} is expected here, not {found}.", "여기에 와야 하는 것: {wanted}(지금 있는 것: {found})"
)
_DEEP = Text("It is nested too deep.", "괄호가 너무 깊게 겹쳤어요.")
_STRAY = Text("{what} does not belong here.", "여기에 {what} 문자는 쓸 수 없어요.")
_QUOTE = Text("This quotation mark is never closed.", "닫는 따옴표가 없어요.")
_CLOSE = Text("Close it with the same mark.", "같은 따옴표로 닫으세요.")


def tokens(source: str, signs: str, names: str, hint: Text) -> list[Token]:
    """The words of `source`, an end token last. `signs` and `names` are regular expressions.

    Raises LocatedError, with `hint`, at the first character that begins no word.
    """
    word = re.compile(
        rf"(?P<space>\s+)|(?P<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|\.\d+)|(?P<name>{names})"
        rf"|(?P<string>\"[^\"]*\"|'[^']*')|(?P<sign>{signs})"
    )
    found: list[Token] = []
    place = 0
    while place < len(source):
        match = word.match(source, place)
        if match is None:
            if source[place] in "\"'":
                raise LocatedError(place, _QUOTE, _CLOSE)
            raise LocatedError(place, _STRAY.format(what=source[place]), hint)
        kind = str(match.lastgroup)
        text = match.group()
        if kind != "space":
            found.append(Token(kind, text[1:-1] if kind == "string" else text, place))
        place = match.end()
    found.append(Token("end", "", len(source)))
    return found


class Reader:
    """Goes through the tokens of one source. `end` is what sentences call their end."""

    def __init__(self, found: list[Token], end: Text, hint: Text) -> None:
        self._tokens = found
        self._end = end
        self._hint = hint
        self._place = 0
        self._depth = 0

    @property
    def _here(self) -> Token:
        return self._tokens[self._place]

    def _take(self, *texts: str) -> Token | None:
        """The word here, if it is one of these signs or words; the next one is here then."""
        here = self._here
        if here.kind in ("sign", "name") and here.text in texts:
            self._place += 1
            return here
        return None

    def _need(self, text: str) -> None:
        if self._take(text) is None:
            raise self._unexpected(Text.filled(text, text))

    def _finish(self) -> None:
        if self._here.kind != "end":
            raise self._unexpected(self._end)

    def _unexpected(self, wanted: Text) -> LocatedError:
        here = self._here
        said = Text.filled(
            _EXPECTED.en.format(found=here.text[:40] or self._end.en, wanted=wanted.en),
            _EXPECTED.ko.format(found=here.text[:40] or self._end.ko, wanted=wanted.ko),
        )
        return LocatedError(here.at, said, self._hint)

    @contextmanager
    def _deeper(self, at: int) -> Iterator[None]:
        """One level further in, begun at this character."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise LocatedError(at, _DEEP, self._hint)
        yield
        self._depth -= 1
