"""What a run told, as files: the same numbers in every format, each of them explained."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from simulator.document import parse_document
from simulator.document.reading import read
from simulator.engine import World, parse_script
from simulator.tables import FORMATS, TABLES, dictionary, types_of, writer
from simulator.tables.csv_format import guarded
from simulator.tables.frames import long_rows
from simulator.tables.parquet_format import ROW_GROUP_ROWS

WELCOME = Path(__file__).resolve().parents[3] / "labs/content/welcome"


@pytest.fixture(scope="module")
def world() -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The types and the first minutes of the welcome world, script included, as JSON."""
    document = parse_document((WELCOME / "start.yaml").read_bytes())
    script = parse_script(read((WELCOME / "script.yaml").read_bytes()))
    frames = [frame.as_json() for frame in World.create(document, seed=7, script=script).advance(150)]
    return types_of([document.as_json()]), json.loads(json.dumps(frames))


def whole(table: str, format: str, world: Any, **options: Any) -> bytes:
    types, frames = world
    out = writer(table, format, header={"seed": 7}, types=types, **options)
    return out.begin() + b"".join(out.write(frame) for frame in frames) + out.close()


def as_text(value: Any) -> str:
    return "" if value is None else str(value)


@pytest.mark.parametrize("table", ["frames", "world", "decisions"])
def test_csv_and_parquet_hold_the_same_rows(world: Any, table: str) -> None:
    types, frames = world
    expected = [row for frame in frames for row in TABLES[table].rows(frame, types)]
    assert expected
    read_csv = list(csv.reader(io.StringIO(whole(table, "csv", world).decode(), newline="")))
    assert read_csv[0] == list(TABLES[table].names)
    assert read_csv[1:] == [[as_text(guarded(cell)) for cell in row] for row in expected]
    parquet = pq.read_table(io.BytesIO(whole(table, "parquet", world)))
    columns = parquet.to_pydict()
    if "text" in columns:
        texts = columns.pop("text")
        columns["value"] = [n if t is None else t for n, t in zip(columns["value"], texts, strict=True)]
    assert list(zip(*(columns[name] for name in TABLES[table].names), strict=True)) == expected


def test_parquets_columns_are_typed_and_say_what_they_are_of(world: Any) -> None:
    parquet = pq.read_table(io.BytesIO(whole("frames", "parquet", world)))
    assert [(field.name, str(field.type)) for field in parquet.schema] == [
        ("tick", "int64"),
        ("resource", "string"),
        ("metric", "string"),
        ("dimension", "string"),
        ("value", "double"),
        ("text", "string"),
        ("unit", "string"),
        ("type", "string"),
    ]
    assert json.loads(parquet.schema.metadata[b"stratolab"]) == {"seed": 7}


def test_a_long_run_has_several_row_groups(world: Any) -> None:
    types, frames = world
    rows = sum(1 for frame in frames for _ in long_rows(frame, types))
    times = 2 * ROW_GROUP_ROWS // rows + 1
    data = whole("frames", "parquet", (types, frames * times))
    file = pq.ParquetFile(io.BytesIO(data))
    assert file.metadata.num_row_groups >= 2
    assert file.metadata.num_rows == rows * times
    once = pq.read_table(io.BytesIO(whole("frames", "parquet", world)))
    assert file.read().slice(rows, rows).equals(once.replace_schema_metadata(file.schema_arrow.metadata))


def test_an_empty_run_is_a_whole_file_too() -> None:
    for format in FORMATS:
        data = whole("frames", format, ({}, []))
        if format == "parquet":
            assert pq.read_table(io.BytesIO(data)).num_rows == 0
        elif format == "json":
            assert json.loads(data)["frames"] == []
        elif format == "csv":
            assert data.decode().splitlines() == [",".join(TABLES["frames"].names)]
        else:
            assert data == b""


