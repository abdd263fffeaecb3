"""Networks and subnets. A subnet lies in one Availability Zone; the canvas shows it as the zone's lane."""

from __future__ import annotations

import ipaddress
from typing import Annotated, ClassVar

from pydantic import AfterValidator

from simulator.geography import REGIONS
from simulator.resources.properties import Properties, ResourceProperties, about, known, refuse
from simulator.resources.reference import Reference, to
from simulator.text import Text

ZONES: dict[str, Text] = {
    zone: Text(f"{zone} · {region.label.en}", f"{zone} · {region.label.ko}")
    for region in REGIONS.values()
    for zone in region.zones
}


def _check_cidr(value: str) -> str:
    """An IPv4 block between /16 and /28 without host bits, as a VPC takes it."""
    try:
        network = ipaddress.IPv4Network(value)
    except ValueError:
        network = None
    if network is None or str(network) != value or not 16 <= network.prefixlen <= 28:
        raise refuse(
            "BadCidrBlock",
            f'"{value[:40]}" is not an address block a VPC or subnet can have.',
            f'VPC나 서브넷에 쓸 수 없는 주소 블록이에요: "{value[:40]}"',
            "Write an IPv4 block from /16 to /28 whose host bits are zero, such as 10.0.0.0/16.",
            "10.0.0.0/16처럼 호스트 비트가 0인 /16~/28 IPv4 블록을 쓰세요.",
        )
    return value


Ipv4Block = Annotated[str, AfterValidator(_check_cidr)]


class Vpc(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::EC2::VPC"

    CidrBlock: Annotated[
        Ipv4Block,
        about(
            ("IPv4 CIDR block", "IPv4 CIDR 블록"),
            ("The private addresses of the network.", "네트워크가 쓰는 프라이빗 주소 범위예요."),
            mutable=False,
        ),
    ] = "10.0.0.0/16"


class Subnet(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::EC2::Subnet"

    VpcId: Annotated[
        Reference,
        to(Vpc.TYPE),
        about(
            ("VPC", "VPC"),
            ("The network this subnet is part of.", "이 서브넷이 속한 네트워크예요."),
            mutable=False,
        ),
    ]
    AvailabilityZone: Annotated[
        str,
        known(ZONES, "UnknownZone", "Availability Zone", "가용 영역"),
        about(
            ("Availability Zone", "가용 영역"),
            (
                "Everything placed in this subnet runs here and fails with it.",
                "이 서브넷의 리소스는 모두 이 영역에서 실행되고, 영역에 장애가 나면 함께 멈춰요.",
            ),
            mutable=False,
            choices=ZONES,
        ),
    ]
    CidrBlock: Annotated[
        Ipv4Block,
        about(
            ("IPv4 CIDR block", "IPv4 CIDR 블록"),
            (
                "A part of the VPC's block that no other subnet uses.",
                "VPC 블록에서 다른 서브넷이 쓰지 않는 부분이에요.",
            ),
            mutable=False,
        ),
    ]


class ZoneOutage(Properties):
    """A zone's loss takes no parameters."""
