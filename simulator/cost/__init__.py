"""What an architecture costs: price list, billing units and instance types.

Public names: `INSTANCE_TYPES`, `InstanceType`, `hourly_price`, `REGIONAL`, `PRICED_AS`, `priced_as`, and the
functions of `simulator.cost.billing`.
"""

from simulator.cost.billing import (
    LCU,
    cloudfront_usd,
    data_out_usd,
    health_checks_usd,
    hosted_zones_usd,
    instances_usd,
    inter_zone_usd,
    lcu,
    load_balancer_usd,
    queries_usd,
    rule_evaluations,
    s3_requests_usd,
    s3_storage_usd,
)
from simulator.cost.instance_types import INSTANCE_TYPES, InstanceType
from simulator.cost.prices import PRICED_AS, PRICES_NOTE, REGIONAL, SOURCES, hourly_price, priced_as

__all__ = [
    "INSTANCE_TYPES",
    "LCU",
    "PRICED_AS",
    "PRICES_NOTE",
    "REGIONAL",
    "SOURCES",
    "InstanceType",
    "cloudfront_usd",
    "data_out_usd",
    "health_checks_usd",
    "hosted_zones_usd",
    "hourly_price",
    "instances_usd",
    "inter_zone_usd",
    "lcu",
    "load_balancer_usd",
    "priced_as",
    "queries_usd",
    "rule_evaluations",
    "s3_requests_usd",
    "s3_storage_usd",
]
