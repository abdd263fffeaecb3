"""The request context: what AWS knows of a request, by key.

Guide: "IAM JSON policy elements: Condition" and "AWS global condition context keys". Key names are compared without
regard to capitals. A key has one value or several; one that is not there, is null, or has an empty list, is absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Scalar = str | int | float | bool
Values = tuple[str, ...]

ABSENT: Values = ()


def text_of(value: Scalar) -> str:
    """A value as a policy writes it: true as "true", 3600 as "3600"."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


class Context:
    """Values by key."""

    __slots__ = ("_names", "_values")

    def __init__(self, given: Mapping[str, Scalar | list[Scalar] | tuple[Scalar, ...] | None]) -> None:
        self._names = {key.lower(): key for key in given}
        self._values = {
            key.lower(): tuple(text_of(one) for one in value)
            if isinstance(value, (list, tuple))
            else (text_of(value),)
            for key, value in given.items()
            if value is not None
        }

    def values(self, key: str) -> Values:
        """The values of a key, given in lower case; () when it is absent."""
        return self._values.get(key, ABSENT)

    def single(self, key: str) -> str | None:
        """The value of a key that has exactly one: what a variable may stand for."""
        values = self._values.get(key, ABSENT)
        return values[0] if len(values) == 1 else None

    def items(self) -> Iterator[tuple[str, Values]]:
        """Keys as they were given, with their values."""
        return ((self._names[key], values) for key, values in self._values.items())


EMPTY = Context({})
