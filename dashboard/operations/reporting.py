"""What each process says of itself: a hash in Redis that dies with it, and counts added to the lab's.

Counters are the lab's (`dashboard.runs.counters`), gauges are a process's. Every process rewrites its own gauges
every `REPORT_SECONDS` with an expiry, so what is read is never older than `PROCESS_SECONDS` and a dead process
leaves by itself. Any web process can therefore answer for all.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import resource
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis.asyncio as aioredis
from django.conf import settings

from dashboard.operations.tally import tally
from dashboard.runs import store
from dashboard.runs.counters import COUNTERS
from dashboard.runs.hub import hub

log = logging.getLogger(__name__)

PROCESSES = "processes"
REPORT_SECONDS = 2.0
PROCESS_SECONDS = 10.0
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def resident_bytes() -> int:
    """Memory of this process that is in RAM; where the system does not tell, its largest so far."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES
    except (OSError, IndexError):
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def own_name(kind: str) -> str:
    return f"{kind}@{socket.gethostname()}:{os.getpid()}"


@dataclass(frozen=True)
class Process:
    """A process as it described itself."""

    name: str
    at: float  # wall time of the description
    figures: Mapping[str, float] = field(default_factory=dict)


def queue(pipe: Any, name: str, figures: Mapping[str, float], counts: Mapping[str, int]) -> None:
    """Put a report into a pipeline, synchronous or not: gauges with an expiry, counts added."""
    now = time.time()
    key = f"process:{name}"
    pipe.hset(key, mapping={field: repr(value) for field, value in figures.items()})
    pipe.expire(key, int(PROCESS_SECONDS))
    pipe.zadd(PROCESSES, {name: now})
    pipe.zremrangebyscore(PROCESSES, "-inf", now - PROCESS_SECONDS)
    for field_, count in counts.items():
        pipe.hincrby(COUNTERS, field_, count)


def processes() -> list[Process]:
    """The processes that described themselves lately, by name."""
    oldest = time.time() - PROCESS_SECONDS
    rows = store.connection().zrangebyscore(PROCESSES, oldest, "+inf", withscores=True)
    pipe = store.connection().pipeline(transaction=False)
    for name, _at in rows:
        pipe.hgetall(f"process:{name.decode()}")
    found = []
    for (name, at), fields in zip(rows, pipe.execute(), strict=True):
        if fields:
            found.append(Process(name.decode(), at, {k.decode(): float(v) for k, v in fields.items()}))
    return sorted(found, key=lambda process: process.name)


class Reporter:
    """Reports for a web process, from its event loop."""

    def __init__(self, name: str = "") -> None:
        self.name = name or own_name("web")
        self.started = time.time()
        self.redis = aioredis.Redis.from_url(settings.REDIS_URL, socket_timeout=REPORT_SECONDS)
        self.lag = 0.0

    def figures(self) -> dict[str, float]:
        viewers = hub().viewers
        return {
            "started": self.started,
            "sockets": sum(len(known) for known in viewers.values()),
            "runs_watched": len(viewers),
            "resident_bytes": resident_bytes(),
            "cpu_seconds": time.process_time(),
            "loop_lag_seconds": self.lag,
        }

    async def report(self) -> None:
        """Say it once. What could not be told is kept for the next time."""
        counts = tally.take()
        try:
            async with self.redis.pipeline(transaction=True) as pipe:
                queue(pipe, self.name, self.figures(), counts)
                await pipe.execute()
        except (aioredis.RedisError, OSError) as error:
            tally.add(counts)
            log.info("no report while Redis is away: %s", error)

    async def run(self) -> None:
        """Report until cancelled, and measure how late the event loop wakes this task."""
        loop = asyncio.get_running_loop()
        while True:
            await self.report()
            due = loop.time() + REPORT_SECONDS
            await asyncio.sleep(REPORT_SECONDS)
            self.lag = max(0.0, loop.time() - due)

    async def leave(self) -> None:
        """Tell what is left, and that this process is gone."""
        await self.report()
        with contextlib.suppress(aioredis.RedisError, OSError):
            await self.redis.delete(f"process:{self.name}")
            await self.redis.zrem(PROCESSES, self.name)
        await self.redis.aclose()


async def lifespan(scope: Any, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
    """The web process's life as its server tells it: reports from the start to the end."""
    reporter: Reporter | None = None
    task: asyncio.Task[None] | None = None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            reporter = Reporter()
            task = asyncio.create_task(reporter.run())
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            if task is not None and reporter is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
                await reporter.leave()
            await send({"type": "lifespan.shutdown.complete"})
            return
