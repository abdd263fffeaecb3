"""The hot copy of runs in Redis, which may be emptied at any moment.

Keys (`{id}` keeps one run's keys on one node of a cluster):

- ``run:{id}`` hash: generation, epoch, slice, tick, status, speed, pacing anchor, worker, ... (`Hot`)
- ``run:{id}:snapshot`` the world's bytes at `snapshot_tick`
- ``run:{id}:frames`` stream of batches since the last checkpoint and some before, id ``<through>-0``
- ``run:{id}:live`` publish channel
- ``runs:due`` sorted set run -> wall time of its next slice; ``runs:watched`` run -> last time somebody looked
- ``workers`` sorted set worker -> last beat

Every change of a run goes through one script that checks generation and slice first, so that a repeated or
overtaken piece of work is refused instead of doubled. A refused caller throws its world away.
"""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import redis
from django.conf import settings

from dashboard.runs.counters import COUNTERS
from dashboard.runs.frames import Batch, Message

DUE, WATCHED, WORKERS, LEASE = "runs:due", "runs:watched", "workers", "scheduler:lease"
SWEEP, CLOSING = "sweep:begun", "runs:closing"
#: Ticks kept in the stream behind the last checkpoint, for browsers that were away for a moment.
STREAM_TICKS = 300
#: Batches a stream can never exceed, and how long a run's hot copy outlives its last commit.
STREAM_BATCHES = 5_000
HOT_SECONDS = 24 * 3600
#: A worker that has not beaten for so long is gone: sooner than its runs are stale, so that it gets no new ones.
WORKER_SECONDS = 3.0


@functools.cache
def _connection(pid: int, url: str) -> redis.Redis:
    return redis.Redis.from_url(url)


def connection() -> Any:
    """This process's connection pool (a forked child makes its own). Answers come as bytes."""
    return _connection(os.getpid(), settings.REDIS_URL)


def key(run: str, part: str = "") -> str:
    return f"run:{{{run}}}" + (f":{part}" if part else "")


@dataclass(frozen=True, slots=True)
class Hot:
    """A run's hash. Times are wall seconds of the Unix epoch."""

    generation: int
    epoch: int
    slice: int
    tick: int
    status: str
    speed: str
    snapshot_tick: int  # -1: no snapshot
    checkpoint_tick: int
    checkpoint_at: float
    reached: int  # a tick viewers have seen already: caught up with at full speed
    stop_at: int  # a paused run goes on to this tick (single steps)
    commanded: int  # newest command's sequence
    anchor_tick: int
    anchor_at: float
    worker: str
    achieved: float
    owner: str = ""

    @classmethod
    def from_hash(cls, fields: dict[bytes, bytes]) -> Hot | None:
        if not fields or b"generation" not in fields:
            return None
        text = {name.decode(): value.decode() for name, value in fields.items()}

        def whole(name: str, default: int = 0) -> int:
            return int(text.get(name, default))

        return cls(
            generation=whole("generation"),
            epoch=whole("epoch", 1),
            slice=whole("slice"),
            tick=whole("tick"),
            status=text.get("status", "paused"),
            speed=text.get("speed", "1"),
            snapshot_tick=whole("snapshot_tick", -1),
            checkpoint_tick=whole("checkpoint_tick"),
            checkpoint_at=float(text.get("checkpoint_at", 0)),
            reached=whole("reached"),
            stop_at=whole("stop_at"),
            commanded=whole("commanded"),
            anchor_tick=whole("anchor_tick"),
            anchor_at=float(text.get("anchor_at", 0)),
            worker=text.get("worker", ""),
            achieved=float(text.get("achieved", 0)),
            owner=text.get("owner", ""),
        )

    @property
    def behind(self) -> bool:
        """There are ticks to simulate that do not wait for the clock."""
        return self.tick < max(self.reached, self.stop_at)


# KEYS: hash. ARGV: generation, slice. Only one attempt at a slice ever runs. Answers with the server's run id.
CLAIM = """
local h = redis.call('HMGET', KEYS[1], 'generation', 'slice', 'claimed')
if h[1] ~= ARGV[1] or h[2] ~= ARGV[2] or h[3] == ARGV[1] .. '/' .. ARGV[2] then return '' end
redis.call('HSET', KEYS[1], 'claimed', ARGV[1] .. '/' .. ARGV[2])
return string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or 'unknown'
"""

