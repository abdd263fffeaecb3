"""A viewer's socket: join, forward, leave.

It subscribes first, then sends what is stored after the viewer's last frame, then forwards. Every message
says which ticks it covers, so overlaps are cut off and gaps are filled from what is stored: a viewer never
sees a frame twice, out of order, or a hole. Long gaps are thinned, and start at most `REPLAY_TICKS` ago;
whoever wants older frames asks the API for them.

Viewers are not trusted. One that takes nothing is dropped after a while, one that talks is told to go, one that
claims frames it cannot have gets all of them, and whether the viewer still may look is asked again and
again. Nothing a viewer does or leaves undone makes this process hold more than a few messages for them.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import uuid
from collections.abc import Awaitable, Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import orjson
import redis
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from dashboard import logs
from dashboard.operations.tally import tally
from dashboard.runs import actions, archive, status
from dashboard.runs.frames import FRAMES, RETURN, STATUS, FrameJson, Message, message_payload, thin
from dashboard.runs.hub import Viewer, hub
from dashboard.runs.models import Run
from dashboard.runs.seats import seats

log = logging.getLogger(__name__)

REPLAY_TICKS = 1_800
REPLAY_FRAMES = 600
#: Viewers only listen; a few messages are no crime.
MESSAGES_ALLOWED = 10
#: Close codes. Those of the 4400s are HTTP's statuses; browsers come back after 4409, and
#: later after 4429 and 1013.
SESSION_ENDED, NOT_FOUND, TOO_MANY = 4401, 4404, 4429
TALKS, TRY_LATER, RIGHTS_CHANGED = 1008, 1013, 4409
REASONS = {
    SESSION_ENDED: "The session has ended.",
    NOT_FOUND: "There is no such run, or it is not yours to see.",
    TOO_MANY: "Too many sockets: close some and try again later.",
    TALKS: "This socket only sends.",
    TRY_LATER: "The lab is not ready; try again later.",
    RIGHTS_CHANGED: "The run changed hands; come back.",
}


def session_of(key: str | None) -> Any:
    """The session as it is stored now."""
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


class RunConsumer(AsyncWebsocketConsumer):
    """Streams one run to one viewer."""

    channel_layer_alias = (
        "no-channel-layer"  # none is configured by this name: no reader per socket is started
    )

    async def __call__(
        self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        """As Channels has it, but over as soon as the viewer is given up (`drop`)."""
        self.dropped = asyncio.Event()
        self.seats: list[int | None] = []  # the account, once it has its seat
        self.tasks: list[asyncio.Task[None]] = []
        self.heard = 0
        self.closing = False
        given_up = asyncio.create_task(self.dropped.wait())

        async def receive_or_end() -> Any:
            coming = asyncio.ensure_future(receive())
            try:
                await asyncio.wait({coming, given_up}, return_when=asyncio.FIRST_COMPLETED)
                return coming.result() if coming.done() else {"type": "websocket.disconnect", "code": 1006}
            finally:
                coming.cancel()

        try:
            await super().__call__(scope, receive_or_end, send)
        finally:
            given_up.cancel()
            for task in self.tasks:
                task.cancel()
            for account in self.seats:
                seats.leave(account)

    async def connect(self) -> None:
        self.run_id = str(self.scope["url_route"]["kwargs"]["run"])
        self.through, self.asked_epoch = self.claimed("last"), self.claimed("epoch")
        self.epoch = 0
        account = getattr(self.scope["user"], "pk", None)
        logs.bind(request_id=uuid.uuid4().hex, run=self.run_id, user=account)
        if seats.full:
            tally.count("refused", "process")
            await self.close()  # before the handshake: this process has nothing left for them
            return
        refusal = seats.refusal(account)
        if refusal is None:
            seats.take(account)
            self.seats.append(account)
        run = await self.visible_run() if refusal is None else None
        await self.accept()
        if refusal is not None:
            await self.refuse(TOO_MANY, refusal)
        elif run is None:
            await self.refuse(NOT_FOUND, "not found")
        else:
            await self.join()

    async def join(self) -> None:
        self.viewer = Viewer()
        try:
            await hub().join(self.run_id, self.viewer)
        except (redis.RedisError, OSError) as error:
            log.warning("a viewer cannot listen while Redis is away: %s", error)
            await self.refuse(TRY_LATER, "redis")
            return
        tally.count("sockets_opened")
        self.tasks = [asyncio.create_task(self.forward()), asyncio.create_task(self.ask_again())]

    async def refuse(self, code: int, why: str) -> None:
        """Close with a code and its reason, once."""
        if self.closing:
            return
        self.closing = True
        tally.count("refused", why)
        log.info("socket refused: %s", why)
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(settings.SOCKET_SEND_SECONDS):
                await self.close(code=code, reason=REASONS[code])

    def drop(self) -> None:
        """Give a viewer up who takes nothing: there is no use in telling them."""
        tally.count("refused", "slow")
        log.info("socket dropped: nothing was taken for %g s", settings.SOCKET_SEND_SECONDS)
        self.closing = True
        self.dropped.set()

    def claimed(self, name: str) -> int:
        """A number the viewer says in the address; 0 for anything else."""
        query = parse_qs(self.scope.get("query_string", b"").decode("latin-1"))
        text = query.get(name, ["0"])[0]
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0

    def language(self) -> str:
        """The language of the page that opened the socket: the chosen one, else the browser's."""
        chosen = self.scope.get("cookies", {}).get(settings.LANGUAGE_COOKIE_NAME)
        accepted = dict(self.scope["headers"]).get(b"accept-language", b"en").decode("latin-1")
        return "ko" if (chosen or accepted).strip().lower().startswith("ko") else "en"

    @database_sync_to_async
    def visible_run(self) -> Run | None:
        try:
            return Run.objects.visible_to(self.scope["user"]).filter(pk=self.run_id).first()
        except ValidationError:
            return None

    @database_sync_to_async
    def state(self, resume: bool) -> dict[str, Any]:
        """The Run JSON for this viewer; a shared run that nobody watched goes on."""
        run = Run.objects.select_related("revision").get(pk=self.run_id)
        if resume:
            run = actions.do_resume_for_viewer(run)
        return status.as_json(run, self.scope["user"])

    @database_sync_to_async
    def stored(self, after: int, through: int | None) -> tuple[bytes, int] | None:
        """The message with the frames in (after, through], thinned, and its last id; None without frames.

        Only the bytes leave this thread: frames kept while a slow viewer takes them would be megabytes each.
        """
        before = None if through is None else through + 1
        frames: list[FrameJson] = list(archive.frames(self.run_id, after, before))
        if not frames:
            return None
        kept = thin(frames, REPLAY_FRAMES)
        return message_payload(self.epoch, after, kept, None, REPLAY_FRAMES), frames[-1]["id"]

    @database_sync_to_async
    def still_allowed(self) -> int | None:
        """The code to close with if the viewer may no longer look; None while they may."""
        account = getattr(self.scope["user"], "pk", None)
        user: object = AnonymousUser()
        if account is not None:
            request: Any = SimpleNamespace(session=session_of(self.scope["session"].session_key))
            user = get_user(request)
            if getattr(user, "pk", None) != account:
                return SESSION_ENDED
        return None if Run.objects.visible_to(user).filter(pk=self.run_id).exists() else NOT_FOUND

    async def ask_again(self) -> None:
        """Close the socket once its session has ended or its run is gone. Spread, so that not all ask at once."""
        while True:
            await asyncio.sleep(settings.SOCKET_SESSION_SECONDS * random.uniform(0.8, 1.2))
            try:
                code = await self.still_allowed()
            except Exception:
                log.exception("whether a viewer may still look could not be asked")
                continue
            if code is not None:
                await self.refuse(code, "session" if code == SESSION_ENDED else "not found")
                return

    async def forward(self) -> None:
        try:
            state = await self.state(resume=True)
            self.epoch = state["epoch"]
            # Frames of a run that was reset since. A viewer of this epoch may be ahead of what is known: Redis
            # is away for a moment, or came back without its last seconds, and the run is catching up.
            if self.asked_epoch != self.epoch if self.asked_epoch else self.through > state["tick"]:
                self.through = 0
            await self.send_status(state)
            await self.fill(None, state["tick"])
            while not self.closing:
                await self.pass_on(await self.viewer.next())
        except TimeoutError:
            self.drop()
        except OSError:
            pass  # the viewer has gone
        except Run.DoesNotExist:
            await self.refuse(NOT_FOUND, "not found")
        except Exception:
            # The browser comes back with its last frame and misses nothing.
            log.exception("forwarding failed")
            with contextlib.suppress(Exception):
                await self.close(code=1011)

    async def pass_on(self, message: Message) -> None:
        if message.kind == RETURN:
            await self.refuse(RIGHTS_CHANGED, "rights")
            return
        if message.epoch < self.epoch:
            return
        if message.epoch > self.epoch:
            self.epoch, self.through = message.epoch, 0
        if message.kind == STATUS:
            if message.through > self.through:
                await self.fill(message.through, message.through)
            await self.send_status(orjson.loads(message.payload))
        elif message.kind == FRAMES and message.through > self.through:
            if message.after > self.through:
                await self.fill(message.after, message.after)
            if message.after >= self.through:  # greater: what is between is stored nowhere; `after` says so
                await self.deliver(bytes_data=message.payload)
                self.through = message.through
            else:
                # An overlap. The message is thinned, its frames stand for others: cut from what is stored.
                await self.fill(message.through, message.through)

    async def fill(self, through: int | None, tick: int) -> None:
        """Send what is stored after the viewer's last frame, through `through` or all there is.

        The message's `after` says where it starts: later than asked when too much was missed.
        """
        start = max(self.through, tick - REPLAY_TICKS)
        found = await self.stored(start, through)
        if found is not None:
            payload, last = found
            await self.deliver(bytes_data=payload)
            self.through = last

    async def deliver(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Send; TimeoutError when the viewer takes nothing for too long."""
        async with asyncio.timeout(settings.SOCKET_SEND_SECONDS):
            await self.send(text_data=text_data, bytes_data=bytes_data)

    async def send_status(self, state: dict[str, Any]) -> None:
        state = {**state, "type": "status", "read_only": not await self.may_steer()}
        if "problems" in state:
            state["problems"] = [
                status.in_language(problem, self.language()) for problem in state["problems"]
            ]
        await self.deliver(text_data=orjson.dumps(state).decode())

    @database_sync_to_async
    def may_steer(self) -> bool:
        run = Run.objects.filter(pk=self.run_id).first()
        return run is not None and run.may_be_steered_by(self.scope["user"])

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Viewers only listen; what they do goes over the API."""
        self.heard += 1
        if self.heard > MESSAGES_ALLOWED:
            await self.refuse(TALKS, "talks")

    async def disconnect(self, code: int) -> None:
        if self.tasks:
            for task in self.tasks:
                task.cancel()
            await hub().leave(self.run_id, self.viewer)
