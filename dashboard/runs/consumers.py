"""A viewer's socket: join, forward, leave.

It subscribes first, then sends what is stored after the viewer's last frame, then forwards. Every message
says which ticks it covers, so overlaps are cut off and gaps are filled from what is stored: a viewer never
sees a frame twice, out of order, or a hole. Long gaps are thinned, and start at most `REPLAY_TICKS` ago;
whoever wants older frames asks the API for them.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any
from urllib.parse import parse_qs

import orjson
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.core.exceptions import ValidationError

from dashboard.runs import actions, archive, status
from dashboard.runs.frames import FRAMES, STATUS, FrameJson, Message, message_payload, thin
from dashboard.runs.hub import Viewer, hub
from dashboard.runs.models import Run

REPLAY_TICKS = 1_800
REPLAY_FRAMES = 600
#: Application close codes: the run does not exist or may not be seen.
NOT_FOUND = 4404


class RunConsumer(AsyncWebsocketConsumer):
    """Streams one run to one viewer."""

    channel_layer_alias = (
        "no-channel-layer"  # none is configured by this name: no reader per socket is started
    )

    async def connect(self) -> None:
        self.forwarding: asyncio.Task[None] | None = None
        self.run_id = str(self.scope["url_route"]["kwargs"]["run"])
        self.through = self.last_seen()
        self.epoch = 0
        run = await self.visible_run()
        await self.accept()
        if run is None:
            await self.close(code=NOT_FOUND)
            return
        self.viewer = Viewer()
        await hub().join(self.run_id, self.viewer)
        self.forwarding = asyncio.create_task(self.forward())

    def last_seen(self) -> int:
        query = parse_qs(self.scope.get("query_string", b"").decode("latin-1"))
        text = query.get("last", ["0"])[0]
        return int(text) if text.isdecimal() and len(text) < 12 else 0

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
    def stored(self, after: int, through: int | None) -> list[FrameJson]:
        """Frames in (after, through], none older than REPLAY_TICKS before the last, at most REPLAY_FRAMES."""
        before = None if through is None else through + 1
        return list(archive.frames(self.run_id, after, before))

    async def forward(self) -> None:
        try:
            state = await self.state(resume=True)
            self.epoch = state["epoch"]
            if self.through > state["tick"]:
                self.through = 0  # the viewer's frames are of a run that was reset since
            await self.send_status(state)
            await self.fill(None, state["tick"])
            while True:
                await self.pass_on(await self.viewer.next())
        except asyncio.CancelledError:
            raise
        except Run.DoesNotExist:
            await self.close(code=NOT_FOUND)
        except Exception:
            # The browser comes back with its last frame and misses nothing.
            with contextlib.suppress(Exception):
                await self.close(code=1011)
            raise

    async def pass_on(self, message: Message) -> None:
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
                await self.send(bytes_data=message.payload)
                self.through = message.through
            else:
                # An overlap. The message is thinned, its frames stand for others: cut from what is stored.
                await self.fill(message.through, message.through)

    async def fill(self, through: int | None, tick: int) -> None:
        """Send what is stored after the viewer's last frame, through `through` or all there is.

        The message's `after` says where it starts: later than asked when too much was missed.
        """
        start = max(self.through, tick - REPLAY_TICKS)
        frames = await self.stored(start, through)
        if frames:
            await self.send_frames(start, thin(frames, REPLAY_FRAMES))
            self.through = frames[-1]["id"]

    async def send_frames(self, after: int, frames: list[FrameJson]) -> None:
        if frames:
            await self.send(bytes_data=message_payload(self.epoch, after, frames, None, REPLAY_FRAMES))

    async def send_status(self, state: dict[str, Any]) -> None:
        state = {**state, "type": "status", "read_only": not await self.may_steer()}
        if "problems" in state:
            state["problems"] = [
                status.in_language(problem, self.language()) for problem in state["problems"]
            ]
        await self.send(text_data=orjson.dumps(state).decode())

    @database_sync_to_async
    def may_steer(self) -> bool:
        run = Run.objects.filter(pk=self.run_id).first()
        return run is not None and run.may_be_steered_by(self.scope["user"])

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Viewers only listen; what they do goes over the API."""

    async def disconnect(self, code: int) -> None:
        if self.forwarding is not None:
            self.forwarding.cancel()
            await hub().leave(self.run_id, self.viewer)
