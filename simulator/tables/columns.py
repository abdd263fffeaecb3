"""Tables as such: columns with a meaning, a type and a unit, and rows out of frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from simulator.text import Text

Frame = Mapping[str, Any]
#: Logical id -> resource type, of every resource a run has had.
Types = Mapping[str, str]
Cell = int | float | str | None
Row = tuple[Cell, ...]

#: "value" is a number or, for states, a word: one column in CSV, a number and a text column in Parquet.
ColumnType = Literal["integer", "number", "text", "value"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. unit: of all its numbers; None where there is none or each row says its own."""

    name: str
    type: ColumnType
    meaning: Text
    unit: Text | None = None
    statistic: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """rows(frame, types) yields a frame's rows in the order of `columns`."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Frame, Types], Iterator[Row]]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)
