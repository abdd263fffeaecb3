"""One queue in AsyncFlow, as near to M/M/8 as it can be said there.

What differs: the time a request takes is the same for all (AsyncFlow knows no other), so it is M/D/8; users are
drawn anew each second, and every request crosses three network edges, of a microsecond here, which cannot be left
out. Its queue lengths are sampled as rarely as it lets them be.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import simpy
from asyncflow.runtime.simulation_runner import SimulationRunner
from asyncflow.schemas.payload import SimulationPayload

#: It counts CPU time in seconds and refuses long ones: 10 ms at 640 requests/s is 80 % of eight cores.
WORK_S = 0.01
RATE_RPS = 640


def scenario(seconds: int) -> dict[str, Any]:
    users = RATE_RPS * 10
    latency = {"mean": 1e-6, "distribution": "exponential"}
    edges = (("in", "users", "client"), ("there", "client", "server"), ("back", "server", "client"))
    step = {"kind": "cpu_bound_operation", "step_operation": {"cpu_time": WORK_S}}
    return {
        "rqs_input": {
            "id": "users",
            "avg_active_users": {"mean": users, "distribution": "poisson"},
            "avg_request_per_minute_per_user": {"mean": 60 * RATE_RPS / users, "distribution": "poisson"},
            "user_sampling_window": 1,
        },
        "topology_graph": {
            "nodes": {
                "client": {"id": "client"},
                "servers": [
                    {
                        "id": "server",
                        "server_resources": {"cpu_cores": 8, "ram_mb": 4096},
                        "endpoints": [{"endpoint_name": "/", "steps": [step]}],
                    }
                ],
            },
            "edges": [
                {"id": id, "source": source, "target": target, "latency": latency, "dropout_rate": 0.0}
                for id, source, target in edges
            ],
        },
        "sim_settings": {
            "total_simulation_time": seconds,
            "sample_period_s": 0.1,
            "enabled_sample_metrics": [
                "ready_queue_len",
                "event_loop_io_sleep",
                "ram_in_use",
                "edge_concurrent_connection",
            ],
            "enabled_event_metrics": ["rqs_clock"],
        },
    }


def run(seconds: int) -> tuple[float, float, float]:
    """Simulate so many seconds: requests served, their mean wait in units of service, CPU seconds taken."""
    payload = SimulationPayload.model_validate(scenario(seconds))
    before = time.process_time()
    runner = SimulationRunner(env=simpy.Environment(), simulation_input=payload)
    found = {
        str(getattr(key, "value", key)): value for key, value in runner.run().get_latency_stats().items()
    }
    spent = time.process_time() - before
    return float(found["total_requests"]), float(found["mean"]) / WORK_S - 1.0, spent


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]))))
