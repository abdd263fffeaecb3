"""Static files in front of Django: found once at the start, served with hashes, ranges and precompression.

WhiteNoise knows which file, headers and encoding to send; its Django middleware is synchronous and would
put a thread switch into every request, so the files are sent from here.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.csp import build_policy
from whitenoise.base import WhiteNoise

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

#: Vite puts a hash of eight or more characters before the extension: such a file never changes.
HASHED_NAME = re.compile(r"/dist/.+[-.][A-Za-z0-9_-]{8,}\.\w+(\.map)?$")
CHUNK_BYTES = 64 * 1024


class StaticFiles:
    """Answers what lies under STATIC_URL itself and hands everything else to `application`."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.files = WhiteNoise(
            None,
            max_age=60,
            immutable_file_test=lambda path, url: bool(HASHED_NAME.search(url)),
            add_headers_function=self.add_headers,
        )
        for finder in finders.get_finders():
            for path, storage in finder.list([]):
                prefix = getattr(storage, "prefix", None)
                url = f"{settings.STATIC_URL}{prefix + '/' if prefix else ''}{path}"
                if url not in self.files.files:
                    self.files.add_file_to_dictionary(url, storage.path(path))

    @staticmethod
    def add_headers(headers: Any, path: str, url: str) -> None:
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Referrer-Policy"] = settings.SECURE_REFERRER_POLICY
        headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
        headers["Content-Security-Policy"] = build_policy(
            settings.SECURE_CSP
        )  # a picture may be opened as a page
        if settings.HTTPS:
            headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(settings.STATIC_URL):
            return await self.application(scope, receive, send)
        file = self.files.files.get(scope["path"])
        if file is None:
            return await self.application(scope, receive, send)
        environ = {
            "HTTP_" + name.decode("latin-1").upper().replace("-", "_"): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        response = await sync_to_async(file.get_response, thread_sensitive=False)(scope["method"], environ)
        headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers
        ]
        await send({"type": "http.response.start", "status": int(response.status), "headers": headers})
        if response.file is not None:
            with response.file as stream:
                while chunk := stream.read(CHUNK_BYTES):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
