"""What a hosted zone measures."""

from __future__ import annotations

from simulator.services.kinds import Metric
from simulator.text import Text

QUERIES = Text("queries", "건")

METRICS = (
    Metric("Queries", Text("DNS queries", "DNS 쿼리 수"), QUERIES, statistic="sum"),
    Metric("Answers", Text("Answers by record", "레코드별 응답 수"), QUERIES, "record", "sum"),
    Metric(
        "AnswersByLocation",
        Text("Answers by viewers' location", "사용자 위치별 응답 수"),
        QUERIES,
        "location",
        "sum",
        chart=False,
    ),
)
