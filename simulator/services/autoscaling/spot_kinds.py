"""The Spot market of a group, and how it is made to take instances back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.cost.instance_types import INSTANCE_TYPES
from simulator.resources.properties import Properties, about, known
from simulator.resources.units import INSTANCES, SECONDS
from simulator.services.autoscaling import mixed_checks
from simulator.services.autoscaling.properties import AutoScalingGroup
from simulator.services.ec2.market_properties import SpotMarket
from simulator.services.ec2.properties import INSTANCE_TYPE_LABELS
from simulator.services.kinds import Fault, Kind, Layer, Owner
from simulator.text import Text


class SpotInterruption(Properties):
    Count: Annotated[
        int,
        Field(ge=1, le=1_000),
        about(
            ("Instances", "인스턴스 수"),
            ("How many are taken back, the oldest first.", "회수할 인스턴스 수예요. 오래된 것부터 골라요."),
            unit=INSTANCES,
        ),
    ] = 1
    InstanceType: Annotated[
        Annotated[str, known(INSTANCE_TYPES, "UnknownInstanceType", "instance type", "인스턴스 유형")] | None,
        about(
            ("Instance type", "인스턴스 유형"),
            ("Only of this type. Left out: of any.", "이 유형만 회수해요. 비우면 모든 유형이에요."),
            choices=INSTANCE_TYPE_LABELS,
        ),
    ] = None
    AvailabilityZone: Annotated[
        str | None,
        Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d[a-z]$"),
        about(
            ("Availability Zone", "가용 영역"),
            ("Only in this zone. Left out: in all.", "이 가용 영역만 회수해요. 비우면 모든 영역이에요."),
        ),
    ] = None
    Lead: Annotated[
        int,
        Field(ge=0, le=3600),
        about(
            ("Recommendation lead", "권고 선행 시간"),
            (
                "How long before the interruption notice the rebalance recommendation comes.",
                "중단 알림보다 재조정 권고가 얼마나 먼저 오는지 정해요.",
            ),
            unit=SECONDS,
        ),
    ] = 120


SPOT_INTERRUPTION = Fault(
    "spot_interruption",
    Text("Spot interruption", "스팟 중단"),
    Text(
        "EC2 takes Spot Instances back, two minutes after its notice. Their pools have no capacity until the fault is"
        " over.",
        "EC2가 알림 2분 뒤에 스팟 인스턴스를 회수해요. 장애가 끝날 때까지 그 풀에는 용량이 없어요.",
    ),
    SpotInterruption,
)

SPOT_MARKET = Kind(
    label=Text("Spot market", "스팟 시장"),
    summary=Text(
        "Prices and capacity of the Spot pools a group buys from, and how often EC2 takes instances back.",
        "그룹이 이용하는 스팟 풀의 가격과 용량, 그리고 EC2가 인스턴스를 회수하는 빈도예요.",
    ),
    layer=Layer.COMPUTE,
    model=SpotMarket,
    prefix="SpotMarket",
    owner=Owner(AutoScalingGroup.TYPE, ("AutoScalingGroupName",)),
    rules=(mixed_checks.one_market_for_a_group,),
)

KINDS = (SPOT_MARKET,)
