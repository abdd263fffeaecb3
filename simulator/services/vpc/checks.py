"""Rules of networks that need to see other resources."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from simulator.geography import REGIONS
from simulator.problems import Problem
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.vpc.properties import Subnet
from simulator.text import Text


def zone_is_in_region(subnet: TypedResource[Subnet], world: TypedResources) -> Iterator[Problem]:
    region = REGIONS.get(subnet.region)
    zone = subnet.properties.AvailabilityZone
    if region is not None and zone not in region.zones:
        yield Problem(
            "ZoneOutsideRegion",
            (subnet.id, "Properties", "AvailabilityZone"),
            Text.filled(f"{zone} is not in {region.id}.", f"{zone} 가용 영역은 {region.id} 리전에 없어요."),
            Text.filled(
                f"Choose one of {', '.join(region.zones)}.",
                f"다음 중에서 고르세요: {', '.join(region.zones)}",
            ),
        )


def block_is_in_vpc(subnet: TypedResource[Subnet], world: TypedResources) -> Iterator[Problem]:
    vpc = world.get(subnet.properties.VpcId)
    if vpc is None:
        return
    path = (subnet.id, "Properties", "CidrBlock")
    block = ipaddress.IPv4Network(subnet.properties.CidrBlock)
    whole = ipaddress.IPv4Network(vpc.properties.CidrBlock)
    if not block.subnet_of(whole):
        yield Problem(
            "SubnetOutsideVpc",
            path,
            Text.filled(
                f"{block} is not inside {vpc.id}'s {whole}.",
                f"{block} 블록이 {vpc.id}의 {whole} 범위를 벗어나요.",
            ),
            Text("Choose a block inside the VPC's.", "VPC 블록 안에서 고르세요."),
        )
    for other in world.all(Subnet):
        same_vpc = other.properties.VpcId.target == subnet.properties.VpcId.target
        if (
            other.id < subnet.id
            and same_vpc
            and block.overlaps(ipaddress.IPv4Network(other.properties.CidrBlock))
        ):
            yield Problem(
                "SubnetsOverlap",
                path,
                Text.filled(
                    f"{block} overlaps {other.id}.", f"{block} 블록이 {other.id} 서브넷의 블록과 겹쳐요."
                ),
                Text("Give each subnet a block of its own.", "서브넷마다 다른 블록을 쓰세요."),
            )
