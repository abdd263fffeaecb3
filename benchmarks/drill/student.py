"""A student: joins by the code, answers, runs, watches, changes the design, hands in, hands in again."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
import random
import re
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import websockets

from benchmarks.drill.browser import Browser, Failed, Log
from benchmarks.drill.plan import (
    BAR_SECONDS,
    FOLLOW_MOST_SECONDS,
    FOLLOW_SECONDS,
    FOLLOW_SLOWER,
    SPEED,
    STANDING_SECONDS,
    Plan,
)
from dashboard.runs.frames import decode

_BOOT = re.compile(r'<script id="boot" type="application/json">(.*?)</script>', re.DOTALL)
_REJOIN = re.compile(r'class="rejoin-code"')
#: How far a socket replays what was missed (ticks).
REPLAY_TICKS = 1_800
ZONES = [{"Ref": "SubnetA"}, {"Ref": "SubnetC"}]
#: What students hand in: the solution, and two that many think of first.
DESIGNS: tuple[dict[str, Any], ...] = (
    {"MinSize": 4, "DesiredCapacity": 4, "MaxSize": 6, "VPCZoneIdentifier": ZONES},
    {"MinSize": 4, "DesiredCapacity": 4, "MaxSize": 6},
    {"MinSize": 2, "DesiredCapacity": 2, "VPCZoneIdentifier": ZONES},
)


@dataclass
class HandedIn:
    """One submission as its student knows it. receipts: the id each answer gave."""

    key: str
    design: int
    receipts: list[str] = field(default_factory=list)
    state: str = ""
    stars: int | None = None
    points: int | None = None
    grading_s: float | None = None


class Student:
    """`await student.go()` is a lesson. What others must know of it are events and plain attributes."""

    def __init__(self, number: int, plan: Plan, log: Log, ended: asyncio.Event) -> None:
        self.number, self.plan, self.log, self.ended = number, plan, log, ended
        self.random = random.Random(plan.seed * 1_000 + number)
        self.browser = Browser(plan.address, log)
        self.nickname = f"Student {number + 1}"
        self.place = self.attempt = self.run = self.document = self.status = ""
        self.phase = asyncio.Event()  # set while the class runs
        self.running = asyncio.Event()
        self.done = asyncio.Event()  # everything handed in is graded, or given up
        self.handed_in: list[HandedIn] = []
        self.announced: dict[str, float] = {}  # text -> when its page had it
        self.shown: dict[float, float] = {}  # a fault's duration, which is its own -> when a frame had it
        self.through = self.epoch = self.frames = self.lost = self.doubled = self.reconnects = 0
        self.ticks: list[tuple[float, int]] = []  # (moment, tick) of what arrived
        self.arrived: list[tuple[int, int]] = []  # (tick, requests) of the newest frame of a message

    # --- the lesson ----------------------------------------------------------------------------------------

    async def go(self, code: str, after: float) -> None:
        await asyncio.sleep(after)
        await self.join(code)
        about = [asyncio.create_task(one) for one in (self.listen_to_class(), self.look_at_bar())]
        try:
            await self.phase.wait()
            await self.answer()
            about.append(asyncio.create_task(self.watch()))
            await self.start()
            about.append(asyncio.create_task(self.look_at_standing()))
            await self.ended.wait()
        finally:
            for task in about:
                task.cancel()
            for found in await asyncio.gather(*about, return_exceptions=True):
                if isinstance(found, Exception):
                    self.problem(f"stopped watching: {found!r}")
            self.browser.close()

    async def join(self, code: str) -> None:
        """From the address on the wall to the questions."""
        began = time.monotonic()
        await self.browser.page(f"/join/{code}/")
        answer = await self.browser.page("/join/", {"code": code, "nickname": self.nickname, "rejoin": ""})
        found = re.search(r"/classes/([0-9a-f-]{36})/play/", answer)
        if found is None or not _REJOIN.search(answer):
            raise Failed(200, "joining led nowhere")
        self.place = found[1]
        await self.browser.page(f"/classes/{self.place}/play/")
        self.log.took("join", time.monotonic() - began)

    async def answer(self) -> None:
        """The question before the lab, then the player."""
        page = await self.browser.page(f"/classes/{self.place}/play/", {"prediction-dark": "errors"})
        found = _BOOT.search(page)
        boot = json.loads(found[1]) if found else {}
        if "lab" not in boot:
            raise Failed(200, "the questions were not taken")
        self.document, self.run = boot["document_id"], boot["run_id"]
        self.attempt = boot["lab"]["attempt"]["id"]
        for path in ("/catalogue", "/charts", f"/documents/{self.document}", f"/runs/{self.run}"):
            await self.browser.call("load", "GET", path)

    async def start(self) -> None:
        """Press Run: as the workbench does, which asks for the lab's run first."""
        ready = await self.browser.surely("control", "POST", f"/attempts/{self.attempt}/run")
        control = f"/runs/{ready['id']}/control"
        await self.browser.surely("control", "POST", control, {"action": "speed", "speed": SPEED})
        await self.browser.surely("control", "POST", control, {"action": "run"})
        self.running.set()

    async def change(self, design: int) -> None:
        """Save another design, and let the world that runs have it."""
        path = f"/documents/{self.document}"
        stored = await self.browser.surely("load", "GET", path)
        changed = copy.deepcopy(stored["document"])
        changed["Resources"]["WebGroup"]["Properties"] |= DESIGNS[design]
        body = {"document": changed, "base_revision": stored["revision"]}
        try:
            await self.browser.surely("save", "PUT", path, body)
        except Failed as failure:
            # The answer to an earlier try was lost on its way.
            if failure.status != 409:
                raise
        command = {"command": {"kind": "update", "document": changed}}
        with contextlib.suppress(Failed):  # a run that has ended takes none
            await self.browser.surely("command", "POST", f"/runs/{self.run}/commands", command)

    async def hand_in(self, design: int, *, hang_up: bool = False) -> HandedIn:
        """Submit, then once more with the same key; `hang_up`: the first answer never arrives."""
        made = HandedIn(f"drill-{self.random.randrange(16**16):016x}", design)
        self.handed_in.append(made)
        path, body = f"/attempts/{self.attempt}/submissions", {"key": made.key}
        began = time.monotonic()
        if hang_up:
            with contextlib.suppress(OSError):
                await self.browser.send_and_hang_up(path, body)
        for _ in range(2):
            receipt = await self.browser.surely("submit", "POST", path, body)
            made.receipts.append(receipt["id"])
        wait = FOLLOW_SECONDS
        while made.state in ("", "grading"):
            answer = await self.browser.surely("result", "GET", f"/submissions/{made.receipts[0]}")
            made.state, made.stars, made.points = answer["state"], answer["stars"], answer["points"]
            if made.state == "grading":
                await asyncio.sleep(wait)
                wait = min(wait * FOLLOW_SLOWER, FOLLOW_MOST_SECONDS)
        made.grading_s = time.monotonic() - began
        return made

    # --- what a page does by itself ------------------------------------------------------------------------

    async def listen_to_class(self) -> None:
        """The class's socket; each word on it makes the bar look at the state, as the page does."""

        async def listen() -> None:
            async with self.browser.socket(f"/ws/classes/{self.place}/") as socket:
                async for _ in socket:
                    await self.look_at_state()

        await self._coming_back(listen)

    async def look_at_bar(self) -> None:
        while True:
            await asyncio.sleep(BAR_SECONDS)
            await self.look_at_state()

    async def look_at_state(self) -> None:
        with contextlib.suppress(Failed):
            state = await self.browser.call("state", "GET", f"/classes/{self.place}/state")
            if state["phase"] == "running":
                self.phase.set()
            if state["announcement"]:
                self.announced.setdefault(state["announcement"], time.monotonic())

    async def look_at_standing(self) -> None:
        """While the run goes on."""
        await asyncio.sleep(self.random.uniform(0, STANDING_SECONDS))
        while True:
            if self.status == "running":
                with contextlib.suppress(Failed):
                    await self.browser.call("standing", "GET", f"/attempts/{self.attempt}/standing")
            await asyncio.sleep(STANDING_SECONDS)

    async def watch(self) -> None:
        """The run's frames, without holes or repeats across reconnections."""

        async def listen() -> None:
            path = f"/ws/runs/{self.run}/?last={self.through}" + (
                f"&epoch={self.epoch}" if self.epoch else ""
            )
            async with self.browser.socket(path) as socket:
                async for message in socket:
                    if isinstance(message, bytes):
                        self.see(decode(message))
                    else:
                        self.status = json.loads(message).get("status", self.status)

        await self._coming_back(listen)

    async def _coming_back(self, listen: Callable[[], Awaitable[None]]) -> None:
        wait = 0.5
        while True:
            began = time.monotonic()
            with contextlib.suppress(OSError, TimeoutError, websockets.WebSocketException):
                await listen()
            self.reconnects += 1
            wait = 0.5 if time.monotonic() - began > 10 else min(2 * wait, 8.0)
            await asyncio.sleep(wait * (0.5 + self.random.random()))

    def see(self, message: dict[str, Any]) -> None:
        """One message of frames: it must go on where the last one ended."""
        now = time.monotonic()
        after, through, frames = message["after"], message["through"], message["frames"]
        self.epoch = message["epoch"]
        if after > self.through:
            self.lost += after - self.through
        self.doubled += sum(frame["id"] <= self.through for frame in frames)
        self.through = max(self.through, through)
        self.frames += len(frames)
        self.ticks.append((now, self.through))
        self.arrived.append((frames[-1]["id"], frames[-1]["demand"]["arrived"]))
        for frame in frames:
            for command in frame["commands"]:
                if command["kind"] == "fault":
                    self.shown.setdefault(command["duration"], now)

    def speed(self, since: float, until: float) -> float | None:
        """Simulated seconds a second between two moments."""
        seen = [(at, tick) for at, tick in self.ticks if since <= at <= until]
        if len(seen) < 2 or seen[-1][0] == seen[0][0]:
            return None
        return (seen[-1][1] - seen[0][1]) / (seen[-1][0] - seen[0][0])

    def requests(self, since: float, until: float) -> float | None:
        """Requests a simulated second that arrived in this student's world, in the median."""
        counts = [
            count
            for (at, _), (_, count) in zip(self.ticks, self.arrived, strict=True)
            if since <= at <= until
        ]
        return statistics.median(counts) if counts else None

    def problem(self, text: str) -> None:
        self.log.problems.append(f"{self.nickname}: {text}")

    def as_json(self) -> dict[str, Any]:
        return {
            "nickname": self.nickname,
            "attempt": self.attempt,
            "handed_in": [asdict(one) for one in self.handed_in],
        }
