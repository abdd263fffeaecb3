"""Percentiles of samples in little memory: counts in bins whose bounds grow by a fixed ratio.

A sample is counted in the bin whose bounds it lies between, and answered as that bin's middle, so a percentile is
at most `ERROR` (1 %) away from the true sample of its rank, whatever the samples are; the smallest and the largest
are kept exactly. Two sketches are merged by adding their counts. Negative samples have bins of their own, zero too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

#: A percentile's largest distance from the sample of its rank, as a share of it.
ERROR = 0.01
_RATIO = (1 + ERROR) / (1 - ERROR)
_LOG = math.log(_RATIO)
#: Keys of bins are in the order of their values: positive ones around `_OFFSET`, zero's is 0, negative ones below.
_OFFSET = 100_000


def key_of(value: float) -> int:
    """The bin of a value."""
    if value == 0:
        return 0
    place = math.ceil(math.log(abs(value)) / _LOG) + _OFFSET
    return place if value > 0 else -place


def value_of(key: int) -> float:
    """The middle of a bin, which no value in it is further away from than `ERROR`."""
    if key == 0:
        return 0.0
    middle = 2.0 * _RATIO ** (abs(key) - _OFFSET) / (_RATIO + 1.0)
    return middle if key > 0 else -middle


def merge(parts: Iterable[Mapping[int, float]]) -> dict[int, float]:
    found: dict[int, float] = {}
    for part in parts:
        for key, count in part.items():
            found[key] = found.get(key, 0.0) + count
    return found


def percentile(bins: Mapping[int, float], share: float, low: float, high: float) -> float | None:
    """The value at `share` (0..1) of the counted samples, whose smallest is `low` and largest `high`."""
    total = sum(bins.values())
    if total <= 0:
        return None
    if share <= 0:
        return low
    if share >= 1:
        return high
    rank = share * total
    seen = 0.0
    for key in sorted(bins):
        seen += bins[key]
        if seen >= rank - 1e-9:
            return min(max(value_of(key), low), high)
    return high
