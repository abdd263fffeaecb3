"""Compiled kernels: the requests of one simulated second, array in, array out.

Python validates and allocates; a kernel fills what it is given. All kernels are compiled by Numba with the
options in `jit`, and the compiled code is kept in a folder named by a hash of every file in this package:
Numba itself does not notice when a function that was inlined from another file has changed.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

_HERE = Path(__file__).parent


def source_hash() -> str:
    """Hex digest of every kernel file's name and text."""
    digest = hashlib.blake2b(digest_size=8)
    for file in sorted(_HERE.glob("*.py")):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def cache_directory() -> Path:
    """Where compiled code is kept: under STRATOLAB_CACHE_DIR, else the checkout, else the temporary folder."""
    chosen = os.environ.get("STRATOLAB_CACHE_DIR")
    root = Path(chosen) if chosen else _HERE.parents[1] / ".cache"
    folder = root / "kernels" / source_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return Path(tempfile.gettempdir()) / f"stratolab-kernels-{os.getuid()}-{source_hash()}"


os.environ["NUMBA_CACHE_DIR"] = str(cache_directory())

import numba  # noqa: E402  (reads its cache folder from the environment when imported)

numba.config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]

#: fastmath stays off and one order of operations is fixed: a frame must be the same bytes everywhere.
jit = numba.njit(cache=True, nogil=True, fastmath=False, boundscheck=False, error_model="numpy")
inlined = numba.njit(
    inline="always", cache=True, nogil=True, fastmath=False, boundscheck=False, error_model="numpy"
)
