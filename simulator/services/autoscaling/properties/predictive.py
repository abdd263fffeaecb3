"""Predictive scaling's part of a scaling policy."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulator.resources.properties import Properties, about, refuse
from simulator.resources.units import PERCENT, SECONDS
from simulator.services.autoscaling.properties.customized import PERIOD
from simulator.services.cloudwatch.metric_properties import MetricDataQuery, checked_queries
from simulator.services.cloudwatch.queries import Query

#: Stands for a metric of one's own in place of a predefined one's name.
CUSTOMIZED = "Customized"

_LABEL = about(
    ("Resource label", "리소스 레이블"),
    (
        "Which target group is meant. Here it follows from the wire and may be left out.",
        "어느 대상 그룹인지 나타내요. 여기서는 연결선에서 알 수 있으니 비워도 돼요.",
    ),
    advanced=True,
)
_LabelText = Annotated[str | None, Field(min_length=1, max_length=1023), _LABEL]


class MetricPair(Properties):
    """A load metric and the scaling metric that belongs to it."""

    PredefinedMetricType: Annotated[
        Literal["ASGCPUUtilization", "ASGNetworkIn", "ASGNetworkOut", "ALBRequestCount"],
        about(
            ("Metric pair", "지표 쌍"),
            (
                "The total of the group is forecast; its share for each instance is held at the target.",
                "그룹 전체의 합계를 예측하고, 인스턴스 하나의 몫을 목표 값에 맞춰요.",
            ),
            choices={
                "ASGCPUUtilization": ("CPU utilization", "CPU 사용률"),
                "ASGNetworkIn": ("Network in", "네트워크 입력"),
                "ASGNetworkOut": ("Network out", "네트워크 출력"),
                "ALBRequestCount": ("Load balancer requests", "로드 밸런서 요청 수"),
            },
        ),
    ]
    ResourceLabel: _LabelText = None


class LoadMetric(Properties):
    PredefinedMetricType: Annotated[
        Literal[
            "ASGTotalCPUUtilization", "ASGTotalNetworkIn", "ASGTotalNetworkOut", "ALBTargetGroupRequestCount"
        ],
        about(
            ("Load metric", "부하 지표"),
            ("What is forecast: a total of the group.", "예측할 지표예요. 그룹 전체의 합계예요."),
            choices={
                "ASGTotalCPUUtilization": ("Total CPU utilization", "CPU 사용률 합계"),
                "ASGTotalNetworkIn": ("Total network in", "네트워크 입력 합계"),
                "ASGTotalNetworkOut": ("Total network out", "네트워크 출력 합계"),
                "ALBTargetGroupRequestCount": ("Requests of the target group", "대상 그룹의 요청 수"),
            },
        ),
    ]
    ResourceLabel: _LabelText = None


class ScalingMetric(Properties):
    PredefinedMetricType: Annotated[
        Literal[
            "ASGAverageCPUUtilization",
            "ASGAverageNetworkIn",
            "ASGAverageNetworkOut",
            "ALBRequestCountPerTarget",
        ],
        about(
            ("Scaling metric", "조정 지표"),
            ("What each instance shall carry: an average.", "인스턴스 하나에 맞출 지표예요. 평균이에요."),
            choices={
                "ASGAverageCPUUtilization": ("Average CPU utilization", "평균 CPU 사용률"),
                "ASGAverageNetworkIn": ("Average network in", "평균 네트워크 입력"),
                "ASGAverageNetworkOut": ("Average network out", "평균 네트워크 출력"),
                "ALBRequestCountPerTarget": ("Requests per target", "대상당 요청 수"),
            },
        ),
    ]
    ResourceLabel: _LabelText = None


class CustomizedPredictiveMetric(Properties):
    """Queries to CloudWatch, one of which is the metric: minute by minute, 60 of them make an hour's value."""

    MetricDataQueries: Annotated[
        list[
            Annotated[
                MetricDataQuery,
                about(("Query", "쿼리"), ("A metric or an expression.", "지표나 수식이에요.")),
            ]
        ],
        Field(min_length=1, max_length=10),
        about(
            ("Queries", "쿼리"),
            (
                "Metrics and expressions over them. Nothing is known of their past: a forecast needs a day of the run.",
                "지표와 그것으로 계산한 수식이에요. 과거 값은 알 수 없어서 실행을 하루 넘게 해야 예측할 수 있어요.",
            ),
        ),
    ]

    def query(self) -> Query:
        return checked_queries(self.MetricDataQueries, PERIOD)

    @model_validator(mode="after")
    def _is_a_series(self) -> Self:
        if any(
            one.MetricStat is not None and one.MetricStat.Period not in (None, PERIOD)
            for one in self.MetricDataQueries
        ):
            raise refuse(
                "PeriodNotAMinute",
                "A policy's metrics have periods of 60 s.",
                "정책의 지표 기간은 60초예요.",
                "Take Period out.",
                "Period를 지우세요.",
            )
        self.query()
        return self


