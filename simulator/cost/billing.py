"""From usage to dollars. Every function takes usage in the unit it is billed by and returns USD.

An LCU (load balancer capacity unit) measures four dimensions and bills the one used most; the others ride
along for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.cost import prices
from simulator.geography.edges import RegionClass

#: What one LCU of an Application Load Balancer contains (targets are instances).
LCU_NEW_CONNECTIONS_PER_S = 25
LCU_ACTIVE_CONNECTIONS = 3_000
LCU_GB_PER_HOUR = 1.0
LCU_RULE_EVALUATIONS_PER_S = 1_000

#: Rules a request passes that are not counted as evaluations.
FREE_RULES = 10

Dimension = Literal["new_connections", "active_connections", "processed_bytes", "rule_evaluations"]


@dataclass(frozen=True, slots=True)
class LCU:
    """LCUs in use by each dimension. `units` is billed; `dimension` is the one that decides."""

    new_connections: float
    active_connections: float
    processed_bytes: float
    rule_evaluations: float

    @property
    def by_dimension(self) -> dict[Dimension, float]:
        return {
            "new_connections": self.new_connections,
            "active_connections": self.active_connections,
            "processed_bytes": self.processed_bytes,
            "rule_evaluations": self.rule_evaluations,
        }

    @property
    def units(self) -> float:
        return max(self.by_dimension.values())

    @property
    def dimension(self) -> Dimension:
        """The dimension used most; ties go to the first in the price page's order."""
        used = self.by_dimension
        return max(used, key=lambda name: used[name])


def lcu(
    new_connections_per_s: float,
    active_connections: float,
    gb_per_hour: float,
    rule_evaluations_per_s: float,
) -> LCU:
    """LCUs that this steady usage takes. Active connections are the average over a minute."""
    return LCU(
        new_connections_per_s / LCU_NEW_CONNECTIONS_PER_S,
        active_connections / LCU_ACTIVE_CONNECTIONS,
        gb_per_hour / LCU_GB_PER_HOUR,
        rule_evaluations_per_s / LCU_RULE_EVALUATIONS_PER_S,
    )


def rule_evaluations(requests_per_s: float, rules: int) -> float:
    """Billed rule evaluations a second when each request passes `rules` rules."""
    return requests_per_s * max(0, rules - FREE_RULES)


#: Seconds EC2 bills for at least, each time an instance runs.
MINIMUM_SECONDS = 60.0


def storage_usd(region: str, gib: float, hours: float) -> float:
    """Volumes of gp3 of so many GiB together, which AWS bills as GB, whether their instances run or not."""
    return prices.regional(region).gp3_gb_month * gib * hours / prices.HOURS_PER_MONTH


def instances_usd(instance_type: str, region: str, hours: float) -> float:
    """Running Linux instances, in instance hours."""
    return prices.hourly_price(instance_type, region) * hours


def load_balancer_usd(region: str, hours: float, lcu_hours: float) -> float:
    """An Application Load Balancer: its hours and its LCU-hours."""
    regional = prices.regional(region)
    return regional.alb_hour * hours + regional.alb_lcu_hour * lcu_hours


def cloudfront_usd(region_class: RegionClass, requests: float, gb: float, *, https: bool = True) -> float:
    """Requests that viewers made at edges of one price region, and the GB sent to them."""
    table = prices.CLOUDFRONT_HTTPS_10000 if https else prices.CLOUDFRONT_HTTP_10000
    return table[region_class] * requests / 10_000 + prices.CLOUDFRONT_GB[region_class] * gb


def hosted_zones_usd(zones: int, months: float) -> float:
    return prices.ROUTE53_ZONE_MONTH * zones * months


def queries_usd(queries: float, *, policy: str = "simple", alias: bool = False) -> float:
    """DNS queries of one routing policy; free when the answer is an alias to an AWS resource."""
    return 0.0 if alias else prices.ROUTE53_MILLION_QUERIES[policy] * queries / 1_000_000


def health_checks_usd(checks: int, months: float) -> float:
    """Route 53 health checks of AWS endpoints without options."""
    return prices.ROUTE53_HEALTH_CHECK_MONTH * checks * months


def s3_requests_usd(region: str, gets: float) -> float:
    return prices.regional(region).s3_get_1000 * gets / 1_000


def s3_storage_usd(region: str, gb_months: float) -> float:
    return prices.regional(region).s3_gb_month * gb_months


def data_out_usd(region: str, gb: float) -> float:
    """From a Region to the internet. What goes to CloudFront costs nothing here: bill zero GB of it."""
    return prices.regional(region).data_out_gb * gb


def inter_zone_usd(region: str, gb: float) -> float:
    """Between zones of a Region, billed once out of the one and once into the other."""
    return 2 * prices.regional(region).inter_zone_gb * gb
