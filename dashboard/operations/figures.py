"""The lab's state in figures, read once for the metrics and the status page alike."""

from __future__ import annotations

import functools
import os
import platform
import sqlite3
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count

from dashboard.operations import reporting
from dashboard.runs import counters, fair, scheduler, store, tasks
from dashboard.runs.models import Run, Status

#: Runs listed at most, and failed ones.
LISTED_RUNS, LISTED_FAILURES = 100, 10
#: A run is behind when it does less than this share of the ticks it should, and when its next slice is so late (s).
BEHIND_SHARE, BEHIND_SECONDS = 0.95, 1.0


@dataclass(frozen=True)
class Worker:
    name: str
    heartbeat_age: float  # s
    run: str | None  # what it does now
    warm: int  # live runs whose last slice it did
    queued: int  # tasks waiting in its own queue

    @property
    def alive(self) -> bool:
        return self.heartbeat_age <= store.WORKER_SECONDS


@dataclass(frozen=True)
class LiveRun:
    row: Run
    hot: store.Hot | None  # None: Redis does not have it
    due_at: float | None
    now: float

    @property
    def wanted(self) -> float | None:
        """Simulated seconds a second; None: as fast as it goes."""
        return None if self.row.speed == "max" else float(self.row.speed)

    @property
    def achieved(self) -> float | None:
        return self.hot.achieved if self.hot and self.hot.achieved else None

    @property
    def behind(self) -> bool:
        """Slower than asked for. The achieved speed is counted in whole ticks: one less says nothing."""
        missing = self.wanted - self.achieved if self.wanted and self.achieved else 0.0
        slow = missing > max(1.0, (1 - BEHIND_SHARE) * (self.wanted or 0.0))
        return slow or self.overdue > BEHIND_SECONDS

    @property
    def overdue(self) -> float:
        """By how much its next slice is late (s)."""
        return max(0.0, self.now - self.due_at) if self.due_at else 0.0

    @property
    def tick(self) -> int:
        return max(self.row.tick, self.hot.tick if self.hot else 0)


@dataclass(frozen=True)
class RedisState:
    """What is read from Redis. All of it is missing while Redis is away."""

    version: str
    used_bytes: int
    limit_bytes: int  # 0: none
    keys: int
    ready_runs: int
    queue_lag: float  # s
    lease_age: float | None  # s since the scheduler confirmed it; None: nobody holds it
    workers: list[Worker]
    processes: list[reporting.Process]
    queues: Mapping[str, int]
    counted: Mapping[str, int]


@dataclass(frozen=True)
class Figures:
    now: float
    runs_by_status: Mapping[str, int] = field(default_factory=dict)
    live: list[LiveRun] = field(default_factory=list)
    redis: RedisState | None = None
    database: bool = True


def _workers(now: float, live: list[str], hot: Mapping[str, store.Hot | None]) -> list[Worker]:
    client = store.connection()
    beats = client.zrangebyscore(store.WORKERS, now - 3600, "+inf", withscores=True)
    names = [name.decode() for name, _at in beats]
    pipe = client.pipeline(transaction=False)
    pipe.hgetall(fair.BUSY)
    for name in names:
        pipe.llen(tasks.queue_of(name))
    busy, *queued = pipe.execute()
    given = {name.decode(): value.decode().split(" ") for name, value in busy.items()}
    warm: dict[str, int] = {}
    for run in live:
        if (one := hot.get(run)) is not None and one.worker:
            warm[one.worker] = warm.get(one.worker, 0) + 1
    found = []
    for (name, (_, at)), waiting in zip(zip(names, beats, strict=True), queued, strict=True):
        run, piece = given.get(name, ["", ""])
        state = hot.get(run)
        doing = run if state and f"{state.generation}/{state.slice}" == piece else None
        found.append(Worker(name, max(0.0, now - at), doing, warm.get(name, 0), waiting))
    return sorted(found, key=lambda worker: worker.name)


def _redis(now: float, live: list[str], hot: Mapping[str, store.Hot | None]) -> RedisState:
    client = store.connection()
    workers = _workers(now, live, hot)
    pipe = client.pipeline(transaction=False)
    pipe.info()
    pipe.dbsize()
    pipe.hgetall(counters.COUNTERS)
    pipe.pttl(store.LEASE)
    pipe.zrangebyscore(store.DUE, "-inf", now, start=0, num=1, withscores=True)
    pipe.llen(tasks.COMMON_QUEUE)
    pipe.hlen("unacked")
    info, keys, counted, lease_ms, first_due, common, unacked = pipe.execute()
    ready, waited = fair.backlog(now)
    late = now - first_due[0][1] if first_due else 0.0
    return RedisState(
        version=f"{'Valkey' if 'valkey_version' in info else 'Redis'} "
        f"{info.get('valkey_version') or info.get('redis_version', '')}",
        used_bytes=int(info.get("used_memory", 0)),
        limit_bytes=int(info.get("maxmemory", 0)),
        keys=int(keys),
        ready_runs=ready,
        queue_lag=max(0.0, waited, late),
        lease_age=max(0.0, (scheduler.LEASE_MS - lease_ms) / 1000) if lease_ms > 0 else None,
        workers=workers,
        processes=reporting.processes(),
        queues={
            tasks.COMMON_QUEUE: common,
            **{tasks.queue_of(worker.name): worker.queued for worker in workers},
            "under way": unacked,
        },
        counted={name.decode(): int(value) for name, value in counted.items()},
    )


def gather() -> Figures:
    """Everything, as far as database and Redis answer."""
    now = time.time()
    try:
        by_status = dict(Run.objects.order_by().values_list("status").annotate(count=Count("pk")))
        rows = list(Run.objects.running().select_related("owner")[:LISTED_RUNS])
    except DatabaseError:
        return Figures(now, redis=_redis_or_none(now, [], {}), database=False)
    statuses = {str(status): by_status.get(str(status), 0) for status in Status}
    ids = [str(row.pk) for row in rows]
    try:
        hot = store.load_many(ids)
        due = dict(zip(ids, store.connection().zmscore(store.DUE, ids), strict=True)) if ids else {}
    except (redis.RedisError, OSError):
        return Figures(now, statuses, [LiveRun(row, None, None, now) for row in rows])
    live = [LiveRun(row, hot.get(str(row.pk)), due.get(str(row.pk)), now) for row in rows]
    return Figures(now, statuses, live, _redis_or_none(now, ids, hot))


def _redis_or_none(now: float, live: list[str], hot: Mapping[str, store.Hot | None]) -> RedisState | None:
    try:
        return _redis(now, live, hot)
    except (redis.RedisError, OSError):
        return None


def database_bytes() -> int | None:
    """What the database takes on its disk; None where it does not say."""
    if connection.vendor == "sqlite":
        path = str(connection.settings_dict["NAME"])
        return sum(Path(path + end).stat().st_size for end in ("", "-wal") if Path(path + end).exists())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    return None


def database_version() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


@functools.cache
def versions() -> dict[str, str]:
    """What runs here, this process's view."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]
    packages = {"Django": "django", "Celery": "celery", "Channels": "channels", "Uvicorn": "uvicorn"}
    return {
        "Stratolab": str(project["version"]),
        "Python": platform.python_version(),
        **{name: metadata.version(package) for name, package in packages.items()},
        "Linux" if platform.system() == "Linux" else platform.system(): platform.release(),
        "CPUs": str(os.cpu_count() or 1),
    }


def failures() -> list[Run]:
    """Runs that failed last."""
    return list(
        Run.objects.filter(status=Status.FAILED)
        .select_related("owner")
        .order_by("-ended_at")[:LISTED_FAILURES]
    )
