"""EC2 takes Spot Instances back: with Capacity Rebalancing, and without.

Six instances, two of them On-Demand; the four Spot Instances come from several types over two zones. The load is
300 requests a second, the work of three of them. At minute 3 EC2 reclaims all four Spot Instances: rebalance
recommendation at once, interruption notice two minutes later, the end two minutes after that. Their pools stay
empty for ten minutes.

What is expected, and why:

minute 3   The recommendation. With rebalancing the group launches four replacements now, above its desired capacity,
           from pools that have capacity. Without it nothing happens.
minute 4-5 The replacements serve (20 s to run, 30 s to answer, two checks); each lets its predecessor go, which drains.
           No request is lost.
minute 5   The notice. Without rebalancing, still nothing happens: the instances serve on.
minute 7   The end. Without rebalancing four machines vanish together, with what they held, and two On-Demand ones face
           the load of three: requests fail until the new ones serve, about a minute later.
cost       A Spot Instance costs about two fifths of On-Demand. Replaced ahead of time or not, it stays that cheap.
"""

from __future__ import annotations

from typing import Any

import pytest

from simulator.document import parse_document
from simulator.engine import World, parse_script
from tests.simulator.scenarios.shop import GROUP, TEMPLATE, shop

TYPES = ("m5.large", "m6i.large", "c5.large", "c6i.large")
SCRIPT = {
    "events": [
        {
            "at": 180,
            "command": {
                "kind": "fault",
                "fault": "spot_interruption",
                "resource": GROUP,
                "parameters": {"Count": 4, "Lead": 120},
                "duration": 600,
            },
        }
    ]
}


def play(seconds: int, *, rebalance: bool, spot: bool = True) -> tuple[World, list[Any]]:
    policy = {
        "LaunchTemplate": {
            "LaunchTemplateSpecification": {"LaunchTemplateId": {"Ref": TEMPLATE}, "Version": "1"},
            "Overrides": [{"InstanceType": type_} for type_ in TYPES],
        },
        "InstancesDistribution": {
            "OnDemandBaseCapacity": 2,
            "OnDemandPercentageAboveBaseCapacity": 0 if spot else 100,
            "SpotAllocationStrategy": "price-capacity-optimized",
        },
    }
    raw = shop({"MinSize": 6, "MaxSize": 6, "CapacityRebalance": rebalance}, rate=300)
    group = raw["Resources"][GROUP]["Properties"]
    del group["LaunchTemplate"]
    group["MixedInstancesPolicy"] = policy
    world = World.create(parse_document(raw), seed=5, script=parse_script(SCRIPT), explain=False)
    return world, world.advance(seconds)


def reasons(frames: list[Any], subject: str) -> list[str]:
    return [one.reason for frame in frames for one in frame.decisions if one.subject == subject]


def serving(frame: Any) -> int:
    return sum(frame.values[GROUP]["GroupInServiceInstances"].values())


def lost(frames: list[Any]) -> float:
    """Share of the requests that failed."""
    failed = sum(frame.demand["failed"] for frame in frames)
    return float(failed) / sum(frame.demand["arrived"] for frame in frames)


@pytest.fixture(scope="module")
def rebalanced() -> list[Any]:
    return play(780, rebalance=True)[1]


@pytest.fixture(scope="module")
def interrupted() -> list[Any]:
    return play(780, rebalance=False)[1]


def test_replaced_ahead_of_time_nobody_notices(rebalanced: list[Any]) -> None:
    said = reasons(rebalanced, "autoscaling.spot")
    assert said.count("RebalanceRecommended") == said.count("ReplacedBeforeInterruption") == 4
    assert "SpotInterrupted" not in said
    assert min(serving(frame) for frame in rebalanced) >= 6
    assert lost(rebalanced[120:]) < 0.001


def test_the_replacements_are_spot_from_other_pools(rebalanced: list[Any]) -> None:
    def pools(frame: Any) -> set[tuple[str, str]]:
        group = frame.values[GROUP]
        return {
            (group["InstanceTypes"][id], group["InstanceZones"][id])
            for id, option in group["PurchaseOptions"].items()
            if option == "spot"
        }

    assert rebalanced[-1].values[GROUP]["SpotInstances"] == 4
    assert not pools(rebalanced[100]) & pools(rebalanced[-1])


def test_left_alone_four_vanish_together_and_requests_fail(interrupted: list[Any]) -> None:
    said = reasons(interrupted, "autoscaling.spot")
    assert said.count("InterruptionNotice") == said.count("SpotInterrupted") == 4
    assert serving(interrupted[418]) == 6 and serving(interrupted[425]) == 2
    assert lost(interrupted[120:415]) < 0.001
    assert lost(interrupted[420:480]) > 0.1
    assert lost(interrupted[600:]) < 0.001
    assert interrupted[-1].values[GROUP]["SpotInstances"] == 4


def test_spot_costs_a_fraction_of_on_demand(rebalanced: list[Any]) -> None:
    on_demand = play(60, rebalance=False, spot=False)[1]
    spot, list_price = (
        sum(frame.cost["usd_per_hour"] for frame in frames[:60]) / 60 for frames in (rebalanced, on_demand)
    )
    saved = list_price - spot
    assert 0.25 < saved / list_price < 0.5  # four of six at some 40 %, and the balancer at its own price


def test_in_the_middle_of_it_a_snapshot_goes_on_byte_for_byte() -> None:
    world, _ = play(200, rebalance=True)
    restored = World.restore(world.snapshot())
    assert restored.snapshot() == world.snapshot()
    assert [frame.as_json() for frame in restored.advance(300)] == [
        frame.as_json() for frame in world.advance(300)
    ]
