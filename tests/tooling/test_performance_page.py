"""The page of figures: it says what the result file says, and what is not measured it says too."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from benchmarks import page, plots, results

FOUND = {
    "pipeline_rr_rps": 8_000_000,
    "fanout_1000_p50_ms": 12.0,
    "fanout_1000_p95_ms": 100.0,
    "fanout_1000_p99_ms": 151.0,
    "fanout_1000_cpu": 0.21,
    "fanout_1000_delivered": 1.0,
    "machine": "A machine",
    "absent": {"mm8_cimba_rps": "not installed here"},
    "groups": {"fanout": {"keys": [], "measured": "2026-11-23", "load": 0.1, "seconds": 60.0}},
}


def test_the_page_agrees_with_the_result_file() -> None:
    assert not page.stale(results.read()), "run `python -m benchmarks.page`"


def test_another_figure_makes_the_page_stale() -> None:
    found = results.read()
    assert page.PAGE in page.stale({**found, "pipeline_rr_rps": found["pipeline_rr_rps"] + 100_000})


def test_a_missed_goal_and_a_missing_figure_are_said() -> None:
    text = page.render(FOUND)[page.PAGE]
    goals = text.partition("## Goals")[2].partition("\n## ")[0]
    rows = {line.split("`")[-2]: line for line in goals.splitlines() if line.endswith("` |")}
    assert "151 ms" in rows["fanout_1000_p99_ms"] and "**no**" in rows["fanout_1000_p99_ms"]
    assert "| yes |" in rows["pipeline_rr_rps"]
    assert "not measured" in rows["canvas_paint_ms"] and "yes" not in rows["canvas_paint_ms"]
    assert "`mm8_cimba_rps` | not installed here" in text


def test_each_plot_that_the_page_shows_is_drawn() -> None:
    files = page.render(FOUND)
    named = {
        line.partition("](")[2].rstrip(")") for line in files[page.PAGE].splitlines() if line[:2] == "!["
    }
    assert named == {str(file.relative_to(page.PAGE.parent)) for file in files if file.suffix == ".svg"}
    for file, text in files.items():
        if file.suffix == ".svg":
            assert ElementTree.fromstring(text).tag.endswith("svg")


def test_a_longer_bar_is_a_larger_number() -> None:
    drawn = ElementTree.fromstring(plots.bars("Peers", "a second", [plots.Bar("a", 10), plots.Bar("b", 1e6)]))
    bars = [one for one in drawn.iter("{http://www.w3.org/2000/svg}rect") if one.get("class") != "card"]
    assert [float(one.get("width", 0)) for one in bars] == sorted(
        (float(one.get("width", 0)) for one in bars), reverse=True
    )
    assert [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")].index("b") < [
        one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")
    ].index("a")


def test_a_group_replaces_its_own_figures_and_no_others() -> None:
    about = {"measured": "2026-11-23", "load": 0.0, "seconds": 1.0}
    first = results.merged({}, "one", {"a": 1, "b": 2}, {}, about)
    both = results.merged(first, "two", {"c": 3}, {"d": "not here"}, about)
    again = results.merged(both, "one", {"a": 5}, {"b": "gone"}, about)
    assert results.figures(again) == {"a": 5, "c": 3}
    assert again["absent"] == {"b": "gone", "d": "not here"}
    found = results.merged(again, "two", {"c": 3, "d": 4}, {}, about)
    assert results.figures(found) == {"a": 5, "c": 3, "d": 4}
    assert found["absent"] == {"b": "gone"}


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "latest.json"
    results.write({"a": 1}, file)
    with pytest.raises(TypeError):
        results.write({"a": object()}, file)
    assert results.read(file) == {"a": 1}
    assert [one.name for one in tmp_path.iterdir()] == ["latest.json"]
