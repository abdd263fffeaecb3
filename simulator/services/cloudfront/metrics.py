"""What a distribution measures."""

from __future__ import annotations

from simulator.resources.units import RATIO, REQUESTS
from simulator.services.kinds import Metric
from simulator.text import Text

METRICS = (
    Metric("Requests", Text("Requests", "요청 수"), REQUESTS, statistic="sum"),
    Metric("RequestsByEdge", Text("Requests by edge", "엣지별 요청 수"), REQUESTS, "edge", "sum"),
    Metric("HitRatio", Text("Cache hit ratio", "캐시 적중률"), RATIO, statistic="average"),
    Metric("HitRatioByEdge", Text("Hit ratio by edge", "엣지별 캐시 적중률"), RATIO, "edge", "average"),
    Metric("Hits", Text("Hits", "캐시 적중"), REQUESTS, statistic="sum"),
    Metric("Misses", Text("Misses", "캐시 미스"), REQUESTS, statistic="sum"),
    Metric("Collapsed", Text("Collapsed requests", "병합된 요청"), REQUESTS, statistic="sum", chart=False),
    Metric("Errors", Text("Errors", "오류 수"), REQUESTS, statistic="sum"),
)
