"""What grows with the size of an architecture, and what does not, through `World.advance`.

Of a request: its cost at the same traffic and the same utilisation over more targets and over more edge caches. Of a
tick: its fixed cost over more resources. Of a world: its memory and its snapshot.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import documents
from benchmarks.measuring import best_in_turns, cpu
from benchmarks.pipeline import stretch
from simulator.document import parse_document
from simulator.engine import World, warm_up

ROOT = Path(__file__).resolve().parent.parent
TARGETS = (10, 100, 1000)
#: Edge caches: places times distributions, with a max-age at which each has about the same share of hits.
EDGES = {1: (1, 1, 1), 10: (10, 1, 8), 200: (10, 20, 160)}
RESOURCES = (10, 100, 500)
TURNS = 10

#: Case -> its document. A case is also an argument of this module: see `memory`.
CASES: dict[str, Callable[[], dict[str, Any]]] = {
    **{
        f"{name}_{count}": lambda algorithm=algorithm, count=count: documents.pipeline(
            algorithm, targets=count, work_ms=documents.WORK_MS * count / 100
        )
        for name, algorithm in (("targets", "round_robin"), ("lor_targets", "least_outstanding_requests"))
        for count in TARGETS
    },
    **{
        f"edges_{count}": lambda places=places, distributions=distributions, age=age: documents.pipeline(
            "round_robin",
            # Room for every request to be a miss: the caches of 200 edges fill slowly.
            work_ms=documents.WORK_MS / 2,
            places=documents.PLACES[:places],
            distributions=distributions,
            max_age_s=age,
        )
        for count, (places, distributions, age) in EDGES.items()
    },
    **{f"resources_{count}": lambda count=count: documents.stacks(count) for count in RESOURCES},
}


def measure() -> dict[str, float | str]:
    answer: dict[str, float | str] = {}
    for family, counts in (("targets", TARGETS), ("lor_targets", TARGETS), ("edges", tuple(EDGES))):
        worlds = {count: steady(f"{family}_{count}") for count in counts}
        rates = best_in_turns({count: lambda w=world: stretch(w) for count, world in worlds.items()}, TURNS)
        for count, rate in rates.items():
            answer[f"growth_{family}_{count}_ns"] = round(1e9 / rate, 1)
        least, most = counts[0], counts[-1]
        answer[f"growth_{family}_ratio"] = round(rates[least] / rates[most], 2)
        for count, world in worlds.items():
            last = world.advance(1)[-1]
            assert last.demand["goodput"] == 1.0, "growth is to be measured without losses"
            if family == "edges":
                answer[f"growth_edges_{count}_hit_ratio"] = hit_ratio(last.values)
    for count in RESOURCES:
        world = steady(f"resources_{count}")
        idle = statistics.median(cpu(lambda world=world: world.advance(1)) for _ in range(300))
        answer[f"growth_resources_{count}_ms"] = round(idle * 1000, 3)
    least, most = RESOURCES[0], RESOURCES[-1]
    grown = float(answer[f"growth_resources_{most}_ms"]) - float(answer[f"growth_resources_{least}_ms"])
    answer["growth_resource_us"] = round(1000 * grown / (most - least), 2)
    for case in CASES:
        if not case.startswith("lor_"):
            answer |= memory(case)
    return answer


def steady(case: str) -> World:
    """The case's world after its caches have filled and expire at their usual rate."""
    world = World.create(parse_document(CASES[case]()), seed=1)
    family, _, count = case.rpartition("_")
    world.advance(2 * EDGES[int(count)][2] + 10 if family == "edges" else 40)
    return world


def hit_ratio(values: dict[str, Any]) -> float:
    """Of all distributions together."""
    ours = [metrics for id, metrics in values.items() if id.startswith("Cdn")]
    return round(sum(one["Hits"] for one in ours) / sum(one["Requests"] for one in ours), 3)


def memory(case: str) -> dict[str, float | str]:
    """Megabytes that a process holds more after it has made the world and run it, and its snapshot's size."""
    command = [sys.executable, "-m", "benchmarks.growth", case]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    return {
        f"growth_{case}_memory_mb": round(found["memory"], 1),
        f"growth_{case}_snapshot_mb": round(found["snapshot"], 3),
    }


def main(case: str) -> None:
    """Print a case's memory and snapshot in megabytes. A process of its own has no memory left from others."""
    warm_up()
    World.create(parse_document(CASES["resources_10"]()), seed=1).advance(1)
    before = resident_mb()
    world = steady(case)
    held = resident_mb() - before
    print(json.dumps({"memory": held, "snapshot": len(world.snapshot()) / 1e6}))


def resident_mb() -> float:
    """Memory of this process that is in use now."""
    listed = subprocess.run(["ps", "-o", "rss=", "-p", str(os.getpid())], capture_output=True, check=True)
    return int(listed.stdout) / 1e3


if __name__ == "__main__":
    main(sys.argv[1])
