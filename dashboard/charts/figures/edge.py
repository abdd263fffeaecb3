"""What the edge locations do: hits, and where in the world."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.specification import PERCENT_AXIS, Binding, Chart, line
from simulator.text import Text

DISTRIBUTION = "AWS::CloudFront::Distribution"


def hit_ratio() -> Chart:
    """Share of requests answered from the cache, for each edge and for all."""
    return Chart(
        id="hit-ratio",
        title=Text(en="Cache-hit ratio by edge", ko="엣지별 캐시 적중률"),
        summary=Text(
            en="Share of the requests each edge location answers from its cache, without asking the origin.",
            ko="각 엣지 로케이션이 오리진에 묻지 않고 캐시에서 응답한 비율이에요.",
        ),
        unit="percent",
        layout={"yaxis": PERCENT_AXIS},
        bindings=(
            Binding(
                type=DISTRIBUTION,
                metric="HitRatioByEdge",
                name=Text(en="{value}", ko="{value}"),
                trace=line(width=1.25),
                inks=("edge-2", "edge-3", "edge-4", "edge-5"),
                dimension=True,
                unit="percent",
                factor=100.0,
            ),
            Binding(
                type=DISTRIBUTION,
                metric="HitRatio",
                name=Text(en="all edges", ko="모든 엣지"),
                trace=line(width=2.5),
                inks=("edge",),
                unit="percent",
                factor=100.0,
            ),
        ),
    )


def world_map() -> Chart:
    """Viewers and edges on the map: size is the rate, the number is the hit ratio."""
    viewers = go.Scattergeo(mode="markers", marker={"symbol": "circle", "opacity": 0.85}, hoverinfo="text")
    edges = go.Scattergeo(
        mode="markers+text",
        marker={"symbol": "diamond"},
        textposition="top center",
        textfont={"size": 11},
        hoverinfo="text",
    )
    return Chart(
        id="map",
        title=Text(en="Viewers and edges on the map", ko="지도로 보는 최종 사용자와 엣지"),
        summary=Text(
            en="Where viewers send requests from, and which edge locations answer them with which hit ratio.",
            ko="최종 사용자가 요청을 보내는 곳과, 응답하는 엣지 로케이션의 캐시 적중률을 보여 줘요.",
        ),
        unit="per_second",
        drawing="map",
        layout={
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "xaxis": {"visible": False},
            "yaxis": {"visible": False},
            "geo": {
                "projection": {"type": "natural earth"},
                "fitbounds": False,
                "resolution": 110,
                "lataxis": {"range": [-58, 80]},
            },
        },
        bindings=(
            Binding(
                type="Lab::Clients",
                metric="Requests",
                name=Text(en="viewers in {resource}", ko="{resource} 최종 사용자"),
                trace=viewers.to_plotly_json(),
                inks=("viewers",),
                unit="per_second",
            ),
            Binding(
                type=DISTRIBUTION,
                metric="RequestsByEdge",
                name=Text(en="edge {value}", ko="엣지 {value}"),
                trace=edges.to_plotly_json(),
                inks=("edge",),
                dimension=True,
                unit="per_second",
            ),
        ),
    )
