"""A metric of one's own that target tracking holds."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulator.resources.properties import Properties, about, refuse
from simulator.services.cloudwatch.metric_properties import (
    QUERIES_HELP,
    STATISTIC_LABELS,
    DimensionList,
    MetricDataQuery,
    checked_queries,
)
from simulator.services.cloudwatch.queries import Query, single

#: Seconds of one datapoint of every target tracking metric.
PERIOD = 60


class CustomizedMetric(Properties):
    """One metric with its statistic, or metric math over several. It must fall as capacity grows."""

    Namespace: Annotated[
        str | None,
        Field(min_length=1, max_length=255, pattern=r"^[^:].*$"),
        about(
            ("Namespace", "네임스페이스"),
            (
                "AWS/EC2, AWS/AutoScaling, AWS/ApplicationELB, AWS/CloudFront or AWS/S3.",
                "AWS/EC2, AWS/AutoScaling, AWS/ApplicationELB, AWS/CloudFront, AWS/S3 중 하나예요.",
            ),
        ),
    ] = None
    MetricName: Annotated[
        str | None,
        Field(min_length=1, max_length=255),
        about(
            ("Metric", "지표"),
            (
                "Its name in CloudWatch, such as TargetResponseTime.",
                "CloudWatch에서 쓰는 지표 이름이에요(예: TargetResponseTime).",
            ),
        ),
    ] = None
    Dimensions: DimensionList = []
    Statistic: Annotated[
        Literal["Average", "Sum", "Minimum", "Maximum", "SampleCount"] | None,
        about(
            ("Statistic", "통계"),
            (
                "How the samples of a minute become one number.",
                "1분 동안의 샘플을 숫자 하나로 만드는 방법이에요.",
            ),
            choices=STATISTIC_LABELS,
        ),
    ] = None
    Metrics: Annotated[
        list[
            Annotated[
                MetricDataQuery,
                about(("Query", "쿼리"), ("A metric or an expression.", "지표나 수식이에요.")),
            ]
        ]
        | None,
        Field(min_length=1, max_length=20),
        QUERIES_HELP,
    ] = None

    def query(self) -> Query:
        """What the policy reads."""
        if self.Metrics is not None:
            return checked_queries(self.Metrics, PERIOD)
        assert self.Namespace is not None and self.MetricName is not None and self.Statistic is not None
        return single(self.Namespace, self.MetricName, self.Dimensions, self.Statistic, PERIOD)

    @model_validator(mode="after")
    def _one_metric_or_several(self) -> Self:
        one = (self.Namespace, self.MetricName, self.Statistic)
        given = [value for value in (*one, self.Dimensions or None) if value is not None]
        if self.Metrics is not None:
            if given:
                raise refuse(
                    "MetricOrMetrics",
                    "A customized metric is one metric or a list of Metrics, not both.",
                    "사용자 지정 지표는 지표 하나 또는 Metrics 목록 중 하나로만 써야 해요.",
                    "Move the metric into Metrics, or take Metrics out.",
                    "지표를 Metrics 안으로 옮기거나 Metrics를 지우세요.",
                )
            if any(
                query.MetricStat is not None and query.MetricStat.Period not in (None, PERIOD)
                for query in self.Metrics
            ):
                raise refuse(
                    "PeriodNotAMinute",
                    "A policy's metrics have periods of 60 s.",
                    "정책의 지표 기간은 60초예요.",
                    "Take Period out.",
                    "Period를 지우세요.",
                )
            checked_queries(self.Metrics, PERIOD)
        elif None in one:
            raise refuse(
                "MetricIncomplete",
                "A customized metric needs Namespace, MetricName and Statistic, or Metrics.",
                "사용자 지정 지표에는 Namespace, MetricName, Statistic 또는 Metrics가 필요해요.",
                "Add what is missing.",
                "빠진 값을 쓰세요.",
            )
        return self
