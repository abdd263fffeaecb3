"""Live frames to many sockets: from a worker's commit to the arrival in a viewer's process.

A lab of its own, on a data folder of its own: the embedded Valkey and one web process, started as `make run` does.
This process takes the worker's place: it advances the welcome world and commits a frame at a time, four a second,
through the very script that workers commit with. Another process holds the sockets (`viewers`). All of them, Valkey
and the viewers too, share the machine's cores.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measuring import Absent
from benchmarks.viewers import more_files

ROOT = Path(__file__).resolve().parent.parent
SOCKETS = (300, 1000, 4000)
FRAMES_PER_S = 4
WARM_S, MEASURED_S = 2, 8
#: Sockets that have not all joined by then are not measured.
JOIN_S = 150


def measure() -> dict[str, float | str]:
    """In a process of its own: the settings it reads are those of a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="slb") as folder:
        environment = {**os.environ, "STRATOLAB_VAR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        for name in ("DATABASE_URL", "REDIS_URL"):
            environment.pop(name, None)
        command = [sys.executable, "-m", "benchmarks.fanout"]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True, timeout=900
        )
    answer: dict[str, float | str] = json.loads(done.stdout.splitlines()[-1])
    return answer


def main(counts: Sequence[int]) -> None:
    import django

    more_files()
    django.setup()
    from dashboard.runs.supervisor import Supervisor
    from labs.demo.loading import load_demo

    lab = Supervisor("127.0.0.1", free_port(), 0, lambda text: print(text, file=sys.stderr))
    try:
        lab.start_valkey()
        lab.prepare_database()
        run = load_demo().run
        lab.start_web()
        lab.wait_for_web()
        assert lab.web is not None and lab.web.process is not None
        address = f"ws://127.0.0.1:{lab.port}/ws/runs/{run.pk}/"
        worker = Worker(run)
        answer: dict[str, Any] = {}
        for count in counts:
            try:
                found = fan_out(worker, address, count, lab.web.process.pid)
            except Absent as reason:
                found = {f"fanout_{count}_{name}": str(reason) for name in ("p50_ms", "p95_ms", "p99_ms")}
            print(found, file=sys.stderr)
            answer |= found
        answer["fanout_message_bytes"] = worker.message_bytes
    finally:
        lab.stop_all()
    print(json.dumps(answer))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Worker:
    """Commits the frames of a run one by one, as a worker's slices do."""

    def __init__(self, run: Any) -> None:
        from dashboard.runs import actions, store, worlds

        self.run = actions.do_run(run)
        self.world = worlds.create(self.run)
        hot = store.load(str(self.run.pk))
        assert hot is not None
        self.generation, self.epoch, self.slice = hot.generation, hot.epoch, hot.slice
        self.message_bytes = 0

    def commit_one(self) -> tuple[int, float]:
        """Advance by a tick and commit it. The tick, and when the commit began (s, monotonic)."""
        from dashboard.runs import store
        from dashboard.runs.frames import FRAMES, Batch, Message, encode, message_payload

        before = self.world.tick
        frames = [frame.as_json() for frame in self.world.advance(1)]
        payload = message_payload(self.epoch, before, frames, float(FRAMES_PER_S))
        self.message_bytes = len(payload)
        later = time.time() + 3600
        work = store.Commit(
            run=str(self.run.pk),
            generation=self.generation,
            slice=self.slice,
            tick=self.world.tick,
            worker="bench",
            achieved=float(FRAMES_PER_S),
            anchor_tick=self.world.tick,
            anchor_at=later,
            due_at=later,
            batch=Batch(before, self.world.tick, encode(frames)),
            message=Message(FRAMES, self.epoch, before, self.world.tick, payload),
        )
        began = time.monotonic()
        assert store.commit(work) == "running", "the commit was refused"
        self.slice += 1
        return self.world.tick, began

    def commit_for(self, seconds: float) -> dict[int, float]:
        """Tick -> when its commit began, at an even pace."""
        sent: dict[int, float] = {}
        due = time.monotonic()
        for _ in range(round(seconds * FRAMES_PER_S)):
            due += 1 / FRAMES_PER_S
            time.sleep(max(0.0, due - time.monotonic()))
            tick, began = self.commit_one()
            sent[tick] = began
        return sent


def fan_out(worker: Worker, address: str, count: int, web: int) -> dict[str, float | str]:
    """Raises Absent when the sockets cannot all join in time, as on a machine that is busy with other things."""
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/arrivals.npy"
        command = [sys.executable, "-m", "benchmarks.viewers", address, str(count), file]
        viewers = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert viewers.stdin is not None and viewers.stdout is not None
        try:
            began = time.monotonic()
            too_long = threading.Timer(JOIN_S, viewers.kill)
            too_long.start()
            ready = viewers.stdout.readline().strip() == "ready"
            too_long.cancel()
            if not ready:
                raise Absent(f"{count:,} sockets had not joined after {time.monotonic() - began:.0f} s")
            print(f"{count} sockets joined in {time.monotonic() - began:.1f} s", file=sys.stderr)
            worker.commit_for(WARM_S)
            before, since = cpu_s(web), time.monotonic()
            sent = worker.commit_for(MEASURED_S)
            time.sleep(1.0)  # for what is still on its way; it also counts as idle time of the web process
            busy = (cpu_s(web) - before) / (time.monotonic() - since)
            viewers.stdin.write("\n")
            assert viewers.stdout.readline().strip() == "closed 0", "viewers were thrown out"
            viewers.wait(60)
            rows = np.load(file)
        finally:
            viewers.kill()
            viewers.wait()
    rows = rows[np.isin(rows["tick"], list(sent))]
    delays = rows["at"] - np.array([sent[tick] for tick in rows["tick"].tolist()])
    p50, p95, p99 = (float(one) * 1000 for one in np.percentile(delays, (50, 95, 99)))
    return {
        f"fanout_{count}_p50_ms": round(p50, 1),
        f"fanout_{count}_p95_ms": round(p95, 1),
        f"fanout_{count}_p99_ms": round(p99, 1),
        f"fanout_{count}_cpu": round(busy, 3),
        f"fanout_{count}_delivered": round(len(rows) / (len(sent) * count), 4),
    }


def cpu_s(process: int) -> float:
    """CPU seconds a process has taken so far, its threads included."""
    listed = Path(f"/proc/{process}/stat")
    if listed.exists():
        fields = listed.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    asked = subprocess.run(
        ["ps", "-o", "time=", "-p", str(process)], capture_output=True, text=True, check=True
    )
    parts = asked.stdout.strip().replace("-", ":").split(":")
    return sum(float(part) * 60**place for place, part in enumerate(reversed(parts)))


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or SOCKETS)