# KEYS: hash, snapshot, stream, channel, due, counters. ARGV: run, generation, slice, tick, snapshot tick or -1,
# snapshot, worker, achieved, anchor tick, anchor at, due at, seconds to live, message or '', after, batch or '',
# max batches, then counter, increment, ...
COMMIT = """
local h = redis.call('HMGET', KEYS[1], 'generation', 'slice', 'tick', 'status', 'stop_at', 'reached',
                     'anchor_tick', 'anchor_at', 'paced')
if h[1] ~= ARGV[2] or h[2] ~= ARGV[3] then return {0, ''} end
local tick = tonumber(ARGV[4])
if ARGV[15] ~= '' then
  if tonumber(ARGV[14]) ~= tonumber(h[3]) then return {0, ''} end
  redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[16], ARGV[4] .. '-0', 'after', ARGV[14], 'batch', ARGV[15])
  redis.call('EXPIRE', KEYS[3], ARGV[12])
  redis.call('HSET', KEYS[1], 'tick', ARGV[4])
end
redis.call('HSET', KEYS[1], 'slice', tonumber(ARGV[3]) + 1, 'worker', ARGV[7], 'achieved', ARGV[8])
redis.call('EXPIRE', KEYS[1], ARGV[12])
if tonumber(ARGV[5]) >= 0 then
  redis.call('SET', KEYS[2], ARGV[6], 'EX', ARGV[12])
  redis.call('HSET', KEYS[1], 'snapshot_tick', ARGV[5])
end
if ARGV[13] ~= '' then redis.call('PUBLISH', KEYS[4], ARGV[13]) end
for i = 17, #ARGV, 2 do redis.call('HINCRBY', KEYS[6], ARGV[i], ARGV[i + 1]) end
local due = tonumber(ARGV[11])
if h[4] == 'running' then
  -- A control that came meanwhile has set its own anchor: it is newer than what this slice knew.
  if h[9] == '1' then
    redis.call('HSET', KEYS[1], 'paced', '0'); due = 0
  else
    redis.call('HSET', KEYS[1], 'anchor_tick', ARGV[9], 'anchor_at', ARGV[10])
  end
elseif tonumber(h[5] or '0') > tick then
  due = 0
else
  redis.call('ZREM', KEYS[5], ARGV[1])
  return {1, h[4]}
end
redis.call('ZADD', KEYS[5], due, ARGV[1])
return {1, h[4]}
"""

# KEYS: hash, due. ARGV: run, generation, due at or '', then field, value, ...
CONTROL = """
if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[2] then return 0 end
for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
if ARGV[3] == 'never' then redis.call('ZREM', KEYS[2], ARGV[1])
elseif ARGV[3] ~= '' then redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1]) end
return 1
"""

# KEYS: hash, due. ARGV: run, generation, newest command, now, seconds between two that do not wait. A command shows
# at once: the next tick is due now, and the ticks after it as much sooner.
COMMANDED = """
local h = redis.call('HMGET', KEYS[1], 'generation', 'status', 'speed', 'tick', 'reached', 'hastened_at')
if h[1] ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'commanded', ARGV[3])
if h[2] ~= 'running' or h[3] == 'max' or tonumber(h[4]) < tonumber(h[5] or '0') then return 1 end
local at = math.max(tonumber(ARGV[4]), tonumber(h[6] or '0') + tonumber(ARGV[5]))
local due = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not due or tonumber(due) <= at then return 1 end
redis.call('HSET', KEYS[1], 'anchor_tick', h[4], 'anchor_at', string.format('%.6f', at - 1 / tonumber(h[3])),
           'paced', '1', 'hastened_at', string.format('%.6f', at))
redis.call('ZADD', KEYS[2], at, ARGV[1])
return 1
"""

# KEYS: hash, snapshot, stream, due. ARGV: run, tick stored in the database, generation, due at or '', epoch,
# then field, value, ... Whether what is here goes on is decided here: until this script runs, a worker that is
# only slow may still commit.
SEED = """
local h = redis.call('HMGET', KEYS[1], 'generation', 'epoch', 'tick')
if h[1] and tonumber(h[1]) > tonumber(ARGV[3]) then return 0 end
local tick = tonumber(ARGV[2])
if h[2] == ARGV[5] and h[3] and tonumber(h[3]) >= tick then tick = tonumber(h[3])
else redis.call('DEL', KEYS[1], KEYS[2], KEYS[3]) end
redis.call('HDEL', KEYS[1], 'claimed', 'enqueued', 'worker')
redis.call('HSET', KEYS[1], 'generation', ARGV[3], 'slice', 0, 'epoch', ARGV[5], 'tick', tick)
for i = 6, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
for _, name in ipairs({'reached', 'anchor_tick'}) do
  if tonumber(redis.call('HGET', KEYS[1], name) or 0) < tick then redis.call('HSET', KEYS[1], name, tick) end
end
if ARGV[4] == '' then redis.call('ZREM', KEYS[4], ARGV[1])
else redis.call('ZADD', KEYS[4], ARGV[4], ARGV[1]) end
return 1
"""

