"""What a group with a mixed instances policy buys next: purchase option and instance type.

Terms
-----
unit
    What capacity is counted in: an instance, or its WeightedCapacity where the overrides have weights.
pool
    An instance type in a zone. Its Spot price and its score (0: no capacity, 1 to 10: how much) come from the
    Spot market; On-Demand there is always.
share
    On-Demand units first fill the base, then their percentage of what is above it, rounded up in their favour.
    All else is Spot, and is never bought On-Demand instead.

AWS does not publish how its strategies weigh availability. Here *capacity-optimized* takes the pool with the
highest score; *capacity-optimized-prioritized* and *price-capacity-optimized* hold pools whose score is within
two of the best to be equally available, and take the first in the list or the cheapest for each unit of these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from simulator.decisions import Candidate, Decision, Verdict
from simulator.services.autoscaling.purchase_reasons import PURCHASE, PurchaseReason
from simulator.services.autoscaling.terminate_steps import Distribution, PurchaseOption
from simulator.services.subject import Given, Subject, read
from simulator.text import Text

GUIDE = "Auto Scaling groups with multiple instance types and purchase options"
REBALANCE_GUIDE = "Use Capacity Rebalancing to handle Amazon EC2 Spot interruptions"
#: Scores so close to the best count as equally available.
CLOSE = 2

SpotStrategy = Literal[
    "lowest-price",
    "capacity-optimized",
    "capacity-optimized-prioritized",
    "price-capacity-optimized",
]


class Purchasing(Distribution):
    """InstancesDistribution, in the API's names and with its defaults. SpotMaxPrice: USD an hour."""

    OnDemandAllocationStrategy: Literal["prioritized", "lowest-price"] = "prioritized"
    SpotAllocationStrategy: SpotStrategy = "lowest-price"
    SpotInstancePools: int = Field(2, ge=1, le=20)
    SpotMaxPrice: float | None = Field(None, gt=0)


class Pool(Given):
    """One override in the zone. Prices in USD an hour of an instance. running: the group's Spot units of the pool."""

    InstanceType: str
    WeightedCapacity: int = Field(1, ge=1, le=999)
    on_demand_price: float = Field(gt=0)
    spot_price: float = Field(gt=0)
    score: int = Field(10, ge=0, le=10)
    running: int = Field(0, ge=0)

    def unit_price(self, option: PurchaseOption) -> float:
        """What one unit costs an hour."""
        price = self.spot_price if option == "spot" else self.on_demand_price
        return price / self.WeightedCapacity


class PurchaseInput(Given):
    """capacity: units the group wants. on_demand: units it has of those. pools: in the order of the overrides.
    at_least: score of the pool an instance at risk is in; a replacement ahead of time may not be worse."""

    distribution: Purchasing = Purchasing()
    capacity: int = Field(ge=0)
    on_demand: int = Field(0, ge=0)
    zone: str = ""
    pools: tuple[Pool, ...] = Field(min_length=1, max_length=40)
    at_least: int = Field(0, ge=0, le=10)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [pool.InstanceType for pool in self.pools]
        if len(names) != len(set(names)):
            raise ValueError("an InstanceType stands twice in pools")
        return self


def purchase(given: PurchaseInput | dict[str, Any]) -> Decision:
    """Purchase option and instance type of the next launch in the zone; a type of None if there is none to be had."""
    given = read(PurchaseInput, given)
    wanted = given.distribution.on_demand(given.capacity)
    option: PurchaseOption = "on-demand" if given.on_demand < wanted else "spot"
    whys = _refused(given) if option == "spot" else {}
    ranked = ranking(given, option)
    open_to = [pool for pool in ranked if pool.InstanceType not in whys]
    chosen = _chosen(given, option, open_to)
    base = given.distribution.OnDemandBaseCapacity
    facts: dict[str, Any] = {
        "capacity": given.capacity,
        "on_demand": given.on_demand,
        "wanted": wanted,
        "on_demand_base": base,
        "zone": given.zone,
        "strategy": given.distribution.SpotAllocationStrategy
        if option == "spot"
        else given.distribution.OnDemandAllocationStrategy,
        "order": [pool.InstanceType for pool in ranked],
        "count": len(given.pools),
        "at_least": given.at_least,
    }
    if chosen is not None:
        facts["type"] = chosen.InstanceType
        price = chosen.spot_price if option == "spot" else chosen.on_demand_price
        facts["price"] = f"{price:.4f}"
        if option == "spot":
            reason = PurchaseReason.SPOT
        else:
            reason = PurchaseReason.BASE if given.on_demand < base else PurchaseReason.ON_DEMAND
    else:
        reason = _none(given, whys)
    outcome = {"PurchaseOption": option, "InstanceType": chosen.InstanceType if chosen else None}
    rows = tuple(_row(pool, option, chosen, whys) for pool in given.pools)
    source = REBALANCE_GUIDE if reason is PurchaseReason.NOT_BETTER else GUIDE
    text = PURCHASE[reason].format(**facts)
    return Decision("autoscaling.purchase", outcome, reason.value, text, rows, facts, source)


