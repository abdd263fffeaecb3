"""Slices: how a run is advanced, a short piece of wall time at a go.

A task brings `(run, generation, slice)`. The worker claims the slice, takes the run's world (warm from the
last slice, or restored from the newest snapshot or checkpoint), applies the commands that are due, advances
it for about `RUN_SLICE_MS` or to the tick the clock has reached, and commits everything at once. Whatever
went wrong, the work of a slice is either there whole or not at all, and simulating the same ticks again
gives the same frames. Numbers never depend on the slicing, on the clock or on the worker.

Terms
-----
pacing
    At speed k the tick due at wall time t is ``anchor_tick + k (t - anchor_at)``. A machine that cannot
    keep up moves the anchor: the run goes slower and says so, it never leaps.
catching up
    Simulating ticks again that viewers have seen; their frames are not sent twice.
"""

from __future__ import annotations

import logging
import math
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction

from dashboard.runs import archive, charging, counters, store, worlds
from dashboard.runs.frames import FRAMES, Batch, FrameJson, Message, encode, message_payload
from dashboard.runs.models import Run, RunCommand
from simulator.problems import InvalidInput

log = logging.getLogger(__name__)

#: A browser gets messages at most this often (s), and a paced run is advanced this often.
MESSAGE_SECONDS = 0.2
PACE_SECONDS = 0.25
#: Snapshots to Redis: not more often than this many ticks and seconds.
SNAPSHOT_TICKS, SNAPSHOT_SECONDS = 20, 2.0
#: How often the database hears of the tick.
NOTE_SECONDS = 5.0
WARM_WORLDS = 48


class Overtaken(Exception):
    """This worker's knowledge of the run is old: drop the world and leave the run to whoever has it."""


class WorldFailed(Exception):
    """The engine raised something other than InvalidInput: a defect, and the run's end."""


@dataclass
class Warm:
    """A world kept between slices, valid while nobody else advanced the run."""

    world: worlds.WorldLike
    generation: int
    slice: int
    server: str  # the life of Redis in which it was made
    seen: int = 0  # newest command sequence taken
    replay: dict[int, list[dict[str, Any]]] = field(default_factory=dict)  # tick -> commands recorded there
    snapshot_tick: int = -1
    snapshot_at: float = 0.0
    pending: list[FrameJson] = field(default_factory=list)  # committed, not yet published
    pending_after: int = 0
    published_at: float = 0.0
    mark: tuple[float, int] = (0.0, 0)  # wall time and tick from which the achieved speed is measured
    noted_at: float = 0.0
    given: list[float] = field(default_factory=list)  # when the commands taken in this slice were given


WARM: OrderedDict[str, Warm] = OrderedDict()


@dataclass(frozen=True)
class Outcome:
    """What became of a slice: the tick reached, and the run's status after it (None: refused).

    caught_up: computing time (s) until the world was where its viewers have it: made or restored and simulated
    again, because another worker had it before. That is the machine's affair and no part of the owner's share.
    """

    tick: int
    status: str | None
    finished: bool = False
    owner: str = ""
    caught_up: float = 0.0


def run_slice(run: str, generation: int, slice_: int, worker: str = "") -> Outcome | None:
    """Do one slice from claim to commit. None when it was stale or somebody else's."""
    hot = store.load(run)
    server = store.claim(run, generation, slice_) if hot is not None else ""
    if hot is None or not server:
        return None
    try:
        return advance(run, hot, worker, server)
    except Overtaken:
        WARM.pop(run, None)
        return None
    except InvalidInput as refusal:
        WARM.pop(run, None)
        archive.fail(run, generation, [problem.as_json() for problem in refusal.problems])
    except WorldFailed:
        WARM.pop(run, None)
        log.exception("run %s failed at or after tick %d", run, hot.tick)
        archive.fail(run, generation, [archive.ENGINE_FAILED.as_json()])
    except BaseException:
        # Redis or the database went away in the middle: the world may be ahead of what is stored.
        WARM.pop(run, None)
        raise
    return None


def advance(run: str, hot: store.Hot, worker: str, server: str) -> Outcome | None:
    """Advance a claimed run and commit."""
    started = time.time()
    target = target_tick(hot, started)
    if target <= hot.tick and not is_warm(run, hot, server):
        status = store.commit(_commit(run, hot, worker, hot.tick, started))
        return Outcome(hot.tick, status, owner=hot.owner)
    began, fresh, caught_up = charging.seconds(), not is_warm(run, hot, server), 0.0
    warm = open_world(run, hot, server, started)
    if fresh or warm.world.tick < hot.tick:
        step(run, warm, hot, min(target, hot.tick), started)
        caught_up = charging.seconds() - began
    frames = step(run, warm, hot, target, started) if warm.world.tick >= hot.tick else []
    now = time.time()
    finished = warm.world.finished or warm.world.tick >= settings.RUN_MAX_TICKS
    tick = max(hot.tick, warm.world.tick)
    snapshot = take_snapshot(warm, now) if frames or warm.world.tick < hot.tick else None
    status = store.commit(
        _commit(run, hot, worker, tick, now, warm, frames, snapshot, finished, now - started)
    )
    if status is None:
        raise Overtaken
    warm.slice += 1
    note_tick(run, warm, tick, now)
    if finished:
        WARM.pop(run, None)
        archive.finish(run, hot.generation)
    elif tick == warm.world.tick and checkpoint_due(hot, tick, now, status):
        archive.checkpoint(run, hot.generation, tick, snapshot or warm.world.snapshot())
    return Outcome(tick, status, finished, hot.owner, caught_up)


