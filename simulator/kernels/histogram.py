"""Latency histograms: 32 bins an octave, mergeable by addition, each bin at most 3.2 % wide.

The bin is read off the bits of the float itself (exponent and five bits of mantissa), so that no logarithm is
taken for a request. Range 2^-20 s (about 1 µs) to 2^12 s; what lies outside counts in the first or last bin.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from llvmlite import ir
from numba import int64, types, uint64
from numba.extending import intrinsic
from numpy.typing import NDArray

from simulator.kernels import inlined, jit

BINS = 1024
_PER_OCTAVE = 32
_LOWEST_OCTAVE = -20


@intrinsic
def _bits_of(typing_context, x):
    def generate(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.uint64(types.float64), generate


@inlined
def bin_of(seconds):
    """The bin that `seconds` counts in."""
    b = int64(_bits_of(seconds) >> uint64(47)) - ((1023 - 20) << 5)
    if b < 0:
        b = 0
    if b >= 1024:
        b = 1023
    return b


def _edges() -> NDArray[np.float64]:
    octave, part = np.divmod(np.arange(BINS + 1), _PER_OCTAVE)
    return 2.0 ** (octave + _LOWEST_OCTAVE) * (1.0 + part / _PER_OCTAVE)


EDGES = _edges()


def percentiles(counts: NDArray[np.integer], shares: Iterable[float]) -> list[float] | None:
    """Seconds at each share (0..1], interpolated within its bin; None for an empty histogram."""
    wanted = np.array(list(shares), np.float64)
    values = np.empty(len(wanted))
    if not _percentiles(np.asarray(counts, np.int64), EDGES, wanted, values):
        return None
    return [float(value) for value in values]


@jit
def _percentiles(counts, edges, shares, values):
    """Fill `values`; False for an empty histogram."""
    total = 0
    for b in range(counts.shape[0]):
        total += counts[b]
    if total == 0:
        return False
    for i in range(shares.shape[0]):
        rank = shares[i] * total
        before = 0
        b = 0
        while before + counts[b] < rank and b < counts.shape[0] - 1:
            before += counts[b]
            b += 1
        inside = 0.0
        if counts[b] > 0:
            inside = min(max((rank - before) / counts[b], 0.0), 1.0)
        values[i] = edges[b] + (edges[b + 1] - edges[b]) * inside
    return True