class MetricSpecification(Properties):
    TargetValue: Annotated[
        float,
        Field(gt=0, le=1e12),
        about(
            ("Target value", "목표 값"),
            (
                "What one instance shall carry in a minute: percent of CPU, requests, or bytes.",
                "인스턴스 하나가 1분 동안 감당할 값이에요. CPU는 %, 요청 수는 건, 네트워크는 바이트예요.",
            ),
        ),
    ]
    PredefinedMetricPairSpecification: Annotated[
        MetricPair | None,
        about(
            ("Metric pair", "지표 쌍"),
            ("Load and scaling metric in one.", "부하 지표와 조정 지표를 한 번에 골라요."),
        ),
    ] = None
    PredefinedLoadMetricSpecification: Annotated[
        LoadMetric | None,
        about(
            ("Load metric", "부하 지표"),
            ("Instead of a pair, with a scaling metric.", "지표 쌍 대신 조정 지표와 함께 써요."),
            advanced=True,
        ),
    ] = None
    PredefinedScalingMetricSpecification: Annotated[
        ScalingMetric | None,
        about(
            ("Scaling metric", "조정 지표"),
            ("Instead of a pair, with a load metric.", "지표 쌍 대신 부하 지표와 함께 써요."),
            advanced=True,
        ),
    ] = None

    CustomizedLoadMetricSpecification: Annotated[
        CustomizedPredictiveMetric | None,
        about(
            ("Load metric of your own", "사용자 지정 부하 지표"),
            (
                "A total that says how much the whole group has to do, however many instances there are.",
                "인스턴스 수와 상관없이 그룹 전체의 부하를 나타내는 합계예요.",
            ),
            advanced=True,
        ),
    ] = None
    CustomizedScalingMetricSpecification: Annotated[
        CustomizedPredictiveMetric | None,
        about(
            ("Scaling metric of your own", "사용자 지정 조정 지표"),
            (
                "An average of one instance that falls as instances are added.",
                "인스턴스를 늘리면 줄어드는 인스턴스 한 대의 평균이에요.",
            ),
            advanced=True,
        ),
    ] = None
    CustomizedCapacityMetricSpecification: Annotated[
        CustomizedPredictiveMetric | None,
        about(
            ("Capacity metric of your own", "사용자 지정 용량 지표"),
            (
                "How many instances shared the load. Left out: the group's own in service.",
                "부하를 나눈 인스턴스 수예요. 비우면 그룹에서 서비스 중인 인스턴스를 세요.",
            ),
            advanced=True,
        ),
    ] = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        for kind in ("Load", "Scaling"):
            names = [f"{how}{kind}MetricSpecification" for how in ("Predefined", "Customized")]
            if all(getattr(self, name) is not None for name in names):
                raise refuse(
                    "MetricsIncomplete",
                    f"There are two: {names[0]} and {names[1]}.",
                    f"{names[0]}, {names[1]} 두 개를 함께 썼어요.",
                    "Leave one of them out.",
                    "둘 중 하나를 비우세요.",
                )
        customized = (self.CustomizedLoadMetricSpecification, self.CustomizedScalingMetricSpecification)
        if self.CustomizedCapacityMetricSpecification is not None and customized == (None, None):
            raise refuse(
                "CapacityMetricAlone",
                "A capacity metric belongs to a load or scaling metric of your own.",
                "사용자 지정 용량 지표는 사용자 지정 부하 지표나 조정 지표와 함께 써요.",
                "Leave it out: predefined metrics know their capacity.",
                "비우세요. 미리 정의된 지표에는 용량이 이미 반영되어 있어요.",
            )
        return self

    @model_validator(mode="after")
    def _pair_or_both(self) -> Self:
        one_by_one = (
            self.PredefinedLoadMetricSpecification or self.CustomizedLoadMetricSpecification,
            self.PredefinedScalingMetricSpecification or self.CustomizedScalingMetricSpecification,
        )
        given = [metric is not None for metric in one_by_one]
        if (self.PredefinedMetricPairSpecification is not None) == any(given) or (
            any(given) and not all(given)
        ):
            raise refuse(
                "MetricsIncomplete",
                "A metric pair is needed, or a load metric and a scaling metric.",
                "지표 쌍 하나, 또는 부하 지표와 조정 지표가 함께 필요해요.",
                "Choose a pair, or both of the others and no pair.",
                "지표 쌍을 고르거나, 지표 쌍 없이 나머지 둘을 모두 고르세요.",
            )
        return self

    @property
    def metrics(self) -> tuple[str, str]:
        """The load metric and the scaling metric, by the names they have when given one by one, or Customized."""
        pair = self.PredefinedMetricPairSpecification
        if pair is not None:
            return PAIRS[pair.PredefinedMetricType]
        load, scaling = self.PredefinedLoadMetricSpecification, self.PredefinedScalingMetricSpecification
        return (
            CUSTOMIZED if load is None else load.PredefinedMetricType,
            CUSTOMIZED if scaling is None else scaling.PredefinedMetricType,
        )


