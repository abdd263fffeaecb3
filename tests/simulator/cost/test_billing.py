"""Prices as listed, and what usage comes to."""

from __future__ import annotations

from typing import get_args

import pytest

from simulator.cost import (
    INSTANCE_TYPES,
    PRICED_AS,
    REGIONAL,
    cloudfront_usd,
    data_out_usd,
    hourly_price,
    instances_usd,
    inter_zone_usd,
    lcu,
    load_balancer_usd,
    queries_usd,
    rule_evaluations,
    s3_requests_usd,
)
from simulator.cost.prices import CLOUDFRONT_GB, CLOUDFRONT_HTTP_10000, CLOUDFRONT_HTTPS_10000
from simulator.geography import EDGES, REGIONS
from simulator.geography.edges import RegionClass


@pytest.mark.parametrize(
    ("instance_type", "virginia", "seoul"),
    [
        ("t3.micro", 0.0104, 0.013),
        ("t3.2xlarge", 0.3328, 0.416),
        ("m5.large", 0.096, 0.118),
        ("m6i.4xlarge", 0.768, 0.944),
        ("c5.9xlarge", 1.53, 1.728),
        ("c6i.24xlarge", 4.08, 4.608),
        ("r5.24xlarge", 6.048, 7.296),
        ("t2.nano", 0.0058, 0.0072),
        ("t2.xlarge", 0.1856, 0.2304),
        ("t3.nano", 0.0052, 0.0065),
        ("m7i.48xlarge", 9.6768, 11.8944),
        ("r6i.32xlarge", 8.064, 9.728),
    ],
)
def test_hourly_prices_are_those_of_the_list(instance_type: str, virginia: float, seoul: float) -> None:
    assert hourly_price(instance_type, "us-east-1") == pytest.approx(virginia)
    assert hourly_price(instance_type, "ap-northeast-2") == pytest.approx(seoul)


def test_every_region_is_billed_as_a_listed_one() -> None:
    assert set(PRICED_AS) == set(REGIONS)
    assert set(PRICED_AS.values()) == set(REGIONAL)
    assert all(PRICED_AS[region] == region for region in REGIONAL)
    with pytest.raises(KeyError):
        hourly_price("m5.large", "moon-1")


def test_every_instance_type_has_a_price_cores_and_memory() -> None:
    assert len({type_.family for type_ in INSTANCE_TYPES.values()}) >= 4
    for name, type_ in INSTANCE_TYPES.items():
        assert hourly_price(name, "us-east-1") > 0
        small = {"t2.nano": (1, 0.5), "t2.micro": (1, 1), "t2.small": (1, 2), "t3.nano": (2, 0.5)}
        assert (type_.vcpus, type_.memory_gib) == small.get(name) or (
            type_.vcpus >= 2 and type_.memory_gib >= 1
        )
        assert 0.5 <= type_.speed <= 2
    assert (INSTANCE_TYPES["c5.18xlarge"].vcpus, INSTANCE_TYPES["c5.18xlarge"].memory_gib) == (72, 144)
    assert (INSTANCE_TYPES["m5.24xlarge"].vcpus, INSTANCE_TYPES["m5.24xlarge"].memory_gib) == (96, 384)


def test_every_edge_bills_as_a_listed_price_region() -> None:
    classes = set(get_args(RegionClass))
    assert {edge.region_class for edge in EDGES.values()} == classes
    assert set(CLOUDFRONT_GB) == set(CLOUDFRONT_HTTPS_10000) == set(CLOUDFRONT_HTTP_10000) == classes


def test_an_lcu_bills_the_dimension_used_most() -> None:
    # 50 new connections/s, 3,000 active, half a GB an hour, 250 evaluations/s.
    used = lcu(50, 3_000, 0.5, 250)
    assert used.by_dimension == {
        "new_connections": 2, "active_connections": 1, "processed_bytes": 0.5, "rule_evaluations": 0.25
    }  # fmt: skip
    assert (used.units, used.dimension) == (2, "new_connections")


def test_ten_rules_are_free() -> None:
    assert rule_evaluations(100, 10) == 0
    assert rule_evaluations(100, 12) == 200


def test_usage_adds_up() -> None:
    assert instances_usd("m5.large", "us-east-1", 48) == pytest.approx(4.608)
    assert load_balancer_usd("us-east-1", 730, 730) == pytest.approx(730 * 0.0305)
    assert cloudfront_usd("asia", 1_000_000, 100) == pytest.approx(1.2 + 12)
    assert queries_usd(2_000_000) == pytest.approx(0.8)
    assert queries_usd(2_000_000, alias=True) == 0
    assert s3_requests_usd("ap-northeast-2", 1_000_000) == pytest.approx(0.35)
    assert data_out_usd("ap-northeast-2", 10) == pytest.approx(1.26)
    assert inter_zone_usd("us-east-1", 10) == pytest.approx(0.2), "billed on both sides"
