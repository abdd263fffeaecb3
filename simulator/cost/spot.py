"""Spot prices as a share of On-Demand: a model, and no record of real ones.

EC2 sets the Spot price of each pool (an instance type in a zone) and moves it slowly. The shares below are
round figures of what its authors saw in 2024 for Linux; nobody retrieved them, and real pools differ and
change. Zones differ by up to `ZONE_SPREAD`, and each `PRICE_PERIOD` by up to `PERIOD_SPREAD` more; a price
never exceeds On-Demand, as EC2's does not. For real prices see the source pages.
"""

from __future__ import annotations

from simulator.cost.instance_types import INSTANCE_TYPES
from simulator.cost.prices import hourly_price
from simulator.text import Text

SOURCE = "Amazon EC2 Spot Instances Pricing; Spot Instance pricing history"
NOTE = Text(
    "Spot prices are a model: round shares of the On-Demand price as seen in 2024, not real prices of today.",
    "스팟 가격은 모델이에요. 2024년 무렵 온디맨드 가격 대비 비율을 어림한 값이고, 지금의 실제 가격이 아니에요.",
)

#: Share of the On-Demand price by the family's first letter: burstable, general, compute, memory.
SHARES: dict[str, float] = {"t": 0.32, "m": 0.40, "c": 0.42, "r": 0.36}
#: Of families not listed.
OTHER_SHARE = 0.45
#: A zone's price lies within this of the family's share, in both directions.
ZONE_SPREAD = 0.15
#: And each period's within this of the zone's.
PERIOD_SPREAD = 0.05
PRICE_PERIOD = 6 * 3600.0


def spot_price(
    instance_type: str, region: str, zone_draw: float, period_draw: float, level: float = 1.0
) -> float:
    """USD an hour of one Spot Instance. The draws are of [0, 1); level scales the whole market.

    Raises KeyError for an unknown type or Region.
    """
    on_demand = hourly_price(instance_type, region)
    share = SHARES.get(INSTANCE_TYPES[instance_type].family[0], OTHER_SHARE)
    share *= 1.0 + ZONE_SPREAD * (2.0 * zone_draw - 1.0)
    share *= 1.0 + PERIOD_SPREAD * (2.0 * period_draw - 1.0)
    return round(min(on_demand, on_demand * share * level), 6)
