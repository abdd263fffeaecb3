"""What people do to runs. The database changes first, by compare-and-set; Redis follows.

If Redis does not have the run (it was flushed, or the run never started), the run is put there from its last
checkpoint under a new generation. If Redis is away, what was done stands in the database, and the scheduler's
sweep tells Redis when it is back.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis
from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from dashboard.accounts.models import User
from dashboard.architectures.models import Document, Revision
from dashboard.runs import archive, quotas, status, store, worlds
from dashboard.runs.models import ENDED, LIVE, SPEEDS, Run, RunCommand, Status
from simulator.document import Architecture, parse_document
from simulator.problems import InvalidInput, Problem
from simulator.text import Text

log = logging.getLogger(__name__)

#: Commands that may wait for a run's next tick; a run that stands takes none.
WAITING_COMMANDS = 100

#: Between two ticks that are done early because of commands (s).
COMMAND_PAUSE_SECONDS = 0.25

ACTIONS = ("run", "pause", "step", "speed", "reset", "stop")


def _refusal(code: str, message: Text, hint: Text) -> InvalidInput:
    return InvalidInput([Problem(code=code, path=(), message=message, hint=hint)])


def do_create_run(
    owner: User,
    document: Document,
    *,
    seed: int | None = None,
    speed: str = "1",
    script: dict[str, Any] | None = None,
    shared: bool = False,
) -> Run:
    """A run of the document's newest revision, not started yet. Raises InvalidInput.

    Old ended runs of the owner make room for it where that is needed (`quotas`).
    """
    if speed not in SPEEDS:
        raise _bad_speed(speed)
    if not shared:
        make_room(owner)
    revision = Revision.objects.get(document=document, number=document.head)
    Architecture.of(parse_document(revision.content))
    return Run.objects.create(
        owner=owner,
        document=document,
        revision=revision,
        seed=secrets.randbelow(2**31) if seed is None else seed,
        speed=speed,
        script=script,
        shared=shared,
    )


def do_control(run: Run, action: str, speed: str | None = None) -> Run:
    """One of ACTIONS. Raises InvalidInput when the run's state does not allow it."""
    if action not in ACTIONS:
        raise _refusal(
            "UnknownAction",
            Text(en="There is no such action: {action}.", ko="없는 동작이에요: {action}.").format(
                action=action[:40]
            ),
            Text(en="Use one of: {known}.", ko="다음 중 하나를 쓰세요: {known}.").format(
                known=", ".join(ACTIONS)
            ),
        )
    if speed is not None and speed not in SPEEDS:
        raise _bad_speed(speed)
    if action == "reset":
        return do_reset(run)
    if run.status in ENDED:
        raise _refusal(
            "RunEnded",
            Text(en="This run has ended.", ko="이미 끝난 실행이에요."),
            Text(en="Reset it, or start a new run.", ko="처음부터 다시 실행하거나 새 실행을 시작해 보세요."),
        )
    if action == "run":
        return do_run(run, speed)
    if action == "pause":
        return do_pause(run)
    if action == "step":
        return do_step(run)
    if action == "speed":
        return do_set_speed(run, speed or run.speed)
    return do_stop(run)


def check_held(run: Run) -> None:
    """Raises InvalidInput while an instructor holds the run's document."""
    if Document.objects.filter(pk=run.document_id, held=True).exists():
        raise _refusal(
            "Held",
            Text(en="Your instructor has paused the class.", ko="강사가 수업을 일시 정지했어요."),
            Text(en="It goes on when the class does.", ko="수업이 다시 시작되면 실행할 수 있어요."),
        )


def do_run(run: Run, speed: str | None = None) -> Run:
    check_held(run)
    changes: dict[str, Any] = {"status": Status.RUNNING, "unwatched": False}
    if speed:
        changes["speed"] = speed
    with transaction.atomic():
        # Whoever starts two runs at once is not counted twice at the same time.
        User.objects.select_for_update().get(pk=run.owner_id)
        quotas.check_running(run)
        started = Run.objects.filter(pk=run.pk, status__in=LIVE).update(**changes)
    if started:
        _push(run, at_once=True)
    return _told(run)


