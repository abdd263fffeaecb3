"""The other side of `fanout`: so many sockets in one process, which note when each message came.

It does next to nothing per message, so that two cores are left to what is measured: frames of the websocket protocol
are taken apart by hand, and a message's tick is looked up by the checksum that ends its deflated bytes.

Lines on standard output: `ready` when every socket has joined. A line on standard input ends it: the arrivals are
then written to the given file, int64 ticks and float64 seconds of the machine's monotonic clock.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time
import zlib
from typing import cast
from urllib.parse import urlsplit

import numpy as np
import orjson
import uvloop

#: Sockets that are being opened at a time.
OPENING = 40
TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9


class Viewers:
    """What all sockets share."""

    def __init__(self, address: str, count: int) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.greeting = (
            f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nOrigin: http://{parts.netloc}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: c3RyYXRvbGFiLWJlbmNoIQ==\r\n\r\n"
        ).encode()
        self.count = count
        self.ticks: dict[bytes, int] = {}
        self.arrivals: list[tuple[int, float]] = []
        self.closed = 0

    def tick_of(self, payload: bytes) -> int:
        """The last tick of a message. All sockets get the same bytes: unpacked once."""
        checksum = payload[-4:]
        tick = self.ticks.get(checksum)
        if tick is None:
            tick = self.ticks[checksum] = orjson.loads(zlib.decompress(payload))["through"]
        return tick

    async def open_all(self) -> None:
        loop = asyncio.get_running_loop()
        turns = asyncio.Semaphore(OPENING)

        async def one() -> None:
            async with turns:
                _, viewer = await loop.create_connection(lambda: Viewer(self), self.host, self.port)
                await asyncio.wait_for(viewer.joined, 60)

        await asyncio.gather(*(one() for _ in range(self.count)))

    def write(self, file: str) -> None:
        rows = np.array(self.arrivals, dtype=[("tick", "i8"), ("at", "f8")])
        np.save(file, rows)


class Viewer(asyncio.Protocol):
    """One socket: greets, then notes what comes."""

    def __init__(self, viewers: Viewers) -> None:
        self.viewers = viewers
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.rest = b""
        self.greeted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance
        self.transport.write(self.viewers.greeting)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        data = self.rest + data if self.rest else data
        if not self.greeted:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self.rest = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.joined.set_exception(ConnectionRefusedError(head[:200].decode("latin-1")))
                return
            self.greeted = True
        at, size = 0, len(data)
        while size - at >= 2:
            code, length = data[at] & 15, data[at + 1]
            start = at + 2
            if length == 126:
                start, length = at + 4, int.from_bytes(data[at + 2 : at + 4])
            elif length == 127:
                start, length = at + 10, int.from_bytes(data[at + 2 : at + 10])
            if size < start + length or start > size:
                break
            at = start + length
            self.take(code, data[start:at], now)
        self.rest = data[at:]

    def take(self, code: int, payload: bytes, now: float) -> None:
        if code == BINARY:
            self.viewers.arrivals.append((self.viewers.tick_of(payload), now))
        elif code == TEXT:
            if not self.joined.done():
                self.joined.set_result(None)
        elif code == PING:
            # A mask of zeros leaves the payload as it is.
            self.transport.write(b"\x8a" + bytes([0x80 | len(payload)]) + b"\0\0\0\0" + payload)
        elif code == CLOSE:
            self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.viewers.closed += 1
        if not self.joined.done():
            self.joined.set_exception(error or ConnectionResetError("closed before it had joined"))


def more_files() -> None:
    """As many open files as the machine allows: each socket is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def main(address: str, count: int, file: str) -> None:
    viewers = Viewers(address, count)
    await viewers.open_all()
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    viewers.write(file)
    print(f"closed {viewers.closed}", flush=True)


if __name__ == "__main__":
    more_files()
    uvloop.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
