"""The web server: ``python -m config.web --host 127.0.0.1 --port 8000``.

Uvicorn, with limits for clients that are slow or mean harm. What a proxy in front does besides is its own matter;
a lab that a class reaches without one must not be stopped by one of them:

* a request must have arrived whole within `REQUEST_SECONDS` (a *slowloris* sends a byte now and then);
* an answer or message of which the client takes nothing for `SOCKET_SEND_SECONDS` ends the connection at once,
  and what waited for it is freed. Closing politely would wait for the client to take the rest;
* browsers send next to nothing over the websocket: longer messages than `MESSAGE_BYTES` are refused with 1009.

Frames come deflated from the worker, once, so the server does not compress them for each viewer.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import socket
from typing import Any

import h11
import uvicorn
from django.conf import settings
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from dashboard.operations.tally import tally

#: What a browser may send in one websocket message.
MESSAGE_BYTES = 4096
#: What waits in the process for one client before its sender has to wait.
WRITE_BUFFER_BYTES = 64 * 1024
#: What the system may keep for one client besides (it takes twice as much, for its own use). Left alone, it keeps
#: megabytes for each of those who never read: 200 of them were seen to hold 260 MB.
KERNEL_BUFFER_BYTES = 128 * 1024
#: A websocket whose consumer has ended goes within this (s), whatever its client still has to read.
CLOSING_SECONDS = 5.0


class _DropsStalled(asyncio.Protocol):
    """Ends a connection of which the other side takes nothing any more."""

    transport: Any
    loop: asyncio.AbstractEventLoop
    stall: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=WRITE_BUFFER_BYTES)
        if (connection := transport.get_extra_info("socket")) is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER_BYTES)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.watch()

    def watch(self) -> None:
        left = self.transport.get_write_buffer_size()
        self.stall = self.loop.call_later(settings.SOCKET_SEND_SECONDS, self.look_again, left)

    def look_again(self, before: int) -> None:
        if self.transport.get_write_buffer_size() >= before:
            tally.count("stalled")
            self.transport.abort()
        else:
            self.watch()

    def resume_writing(self) -> None:
        if self.stall is not None:
            self.stall.cancel()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.stall is not None:
            self.stall.cancel()
        super().connection_lost(exc)


class BoundedSocket(_DropsStalled, WebSocketsSansIOProtocol):
    """A websocket that waits for nobody for long."""

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        self.end_soon()

    def keepalive_timeout(self) -> None:
        """A ping was not answered: the consumer hears of it when the connection has ended, not when it should."""
        super().keepalive_timeout()
        self.end_soon()

    def end_soon(self) -> None:
        self.loop.call_later(CLOSING_SECONDS, self.transport.abort)


class BoundedHttp(_DropsStalled, H11Protocol):
    """A connection whose requests must arrive within a while."""

    arriving: asyncio.TimerHandle | None = None
    upgraded = False  # a websocket has taken the connection over

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.set_deadline()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.upgraded or self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self.clear_deadline()
        elif self.arriving is None:
            self.set_deadline()

    def set_deadline(self) -> None:
        self.arriving = self.loop.call_later(settings.REQUEST_SECONDS, self.give_up)

    def give_up(self) -> None:
        tally.count("unfinished")
        self.transport.abort()

    def clear_deadline(self) -> None:
        if self.arriving is not None:
            self.arriving.cancel()
            self.arriving = None

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self.upgraded = True
        if self.stall is not None:
            self.stall.cancel()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self.clear_deadline()
        super().connection_lost(exc)


def server(host: str, port: int, trusted_proxies: str | None, grace_seconds: int) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            "config.asgi:application",
            host=host,
            port=port,
            loop="uvloop",
            http=BoundedHttp,
            ws=BoundedSocket,
            ws_max_size=MESSAGE_BYTES,
            ws_per_message_deflate=False,
            lifespan="on",
            log_level="warning",
            access_log=False,  # `dashboard.operations` writes one, with more in it
            server_header=False,
            forwarded_allow_ips=trusted_proxies,
            timeout_graceful_shutdown=grace_seconds,
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m config.web", description="Start a web process.")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--trusted-proxies",
        metavar="ADDRESSES",
        help="whose X-Forwarded-For and -Proto are believed, with commas; * for all (default: this machine)",
    )
    parser.add_argument("--grace", type=int, default=10, help="seconds to end requests in when asked to stop")
    options = parser.parse_args()
    run = server(options.host, options.port, options.trusted_proxies, options.grace)
    run.config.load()
    # The program itself stays: without it a full collection, during which nobody is answered, is over at once.
    gc.collect()
    gc.freeze()
    run.run()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
