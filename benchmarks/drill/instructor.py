"""The instructor: opens the class, starts it, gives traffic and faults, announces, and has desk and projector open."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import websockets

from benchmarks.drill.browser import Browser, Failed, Log
from benchmarks.drill.plan import DESK_SECONDS, LAB, PROJECTOR_SECONDS, Plan


class Instructor:
    """Desk and projector look again with each nudge and every few seconds, one look at a time, as the pages do."""

    def __init__(self, plan: Plan, log: Log) -> None:
        self.plan, self.log = plan, log
        self.browser = Browser(plan.address, log)
        self.id = self.code = ""
        self.desk: dict[str, Any] = {}
        self.nudges = 0
        self.nudged = {"desk": asyncio.Event(), "projector": asyncio.Event()}

    async def open(self) -> None:
        """Sign in and open the lobby."""
        await self.browser.page("/accounts/login/")
        form = {"login": self.plan.teacher, "password": self.plan.password}
        await self.browser.page("/accounts/login/", form)
        await self.browser.page("/classes/")
        made = await self.browser.call(
            "control", "POST", "/classes", {"lab": LAB, "minutes": 60, "title": "Drill"}
        )
        self.id, self.code = made["id"], made["code"]
        await self.browser.page(f"/classes/{self.id}/")
        await self.browser.page(f"/classes/{self.id}/projector/")

    async def control(self, action: str, **rest: Any) -> dict[str, Any]:
        """A button of the desk."""
        answer: dict[str, Any] = await self.browser.surely(
            "control", "POST", f"/classes/{self.id}/control", {"action": action, **rest}
        )
        return answer

    async def look(self) -> None:
        """Desk and projector, for ever; cancel it."""
        await asyncio.gather(
            self.listen(),
            self.look_at("desk", f"/classes/{self.id}", DESK_SECONDS),
            self.look_at("projector", f"/classes/{self.id}/projector", PROJECTOR_SECONDS),
        )

    async def listen(self) -> None:
        while True:
            with contextlib.suppress(OSError, TimeoutError, websockets.WebSocketException):
                async with self.browser.socket(f"/ws/classes/{self.id}/") as socket:
                    async for message in socket:
                        self.nudges += json.loads(message)["type"] == "wall"
                        for event in self.nudged.values():
                            event.set()
            await asyncio.sleep(1)

    async def look_at(self, kind: str, path: str, every: float) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.nudged[kind].wait(), every)
            self.nudged[kind].clear()
            with contextlib.suppress(Failed):
                found = await self.browser.call(kind, "GET", path)
                if kind == "desk":
                    self.desk = found
