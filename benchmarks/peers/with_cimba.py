"""One queue in Cimba, a discrete-event engine in C whose models are compiled from Python.

It and the engine both set Numba up to their liking, so it runs in a process of its own, which prints what `run`
answers: `python -m benchmarks.peers.with_cimba 1000000 2`.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import cimba
import numpy as np
from cimba import inputs


class Mm8(cimba.Model):  # type: ignore[misc]
    """Eight servers, one queue. A request in the store is the time it came."""

    between: cimba.Input[float] = inputs.dist.exponential(mean=1 / 6.4)
    work: cimba.Input[float] = inputs.dist.exponential(mean=1.0)
    queue: cimba.Store[float]
    served: cimba.Output[float]
    mean_wait: cimba.Output[float]
    sums: cimba.Array[float] = cimba.Array(2)

    @cimba.process  # type: ignore[untyped-decorator]
    def arrivals(self) -> None:
        while True:
            cimba.hold(self.between.next())
            self.queue.put(cimba.now())

    @cimba.process(copies=8)  # type: ignore[untyped-decorator]
    def server(self) -> None:
        while True:
            came = self.queue.get()
            self.sums[0] += cimba.now() - came
            self.sums[1] += 1.0
            cimba.hold(self.work.next())

    @cimba.on_end  # type: ignore[untyped-decorator]
    def summarise(self) -> None:
        self.served = self.sums[1]
        self.mean_wait = self.sums[0] / self.sums[1]


def run(requests: int, seed: int) -> tuple[float, float, float]:
    """Simulate about so many requests: how many were served, their mean wait (s), and the CPU seconds taken."""
    model = Mm8()
    window = cimba.Window(warmup=0, duration=requests / 6.4)
    experiment = cimba.Experiment(model, replications=1, window=window, seed=seed)
    before = time.process_time()
    answer: Any = experiment.run()[model]
    spent = time.process_time() - before
    served, wait = (float(np.asarray(one).ravel()[0]) for one in (answer.served, answer.mean_wait))
    return served, wait, spent


if __name__ == "__main__":
    run(1000, seed=1)  # compiles
    print(json.dumps(run(int(sys.argv[1]), seed=int(sys.argv[2]))))
