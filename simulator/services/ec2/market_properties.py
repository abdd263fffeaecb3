"""What a document may say of the Spot market that a group buys in. AWS has no resource type for it."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from simulator.cost.instance_types import INSTANCE_TYPES
from simulator.resources.properties import Properties, ResourceProperties, about, known
from simulator.resources.reference import Reference, to
from simulator.resources.units import PERCENT, SECONDS
from simulator.services.autoscaling.properties.group import AutoScalingGroup
from simulator.services.ec2.properties import INSTANCE_TYPE_LABELS
from simulator.text import Text


class SpotPool(Properties):
    InstanceType: Annotated[
        str,
        known(INSTANCE_TYPES, "UnknownInstanceType", "instance type", "인스턴스 유형"),
        about(
            ("Instance type", "인스턴스 유형"),
            ("Of the pool.", "이 풀의 인스턴스 유형이에요."),
            choices=INSTANCE_TYPE_LABELS,
        ),
    ]
    AvailabilityZone: Annotated[
        str | None,
        Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d[a-z]$"),
        about(
            ("Availability Zone", "가용 영역"),
            ("Left out: in every zone.", "비우면 모든 가용 영역이에요."),
        ),
    ] = None
    Score: Annotated[
        int | None,
        Field(ge=0, le=10),
        about(
            ("Capacity score", "용량 점수"),
            (
                "0: no capacity. 1 to 10: how much there is. Left out: drawn for the pool.",
                "0이면 용량이 없어요. 1~10은 여유가 많은 정도예요. 비우면 풀마다 무작위로 정해요.",
            ),
        ),
    ] = None
    PricePercent: Annotated[
        float | None,
        Field(gt=0, le=100),
        about(
            ("Price", "가격"),
            (
                "As a share of the On-Demand price. Left out: the model's.",
                "온디맨드 가격 대비 비율이에요. 비우면 모델의 가격을 써요.",
            ),
            unit=PERCENT,
        ),
    ] = None


class SpotMarket(ResourceProperties):
    """The Spot market as one group meets it."""

    TYPE: ClassVar[str] = "Lab::SpotMarket"

    AutoScalingGroupName: Annotated[
        Reference,
        to(AutoScalingGroup.TYPE),
        about(("Group", "그룹"), ("The group that buys here.", "여기서 사는 그룹이에요."), mutable=False),
    ]
    InterruptionsPerHour: Annotated[
        float,
        Field(ge=0, le=60),
        about(
            ("Interruptions", "중단 횟수"),
            (
                "How often, on average, EC2 takes back one Spot Instance of a pool with the middle score; scarcer pools"
                " more often. Real ones see far fewer than one an hour.",
                "용량 점수가 중간인 풀에서 EC2가 스팟 인스턴스 한 대를 회수하는 평균 횟수예요. 여유가 적은 풀일수록"
                " 잦아요. 실제로는 시간당 한 번보다 훨씬 적어요.",
            ),
            unit=Text("an hour", "회/시간"),
        ),
    ] = 0
    RecommendationLead: Annotated[
        int,
        Field(ge=0, le=3600),
        about(
            ("Recommendation lead", "권고 선행 시간"),
            (
                "How long before the interruption notice the rebalance recommendation comes. At 0 both come together.",
                "중단 알림보다 재조정 권고가 얼마나 먼저 오는지 정해요. 0이면 함께 와요.",
            ),
            unit=SECONDS,
        ),
    ] = 120
    PricePercent: Annotated[
        float,
        Field(gt=0, le=300),
        about(
            ("Price level", "가격 수준"),
            (
                "Of all Spot prices, beside the model's. They never exceed On-Demand.",
                "모델 대비 전체 스팟 가격의 수준이에요. 온디맨드 가격은 넘지 않아요.",
            ),
            unit=PERCENT,
            advanced=True,
        ),
    ] = 100
    Pools: Annotated[
        list[
            Annotated[
                SpotPool,
                about(("Pool", "풀"), ("An instance type in a zone.", "한 가용 영역의 인스턴스 유형이에요.")),
            ]
        ],
        Field(max_length=100),
        about(
            ("Pools", "풀"),
            (
                "What is certain of single pools. The first one that fits counts.",
                "개별 풀에 대해 정해 둘 값이에요. 맞는 것 중 첫 번째를 적용해요.",
            ),
        ),
    ] = []
