"""What balancers and target groups measure, in CloudWatch's names where it has them."""

from __future__ import annotations

from simulator.resources.units import MILLISECONDS, REQUESTS
from simulator.services.kinds import Metric
from simulator.text import Text

TARGETS = Text("targets", "개")

BALANCER = (
    Metric("RequestCount", Text("Requests", "요청 수"), REQUESTS, statistic="sum"),
    Metric(
        "HTTPCode_ELB_5XX_Count",
        Text("Balancer 5XX", "로드 밸런서 5XX"),
        REQUESTS,
        statistic="sum",
    ),
    Metric("HTTPCode_Target_5XX_Count", Text("Target 5XX", "대상 5XX"), REQUESTS, statistic="sum"),
    Metric(
        "HTTPCode_Target_2XX_Count",
        Text("Target 2XX", "대상 2XX"),
        REQUESTS,
        statistic="sum",
        chart=False,
    ),
    Metric(
        "TargetResponseTime",
        Text("Response time", "대상 응답 시간"),
        MILLISECONDS,
        "percentile",
        "average",
    ),
)

TARGET_GROUP = (
    Metric("HealthyHostCount", Text("Healthy targets", "정상 대상 수"), TARGETS, "zone", "average"),
    Metric("UnHealthyHostCount", Text("Unhealthy targets", "비정상 대상 수"), TARGETS, "zone", "average"),
    Metric("RequestsByTarget", Text("Requests by target", "대상별 요청 수"), REQUESTS, "instance", "sum"),
    Metric("TargetStates", Text("Target states", "대상 상태"), None, "instance", chart=False),
)
