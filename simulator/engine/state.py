"""A world in bytes: arrays and plain values packed with msgpack."""

from __future__ import annotations

from typing import Any

import msgpack
import numpy as np
from numpy.typing import NDArray

from simulator.kernels.records import ATTEMPT, Pool


def pack_array(array: NDArray[Any]) -> list[Any]:
    """A plain array as [dtype, shape, bytes]."""
    return [array.dtype.str, list(array.shape), np.ascontiguousarray(array).tobytes()]


def unpack_array(packed: list[Any]) -> NDArray[Any]:
    """What `pack_array` packed, writable."""
    dtype, shape, data = packed
    return np.frombuffer(data, dtype=np.dtype(dtype)).reshape(shape).copy()


def pack_pool(pool: Pool) -> list[Any]:
    """The attempts of a pool as [number, bytes]."""
    return [pool.n, pool.alive().tobytes()]


def unpack_pool(packed: list[Any]) -> Pool:
    count, data = packed
    pool = Pool(max(count, 64))
    pool.append(np.frombuffer(data, dtype=ATTEMPT))
    return pool


def pack(value: dict[str, Any]) -> bytes:
    packed: bytes = msgpack.packb(value, use_bin_type=True)
    return packed


def unpack(data: bytes) -> dict[str, Any]:
    """Raises ValueError if the bytes are not a packed mapping."""
    value = msgpack.unpackb(data, raw=False, strict_map_key=False)
    if not isinstance(value, dict):
        raise ValueError("not a snapshot")
    return value
