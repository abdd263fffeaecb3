"""One queue with eight servers at 80 %: the serving kernel by itself, and every peer that can express it."""

from __future__ import annotations

import importlib.util
import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.measuring import best_in_turns, cpu
from benchmarks.peers import plain, with_simpy
from simulator.kernels import jit, records, servers, streams

ROOT = Path(__file__).resolve().parent.parent
BATCH = 200_000
TURNS = 4
SERVERS, LOAD = 8, 6.4


def measure() -> dict[str, float | str]:
    queue = Servers(slots=1, cores=SERVERS, limit=10_000, batch=BATCH)
    queue.serve(LOAD, 1.0)
    waits: dict[str, float] = {}
    answer: dict[str, float | str] = {}
    rates: dict[str, Callable[[], float]] = {
        "": lambda: max(BATCH / cpu(lambda: queue.serve(LOAD, 1.0)) for _ in range(10)),
        "heapq": lambda: in_python(plain.Mm8, 300_000, "heapq", waits),
        "simpy": lambda: in_python(with_simpy.Mm8, 50_000, "simpy", waits),
    }
    if installed("cimba", answer):
        rates["cimba"] = lambda: by_answer(in_a_process("cimba", 1_000_000, 2), "cimba", waits)
    if installed("asyncflow", answer):
        rates["asyncflow"] = lambda: by_answer(in_a_process("asyncflow", 20), "asyncflow", waits)
    best = best_in_turns(rates, TURNS)
    answer["mm8_rps"] = round(best[""])
    for name, rate in best.items():
        if name:
            answer[f"mm8_{name}_rps"] = round(rate)
            answer[f"mm8_vs_{name}"] = round(best[""] / rate, 1)
    answer["mm8_wait_theory"] = round(erlang_wait(SERVERS, LOAD), 3)
    answer["mm8_wait"] = round(float(np.mean([queue.wait(LOAD, 1.0) for _ in range(20)])), 3)
    answer |= {f"mm8_{name}_wait": round(wait, 3) for name, wait in waits.items()}
    return answer | {"rr_cost_1000_vs_10_targets": cost_of_targets()}


def installed(name: str, answer: dict[str, float | str]) -> bool:
    """Whether a peer is there; if not, the reason stands where its figure would be."""
    there = importlib.util.find_spec(name) is not None
    if not there:
        answer[f"mm8_{name}_rps"] = f"{name} is not installed here: see requirements-bench.in"
    return there


def in_a_process(name: str, *arguments: int) -> tuple[float, float, float]:
    """What a peer that wants a process to itself answers: requests served, their mean wait, CPU seconds."""
    command = [sys.executable, "-m", f"benchmarks.peers.with_{name}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    served, wait, spent = json.loads(done.stdout.splitlines()[-1])
    return served, wait, spent


def in_python(
    model: type[plain.Mm8] | type[with_simpy.Mm8], requests: int, name: str, waits: dict[str, float]
) -> float:
    """Requests a CPU second of a model that keeps its waits."""
    one = model(requests, LOAD)
    spent = cpu(one.run)
    waits[name] = sum(one.waits) / len(one.waits)
    return requests / spent


def by_answer(answer: tuple[float, float, float], name: str, waits: dict[str, float]) -> float:
    served, waits[name], spent = answer
    return served / spent


def erlang_wait(servers: int, load: float) -> float:
    """Mean wait of M/M/c in units of the mean service (Erlang C)."""
    terms = [load**k / math.factorial(k) for k in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last) / (servers - load)


def cost_of_targets() -> float:
    """Cost of a request at 1,000 targets, to that at 10, at the same utilisation."""
    cost = {}
    for targets in (10, 1000):
        fleet = Servers(slots=targets, cores=4, limit=100, batch=50_000)
        rate = 0.7 * 4 * targets
        fleet.serve(rate, 1.0)
        cost[targets] = min(cpu(lambda fleet=fleet, rate=rate: fleet.serve(rate, 1.0)) for _ in range(20))
    return round(cost[1000] / cost[10], 2)


class Servers:
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
            sent=np.zeros(slots),
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
        self.now = poisson(self.arrivals, self.rows, rate, since)
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
            np.zeros(1),
            1e9,
            self.fleet,
            self.scratch,
            0,
            np.zeros(4),
            np.zeros(len(self.eligible), np.int64),
            self.out,
        )

    def wait(self, rate: float, work: float) -> float:
        """Mean seconds in the queue over one more batch."""
        self.serve(rate, work)
        return float(self.out["queued"].mean())


@jit
def poisson(s, rows, rate, start):  # type: ignore[no-untyped-def]
    t = start
    for i in range(rows.shape[0]):
        t += streams.exponential(s) / rate
        rows[i].due = t
    return t
