"""What Redis and open sockets have to learn when runs change hands, or go with their owner."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import redis

from dashboard.runs import fair, store
from dashboard.runs.frames import RETURN, Message
from dashboard.runs.models import LIVE, Run

log = logging.getLogger(__name__)


def call_back(runs: Iterable[str]) -> None:
    """Every socket on these runs closes, and browsers ask again with the session they have now."""
    for run in runs:
        store.publish(run, Message(RETURN, 0, 0, 0, b""))


def do_hand_over(runs: Iterable[str]) -> None:
    """The runs have another owner in the database: workers' turns are counted for them, sockets ask again."""
    ids = list(runs)
    try:
        for run in Run.objects.filter(pk__in=ids, status__in=LIVE):
            store.control(str(run.pk), run.generation, owner=run.owner_id)
        call_back(ids)
    except (redis.RedisError, OSError) as error:
        # Turns are counted for the old owner until the run is put into Redis anew; sockets ask by themselves.
        log.warning("Redis was away while runs changed hands: %s", error)


def do_forget(runs: Iterable[str], owner: int) -> None:
    """Runs are gone from the database with their owner: drop what Redis has of both, and close their sockets."""
    ids = list(runs)
    try:
        for run in ids:
            store.forget(run)
        store.connection().zrem(fair.SHARES, owner)
        call_back(ids)
    except (redis.RedisError, OSError) as error:
        # What is left names no person and expires by itself (`store.HOT_SECONDS`).
        log.warning("Redis was away while runs were forgotten: %s", error)
