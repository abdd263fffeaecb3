"""A forecast that a policy has made in a world: hourly loads, and what they ask for."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.services.autoscaling.predictive.decide import predicted_capacity
from simulator.services.autoscaling.predictive.policy import PredictivePolicy


@dataclass(slots=True)
class Made:
    """A policy's newest forecast: loads of the hours from `first` on. factor: scaling metric per load.

    told: the reason that was last said for it, or for having none.
    """

    first: int = 0
    load: tuple[float, ...] = ()
    factor: float = 1.0
    told: str = ""

    def load_of(self, hour: int) -> float | None:
        place = hour - self.first
        return self.load[place] if 0 <= place < len(self.load) else None

    def capacity(self, hour: int, policy: PredictivePolicy, lowest: int, highest: int) -> int | None:
        """What the group would have at least in an hour, within its bounds as far as the policy honours them."""
        load = self.load_of(hour)
        if load is None:
            return None
        predicted = max(predicted_capacity(load, policy.target, self.factor), lowest)
        return min(predicted, highest) if policy.buffer is None else predicted

    def capacities(self, policy: PredictivePolicy, lowest: int, highest: int) -> list[int | None]:
        """Of every hour of the forecast."""
        return [self.capacity(self.first + place, policy, lowest, highest) for place in range(len(self.load))]