def ranking(given: PurchaseInput, option: PurchaseOption) -> list[Pool]:
    """The pools as the allocation strategy prefers them, the best first."""
    pools = list(given.pools)
    if option == "on-demand":
        if given.distribution.OnDemandAllocationStrategy == "prioritized":
            return pools
        return sorted(pools, key=lambda pool: pool.unit_price(option))
    best = max(pool.score for pool in pools)
    keys: dict[str, Callable[[Pool], Any]] = {
        "lowest-price": lambda pool: pool.unit_price("spot"),
        "capacity-optimized": lambda pool: (-pool.score, pool.unit_price("spot")),
        "capacity-optimized-prioritized": lambda pool: (
            0 if pool.score >= best - CLOSE else -pool.score + best
        ),
        "price-capacity-optimized": lambda pool: (
            0 if pool.score >= best - CLOSE else best - pool.score,
            pool.unit_price("spot"),
        ),
    }
    return sorted(pools, key=keys[given.distribution.SpotAllocationStrategy])


def ranks(given: PurchaseInput, option: PurchaseOption) -> dict[str, int]:
    """How far each type is from what the strategy would launch now: 0 is what it would. For scale-in."""
    order = ranking(given, option)
    first = 1
    if option == "spot" and given.distribution.SpotAllocationStrategy == "lowest-price":
        first = given.distribution.SpotInstancePools
    return {pool.InstanceType: max(0, place - first + 1) for place, pool in enumerate(order)}


def _chosen(given: PurchaseInput, option: PurchaseOption, open_to: list[Pool]) -> Pool | None:
    """The best pool; with lowest-price, the one of the N cheapest that has the fewest Spot units."""
    if not open_to:
        return None
    if option == "spot" and given.distribution.SpotAllocationStrategy == "lowest-price":
        return min(open_to[: given.distribution.SpotInstancePools], key=lambda pool: pool.running)
    return open_to[0]


def _refused(given: PurchaseInput) -> dict[str, Text]:
    """Pools no Spot Instance can be had from, and why."""
    found = {}
    for pool in given.pools:
        most = given.distribution.SpotMaxPrice or pool.on_demand_price
        if pool.score == 0:
            found[pool.InstanceType] = _WHY["capacity"]
        elif pool.spot_price > most:
            found[pool.InstanceType] = _WHY["price"].format(maximum=f"{most:.4f}")
        elif pool.score < given.at_least:
            found[pool.InstanceType] = _WHY["worse"].format(at_least=given.at_least)
    return found


def _none(given: PurchaseInput, whys: dict[str, Text]) -> PurchaseReason:
    """Why there is none: what comes closest to having one."""
    pools = [pool for pool in given.pools if pool.score > 0]
    if not pools:
        return PurchaseReason.NO_CAPACITY
    limit = given.distribution.SpotMaxPrice
    if all(pool.spot_price > (limit or pool.on_demand_price) for pool in pools):
        return PurchaseReason.TOO_DEAR
    return PurchaseReason.NOT_BETTER


def _row(pool: Pool, option: PurchaseOption, chosen: Pool | None, whys: dict[str, Text]) -> Candidate:
    verdict = Verdict.ELIGIBLE
    if pool is chosen:
        verdict = Verdict.CHOSEN
    elif pool.InstanceType in whys:
        verdict = Verdict.REJECTED
    values = {
        "WeightedCapacity": pool.WeightedCapacity,
        "on_demand_price": round(pool.on_demand_price, 6),
        "spot_price": round(pool.spot_price, 6),
        "unit_price": round(pool.unit_price(option), 6),
        "score": pool.score,
        "running": pool.running,
    }
    return Candidate(pool.InstanceType, verdict, values, whys.get(pool.InstanceType))


_WHY = {
    "capacity": Text("The pool has no Spot capacity.", "이 풀에는 스팟 용량이 없어요."),
    "price": Text(
        "Its Spot price is above the maximum of ${maximum}.", "스팟 가격이 최고 가격 ${maximum}보다 높아요."
    ),
    "worse": Text(
        "It is less available than the pool at risk (score {at_least}).",
        "위험한 풀(점수 {at_least})보다 여유가 적어요.",
    ),
}

PURCHASE_SUBJECT = Subject(
    "autoscaling.purchase",
    Text(
        "Purchase option and instance type of a mixed group's next instance",
        "혼합 인스턴스 그룹이 다음에 살 구매 옵션과 인스턴스 유형",
    ),
    PurchaseInput,
    {
        "type": "object",
        "properties": {
            "PurchaseOption": {"enum": ["on-demand", "spot"]},
            "InstanceType": {"type": ["string", "null"]},
        },
        "required": ["PurchaseOption", "InstanceType"],
    },
    purchase,
    ("order",),
)
