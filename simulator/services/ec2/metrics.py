"""What a launch template says of itself. Instances are measured by their group: see `autoscaling/metrics.py`."""

from __future__ import annotations

from simulator.services.kinds import Metric
from simulator.text import Text

LAUNCH_TEMPLATE = (
    Metric("LatestVersionNumber", Text("Latest version", "최신 버전"), None, chart=False),
    Metric("DefaultVersionNumber", Text("Default version", "기본 버전"), None, chart=False),
)
