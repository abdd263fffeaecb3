"""Random streams: one xoshiro256++ state a logical id and stage, so that an edit elsewhere disturbs nothing.

A stream is a writable uint64[4] array, modified in place, and part of a world's snapshot. Generator: Blackman
and Vigna, "Scrambled linear pseudorandom number generators" (2021). Exponential and normal variates:
Marsaglia and Tsang, "The ziggurat method" (2000), and the polar method.
"""

from __future__ import annotations

import hashlib
import math

import numpy as np
from numba import float64, int64, uint64
from numpy.typing import NDArray

from simulator.kernels import inlined, jit

Stream = NDArray[np.uint64]


def stream(seed: int, *names: str) -> Stream:
    """The stream of (seed, names...): uint64[4], never all zero."""
    digest = hashlib.blake2b("\x1f".join([str(seed), *names]).encode(), digest_size=32).digest()
    return np.frombuffer(digest, dtype="<u8").astype(np.uint64)


@inlined
def _rotate_left(x, k):
    return (x << uint64(k)) | (x >> uint64(64 - k))


@inlined
def next_word(s):
    """The next 64 random bits of stream `s`."""
    word = _rotate_left(s[0] + s[3], 23) + s[0]
    t = s[1] << uint64(17)
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= t
    s[3] = _rotate_left(s[3], 45)
    return word


@inlined
def uniform(s):
    """Uniform on [0, 1), 53 bits."""
    return float64(next_word(s) >> uint64(11)) * (1.0 / 9007199254740992.0)


_ZIGGURAT_EDGE = 7.69711747013104972


def _exponential_tables() -> tuple[NDArray[np.uint64], NDArray[np.float64], NDArray[np.float64]]:
    """256 layers of equal area under e^-x: acceptance thresholds (53 bits), widths, heights."""
    scale = 2.0**53
    area = 0.0039496598225815571993
    x = previous = _ZIGGURAT_EDGE
    accept = np.zeros(256, np.uint64)
    width = np.zeros(256)
    height = np.zeros(256)
    base = area / math.exp(-x)
    accept[0] = int((x / base) * scale)
    width[0] = base / scale
    width[255] = x / scale
    height[0] = 1.0
    height[255] = math.exp(-x)
    for layer in range(254, 0, -1):
        x = -math.log(area / x + math.exp(-x))
        accept[layer + 1] = int((x / previous) * scale)
        previous = x
        height[layer] = math.exp(-x)
        width[layer] = x / scale
    return accept, width, height


_ACCEPT, _WIDTH, _HEIGHT = _exponential_tables()


@inlined
def exponential(s):
    """Exponential with mean 1."""
    while True:
        word = next_word(s)
        layer = int64(word & uint64(255))
        bits = word >> uint64(11)
        x = float64(bits) * _WIDTH[layer]
        if bits < _ACCEPT[layer]:
            return x
        if layer == 0:
            return _ZIGGURAT_EDGE - math.log(1.0 - uniform(s))
        if _HEIGHT[layer] + uniform(s) * (_HEIGHT[layer - 1] - _HEIGHT[layer]) < math.exp(-x):
            return x


@jit
def normal(s):
    """Standard normal, by the polar method; one of each pair is thrown away to keep the stream stateless."""
    while True:
        u = 2.0 * uniform(s) - 1.0
        v = 2.0 * uniform(s) - 1.0
        q = u * u + v * v
        if 0.0 < q < 1.0:
            return u * math.sqrt(-2.0 * math.log(q) / q)


@jit
def lognormal(s, variation):
    """Lognormal with mean 1 and coefficient of variation `variation`."""
    variance = math.log(1.0 + variation * variation)
    return math.exp(math.sqrt(variance) * normal(s) - 0.5 * variance)
