"""The chart catalogue: what the browser is given."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

import plotly.graph_objects as go
import pytest

from dashboard.charts import CHARTS, catalogue
from dashboard.charts.figures.viewers import CAUSES
from dashboard.charts.specification import DECISION, FRAME, Chart
from dashboard.charts.tokens import BASE, THEMES, mix
from labs.guided.prose import CAUSES as IN_SENTENCES
from simulator.kernels import records
from simulator.text import Language

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = get_args(Language)


def test_it_has_a_chart_for_every_question_a_learner_asks() -> None:
    assert {chart.id for chart in CHARTS} >= {
        "traffic",
        "goodput",
        "latency",
        "errors",
        "instances",
        "hit-ratio",
        "requests-by-target",
        "dns-answers",
        "cost",
        "map",
    }


def test_ids_are_unique() -> None:
    ids = [chart.id for chart in CHARTS]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_plain_json(language: Language) -> None:
    assert json.loads(json.dumps(catalogue(language))) == catalogue(language)


def test_korean_titles_and_summaries_are_korean() -> None:
    for chart in catalogue("ko"):
        assert re.search("[가-힣]", chart["title"]), chart["id"]
        assert re.search("[가-힣]", chart["summary"]), chart["id"]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
def test_every_trace_template_is_one_plotly_accepts(chart: Chart) -> None:
    for binding in chart.bindings:
        go.Figure(data=[dict(binding.trace)])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
def test_every_ink_is_a_token_of_both_themes(chart: Chart, theme: str) -> None:
    for binding in chart.bindings:
        assert binding.inks
        assert set(binding.inks) <= THEMES[theme].keys()


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
def test_no_chart_has_a_colour_bar(chart: Chart) -> None:
    # The content policy of the pages refuses the inline images colour bars are drawn with.
    for binding in chart.bindings:
        assert not binding.trace.get("showscale", False)


def test_colours_are_those_of_the_style_sheet() -> None:
    css = (ROOT / "static/src/styles/tokens.css").read_text()
    tokens = {
        name: (light, dark)
        for name, light, dark in re.findall(
            r"(--[\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)", css
        )
    }
    assert {name: (light, dark) for name, light, dark in BASE.values()} == {
        name: tokens.get(name) for name, _, _ in BASE.values()
    }


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    assert mix("#000000", "#ffffff", 0) == "#000000"
    assert mix("#000000", "#ffffff", 1) == "#ffffff"
    assert mix("#102030", "#304050", 0.5) == "#203040"


def test_the_causes_have_their_words() -> None:
    causes = {"dns_no_answer", "target_busy", "no_targets", "connection_reset", "timeout", "origin_down"}
    assert causes <= CAUSES.keys()


@pytest.mark.skipif(find_spec("simulator.services.registry") is None, reason="no registry in this tree")
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
def test_every_metric_it_binds_is_one_the_resource_has(chart: Chart) -> None:
    from simulator.services.registry import catalogue as services

    metrics = {
        kind["type"]: {metric["name"]: metric["dimension"] is not None for metric in kind["metrics"]}
        for kind in services("en")["kinds"]
    }
    for binding in chart.bindings:
        if binding.type not in (FRAME, DECISION):
            assert metrics[binding.type].get(binding.metric) is binding.dimension, (chart.id, binding.metric)


def test_a_report_can_draw_it_without_a_browser() -> None:
    figure = CHARTS[0].figure("en", theme="dark")
    assert figure.layout.title.text == "Requests per second"
    assert figure.layout.template.layout.font.color == THEMES["dark"]["text"]


def test_every_cause_of_a_failure_has_its_words() -> None:
    known = set(records.CAUSES) - {"ok"}
    assert CAUSES.keys() == known
    assert IN_SENTENCES.keys() == known
