"""``python -m simulator run``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.cli.frames import COLUMNS
from simulator.cli.run import Progress
from simulator.cli.summary import Summary, table
from simulator.kernels.histogram import BINS


def test_it_prints_a_line_for_every_ten_seconds(call: Any, document: Path) -> None:
    code, out, err = call("run", document, "--until", 30)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert [line.split()[0] for line in lines] == ["10", "20", "30"]
    assert all("goodput 100.00 %" in line for line in lines)


def test_the_same_seed_writes_the_same_file(call: Any, document: Path, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.json", "b.json", "c.json")]
    for file, seed in zip(files, (5, 5, 6), strict=True):
        assert call("run", document, "--until", 20, "--seed", seed, "--out", file)[0] == 0
    a, b, c = (file.read_bytes() for file in files)
    assert a == b != c
    written = json.loads(a)
    assert (written["seed"], written["until"]) == (5, 20)
    assert [frame["id"] for frame in written["frames"]] == list(range(1, 21))


def test_csv_is_the_frames_in_long_form(call: Any, document: Path, tmp_path: Path) -> None:
    call("run", document, "--until", 5, "--out", tmp_path / "f.json")
    call("run", document, "--until", 5, "--out", tmp_path / "f.csv")
    frames = json.loads((tmp_path / "f.json").read_text("utf-8"))["frames"]
    with (tmp_path / "f.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == COLUMNS
    found = {(row["tick"], row["resource"], row["metric"], row["dimension"]): row["value"] for row in rows}
    assert len(found) == len(rows), "a row is one number"
    for frame in frames:
        tick = str(frame["id"])
        assert found[tick, "", "arrived", ""] == str(frame["demand"]["arrived"])
        assert found[tick, "Viewers", "Latency", "p99"] == str(frame["values"]["Viewers"]["Latency"]["p99"])
        assert found[tick, "", "usd_total", ""] == str(frame["cost"]["usd_total"])


def test_a_script_acts_and_ends_the_run(call: Any, document: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    fault = {"kind": "fault", "fault": "origin_down", "resource": "Files", "parameters": {}, "duration": None}
    script.write_text(json.dumps({"duration": 20, "events": [{"at": 10, "command": fault}]}), "utf-8")
    code, out, _ = call("run", document, "--script", script, "--summary")
    assert code == 0
    shown = {line.rsplit("  ", 1)[0].strip(): line.rsplit("  ", 1)[1].strip() for line in out.splitlines()}
    assert shown["Simulated time"] == "20 s"
    assert int(shown["Failed: origin_down"]) > 0
    assert float(shown["Goodput"].removesuffix(" %")) < 90


def test_bad_input_ends_with_2_and_leaves_no_file(call: Any, broken_document: Path, tmp_path: Path) -> None:
    code, out, err = call("run", broken_document, "--out", tmp_path / "f.csv")
    assert (code, out) == (2, "")
    assert "Viewers.Properties.Endpoint" in err
    assert [file.name for file in tmp_path.iterdir()] == ["broken.json"]


def test_a_bad_script_names_its_mistake(call: Any, document: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text('{"events": [{"at": -1, "command": {"kind": "explode"}}]}', "utf-8")
    code, _, err = call("run", document, "--script", script)
    assert code == 2
    assert "events[0]" in err
    script.write_text("events: [", "utf-8")
    code, _, err = call("run", document, "--script", script)
    assert code == 2
    assert "(MalformedScript)" in err


def test_frames_are_written_as_json_or_csv_only(call: Any, document: Path) -> None:
    code, _, err = call("run", document, "--out", "frames.xlsx")
    assert code == 2
    assert "(UnknownFileKind)" in err


@pytest.mark.parametrize("wrong", [("--until", "0"), ("--until", "soon"), ("--seed", "-1"), ("--speed", "2")])
def test_wrong_arguments_end_with_2(call: Any, document: Path, wrong: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call("run", document, *wrong)
    assert ended.value.code == 2


def test_progress_is_drawn_in_a_terminal_only() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    clock = iter(float(second) for second in range(10)).__next__
    for out, drawn in ((io.StringIO(), False), (Terminal(), True)):
        progress = Progress(out, clock)
        progress(50, 100)
        progress(100, 100)
        assert ("50/100 s" in out.getvalue()) == drawn


def frame(tick: int, **demand: Any) -> dict[str, Any]:
    values = {
        "Cdn": {"HitRatio": 0.5, "Hits": tick, "Requests": 2 * tick},
        "Group": {"GroupInServiceInstances": {"a": 1, "b": tick}},
    }
    return {
        "id": tick,
        "demand": {"arrived": 0, "served": 0, "failed": 0, "goodput": None, "causes": {}, **demand},
        "latency_ms": None,
        "cost": {"usd_per_hour": 1.5, "usd_total": 0.1 * tick},
        "values": values,
        "decisions": [{"subject": "elb.choose", "reason": "EqualTurns"}],
    }


def test_a_summary_of_nothing_has_no_goodput_and_no_latency() -> None:
    summary = Summary(lambda: np.zeros(BINS, np.int64))
    summary.write(frame(1))
    shown = dict(summary.rows("en"))
    assert shown["Goodput"] == "-"
    assert shown["Latency p50 of answered attempts"] == "-"


def test_a_summary_adds_its_frames_up() -> None:
    summary = Summary(lambda: np.eye(1, BINS, 500, dtype=np.int64)[0])
    summary.write(frame(1, arrived=10, served=8, failed=1, causes={"timeout": 1}))
    summary.write(frame(2, arrived=10, served=10, failed=1, causes={"timeout": 1}))
    shown = dict(summary.rows("en"))
    assert (shown["Requests"], shown["Goodput"], shown["Failed: timeout"]) == ("20", "90.00 %", "2")
    assert shown["Hit ratio of Cdn"] == "50.00 %"
    assert shown["In-service instances of Group, least / most / last"] == "2 / 3 / 3"
    assert shown["Decisions: elb.choose, EqualTurns"] == "2"
    assert shown["Cost of the run"] == "$0.2000"
    assert {label for label, _ in summary.rows("ko")}.isdisjoint({"Requests", "Goodput"})


def test_korean_letters_count_two_cells() -> None:
    assert table([("요청", "1"), ("ab", "10")]) == "요청   1\nab    10"
