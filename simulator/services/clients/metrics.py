"""What viewers experience."""

from __future__ import annotations

from simulator.resources.units import MILLISECONDS, REQUESTS
from simulator.services.kinds import Metric
from simulator.text import Text

METRICS = (
    Metric("Requests", Text("Requests", "요청 수"), REQUESTS, statistic="sum"),
    Metric("Succeeded", Text("Succeeded", "정상 처리"), REQUESTS, statistic="sum"),
    Metric("Failed", Text("Failed", "실패"), REQUESTS, "cause", "sum"),
    Metric("Errors", Text("Failed attempts", "실패한 시도"), REQUESTS, "cause", "sum", chart=False),
    Metric("Retries", Text("Retries", "재시도"), REQUESTS, statistic="sum"),
    Metric("Latency", Text("Latency", "지연 시간"), MILLISECONDS, "percentile", "average"),
    Metric("Answers", Text("Answers by target", "대상별 응답 수"), REQUESTS, "target", "sum"),
)
