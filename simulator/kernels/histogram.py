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
    """Seconds at each of the ascending shares (0..1], interpolated within its bin; None for an empty histogram."""
    return percentiles_by_row(np.asarray(counts, np.int64).reshape(1, -1), shares)[0]


def percentiles_by_row(counts: NDArray[np.int64], shares: Iterable[float]) -> list[list[float] | None]:
    """`percentiles` of each row of int64[rows, BINS]."""
    wanted = np.array(list(shares), np.float64)
    values = np.empty((len(counts), len(wanted)))
    filled = np.zeros(len(counts), np.bool_)
    _percentiles(counts, EDGES, wanted, values, filled)
    return [row if some else None for row, some in zip(values.tolist(), filled.tolist(), strict=True)]


@jit
def _percentiles(counts, edges, shares, values, filled):
    """Fill the rows of `values` that belong to a histogram with something in it. shares: ascending."""
    for row in range(counts.shape[0]):
        total = 0
        for b in range(counts.shape[1]):
            total += counts[row, b]
        if total == 0:
            continue
        filled[row] = True
        before = 0
        b = 0
        for i in range(shares.shape[0]):
            rank = shares[i] * total
            while before + counts[row, b] < rank and b < counts.shape[1] - 1:
                before += counts[row, b]
                b += 1
            inside = 0.0
            if counts[row, b] > 0:
                inside = min(max((rank - before) / counts[row, b], 0.0), 1.0)
            values[row, i] = edges[b] + (edges[b + 1] - edges[b]) * inside
