"""Whose turn it is: slices are handed out fairly between owners, to workers that have the world warm.

Every worker has at most one slice at a time, waiting in its own queue or under way; what is ready beyond that
waits here, where its order can still change. One script, called by the scheduler for idle workers and by each
worker when it has done a slice, moves what has come due into the waiting sets and picks for each asking worker.

Terms
-----
share
    Computing time an owner has had of the workers (s), on a clock of its own (start-time fair queueing). The owner with
    the smallest share is next; within an owner the run that became ready first. A hundred runs of one owner
    have the weight of one run of another.
clock
    The share of whoever was picked last. An owner who comes new starts at it; one who was away may be behind it
    by at most `CREDIT_SECONDS`, so that nobody saves time up.
home
    The worker that has a run's world warm. Runs without a home, or whose worker is gone, are anybody's. Another
    worker takes a run from its home only when that is well behind: a world that moves is simulated again from
    its last snapshot.

Keys, all lost and made anew with Redis itself: ``runs:ready`` sorted set run -> since when it is ready;
``runs:homes`` set of homes with waiting runs; ``runs:fair:<home>`` sorted set owner -> share, of owners with
waiting runs there; ``runs:waiting:<home>:<owner>`` sorted set run -> since when; ``runs:shares`` sorted set
owner -> share; ``runs:clock``; ``runs:busy`` hash worker -> run and slice it was given last. ``runs:due`` keeps
every run of the schedule: a waiting one with the time at which to look at it again, a handed-out one with the
time at which it is stale. All steps cost O(log n) in runs and owners, times the number of workers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from dashboard.runs import store

READY, HOMES, SHARES, CLOCK, BUSY = "runs:ready", "runs:homes", "runs:shares", "runs:clock", "runs:busy"
#: How far behind the clock an owner may be who was away or could not use more (s).
CREDIT_SECONDS = 1.0
#: Runs that are moved from the schedule into the waiting sets by one call.
PROMOTED = 200

# KEYS: due, ready, homes, shares, clock, busy. ARGV: now, when what is handed out is stale, slice (s), owner to
# charge or '', seconds to charge, credit (s), runs to promote, number of live workers, live workers ..., asking
# workers .... Answers {run, generation, slice, worker, ...}, {stale run, ...}, {lost run, ...}.
HAND_OUT = """
local DUE, READY, HOMES, SHARES, CLOCK, BUSY = unpack(KEYS)
local now, stale_at, slice = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local credit = tonumber(ARGV[6])
local first_asking = 9 + tonumber(ARGV[8])
local alive = {}
for i = 9, first_asking - 1 do alive[ARGV[i]] = true end
local clock = tonumber(redis.call('GET', CLOCK) or '0')
local homes = redis.call('SMEMBERS', HOMES)
local known = {}
for _, home in ipairs(homes) do known[home] = true end

local function fair(home) return 'runs:fair:' .. home end
local function waiting(home, owner) return 'runs:waiting:' .. home .. ':' .. owner end

local function charge(owner, seconds)
  local share = redis.call('ZINCRBY', SHARES, seconds, owner)
  for _, home in ipairs(homes) do
    if redis.call('ZSCORE', fair(home), owner) then redis.call('ZADD', fair(home), share, owner) end
  end
end

local function leave(home, owner, run)
  redis.call('ZREM', waiting(home, owner), run)
  if redis.call('EXISTS', waiting(home, owner)) == 0 then redis.call('ZREM', fair(home), owner) end
end

-- The run that is next at a home; what no longer waits there is dropped on the way.
local function head(home)
  while true do
    local top = redis.call('ZRANGE', fair(home), 0, 0, 'WITHSCORES')
    if not top[1] then
      redis.call('SREM', HOMES, home)
      return nil
    end
    local owner = top[1]
    local first = redis.call('ZRANGE', waiting(home, owner), 0, 0, 'WITHSCORES')
    if not first[1] then
      redis.call('ZREM', fair(home), owner)
    else
      local run = first[1]
      local h = redis.call('HMGET', 'run:{' .. run .. '}', 'generation', 'slice', 'enqueued', 'waits')
      local piece = (h[1] or '') .. '/' .. (h[2] or '')
      if h[1] and h[4] == home and h[3] ~= piece and redis.call('ZSCORE', DUE, run) then
        return {home = home, owner = owner, share = tonumber(top[2]), run = run, since = tonumber(first[2]),
                generation = h[1], slice = h[2], piece = piece}
      end
      leave(home, owner, run)
      if not h[1] or h[4] == home then redis.call('ZREM', READY, run) end
    end
  end
end

local function before(a, b)
  if not b then return true end
  if a.share ~= b.share then return a.share < b.share end
  return a.since < b.since
end

local function choose(worker)
  local own, other = nil, nil
  for _, home in ipairs(homes) do
    if home == worker or not alive[home] then
      local one = head(home)
      if one and before(one, own) then own = one end
    end
  end
  for _, home in ipairs(homes) do
    if home ~= worker and alive[home] then
      local one = head(home)
      if one and now - one.since > 4 * slice and before(one, other) then
        if not own or one.share < own.share - slice
            or (one.owner == own.owner and one.since < own.since - 1.5 * slice) then other = one end
      end
    end
  end
  return other or own
end

