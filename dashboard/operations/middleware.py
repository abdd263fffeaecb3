"""Around every request: an id, a line in the log, a count; and probes answered before anything else is asked."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject

from dashboard import logs
from dashboard.operations import probes
from dashboard.operations.tally import tally
from dashboard.runs import counters

log = logging.getLogger("stratolab.access")

#: What a caller's request id may look like; anything else gets a new one.
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}


def request_id(given: str | None) -> str:
    """The caller's id for the request if it is well-formed, else a new one."""
    return given if given and REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def user_id(request: HttpRequest) -> Any:
    """Who calls, if that was asked already: logging looks nobody up."""
    user = request.__dict__.get("user")
    if user is None or isinstance(user, SimpleLazyObject):
        user = getattr(request, "_cached_user", None)
    return getattr(user, "pk", None)


def run_id(request: HttpRequest) -> str | None:
    """The run the address names."""
    match = request.resolver_match
    if match is None or "runs/" not in match.route:
        return None
    return str(match.kwargs.get("id", ""))[:64]


def route(request: HttpRequest) -> str:
    """The address's pattern: a bounded set, whatever addresses are asked for."""
    match = request.resolver_match
    return (match.route or "/").replace(" ", "") if match else "unknown"


class RequestLog:
    """Outermost: sees the status and the bytes that leave. A streamed answer is logged when it has ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        id_ = request_id(request.headers.get("X-Request-ID"))
        with logs.bound(request_id=id_, user=lambda: user_id(request), run=lambda: run_id(request)):
            response = self.get_response(request)
            response["X-Request-ID"] = id_
            if isinstance(response, StreamingHttpResponse):
                self.follow(request, response, started)
            elif isinstance(response, HttpResponse):
                self.done(request, response, started, len(response.content))
        return response

    def follow(self, request: HttpRequest, response: StreamingHttpResponse, started: float) -> None:
        """Count a streamed answer's bytes as they go. Its context is bound again when it ends."""
        bound = logs.context()
        content = response.streaming_content

        def done(sent: int) -> None:
            with logs.bound(**bound):
                self.done(request, response, started, sent)

        async def each_async(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
            sent = 0
            try:
                async for part in parts:
                    sent += len(part)
                    yield part
            finally:
                done(sent)

        def each(parts: Iterator[bytes]) -> Iterator[bytes]:
            sent = 0
            try:
                for part in parts:
                    sent += len(part)
                    yield part
            finally:
                done(sent)

        if response.is_async:
            response.streaming_content = each_async(content)  # type: ignore[arg-type]
        else:
            response.streaming_content = each(content)  # type: ignore[arg-type]

    def done(self, request: HttpRequest, response: HttpResponseBase, started: float, sent: int) -> None:
        seconds = time.perf_counter() - started
        method = request.method if request.method in METHODS else "OTHER"
        labels = f"{method} {route(request)} {response.status_code // 100}xx"
        tally.add(counters.observed("request", seconds, counters.REQUEST_BOUNDS, labels))
        if log.isEnabledFor(logging.INFO):
            fields = {
                "method": method,
                "path": escape_uri_path(request.path),
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
                "bytes": sent,
            }
            log.info("%s %s %d", fields["method"], fields["path"], fields["status"], extra={"fields": fields})


class Probes:
    """Answers /healthz and /readyz before sessions, hosts and redirects are looked at.

    A probe comes from inside: by address instead of the lab's name, and without TLS.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = probes.ANSWERS.get(request.path)
        return self.get_response(request) if answer is None else answer(request)