PAIRS: dict[str, tuple[str, str]] = {
    "ASGCPUUtilization": ("ASGTotalCPUUtilization", "ASGAverageCPUUtilization"),
    "ASGNetworkIn": ("ASGTotalNetworkIn", "ASGAverageNetworkIn"),
    "ASGNetworkOut": ("ASGTotalNetworkOut", "ASGAverageNetworkOut"),
    "ALBRequestCount": ("ALBTargetGroupRequestCount", "ALBRequestCountPerTarget"),
}


class PredictiveScaling(Properties):
    MetricSpecifications: Annotated[
        list[
            Annotated[
                MetricSpecification,
                about(
                    ("Metrics", "지표"),
                    (
                        "Metrics and their target. AWS takes exactly one.",
                        "지표와 목표 값이에요. 하나만 쓸 수 있어요.",
                    ),
                ),
            ]
        ],
        Field(min_length=1, max_length=1),
        about(
            ("Metrics", "지표"),
            (
                "What is forecast, and what one instance shall carry.",
                "무엇을 예측하고 인스턴스 하나에 얼마를 맡길지 정해요.",
            ),
        ),
    ]
    Mode: Annotated[
        Literal["ForecastOnly", "ForecastAndScale"],
        about(
            ("Mode", "모드"),
            (
                "Forecast only shows what it would do; forecast and scale does it. It only ever scales out.",
                "예측만 하면 어떻게 할지 보여 주기만 하고, 예측 및 조정이면 실제로 확장해요. 축소는 하지 않아요.",
            ),
            choices={
                "ForecastOnly": ("Forecast only", "예측만"),
                "ForecastAndScale": ("Forecast and scale", "예측 및 조정"),
            },
        ),
    ] = "ForecastOnly"
    SchedulingBufferTime: Annotated[
        int,
        Field(ge=0, lt=3600),
        about(
            ("Pre-launch time", "인스턴스 사전 시작"),
            (
                "How long before the hour instances are launched, so that they are ready when it begins.",
                "정각 전에 인스턴스를 얼마나 미리 시작할지 정해요. 시작하는 데 걸리는 시간을 고려하세요.",
            ),
            unit=SECONDS,
        ),
    ] = 300
    MaxCapacityBreachBehavior: Annotated[
        Literal["HonorMaxCapacity", "IncreaseMaxCapacity"],
        about(
            ("Above the maximum", "최대 용량 동작"),
            (
                "What happens when the forecast comes close to the group's maximum. An increased maximum stays.",
                "예측 용량이 최대 용량에 가깝거나 넘을 때의 동작이에요. 올라간 최대 용량은 다시 내려가지 않아요.",
            ),
            choices={
                "HonorMaxCapacity": ("Keep the maximum", "최대 용량 유지"),
                "IncreaseMaxCapacity": ("Increase the maximum", "최대 용량 늘리기"),
            },
            advanced=True,
        ),
    ] = "HonorMaxCapacity"
    MaxCapacityBuffer: Annotated[
        int | None,
        Field(ge=0, le=100),
        about(
            ("Buffer over the forecast", "예측 용량에 더할 버퍼"),
            (
                "By how much the increased maximum exceeds the forecast. Needed to increase the maximum.",
                "늘어난 최대 용량이 예측 용량보다 얼마나 클지 정해요. 최대 용량을 늘리려면 꼭 필요해요.",
            ),
            unit=PERCENT,
            advanced=True,
        ),
    ] = None

    @model_validator(mode="after")
    def _buffer_belongs_to_increase(self) -> Self:
        if (self.MaxCapacityBuffer is not None) != (self.MaxCapacityBreachBehavior == "IncreaseMaxCapacity"):
            raise refuse(
                "BufferMisplaced",
                "MaxCapacityBuffer and IncreaseMaxCapacity need one another.",
                "MaxCapacityBuffer와 IncreaseMaxCapacity는 함께 써야 해요.",
                "Set a buffer of 0 to 100, or keep the maximum and leave the buffer out.",
                "0~100의 버퍼를 정하거나, 최대 용량을 유지하고 버퍼를 비우세요.",
            )
        return self
