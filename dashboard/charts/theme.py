"""How every figure looks: margins, axes and grounds, from the page's tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

FONT = "Pretendard, 'Noto Sans KR', 'Noto Sans CJK KR', NanumGothic, system-ui, sans-serif"

#: Layout shared by all; the legend is the page's own, with the current values in it.
LAYOUT: dict[str, Any] = {
    "showlegend": False,
    "margin": {"l": 44, "r": 8, "t": 8, "b": 20},
    "hovermode": "x unified",
    "uirevision": "keep",
    "dragmode": False,
    "barmode": "stack",
    "bargap": 0,
    "xaxis": {
        "type": "date",
        "tickformat": "%H:%M:%S",
        "hoverformat": "%H:%M:%S",
        "fixedrange": True,
        "nticks": 5,
    },
    "yaxis": {"rangemode": "tozero", "fixedrange": True, "nticks": 4, "automargin": False},
}


def template(tokens: Mapping[str, str]) -> go.layout.Template:
    """A plotly template in one theme's tokens. Grounds are clear: the card behind has the colour."""
    axis = {
        "gridcolor": tokens["rule"],
        "linecolor": tokens["rule"],
        "zerolinecolor": tokens["rule"],
        "tickcolor": tokens["rule"],
        "ticks": "",
        "zeroline": False,
        "tickfont": {"size": 11, "color": tokens["text-soft"]},
    }
    layout = go.Layout(
        font={"family": FONT, "size": 12, "color": tokens["text"]},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        hoverlabel={
            "bgcolor": tokens["surface"],
            "bordercolor": tokens["rule"],
            "font": {"size": 12, "color": tokens["text"], "family": FONT},
        },
        xaxis={**axis, "showgrid": False},
        yaxis=axis,
        geo={
            "bgcolor": "rgba(0,0,0,0)",
            "showframe": False,
            "showland": True,
            "landcolor": tokens["land"],
            "showcountries": True,
            "countrycolor": tokens["surface"],
            "showcoastlines": False,
            "showocean": False,
            "showlakes": False,
        },
    )
    return go.layout.Template(layout=layout)
