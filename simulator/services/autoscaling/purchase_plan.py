"""What a document says of how a group buys its instances, typed for the runtime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.services.autoscaling.mixed import Purchasing
from simulator.services.ec2.spot import Market


@dataclass(frozen=True, slots=True)
class PurchasePlan:
    """distribution: None for a group without a mixed instances policy, which buys what its template says.
    overrides: (instance type, weight) in the document's order; none for the template's own type.
    rebalances: Capacity Rebalancing is on. market: the Spot market the group meets."""

    distribution: Purchasing | None
    overrides: tuple[tuple[str, int], ...]
    rebalances: bool
    market: Market

    @property
    def weighted(self) -> bool:
        return any(weight != 1 for _, weight in self.overrides)

    def weight(self, instance_type: str) -> int | None:
        """Units of an instance of this type; None for a type that is not in the list any more."""
        return dict(self.overrides).get(instance_type)

    @classmethod
    def of(cls, architecture: Any, group: str) -> PurchasePlan:
        properties = architecture[group].properties
        market = Market.of(architecture, group)
        policy = properties.MixedInstancesPolicy
        if policy is None:
            return cls(None, (), properties.CapacityRebalance, market)
        said = policy.InstancesDistribution
        given = {} if said is None else said.model_dump(exclude_none=True)
        if "SpotMaxPrice" in given:
            given["SpotMaxPrice"] = float(given["SpotMaxPrice"])
        overrides = tuple(
            (override.InstanceType, int(override.WeightedCapacity or 1))
            for override in policy.LaunchTemplate.Overrides
        )
        return cls(Purchasing(**given), overrides, properties.CapacityRebalance, market)
