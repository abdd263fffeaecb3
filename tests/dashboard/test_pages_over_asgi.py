"""Pages and API as the web process serves them: over ASGI, middleware and view in one thread."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator

from config.asgi import application
from config.pages import Pages
from dashboard.api import rules

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


async def ask(
    path: str, handler: Any = application, method: str = "GET"
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one request."""
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": b"", "headers": [(b"host", b"localhost")],
        "server": ("localhost", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    browser = ApplicationCommunicator(handler, scope)
    await browser.send_input({"type": "http.request", "body": b"", "more_body": False})
    begun = await browser.receive_output(10)
    body = b""
    while True:
        part = await browser.receive_output(10)
        body += part.get("body", b"")
        if not part.get("more_body"):
            break
    headers = {name.decode().lower(): value.decode() for name, value in begun["headers"]}
    return begun["status"], headers, body


async def test_pages_api_and_errors_are_answered(hot: str) -> None:
    status, headers, body = await ask("/api/v1/catalogue")
    assert status == 200 and json.loads(body)["kinds"]
    assert headers["x-frame-options"] == "DENY" and "content-security-policy" in headers
    status, headers, body = await ask("/accounts/login/")
    assert status == 200 and b"<h1" in body and "stratolab_csrf" in headers["set-cookie"]
    assert (await ask("/no-such-page/"))[0] == 404
    assert (await ask("/api/v1/catalogue", method="POST"))[0] == 405


async def test_middleware_and_view_share_a_thread(hot: str, settings: Any, monkeypatch: Any) -> None:
    """A change of threads costs more than most middleware does."""
    seen: dict[str, int] = {}
    tagged = rules.answer_tagged

    def told(*arguments: Any) -> Any:
        seen["view"] = threading.get_ident()
        return tagged(*arguments)

    monkeypatch.setattr(rules, "answer_tagged", told)
    handler = Pages()
    inner = handler._middleware_chain

    def chain(request: Any) -> Any:
        seen["middleware"] = threading.get_ident()
        return inner(request)

    handler._middleware_chain = chain  # type: ignore[method-assign]
    assert (await ask("/api/v1/catalogue", handler))[0] == 200
    assert seen["middleware"] == seen["view"] != threading.get_ident()
