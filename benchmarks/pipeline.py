"""The whole pipeline at 50,000 requests/s through `World.advance`, beside the same in plain Python and SimPy."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks import documents
from benchmarks.measuring import best_in_turns, cpu
from benchmarks.peers import plain, with_simpy
from simulator.document import parse_document
from simulator.engine import World

#: Seconds of a pipeline before it is measured: caches are full and entries expire at their steady rate.
WARM_TICKS = 40
#: In each turn the engine takes so many stretches of so many ticks, the peers one of so many simulated seconds.
TURNS = 12
STRETCHES, STRETCH_TICKS = 5, 8
PEER_STRETCH_S = 0.25

RATE_RPS, TARGETS = 50_000, 100


def measure() -> dict[str, float | str]:
    round_robin, least = (world_of(name) for name in ("round_robin", "least_outstanding_requests"))
    work_s = documents.WORK_MS / 1000 / documents.INSTANCE_SPEED
    simpy, patient = (
        with_simpy.Pipeline(RATE_RPS, TARGETS, work_s, patience=patience) for patience in (False, True)
    )
    heap = plain.Pipeline(RATE_RPS, TARGETS, work_s)
    rates = best_in_turns(
        {
            "rr": lambda: max(stretch(round_robin) for _ in range(STRETCHES)),
            "lor": lambda: max(stretch(least) for _ in range(STRETCHES)),
            "heapq": peer_stretches(heap),
            "simpy": peer_stretches(simpy),
            "patient": peer_stretches(patient),
        },
        TURNS,
    )
    snapshot = round_robin.snapshot()
    snapshot_s = min(cpu(round_robin.snapshot) for _ in range(3))
    restore_s = min(cpu(lambda: World.restore(snapshot)) for _ in range(3))
    last = round_robin.advance(1)[-1]
    assert last.demand["goodput"] == 1.0, "the pipeline is to be measured without losses"
    return {
        "pipeline_rr_rps": round(rates["rr"]),
        "pipeline_lor_rps": round(rates["lor"]),
        "pipeline_rr_heapq_rps": round(rates["heapq"]),
        "pipeline_rr_simpy_rps": round(rates["simpy"]),
        "pipeline_rr_simpy_with_timeouts_rps": round(rates["patient"]),
        "pipeline_rr_vs_heapq": round(rates["rr"] / rates["heapq"], 1),
        "pipeline_rr_vs_simpy": round(rates["rr"] / rates["simpy"], 1),
        "pipeline_rr_vs_simpy_with_timeouts": round(rates["rr"] / rates["patient"], 1),
        "pipeline_hit_ratio": round(last.values["Cdn"]["HitRatio"], 3),
        "pipeline_hit_ratio_heapq": round(heap.hits / heap.asked, 3),
        "pipeline_hit_ratio_simpy": round(simpy.hits / simpy.asked, 3),
        "pipeline_cpu_utilization": last.values["Group"]["CPUUtilization"],
        "snapshot_ms": round(snapshot_s * 1000, 1),
        "restore_ms": round(restore_s * 1000, 1),
        "snapshot_mb": round(len(snapshot) / 1e6, 2),
        "pipeline_rr_asyncflow_rps": "AsyncFlow has no DNS, no cache and no limit on a queue: it cannot express it",
    }


def world_of(algorithm: str) -> World:
    world = World.create(parse_document(documents.pipeline(algorithm)), seed=1)
    world.advance(WARM_TICKS)
    return world


def stretch(world: World) -> float:
    """Requests a CPU second over the next ticks."""
    before = time.process_time()
    frames = world.advance(STRETCH_TICKS)
    spent = time.process_time() - before
    return sum(frame.demand["arrived"] for frame in frames) / spent


def peer_stretches(peer: with_simpy.Pipeline | plain.Pipeline) -> Callable[[], float]:
    """The same of a peer, over the next part of a simulated second, with caches filled beforehand."""
    peer.warm(2 * documents.MAX_AGE_S)
    until = PEER_STRETCH_S
    peer.run(until)  # the first stretch has requests beginning and none ending yet

    def rate() -> float:
        nonlocal until
        until += PEER_STRETCH_S
        before = len(peer.latencies)
        spent = cpu(lambda: peer.run(until))
        return (len(peer.latencies) - before) / spent

    return rate
