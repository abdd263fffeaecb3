"""A browser's network: cookies, connections that stay open, times by kind of request.

As little HTTP/1.1 as our own server needs, on asyncio: asking must not cost as much as answering does.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import websockets

#: The server closes connections idle for 5 s; one that is older is not used again.
IDLE_SECONDS = 4.0
ANSWER_SECONDS = 60.0
LOOPBACK = "127.0.0.1"


class Failed(Exception):
    """An answer that is no success. status 0: none came."""

    def __init__(self, status: int, body: str) -> None:
        self.status, self.body = status, body
        super().__init__(f"{status}: {body[:300]}")

    @property
    def passing(self) -> bool:
        """Whether the same request may succeed a moment later."""
        return self.status == 0 or self.status >= 500 or self.status == 429


@dataclass
class Log:
    """What all browsers of the crowd measured. times: seconds by kind; failures: by kind and status."""

    times: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def took(self, kind: str, seconds: float) -> None:
        """One of this kind took so long, ending now."""
        self.times.setdefault(kind, []).append((time.monotonic(), seconds))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


class _Line:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.used_at = time.monotonic()

    @property
    def fresh(self) -> bool:
        return not self.reader.at_eof() and time.monotonic() - self.used_at < IDLE_SECONDS

    async def ask(self, request: bytes) -> tuple[Answer, list[str], bool]:
        """The answer, its Set-Cookie lines, and whether the connection stays."""
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ", 2)[1])
        headers: dict[str, str] = {}
        cookies = []
        for line in head[1:]:
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                cookies.append(value.strip())
            elif name:
                headers[name.lower()] = value.strip()
        body = b""
        if headers.get("transfer-encoding") == "chunked":
            while size := int(await self.reader.readline(), 16):
                body += await self.reader.readexactly(size)
                await self.reader.readexactly(2)
            await self.reader.readline()
        elif status not in (204, 304):
            body = await self.reader.readexactly(int(headers["content-length"]))
        self.used_at = time.monotonic()
        return Answer(status, headers, body), cookies, headers.get("connection") != "close"


class Browser:
    """One person's browser."""

    def __init__(self, address: str, log: Log) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "localhost", parts.port or 80
        self.address, self.log = address, log
        self.cookies: dict[str, str] = {}
        self.free: list[_Line] = []

    def close(self) -> None:
        for line in self.free:
            line.writer.close()
        self.free.clear()

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def page(self, path: str, form: dict[str, str] | None = None) -> str:
        """The text of a page, after redirects. Raises Failed."""
        began = time.monotonic()
        if form is None:
            answer = await self._ask("GET", path)
        else:
            body = urlencode({**form, "csrfmiddlewaretoken": self.cookies.get("stratolab_csrf", "")})
            answer = await self._ask("POST", path, body.encode(), "application/x-www-form-urlencoded")
        while answer.status in (302, 303):
            answer = await self._ask("GET", answer.headers["location"])
        self._check("page", answer)
        self.log.took("page", time.monotonic() - began)
        return answer.body.decode()

    async def call(self, kind: str, method: str, path: str, body: Any = None) -> Any:
        """The decoded answer of /api/v1, timed as `kind`. Raises Failed."""
        began = time.monotonic()
        answer = await self._call(method, path, body)
        self._check(kind, answer)
        self.log.took(kind, time.monotonic() - began)
        return answer.json()

    async def surely(self, kind: str, method: str, path: str, body: Any = None, attempts: int = 60) -> Any:
        """As `call`, asked again while something is down. For what may be asked twice."""
        for attempt in range(attempts):
            try:
                return await self.call(kind, method, path, body)
            except Failed as failure:
                if not failure.passing or attempt + 1 == attempts:
                    raise
                await asyncio.sleep(0.5)
        raise AssertionError("unreachable")

    async def send_and_hang_up(self, path: str, body: Any) -> None:
        """Post something and be gone before the answer comes: a network that breaks at the worst moment."""
        line = await self._open()
        line.writer.write(self._request("POST", f"/api/v1{path}", json.dumps(body).encode()))
        await line.writer.drain()
        await asyncio.sleep(0.05)  # time for the request to arrive, too little to be answered under load
        line.writer.close()

    def socket(self, path: str) -> Any:
        """A websocket as an asynchronous context."""
        return websockets.connect(
            f"ws://{self.host}:{self.port}{path}",
            origin=websockets.Origin(self.address),
            additional_headers={"Cookie": self.cookie_header},
            host=LOOPBACK,
            port=self.port,
            compression=None,
            open_timeout=20,
            ping_interval=None,
        )

    def _check(self, kind: str, answer: Answer) -> None:
        if answer.status >= 400 or answer.status == 0:
            self.log.failures[f"{kind} {answer.status}"] += 1
            raise Failed(answer.status, answer.body.decode(errors="replace"))

    async def _call(self, method: str, path: str, body: Any) -> Answer:
        data = b"" if body is None else json.dumps(body).encode()
        return await self._ask(method, f"/api/v1{path}", data)

    def _request(self, method: str, path: str, body: bytes, type_: str = "application/json") -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept-Language: en"]
        if self.cookies:
            lines.append(f"Cookie: {self.cookie_header}")
        if method != "GET":
            lines.append(f"X-CSRFToken: {self.cookies.get('stratolab_csrf', '')}")
            lines += [f"Content-Type: {type_}", f"Content-Length: {len(body)}"]
        return "\r\n".join((*lines, "", "")).encode() + body

    async def _open(self) -> _Line:
        return _Line(*await asyncio.open_connection(LOOPBACK, self.port, limit=2**20))

    async def _ask(
        self, method: str, path: str, body: bytes = b"", type_: str = "application/json"
    ) -> Answer:
        request = self._request(method, path, body, type_)
        while self.free and not self.free[-1].fresh:
            self.free.pop().writer.close()
        line = self.free.pop() if self.free else None
        stays = False
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                line = line or await self._open()
                answer, cookies, stays = await line.ask(request)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            return Answer(0, {}, repr(error).encode())
        finally:
            if line is not None and stays:
                self.free.append(line)
            elif line is not None:
                line.writer.close()
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer
