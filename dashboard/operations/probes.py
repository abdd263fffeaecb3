"""Alive and ready: what an orchestrator or a proxy asks.

*Alive* means that the process answers; it asks nobody. A process that is not alive is to be started again.
*Ready* means that it can do its work: database and Redis answer and the database has every migration. A process
that is not ready gets no requests meanwhile; starting it again would not help.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponseBase, JsonResponse

log = logging.getLogger(__name__)

#: Each part has this long to answer (s).
PROBE_SECONDS = 2.0
#: More probes at a time than this wait for each other: a part that hangs takes no more threads.
_threads = ThreadPoolExecutor(max_workers=6, thread_name_prefix="probe")


def _own_connection(ask: Callable[[], None]) -> Callable[[], None]:
    """Ask on this thread's own database connection, and close it after."""

    @functools.wraps(ask)
    def wrapped() -> None:
        try:
            ask()
        finally:
            connection.close()

    return wrapped


@_own_connection
def database() -> None:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


@functools.cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Every migration this version of the program has."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


@_own_connection
def migrations() -> None:
    """The database is as this version of the program needs it."""
    missing = known_migrations() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        raise RuntimeError(f"{len(missing)} migrations are not applied")


def redis_answers() -> None:
    """Redis answers."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=PROBE_SECONDS, socket_connect_timeout=PROBE_SECONDS
    )
    try:
        client.ping()
    finally:
        client.close()


PARTS: Mapping[str, Callable[[], None]] = {
    "database": database,
    "migrations": migrations,
    "redis": redis_answers,
}


def ask(part: str, asked: Future[None], deadline: float) -> str:
    """What to say of a part: ok, or what is wrong in a word. The log has the rest, which may name addresses."""
    try:
        asked.result(max(0.0, deadline - time.monotonic()))
    except TimeoutError:
        asked.cancel()
        log.warning("%s does not answer within %g s", part, PROBE_SECONDS)
        return "no answer in time"
    except Exception as error:
        log.warning("%s is not ready: %s", part, error)
        return "not applied" if part == "migrations" and isinstance(error, RuntimeError) else "fails"
    return "ok"


def ready() -> dict[str, str]:
    """Each part with "ok" or what is wrong. All are asked at once."""
    deadline = time.monotonic() + PROBE_SECONDS
    asked = {part: _threads.submit(check) for part, check in PARTS.items()}
    return {part: ask(part, future, deadline) for part, future in asked.items()}


def _answer(content: Mapping[str, object], status: int) -> JsonResponse:
    headers = {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    return JsonResponse(content, status=status, headers=headers)


def healthz(request: HttpRequest) -> HttpResponseBase:
    return _answer({"status": "alive"}, 200)


def readyz(request: HttpRequest) -> HttpResponseBase:
    parts = ready()
    fine = all(state == "ok" for state in parts.values())
    return _answer({"status": "ready" if fine else "not ready", "parts": parts}, 200 if fine else 503)


ANSWERS: Mapping[str, Callable[[HttpRequest], HttpResponseBase]] = {"/healthz": healthz, "/readyz": readyz}
