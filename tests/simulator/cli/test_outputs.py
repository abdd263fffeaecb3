"""The files that ``python -m simulator run`` writes."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from simulator.cli.frames import COLUMNS


def test_every_table_goes_into_a_file_of_its_own(call: Any, document: Path, tmp_path: Path) -> None:
    files = {
        name: tmp_path / f"{name}.csv" for name in ("out", "world-out", "decisions-out", "dictionary-out")
    }
    options = [part for name, file in files.items() for part in (f"--{name}", file)]
    assert call("run", document, "--until", 5, *options)[0] == 0
    rows = {
        name: list(csv.DictReader(file.open(encoding="utf-8", newline=""))) for name, file in files.items()
    }
    assert [row["tick"] for row in rows["world-out"]] == ["1", "2", "3", "4", "5"]
    assert {row["unit"] for row in rows["out"] if row["metric"] == "Latency"} == {"ms"}
    assert rows["decisions-out"] and rows["dictionary-out"]


def test_the_ending_says_the_format(call: Any, document: Path, tmp_path: Path) -> None:
    for ending in ("csv", "json", "jsonl", "parquet"):
        assert call("run", document, "--until", 5, "--out", tmp_path / f"f.{ending}")[0] == 0
    with (tmp_path / "f.csv").open(encoding="utf-8", newline="") as stream:
        count = len(list(csv.DictReader(stream)))
    assert pq.read_metadata(tmp_path / "f.parquet").num_rows == count
    assert {*COLUMNS, "text"} == set(pq.read_schema(tmp_path / "f.parquet").names)
    lines = [json.loads(line) for line in (tmp_path / "f.jsonl").read_text("utf-8").splitlines()]
    assert lines == json.loads((tmp_path / "f.json").read_text("utf-8"))["frames"]


def test_a_spreadsheets_mark_is_written_on_demand(call: Any, document: Path, tmp_path: Path) -> None:
    call("run", document, "--until", 2, "--csv-bom", "--world-out", tmp_path / "w.csv")
    assert (tmp_path / "w.csv").read_bytes().startswith(b"\xef\xbb\xbftick,")


@pytest.mark.parametrize("option", ["--out", "--world-out", "--decisions-out", "--dictionary-out"])
def test_another_ending_is_refused_before_anything_runs(call: Any, document: Path, option: str) -> None:
    code, out, err = call("run", document, option, "f.xlsx")
    assert (code, out) == (2, "")
    assert "(UnknownFileKind)" in err and option in err
