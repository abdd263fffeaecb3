"""Answers made piece by piece, in bounded memory, ending when the reader goes.

Under ASGI Django would collect an ordinary iterator into a list before it sends anything; an asynchronous one it
sends as it comes. Under WSGI (tests, checks) it is the other way round. The pieces are made in the request's own
thread, where its database connection is.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

PIECE_BYTES = 64 * 1024

Pieces = Generator[bytes, None, None]


def gathered(parts: Iterable[bytes]) -> Pieces:
    """The same bytes in pieces worth a message each: at least PIECE_BYTES, but the last."""
    waiting = bytearray()
    for part in parts:
        waiting += part
        if len(waiting) >= PIECE_BYTES:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)


class _AsAsked:
    """Piece after piece, each made when the one before has gone. Django closes it however the answer ends."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces

    def __aiter__(self) -> _AsAsked:
        return self

    async def __anext__(self) -> bytes:
        piece = await sync_to_async(self._next)()
        if piece is None:
            raise StopAsyncIteration
        return piece

    def _next(self) -> bytes | None:
        return next(self._pieces, None)

    def close(self) -> None:
        self._pieces.close()


def download(request: HttpRequest, pieces: Pieces, content_type: str, name: str) -> StreamingHttpResponse:
    """A file to keep, called `name`, made while it is sent."""
    content = _AsAsked(pieces) if isinstance(request, ASGIRequest) else pieces
    answer = StreamingHttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    # A proxy that collects the answer first would undo all this.
    answer["X-Accel-Buffering"] = "no"
    return answer
