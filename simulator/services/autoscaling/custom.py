"""Which series policies with metrics of their own read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.services.autoscaling.properties import ScalingPolicy
from simulator.services.autoscaling.target_tracking import LOW_PERIODS
from simulator.services.cloudwatch.alarm import EVALUATION_MARGIN
from simulator.services.cloudwatch.measurements import Wanted
from simulator.services.cloudwatch.queries import Query


def wanted_by_policies(resources: Any) -> Iterator[Wanted]:
    """Of typed resources."""
    for resource in resources:
        if not isinstance(resource.properties, ScalingPolicy):
            continue
        tracking = resource.properties.TargetTrackingConfiguration
        if tracking is not None and tracking.CustomizedMetricSpecification is not None:
            yield from tracking.CustomizedMetricSpecification.query().wanted(LOW_PERIODS + EVALUATION_MARGIN)
        for query in predictive_queries(resource.properties):
            yield from query.wanted(1)


def predictive_queries(policy: ScalingPolicy) -> Iterator[Query]:
    """What a predictive policy reads from CloudWatch."""
    configuration = policy.PredictiveScalingConfiguration
    if configuration is None:
        return
    found = configuration.MetricSpecifications[0]
    for metric in (
        found.CustomizedLoadMetricSpecification,
        found.CustomizedScalingMetricSpecification,
        found.CustomizedCapacityMetricSpecification,
    ):
        if metric is not None:
            yield metric.query()
