"""Networks on the canvas: what a dropped balancer or group needs to stand in."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping

from simulator.geography import REGIONS
from simulator.resources.draft import Draft
from simulator.resources.reference import refer
from simulator.services.vpc.properties import Subnet, Vpc

#: Size of a zone's lane, and the space around the first node put into it.
LANE_WIDTH, LANE_HEIGHT, MARGIN = 238, 142, 24
#: Zones of a new network: the first and the third letter, as the course draws them.
FIRST_ZONES = (0, 2)


def network(draft: Draft, position: Mapping[str, float], zones: int = 2) -> tuple[str, list[str]]:
    """A VPC and one subnet a zone, at least `zones` of them; creates what is missing.

    New lanes are stacked so that a node at `position` lies across their border.
    """
    region = draft.region()
    vpc = next((id for id in draft.of_type(Vpc.TYPE) if draft.region_of(id) == region), None)
    if vpc is None:
        vpc = draft.add(Vpc.TYPE, {"CidrBlock": "10.0.0.0/16"}, region=region)
    by_zone: dict[str, str] = {}
    for id in draft.of_type(Subnet.TYPE):
        zone = draft.value(id, "AvailabilityZone")
        if draft.target(id, "VpcId") == vpc and isinstance(zone, str):
            by_zone.setdefault(zone, id)
    lane = 0
    for zone in _zones_to_try(region):
        if len(by_zone) >= zones:
            break
        if zone not in by_zone:
            top = position["y"] - 96 + lane * LANE_HEIGHT
            by_zone[zone] = add_subnet(draft, vpc, zone, {"x": position["x"] - MARGIN, "y": top})
            lane += 1
    return vpc, list(by_zone.values())


def _zones_to_try(region: str) -> Iterable[str]:
    zones = REGIONS[region].zones
    first = [zones[index] for index in FIRST_ZONES if index < len(zones)]
    return [*first, *(zone for zone in zones if zone not in first)]


def add_subnet(draft: Draft, vpc: str, zone: str, position: Mapping[str, float]) -> str:
    canvas = {"x": position["x"], "y": position["y"], "width": LANE_WIDTH, "height": LANE_HEIGHT}
    properties = {"VpcId": refer(vpc), "AvailabilityZone": zone, "CidrBlock": _free_block(draft, vpc)}
    region = draft.region_of(vpc)
    return draft.add(Subnet.TYPE, properties, base=f"Subnet{zone[-1].upper()}", canvas=canvas, region=region)


def _free_block(draft: Draft, vpc: str) -> str:
    """The first /20 of the VPC no subnet overlaps; the last one when the VPC is full."""
    whole = _block(draft.value(vpc, "CidrBlock")) or ipaddress.IPv4Network("10.0.0.0/16")
    taken = [_block(draft.value(id, "CidrBlock")) for id in draft.of_type(Subnet.TYPE)]
    block = whole
    for block in whole.subnets(new_prefix=max(whole.prefixlen, min(20, whole.prefixlen + 4))):
        if not any(other is not None and block.overlaps(other) for other in taken):
            break
    return str(block)


def _block(value: object) -> ipaddress.IPv4Network | None:
    try:
        return ipaddress.IPv4Network(value) if isinstance(value, str) else None
    except ValueError:
        return None


def drop_vpc(draft: Draft, position: Mapping[str, float]) -> str:
    return draft.add(Vpc.TYPE, {"CidrBlock": "10.0.0.0/16"}, canvas=position)


def drop_subnet(draft: Draft, position: Mapping[str, float]) -> str:
    """A lane in the next zone that has none; in the last zone when all have one."""
    vpc, subnets = network(draft, position, zones=0)
    used = draft.strings(subnets, "AvailabilityZone")
    zones = list(_zones_to_try(draft.region_of(vpc) or draft.region()))
    zone = next((zone for zone in zones if zone not in used), zones[-1])
    return add_subnet(draft, vpc, zone, position)
