"""Charts of a run, specified once with plotly.

The browser draws and extends them, reports and exports reuse the same figures. `CHARTS` is the visible list,
in the order in which a learner picks from it.
"""

from __future__ import annotations

from typing import Any

from dashboard.charts.figures.balancer import requests_by_target
from dashboard.charts.figures.compute import cpu, instances
from dashboard.charts.figures.dns import answers
from dashboard.charts.figures.edge import hit_ratio, world_map
from dashboard.charts.figures.forecast import forecast
from dashboard.charts.figures.money import cost
from dashboard.charts.figures.viewers import errors, goodput, latency, traffic
from dashboard.charts.specification import Chart
from simulator.text import Language

CHARTS: tuple[Chart, ...] = (
    traffic(),
    goodput(),
    latency(),
    errors(),
    instances(),
    cpu(),
    forecast(),
    hit_ratio(),
    requests_by_target(),
    answers(),
    cost(),
    world_map(),
)


def catalogue(language: Language) -> list[dict[str, Any]]:
    """Every chart as JSON-able specification, its texts in one language."""
    return [chart.as_json(language) for chart in CHARTS]
