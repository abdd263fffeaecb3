"""Amazon Resource Names: ``arn:partition:service:region:account:resource``, and patterns over them.

Guide: "IAM JSON policy elements: Resource". The six parts of an ARN are compared each by itself, so a star in one part
never reaches over a colon into the next. The last part may have colons and slashes of its own, and there a star covers
them. Letters are compared as they are. A pattern that ends early in a star, such as ``arn:aws:cloudfront:*``, leaves
the parts after it open ("Troubleshooting IAM policies" has one).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.services.iam.patterns import Matcher, everything, glob
from simulator.services.iam.variables import (
    ANY_RUN,
    Lookup,
    Tokens,
    filled,
    has_variables,
    literal,
    tokens_of,
)

PARTS = 6
#: In a pattern: a whole variable, whose key has a colon of its own, or a colon.
_VARIABLE_OR_COLON = re.compile(r"\$\{[^{}]*\}|:")


@dataclass(frozen=True, slots=True)
class Arn:
    partition: str
    service: str
    region: str
    account: str
    resource: str

    @property
    def resource_type(self) -> str:
        """What stands before the first slash or colon of the resource: ``role`` of ``role/app``."""
        return self.resource.replace(":", "/").split("/", 1)[0]


def read_arn(text: str) -> Arn | None:
    parts = text.split(":", PARTS - 1)
    if len(parts) < PARTS or parts[0] != "arn":
        return None
    return Arn(*parts[1:])


@dataclass(frozen=True, slots=True)
class Name:
    """What a pattern is held against: a text and its parts, cut once for a request. parts: () when it is no ARN."""

    text: str
    parts: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Name:
        parts = text.split(":", PARTS - 1)
        return cls(text, tuple(parts) if len(parts) == PARTS and parts[0] == "arn" else ())


NameMatcher = Callable[[Name], bool]


@dataclass(frozen=True, slots=True)
class ArnPattern:
    """parts: the tokens of each part, or the one part ``*``, which fits everything.

    shortened: it ended early in a star, and the parts after it are stars.
    """

    text: str
    parts: tuple[Tokens, ...]
    shortened: bool = False

    @property
    def is_everything(self) -> bool:
        return self.parts == ((ANY_RUN,),)

    @property
    def has_variables(self) -> bool:
        return any(has_variables(part) for part in self.parts)

    @property
    def flaw(self) -> str | None:
        """Why it is no pattern of ARNs, as the code of a problem."""
        if self.is_everything:
            return None
        if not self.parts or self.parts[0] != ("arn",):
            return "NotAnArn"
        if len(self.parts) < PARTS:
            return "ArnTooShort"
        if any(not isinstance(token, str) for token in self.parts[2]):
            return "WildcardInArnService"
        return None

    def filled(self, value_of: Lookup) -> ArnPattern | None:
        """With the variables' values in their places; None when one has none."""
        parts = [filled(part, value_of) for part in self.parts]
        if any(part is None for part in parts):
            return None
        return ArnPattern(self.text, tuple(part for part in parts if part is not None), self.shortened)


def arn_pattern(text: str, *, variables: bool, everywhere: bool = False) -> ArnPattern:
    """The pattern a text stands for.

    variables: whether ``${…}`` is one. They are filled in in the resource alone, unless `everywhere`: what a
    `Resource` element has before its fifth colon is taken as it is, what a condition has is not.
    """
    parts = _cut(text) if variables else text.split(":", PARTS - 1)
    shortened = 1 < len(parts) < PARTS and parts[0] == "arn" and parts[-1].endswith("*")
    if shortened:
        parts += ["*"] * (PARTS - len(parts))
    last = len(parts) - 1
    return ArnPattern(
        text,
        tuple(
            tokens_of(part, variables=variables and (everywhere or index == last))
            for index, part in enumerate(parts)
        ),
        shortened,
    )


def _cut(text: str) -> list[str]:
    """The text cut at its first five colons, not counting those within variables."""
    parts, begin = [], 0
    for found in _VARIABLE_OR_COLON.finditer(text):
        if found[0] == ":":
            parts.append(text[begin : found.start()])
            begin = found.end()
            if len(parts) == PARTS - 1:
                break
    return [*parts, text[begin:]]


def matcher(pattern: ArnPattern) -> NameMatcher:
    """Whether a name fits. The pattern's variables have been filled in."""
    parts = pattern.parts
    if pattern.is_everything:
        return lambda name: True
    if len(parts) < PARTS:
        return lambda name: False
    head, resource = parts[:-1], parts[-1]
    if any(not isinstance(token, str) for part in head for token in part):
        return _by_parts([glob(part) for part in head], glob(resource))
    return _after_prefix(":".join(literal(part) for part in head) + ":", resource)


def _after_prefix(prefix: str, resource: Tokens) -> NameMatcher:
    """Nothing but literal text before the resource: it is compared as one text."""
    if all(isinstance(token, str) for token in resource):
        whole = prefix + literal(resource)
        return lambda name: name.text == whole
    if resource[-1] is ANY_RUN and all(isinstance(token, str) for token in resource[:-1]):
        beginning = prefix + literal(resource[:-1])
        return lambda name: name.text.startswith(beginning)
    fits = glob(resource)
    return lambda name: name.text.startswith(prefix) and bool(name.parts) and fits(name.parts[-1])


def _by_parts(head: Sequence[Matcher], resource: Matcher) -> NameMatcher:
    demanding = [(index, fits) for index, fits in enumerate(head) if fits is not everything]

    def matches(name: Name) -> bool:
        parts = name.parts
        return bool(parts) and all(fits(parts[index]) for index, fits in demanding) and resource(parts[-1])

    return matches
