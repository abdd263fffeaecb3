"""Measures the engine and writes benchmarks/results/latest.json. CPU time of one core throughout."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numba
import numpy as np

from benchmarks import documents, peers
from simulator.document import parse_document
from simulator.engine import World, parse_command, warm_up
from simulator.kernels import jit, records, servers, streams

ROOT = Path(__file__).resolve().parent
WELCOME = ROOT.parent / "labs" / "content" / "welcome" / "start.yaml"
#: Seconds of a pipeline before it is measured: caches are full and entries expire at their steady rate.
WARM_TICKS = 40
#: A rate is the best of several stretches: others on the machine only ever take away from it.
STRETCHES, STRETCH_TICKS = 5, 8
#: Engine and peer take so many turns of as many stretches and of so many simulated seconds.
TURNS, PEER_STRETCH_S = 12, 0.25


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "latest.json")
    options = parser.parse_args(arguments)
    results: dict[str, Any] = {}
    for step in (_jit, _pipelines, _single_queue, _targets, _fixed_cost):
        for name, value in step().items():
            results[name] = value
            print(f"{name:32} {value}", flush=True)
    results["machine"] = machine()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    print(f"Written to {options.out}")


def cpu(work: Callable[[], Any]) -> float:
    """CPU seconds of this process that `work` takes."""
    before = time.process_time()
    work()
    return time.process_time() - before


# --- compiling ---------------------------------------------------------------------------------------------


def _jit() -> dict[str, float]:
    """CPU seconds from the start of a process until every kernel is ready, without and with compiled code."""
    code = "from simulator.engine import warm_up; warm_up(); import time; print(time.process_time())"
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "STRATOLAB_CACHE_DIR": folder}
        times = [
            float(
                subprocess.run(
                    [sys.executable, "-c", code],
                    env=environment,
                    cwd=ROOT.parent,
                    check=True,
                    capture_output=True,
                    text=True,
                ).stdout
            )
            for _ in range(2)
        ]
    warm_up()
    return {"jit_cold_s": round(times[0], 2), "jit_warm_s": round(times[1], 2)}


# --- the pipeline ------------------------------------------------------------------------------------------


def _pipelines() -> dict[str, float]:
    """The engine and its peer take turns: what others do to the machine meanwhile, they do to both."""
    engines = {
        name: _pipeline(algorithm)
        for name, algorithm in (("rr", "round_robin"), ("lor", "least_outstanding_requests"))
    }
    speed = documents.INSTANCE_SPEED
    pairs = {
        patience: peers.Pipeline(50_000, 100, documents.WORK_MS / 1000 / speed, patience=patience)
        for patience in (False, True)
    }
    for pair in pairs.values():
        pair.warm(2 * documents.MAX_AGE_S)
        pair.run(PEER_STRETCH_S)  # the first stretch has requests beginning and none ending yet
    rates: dict[str, float] = dict.fromkeys(("rr", "lor", "simpy", "patient"), 0.0)
    for turn in range(TURNS):
        for name, world in engines.items():
            for _ in range(STRETCHES):
                rates[name] = max(rates[name], _stretch(world))
        until = (turn + 2) * PEER_STRETCH_S
        rates["simpy"] = max(rates["simpy"], _peer_stretch(pairs[False], until))
        rates["patient"] = max(rates["patient"], _peer_stretch(pairs[True], until))
    world = engines["rr"]
    snapshot = world.snapshot()
    snapshot_s = min(cpu(world.snapshot) for _ in range(3))
    restore_s = min(cpu(lambda: World.restore(snapshot)) for _ in range(3))
    last = world.advance(1)[-1]
    assert last.demand["goodput"] == 1.0, "the pipeline is to be measured without losses"
    return {
        "pipeline_rr_rps": round(rates["rr"]),
        "pipeline_lor_rps": round(rates["lor"]),
        "pipeline_rr_simpy_rps": round(rates["simpy"]),
        "pipeline_rr_vs_simpy": round(rates["rr"] / rates["simpy"], 1),
        "pipeline_rr_vs_simpy_with_timeouts": round(rates["rr"] / rates["patient"], 1),
        "pipeline_hit_ratio": round(last.values["Cdn"]["HitRatio"], 3),
        "pipeline_hit_ratio_simpy": round(pairs[False].hits / pairs[False].asked, 3),
        "pipeline_cpu_utilization": last.values["Group"]["CPUUtilization"],
        "snapshot_ms": round(snapshot_s * 1000, 1),
        "restore_ms": round(restore_s * 1000, 1),
        "snapshot_mb": round(len(snapshot) / 1e6, 2),
    }


def _pipeline(algorithm: str) -> World:
    world = World.create(parse_document(documents.pipeline(algorithm)), seed=1)
    world.advance(WARM_TICKS)
    return world


def _stretch(world: World) -> float:
    """Requests a CPU second over the next ticks."""
    before = time.process_time()
    frames = world.advance(STRETCH_TICKS)
    spent = time.process_time() - before
    return sum(frame.demand["arrived"] for frame in frames) / spent


def _peer_stretch(pipeline: peers.Pipeline, until: float) -> float:
    """The same of the peer, up to `until` simulated seconds."""
    before = len(pipeline.latencies)
    spent = cpu(lambda: pipeline.run(until))
    return (len(pipeline.latencies) - before) / spent


# --- one queue ---------------------------------------------------------------------------------------------


def _single_queue() -> dict[str, float]:
    """M/M/8 at 80 %: arrivals, queue and service, against the same in SimPy."""
    batch = 200_000
    queue = _Servers(slots=1, cores=8, limit=10_000, batch=batch)
    queue.serve(6.4, 1.0)
    mine = max(batch / cpu(lambda: queue.serve(6.4, 1.0)) for _ in range(10))
    theirs = max(50_000 / cpu(peers.Mm8(50_000, seed=seed).run) for seed in range(3))
    return {
        "mm8_rps": round(mine),
        "mm8_simpy_rps": round(theirs),
        "mm8_vs_simpy": round(mine / theirs, 1),
    }


def _targets() -> dict[str, float]:
    """Cost of a request at 1,000 targets, to that at 10, at the same utilisation."""
    cost = {}
    for targets in (10, 1000):
        fleet = _Servers(slots=targets, cores=4, limit=100, batch=50_000)
        rate = 0.7 * 4 * targets
        fleet.serve(rate, 1.0)
        cost[targets] = min(cpu(lambda fleet=fleet, rate=rate: fleet.serve(rate, 1.0)) for _ in range(20))
    return {"rr_cost_1000_vs_10_targets": round(cost[1000] / cost[10], 2)}


class _Servers:
    """The serving kernel by itself, with Poisson arrivals."""

    def __init__(self, *, slots: int, cores: int, limit: int, batch: int) -> None:
        self.fleet = servers.Servers(
            free=np.zeros((slots, cores)),
            cores=np.full(slots, cores),
            speed=np.ones(slots),
            starts=np.full((slots, limit), -np.inf),
            ring=np.zeros(slots, np.int64),
            limit=np.full(slots, limit),
            requests=np.zeros(slots, np.int64),
            busy=np.zeros(slots),
        )
        self.rows = np.zeros(batch, records.ATTEMPT)
        self.out = np.zeros(batch, records.ATTEMPT)
        self.order = np.arange(batch)
        self.eligible = np.arange(slots)
        self.cursor = np.zeros(1, np.int64)
        self.arrivals, self.service = streams.stream(1, "arrivals"), streams.stream(1, "service")
        self.scratch = servers.Outstanding(
            *(np.empty(1, np.int64) for _ in range(3)),
            np.empty(1),
            np.empty(1, np.int64),
            np.empty(1, np.int32),
            np.empty(1, np.int32),
        )
        self.now = 0.0

    def serve(self, rate: float, work: float) -> None:
        since = self.now
        self.now = _poisson(self.arrivals, self.rows, rate, since)
        servers.serve(
            self.service,
            self.rows,
            self.order,
            len(self.rows),
            since,
            self.now,
            servers.ROUND_ROBIN,
            self.eligible,
            records.NO_TARGETS,
            self.cursor,
            servers.EXPONENTIAL,
            1.0,
            np.array([work]),
            1e9,
            self.fleet,
            self.scratch,
            0,
            np.zeros(4),
            np.zeros(len(self.eligible), np.int64),
            self.out,
        )


@jit
def _poisson(s, rows, rate, start):  # type: ignore[no-untyped-def]
    t = start
    for i in range(rows.shape[0]):
        t += streams.exponential(s) / rate
        rows[i].due = t
    return t


# --- an idle tick ------------------------------------------------------------------------------------------


def _fixed_cost() -> dict[str, float]:
    """A tick of the welcome world in which nobody asks for anything, and one of its usual traffic."""
    world = World.create(parse_document(WELCOME.read_bytes()), seed=1)
    world.advance(30)
    usual = statistics.median(cpu(lambda: world.advance(1)) for _ in range(200))
    for id, resource in world.document.resources.items():
        if resource.type == "Lab::Clients":
            world.apply(parse_command({"kind": "traffic", "resource": id, "multiplier": 0}))
    world.advance(30)
    idle = statistics.median(cpu(lambda: world.advance(1)) for _ in range(400))
    return {"tick_fixed_cost_ms": round(idle * 1000, 2), "tick_welcome_ms": round(usual * 1000, 2)}


# --- the machine -------------------------------------------------------------------------------------------


def machine() -> str:
    """What it was measured on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    load = os.getloadavg()[0]
    return (
        f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, Numba {numba.__version__}, "
        f"load {load:.1f} at the end, {datetime.now(UTC):%Y-%m-%d}"
    )


if __name__ == "__main__":
    main()
