"""What a group owed its callers: requests that its target groups answered with an error.

UnservedRequests of a second counts answers of 500 and more that the group's target groups gave or that the
balancer gave for them: refused by a full queue, reset, timed out, without a target. A viewer who gave up earlier
is in the world's `failed`, not here. Groups that share a target group share its figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.control import Runtime
from simulator.engine.dataplane import DataPlane


def measure_unserved(
    runtimes: Mapping[str, Runtime], plane: DataPlane, values: dict[str, dict[str, Any]]
) -> None:
    """Put the figure of the last tick into each group's values."""
    backends = plane.plan.names.tables["backends"]
    for id, runtime in runtimes.items():
        groups = getattr(runtime, "registers_with", None)
        if groups is not None:
            bad = sum(int(plane.books.answers[backends[name], 1]) for name in groups() if name in backends)
            values[id]["UnservedRequests"] = bad
