"""What predictive scaling expects, beside what happened: load above, instances below, hour by hour.

The values are no metrics of a frame. Each hour's decision (``autoscaling.predictive_capacity``) carries them in its
evidence: two days as they were and the 48 hours of the newest forecast.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from dashboard.charts.specification import DECISION, Binding, Chart, line
from simulator.text import Text

DAY_MS = 86_400_000


def filled() -> dict[str, Any]:
    """Hours as steps over a filled ground, with gaps where nothing is known."""
    trace = go.Scatter(
        mode="lines", fill="tozeroy", line={"width": 1, "shape": "hv"}, connectgaps=False, hoverinfo="name+y"
    )
    return dict(trace.to_plotly_json())


def forecast() -> Chart:
    """Forecast and past of a group's load and capacity, two days back and two ahead."""
    return Chart(
        id="forecast",
        title=Text(en="Forecast of the next 48 hours", ko="앞으로 48시간 예측"),
        summary=Text(
            en="Above the group's load hour by hour, below its instances: what was is filled, what is forecast is"
            " dashed. The upright line is the present.",
            ko="위는 그룹의 시간별 부하, 아래는 인스턴스 수예요. 채워진 면은 지난 값, 점선은 예측이고 세로선이"
            " 지금이에요.",
        ),
        unit="count",
        drawing="forecast",
        layout={
            "xaxis": {
                "tickformat": "%a",
                "hoverformat": "%a %H:%M",
                "dtick": DAY_MS,
                "anchor": "y2",
            },
            "yaxis": {"domain": [0.5, 1.0], "nticks": 3, "tickformat": "~s"},
            "yaxis2": {
                "domain": [0.0, 0.4],
                "rangemode": "tozero",
                "fixedrange": True,
                "nticks": 3,
                "tickformat": ",d",
            },
        },
        bindings=(
            Binding(
                type=DECISION,
                metric="past_load",
                name=Text(en="load", ko="부하"),
                trace=filled(),
                inks=("compute", "compute-3"),
                opacity=0.35,
            ),
            Binding(
                type=DECISION,
                metric="forecast_load",
                name=Text(en="forecast load", ko="예측 부하"),
                trace=line(width=2, dash="dash", shape="hv"),
                inks=("compute-2", "compute-4"),
            ),
            Binding(
                type=DECISION,
                metric="past_capacity",
                name=Text(en="instances", ko="인스턴스"),
                trace=filled(),
                inks=("balancer", "balancer-3"),
                axis="y2",
                opacity=0.35,
            ),
            Binding(
                type=DECISION,
                metric="forecast_capacity",
                name=Text(en="forecast instances", ko="예측 인스턴스"),
                trace=line(width=2, dash="dash", shape="hv"),
                inks=("balancer-2", "balancer-4"),
                axis="y2",
            ),
        ),
    )
