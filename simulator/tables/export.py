"""One writer a table and format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from simulator.tables import dictionary
from simulator.tables.columns import Frame, Row, Table, Types
from simulator.tables.csv_format import CsvRows
from simulator.tables.decisions import DECISIONS
from simulator.tables.frames import LONG, WORLD
from simulator.tables.json_format import JsonDocument, JsonLines, Pick
from simulator.tables.parquet_format import ParquetRows

TABLES: dict[str, Table] = {table.name: table for table in (LONG, WORLD, DECISIONS, dictionary.DICTIONARY)}
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
FORMATS = tuple(CONTENT_TYPES)


class Writer(Protocol):
    """Bytes of a file: those it begins with, those a frame adds, those it ends with. Any may be empty."""

    def begin(self) -> bytes: ...
    def write(self, frame: Frame) -> bytes: ...
    def close(self) -> bytes: ...


class Rows(Protocol):
    """A format of rows."""

    def begin(self) -> bytes: ...
    def rows(self, rows: Iterable[Row]) -> bytes: ...
    def close(self) -> bytes: ...


class RowsOfFrames:
    """A table's rows in a format of rows."""

    def __init__(self, table: Table, types: Types, out: Rows) -> None:
        self._table, self._types, self._out = table, types, out

    def begin(self) -> bytes:
        if self._table is dictionary.DICTIONARY:
            return self._out.begin() + self._out.rows(dictionary.entries())
        return self._out.begin()

    def write(self, frame: Frame) -> bytes:
        return self._out.rows(self._table.rows(frame, self._types))

    def close(self) -> bytes:
        return self._out.close()


def writer(
    table: str, format: str, *, header: Mapping[str, Any], types: Types | None = None, bom: bool = False
) -> Writer:
    """The writer of a table of TABLES in a format of FORMATS. Raises KeyError for another.

    header: what the file is of (run, seed, document's hash); JSON begins with it, Parquet keeps it as metadata.
    types: resource types by logical id. bom: CSV begins with the mark by which spreadsheets know UTF-8.
    """
    chosen, kinds = TABLES[table], types or {}
    if format == "csv":
        return RowsOfFrames(chosen, kinds, CsvRows(chosen.columns, bom=bom))
    if format == "parquet":
        return RowsOfFrames(chosen, kinds, ParquetRows(chosen.columns, {"stratolab": dict(header)}))
    pick: Pick = _WHOLE.get(table) or _objects(chosen, kinds)
    if format == "jsonl":
        return JsonLines(pick, opening=dictionary.as_json() if table == "dictionary" else ())
    if format != "json":
        raise KeyError(format)
    described = {**header, "dictionary": dictionary.as_json()}
    return JsonDocument(described, None if table == "dictionary" else table, pick)


def _whole_frames(frame: Frame) -> Iterable[Mapping[str, Any]]:
    return (frame,)


def _whole_decisions(frame: Frame) -> Iterable[Mapping[str, Any]]:
    return ({**decision, "frame": frame["id"]} for decision in frame.get("decisions", ()))


_WHOLE: dict[str, Pick] = {"frames": _whole_frames, "decisions": _whole_decisions}


def _objects(table: Table, types: Types) -> Pick:
    def pick(frame: Frame) -> Iterable[Mapping[str, Any]]:
        return (dict(zip(table.names, row, strict=True)) for row in table.rows(frame, types))

    return pick
