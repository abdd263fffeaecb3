"""CSV for spreadsheets and everything else: UTF-8, commas, one header line.

A spreadsheet takes a cell that begins with ``= + - @`` for a formula, whoever wrote it. Such texts get an
apostrophe in front, by which spreadsheets know text; numbers stay as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from simulator.tables.columns import Cell, Column, Row

BOM = b"\xef\xbb\xbf"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(cell: Cell) -> Cell:
    """The cell, with an apostrophe before a text that a spreadsheet would compute."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


class CsvRows:
    def __init__(self, columns: Sequence[Column], *, bom: bool = False) -> None:
        self._names = [column.name for column in columns]
        self._bom = bom
        self._stream = io.StringIO(newline="")
        self._writer = csv.writer(self._stream, lineterminator="\n")

    def begin(self) -> bytes:
        self._writer.writerow(self._names)
        return (BOM if self._bom else b"") + self._taken()

    def rows(self, rows: Iterable[Row]) -> bytes:
        self._writer.writerows([guarded(cell) for cell in row] for row in rows)
        return self._taken()

    def close(self) -> bytes:
        return b""

    def _taken(self) -> bytes:
        text = self._stream.getvalue()
        self._stream.seek(0)
        self._stream.truncate()
        return text.encode()