local function idle(worker)
  local given = redis.call('HGET', BUSY, worker)
  if not given then return true end
  local run, piece = string.match(given, '^(%S*) (%S*)$')
  local h = redis.call('HMGET', 'run:{' .. run .. '}', 'generation', 'slice', 'enqueued')
  return not h[1] or h[1] .. '/' .. h[2] ~= piece or h[3] ~= piece
end

if ARGV[4] ~= '' then charge(ARGV[4], ARGV[5]) end

local stale, lost = {}, {}
for _, run in ipairs(redis.call('ZRANGEBYSCORE', DUE, '-inf', now, 'LIMIT', 0, ARGV[7])) do
  local hash = 'run:{' .. run .. '}'
  local h = redis.call('HMGET', hash, 'generation', 'slice', 'enqueued', 'worker', 'owner')
  if not h[1] then
    lost[#lost + 1] = run
  elseif h[3] == h[1] .. '/' .. h[2] then
    stale[#stale + 1] = run
  else
    local home = h[4] and alive[h[4]] and h[4] or ''
    local owner = h[5] or ''
    redis.call('HSET', hash, 'waits', home)
    local since = tonumber(redis.call('ZSCORE', DUE, run))
    -- 0 is "at once": it has not waited yet.
    redis.call('ZADD', READY, 'NX', since > 0 and since or now, run)
    redis.call('ZADD', waiting(home, owner), redis.call('ZSCORE', READY, run), run)
    if not known[home] then
      known[home] = true
      homes[#homes + 1] = home
    end
    redis.call('SADD', HOMES, home)
    if not redis.call('ZSCORE', fair(home), owner) then
      local had = redis.call('ZSCORE', SHARES, owner)
      local share = had and math.max(tonumber(had), clock - credit) or clock
      redis.call('ZADD', SHARES, share, owner)
      redis.call('ZADD', fair(home), share, owner)
    end
    redis.call('ZADD', DUE, stale_at, run)
  end
end

local turns = {}
for i = first_asking, #ARGV do
  local worker = ARGV[i]
  local one = idle(worker) and choose(worker)
  if one then
    leave(one.home, one.owner, one.run)
    redis.call('ZREM', READY, one.run)
    clock = math.max(clock, one.share)
    charge(one.owner, slice)
    redis.call('HSET', 'run:{' .. one.run .. '}', 'enqueued', one.piece)
    redis.call('ZADD', DUE, stale_at, one.run)
    redis.call('HSET', BUSY, worker, one.run .. ' ' .. one.piece)
    for _, part in ipairs({one.run, one.generation, one.slice, worker}) do turns[#turns + 1] = part end
  end
end
redis.call('SET', CLOCK, string.format('%.6f', clock))
redis.call('ZREMRANGEBYSCORE', SHARES, '-inf', clock - 60)
return {turns, stale, lost}
"""

# KEYS: due, busy. ARGV: worker, now. What a worker had when it died is stale from this moment.
ARRIVED = """
local given = redis.call('HGET', KEYS[2], ARGV[1])
if not given then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1])
local run, piece = string.match(given, '^(%S*) (%S*)$')
local h = redis.call('HMGET', 'run:{' .. run .. '}', 'generation', 'slice', 'enqueued', 'claimed')
if h[1] and h[1] .. '/' .. h[2] == piece and h[3] == piece and h[4] == piece then
  return redis.call('ZADD', KEYS[1], 'XX', 'CH', ARGV[2], run)
end
return 0
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A slice for a worker."""

    run: str
    generation: int
    slice: int
    worker: str


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What one call found. Stale runs were handed out long ago; lost ones are scheduled and not in Redis."""

    turns: list[Turn]
    stale: list[str]
    lost: list[str]


def hand_out(
    now: float, asking: Sequence[str], alive: Sequence[str], *, owner: str = "", seconds: float = 0.0
) -> HandedOut:
    """A slice for each asking worker that is idle, if one is ready; `now` is the wall clock.

    `owner` is charged with `seconds` of computing, by which the slice just done differed from what picking it had
    charged.
    """
    live = sorted({*alive, *asking})
    turns, stale, lost = store.connection().eval(
        HAND_OUT,
        6,
        *(store.DUE, READY, HOMES, SHARES, CLOCK, BUSY),
        *(repr(now), repr(now + settings.RUN_STALE_SECONDS), settings.RUN_SLICE_MS / 1000),
        *(owner, repr(seconds), CREDIT_SECONDS, PROMOTED),
        *(len(live), *live, *asking),
    )
    text = [part.decode() for part in turns]
    return HandedOut(
        [Turn(text[at], int(text[at + 1]), int(text[at + 2]), text[at + 3]) for at in range(0, len(text), 4)],
        [run.decode() for run in stale],
        [run.decode() for run in lost],
    )


def arrived(worker: str, now: float) -> bool:
    """A worker of this name starts: the slice its predecessor had begun is taken from it at once."""
    return bool(store.connection().eval(ARRIVED, 2, store.DUE, BUSY, worker, repr(now)))


def backlog(now: float) -> tuple[int, float]:
    """How many runs wait for a worker, and how long the first of them has (s)."""
    pipe = store.connection().pipeline(transaction=False)
    pipe.zcard(READY)
    pipe.zrange(READY, 0, 0, withscores=True)
    count, first = pipe.execute()
    return count, max(0.0, now - first[0][1]) if first else 0.0
