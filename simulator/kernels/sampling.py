"""Drawing from a fixed discrete distribution in constant time: Walker's alias method, one word a draw.

An entry packs the threshold (high 32 bits) and the alias (low 32 bits) into one uint64, so that a draw touches
one cache line.
"""

from __future__ import annotations

import numpy as np
from numba import int64, uint64
from numpy.typing import ArrayLike, NDArray

from simulator.kernels import inlined, jit
from simulator.kernels.streams import next_word


def alias_table(weights: ArrayLike) -> NDArray[np.uint64]:
    """Packed table of n entries that draws index i with probability weights[i] / sum(weights).

    Raises ValueError if there is no weight, or one that is negative or not finite.
    """
    w = np.asarray(weights, dtype=np.float64)
    total = w.sum()
    if w.ndim != 1 or not len(w) or not np.isfinite(w).all() or (w < 0).any() or total <= 0:
        raise ValueError("weights must be non-negative numbers with a positive sum")
    scaled = w * (len(w) / total)
    threshold = np.ones(len(w))
    alias = np.arange(len(w), dtype=np.int64)
    _pair(scaled, threshold, alias)
    high = np.minimum(threshold * 4294967296.0, 4294967295.0).astype(np.uint64)
    return (high << np.uint64(32)) | alias.astype(np.uint64)


@jit
def _pair(scaled, threshold, alias):
    """Vose's pairing of entries below and above the mean. Modifies all three in place."""
    n = scaled.shape[0]
    below = np.empty(n, np.int64)
    above = np.empty(n, np.int64)
    nb = 0
    na = 0
    for i in range(n):
        if scaled[i] < 1.0:
            below[nb] = i
            nb += 1
        else:
            above[na] = i
            na += 1
    while nb > 0 and na > 0:
        nb -= 1
        small = below[nb]
        large = above[na - 1]
        threshold[small] = scaled[small]
        alias[small] = large
        scaled[large] -= 1.0 - scaled[small]
        if scaled[large] < 1.0:
            na -= 1
            below[nb] = large
            nb += 1


def zipf_weights(count: int, exponent: float) -> NDArray[np.float64]:
    """Popularity of `count` objects by rank: (1, 2, ... count) ** -exponent, not normalised."""
    return np.arange(1, count + 1, dtype=np.float64) ** -exponent


@inlined
def slot_of(word, size):
    """The entry that a random word picks out of `size`."""
    return int64(((word >> uint64(32)) * uint64(size)) >> uint64(32))


@inlined
def drawn(word, table, offset, size):
    """The index that a random word draws by table[offset:offset+size]."""
    slot = slot_of(word, size)
    entry = table[offset + slot]
    if (word & uint64(0xFFFFFFFF)) < (entry >> uint64(32)):
        return slot
    return int64(entry & uint64(0xFFFFFFFF))


@inlined
def draw(s, table, offset, size):
    """An index in [0, size) drawn by table[offset:offset+size] with stream `s`."""
    return drawn(next_word(s), table, offset, size)
