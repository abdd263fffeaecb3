"""What names resolve to."""

from __future__ import annotations

from dashboard.charts.specification import Binding, Chart, area
from simulator.text import Text


def answers() -> Chart:
    """Where names lead the viewers of each place: weights, health and cached answers at work."""
    return Chart(
        id="dns-answers",
        title=Text(en="DNS answers by place and target", ko="위치·대상별 DNS 응답"),
        summary=Text(
            en="Which target the viewers' names resolve to in a second, for each place they are in.",
            ko="최종 사용자의 위치별로 DNS 이름이 매초 어느 대상으로 응답되는지 보여 줘요.",
        ),
        unit="per_second",
        bindings=(
            Binding(
                type="Lab::Clients",
                metric="Answers",
                name=Text(en="{resource} → {value}", ko="{resource} → {value}"),
                trace=area("answers", shape="linear"),
                inks=("dns", "dns-2", "dns-3", "dns-4", "dns-5"),
                dimension=True,
                unit="per_second",
                opacity=0.45,
            ),
        ),
    )