def do_settle(run: Run) -> None:
    """Make Redis follow the database again, after it missed a change."""
    _push(run)


def do_pause(run: Run, *, unwatched: bool = False) -> Run:
    resting = {"status": Status.PAUSED, "unwatched": unwatched, "rested_at": timezone.now()}
    if Run.objects.filter(pk=run.pk, status=Status.RUNNING).update(**resting):
        _push(run)
    return _told(run)


def do_resume_for_viewer(run: Run) -> Run:
    """Somebody opened a shared run that had paused because nobody looked."""
    if run.shared and run.status in (Status.CREATED, Status.PAUSED, Status.FINISHED):
        if run.status == Status.FINISHED:
            do_reset(run)
        return do_run(run)
    return run


def do_step(run: Run) -> Run:
    """Pause, and go on by exactly one tick."""
    check_held(run)
    resting = {"status": Status.PAUSED, "unwatched": False, "rested_at": timezone.now()}
    Run.objects.filter(pk=run.pk, status__in=LIVE).update(**resting)
    hot = _push(run)
    if hot is not None:
        with _redis_may_be_away(run):
            store.control(str(run.pk), hot.generation, due_at=time.time(), stop_at=hot.tick + 1)
    return _told(run)


def do_set_speed(run: Run, speed: str) -> Run:
    if Run.objects.filter(pk=run.pk, status__in=LIVE).update(speed=speed):
        _push(run)
    return _told(run)


def do_stop(run: Run) -> Run:
    """End the run; everything it told stays."""
    for _attempt in range(3):
        run.refresh_from_db()
        if archive.finish(str(run.pk), run.generation):
            break
    run.refresh_from_db()
    return run


def do_reset(run: Run) -> Run:
    """Back to tick 0 with the same seed and the document's newest revision that can run, without commands."""
    with transaction.atomic():
        row = Run.objects.select_for_update().select_related("document", "revision").get(pk=run.pk)
        row.revision = _runnable_head(row)
        row.generation += 1
        row.epoch += 1
        row.tick, row.revivals, row.problems, row.ended_at = 0, 0, [], None
        row.status, row.unwatched = Status.CREATED, False
        row.save()
        row.commands.all().delete()
        row.checkpoints.all().delete()
        row.chunks.all().delete()
    run.refresh_from_db()
    with _redis_may_be_away(run):
        store.forget(str(run.pk))
        status.publish(run)
    return run


def do_command(run: Run, payload: dict[str, Any]) -> RunCommand:
    """Record a command; the run applies it before its next tick. Raises InvalidInput."""
    worlds.parse(payload)
    if payload.get("kind") == "update":
        Architecture.of(parse_document(payload.get("document") or {}))
    if run.status in ENDED:
        raise _refusal(
            "RunEnded",
            Text(en="This run has ended.", ko="이미 끝난 실행이에요."),
            Text(en="Reset it, or start a new run.", ko="처음부터 다시 실행하거나 새 실행을 시작해 보세요."),
        )
    with transaction.atomic():
        Run.objects.select_for_update().get(pk=run.pk)
        if RunCommand.objects.filter(run=run, applied_at_tick=None).count() >= WAITING_COMMANDS:
            raise _refusal(
                "TooManyCommands",
                Text(
                    en="{count} commands wait for this run already.",
                    ko="이 실행에서 적용을 기다리는 명령이 이미 {count}개 있어요.",
                ).format(count=WAITING_COMMANDS),
                Text(en="Let the run go on first.", ko="먼저 실행을 계속해 주세요."),
            )
        last = RunCommand.objects.filter(run=run).aggregate(last=Max("sequence"))["last"] or 0
        command = RunCommand.objects.create(run=run, sequence=last + 1, payload=payload)
    with _redis_may_be_away(run):
        hot = store.load(str(run.pk))
        if hot is not None:
            store.commanded(str(run.pk), hot.generation, command.sequence, time.time(), COMMAND_PAUSE_SECONDS)
    return command


def do_delete(run: Run) -> None:
    with _redis_may_be_away(run):
        store.forget(str(run.pk))
    run.delete()


