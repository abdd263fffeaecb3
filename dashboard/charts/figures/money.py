"""What the architecture costs while it runs."""

from __future__ import annotations

from dashboard.charts.specification import FRAME, Binding, Chart, line
from simulator.text import Text


def cost() -> Chart:
    """Price of an hour as the world stands now."""
    return Chart(
        id="cost",
        title=Text(en="Cost per hour", ko="시간당 비용"),
        summary=Text(
            en="What an hour costs with what is running at the moment; it steps with every instance.",
            ko="지금 실행 중인 구성으로 한 시간에 드는 비용이에요. 인스턴스가 늘고 줄 때마다 계단처럼 바뀌어요.",
        ),
        unit="usd_per_hour",
        layout={"yaxis": {"tickprefix": "$"}},
        bindings=(
            Binding(
                type=FRAME,
                metric="cost.usd_per_hour",
                name=Text(en="cost per hour", ko="시간당 비용"),
                trace={**line(width=2, shape="hv"), "fill": "tozeroy"},
                inks=("identity",),
                unit="usd_per_hour",
                opacity=0.12,
            ),
        ),
    )
