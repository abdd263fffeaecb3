"""What a form is made of: fields, lists of rows, texts in both languages, sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from labs.authoring.tree import Path

Choice = tuple[str, str]
Group = tuple[str, list[Choice]]


@dataclass
class Placed:
    """What has a place in the tree, and can have mistakes shown at it."""

    path: Path

    @property
    def place(self) -> str:
        return ".".join(map(str, self.path))

    @property
    def id(self) -> str:
        return "x-" + self.place.replace(".", "-")


@dataclass
class Field(Placed):
    """One input. code: how its text is read (`tree`). shows: the form follows from it and is shown anew."""

    label: str
    code: str
    value: Any
    widget: str = "line"
    help: str = ""
    groups: list[Group] = field(default_factory=list)
    language: str = ""
    unit: str = ""
    shows: bool = False
    width: str = ""
    mistakes: list[str] = field(default_factory=list)
    focused: bool = False
    facts: dict[str, Any] = field(default_factory=dict)

    is_field = True
    mark: str = ""  # the language's own name

    @property
    def name(self) -> str:
        return f"{self.place}:{self.code}"

    @property
    def described_by(self) -> str:
        return " ".join(
            f"{self.id}-{end}" for end, there in (("help", self.help), ("bad", self.mistakes)) if there
        )


@dataclass
class Row(Placed):
    """One item of a list. It may be taken out, and put before the one above."""

    title: str
    parts: list[Part]
    mistakes: list[str] = field(default_factory=list)


@dataclass
class Rows(Placed):
    """A list to which items may be added."""

    label: str
    add: str
    rows: list[Row]
    help: str = ""
    level: int = 3
    mistakes: list[str] = field(default_factory=list)

    is_rows = True


@dataclass
class Both:
    """The same text in both languages, side by side."""

    label: str
    fields: list[Field]

    is_both = True


Part = Field | Rows | Both


@dataclass
class Section:
    id: str
    title: str
    parts: list[Part]
    help: str = ""
    mistakes: list[str] = field(default_factory=list)

    @property
    def open_mistakes(self) -> int:
        return len(self.mistakes) + sum(len(one.mistakes) for one in walk(self.parts))


def walk(parts: Iterable[Part]) -> Iterator[Field | Row | Rows]:
    """Everything that a mistake can be shown at."""
    for part in parts:
        if isinstance(part, Both):
            yield from part.fields
        elif isinstance(part, Rows):
            yield part
            for row in part.rows:
                yield row
                yield from walk(row.parts)
        else:
            yield part
