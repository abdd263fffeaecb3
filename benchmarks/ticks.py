"""A tick of the welcome world: what it costs when nobody asks for anything, and with its usual traffic."""

from __future__ import annotations

import statistics
from pathlib import Path

from benchmarks.measuring import cpu
from simulator.document import parse_document
from simulator.engine import World, parse_command

WELCOME = Path(__file__).resolve().parent.parent / "labs" / "content" / "welcome" / "start.yaml"


def measure() -> dict[str, float | str]:
    world = World.create(parse_document(WELCOME.read_bytes()), seed=1)
    world.advance(30)
    usual = statistics.median(cpu(lambda: world.advance(1)) for _ in range(200))
    for id, resource in world.document.resources.items():
        if resource.type == "Lab::Clients":
            world.apply(parse_command({"kind": "traffic", "resource": id, "multiplier": 0}))
    world.advance(30)
    idle = statistics.median(cpu(lambda: world.advance(1)) for _ in range(400))
    return {"tick_fixed_cost_ms": round(idle * 1000, 2), "tick_welcome_ms": round(usual * 1000, 2)}
