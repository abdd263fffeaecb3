"""What EBS volumes cost a month: list prices as their authors knew them in 2024, see `simulator.cost.prices`."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.cost.prices import priced_as

SOURCE = "Amazon EBS pricing"

#: What a gp3 volume has without extra charge.
GP3_IOPS = 3_000
GP3_THROUGHPUT = 125
#: io2 gets cheaper above these many IOPS.
IO2_TIERS = (32_000, 64_000)


@dataclass(frozen=True, slots=True)
class VolumePrices:
    """USD a month. gb: by volume type. iops, throughput: of gp3 above what is included, IOPS and MiB/s.
    io_iops: of io1, and of io2 in its three tiers."""

    gb: dict[str, float]
    iops: float
    throughput: float
    io_iops: tuple[float, float, float]


PRICES: dict[str, VolumePrices] = {
    "us-east-1": VolumePrices(
        {"gp3": 0.08, "gp2": 0.10, "io1": 0.125, "io2": 0.125, "st1": 0.045, "sc1": 0.015, "standard": 0.05},
        0.005,
        0.04,
        (0.065, 0.0455, 0.032),
    ),
    "ap-northeast-2": VolumePrices(
        {
            "gp3": 0.0912,
            "gp2": 0.114,
            "io1": 0.1278,
            "io2": 0.1278,
            "st1": 0.051,
            "sc1": 0.0174,
            "standard": 0.08,
        },
        0.0057,
        0.0456,
        (0.0666, 0.0466, 0.0326),
    ),
}


def volume_usd_month(
    volume_type: str, gib: int, region: str, iops: int | None = None, throughput: int | None = None
) -> float:
    """USD a month of one volume. Raises KeyError for an unknown type or Region."""
    prices = PRICES[priced_as(region)]
    usd = prices.gb[volume_type] * gib
    if volume_type == "gp3":
        usd += prices.iops * max(0, (iops or 0) - GP3_IOPS)
        usd += prices.throughput * max(0, (throughput or 0) - GP3_THROUGHPUT)
    elif volume_type == "io1":
        usd += prices.io_iops[0] * (iops or 0)
    elif volume_type == "io2":
        first, second = IO2_TIERS
        wanted = iops or 0
        usd += prices.io_iops[0] * min(wanted, first)
        usd += prices.io_iops[1] * max(0, min(wanted, second) - first)
        usd += prices.io_iops[2] * max(0, wanted - second)
    return usd
