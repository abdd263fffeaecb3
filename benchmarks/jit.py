"""Compiling the kernels: CPU seconds from the start of a process until every kernel is ready."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = "from simulator.engine import warm_up; warm_up(); import time; print(time.process_time())"


def measure() -> dict[str, float | str]:
    """Without and with compiled code there."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "STRATOLAB_CACHE_DIR": folder}
        times = [
            float(
                subprocess.run(
                    [sys.executable, "-c", CODE],
                    env=environment,
                    cwd=ROOT,
                    check=True,
                    capture_output=True,
                    text=True,
                ).stdout
            )
            for _ in range(2)
        ]
    return {"jit_cold_s": round(times[0], 2), "jit_warm_s": round(times[1], 2)}
