"""What is wrong with mixed groups, Spot markets and versions in a document."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.document import check_document, parse_document
from tests.simulator.scenarios.shop import GROUP, TEMPLATE, shop

SPEC = {"LaunchTemplateSpecification": {"LaunchTemplateId": {"Ref": TEMPLATE}, "Version": "1"}}
TWO = [{"InstanceType": "m5.large"}, {"InstanceType": "c5.large"}]
SPOT = {"OnDemandPercentageAboveBaseCapacity": 0, "SpotAllocationStrategy": "price-capacity-optimized"}


def codes(
    group: dict[str, Any], more: dict[str, Any] | None = None, template: dict[str, Any] | None = None
) -> list[str]:
    raw = shop({"MinSize": 2, "MaxSize": 6, **group}, rate=10)
    properties = raw["Resources"][GROUP]["Properties"]
    raw["Resources"][GROUP]["Properties"] = {k: v for k, v in properties.items() if v is not None}
    raw["Resources"][TEMPLATE]["Properties"]["LaunchTemplateData"].update(template or {})
    raw["Resources"].update(more or {})
    return [problem.code for problem in check_document(parse_document(raw))]


def mixed(
    overrides: list[dict[str, Any]] = TWO, group: dict[str, Any] | None = None, **distribution: Any
) -> dict[str, Any]:
    policy = {
        "LaunchTemplate": {**SPEC, "Overrides": overrides},
        "InstancesDistribution": {**SPOT, **distribution},
    }
    return {"LaunchTemplate": None, "MixedInstancesPolicy": policy, **(group or {})}


def test_a_sound_mixed_group_has_no_problem() -> None:
    assert codes(mixed(group={"CapacityRebalance": True})) == []


@pytest.mark.parametrize(
    ("group", "code"),
    [
        (mixed(group={"LaunchTemplate": {"LaunchTemplateId": {"Ref": TEMPLATE}}}), "TemplateAndMixedPolicy"),
        ({"LaunchTemplate": None}, "MissingProperty"),
        ({"LaunchTemplate": {"LaunchTemplateId": {"Ref": TEMPLATE}, "Version": "newest"}}, "NoSuchVersion"),
        (mixed(OnDemandPercentageAboveBaseCapacity=101), "OutOfRange"),
        (mixed(OnDemandBaseCapacity=-1), "OutOfRange"),
        (mixed(OnDemandBaseCapacity=7), "BaseAboveMax"),
        (mixed(SpotInstancePools=3), "PoolsWithoutLowestPrice"),
        (mixed(SpotInstancePools=21, SpotAllocationStrategy="lowest-price"), "OutOfRange"),
        (mixed(SpotMaxPrice="0"), "MaxPriceZero"),
        (mixed(SpotMaxPrice="cheap"), "BadFormat"),
        (mixed([*TWO, TWO[0]]), "OverrideTwice"),
        (mixed([{**TWO[0], "WeightedCapacity": "2"}, TWO[1]]), "WeightsIncomplete"),
        (mixed([{**TWO[0], "WeightedCapacity": "1000"}]), "BadFormat"),
        (mixed([{**one, "WeightedCapacity": "4"} for one in TWO]), "WeightsTooLarge"),
        (mixed(TWO[:1]), "SpotOfOneType"),
        ({"CapacityRebalance": True}, "RebalanceWithoutSpot"),
    ],
)
def test_what_is_wrong_is_told_by_its_code(group: dict[str, Any], code: str) -> None:
    assert codes(group) == [code]


def test_a_template_that_asks_for_spot_does_not_go_with_a_policy() -> None:
    asks = {"InstanceMarketOptions": {"MarketType": "spot"}}
    assert codes(mixed(), template=asks) == ["TemplateAsksForSpot"]
    assert codes({"CapacityRebalance": True}, template=asks) == []


def test_a_group_has_one_spot_market() -> None:
    market = {"Type": "Lab::SpotMarket", "Properties": {"AutoScalingGroupName": {"Ref": GROUP}}}
    assert codes(mixed(), {"One": market}) == []
    assert codes(mixed(), {"One": market, "Two": market}) == ["SecondSpotMarket"]
