"""How many instances there are, where, and how busy."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.specification import Binding, Chart, area, line
from simulator.text import Text

GROUP = "AWS::AutoScaling::AutoScalingGroup"


def instances() -> Chart:
    """Instances by zone and state, against the number the group wants."""
    return Chart(
        id="instances",
        title=Text(en="Instances by zone and state", ko="가용 영역·상태별 인스턴스"),
        summary=Text(
            en="Instances in service, starting and leaving in each zone; the step line is the desired capacity.",
            ko="가용 영역마다 서비스 중이거나 시작·종료 중인 인스턴스예요. 계단선은 원하는 용량이에요.",
        ),
        unit="count",
        layout={"yaxis": {"tickformat": ",d", "nticks": 5}},
        bindings=(
            Binding(
                type=GROUP,
                metric="GroupInServiceInstances",
                name=Text(en="{value} in service", ko="{value} 서비스 중"),
                trace=area("instances"),
                inks=("compute", "compute-2", "compute-3", "compute-4"),
                dimension=True,
                opacity=0.55,
            ),
            Binding(
                type=GROUP,
                metric="GroupPendingInstances",
                name=Text(en="{value} starting", ko="{value} 시작 중"),
                trace=area("instances", pattern="/"),
                inks=("compute", "compute-2", "compute-3", "compute-4"),
                dimension=True,
                opacity=0.25,
            ),
            Binding(
                type=GROUP,
                metric="GroupTerminatingInstances",
                name=Text(en="{value} leaving", ko="{value} 종료 중"),
                trace=area("instances", pattern="."),
                inks=("text-soft",),
                dimension=True,
                opacity=0.2,
            ),
            Binding(
                type=GROUP,
                metric="GroupDesiredCapacity",
                name=Text(en="desired", ko="원하는 용량"),
                trace=line(width=2, shape="hv", dash="dot"),
                inks=("text",),
            ),
        ),
    )


def cpu() -> Chart:
    """CPU of every instance as a heatmap: one row each, darker is busier."""
    heatmap = go.Heatmap(zmin=0, zmax=100, showscale=False, hoverongaps=False, xgap=0, ygap=1, zsmooth=False)
    return Chart(
        id="cpu",
        title=Text(en="CPU by instance", ko="인스턴스별 CPU 사용률"),
        summary=Text(
            en="How busy each instance's processor is: a row for each instance, pale is idle, deep is 100 %.",
            ko="인스턴스마다 CPU가 얼마나 바쁜지 보여 줘요. 한 줄이 한 대이고, 옅으면 한가하고 가장 짙으면 100%예요.",
        ),
        unit="percent",
        drawing="heatmap",
        layout={"yaxis": {"type": "category", "rangemode": "normal", "nticks": 0}, "hovermode": "closest"},
        bindings=(
            Binding(
                type=GROUP,
                metric="CPUByInstance",
                name=Text(en="{value}", ko="{value}"),
                trace=heatmap.to_plotly_json(),
                inks=("compute",),
                dimension=True,
                unit="percent",
            ),
        ),
    )
