"""What a bucket measures."""

from __future__ import annotations

from simulator.resources.units import MILLISECONDS, REQUESTS
from simulator.services.kinds import Metric
from simulator.text import Text

METRICS = (
    Metric("AllRequests", Text("Requests", "요청 수"), REQUESTS, statistic="sum"),
    Metric("Errors", Text("Errors", "오류 수"), REQUESTS, statistic="sum"),
    Metric(
        "FirstByteLatency",
        Text("First-byte latency", "첫 바이트 지연 시간"),
        MILLISECONDS,
        "percentile",
        "average",
    ),
)
