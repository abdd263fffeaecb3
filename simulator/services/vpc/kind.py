"""VPC's kinds."""

from __future__ import annotations

from simulator.services.kinds import Fault, Kind, Layer, Owner
from simulator.services.vpc import canvas, checks
from simulator.services.vpc.properties import Subnet, Vpc, ZoneOutage
from simulator.services.vpc.security_groups import SecurityGroup
from simulator.text import Text

VPC = Kind(
    label=Text("VPC", "VPC"),
    summary=Text("A private network in one region.", "한 리전 안의 프라이빗 네트워크예요."),
    layer=Layer.NETWORK,
    model=Vpc,
    prefix="Vpc",
    attributes=("VpcId", "CidrBlock"),
    drop=canvas.drop_vpc,
)

SUBNET = Kind(
    label=Text("Availability Zone", "가용 영역"),
    summary=Text(
        "A subnet: the part of the network that lies in one Availability Zone.",
        "네트워크에서 한 가용 영역에 속한 서브넷이에요.",
    ),
    layer=Layer.NETWORK,
    model=Subnet,
    prefix="Subnet",
    lane="zone",
    owner=Owner(Vpc.TYPE, ("VpcId",)),
    attributes=("SubnetId", "AvailabilityZone", "CidrBlock"),
    drop=canvas.drop_subnet,
    rules=(checks.zone_is_in_region, checks.block_is_in_vpc),
    faults=(
        Fault(
            "zone_outage",
            Text("Zone outage", "가용 영역 장애"),
            Text(
                "Every instance in the zone is lost, and none is launched there until the fault is ended.",
                "이 영역의 인스턴스를 모두 잃고, 장애를 종료할 때까지 새로 시작하지도 않아요.",
            ),
            ZoneOutage,
        ),
    ),
)

SECURITY_GROUP = Kind(
    label=Text("Security group", "보안 그룹"),
    summary=Text(
        "Rules that say who may connect to what carries them.", "누가 연결할 수 있는지 정하는 규칙이에요."
    ),
    layer=Layer.NETWORK,
    model=SecurityGroup,
    prefix="SecurityGroup",
    owner=Owner(Vpc.TYPE, ("VpcId",)),
    attributes=("GroupId", "VpcId"),
)

KINDS = (VPC, SUBNET, SECURITY_GROUP)
