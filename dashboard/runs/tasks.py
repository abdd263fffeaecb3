"""Celery's side of runs: one task, and handing out slices to the worker that has the world warm."""

from __future__ import annotations

import logging
import os
import time

from celery import current_app, shared_task
from django.conf import settings

from dashboard.runs import slices, store

log = logging.getLogger(__name__)

COMMON_QUEUE = "slices"
#: A worker keeps its warm runs until it has this many more slices waiting than the least busy one.
BACKLOG_MARGIN = 4


def worker_name() -> str:
    """This process's name among the workers; empty in a process that is none."""
    return os.environ.get("STRATOLAB_WORKER", "")


def queue_of(worker: str) -> str:
    return f"warm.{worker}"


@shared_task(name="runs.slice", ignore_result=True)
def run_slice(run: str, generation: int, slice_: int) -> None:
    """Advance a run, then hand out what follows at once if it needs no waiting."""
    outcome = slices.run_slice(run, generation, slice_, worker_name())
    if outcome is not None and outcome.status is not None and not outcome.finished:
        dispatch(run, time.time())


def dispatch(run: str, now: float) -> store.Taken:
    """Send a run's next slice to a worker if it is due and was not sent before."""
    taken = store.take(run, now, now + settings.RUN_STALE_SECONDS)
    if taken.verdict == "send":
        current_app.send_task(
            "runs.slice", args=(run, taken.generation, taken.slice), queue=choose_queue(taken.worker)
        )
    return taken


def choose_queue(warm: str) -> str:
    """The queue of the worker with the world, unless it is gone or much busier than another."""
    alive = store.workers_alive()
    if not alive:
        return COMMON_QUEUE
    pipe = store.connection().pipeline(transaction=False)
    for worker in alive:
        pipe.llen(queue_of(worker))
    backlog = dict(zip(alive, pipe.execute(), strict=True))
    least = min(backlog.values())
    if warm in backlog and backlog[warm] <= least + BACKLOG_MARGIN:
        return queue_of(warm)
    return COMMON_QUEUE
