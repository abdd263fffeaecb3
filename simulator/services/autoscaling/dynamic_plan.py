"""What the document says of the policies that alarms call, typed for the runtime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DEFAULT_COOLDOWN = 300

_STEP, _SIMPLE, _TRACKING = "StepScaling", "SimpleScaling", "TargetTrackingScaling"
_CALLED = (_STEP, _SIMPLE)


@dataclass(frozen=True, slots=True)
class Step:
    """Bounds are distances from the alarm's threshold; None is infinite."""

    lower: float | None
    upper: float | None
    adjustment: int


@dataclass(frozen=True, slots=True)
class CalledPolicy:
    """A step or simple scaling policy. warmup and cooldown: seconds, after the chain of defaults. aggregation: how
    the alarm's newest datapoints become the number that a step is chosen by."""

    id: str
    type: str
    adjustment_type: str
    steps: tuple[Step, ...]
    adjustment: int | None
    magnitude: int | None
    warmup: float
    cooldown: float
    aggregation: str = "Average"

    @property
    def is_simple(self) -> bool:
        return self.type == _SIMPLE


@dataclass(frozen=True, slots=True)
class DynamicPlan:
    """warmup: seconds for which a new instance stays out of the group's metrics in CloudWatch: the default instance
    warmup, or else the longest of a policy. cooldown: the group's default."""

    policies: tuple[CalledPolicy, ...] = ()
    warmup: float = 0.0
    cooldown: float = DEFAULT_COOLDOWN

    @classmethod
    def of(cls, architecture: Any, group: str, properties: Any) -> DynamicPlan:
        """The plan of the group with logical id `group`."""
        policies = [
            resource
            for resource in architecture.resources.values()
            if hasattr(resource.properties, "PolicyType")
            and resource.properties.AutoScalingGroupName.target == group
        ]
        cooldown = float(DEFAULT_COOLDOWN if properties.Cooldown is None else properties.Cooldown)
        default = properties.DefaultInstanceWarmup
        if default is not None and default >= 0:
            warmup = float(default)
        else:
            warmup = float(max((one.properties.EstimatedInstanceWarmup or 0 for one in policies), default=0))
        called = tuple(
            _called(one.id, one.properties, properties, cooldown)
            for one in policies
            if one.properties.PolicyType in _CALLED
        )
        return cls(called, warmup, cooldown)

    def policy(self, id: str) -> CalledPolicy | None:
        return next((one for one in self.policies if one.id == id), None)


NO_DYNAMIC_PLAN = DynamicPlan()


def _called(id: str, policy: Any, group: Any, cooldown: float) -> CalledPolicy:
    chain = (policy.EstimatedInstanceWarmup, group.DefaultInstanceWarmup)
    warmup = next((float(value) for value in chain if value is not None and value >= 0), cooldown)
    return CalledPolicy(
        id=id,
        type=policy.PolicyType,
        adjustment_type=policy.AdjustmentType,
        steps=tuple(
            Step(one.MetricIntervalLowerBound, one.MetricIntervalUpperBound, one.ScalingAdjustment)
            for one in policy.StepAdjustments or ()
        ),
        adjustment=policy.ScalingAdjustment,
        magnitude=policy.MinAdjustmentMagnitude,
        warmup=warmup,
        cooldown=cooldown if policy.Cooldown is None else float(policy.Cooldown),
        aggregation=policy.MetricAggregationType or "Average",
    )
