"""Celery's side of proofs in the admin. They are graders' work: see `labs.guided.tasks`."""

from __future__ import annotations

import logging

from celery import current_app, shared_task
from kombu.exceptions import OperationalError

from labs.authoring import proving
from labs.guided.tasks import QUEUE

log = logging.getLogger(__name__)


@shared_task(name="labs.prove", ignore_result=True)
def prove_next() -> None:
    """Work on one try, then ask for the next."""
    one = proving.take()
    if one is not None:
        proving.work(one)
        ask()


def ask(times: int = 1) -> None:
    """Ask graders for so many pieces of work. Without a broker the next look at the proof asks again."""
    try:
        for _ in range(times):
            current_app.send_task("labs.prove", queue=QUEUE)
    except OperationalError as error:
        log.warning("a proof waits for the broker: %s", error)
