"""What names resolve to."""

from __future__ import annotations

from dashboard.charts.specification import Binding, Chart, area
from simulator.text import Text


def answers() -> Chart:
    """DNS answers by the record that was chosen: weights and health at work."""
    return Chart(
        id="dns-answers",
        title=Text(en="DNS answers by target", ko="대상별 DNS 응답"),
        summary=Text(
            en="Answers each hosted zone gives in a second, by record: how the traffic is shared out by name.",
            ko="호스팅 영역이 매초 내주는 응답을 레코드별로 보여줘요. 이름으로 트래픽이 나뉘는 모습이에요.",
        ),
        unit="per_second",
        bindings=(
            Binding(
                type="AWS::Route53::HostedZone",
                metric="Answers",
                name=Text(en="{value}", ko="{value}"),
                trace=area("answers"),
                inks=("dns", "dns-2", "dns-3", "dns-4"),
                dimension=True,
                unit="per_second",
                opacity=0.45,
            ),
        ),
    )
