"""What an architecture costs: price list, billing units and instance types.

Public names: `INSTANCE_TYPES`, `InstanceType`, `hourly_price`, `REGIONAL`, `PRICED_AS`, `priced_as`, and the
functions of `simulator.cost.billing` and `simulator.cost.capacity`.
"""

from simulator.cost.advantages import Account, Advantages, advantages
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
from simulator.cost.capacity import (
    Point,
    contended,
    needed,
    requests_per_s,
    scale_out,
    scale_up,
    sustained_usd_per_hour,
)
from simulator.cost.instance_types import INSTANCE_TYPES, Burst, InstanceType, family_of
from simulator.cost.prices import PRICED_AS, PRICES_NOTE, REGIONAL, SOURCES, hourly_price, priced_as

__all__ = [
    "INSTANCE_TYPES",
    "LCU",
    "PRICED_AS",
    "PRICES_NOTE",
    "REGIONAL",
    "SOURCES",
    "Account",
    "Advantages",
    "Burst",
    "InstanceType",
    "Point",
    "advantages",
    "cloudfront_usd",
    "contended",
    "data_out_usd",
    "family_of",
    "health_checks_usd",
    "hosted_zones_usd",
    "hourly_price",
    "instances_usd",
    "inter_zone_usd",
    "lcu",
    "load_balancer_usd",
    "needed",
    "priced_as",
    "queries_usd",
    "requests_per_s",
    "rule_evaluations",
    "s3_requests_usd",
    "s3_storage_usd",
    "scale_out",
    "scale_up",
    "sustained_usd_per_hour",
]
