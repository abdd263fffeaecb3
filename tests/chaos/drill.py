"""The crash drill: a real lab whose processes are killed at random while people run, steer and watch.

Workers, scheduler, web server and Valkey get SIGKILL in an order that follows from the seed. (A worker has no
child process: Celery's solo pool.) Meanwhile every run is watched over a websocket that comes back by itself with
the last id it has, and commands, pauses and changes of speed are given. Then it is shown for every run that

* what is stored is every frame from 1 on, once, in order, and equal to an undisturbed simulation in this process
  with the same document, seed and the commands at the ticks they were recorded;
* the watcher got what the protocol promises: each message goes on where the last one ended, holds the ids after
  `after` through `through` once and in order (all of them, or 20 or 600 evenly spaced with the last among them),
  equal to the stored ones, and every decision exactly once;
* every command that was accepted was applied;
* the run went on after the last kill.

Run it as ``python -m tests.chaos.drill --seconds 120 --seed 1 --runs 20``.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson
import websockets

from benchmarks.lab import Lab, Person, Refused
from dashboard.runs.frames import MESSAGE_FRAMES, decode
from simulator.document import parse_document
from simulator.engine import World, parse_command

FILES: dict[str, Any] = {
    "SchemaVersion": 1,
    "Name": "Files for Seoul",
    "Resources": {
        "Files": {"Type": "AWS::S3::Bucket", "Properties": {}},
        "Viewers": {
            "Type": "Lab::Clients",
            "Properties": {
                "Location": "Seoul",
                "Endpoint": {"Fn::GetAtt": ["Files", "DomainName"]},
                "Traffic": {"Shape": "Constant", "Rate": 20},
                "Requests": [
                    {"Path": "/static/*", "Weight": 1, "Objects": 100, "ZipfExponent": 0.8, "SizeKB": 20}
                ],
            },
        },
    },
}
SPEEDS = (1, 10, 1, 60, 1, 10, "max", 1, 10, 60)
#: What the socket's protocol promises: replays reach back this far, and are thinned to so many frames.
REPLAY_TICKS, REPLAY_FRAMES = 1_800, 600
KINDS = ("worker", "scheduler", "web", "valkey")
#: A run that has not got on this long after the last kill is stuck (s).
STUCK_SECONDS = 60.0
#: Runs end here; those at full speed get there within the drill.
MAX_TICKS = 8_000


@dataclass
class Report:
    """What a drill did and found."""

    seed: int
    seconds: float
    runs: int
    kills: dict[str, int] = field(default_factory=dict)
    frames_compared: int = 0
    frames_watched: int = 0
    decisions_compared: int = 0
    commands_applied: int = 0
    requests_unanswered: int = 0  # posted while something was down: answered by an error or not at all
    reconnects: int = 0
    leaps: int = 0  # watchers that had been away for more than the protocol replays
    longest_silence_s: float = 0.0
    silence_by_speed_s: dict[str, float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def show(self) -> str:
        lines = [
            f"{name:22} {json.dumps(value)}" for name, value in asdict(self).items() if name != "problems"
        ]
        found = [f"PROBLEM: {problem}" for problem in self.problems]
        return "\n".join([*lines, *(found or ["no problems"])])


@dataclass
class Heard:
    """One message of frames as a watcher got it."""

    after: int
    through: int
    ids: list[int]
    frames: list[bytes]  # canonical, without decisions and commands
    decisions: list[bytes]


class Watcher:
    """A browser: listens, comes back by itself, and checks what can be checked at once."""

    def __init__(self, run: str, lab: Lab, person: Person, report: Report) -> None:
        self.run, self.lab, self.person, self.report = run, lab, person, report
        self.heard: list[Heard] = []
        self.through = self.epoch = 0
        self.status = ""
        self.connected = 0
        self.heard_at = 0.0
        self.longest_silence_s = 0.0

    async def listen(self) -> None:
        """For ever; cancel it."""
        while True:
            with contextlib.suppress(OSError, websockets.WebSocketException, TimeoutError):
                await self.listen_once()
            await asyncio.sleep(0.2)

    async def listen_once(self) -> None:
        url = f"ws://localhost:{self.lab.port}/ws/runs/{self.run}/?last={self.through}"
        url += f"&epoch={self.epoch}" if self.epoch else ""
        headers = {"Cookie": self.person.cookies}
        async with websockets.connect(
            url, origin=websockets.Origin(self.lab.address), additional_headers=headers, open_timeout=5
        ) as socket:
            self.connected += 1
            async for message in socket:
                if isinstance(message, str):
                    self.take_status(json.loads(message))
                else:
                    self.take_frames(decode(message))

    def take_status(self, state: dict[str, Any]) -> None:
        self.status = state.get("status", self.status)
        if self.status != "running":
            self.heard_at = 0.0

    def take_frames(self, content: dict[str, Any]) -> None:
        now = time.monotonic()
        if self.heard_at:
            self.longest_silence_s = max(self.longest_silence_s, now - self.heard_at)
        self.heard_at = now
        self.epoch = content["epoch"]
        ids = [frame["id"] for frame in content["frames"]]
        after, through = content["after"], content["through"]
        if after > self.through and through - self.through > REPLAY_TICKS:
            self.report.leaps += 1
        elif after != self.through:
            self.problem(f"a message begins after {after}, the last one ended at {self.through}")
        if ids != sorted(set(ids)) or not ids or ids[0] <= after or ids[-1] != through:
            self.problem(f"a message of ({after}, {through}] has the ids {ids[:3]}...{ids[-3:]}")
        if len(ids) != through - after and len(ids) not in (MESSAGE_FRAMES, REPLAY_FRAMES):
            self.problem(f"a message of ({after}, {through}] has {len(ids)} frames")
        frames = content["frames"]
        self.heard.append(
            Heard(
                after,
                through,
                ids,
                [canonical(frame) for frame in frames],
                [orjson.dumps(one) for frame in frames for one in frame.get("decisions", ())],
            )
        )
        self.through = max(self.through, through)

    def problem(self, text: str) -> None:
        self.report.problems.append(f"watcher of {self.run}: {text}")


def canonical(frame: dict[str, Any]) -> bytes:
    """A frame without what thinning moves to another one."""
    kept = {name: value for name, value in frame.items() if name not in ("decisions", "commands")}
    return orjson.dumps(kept, option=orjson.OPT_SORT_KEYS | orjson.OPT_SERIALIZE_NUMPY)


@dataclass
class Subject:
    """A run under the drill."""

    id: str
    person: Person
    seed: int
    speed: int | str
    watcher: Watcher
    accepted: set[int] = field(default_factory=set)  # sequences of commands that were answered with success


class Drill:
    """One drill: `await drill.go()` returns its report."""

    def __init__(
        self, lab: Lab, *, seconds: float, seed: int, runs: int, pause_s: tuple[float, float],
        kills: int | None = None, say: Callable[[str], None] = print,
    ) -> None:  # fmt: skip
        self.lab, self.seconds, self.say = lab, seconds, say
        self.pause_s, self.kills = pause_s, kills
        self.random = random.Random(seed)
        self.report = Report(seed=seed, seconds=seconds, runs=runs)
        self.subjects: list[Subject] = []
        self.killed: Counter[str] = Counter()

    async def go(self) -> Report:
        await self.start()
        listening = [asyncio.create_task(one.watcher.listen()) for one in self.subjects]
        try:
            await self.until(lambda: all(one.watcher.through for one in self.subjects), 60, "first frames")
            steering = asyncio.create_task(self.steer())
            await self.kill()
            steering.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await steering
            await self.recover()
            await self.end()
        finally:
            for task in listening:
                task.cancel()
            await asyncio.gather(*listening, return_exceptions=True)
        await asyncio.to_thread(self.verify)
        self.summarize()
        return self.report

    async def start(self) -> None:
        people = [Person(self.lab) for _ in range(max(1, min(5, self.report.runs // 2)))]
        for number in range(self.report.runs):
            person, speed = people[number % len(people)], SPEEDS[number % len(SPEEDS)]
            seed = self.random.randrange(2**31)
            run = person.create_run(FILES, seed=seed, speed=speed)["id"]
            watcher = Watcher(run, self.lab, person, self.report)
            self.subjects.append(Subject(run, person, seed, speed, watcher))
        for one in self.subjects:
            await self.ask(one, "control", {"action": "run"})

    async def ask(self, one: Subject, what: str, body: Any, *, attempts: int = 1) -> Any:
        """POST something about a run; None when no success was answered."""
        for attempt in range(attempts):
            try:
                return await asyncio.to_thread(one.person.call, "POST", f"/runs/{one.id}/{what}", body)
            except Refused as refusal:
                if 400 <= refusal.status < 500:
                    if refusal.status == 422 and "RunEnded" in refusal.body:
                        return None
                    self.report.problems.append(f"{what} {body} of {one.id} was refused: {refusal}")
                    return None
                self.report.requests_unanswered += attempt == 0
                await asyncio.sleep(0.5)
        return None

    async def steer(self) -> None:
        """Commands now and then, some pauses and changes of speed."""
        while True:
            await asyncio.sleep(self.random.uniform(0.1, 0.6))
            one = self.random.choice(self.subjects)
            match self.random.randrange(8):
                case 0:
                    await self.ask(one, "control", {"action": "pause"})
                    await asyncio.sleep(0.3)
                    await self.ask(one, "control", {"action": "run"}, attempts=100)
                case 1 if one.speed != "max":
                    await self.ask(
                        one, "control", {"action": "speed", "speed": self.random.choice([1, 10, 60])}
                    )
                case 2:
                    await self.command(
                        one, {"kind": "fault", "fault": "origin_down", "resource": "Files", "duration": 3}
                    )
                case _:
                    multiplier = round(self.random.uniform(0.5, 4), 2)
                    await self.command(
                        one, {"kind": "traffic", "resource": "Viewers", "multiplier": multiplier}
                    )

    async def command(self, one: Subject, command: dict[str, Any]) -> None:
        taken = await self.ask(one, "commands", {"command": command})
        if taken is not None:
            one.accepted.add(taken["sequence"])

    async def kill(self) -> None:
        """Kinds in shuffled rounds until the time is over, or until so many were killed."""
        until = time.monotonic() + self.seconds
        bag: list[str] = []
        while time.monotonic() < until and (self.kills is None or self.killed.total() < self.kills):
            await asyncio.sleep(self.random.uniform(*self.pause_s))
            if not bag:
                bag = list(KINDS)
                self.random.shuffle(bag)
            kind = bag.pop()
            pids = self.lab.pids(kind)
            if not pids:
                continue
            pid = self.random.choice(pids)
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.killed[kind] += 1
                self.say(f"{time.strftime('%H:%M:%S')} killed {kind} {pid}")

    async def until(self, condition: Callable[[], bool], seconds: float, what: str) -> bool:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                self.report.problems.append(f"not within {seconds:g} s: {what}")
                return False
            await asyncio.sleep(0.1)
        return True

    async def recover(self) -> None:
        """Every run that has not ended gets on."""
        at = {one.id: one.watcher.through for one in self.subjects}
        for one in self.subjects:
            await self.ask(one, "control", {"action": "run"}, attempts=100)
        for one in self.subjects:
            await self.until(
                lambda one=one: one.watcher.status == "finished" or one.watcher.through > at[one.id] + 1,
                STUCK_SECONDS,
                f"run {one.id} at {one.speed} goes on after tick {at[one.id]}",
            )

    async def end(self) -> None:
        for one in self.subjects:
            await self.ask(one, "control", {"action": "stop"}, attempts=100)
        for one in self.subjects:
            state = await asyncio.to_thread(one.person.call, "GET", f"/runs/{one.id}")
            if state["status"] != "finished":
                self.report.problems.append(f"run {one.id} is {state['status']}: {state.get('problems')}")
            await self.until(
                lambda one=one, tick=state["tick"]: one.watcher.through >= tick,
                20,
                f"the watcher of {one.id} has tick {state['tick']}",
            )

    def verify(self) -> None:
        for one in self.subjects:
            self.say(f"comparing run {one.id} at {one.speed}: {one.watcher.through} ticks")
            try:
                self.compare(one)
            except Refused as refusal:
                self.report.problems.append(f"run {one.id} cannot be read: {refusal}")

    def compare(self, one: Subject) -> None:
        """What is stored and what was heard against an undisturbed world."""
        rows = one.person.call("GET", f"/runs/{one.id}/commands")
        unapplied = [row["sequence"] for row in rows if row["applied_at_tick"] is None]
        state = one.person.call("GET", f"/runs/{one.id}")
        given = [row for row in rows if row["applied_at_tick"] is not None]
        self.report.commands_applied += len(given)
        if lost := one.accepted - {row["sequence"] for row in rows}:
            self.report.problems.append(f"run {one.id} does not know the accepted commands {sorted(lost)}")
        if state["tick"] < MAX_TICKS and len(unapplied) > 0:
            self.report.problems.append(f"run {one.id} never applied the commands {unapplied}")
        world = World.create(parse_document(FILES), seed=one.seed)
        frames: dict[int, bytes] = {}
        decisions: dict[int, list[bytes]] = {}
        stored = self.stored(one)
        for number, frame in enumerate(stored, start=1):
            for row in given:
                if row["applied_at_tick"] == world.tick and not row["problems"]:
                    world.apply(parse_command(row["command"]))
            [made] = world.advance(1)
            undisturbed = orjson.loads(orjson.dumps(made.as_json(), option=orjson.OPT_SERIALIZE_NUMPY))
            if frame["id"] != number:
                self.report.problems.append(
                    f"run {one.id}: frame {frame['id']} is stored where {number} belongs"
                )
                return
            if frame != undisturbed:
                names = [name for name in undisturbed if frame.get(name) != undisturbed[name]]
                self.report.problems.append(f"run {one.id}: frame {number} differs in {names}")
                return
            frames[number] = canonical(frame)
            decisions[number] = [orjson.dumps(decision) for decision in frame.get("decisions", ())]
        if state["tick"] != len(frames):
            self.report.problems.append(f"run {one.id}: {len(frames)} frames are stored of {state['tick']}")
        self.report.frames_compared += len(frames)
        for heard in one.watcher.heard:
            if [frames.get(id) for id in heard.ids] != heard.frames:
                one.watcher.problem(
                    f"the message of ({heard.after}, {heard.through}] differs from what is stored"
                )
            told = [
                item for id in range(heard.after + 1, heard.through + 1) for item in decisions.get(id, ())
            ]
            if told != heard.decisions:
                one.watcher.problem(f"the decisions of ({heard.after}, {heard.through}] differ")
            self.report.frames_watched += len(heard.ids)
            self.report.decisions_compared += len(told)

    def stored(self, one: Subject) -> Any:
        """Frames as the API gives them."""
        after, more = 0, True
        while more:
            answer = one.person.call("GET", f"/runs/{one.id}/frames?after={after}&limit=1000")
            yield from answer["frames"]
            after, more = answer["through"], answer["more"]

    def summarize(self) -> None:
        self.report.kills = dict(self.killed)
        self.report.reconnects = sum(one.watcher.connected - 1 for one in self.subjects)
        silence: dict[str, float] = {}
        for one in self.subjects:
            name = str(one.speed)
            silence[name] = round(max(silence.get(name, 0.0), one.watcher.longest_silence_s), 2)
        self.report.silence_by_speed_s = silence
        self.report.longest_silence_s = max(silence.values())


def drill(
    *, seconds: float, seed: int, runs: int, workers: int = 2, pause_s: tuple[float, float] = (2.0, 5.0),
    kills: int | None = None, say: Callable[[str], None] = print, keep_log: bool = False,
) -> Report:  # fmt: skip
    """Start a lab, let it be killed, compare. The report says what was wrong, if anything."""
    environment = {
        "RUN_QUOTA": str(runs + 1),
        "RUN_MAX_TICKS": str(MAX_TICKS),
        **{f"RATE_{name}": "1000000" for name in ("READS", "WRITES", "RUNS", "COMMANDS", "ACCOUNTS")},
    }
    with Lab(workers, environment) as lab:
        work = Drill(lab, seconds=seconds, seed=seed, runs=runs, pause_s=pause_s, kills=kills, say=say)
        report = asyncio.run(work.go())
        if keep_log:
            say(lab.output.read_text())
    return report


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.drill")
    parser.add_argument("--seconds", type=float, default=120, help="how long processes are killed")
    parser.add_argument(
        "--seed", type=int, default=int(time.time()), help="of the order of kills and commands"
    )
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--log", action="store_true", help="print what the lab said")
    asked = parser.parse_args()
    print(f"seed {asked.seed}, {asked.runs} runs, {asked.seconds:g} s", flush=True)
    report = drill(
        seconds=asked.seconds,
        seed=asked.seed,
        runs=asked.runs,
        workers=asked.workers,
        keep_log=asked.log,
        say=lambda line: print(line, flush=True),
    )
    print(report.show())
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
