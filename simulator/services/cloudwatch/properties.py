"""Alarms on metrics. Composite alarms: `composite_properties.py`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from simulator.resources.properties import ResourceProperties, about, refuse
from simulator.resources.reference import Reference, to
from simulator.services.cloudwatch.metric_properties import (
    QUERIES_HELP,
    STATISTIC_LABELS,
    DimensionList,
    MetricDataQuery,
    OptionalPeriod,
    checked_queries,
    known_percentile,
)
from simulator.services.cloudwatch.queries import Query, single

#: A scaling policy, named by its type: its own module names metrics by this one's properties.
SCALING_POLICY = "AWS::AutoScaling::ScalingPolicy"

#: An alarm looks back a day at most; a week with periods of an hour or more.
LONGEST_LOOK = 86_400
LONGEST_LOOK_BY_HOURS = 7 * 86_400
MAX_METRICS = 10

TREATMENTS = {
    "missing": ("Missing: keep or INSUFFICIENT_DATA", "누락: 상태 유지 또는 데이터 부족"),
    "ignore": ("Ignore: keep the state", "무시: 상태 유지"),
    "breaching": ("Breaching", "위반으로 처리"),
    "notBreaching": ("Not breaching", "정상으로 처리"),
}
OPERATORS = {
    "GreaterThanThreshold": ("> above", "> 초과"),
    "GreaterThanOrEqualToThreshold": ("≥ at or above", "≥ 이상"),
    "LessThanThreshold": ("< below", "< 미만"),
    "LessThanOrEqualToThreshold": ("≤ at or below", "≤ 이하"),
}

_ACTION = Annotated[
    Reference,
    to(SCALING_POLICY),
    about(("Scaling policy", "조정 정책"), ("What is called.", "실행할 조정 정책이에요.")),
]


def _known_percentile(value: str | None) -> str | None:
    return None if value is None else known_percentile(value)


class Alarm(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::CloudWatch::Alarm"

    AlarmName: Annotated[
        str | None,
        Field(min_length=1, max_length=255),
        about(
            ("Alarm name", "경보 이름"),
            (
                "How composite alarms call it. Left out: its id.",
                "복합 경보에서 부르는 이름이에요. 비우면 ID를 써요.",
            ),
            advanced=True,
            mutable=False,
        ),
    ] = None
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
                "Its name in CloudWatch, such as CPUUtilization.",
                "CloudWatch에서 쓰는 지표 이름이에요(예: CPUUtilization).",
            ),
        ),
    ] = None
    Dimensions: DimensionList = []
    Statistic: Annotated[
        Literal["Average", "Sum", "Minimum", "Maximum", "SampleCount"] | None,
        about(
            ("Statistic", "통계"),
            (
                "How the samples of a period become one number.",
                "한 기간의 샘플을 숫자 하나로 만드는 방법이에요.",
            ),
            choices=STATISTIC_LABELS,
        ),
    ] = None
    ExtendedStatistic: Annotated[
        str | None,
        AfterValidator(_known_percentile),
        about(
            ("Percentile", "백분위수"),
            ("Such as p99, instead of a statistic.", "통계 대신 쓰는 p99 같은 값이에요."),
            advanced=True,
        ),
    ] = None
    Period: OptionalPeriod = None
    Metrics: Annotated[
        list[
            Annotated[
                MetricDataQuery,
                about(("Query", "쿼리"), ("A metric or an expression.", "지표나 수식이에요.")),
            ]
        ]
        | None,
        Field(min_length=1, max_length=MAX_METRICS),
        QUERIES_HELP,
    ] = None
    ComparisonOperator: Annotated[
        Literal[
            "GreaterThanThreshold",
            "GreaterThanOrEqualToThreshold",
            "LessThanThreshold",
            "LessThanOrEqualToThreshold",
        ],
        about(
            ("Comparison", "비교"),
            (
                "On which side of the threshold a datapoint is breaching.",
                "임계값의 어느 쪽이 위반인지 정해요.",
            ),
            choices=OPERATORS,
        ),
    ]
    Threshold: Annotated[
        float,
        Field(ge=-1e15, le=1e15),
        about(("Threshold", "임계값"), ("What the metric is compared with.", "지표와 비교할 값이에요.")),
    ]
    EvaluationPeriods: Annotated[
        int,
        Field(ge=1, le=1440),
        about(
            ("Evaluation periods (N)", "평가 기간(N)"),
            ("How many datapoints are looked at.", "살펴볼 데이터 포인트 수예요."),
        ),
    ]
    DatapointsToAlarm: Annotated[
        int | None,
        Field(ge=1, le=1440),
        about(
            ("Datapoints to alarm (M)", "경보를 알릴 데이터 포인트(M)"),
            (
                "How many of them must be breaching. Left out: all.",
                "그중 몇 개가 위반이어야 하는지 정해요. 비우면 전부예요.",
            ),
        ),
    ] = None
    TreatMissingData: Annotated[
        Literal["missing", "ignore", "breaching", "notBreaching"],
        about(
            ("Missing data", "누락 데이터 처리"),
            ("What a period without data counts as.", "데이터가 없는 기간을 무엇으로 볼지 정해요."),
            choices=TREATMENTS,
        ),
    ] = "missing"
    ActionsEnabled: Annotated[
        bool,
        about(
            ("Actions enabled", "작업 사용"),
            (
                "Off: the alarm changes its state and calls nobody.",
                "끄면 상태만 바뀌고 아무것도 실행하지 않아요.",
            ),
            advanced=True,
        ),
    ] = True
    AlarmActions: Annotated[
        list[_ACTION],
        Field(max_length=5),
        about(
            ("In ALARM", "경보 상태일 때"),
            (
                "Step or simple scaling policies. They are called again every minute while the alarm lasts.",
                "단계 조정이나 단순 조정 정책이에요. 경보가 이어지는 동안 1분마다 다시 실행해요.",
            ),
        ),
    ] = []
    OKActions: Annotated[
        list[_ACTION],
        Field(max_length=5),
        about(
            ("When OK", "정상 상태일 때"),
            ("Policies called in the state OK.", "정상 상태에서 실행할 정책이에요."),
            advanced=True,
        ),
    ] = []
    InsufficientDataActions: Annotated[
        list[_ACTION],
        Field(max_length=5),
        about(
            ("Without data", "데이터가 부족할 때"),
            (
                "Policies called in the state INSUFFICIENT_DATA.",
                "데이터 부족 상태에서 실행할 정책이에요.",
            ),
            advanced=True,
        ),
    ] = []

    @property
    def needed(self) -> int:
        """M of M out of N."""
        return self.EvaluationPeriods if self.DatapointsToAlarm is None else self.DatapointsToAlarm

    @property
    def period(self) -> int:
        """Seconds of one datapoint."""
        if self.Period is not None:
            return self.Period
        stats = (query.MetricStat for query in self.Metrics or ())
        return next((stat.Period for stat in stats if stat is not None and stat.Period is not None), 60)

    def query(self) -> Query:
        """What the alarm reads."""
        if self.Metrics is not None:
            return checked_queries(self.Metrics, self.period)
        statistic = self.Statistic or self.ExtendedStatistic
        assert self.Namespace is not None and self.MetricName is not None and statistic is not None
        return single(self.Namespace, self.MetricName, self.Dimensions, statistic, self.period)

    @model_validator(mode="after")
    def _one_metric_or_several(self) -> Self:
        if (self.MetricName is None) == (self.Metrics is None):
            raise refuse(
                "MetricOrMetrics",
                "An alarm has exactly one of MetricName and Metrics.",
                "경보에는 MetricName과 Metrics 중 하나만 있어야 해요.",
                "Name one metric, or write queries under Metrics.",
                "지표 하나를 쓰거나 Metrics에 쿼리를 쓰세요.",
            )
        one = {
            "Namespace": self.Namespace,
            "Period": self.Period,
            "Statistic or ExtendedStatistic": self.Statistic or self.ExtendedStatistic,
        }
        if self.Metrics is None:
            for name, value in one.items():
                if value is None:
                    raise refuse(
                        "MetricIncomplete",
                        f"An alarm on one metric needs {name}.",
                        f"지표 하나를 쓰는 경보에는 {name} 값이 필요해요.",
                        f"Add {name}.",
                        f"{name} 값을 쓰세요.",
                    )
            if self.Statistic is not None and self.ExtendedStatistic is not None:
                raise refuse(
                    "TwoStatistics",
                    "An alarm has one of Statistic and ExtendedStatistic, not both.",
                    "Statistic과 ExtendedStatistic 중 하나만 쓸 수 있어요.",
                    "Take one out.",
                    "하나를 지우세요.",
                )
            return self
        extra = [name for name, value in one.items() if value is not None] + ["Dimensions"] * bool(
            self.Dimensions
        )
        if extra:
            raise refuse(
                "MetricOrMetrics",
                f"{extra[0]} belongs into the queries under Metrics.",
                f"{extra[0]} 값은 Metrics의 쿼리 안에 써야 해요.",
                "Move it into MetricStat.",
                "MetricStat 안으로 옮기세요.",
            )
        if {stat.MetricStat.Period for stat in self.Metrics if stat.MetricStat is not None} - {self.period}:
            raise refuse(
                "PeriodsDiffer",
                "The queries of an alarm have one period, and each MetricStat says it.",
                "경보의 쿼리는 기간이 모두 같아야 하고 MetricStat마다 적어야 해요.",
                "Write the same Period in every MetricStat.",
                "MetricStat마다 같은 Period를 쓰세요.",
            )
        checked_queries(self.Metrics, self.period)
        return self

    @model_validator(mode="after")
    def _looks_back_within_limits(self) -> Self:
        if self.needed > self.EvaluationPeriods:
            raise refuse(
                "MoreThanAll",
                f"{self.needed} of {self.EvaluationPeriods} datapoints can never be breaching.",
                f"데이터 포인트 {self.EvaluationPeriods}개 중에서 {self.needed}개가 위반일 수는 없어요.",
                "Make DatapointsToAlarm at most EvaluationPeriods.",
                "DatapointsToAlarm을 EvaluationPeriods 이하로 정하세요.",
            )
        longest = LONGEST_LOOK_BY_HOURS if self.period >= 3_600 else LONGEST_LOOK
        if self.period * self.EvaluationPeriods > longest:
            raise refuse(
                "LooksBackTooFar",
                f"{self.EvaluationPeriods} periods of {self.period} s are more than {longest // 86_400} day(s).",
                f"{self.period}초 기간 {self.EvaluationPeriods}개는 {longest // 86_400}일을 넘어요.",
                "Shorten Period or lower EvaluationPeriods.",
                "Period나 EvaluationPeriods를 줄이세요.",
            )
        return self
