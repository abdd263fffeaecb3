"""Celery's side of grading: a task is a wish to work, not a piece of work (see `trials`)."""

from __future__ import annotations

import logging

import redis
from celery import current_app, shared_task
from django.core.cache import cache
from kombu.exceptions import OperationalError

from labs.guided import trials

log = logging.getLogger(__name__)

#: Read by graders, not by the workers that advance runs: a trial takes much longer than a slice.
QUEUE = "grading"
#: Between two wishes of all who wait for a grade (s). Each of a class asks more than once a second how far it is.
REMIND_SECONDS = 1


@shared_task(name="labs.grade", ignore_result=True)
def grade_next() -> None:
    """Work on one trial, whosever turn it is."""
    trial = trials.take()
    if trial is not None:
        trials.work(trial)


def ask(times: int = 1) -> None:
    """Ask graders for so many pieces of work. Without a broker the next look at the submission asks again."""
    try:
        for _ in range(times):
            current_app.send_task("labs.grade", queue=QUEUE)
    except OperationalError as error:
        log.warning("grading waits for the broker: %s", error)


def remind() -> None:
    """Ask for one piece of work, should a wish have been lost: now and then, however many wait."""
    try:
        due = cache.add("guided:reminded", 1, REMIND_SECONDS)
    except redis.RedisError as error:
        log.warning("grading waits for Redis: %s", error)
        return
    if due:
        ask()