# KEYS: hash, due, closing. ARGV: run. From here on nobody commits: the tick that is answered is the last one.
CLOSE = """
local tick = redis.call('HGET', KEYS[1], 'tick')
if not tick then return -1 end
redis.call('HINCRBY', KEYS[1], 'generation', 1)
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('SADD', KEYS[3], ARGV[1])
return tonumber(tick)
"""

# KEYS: lease. ARGV: token, milliseconds. Takes the lease, or keeps it if it is the caller's already.
HOLD_LEASE = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""


def load(run: str) -> Hot | None:
    return Hot.from_hash(connection().hgetall(key(run)))


def load_many(runs: Iterable[str]) -> dict[str, Hot | None]:
    ids = list(runs)
    pipe = connection().pipeline(transaction=False)
    for run in ids:
        pipe.hgetall(key(run))
    return {run: Hot.from_hash(fields) for run, fields in zip(ids, pipe.execute(), strict=True)}


@dataclass(frozen=True, slots=True)
class Mark:
    """What of a run's hash the database knows too."""

    generation: int
    status: str
    speed: str
    commanded: int


def marks(runs: Iterable[str]) -> dict[str, Mark | None]:
    """What Redis holds the runs to be; None: it does not know the run."""
    ids = list(runs)
    pipe = connection().pipeline(transaction=False)
    for run in ids:
        pipe.hmget(key(run), "generation", "status", "speed", "commanded")
    found: dict[str, Mark | None] = {}
    for run, (generation, status, speed, commanded) in zip(ids, pipe.execute(), strict=True):
        known = generation is not None
        found[run] = (
            Mark(int(generation), (status or b"").decode(), (speed or b"").decode(), int(commanded or 0))
            if known
            else None
        )
    return found


def claim(run: str, generation: int, slice_: int) -> str:
    """Take a slice for this attempt; empty when it is stale or was taken before.

    The answer names this life of the Redis server. After a restart it may know less than it did: what a worker
    has warm from an earlier life is good for nothing.
    """
    return connection().eval(CLAIM, 1, key(run), generation, slice_).decode()


@dataclass(frozen=True, slots=True)
class Commit:
    """What a slice did. `batch` is None when it only caught up with what was there already."""

    run: str
    generation: int
    slice: int
    tick: int
    worker: str
    achieved: float
    anchor_tick: int
    anchor_at: float
    due_at: float
    batch: Batch | None = None
    snapshot: bytes | None = None
    snapshot_tick: int = -1  # the world's tick when the snapshot was taken; -1: none
    message: Message | None = None
    counted: Mapping[str, int] = field(default_factory=dict)  # what `counters` shall add


def commit(work: Commit) -> str | None:
    """Write a slice's work at once. The run's status now, or None when the work was refused."""
    batch = work.batch
    accepted, status = connection().eval(
        COMMIT,
        6,
        key(work.run),
        key(work.run, "snapshot"),
        key(work.run, "frames"),
        key(work.run, "live"),
        DUE,
        COUNTERS,
        work.run,
        work.generation,
        work.slice,
        work.tick,
        work.snapshot_tick,
        work.snapshot or b"",
        work.worker,
        repr(work.achieved),
        work.anchor_tick,
        repr(work.anchor_at),
        repr(work.due_at),
        HOT_SECONDS,
        work.message.as_bytes() if work.message else b"",
        batch.after if batch else 0,
        batch.blob if batch else b"",
        STREAM_BATCHES,
        *(part for item in work.counted.items() for part in item),
    )
    return status.decode() if accepted else None


def control(
    run: str, generation: int, *, due_at: float | None = None, never: bool = False, **fields: Any
) -> bool:
    """Change a run's hot fields if `generation` still is its own; `never` takes it off the schedule."""
    when = "never" if never else "" if due_at is None else repr(due_at)
    flat = [part for item in fields.items() for part in item]
    return bool(connection().eval(CONTROL, 2, key(run), DUE, run, generation, when, *flat))


def commanded(run: str, generation: int, sequence: int, now: float, pause: float) -> bool:
    """There are commands up to `sequence`. A paced run does its next tick at once, but not within `pause` seconds of
    the last one that was done early: who gives many commands does not make time pass much faster.
    """
    argv = (run, generation, sequence, repr(now), repr(pause))
    return bool(connection().eval(COMMANDED, 2, key(run), DUE, *argv))


