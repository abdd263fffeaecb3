"""Pages and API: Django under ASGI, with middleware and views in the one thread of their request.

All of ours are synchronous. Django's own handler goes through most middleware asynchronously nevertheless, and changes
threads twice for each; a class of sixty then costs a third more.
"""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Pages(ASGIHandler):
    """Django's handler with one change of threads for each request."""

    def __init__(self) -> None:
        self.load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)
