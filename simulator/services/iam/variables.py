"""Policy variables: ``${aws:username}``, ``${aws:PrincipalTag/team, 'none'}``, and ``${*}``, ``${?}``, ``${$}``.

Guide: "IAM policy elements: Variables and tags". A text is cut into tokens once, when its policy is read:

token
    A piece of literal text, one of the wildcards `ANY_RUN` and `ANY_ONE`, or a `Variable` to be filled in for each
    request. What is filled in is literal: a star in a tag's value is no wildcard.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

#: Variables with a fixed value: the characters that otherwise mean something.
FIXED = ("*", "?", "$")


class Wildcard(Enum):
    ANY_RUN = "*"
    ANY_ONE = "?"


ANY_RUN, ANY_ONE = Wildcard.ANY_RUN, Wildcard.ANY_ONE


@dataclass(frozen=True, slots=True)
class Variable:
    """key: of the request context, lower case. default: what stands for a key without a value."""

    key: str
    default: str | None = None


Token = str | Wildcard | Variable
Tokens = tuple[Token, ...]

#: The value of a context key that has exactly one, else None.
Lookup = Callable[[str], str | None]

_KEY = r"[^\s${}',*?]+"
_VARIABLE = re.compile(rf"\$\{{(?:(?P<fixed>[*?$])|(?P<key>{_KEY})(?:, *'(?P<default>[^'{{}}]*)')?)\}}")
_SPECIAL = re.compile(r"[*?]")
#: How far the brace that ends a variable is looked for.
_LONGEST_NAME = 512


def tokens_of(text: str, *, variables: bool, wildcards: bool = True) -> Tokens:
    """`text` in tokens. Without `variables` a ``${…}`` is text; without `wildcards` a star is."""
    found: list[Token] = []
    position = 0
    if variables:
        for match in _VARIABLE.finditer(text):
            _add_literal(found, text[position : match.start()], wildcards)
            if match["fixed"]:
                _append(found, match["fixed"])
            else:
                found.append(Variable(match["key"].lower(), match["default"]))
            position = match.end()
    _add_literal(found, text[position:], wildcards)
    return tuple(found)


def _add_literal(found: list[Token], text: str, wildcards: bool) -> None:
    if not wildcards:
        _append(found, text)
        return
    position = 0
    for match in _SPECIAL.finditer(text):
        _append(found, text[position : match.start()])
        if match[0] == "?":
            found.append(ANY_ONE)
        elif not found or found[-1] is not ANY_RUN:
            found.append(ANY_RUN)
        position = match.end()
    _append(found, text[position:])


def _append(found: list[Token], text: str) -> None:
    """Literal text, joined to literal text before it."""
    if found and isinstance(found[-1], str):
        found[-1] += text
    elif text:
        found.append(text)


def has_variables(tokens: Iterable[Token]) -> bool:
    return any(isinstance(token, Variable) for token in tokens)


def filled(tokens: Tokens, value_of: Lookup) -> Tokens | None:
    """The tokens with every variable's value in its place; None when one has neither value nor default."""
    found: list[Token] = []
    for token in tokens:
        if isinstance(token, Variable):
            value = value_of(token.key)
            if value is None:
                value = token.default
            if value is None:
                return None
            _append(found, value)
        elif isinstance(token, str):
            _append(found, token)
        else:
            found.append(token)
    return tuple(found)


def literal(tokens: Tokens) -> str:
    """The text of tokens that hold nothing but text."""
    return "".join(token for token in tokens if isinstance(token, str))


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that looks like a variable and is none. `code` is the linter's."""

    code: str
    text: str


def flaws(text: str) -> Iterator[Flaw]:
    """What was meant to be a variable and is read as text."""
    position = text.find("${")
    while position >= 0:
        if _VARIABLE.match(text, position) is None:
            end = text.find("}", position, position + _LONGEST_NAME)
            shown = text[position : end + 1 if end >= 0 else position + 40]
            yield Flaw(_flaw(shown), shown)
        position = text.find("${", position + 2)


def _flaw(shown: str) -> str:
    if not shown.endswith("}"):
        return "VariableWithoutBrace"
    inside = shown[2:-1]
    if not inside.strip():
        return "VariableEmpty"
    key, comma, default = inside.partition(",")
    if comma and not re.fullmatch(r" *'[^']*'", default):
        return "VariableWithoutQuotes"
    if key != key.strip() or " " in key:
        return "VariableWithSpace"
    return "VariableMalformed"
