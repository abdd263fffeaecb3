"""The web server as a process, and clients that mean it harm over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import websockets
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.db import connection
from uvicorn.server import ServerState
from websockets.protocol import State

from config import web
from dashboard.operations import reporting
from dashboard.runs import store
from dashboard.runs.frames import FRAMES, Message
from dashboard.runs.models import Run, Status

from .test_supervisor import free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.redis,
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="/proc"),
]
IDLE_SOCKETS = 200
SEND_SECONDS, REQUEST_SECONDS = 1.0, 1.5


class Server:
    """A web process on the test's own database and Redis."""

    def __init__(self, folder: Path, redis_url: str) -> None:
        self.port = free_port()
        if connection.vendor == "sqlite":
            (folder / "stratolab.sqlite3").symlink_to(connection.settings_dict["NAME"])
            database = ""
        else:
            row = connection.settings_dict
            where = f"{row['HOST']}:{row['PORT']}/{row['NAME']}"
            database = f"postgresql://{row['USER']}:{row['PASSWORD']}@{where}"
        environment = os.environ | {
            "STRATOLAB_VAR": str(folder),
            "DATABASE_URL": database,
            "REDIS_URL": redis_url,
            "SECRET_KEY": django_settings.SECRET_KEY,
            "SOCKET_SEND_SECONDS": str(SEND_SECONDS),
            "REQUEST_SECONDS": str(REQUEST_SECONDS),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        self.output = folder / "output"
        with self.output.open("wb") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.web", "--port", str(self.port), "--grace", "1"],
                cwd=ROOT,
                env=environment,
                stdout=stream,
                stderr=stream,
            )

    def listening(self) -> bool:
        assert self.process.poll() is None, self.output.read_text()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        return False

    def resident_mb(self) -> float:
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * reporting.PAGE_BYTES / 1e6

    def open_sockets(self) -> int:
        found = 0
        for entry in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                found += os.readlink(entry).startswith("socket:")
        return found

    def unsent_mb(self) -> float:
        """What the kernel holds for the clients of this server."""
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        port = f":{self.port:04X}"
        return sum(int(row[4].partition(":")[0], 16) for row in rows if row[1].endswith(port)) / 1e6

    def connect(self, receive_buffer: int | None = None) -> socket.socket:
        made = socket.socket()
        if receive_buffer:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        made.settimeout(20)
        made.connect(("127.0.0.1", self.port))
        return made

    def watch(self, run: Run) -> socket.socket:
        """A viewer that shakes hands and never reads again."""
        made = self.connect(receive_buffer=4096)
        made.sendall(
            f"GET /ws/runs/{run.pk}/ HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        assert made.recv(12) == b"HTTP/1.1 101"
        return made

    def listener(self, run: Run) -> Any:
        return websockets.connect(
            f"ws://localhost:{self.port}/ws/runs/{run.pk}/", origin=f"http://localhost:{self.port}"
        )


@contextlib.contextmanager
def started(redis_url: str) -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="slw"))
    made = Server(folder, redis_url)
    try:
        wait_for(made.listening, 60)
        yield made
    finally:
        made.process.terminate()
        try:
            made.process.wait(15)
        except subprocess.TimeoutExpired:
            made.process.kill()
            made.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def only_server(valkey_url: str, django_db_setup: None) -> Iterator[Server]:
    with started(valkey_url) as made:
        yield made


@pytest.fixture
def server(only_server: Server, hot: str, db: None) -> Server:
    """The same process for all tests here, on an emptied Redis and database."""
    return only_server


@pytest.fixture
def demo(run: Run) -> Run:
    """The student's run, for everybody to watch."""
    Run.objects.filter(pk=run.pk).update(shared=True, status=Status.RUNNING)
    run.refresh_from_db()
    return run


def publish(run: Run, messages: int, size: int) -> None:
    """Frames of a run that is faster than anybody can read; their content does not matter."""
    for tick in range(messages):
        store.publish(str(run.pk), Message(FRAMES, 1, tick, tick + 1, os.urandom(size)))


def sockets() -> int:
    return sum(int(process.figures["sockets"]) for process in reporting.processes())


def counted(name: str) -> int:
    return int(store.connection().hget("metrics:counters", name) or 0)


def test_viewers_who_never_read_cost_a_bounded_memory_and_are_dropped(server: Server, demo: Run) -> None:
    before_fds = server.open_sockets()
    idle = [server.watch(demo) for _ in range(IDLE_SOCKETS)]
    wait_for(lambda: sockets() == IDLE_SOCKETS, 30)
    at_rest = server.resident_mb()
    peak = waiting = 0.0
    for _ in range(10):
        publish(demo, 100, 60_000)  # 60 MB in all: 12 GB if it were kept for each of them
        peak = max(peak, server.resident_mb() - at_rest)
        waiting = max(waiting, server.unsent_mb())
    print(f"{peak:.0f} MB more in the process, {waiting:.0f} MB in the kernel")
    # 64 KB and a message for each, and the few messages of the hub, which all of them share.
    assert peak < 100
    assert waiting < 80
    wait_for(lambda: sockets() == 0, 30)
    wait_for(lambda: counted("refused|slow") + counted("stalled") >= IDLE_SOCKETS, 10)
    wait_for(lambda: server.open_sockets() <= before_fds + 10, 30)  # what it opened to Redis meanwhile
    for one in idle:
        one.close()
    assert server.process.poll() is None
    assert "Traceback" not in server.output.read_text(), server.output.read_text()[-3000:]


