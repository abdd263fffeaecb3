"""Properties that name a metric: those of alarms and of policies that track a metric of one's own."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.resources.properties import Properties, about, refuse
from simulator.resources.reference import ReferenceOrText, Target, To
from simulator.resources.units import SECONDS
from simulator.services.cloudfront.properties import Distribution
from simulator.services.cloudwatch.expression import parse_expression
from simulator.services.cloudwatch.language import MAX_EXPRESSION, LocatedError
from simulator.services.cloudwatch.measurements import PERCENTILE, STATISTICS
from simulator.services.cloudwatch.queries import Query, QueryError, several
from simulator.services.elb.properties import LoadBalancer, TargetGroup
from simulator.services.s3.properties import Bucket
from simulator.text import Text

#: The group's own module names metrics by these properties, so it is named here by its type.
AUTO_SCALING_GROUP = "AWS::AutoScaling::AutoScalingGroup"

STATISTIC_LABELS = {
    "Average": ("Average", "평균"),
    "Sum": ("Sum", "합계"),
    "Minimum": ("Minimum", "최소"),
    "Maximum": ("Maximum", "최대"),
    "SampleCount": ("Sample count", "샘플 수"),
}


class DimensionProperties(Properties):
    Name: Annotated[
        str,
        Field(min_length=1, max_length=255),
        about(
            ("Name", "이름"),
            (
                "Such as AutoScalingGroupName, LoadBalancer, TargetGroup, DistributionId.",
                "AutoScalingGroupName, LoadBalancer, TargetGroup, DistributionId 같은 이름이에요.",
            ),
        ),
    ]
    Value: Annotated[
        ReferenceOrText,
        To(
            (
                Target(AUTO_SCALING_GROUP),
                Target(LoadBalancer.TYPE, "LoadBalancerFullName"),
                Target(TargetGroup.TYPE, "TargetGroupFullName"),
                Target(Distribution.TYPE),
                Target(Bucket.TYPE),
            )
        ),
        about(
            ("Value", "값"),
            ("The resource that is measured.", "측정할 리소스예요."),
        ),
    ]


DimensionList = Annotated[
    list[
        Annotated[
            DimensionProperties,
            about(("Dimension", "차원"), ("Which resource it is about.", "어느 리소스의 지표인지 정해요.")),
        ]
    ],
    Field(max_length=30),
    about(
        ("Dimensions", "차원"),
        (
            "Which resource the metric is about. Without the right ones there is no data.",
            "어느 리소스의 지표인지 정해요. 맞지 않으면 데이터가 없어요.",
        ),
    ),
]

MetricNamespace = Annotated[
    str,
    Field(min_length=1, max_length=255, pattern=r"^[^:].*$"),
    about(
        ("Namespace", "네임스페이스"),
        (
            "AWS/EC2, AWS/AutoScaling, AWS/ApplicationELB, AWS/CloudFront or AWS/S3.",
            "AWS/EC2, AWS/AutoScaling, AWS/ApplicationELB, AWS/CloudFront, AWS/S3 중 하나예요.",
        ),
    ),
]
MetricNameText = Annotated[
    str,
    Field(min_length=1, max_length=255),
    about(
        ("Metric", "지표"),
        (
            "Its name in CloudWatch, such as CPUUtilization.",
            "CloudWatch에서 쓰는 지표 이름이에요(예: CPUUtilization).",
        ),
    ),
]


def whole_minutes(value: int | None) -> int | None:
    if value is not None and value % 60:
        raise refuse(
            "PeriodNotMinutes",
            f"A period of {value} s is not a whole number of minutes.",
            f"기간 {value}초가 1분의 배수가 아니에요.",
            "Choose 60 or a multiple of it: the world measures by the minute.",
            "60이나 60의 배수를 쓰세요. 지표는 1분 단위로 측정해요.",
        )
    return value


PERIOD_HELP = about(
    ("Period", "기간"),
    (
        "Length of one datapoint: 60 s or a multiple. EC2 measures every 5 minutes unless detailed monitoring is on.",
        "데이터 포인트 하나의 길이예요. 60초의 배수로 써요. EC2는 세부 모니터링을 켜지 않으면 5분마다 측정해요.",
    ),
    unit=SECONDS,
)


OptionalPeriod = Annotated[int | None, Field(ge=60, le=86_400), AfterValidator(whole_minutes), PERIOD_HELP]


def known_percentile(value: str) -> str:
    if not PERCENTILE.match(value):
        raise refuse(
            "UnknownStatistic",
            f"{value[:20]} is not a percentile.",
            f"백분위수가 아니에요: {value[:20]}",
            "Write p0 to p100, such as p99 or p99.9.",
            "p99나 p99.9처럼 p0부터 p100까지 쓰세요.",
        )
    return value


def known_statistic(value: str) -> str:
    return value if value in STATISTICS else known_percentile(value)


def _readable(source: str | None) -> str | None:
    try:
        if source is not None:
            parse_expression(source)
    except LocatedError as error:
        raise refuse_with("BadExpression", error.text, error.hint) from error
    return source


def refuse_with(code: str, message: Text, hint: Text) -> PydanticCustomError:
    """`refuse` with texts that exist already."""
    return refuse(code, message.en, message.ko, hint.en, hint.ko)


class MetricProperties(Properties):
    """Which series."""

    Namespace: MetricNamespace
    MetricName: MetricNameText
    Dimensions: DimensionList = []


class StatProperties(Properties):
    """One statistic of one metric. A policy's has no period: it is always a minute."""

    Metric: Annotated[MetricProperties, about(("Metric", "지표"), ("Which series.", "어떤 지표인지 정해요."))]
    Stat: Annotated[
        str,
        AfterValidator(known_statistic),
        about(
            ("Statistic", "통계"),
            (
                "Average, Sum, Minimum, Maximum, SampleCount or a percentile such as p90.",
                "Average, Sum, Minimum, Maximum, SampleCount 또는 p90 같은 백분위수예요.",
            ),
        ),
    ]
    Period: OptionalPeriod = None


