"""Computing time that an owner is charged with: the thread's own, without the machine's affairs.

A full garbage collection takes as long as two slices and falls into whichever slice is under way: charged to its
owner, it made equal runs end some percent apart.
"""

from __future__ import annotations

import gc
import threading
import time
from typing import Any


class _Collections(threading.local):
    """Time this thread has spent collecting garbage (s)."""

    begun = 0.0
    spent = 0.0


_collections = _Collections()


def _watch(phase: str, info: dict[str, Any]) -> None:
    if phase == "start":
        _collections.begun = time.thread_time()
    else:
        _collections.spent += time.thread_time() - _collections.begun


gc.callbacks.append(_watch)


def seconds() -> float:
    """A clock that stands still while this thread waits or collects garbage (s)."""
    return time.thread_time() - _collections.spent
