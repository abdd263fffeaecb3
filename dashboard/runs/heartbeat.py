"""Whether a worker, a grader or the scheduler does its work, told by the age of a file.

The process touches its file after each turn that succeeded. A container's health check asks with
``python -m dashboard.runs.heartbeat worker``. It imports nothing of Django: that takes some milliseconds,
where a management command would take more than a second of a core, for every process at every look.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

#: A file older than this is of a process that hangs, has lost Redis, or has ended (s).
STALE_SECONDS = 15.0
ROOT = Path(__file__).resolve().parents[2]


def file_of(kind: str, name: str = "") -> Path:
    """The file of one process on this machine. `kind` is "worker", "grader" or "scheduler"; workers have names."""
    var = Path(os.environ.get("STRATOLAB_VAR", "").strip() or ROOT / "var")
    return var / "beats" / (f"{kind}-{name}" if name else kind)


def beat(kind: str, name: str = "") -> None:
    """Say that this process has just worked."""
    file = file_of(kind, name)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch()


def age(kind: str, name: str = "") -> float | None:
    """Seconds since the last beat; None when there never was one."""
    try:
        return max(0.0, time.time() - file_of(kind, name).stat().st_mtime)
    except FileNotFoundError:
        return None


def main(arguments: list[str] | None = None) -> int:
    """0 when the process beats, 1 with a sentence when it does not."""
    parser = argparse.ArgumentParser(prog="heartbeat", description="Whether a process of this machine works.")
    parser.add_argument("kind", choices=["worker", "grader", "scheduler"])
    parser.add_argument("--name", default="w1", help="the worker's name (default: w1)")
    asked = parser.parse_args(arguments)
    name = asked.name if asked.kind == "worker" else ""
    who = f"{asked.kind} {name}".strip()
    seconds = age(asked.kind, name)
    if seconds is None:
        print(f"{who}: no beat yet")
        return 1
    print(f"{who}: last beat {seconds:.0f} s ago")
    return 0 if seconds <= STALE_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