def is_warm(run: str, hot: store.Hot, server: str) -> bool:
    """Whether this worker's world is where the run is. Not across a restart of Redis: it may have gone back."""
    warm = WARM.get(run)
    if warm is None:
        return False
    return (warm.generation, warm.slice, warm.server) == (hot.generation, hot.slice, server)


def open_world(run: str, hot: store.Hot, server: str, now: float) -> Warm:
    """The run's world: this worker's own if nobody advanced it since, else the newest one stored."""
    if is_warm(run, hot, server):
        WARM.move_to_end(run)
        return WARM[run]
    row = Run.objects.select_related("revision").filter(pk=run, generation=hot.generation).first()
    if row is None:
        raise Overtaken
    world = restore_world(row, hot)
    warm = Warm(world, hot.generation, hot.slice, server, snapshot_at=now, mark=(now, hot.tick))
    warm.snapshot_tick = world.tick
    warm.noted_at = now
    recorded = row.commands.filter(applied_at_tick__gte=world.tick).order_by("sequence")
    for command in recorded:
        if not command.problems and command.applied_at_tick is not None:
            warm.replay.setdefault(command.applied_at_tick, []).append(command.payload)
    WARM[run] = warm
    while len(WARM) > WARM_WORLDS:
        WARM.popitem(last=False)
    return warm


def restore_world(row: Run, hot: store.Hot) -> worlds.WorldLike:
    """From Redis, else from the newest checkpoint, else from the beginning."""
    blob = store.snapshot(str(row.pk)) if hot.snapshot_tick >= 0 else None
    if blob is None:
        checkpoint = row.checkpoints.filter(tick__lte=hot.tick).order_by("-tick").first()
        blob = bytes(checkpoint.blob) if checkpoint else None
    try:
        return worlds.create(row) if blob is None else worlds.restore(blob)
    except InvalidInput:
        raise
    except Exception as error:
        raise WorldFailed from error


def target_tick(hot: store.Hot, now: float) -> int:
    """The tick to advance to by `now`. Far away at full speed; the slice's time ends it."""
    if hot.status != "running":
        return max(hot.tick, hot.stop_at)
    if hot.speed == "max":
        return settings.RUN_MAX_TICKS
    paced = hot.anchor_tick + math.floor((now - hot.anchor_at) * int(hot.speed) + 1e-3)
    return min(max(hot.tick, hot.reached, paced), settings.RUN_MAX_TICKS)


def next_anchor(hot: store.Hot, tick: int, now: float) -> tuple[int, float]:
    """The pacing anchor after a slice: moved when the machine is more than a second behind."""
    if hot.speed == "max" or hot.status != "running" or tick <= hot.reached:
        return tick, now
    if (now - hot.anchor_at) * int(hot.speed) + hot.anchor_tick - tick > int(hot.speed):
        return tick, now
    return hot.anchor_tick, hot.anchor_at


def next_due(hot: store.Hot, tick: int, anchor: tuple[int, float], now: float) -> float:
    """Wall time at which the next slice has something to do."""
    if hot.speed == "max" or hot.status != "running" or tick < hot.reached:
        return now
    speed = int(hot.speed)
    ahead = max(1, math.ceil(speed * PACE_SECONDS))
    anchor_tick, anchor_at = anchor
    return max(now, anchor_at + (tick + ahead - anchor_tick) / speed)


def step(run: str, warm: Warm, hot: store.Hot, target: int, started: float) -> list[FrameJson]:
    """Advance to `target` or until the slice's time is up. Frames that viewers do not have yet."""
    frames: list[FrameJson] = []
    deadline = started + settings.RUN_SLICE_MS / 1000
    world = warm.world
    while world.tick < target and not world.finished:
        apply_recorded(warm)
        if world.tick >= hot.tick and hot.commanded > warm.seen:
            take_commands(run, warm, hot)
        try:
            made = world.advance(1)
        except InvalidInput:
            raise
        except Exception as error:
            raise WorldFailed from error
        frames.extend(frame.as_json() for frame in made if frame.id > hot.tick)
        if time.time() >= deadline:
            break
    return frames


