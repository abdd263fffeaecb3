"""Networks have no metrics of their own in this version."""

from __future__ import annotations

from simulator.services.kinds import Metric

METRICS: tuple[Metric, ...] = ()
