"""The price list: one table that the bill, the texts and the forms read.

List prices in US dollars as its authors knew them in 2024, written down by hand and not retrieved by a
program: for real money see the source pages. On demand, without taxes, first tier of each scale; free
tiers, Savings Plans, Spot and volume discounts are left out, so that a small lab shows what a thing costs
rather than that it happens to be free.

Two Regions are listed. Every other Region is billed as the one named for it in `PRICED_AS`, and whoever
shows a price says so (`priced_as`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.cost.instance_types import INSTANCE_TYPES
from simulator.geography.edges import RegionClass
from simulator.text import Text

PRICES_NOTE = Text(
    "US list prices as known in 2024, before tax, free tiers and discounts; see the AWS price pages.",
    "2024년 기준 미국 달러 정가예요. 세금, 프리 티어, 할인은 반영하지 않았어요."
    " 정확한 금액은 AWS 요금 페이지에서 확인하세요.",
)

#: Title of the public page each group of prices stands on.
SOURCES: dict[str, str] = {
    "ec2": "Amazon EC2 On-Demand Pricing",
    "ebs": "Amazon EBS pricing",
    "elb": "Elastic Load Balancing pricing",
    "cloudfront": "Amazon CloudFront Pricing",
    "route53": "Amazon Route 53 pricing",
    "s3": "Amazon S3 pricing",
}

#: AWS bills a month as this many hours.
HOURS_PER_MONTH = 730


@dataclass(frozen=True, slots=True)
class RegionalPrices:
    """Prices of one Region, USD.

    ec2_hour: by instance type. gp3_gb_month: EBS General Purpose SSD (gp3), without extra IOPS.
    alb_hour, alb_lcu_hour: an hour of a load balancer, of one LCU.
    s3_get_1000: 1,000 GET requests. s3_gb_month: S3 Standard, first 50 TB.
    data_out_gb: to the internet, first 10 TB; to CloudFront nothing. inter_zone_gb: in each direction.
    """

    ec2_hour: Mapping[str, float]
    gp3_gb_month: float
    alb_hour: float
    alb_lcu_hour: float
    s3_get_1000: float
    s3_gb_month: float
    data_out_gb: float
    inter_zone_gb: float


def _ec2(large: Mapping[str, float]) -> dict[str, float]:
    """Hourly prices of all types from those of the `large` sizes.

    AWS's list is proportional to size within a family: burstable types by memory, everything else by vCPUs.
    """
    prices = {}
    for name, type_ in INSTANCE_TYPES.items():
        if type_.burstable:
            price = large[type_.family] * type_.memory_gib / 8
        else:
            price = large[type_.family] * type_.vcpus / 2
        prices[name] = round(price, 6)
    return prices


REGIONAL: dict[str, RegionalPrices] = {
    "us-east-1": RegionalPrices(
        ec2_hour=_ec2(
            {
                "t2": 0.0928,
                "t3": 0.0832,
                "m5": 0.096,
                "m6i": 0.096,
                "m7i": 0.1008,
                "c5": 0.085,
                "c6i": 0.085,
                "r5": 0.126,
                "r6i": 0.126,
            }
        ),
        gp3_gb_month=0.08,
        alb_hour=0.0225,
        alb_lcu_hour=0.008,
        s3_get_1000=0.0004,
        s3_gb_month=0.023,
        data_out_gb=0.09,
        inter_zone_gb=0.01,
    ),
    "ap-northeast-2": RegionalPrices(
        ec2_hour=_ec2(
            {
                "t2": 0.1152,
                "t3": 0.104,
                "m5": 0.118,
                "m6i": 0.118,
                "m7i": 0.1239,
                "c5": 0.096,
                "c6i": 0.096,
                "r5": 0.152,
                "r6i": 0.152,
            }
        ),
        gp3_gb_month=0.0912,
        alb_hour=0.0225,
        alb_lcu_hour=0.008,
        s3_get_1000=0.00035,
        s3_gb_month=0.025,
        data_out_gb=0.126,
        inter_zone_gb=0.01,
    ),
}

#: Which listed Region each Region is billed as. Asia and the Pacific as Seoul, the rest as N. Virginia.
PRICED_AS: dict[str, str] = {
    "us-east-1": "us-east-1",
    "us-east-2": "us-east-1",
    "us-west-1": "us-east-1",
    "us-west-2": "us-east-1",
    "ca-central-1": "us-east-1",
    "eu-west-1": "us-east-1",
    "eu-west-2": "us-east-1",
    "eu-west-3": "us-east-1",
    "eu-central-1": "us-east-1",
    "eu-north-1": "us-east-1",
    "eu-south-1": "us-east-1",
    "me-central-1": "us-east-1",
    "il-central-1": "us-east-1",
    "af-south-1": "us-east-1",
    "sa-east-1": "us-east-1",
    "ap-northeast-2": "ap-northeast-2",
    "ap-northeast-1": "ap-northeast-2",
    "ap-northeast-3": "ap-northeast-2",
    "ap-east-1": "ap-northeast-2",
    "ap-southeast-1": "ap-northeast-2",
    "ap-southeast-2": "ap-northeast-2",
    "ap-southeast-3": "ap-northeast-2",
    "ap-south-1": "ap-northeast-2",
}

#: CloudFront: data out to viewers, per GB, first 10 TB a month.
CLOUDFRONT_GB: dict[RegionClass, float] = {
    "us_mexico_canada": 0.085,
    "europe_israel": 0.085,
    "south_africa_kenya_middle_east": 0.110,
    "south_america": 0.110,
    "japan": 0.114,
    "australia_new_zealand": 0.114,
    "asia": 0.120,
    "india": 0.109,
}

#: CloudFront: HTTPS requests, per 10,000.
CLOUDFRONT_HTTPS_10000: dict[RegionClass, float] = {
    "us_mexico_canada": 0.0100,
    "europe_israel": 0.0120,
    "south_africa_kenya_middle_east": 0.0120,
    "south_america": 0.0220,
    "japan": 0.0120,
    "australia_new_zealand": 0.0125,
    "asia": 0.0120,
    "india": 0.0120,
}

#: CloudFront: plain HTTP requests, per 10,000.
CLOUDFRONT_HTTP_10000: dict[RegionClass, float] = {
    "us_mexico_canada": 0.0075,
    "europe_israel": 0.0090,
    "south_africa_kenya_middle_east": 0.0090,
    "south_america": 0.0160,
    "japan": 0.0090,
    "australia_new_zealand": 0.0090,
    "asia": 0.0090,
    "india": 0.0090,
}

#: Route 53: a hosted zone a month (first 25), a million queries by policy (first billion; alias answers to
#: AWS resources are free), a health check of an AWS endpoint a month. Multivalue and failover answers count
#: as standard queries.
ROUTE53_ZONE_MONTH = 0.50
ROUTE53_MILLION_QUERIES: dict[str, float] = {
    "simple": 0.40,
    "weighted": 0.40,
    "failover": 0.40,
    "multivalue": 0.40,
    "latency": 0.60,
    "geolocation": 0.70,
    "geoproximity": 0.70,
    "ip_based": 0.80,
}
ROUTE53_HEALTH_CHECK_MONTH = 0.50


#: A vCPU-hour of surplus CPU credits, by family; the same in every Region for Linux.
SURPLUS_VCPU_HOUR: dict[str, float] = {"t2": 0.05, "t3": 0.05}


def surplus_vcpu_hour(family: str) -> float:
    """USD of 60 surplus CPU credits. Raises KeyError for a family without credits."""
    return SURPLUS_VCPU_HOUR[family]


def priced_as(region: str) -> str:
    """The listed Region whose prices stand for `region`. Raises KeyError for a Region we do not know."""
    return PRICED_AS[region]


def regional(region: str) -> RegionalPrices:
    """Prices of `region`, or of the Region it is billed as. Raises KeyError."""
    return REGIONAL[PRICED_AS[region]]


def hourly_price(instance_type: str, region: str) -> float:
    """USD an hour of one running Linux instance, on demand. Raises KeyError for an unknown type or Region."""
    return regional(region).ec2_hour[instance_type]