def apply_recorded(warm: Warm) -> None:
    """Apply again what was applied at this tick before the world was restored."""
    for payload in warm.replay.pop(warm.world.tick, ()):
        apply(warm.world, payload)


def apply(world: worlds.WorldLike, payload: dict[str, Any]) -> list[dict[str, Any]]:
    """Apply one command; the problems for which the world refused it."""
    try:
        world.apply(worlds.parse(payload))
    except InvalidInput as refusal:
        return [problem.as_json() for problem in refusal.problems]
    except Exception as error:
        raise WorldFailed from error
    return []


def take_commands(run: str, warm: Warm, hot: store.Hot) -> None:
    """Record the waiting commands at this tick, then apply them.

    Recording comes first and is fenced by the run's generation: whoever simulates this tick again finds
    the same commands at it.
    """
    tick = warm.world.tick
    with transaction.atomic():
        if not Run.objects.select_for_update().filter(pk=run, generation=hot.generation).exists():
            raise Overtaken
        waiting = list(RunCommand.objects.filter(run_id=run, applied_at_tick=None).order_by("sequence"))
        RunCommand.objects.filter(pk__in=[row.pk for row in waiting]).update(applied_at_tick=tick)
    for row in waiting:
        if problems := apply(warm.world, row.payload):
            RunCommand.objects.filter(pk=row.pk).update(problems=problems)
    warm.given += [row.created_at.timestamp() for row in waiting]
    warm.seen = max([hot.commanded, *(row.sequence for row in waiting)])


def take_snapshot(warm: Warm, now: float) -> bytes | None:
    """The world's bytes when the last ones are old enough in ticks and in seconds."""
    ticks = warm.world.tick - warm.snapshot_tick
    if ticks < SNAPSHOT_TICKS or now - warm.snapshot_at < SNAPSHOT_SECONDS:
        return None
    warm.snapshot_tick, warm.snapshot_at = warm.world.tick, now
    return warm.world.snapshot()


def checkpoint_due(hot: store.Hot, tick: int, now: float, status: str) -> bool:
    """Whether to store the world now: after enough ticks and time, and when the run comes to rest."""
    ticks = tick - hot.checkpoint_tick
    if status == "paused" and not hot.stop_at:
        return ticks > 0
    if ticks < settings.RUN_CHECKPOINT_TICKS:
        return False
    return now - hot.checkpoint_at >= settings.RUN_CHECKPOINT_SECONDS or ticks >= archive.CHUNK_TICKS


def note_tick(run: str, warm: Warm, tick: int, now: float) -> None:
    """Tell the database how far viewers have seen the run, now and then."""
    if now - warm.noted_at >= NOTE_SECONDS:
        warm.noted_at = now
        Run.objects.filter(pk=run, generation=warm.generation).update(tick=tick)


def measure_speed(warm: Warm, hot: store.Hot, tick: int, now: float) -> float:
    """Simulated seconds a wall second, over the last second or more."""
    since, from_tick = warm.mark
    if now - since < 1.0:
        return hot.achieved
    warm.mark = (now, tick)
    return round((tick - from_tick) / (now - since), 2) if now - since < 10 else hot.achieved


def _commit(
    run: str,
    hot: store.Hot,
    worker: str,
    tick: int,
    now: float,
    warm: Warm | None = None,
    frames: list[FrameJson] | None = None,
    snapshot: bytes | None = None,
    finished: bool = False,
    took: float = 0.0,
) -> store.Commit:
    batch = Batch(hot.tick, tick, encode(frames)) if frames else None
    anchor = next_anchor(hot, tick, now)
    due_at = next_due(hot, tick, anchor, now)
    achieved = measure_speed(warm, hot, tick, now) if warm else hot.achieved
    message = None
    if warm is not None:
        if not warm.pending:
            warm.pending_after = hot.tick
        warm.pending.extend(frames or ())
        # What is held back for a fuller message waits for the next slice: not when that is long to come.
        idle = hot.status != "running" or finished or not frames or due_at - now >= MESSAGE_SECONDS
        if warm.pending and (idle or now - warm.published_at >= MESSAGE_SECONDS):
            payload = message_payload(hot.epoch, warm.pending_after, warm.pending, achieved)
            message = Message(FRAMES, hot.epoch, warm.pending_after, tick, payload)
            warm.pending, warm.published_at = [], now
    waited = [now - given for given in warm.given] if warm else []
    if warm is not None:
        warm.given = []
    return store.Commit(
        run=run,
        generation=hot.generation,
        slice=hot.slice,
        tick=tick,
        worker=worker,
        achieved=achieved,
        anchor_tick=anchor[0],
        anchor_at=anchor[1],
        due_at=due_at,
        batch=batch,
        snapshot=snapshot,
        snapshot_tick=warm.world.tick if warm and snapshot is not None else -1,
        message=message,
        counted=counters.of_slice(
            took, batch.through - batch.after if batch else 0, len(snapshot or b""), waited
        ),
    )
