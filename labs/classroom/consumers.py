"""A session's socket. Students are sent what everybody may know, the instructor also that the wall has changed.

What people do goes over HTTP; a socket only listens. Every nudge makes it read the session anew, so that a lost
one is made good by the next, and looking again each LOOK_SECONDS makes good the last.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import redis
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.core.exceptions import ValidationError

from labs.classroom import actions, nudges, telling
from labs.classroom.models import Participant, Session

log = logging.getLogger(__name__)

LOOK_SECONDS = 15.0
#: Several changes in a row are told as one.
GATHER_SECONDS = 0.1
NOT_FOUND, TRY_LATER = 4404, 1013


class SessionConsumer(AsyncJsonWebsocketConsumer):
    """Tells one person of one session."""

    async def __call__(
        self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        """As Channels has it. Without Redis there is nothing to listen to: browsers come back a moment later."""
        try:
            await super().__call__(scope, receive, send)
        except (redis.RedisError, OSError) as error:
            log.warning("a class's socket waits for Redis: %s", error)
            with contextlib.suppress(Exception):  # it may be closed already
                await send({"type": "websocket.close", "code": TRY_LATER})
        finally:
            for task in getattr(self, "tasks", ()):
                task.cancel()

    async def connect(self) -> None:
        self.session_id = self.scope["url_route"]["kwargs"]["session"]
        self.groups_joined: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.changed = asyncio.Event()
        who = await self.who()
        await self.accept()
        if who is None:
            await self.close(code=NOT_FOUND)
            return
        session, teaches = who
        self.groups_joined = [nudges.group(session.pk), *([nudges.desk(session.pk)] if teaches else [])]
        for group in self.groups_joined:
            await self.channel_layer.group_add(group, self.channel_name)
        self.changed.set()
        self.tasks = [asyncio.create_task(self.tell())]

    async def disconnect(self, code: int) -> None:
        for task in self.tasks:
            task.cancel()
        for group in self.groups_joined:
            with contextlib.suppress(Exception):  # the layer may be what is gone
                await self.channel_layer.group_discard(group, self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Nothing is done over a socket."""

    async def tell(self) -> None:
        """Send the session when it has changed, and now and then."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.changed.wait(), LOOK_SECONDS)
            self.changed.clear()
            state = await self.state()
            if state is None:
                await self.close(code=NOT_FOUND)
                return
            await self.send_json({"type": "session", **state})
            await asyncio.sleep(GATHER_SECONDS)

    async def session_changed(self, message: dict[str, Any]) -> None:
        self.changed.set()

    async def wall_changed(self, message: dict[str, Any]) -> None:
        await self.send_json({"type": "wall"})

    @database_sync_to_async
    def who(self) -> tuple[Session, bool] | None:
        """The session, and whether this person runs it; None for everybody else."""
        user = self.scope["user"]
        try:
            session = Session.objects.filter(pk=self.session_id).first()
        except ValidationError:
            return None
        if session is None or not user.is_authenticated:
            return None
        if session.instructor_id == user.pk:
            return session, True
        return (session, False) if Participant.objects.filter(session=session, user=user).exists() else None

    @database_sync_to_async
    def state(self) -> dict[str, Any] | None:
        """The session as it is now, for somebody who still belongs to it."""
        session = Session.objects.select_related("version__scenario").filter(pk=self.session_id).first()
        if session is None:
            return None
        user = self.scope["user"]
        place = Participant.objects.filter(session=session, user=user.pk).first()
        if place is None and session.instructor_id != user.pk:
            return None
        if place is not None:
            actions.do_notice(place)
        return telling.session(actions.do_settle(session))
