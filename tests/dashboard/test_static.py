"""Static files: cached for ever when hashed, found nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from config.static import StaticFiles


async def get(
    application: StaticFiles, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await application({"type": "http", "method": method, "path": path, "headers": pairs}, receive, send)
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.fixture
def served(tmp_path: Path, settings: Any) -> StaticFiles:
    from django.contrib.staticfiles.finders import get_finder

    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "main-Ab12Cd34.js").write_text("let a = 1" + " " * 99)
    (tmp_path / "assets" / "main-Ab12Cd34.js.br").write_bytes(b"compressed")
    (tmp_path / "plain.css").write_text("p {}")
    settings.STATICFILES_DIRS = [("dist", tmp_path)]
    get_finder.cache_clear()

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"page"})

    yield StaticFiles(pages)  # type: ignore[misc]
    get_finder.cache_clear()


async def test_a_hashed_file_is_kept_for_ever(served: StaticFiles) -> None:
    status, headers, body = await get(served, "/static/dist/assets/main-Ab12Cd34.js")
    assert (status, body.strip()) == (200, b"let a = 1")
    assert "immutable" in headers["cache-control"]
    assert headers["x-content-type-options"] == "nosniff"


async def test_a_file_without_a_hash_is_asked_for_again(served: StaticFiles) -> None:
    _, headers, _ = await get(served, "/static/dist/plain.css")
    assert "immutable" not in headers["cache-control"]
    assert (await get(served, "/static/dist/plain.css", if_none_match=headers["etag"]))[0] == 304


async def test_a_browser_that_can_gets_the_compressed_file(served: StaticFiles) -> None:
    _, headers, body = await get(served, "/static/dist/assets/main-Ab12Cd34.js", accept_encoding="br")
    assert (headers["content-encoding"], body) == ("br", b"compressed")


@pytest.mark.parametrize("path", ["/static/dist/../settings.py", "/static/nothing.js", "/static/", "/"])
async def test_anything_else_goes_to_the_pages(served: StaticFiles, path: str) -> None:
    assert (await get(served, path))[2] == b"page"
