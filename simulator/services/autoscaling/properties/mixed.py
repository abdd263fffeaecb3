"""Mixed instances policy: several instance types, On-Demand and Spot, in one group."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulator.cost.instance_types import INSTANCE_TYPES
from simulator.resources.properties import Properties, about, known, refuse
from simulator.resources.units import PERCENT
from simulator.services.autoscaling.properties.template import LaunchTemplateSpecification
from simulator.services.ec2.properties import INSTANCE_TYPE_LABELS
from simulator.text import Text

UNITS = Text("units", "단위")


class LaunchTemplateOverride(Properties):
    InstanceType: Annotated[
        str,
        known(INSTANCE_TYPES, "UnknownInstanceType", "instance type", "인스턴스 유형"),
        about(
            ("Instance type", "인스턴스 유형"),
            ("In place of the template's.", "시작 템플릿의 유형 대신 써요."),
            choices=INSTANCE_TYPE_LABELS,
        ),
    ]
    WeightedCapacity: Annotated[
        str | None,
        Field(pattern=r"^[1-9][0-9]{0,2}$"),
        about(
            ("Weight", "가중치"),
            (
                "Units of capacity one such instance counts as, 1 to 999, as text. Either every type has one or none.",
                "이 유형의 인스턴스 한 대가 용량 몇 단위인지 정해요. 1~999를 문자열로 쓰세요. 모든 유형에 쓰거나 모두"
                " 비워야 해요.",
            ),
        ),
    ] = None


class MixedLaunchTemplate(Properties):
    LaunchTemplateSpecification: Annotated[
        LaunchTemplateSpecification,
        about(
            ("Launch template", "시작 템플릿"),
            ("Template and version of new instances.", "새 인스턴스에 쓸 템플릿과 버전이에요."),
        ),
    ]
    Overrides: Annotated[
        list[
            Annotated[
                LaunchTemplateOverride,
                about(
                    ("Instance type", "인스턴스 유형"),
                    ("One of the types the group may launch.", "그룹이 시작할 수 있는 유형이에요."),
                ),
            ]
        ],
        Field(max_length=40),
        about(
            ("Overrides", "재정의"),
            (
                "Instance types the group may launch, the most wanted first. Left empty: the template's.",
                "그룹이 시작할 수 있는 인스턴스 유형이에요. 우선하는 것부터 쓰고, 비우면 템플릿의 유형을 써요.",
            ),
        ),
    ] = []

    @model_validator(mode="after")
    def _types_and_weights(self) -> Self:
        types = [override.InstanceType for override in self.Overrides]
        twice = next((type_ for type_ in types if types.count(type_) > 1), None)
        if twice is not None:
            raise refuse(
                "OverrideTwice",
                f"{twice} stands twice among the overrides.",
                f"{twice} 유형이 재정의에 두 번 나와요.",
                "Name each instance type once.",
                "인스턴스 유형은 한 번씩만 쓰세요.",
            )
        weighted = sum(override.WeightedCapacity is not None for override in self.Overrides)
        if weighted not in (0, len(types)):
            raise refuse(
                "WeightsIncomplete",
                "Some instance types have a weight and others have none.",
                "일부 인스턴스 유형에만 가중치가 있어요.",
                "Give every override a weight, or none.",
                "모든 재정의에 가중치를 쓰거나 모두 비우세요.",
            )
        return self


class PurchaseDistribution(Properties):
    OnDemandBaseCapacity: Annotated[
        int,
        Field(ge=0, le=1_000),
        about(
            ("On-Demand base", "온디맨드 기본 용량"),
            ("The first so many units are always On-Demand.", "이만큼은 먼저 온디맨드로 채워요."),
            unit=UNITS,
        ),
    ] = 0
    OnDemandPercentageAboveBaseCapacity: Annotated[
        int,
        Field(ge=0, le=100),
        about(
            ("On-Demand above the base", "기본 용량을 넘는 온디맨드 비율"),
            ("The rest is Spot.", "나머지는 스팟이에요."),
            unit=PERCENT,
        ),
    ] = 100
    OnDemandAllocationStrategy: Annotated[
        Literal["prioritized", "lowest-price"],
        about(
            ("On-Demand strategy", "온디맨드 할당 전략"),
            ("Which type an On-Demand Instance gets.", "온디맨드 인스턴스의 유형을 어떻게 고를지 정해요."),
            choices={
                "prioritized": ("In the order of the list", "목록 순서대로"),
                "lowest-price": ("Lowest price", "최저 가격"),
            },
        ),
    ] = "prioritized"
    SpotAllocationStrategy: Annotated[
        Literal[
            "lowest-price",
            "capacity-optimized",
            "capacity-optimized-prioritized",
            "price-capacity-optimized",
        ],
        about(
            ("Spot strategy", "스팟 할당 전략"),
            (
                "Which pool a Spot Instance comes from. AWS recommends price and capacity optimized.",
                "스팟 인스턴스를 어느 풀에서 살지 정해요. AWS는 가격 및 용량 최적화를 권장해요.",
            ),
            choices={
                "price-capacity-optimized": ("Price and capacity optimized", "가격 및 용량 최적화"),
                "capacity-optimized": ("Capacity optimized", "용량 최적화"),
                "capacity-optimized-prioritized": (
                    "Capacity optimized, in the order of the list",
                    "용량 최적화(목록 우선순위)",
                ),
                "lowest-price": ("Lowest price", "최저 가격"),
            },
        ),
    ] = "lowest-price"
    SpotInstancePools: Annotated[
        int | None,
        Field(ge=1, le=20),
        about(
            ("Lowest priced pools", "최저 가격 풀 수"),
            (
                "With the lowest-price strategy: over how many pools of each zone. Left out: 2.",
                "최저 가격 전략에서 가용 영역마다 몇 개의 풀에 나눌지 정해요. 비우면 2예요.",
            ),
            advanced=True,
        ),
    ] = None
    SpotMaxPrice: Annotated[
        str | None,
        Field(pattern=r"^\d{1,6}(\.\d{1,8})?$"),
        about(
            ("Maximum Spot price", "최고 스팟 가격"),
            (
                "US dollars an hour, as text. Left out: the On-Demand price, as AWS recommends.",
                "시간당 미국 달러를 문자열로 써요. 비우면 온디맨드 가격이에요(AWS 권장).",
            ),
            advanced=True,
        ),
    ] = None

    @model_validator(mode="after")
    def _pools_fit_the_strategy(self) -> Self:
        if self.SpotInstancePools is not None and self.SpotAllocationStrategy != "lowest-price":
            raise refuse(
                "PoolsWithoutLowestPrice",
                f"SpotInstancePools does not go with {self.SpotAllocationStrategy}.",
                f"SpotInstancePools는 {self.SpotAllocationStrategy} 전략과 함께 쓸 수 없어요.",
                "Leave SpotInstancePools out, or choose lowest-price.",
                "SpotInstancePools를 비우거나 lowest-price를 고르세요.",
            )
        if self.SpotMaxPrice is not None and float(self.SpotMaxPrice) == 0:
            raise refuse(
                "MaxPriceZero",
                "A maximum price of 0 buys nothing.",
                "최고 가격이 0이면 아무것도 살 수 없어요.",
                "Leave SpotMaxPrice out.",
                "SpotMaxPrice를 비우세요.",
            )
        return self


class MixedInstances(Properties):
    LaunchTemplate: Annotated[
        MixedLaunchTemplate,
        about(
            ("Launch template and types", "시작 템플릿과 유형"),
            ("What may be launched.", "무엇을 시작할 수 있는지 정해요."),
        ),
    ]
    InstancesDistribution: Annotated[
        PurchaseDistribution | None,
        about(
            ("Distribution", "분배"),
            (
                "On-Demand and Spot. Left out: everything On-Demand.",
                "온디맨드와 스팟의 비율이에요. 비우면 모두 온디맨드예요.",
            ),
        ),
    ] = None
