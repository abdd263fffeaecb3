"""What a chart is: one description, read by the browser, by reports and by exports.

Terms
-----
figure
    A plotly figure without data: layout only. Colours of lines and grounds come from the `themes`
    (one template each for light and dark), never from the figure.
binding
    Which metric of which resource type becomes a trace. A metric with a dimension (zone, edge, instance…)
    becomes one trace for each value of it that was seen; a metric without becomes one trace.
ink
    A token name (see `tokens`) that a trace is painted with. A binding with several inks gives them to its
    dimension's values in alphabetical order, from the start again when they run out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import plotly.graph_objects as go

from dashboard.charts.theme import LAYOUT, template
from dashboard.charts.tokens import THEMES
from simulator.text import Language, Text

#: Simulated seconds a chart shows at once.
WINDOW_SECONDS = 600

#: Type of a binding that reads the frame itself; its metric is a dotted path into the frame.
FRAME = "Frame"
#: Type of a binding of a drawing "forecast": its metric is a list of hourly values in a decision's evidence.
DECISION = "Decision"

Unit = Literal["count", "per_second", "percent", "milliseconds", "usd_per_hour"]
Drawing = Literal["time", "heatmap", "map", "forecast"]


@dataclass(frozen=True, slots=True)
class Binding:
    """One metric and how it is drawn.

    name: the trace's name; may hold ``{resource}`` and ``{value}`` (the dimension's value).
    trace: a plotly trace without data.
    inks: token names; the browser paints ``line.color``, ``marker.color`` and ``fillcolor`` with them.
    factor: the metric is multiplied by it before it is drawn (100 for a ratio shown in percent).
    labels: texts for known values of the dimension; an unknown value is shown as it is.
    opacity: of the fill, 0 to 1.
    """

    type: str
    metric: str
    name: Text
    trace: Mapping[str, Any]
    inks: tuple[str, ...]
    dimension: bool = False
    axis: Literal["y", "y2"] = "y"
    unit: Unit = "count"
    factor: float = 1.0
    labels: Mapping[str, Text] = field(default_factory=dict)
    opacity: float = 0.0

    def as_json(self, language: Language) -> dict[str, Any]:
        return {
            "type": self.type,
            "metric": self.metric,
            "name": self.name.get(language),
            "trace": dict(self.trace),
            "inks": list(self.inks),
            "dimension": self.dimension,
            "axis": self.axis,
            "unit": self.unit,
            "factor": self.factor,
            "labels": {value: text.get(language) for value, text in self.labels.items()},
            "opacity": self.opacity,
        }


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. `summary` says in one sentence what it shows, for those who cannot see it."""

    id: str
    title: Text
    summary: Text
    unit: Unit
    bindings: tuple[Binding, ...]
    drawing: Drawing = "time"
    layout: Mapping[str, Any] = field(default_factory=dict)
    window: int = WINDOW_SECONDS

    def figure(self, language: Language, theme: str = "light") -> go.Figure:
        """The empty figure as plotly object, for reports and exports."""
        figure = go.Figure(layout=go.Layout(template=template(THEMES[theme])))
        figure.update_layout(LAYOUT)
        figure.update_layout(dict(self.layout))
        figure.update_layout(title={"text": self.title.get(language)})
        return figure

    def as_json(self, language: Language) -> dict[str, Any]:
        layout = self.figure(language).to_plotly_json()["layout"]
        layout.pop("template", None)
        layout.pop("title", None)  # the page writes it, as a heading
        return {
            "id": self.id,
            "title": self.title.get(language),
            "summary": self.summary.get(language),
            "unit": self.unit,
            "drawing": self.drawing,
            "figure": {"data": [], "layout": layout},
            "themes": {
                name: {"template": template(tokens).to_plotly_json(), "inks": dict(tokens)}
                for name, tokens in THEMES.items()
            },
            "bindings": [binding.as_json(language) for binding in self.bindings],
            "window": self.window,
        }


#: A vertical axis from nothing to everything.
PERCENT_AXIS: dict[str, Any] = {
    "range": [0, 104],
    "tickvals": [0, 25, 50, 75, 100],
    "ticktext": ["0 %", "25 %", "50 %", "75 %", "100 %"],
}


def line(width: float = 1.5, dash: str = "solid", shape: str = "linear") -> dict[str, Any]:
    """A line trace with gaps where nothing was measured."""
    trace = go.Scatter(
        mode="lines",
        line={"width": width, "dash": dash, "shape": shape},
        connectgaps=False,
        hoverinfo="name+y",
    )
    return dict(trace.to_plotly_json())


def area(group: str, shape: str = "hv", pattern: str | None = None) -> dict[str, Any]:
    """An area stacked on the others of its group."""
    trace = go.Scatter(
        mode="lines",
        line={"width": 1, "shape": shape},
        stackgroup=group,
        stackgaps="infer zero",
        hoverinfo="name+y",
    )
    if pattern:
        trace.fillpattern = {"shape": pattern, "size": 6, "solidity": 0.3}
    return dict(trace.to_plotly_json())


def bars() -> dict[str, Any]:
    return dict(go.Bar(marker={"line": {"width": 0}}, hoverinfo="name+y").to_plotly_json())