def revive(run: Run) -> bool:
    """Take a run away from a worker that fell silent, or bring it back after Redis lost it."""
    hot = store.load(str(run.pk))
    progressed = hot is not None and hot.tick > run.tick
    if run.revivals >= settings.RUN_REVIVALS and not progressed:
        return archive.fail(str(run.pk), run.generation, [archive.GAVE_UP.as_json()])
    changes: dict[str, Any] = {"generation": F("generation") + 1}
    changes["revivals"] = 0 if progressed else F("revivals") + 1
    if hot is not None and progressed:
        changes["tick"] = hot.tick
    if not Run.objects.filter(pk=run.pk, generation=run.generation).update(**changes):
        return False
    run.refresh_from_db()
    return _seed(run)


def make_room(owner: User) -> None:
    """Let the owner's oldest ended runs go if a new one needs it. Raises InvalidInput if that is not enough."""
    for old in quotas.in_excess(owner, more_runs=1):
        do_delete(old)
    quotas.check_stored(owner, more_runs=1)


def _push(run: Run, *, at_once: bool = False) -> store.Hot | None:
    """Make Redis follow the database: status, speed, a new pacing anchor, and a slice right away.

    `at_once` makes the next tick due now instead of a simulated second from now.
    """
    hot = None
    with _redis_may_be_away(run):
        hot = _push_now(run, at_once)
    return hot


def _push_now(run: Run, at_once: bool) -> store.Hot | None:
    if at_once:
        store.watch(str(run.pk))
    for _attempt in range(3):
        run.refresh_from_db()
        now = time.time()
        hot = store.load(str(run.pk))
        if hot is None or hot.epoch != run.epoch or hot.generation != run.generation:
            # Not there, or of another life: a new generation from the last checkpoint.
            if Run.objects.filter(pk=run.pk, generation=run.generation).update(
                generation=F("generation") + 1
            ):
                run.refresh_from_db()
                _seed(run)
            continue
        # `paced` tells a slice under way that its idea of the pacing is old.
        done = store.control(
            str(run.pk),
            run.generation,
            due_at=now,
            status=run.status,
            speed=run.speed,
            anchor_tick=hot.tick,
            anchor_at=repr(now - 1 / int(run.speed) if at_once and run.speed != "max" else now),
            paced=1,
            stop_at=0,
        )
        if done:
            return hot
    return store.load(str(run.pk))


def _seed(run: Run) -> bool:
    """Put the run into Redis: what is there goes on, else it starts from the last checkpoint."""
    now = time.time()
    last = archive.stored_through(str(run.pk))
    return store.seed(
        str(run.pk),
        run.generation,
        epoch=run.epoch,
        stored=last,
        due_at=now if run.status == Status.RUNNING else None,
        status=run.status,
        speed=run.speed,
        checkpoint_tick=last,
        checkpoint_at=repr(now),
        reached=run.tick,
        commanded=run.commands.aggregate(last=Max("sequence"))["last"] or 0,
        anchor_tick=run.tick,
        anchor_at=repr(now),
        owner=run.owner_id,
    )


def _told(run: Run) -> Run:
    """The run as it is now, after telling everybody who watches."""
    run.refresh_from_db()
    with _redis_may_be_away(run):
        status.publish(run)
    return run


@contextmanager
def _redis_may_be_away(run: Run) -> Iterator[None]:
    """The database has the last word: Redis is told again by the sweep, or holds an older generation."""
    try:
        yield
    except (redis.ConnectionError, redis.TimeoutError):
        log.info("run %s was changed while Redis was away", run.pk)


def _runnable_head(run: Run) -> Revision:
    head = Revision.objects.get(document=run.document, number=run.document.head)
    try:
        Architecture.of(parse_document(head.content))
    except InvalidInput:
        return run.revision
    return head


def _bad_speed(speed: str) -> InvalidInput:
    return _refusal(
        "UnknownSpeed",
        Text(en="There is no such speed: {speed}.", ko="없는 속도예요: {speed}.").format(speed=speed[:40]),
        Text(en="Use 1, 10, 60 or max.", ko="1, 10, 60, max 중 하나를 쓰세요."),
    )
