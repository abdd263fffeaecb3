"""What the whole lab has done so far, counted in one Redis hash.

Workers count a slice in the very script that commits it, so that refused work is never counted and committed
work always is. Web processes add what they counted every few seconds (`dashboard.operations.reporting`).
Whoever answers `/metrics` reads the hash, whichever process that is. When Redis loses everything the counters
begin at zero again, which Prometheus takes for what it is: a counter that was reset.

A field is a counter's name, or of a histogram `name<=bound` for each bucket (not cumulative; the last bound is
`inf`) and `name:sum` in microseconds; labels follow a bar: ``request<=0.1|GET api/v1/runs 2xx``.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable, Mapping

COUNTERS = "metrics:counters"
#: Upper bounds of the histograms' buckets (s).
SLICE_BOUNDS = (0.005, 0.01, 0.02, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0)
REQUEST_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
COMMAND_BOUNDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0, 15.0, 60.0)


def observed(name: str, seconds: float, bounds: Iterable[float], labels: str = "") -> dict[str, int]:
    """What one observation adds to a histogram's fields."""
    edges = (*bounds, math.inf)
    bound = edges[bisect.bisect_left(edges, seconds)]
    tail = f"|{labels}" if labels else ""
    return {f"{name}<={bound:g}{tail}": 1, f"{name}:sum{tail}": round(seconds * 1e6)}


def of_slice(
    took_seconds: float, frames: int, snapshot_bytes: int, command_seconds: Iterable[float]
) -> dict[str, int]:
    """What a slice adds: itself, its frames and snapshot, and how long its commands waited for it."""
    found = {"slices": 1, **observed("slice", took_seconds, SLICE_BOUNDS)}
    if frames:
        found["frames"] = frames
    if snapshot_bytes:
        found |= {"snapshots": 1, "snapshot_bytes": snapshot_bytes}
    for seconds in command_seconds:
        add(found, observed("command", seconds, COMMAND_BOUNDS))
    return found


def add(to: dict[str, int], more: Mapping[str, int]) -> None:
    """Add counts to counts, in place."""
    for name, count in more.items():
        to[name] = to.get(name, 0) + count
