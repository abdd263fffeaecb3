"""How a balancer shares its requests out."""

from __future__ import annotations

from dashboard.charts.specification import Binding, Chart, line
from simulator.text import Text


def requests_by_target() -> Chart:
    """Requests each registered target was given: equal under round robin, unequal otherwise."""
    return Chart(
        id="requests-by-target",
        title=Text(en="Requests by target", ko="대상별 요청 수"),
        summary=Text(
            en="Requests the balancer gives each target in a second; lines apart from each other are imbalance.",
            ko="로드 밸런서가 각 대상에 매초 보내는 요청 수예요. 선이 벌어질수록 불균형해요.",
        ),
        unit="per_second",
        bindings=(
            Binding(
                type="AWS::ElasticLoadBalancingV2::TargetGroup",
                metric="RequestsByTarget",
                name=Text(en="{value}", ko="{value}"),
                trace=line(width=1.25),
                inks=("balancer", "balancer-2", "balancer-3", "balancer-4", "balancer-5"),
                dimension=True,
                unit="per_second",
            ),
        ),
    )
