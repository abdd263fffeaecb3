"""Which series a document's alarms and policies read: what the store has to keep, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.services.cloudwatch.alarm import EVALUATION_MARGIN
from simulator.services.cloudwatch.measurements import Wanted
from simulator.services.cloudwatch.properties import Alarm


def wanted_by_alarms(resources: Any) -> Iterator[Wanted]:
    """Of typed resources."""
    for resource in resources:
        if isinstance(resource.properties, Alarm):
            periods = resource.properties.EvaluationPeriods + EVALUATION_MARGIN
            yield from resource.properties.query().wanted(periods)
