"""How things are measured: CPU time of one core, the best of several stretches, in turns."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numba


class Absent(Exception):
    """Something cannot be measured on this machine; the message says why. Never replaced by a guess."""


def cpu(work: Callable[[], Any]) -> float:
    """CPU seconds of this process that `work` takes."""
    before = time.process_time()
    work()
    return time.process_time() - before


def best_in_turns[Name](rates: Mapping[Name, Callable[[], float]], turns: int) -> dict[Name, float]:
    """The highest rate of each over so many turns.

    Others on the machine only ever take away from a rate, hence the best; and what they take meanwhile,
    they take from all who share the turns.
    """
    best = dict.fromkeys(rates, 0.0)
    for _ in range(turns):
        for name, rate in rates.items():
            best[name] = max(best[name], rate())
    return best


def machine() -> str:
    """What it was measured on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return (
        f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, Numba {numba.__version__}, "
        f"load {load():.1f} at the end, {today()}"
    )


def load() -> float:
    """Processes that wanted a core, on average over the last minute."""
    return os.getloadavg()[0]


def today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"
