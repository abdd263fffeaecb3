"""How a group buys an instance in a world: the purchase rule asked with the market's prices and capacity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.control import Control
from simulator.cost.prices import hourly_price
from simulator.decisions import Decision
from simulator.services.autoscaling.mixed import Pool, PurchaseInput, Purchasing, purchase, ranks
from simulator.services.autoscaling.purchase_plan import PurchasePlan
from simulator.services.autoscaling.reasons import LAYER
from simulator.services.ec2.runtime import COUNTED, Instance
from simulator.services.ec2.versions import Version


@dataclass(frozen=True, slots=True)
class Purchase:
    """weight: units of capacity the instance counts as."""

    instance_type: str
    option: str = "on-demand"
    weight: int = 1


class Buyer:
    """empty: pools (type, zone) without capacity while a fault lasts. special: something with a price beside the
    list was bought once, a Spot Instance or one with volumes."""

    def __init__(self, group: str) -> None:
        self.group = group
        self.empty: list[list[str]] = []
        self.special = False
        #: Zones in which the last try failed, with the reason that was told.
        self._told: dict[str, str] = {}

    def buy(
        self,
        control: Control,
        plan: PurchasePlan,
        version: Version,
        instances: Iterable[Instance],
        capacity: int,
        zone: str,
        *,
        at_least: int = 0,
        tell: bool = True,
    ) -> Purchase | None:
        """What is launched next in the zone; None if it cannot be had there."""
        options = version.data.InstanceMarketOptions
        if plan.distribution is None and options is None:
            return Purchase(version.data.InstanceType)
        given = self.question(control, plan, version, instances, capacity, zone, at_least)
        decision = purchase(given)
        if tell:
            self._tell(control, decision, zone)
        chosen = decision.outcome["InstanceType"]
        if chosen is None:
            return None
        weight = next(pool.WeightedCapacity for pool in given.pools if pool.InstanceType == chosen)
        return Purchase(chosen, decision.outcome["PurchaseOption"], weight)

    def question(
        self,
        control: Control,
        plan: PurchasePlan,
        version: Version,
        instances: Iterable[Instance],
        capacity: int,
        zone: str,
        at_least: int = 0,
    ) -> PurchaseInput:
        """The rule's input: prices and scores of every pool in the zone, and what the group has."""
        counted = [one for one in instances if one.state in COUNTED]
        overrides = plan.overrides or ((version.data.InstanceType, 1),)
        distribution = plan.distribution or _all_spot(version)
        return PurchaseInput(
            distribution=distribution,
            capacity=capacity,
            on_demand=sum(one.weight for one in counted if one.purchase_option == "on-demand"),
            zone=zone,
            pools=tuple(
                Pool(
                    InstanceType=type_,
                    WeightedCapacity=weight,
                    on_demand_price=hourly_price(type_, zone[:-1]),
                    spot_price=plan.market.price(control, type_, zone),
                    score=plan.market.score(control, type_, zone, self.empty),
                    running=sum(
                        one.weight
                        for one in counted
                        if (one.instance_type, one.zone, one.purchase_option) == (type_, zone, "spot")
                    ),
                )
                for type_, weight in overrides
            ),
            at_least=at_least,
        )

    def ranks(
        self, control: Control, plan: PurchasePlan, version: Version, instances: list[Instance], capacity: int
    ) -> dict[str, int]:
        """How far each instance is from what the allocation strategy would launch now, by id."""
        found: dict[tuple[str, str], dict[str, int]] = {}
        for one in instances:
            key = (one.zone, one.purchase_option)
            if key not in found:
                given = self.question(control, plan, version, instances, capacity, one.zone)
                found[key] = ranks(given, one.purchase_option)  # type: ignore[arg-type]
        last = len(plan.overrides)
        return {
            one.id: found[one.zone, one.purchase_option].get(one.instance_type, last) for one in instances
        }

    def _tell(self, control: Control, decision: Decision, zone: str) -> None:
        """Each purchase, and each failure once until a purchase in the zone succeeds."""
        failed = decision.reason if decision.outcome["InstanceType"] is None else None
        if failed is None:
            self._told.pop(zone, None)
        elif self._told.get(zone) == failed:
            return
        else:
            self._told[zone] = failed
        control.decide(decision, self.group, LAYER)

    def state(self) -> dict[str, Any]:
        return {
            "empty": [list(pool) for pool in self.empty],
            "told": dict(self._told),
            "special": self.special,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        self.empty = [list(pool) for pool in state["empty"]]
        self._told = dict(state["told"])
        self.special = state["special"]


def _all_spot(version: Version) -> Purchasing:
    """A template that asks for Spot Instances: all of them are."""
    options = version.data.InstanceMarketOptions
    price = options.SpotOptions.MaxPrice if options is not None and options.SpotOptions is not None else None
    return Purchasing(
        OnDemandPercentageAboveBaseCapacity=0, SpotMaxPrice=None if price is None else float(price)
    )
