"""The hub: one subscription per web process, fanned out in memory to its sockets.

Each socket has a bounded buffer in which the newest wins; whoever reads it notices the gap by the messages'
`after` and fills it from what is stored (`consumers`).
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import logging
import time
import weakref

import redis.asyncio as aioredis
from django.conf import settings

from dashboard.runs import store
from dashboard.runs.frames import FRAMES, Message

log = logging.getLogger(__name__)

BUFFER_MESSAGES = 8
#: How often the hub tells Redis that its runs are looked at (s).
WATCH_SECONDS = 5.0


class Viewer:
    """One socket's buffer. Status messages are few and never dropped; of frames the newest stay."""

    def __init__(self, limit: int = BUFFER_MESSAGES) -> None:
        self.limit = limit
        self.messages: collections.deque[Message] = collections.deque()
        self.arrived = asyncio.Event()

    def offer(self, message: Message) -> None:
        if len(self.messages) >= self.limit:
            for index, waiting in enumerate(self.messages):
                if waiting.kind == FRAMES:
                    del self.messages[index]
                    break
            else:
                self.messages.popleft()
        self.messages.append(message)
        self.arrived.set()

    async def next(self) -> Message:
        while not self.messages:
            self.arrived.clear()
            await self.arrived.wait()
        return self.messages.popleft()


class Hub:
    """Who watches which run in this process."""

    def __init__(self) -> None:
        self.viewers: dict[str, set[Viewer]] = {}
        self.lock = asyncio.Lock()
        self.redis = aioredis.Redis.from_url(settings.REDIS_URL, socket_timeout=None)
        self.subscription = self.redis.pubsub(ignore_subscribe_messages=True)
        self.tasks: list[asyncio.Task[None]] = []

    async def join(self, run: str, viewer: Viewer) -> None:
        """From its return on, every message of the run reaches `viewer`."""
        async with self.lock:
            known = self.viewers.setdefault(run, set())
            known.add(viewer)
            try:
                if len(known) == 1:
                    await self.subscription.subscribe(store.key(run, "live"))
                await self.redis.zadd(store.WATCHED, {run: time.time()})
            except BaseException:
                known.discard(viewer)
                if not known:
                    self.viewers.pop(run, None)
                raise
            if not self.tasks:
                self.tasks = [asyncio.create_task(self.read()), asyncio.create_task(self.tell_watched())]

    async def leave(self, run: str, viewer: Viewer) -> None:
        async with self.lock:
            known = self.viewers.get(run, set())
            known.discard(viewer)
            if known or run not in self.viewers:
                return
            del self.viewers[run]
            with contextlib.suppress(aioredis.RedisError, OSError):  # a new connection knows nothing of it
                await self.subscription.unsubscribe(store.key(run, "live"))

    async def read(self) -> None:
        """Hand messages out. When Redis goes away, wait for it and subscribe again."""
        while True:
            try:
                if not self.subscription.subscribed:
                    await asyncio.sleep(0.05)
                    continue
                row = await self.subscription.get_message(timeout=5)
                if row and row["type"] == "message":
                    self.hand_out(row["channel"], row["data"])
            except (aioredis.RedisError, OSError) as error:
                log.warning("the hub waits for Redis: %s", error)
                await asyncio.sleep(0.5)

    def hand_out(self, channel: bytes, data: bytes) -> None:
        run = channel.decode().removeprefix("run:{").removesuffix("}:live")
        message = Message.from_bytes(data)
        for viewer in self.viewers.get(run, ()):
            viewer.offer(message)

    async def tell_watched(self) -> None:
        while True:
            try:
                if self.viewers:
                    now = time.time()
                    await self.redis.zadd(store.WATCHED, dict.fromkeys(self.viewers, now))
            except (aioredis.RedisError, OSError):
                pass  # `read` says so already
            await asyncio.sleep(WATCH_SECONDS)


_hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = weakref.WeakKeyDictionary()


def hub() -> Hub:
    """This event loop's hub: there is one loop in a web process."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
