"""The scheduler: hands out due slices, and is the watchdog of runs that went silent.

Any number of schedulers may be started; one holds the lease and works, the others wait for it. Every step
is a method that returns; the loop comes last.
"""

from __future__ import annotations

import logging
import math
import secrets
import time
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import close_old_connections
from django.db.models import Max, Q

from dashboard.runs import actions, archive, heartbeat, store, tasks
from dashboard.runs.models import ENDED, Run, RunCommand, Status

log = logging.getLogger(__name__)

LEASE_MS = 3_000
SWEEP_SECONDS = 1.0
#: Runs compared with Redis in one sweep.
SETTLED_RUNS = 2_000
#: Between looks at the schedule when nothing is due sooner (s).
LONGEST_NAP, SHORTEST_NAP = 0.05, 0.005


class Scheduler:
    """One scheduler process."""

    def __init__(self) -> None:
        self.token = secrets.token_hex(8)
        self.swept_at = 0.0
        self.beat_at = 0.0
        self.missing: set[str] = set()
        self.differing: dict[str, str] = {}

    def hold_lease(self) -> bool:
        return store.hold_lease(self.token, LEASE_MS)

    def hand_out(self, now: float) -> int:
        """Send each idle worker a slice; take stale runs from theirs. Returns how many were sent.

        While no worker is there (they compile kernels when they start), runs wait: none has gone silent.
        """
        if not store.workers_alive():
            return 0
        found = tasks.hand_out(now)
        for run in (*found.stale, *found.lost):
            self.revive(run)
        return len(found.turns)

    def revive(self, run_id: str) -> bool:
        run = Run.objects.filter(pk=run_id, status__in=[Status.RUNNING, Status.PAUSED]).first()
        if run is None:
            store.forget(run_id)
            return False
        log.warning("run %s is silent: taken from its worker", run_id)
        revived = actions.revive(run)
        if run.status == Status.PAUSED:
            store.control(run_id, run.generation, never=True)
        return revived

    def find_lost(self) -> int:
        """Bring back runs that the database calls running and Redis does not know, or only as they once were.

        Redis was emptied, or went back when it was started again. A run is lost when it was missing at two
        sweeps: at one it may just be on its way there.
        """
        running = {str(pk): number for pk, number in Run.objects.running().values_list("pk", "generation")}
        marks = store.marks(running).items()
        known = {run for run, mark in marks if mark is not None and mark.generation >= running[run]}
        missing = running.keys() - (store.scheduled(running) & known)
        lost = missing & self.missing
        self.missing = missing - lost
        return sum(self.revive(run) for run in lost)

    def settle(self) -> int:
        """Make Redis follow the database where it missed a change: it was away when the change was made.

        Like a lost run, a differing one is settled when it differed at two sweeps.
        """
        scheduled = set(store.due(math.inf, SETTLED_RUNS))
        live = Run.objects.filter(Q(status=Status.RUNNING) | Q(pk__in=scheduled, status=Status.PAUSED))
        rows = {str(run.pk): run for run in live}
        waiting = RunCommand.objects.filter(run__in=rows.values(), applied_at_tick=None).values_list("run")
        commanded = {str(pk): last for pk, last in waiting.annotate(last=Max("sequence"))}
        marks = store.marks(rows)
        differing = dict.fromkeys(scheduled - rows.keys() | store.closing(), "end")
        for run_id, run in rows.items():
            mark = marks[run_id]
            if mark is None or mark.generation != run.generation:
                continue
            if (mark.status, mark.speed) != (run.status, run.speed):
                differing[run_id] = "status"
            elif mark.commanded < commanded.get(run_id, 0):
                differing[run_id] = "commands"
        found = {run: why for run, why in differing.items() if self.differing.get(run) == why}
        self.differing = {run: why for run, why in differing.items() if run not in found}
        for run_id, why in found.items():
            log.warning("run %s: Redis had missed its %s", run_id, why)
            if why == "end":
                self.settle_end(run_id)
            elif why == "status":
                actions.do_settle(rows[run_id])
            else:
                store.control(run_id, rows[run_id].generation, commanded=commanded[run_id])
        return len(found)

    def settle_end(self, run_id: str) -> None:
        """An end of which Redis or those who watch did not hear; or one that was not reached."""
        run = Run.objects.filter(pk=run_id).first()
        if run is None:
            store.forget(run_id)
        elif run.status in ENDED:
            archive.tell_end(run)
        store.closed(run_id)

    def pause_unwatched(self, now: float) -> int:
        """Pause runs nobody has looked at for a while. A run without a mark gets one now."""
        running = {str(run.pk): run for run in Run.objects.running()}
        if not running:
            return 0
        seen = store.last_watched(running)
        paused = 0
        for run_id, run in running.items():
            at = seen[run_id]
            if at is None:
                store.watch(run_id, now)
            elif at < now - settings.RUN_UNWATCHED_SECONDS:
                actions.do_pause(run, unwatched=True)
                paused += 1
        return paused

    def restart_shared(self, now: float) -> int:
        """The front page's run starts over when it has ended and somebody is looking."""
        ended = {str(run.pk): run for run in Run.objects.filter(shared=True, status=Status.FINISHED)}
        seen = store.last_watched(ended)
        restarted = 0
        for run_id, run in ended.items():
            if (seen[run_id] or 0.0) >= now - settings.RUN_UNWATCHED_SECONDS:
                actions.do_resume_for_viewer(run)
                restarted += 1
        return restarted

    def start_sweep(self) -> bool:
        """Let a worker sweep out what has had its time, now and then (`dashboard.runs.sweep`)."""
        if not store.workers_alive() or not store.claim_sweep(settings.SWEEP_MINUTES * 60):
            return False
        tasks.send_sweep()
        return True

    def sweep(self, now: float) -> None:
        """What is looked at once a second."""
        self.swept_at = now
        self.find_lost()
        self.settle()
        self.pause_unwatched(now)
        self.restart_shared(now)
        self.start_sweep()

    def step(self, now: float) -> float:
        """One turn of the loop; how long to sleep after it."""
        if not self.hold_lease():
            return 1.0
        if now - self.swept_at >= SWEEP_SECONDS:
            close_old_connections()
            self.sweep(now)
        self.hand_out(now)
        due = store.next_due()
        return LONGEST_NAP if due is None else min(LONGEST_NAP, max(SHORTEST_NAP, due - time.time()))

    def beat(self, now: float) -> None:
        """Tell the machine that this process works, holding the lease or waiting for it."""
        if now - self.beat_at >= SWEEP_SECONDS:
            self.beat_at = now
            heartbeat.beat("scheduler")

    def run(self, stopped: Callable[[], bool]) -> None:
        while not stopped():
            try:
                nap = self.step(time.time())
                self.beat(time.monotonic())
            except redis.RedisError as error:
                log.warning("the scheduler waits for Redis: %s", error)
                nap = 0.5
            except Exception:
                log.exception("the scheduler's turn failed")
                nap = 1.0
            time.sleep(nap)