def test_json_and_json_lines_lose_nothing(world: Any) -> None:
    document = json.loads(whole("frames", "json", world))
    assert document["seed"] == 7 and document["dictionary"] == dictionary.as_json()
    assert document["frames"] == world[1]
    assert [json.loads(line) for line in whole("frames", "jsonl", world).splitlines()] == world[1]
    expected = [{**one, "frame": frame["id"]} for frame in world[1] for one in frame["decisions"]]
    assert json.loads(whole("decisions", "json", world))["decisions"] == expected
    assert [json.loads(line) for line in whole("decisions", "jsonl", world).splitlines()] == expected


def test_the_dictionary_explains_every_metric_of_the_welcome_world(world: Any) -> None:
    types, frames = world
    metrics = {
        (row[3], row[2]): row for row in dictionary.entries() if (row[0], row[1]) == ("frames", "metric")
    }
    units = DictionaryUnits(metrics)
    found = {(row[6], row[2], row[3] != "", row[5]) for frame in frames for row in long_rows(frame, types)}
    assert len(found) > 40
    for type_, metric, with_dimension, unit in found:
        assert (type_, metric) in metrics, (type_, metric)
        assert units.of(type_, metric) == unit
        if with_dimension:
            assert metrics[type_, metric][8], (type_, metric)


class DictionaryUnits:
    def __init__(self, rows: dict[Any, Any]) -> None:
        self._rows = rows

    def of(self, type_: str, metric: str) -> str:
        return self._rows[type_, metric][6] or ""


def test_the_dictionary_explains_every_column_in_both_languages() -> None:
    rows = dictionary.entries()
    named = {(row[0], row[2]) for row in rows if row[1] == "column"}
    for name in ("frames", "world", "decisions"):
        assert {(name, column) for column in TABLES[name].names} <= named
    for row in rows:
        assert row[4] and row[5], row
        assert bool(row[6]) == bool(row[7]) and bool(row[8]) == bool(row[9]) == bool(row[10]), row


@pytest.mark.parametrize("format", FORMATS)
def test_the_dictionary_is_a_file_as_well(format: str, world: Any) -> None:
    data = whole("dictionary", format, world)
    match format:
        case "csv":
            count = len(list(csv.DictReader(io.StringIO(data.decode(), newline=""))))
        case "json":
            count = len(json.loads(data)["dictionary"])
        case "jsonl":
            count = len(data.splitlines())
        case _:
            count = pq.read_table(io.BytesIO(data)).num_rows
    assert count == len(dictionary.entries())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    frame = {"id": 1, "decisions": [{"id": "1.0", "resource": text, "outcome": -1, "at": -1.5}]}
    row = list(csv.reader(io.StringIO(whole("decisions", "csv", ({}, [frame])).decode(), newline="")))[1]
    assert row[3] == f"'{text}"
    assert row[7] == "'-1", "an outcome is text"
    assert row[2] == "-1.5", "a number stays one"


def test_the_mark_for_spreadsheets_is_written_only_when_asked_for(world: Any) -> None:
    assert whole("world", "csv", world, bom=True) == b"\xef\xbb\xbf" + whole("world", "csv", world)


def long_run(frames: list[dict[str, Any]], ticks: int) -> Iterator[dict[str, Any]]:
    for tick in range(1, ticks + 1):
        yield {**frames[tick % len(frames)], "id": tick}


@pytest.mark.parametrize("format", FORMATS)
def test_memory_does_not_grow_with_the_run(world: Any, format: str) -> None:
    """A run three times as long peaks no higher; Parquet keeps some bytes a row group for its footer."""
    types, frames = world

    def peak(ticks: int) -> tuple[int, int]:
        out, written = writer("frames", format, header={}, types=types), 0
        tracemalloc.start()
        written += len(out.begin())
        for frame in long_run(frames, ticks):
            written += len(out.write(frame))
        written += len(out.close())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most, written

    rows_a_tick = sum(1 for _ in long_rows(frames[-1], types))
    ticks = 2 * ROW_GROUP_ROWS // rows_a_tick if format == "parquet" else 300
    short, little = peak(ticks)
    long, much = peak(3 * ticks)
    assert much > 2.5 * little
    assert long < 1.1 * short + 200_000


def test_parquet_needs_no_library_of_the_size_of_the_lab() -> None:
    code = "import sys, simulator.tables; print('pyarrow' in sys.modules, 'numba' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", "False"]
