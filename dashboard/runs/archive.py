"""Moving a run's past from Redis to the database: checkpoints, chunks of frames, the end.

At each checkpoint the frames since the last one become a `FrameChunk` in the same transaction, so the
database always holds every frame up to its newest checkpoint and replay never depends on Redis. Everything
is fenced by the run's generation.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from dashboard.runs import status, store
from dashboard.runs.frames import FrameJson, decode, encode
from dashboard.runs.models import ENDED, Checkpoint, FrameChunk, Run, Status
from simulator.problems import Problem
from simulator.text import Text

log = logging.getLogger(__name__)

#: A chunk is written at the latest after this many ticks.
CHUNK_TICKS = 1_000
KEPT_CHECKPOINTS = 3
#: How long the stream of an ended run stays for browsers that are still connected (s).
STREAM_SECONDS = 60

ENGINE_FAILED = Problem(
    code="EngineFailed",
    path=(),
    message=Text(
        en="The simulation stopped because of a defect in the simulator.",
        ko="시뮬레이터 내부 오류로 시뮬레이션이 멈췄어요.",
    ),
    hint=Text(
        en="Reset the run to start over. If it happens again, please report it with the run's address.",
        ko="처음부터 다시 실행해 보세요. 같은 문제가 또 생기면 실행 주소와 함께 알려 주세요.",
    ),
)
GAVE_UP = Problem(
    code="RunKeepsStopping",
    path=(),
    message=Text(
        en="The run stopped several times in a row without getting any further.",
        ko="실행이 진행되지 못하고 연속으로 여러 번 멈췄어요.",
    ),
    hint=Text(
        en="The architecture may be too large for this machine. Make it smaller, then reset the run.",
        ko="이 컴퓨터에 비해 아키텍처가 너무 클 수 있어요. 규모를 줄인 다음 처음부터 다시 실행해 보세요.",
    ),
)


def stored_through(run: str) -> int:
    """The tick up to which the database holds every frame."""
    return FrameChunk.objects.filter(run_id=run).aggregate(last=Max("through"))["last"] or 0


def checkpoint(run: str, generation: int, tick: int, blob: bytes) -> bool:
    """Store the world at `tick` with all frames up to it. False when it could not be done consistently."""
    with transaction.atomic():
        if not Run.objects.select_for_update().filter(pk=run, generation=generation).exists():
            return False
        if not _store_chunk(run, tick):
            # Redis dropped them under pressure: forgotten, the run is lost, and goes on from its last checkpoint.
            log.warning("run %s: frames before tick %d are not in Redis any more", run, tick)
            store.forget(run)
            return False
        Checkpoint.objects.get_or_create(run_id=run, tick=tick, defaults={"blob": blob})
        kept = Checkpoint.objects.filter(run_id=run).order_by("-tick").values_list("tick", flat=True)
        Checkpoint.objects.filter(run_id=run).exclude(tick__in=list(kept[:KEPT_CHECKPOINTS])).delete()
        Run.objects.filter(pk=run).update(tick=tick, revivals=0)
    store.control(run, generation, checkpoint_tick=tick, checkpoint_at=repr(time.time()))
    store.trim(run, tick)
    return True


def finish(run: str, generation: int) -> bool:
    """The run is over: keep every frame there is and forget the hot copy. A shared run starts over."""
    return _end(run, generation, Status.FINISHED, [])


def fail(run: str, generation: int, problems: list[dict[str, Any]]) -> bool:
    """The run cannot go on. What it told so far stays readable."""
    return _end(run, generation, Status.FAILED, problems)


def put_away(run: Run) -> bool:
    """An ended run becomes archived: its frames stay for replay, and what only going on needs goes."""
    with transaction.atomic():
        ended = Run.objects.filter(pk=run.pk, status__in=[Status.FINISHED, Status.FAILED])
        if not ended.update(status=Status.ARCHIVED):
            return False
        Checkpoint.objects.filter(run=run).delete()
    return True


def _end(run: str, generation: int, ended: Status, problems: list[dict[str, Any]]) -> bool:
    """Close the run in Redis first: a slice that is committed meanwhile is either stored here or refused."""
    with transaction.atomic():
        row = Run.objects.select_for_update().filter(pk=run, generation=generation).first()
        if row is None or row.status in ENDED:
            return False
        reached = store.close(run)
        if reached is not None and reached > stored_through(run):
            _store_chunk(run, reached)
        row.tick = stored_through(run)
        row.status, row.ended_at, row.generation = ended, timezone.now(), generation + 1
        row.problems = problems
        row.save(update_fields=["tick", "status", "ended_at", "generation", "problems"])
    tell_end(row)
    return True


def tell_end(run: Run) -> None:
    """The run's end is in the database: Redis forgets it, and who watches is told."""
    store.forget(str(run.pk), stream_seconds=STREAM_SECONDS)
    status.publish(run)
    store.closed(str(run.pk))


def _store_chunk(run: str, tick: int) -> bool:
    """Store the frames after the last chunk through `tick`; False if Redis lacks some of them."""
    start = position = stored_through(run)
    if tick <= start:
        return tick == start
    frames: list[FrameJson] = []
    for batch in store.batches(run, start):
        if batch.after > position:
            return False
        frames.extend(frame for frame in batch.frames if position < frame["id"] <= tick)
        position = max(position, batch.through)
        if position >= tick:
            break
    if position < tick:
        return False
    FrameChunk.objects.create(run_id=run, after=start, through=tick, blob=encode(frames))
    return True


def frames(run: str, after: int, before: int | None = None) -> Iterator[FrameJson]:
    """Every stored frame with `after < id < before`, in order: chunks first, then what only Redis has."""
    position = after
    chunks = FrameChunk.objects.filter(run_id=run, through__gt=after).order_by("after")
    if before is not None:
        chunks = chunks.filter(after__lt=before - 1)
    # Ids first: a long run's chunks are read one at a time, and only as far as the caller goes.
    for pk in list(chunks.values_list("pk", flat=True)):
        blob = FrameChunk.objects.filter(pk=pk).values_list("blob", flat=True).first()
        for frame in decode(blob) if blob is not None else ():
            if frame["id"] > position and (before is None or frame["id"] < before):
                position = frame["id"]
                yield frame
    for batch in store.batches(run, position, before):
        for frame in batch.frames:
            if frame["id"] > position and (before is None or frame["id"] < before):
                position = frame["id"]
                yield frame