class MetricDataQuery(Properties):
    """One metric or one expression over others."""

    Id: Annotated[
        str,
        Field(min_length=1, max_length=255, pattern=r"^[a-z][a-zA-Z0-9_]*$"),
        about(
            ("Id", "Id"),
            (
                "How expressions call it; begins with a small letter.",
                "수식에서 부르는 이름이에요. 소문자로 시작해요.",
            ),
        ),
    ]
    Expression: Annotated[
        str | None,
        Field(min_length=1, max_length=MAX_EXPRESSION),
        AfterValidator(_readable),
        about(
            ("Expression", "수식"),
            (
                "Metric math over the other queries' Ids, such as 100 * errors / requests.",
                "다른 쿼리의 Id로 쓰는 지표 수식이에요(예: 100 * errors / requests).",
            ),
        ),
    ] = None
    MetricStat: Annotated[
        StatProperties | None,
        about(("Metric", "지표"), ("A metric and its statistic.", "지표와 통계예요.")),
    ] = None
    Label: Annotated[
        str | None,
        Field(min_length=1, max_length=1000),
        about(
            ("Label", "레이블"), ("What it is called in sentences.", "설명에 쓰는 이름이에요."), advanced=True
        ),
    ] = None
    ReturnData: Annotated[
        bool,
        about(
            ("Returned", "결과로 사용"),
            ("Whether this one is watched. Exactly one is.", "이 값을 지켜볼지 정해요. 하나만 켜요."),
        ),
    ] = True

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.Expression is None) == (self.MetricStat is None):
            raise refuse(
                "MetricOrExpression",
                f"The query {self.Id} has not exactly one of Expression and MetricStat.",
                f"{self.Id} 쿼리에는 Expression과 MetricStat 중 하나만 있어야 해요.",
                "Write one of them.",
                "둘 중 하나만 쓰세요.",
            )
        return self


QueryList = Annotated[
    list[
        Annotated[
            MetricDataQuery, about(("Query", "쿼리"), ("A metric or an expression.", "지표나 수식이에요."))
        ]
    ],
    Field(min_length=1, max_length=20),
]
QUERIES_HELP: Any = about(
    ("Metric math", "지표 수식"),
    (
        "Several metrics and expressions over them, instead of one metric.",
        "지표 하나 대신 여러 지표와 그것으로 계산한 수식을 써요.",
    ),
    advanced=True,
)


def checked_queries(queries: list[MetricDataQuery], period: int) -> Query:
    """The queries as one. Refuses a list without a meaning."""
    try:
        return several(queries, period)
    except QueryError as error:
        where = f"{queries[error.place].Id}.{error.field}"
        message = Text.filled(f"{where}: {error.message.en}", f"{where}: {error.message.ko}")
        raise refuse_with("BadQuery", message, error.hint) from error