def seed(run: str, generation: int, *, epoch: int, stored: int, due_at: float | None, **fields: Any) -> bool:
    """Put a run (back) into Redis under a new generation.

    What is there of this epoch goes on, with its snapshot and stream, unless the database has more: then the
    run goes on from `stored`, the tick through which the database holds it.
    """
    flat = [part for item in fields.items() for part in item]
    when = "" if due_at is None else repr(due_at)
    keys = (key(run), key(run, "snapshot"), key(run, "frames"), DUE)
    return bool(connection().eval(SEED, 4, *keys, run, stored, generation, when, epoch, *flat))


def due(now: float, count: int = 200) -> list[str]:
    """Runs on the schedule up to `now`, the earliest first."""
    return [run.decode() for run in connection().zrangebyscore(DUE, "-inf", now, start=0, num=count)]


def next_due() -> float | None:
    rows = connection().zrange(DUE, 0, 0, withscores=True)
    return float(rows[0][1]) if rows else None


def scheduled(runs: Iterable[str]) -> set[str]:
    """Which of the runs are on the schedule."""
    ids = list(runs)
    if not ids:
        return set()
    scores = connection().zmscore(DUE, ids)
    return {run for run, score in zip(ids, scores, strict=True) if score is not None}


def hold_lease(token: str, milliseconds: int) -> bool:
    """Be the only scheduler for a while."""
    return bool(connection().eval(HOLD_LEASE, 1, LEASE, token, milliseconds))


def close(run: str) -> int | None:
    """Let nobody commit any more; the tick that was reached. None when the run is not here.

    Until it is `closed` the run is remembered as closing, should the caller not come to an end.
    """
    tick = int(connection().eval(CLOSE, 3, key(run), DUE, CLOSING, run))
    return None if tick < 0 else tick


def closed(run: str) -> None:
    connection().srem(CLOSING, run)


def closing() -> set[str]:
    """Runs of which nobody knows here whether their end was reached."""
    return {run.decode() for run in connection().smembers(CLOSING)}


def claim_sweep(seconds: float) -> bool:
    """Whether the last sweep began so long ago that it is time for another, which the caller then starts."""
    return bool(connection().set(SWEEP, time.time(), nx=True, px=int(seconds * 1000)))


def forget(run: str, *, stream_seconds: int = 0) -> None:
    """Drop the hot copy of a run that has ended."""
    pipe = connection().pipeline()
    pipe.delete(key(run), key(run, "snapshot"))
    if stream_seconds:
        pipe.expire(key(run, "frames"), stream_seconds)
    else:
        pipe.delete(key(run, "frames"))
    pipe.zrem(DUE, run)
    pipe.zrem(WATCHED, run)
    pipe.execute()


def snapshot(run: str) -> bytes | None:
    return connection().get(key(run, "snapshot"))


def batches(run: str, after: int, before: int | None = None, count: int | None = None) -> list[Batch]:
    """Stored batches that hold ticks after `after` (and, of those, before `before`), oldest first."""
    rows = connection().xrange(key(run, "frames"), min=f"({after}-0", max="+", count=count)
    found = [Batch(int(row[b"after"]), int(id_.split(b"-")[0]), row[b"batch"]) for id_, row in rows]
    return [batch for batch in found if before is None or batch.after + 1 < before]


def trim(run: str, tick: int) -> None:
    """Forget batches well behind a checkpoint at `tick`."""
    if tick > STREAM_TICKS:
        connection().xtrim(key(run, "frames"), minid=f"{tick - STREAM_TICKS}-0", approximate=True)


def publish(run: str, message: Message) -> None:
    connection().publish(key(run, "live"), message.as_bytes())


def watch(run: str, at: float | None = None) -> None:
    """Note that somebody looks at the run."""
    connection().zadd(WATCHED, {run: time.time() if at is None else at})


def last_watched(runs: Iterable[str]) -> dict[str, float | None]:
    """When somebody last looked at each of the runs; None: no mark."""
    ids = list(runs)
    return dict(zip(ids, connection().zmscore(WATCHED, ids), strict=True)) if ids else {}


def beat(worker: str) -> None:
    connection().zadd(WORKERS, {worker: time.time()})


def workers_alive() -> list[str]:
    alive = connection().zrangebyscore(WORKERS, time.time() - WORKER_SECONDS, "+inf")
    return [name.decode() for name in alive]
