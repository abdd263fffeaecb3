"""Instances are measured by their group: see `autoscaling/metrics.py`."""

from __future__ import annotations

from simulator.services.kinds import Metric

METRICS: tuple[Metric, ...] = ()
