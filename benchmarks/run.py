"""Measures Stratolab beside its peers and writes benchmarks/results/latest.json, group by group."""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path

from benchmarks import results
from benchmarks.measuring import Absent, load, machine, today

#: Group -> module with `measure() -> dict[str, float | str]`; a text in place of a figure says why there is none.
#: What needs the quietest machine first; what starts a lab of its own last.
GROUPS = {
    "jit": "benchmarks.jit",
    "pipeline": "benchmarks.pipeline",
    "groups": "benchmarks.groups",
    "queue": "benchmarks.queues",
    "ticks": "benchmarks.ticks",
    "iam": "benchmarks.iam",
    "growth": "benchmarks.growth",
    "weights": "benchmarks.weights",
    "canvas": "benchmarks.canvas",
    "fanout": "benchmarks.fanout",
    "runs": "benchmarks.runs",
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--only", action="append", choices=GROUPS, metavar="NAME", help=f"one group: {', '.join(GROUPS)}"
    )
    parser.add_argument("--out", type=Path, default=results.LATEST)
    parser.add_argument("--no-page", action="store_true", help="leave docs/performance.md as it is")
    options = parser.parse_args(arguments)
    # Asked to stop from outside: what a group has started is stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    failed = [name for name in options.only or GROUPS if not measure(name, options.out)]
    print(f"Written to {options.out}")
    if not options.no_page and options.out == results.LATEST:
        from benchmarks import page  # drawn after measuring, from the file alone

        page.main([])
    if failed:
        print(f"Not measured: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def measure(name: str, out: Path) -> bool:
    """Measure one group and put it into the file. A group that fails leaves its old figures there."""
    print(f"== {name}", flush=True)
    began = time.monotonic()
    try:
        answer: Mapping[str, float | str] = importlib.import_module(GROUPS[name]).measure()
    except Absent as reason:
        print(f"   left out: {reason}", flush=True)
        answer = {name: str(reason)}
    except Exception:
        traceback.print_exc()
        return False
    found = {key: value for key, value in answer.items() if not isinstance(value, str)}
    absent = {key: value for key, value in answer.items() if isinstance(value, str)}
    for key, value in answer.items():
        print(f"{key:40} {value}", flush=True)
    about = {
        "measured": today(),
        "load": round(load(), 1),
        "seconds": round(time.monotonic() - began, 1),
    }
    merged = results.merged(results.read(out), name, found, absent, about)
    results.write({**merged, "machine": machine()}, out)
    return True


if __name__ == "__main__":
    sys.exit(main())