async def test_a_viewer_who_reads_is_not_disturbed_by_those_who_do_not(server: Server, demo: Run) -> None:
    idle = [await asyncio.to_thread(server.watch, demo) for _ in range(20)]
    async with server.listener(demo) as reader:
        await reader.recv()
        heard = 0
        for tick in range(40):
            message = Message(FRAMES, 1, tick, tick + 1, os.urandom(60_000))
            await sync_to_async(store.publish)(str(demo.pk), message)
            async with asyncio.timeout(10):
                while isinstance(await reader.recv(), str):
                    pass
            heard += 1
        assert heard == 40
    for one in idle:
        one.close()


async def test_a_viewer_stays_longer_than_a_request_may_take(server: Server, demo: Run) -> None:
    async with server.listener(demo) as viewer:
        await asyncio.sleep(REQUEST_SECONDS + 1)
        await asyncio.wait_for(await viewer.ping(), 5)


async def test_a_huge_message_ends_the_socket(server: Server, demo: Run) -> None:
    async with server.listener(demo) as viewer:
        await viewer.send("x" * 5_000)
        with pytest.raises(websockets.ConnectionClosed) as ended:
            async with asyncio.timeout(10):
                while True:
                    await viewer.recv()
    assert ended.value.rcvd is not None and ended.value.rcvd.code == 1009


async def test_a_flood_of_messages_ends_the_socket(server: Server, demo: Run) -> None:
    async with server.listener(demo) as viewer:
        with pytest.raises(websockets.ConnectionClosed) as ended:
            async with asyncio.timeout(10):
                for _ in range(10_000):
                    await viewer.send("x" * 100)
                while True:
                    await viewer.recv()
    assert ended.value.rcvd is not None and ended.value.rcvd.code == 1008
    assert ended.value.rcvd.reason == "This socket only sends."


async def test_another_sites_page_is_refused(server: Server, demo: Run) -> None:
    url = f"ws://localhost:{server.port}/ws/runs/{demo.pk}/"
    for origin in ("https://evil.example", "null", None):
        with pytest.raises(websockets.InvalidStatus, match="403"):
            await websockets.connect(url, origin=origin)


def ends(made: socket.socket) -> bytes:
    """What comes until the server ends the connection."""
    got = b""
    with contextlib.suppress(ConnectionError):
        while part := made.recv(65536):
            got += part
    return got


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET /healthz HTTP/1.1\r\nHost: loc",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\nHost: loc",
        b"POST /api/v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{",
    ],
)
def test_a_request_that_never_arrives_is_ended(server: Server, beginning: bytes) -> None:
    """A slowloris sends just enough to seem alive, for ever."""
    made = server.connect()
    made.sendall(beginning)
    started = time.monotonic()
    with contextlib.suppress(ConnectionError):
        while time.monotonic() - started < 20:
            made.settimeout(0.3)
            try:
                if not made.recv(65536):
                    break
            except TimeoutError:
                made.sendall(b"a" if beginning else b"")
    assert time.monotonic() - started < 15
    made.close()


def test_a_request_in_pieces_that_does_arrive_is_answered(server: Server) -> None:
    made = server.connect()
    for piece in (b"GET /healthz HTTP/1.1\r\n", b"Host: localhost\r\n", b"Connection: close\r\n\r\n"):
        made.sendall(piece)
        time.sleep(0.2)
    assert ends(made).startswith(b"HTTP/1.1 200")


def test_an_answer_that_is_not_taken_is_thrown_away(server: Server) -> None:
    request = b"GET /api/v1/catalogue HTTP/1.1\r\nHost: localhost\r\n\r\n"
    made = [server.connect(receive_buffer=4096) for _ in range(30)]
    for one in made:
        one.sendall(request * 60)
    wait_for(lambda: counted("stalled") >= 30, 30)
    for one in made:
        one.close()
    assert server.process.poll() is None


def test_a_process_reports_until_it_leaves(hot: str, db: None) -> None:
    with started(hot) as server:
        (process,) = wait_for(
            lambda: [one for one in reporting.processes() if one.name.endswith(f":{server.process.pid}")], 10
        )
        server.process.terminate()
        assert server.process.wait(15) in (0, -15)
        assert process.name not in [one.name for one in reporting.processes()]


def test_requests_do_not_connect_to_redis_each(server: Server) -> None:
    """Django has a cache object for each thread, and each request has a thread of its own."""

    def connections() -> int:
        return int(store.connection().info("stats")["total_connections_received"])

    before = connections()
    for _ in range(40):
        made = server.connect()
        made.sendall(b"GET /api/v1/charts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert ends(made).startswith(b"HTTP/1.1 200")
        made.close()
    assert connections() <= before + 10


class FullTransport:
    """What is left for the client is too little to wait for, and the client takes none of it."""

    aborted = False

    def abort(self) -> None:
        self.aborted = True

    def is_closing(self) -> bool:
        return False

    def write(self, data: bytes) -> None: ...

    def close(self) -> None:
        """Waits for the client, for ever."""


@pytest.mark.parametrize("end", ["its consumer has ended", "it answers no ping"])
async def test_a_connection_with_something_left_is_not_kept(
    end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "CLOSING_SECONDS", 0)
    config = uvicorn.Config("config.asgi:application", http=web.BoundedHttp, ws=web.BoundedSocket)
    config.load()
    made = web.BoundedSocket(config, ServerState(), {}, asyncio.get_running_loop())
    made.transport = FullTransport()
    if end == "it answers no ping":
        made.conn.state = State.OPEN
        made.keepalive_timeout()
    else:
        done = asyncio.ensure_future(asyncio.sleep(0))
        await done
        made.on_task_complete(done)
    await asyncio.sleep(0.01)
    assert made.transport.aborted
