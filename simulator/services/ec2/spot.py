"""The Spot market as one group meets it: price and capacity of every pool, and how often EC2 takes one back.

A pool is an instance type in a zone. What the document does not say of it is drawn from the world's seed by the
pool's name and the period of time, not from a sequence: whoever asks, whenever, gets the same answer, and an
edit elsewhere changes no pool. Every group of a world meets the same prices and scores, unless its own market
says otherwise.

Scores are 1 (hardly any capacity) to 10, and 0 for none; EC2's Spot placement score looks like it but is asked
for by Region. That a pool of score 1 is interrupted ten times as often as one of score 10 is the model's own.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simulator.control import Control
from simulator.cost.prices import hourly_price
from simulator.cost.spot import PRICE_PERIOD, spot_price

SPOT_MARKET = "Lab::SpotMarket"
#: Seconds between the interruption notice and the end.
NOTICE_SECONDS = 120.0
#: Scores are drawn anew this often. The lowest that is drawn: only a document or a fault empties a pool.
SCORE_PERIOD = 1800.0
LOWEST_SCORE = 3
#: A pool of this score is interrupted as often as the document says.
MIDDLE_SCORE = 5.5


@dataclass(frozen=True, slots=True)
class PoolSetting:
    """What the document says of a pool. zone None: every zone. price_share: of On-Demand."""

    instance_type: str
    zone: str | None
    score: int | None
    price_share: float | None


@dataclass(frozen=True, slots=True)
class Market:
    """interruptions: an hour, of one instance of a middling pool. lead: seconds from recommendation to notice."""

    interruptions: float = 0.0
    lead: float = 120.0
    level: float = 1.0
    pools: tuple[PoolSetting, ...] = ()

    @classmethod
    def of(cls, architecture: Any, group: str) -> Market:
        """The market of this group; the plain one if the document says nothing."""
        for resource in architecture.resources.values():
            if resource.type == SPOT_MARKET and resource.properties.AutoScalingGroupName.target == group:
                said = resource.properties
                return cls(
                    float(said.InterruptionsPerHour),
                    float(said.RecommendationLead),
                    float(said.PricePercent) / 100.0,
                    tuple(
                        PoolSetting(
                            pool.InstanceType,
                            pool.AvailabilityZone,
                            pool.Score,
                            None if pool.PricePercent is None else float(pool.PricePercent) / 100.0,
                        )
                        for pool in said.Pools
                    ),
                )
        return cls()

    def price(self, control: Control, instance_type: str, zone: str) -> float:
        """USD an hour of a Spot Instance of this pool now."""
        region = zone[:-1]
        setting = self._setting(instance_type, zone)
        if setting is not None and setting.price_share is not None:
            return round(hourly_price(instance_type, region) * setting.price_share, 6)
        key = (instance_type, zone, "price")
        draws = (_draw(control, *key), _draw(control, *key, int(control.now // PRICE_PERIOD)))
        return spot_price(instance_type, region, *draws, level=self.level)

    def score(
        self, control: Control, instance_type: str, zone: str, empty: Sequence[Sequence[str]] = ()
    ) -> int:
        """How much capacity the pool has now. empty: pools (type, zone) that have none at present."""
        if any((instance_type, zone) == (type_, where) for type_, where in empty):
            return 0
        setting = self._setting(instance_type, zone)
        if setting is not None and setting.score is not None:
            return setting.score
        period = int(control.now // SCORE_PERIOD)
        span = 10 - LOWEST_SCORE + 1
        return LOWEST_SCORE + int(span * _draw(control, instance_type, zone, "score", period))

    def interrupted_after(self, control: Control, group: str, score: int) -> float | None:
        """Seconds until EC2 takes back an instance that starts now; None: not by chance."""
        if self.interruptions <= 0:
            return None
        mean = 3600.0 / (self.interruptions * (11 - max(score, 1)) / MIDDLE_SCORE)
        return -mean * math.log(1.0 - control.uniform(group, "spot-interruption"))

    def _setting(self, instance_type: str, zone: str) -> PoolSetting | None:
        for pool in self.pools:
            if pool.instance_type == instance_type and pool.zone in (None, zone):
                return pool
        return None


def _draw(control: Control, *key: object) -> float:
    """The one number in [0, 1) that the seed has for this key."""
    named = "/".join(map(str, (control.seed, "spot", *key)))
    digest = hashlib.blake2b(named.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / float(1 << 53)
