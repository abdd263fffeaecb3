"""Texts in both languages, side by side, so that neither can be forgotten.

Everything the simulator says to a person (labels, help, problems, reasons) is a `Text`. Placeholders are
named in braces as in `str.format`; the same names must stand in both languages, checked on construction.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import Any, Literal

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = ("en", "ko")


def placeholders(template: str) -> frozenset[str]:
    """Names of the fields a template refers to, without their format specifications."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in English and Korean."""

    en: str
    ko: str

    def __post_init__(self) -> None:
        if not self.en or not self.ko:
            raise ValueError(f"a text needs both languages: {self!r}")
        if placeholders(self.en) != placeholders(self.ko):
            raise ValueError(f"the languages name different placeholders: {self!r}")

    @classmethod
    def filled(cls, en: str, ko: str) -> Text:
        """A text in which values already stand.

        What is filled in may itself hold braces (a path, a redirect's ``#{host}``), so the result is not
        checked for placeholders.
        """
        text = object.__new__(cls)
        object.__setattr__(text, "en", en)
        object.__setattr__(text, "ko", ko)
        return text

    def format(self, **params: Any) -> Text:
        """The same text with its placeholders filled in."""
        return Text.filled(self.en.format(**params), self.ko.format(**params))

    def get(self, language: Language) -> str:
        return self.ko if language == "ko" else self.en

    def as_json(self) -> dict[str, str]:
        return {"en": self.en, "ko": self.ko}
