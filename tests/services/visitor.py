"""A browser without pictures: pages, API and sockets of a cluster, through the proxy or past it."""

from __future__ import annotations

import http.client
import itertools
import json
import re
import ssl
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Origin

from dashboard.runs.frames import decode
from tests.services.cluster import Cluster


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Visitor:
    """One person's browser: keeps cookies, follows nothing by itself."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.cookies: dict[str, str] = {}
        self.trust = ssl.create_default_context(cafile=str(cluster.authority))

    def ask(
        self, method: str, path: str, body: bytes = b"", web: str | None = None, **headers: str
    ) -> Answer:
        """Through the proxy; `web` names a web process to ask past it, as the proxy would."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given |= self.headers()
        connection: http.client.HTTPConnection
        if web is None:
            port = self.cluster.ports["https"]
            connection = http.client.HTTPSConnection("localhost", port, timeout=30, context=self.trust)
        else:
            given["X-Forwarded-Proto"] = "https"
            connection = http.client.HTTPConnection("127.0.0.1", self.cluster.ports[web], timeout=30)
        given["Host"] = f"localhost:{self.cluster.ports['https']}"
        try:
            connection.request(method, path, body or None, given)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.headers, content)

    def headers(self) -> dict[str, str]:
        """What a browser says with everything."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Origin": self.cluster.origin, **({"Cookie": cookies} if cookies else {})}

    def get(self, path: str, **options: Any) -> Answer:
        return self.ask("GET", path, **options)

    def api(self, method: str, path: str, body: Any = None, web: str | None = None) -> Any:
        """An API call that has to succeed."""
        if "stratolab_csrf" not in self.cookies:
            self.get("/")
        answer = self.ask(
            method,
            f"/api/v1{path}",
            b"" if body is None else json.dumps(body).encode(),
            web=web,
            Content_Type="application/json",
            X_CSRFToken=self.cookies.get("stratolab_csrf", ""),
        )
        assert answer.status < 300, f"{method} {path}: {answer.status} {answer.text[:500]}"
        return answer.json if answer.body else None

    def submit(self, path: str, **fields: str) -> Answer:
        """Open a page with a form, fill it in, send it."""
        page = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert token is not None, page.text[:500]
        form = urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()
        return self.ask("POST", path, form, Content_Type="application/x-www-form-urlencoded")


@dataclass
class Watcher:
    """Watches a run on the given ways in, one after the other whenever one breaks off.

    A way is the name of a web process, or "proxy". What comes must continue what came.
    """

    visitor: Visitor
    run: str
    ways: list[str]
    frames: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.follow, daemon=True)
        self.thread.start()

    @property
    def through(self) -> int:
        return self.frames[-1]["id"] if self.frames else 0

    def follow(self) -> None:
        for way in itertools.cycle(self.ways):
            if self.stopping.is_set():
                return
            try:
                self.listen(way)
            except (OSError, TimeoutError, WebSocketException):
                self.stopping.wait(0.1)

    def listen(self, way: str) -> None:
        cluster = self.visitor.cluster
        if way == "proxy":
            place, trust = f"wss://localhost:{cluster.ports['https']}", self.visitor.trust
        else:
            place, trust = f"ws://127.0.0.1:{cluster.ports[way]}", None
        headers = self.visitor.headers()
        origin = Origin(headers.pop("Origin"))
        address = f"{place}/ws/runs/{self.run}/?last={self.through}"
        with connect(
            address, origin=origin, additional_headers=headers, ssl=trust, max_size=None, close_timeout=1
        ) as socket:
            self.connected.append(way)
            while not self.stopping.is_set():
                try:
                    message = socket.recv(0.2)
                except TimeoutError:
                    continue
                if isinstance(message, str):
                    self.statuses.append(json.loads(message))
                else:
                    self.take(decode(message))

    def take(self, message: dict[str, Any]) -> None:
        if message["after"] > self.through:
            self.faults.append(f"a hole: after {message['after']}, had {self.through}")
        for frame in message["frames"]:
            if frame["id"] != self.through + 1:
                self.faults.append(f"{frame['id']} follows {self.through}")
            self.frames.append(frame)

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join(10)
        assert not self.thread.is_alive()
