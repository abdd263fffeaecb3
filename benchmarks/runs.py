"""Measures runs in a real lab: fairness between runs and owners, slices, and how soon a command shows.

Each figure comes from a lab of its own (two workers, scheduler, web server, Valkey, SQLite), driven from outside.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import statistics
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import redis
import websockets
from ruamel.yaml import YAML

from benchmarks.lab import ROOT, Lab, Person, wait_for
from dashboard.runs.frames import decode

WORKERS = 2
#: Ticks of each of the equal runs: some seconds of one core. A shared machine is slower for spells of seconds, which
#: hit some runs more than others and are charged to their owners; over 6,000 ticks they even out twice as well as
#: over 1,500, so that what remains is what the scheduler does.
RACE_TICKS = 6_000
#: Ticks of the one run beside the hundred, and of each of those.
BESIDE_TICKS = 1_000
RUNS, MANY = 50, 100
SLICE_SECONDS = 8.0
COMMANDS, COMMANDS_PER_SECOND = 200, 4.0
#: What people may do without being refused: it is the machine that is measured.
OPEN = {
    "RUN_QUOTA": "1000",
    "RUN_STORED": "1000",
    "RUN_UNWATCHED_SECONDS": "3600",
    **{f"RATE_{name}": "1000000" for name in ("READS", "CHECKS", "WRITES", "RUNS", "COMMANDS", "ACCOUNTS")},
    "SOCKETS_PER_ACCOUNT": "1000",
}

#: A world that costs next to nothing.
TINY: dict[str, Any] = {
    "SchemaVersion": 1,
    "Name": "A bucket",
    "Resources": {"Files": {"Type": "AWS::S3::Bucket"}},
}


def measure() -> dict[str, float | str]:
    """Every figure; some minutes."""
    return {**fairness_of_equals(), **fairness_of_owners(), **slices(), **commands()}


def welcome() -> dict[str, Any]:
    """The front page's architecture, as people run it."""
    text = (ROOT / "labs" / "content" / "welcome" / "start.yaml").read_text("utf-8")
    content: dict[str, Any] = json.loads(json.dumps(YAML(typ="safe", pure=True).load(text)))
    return content


def lab_for(**settings: Any) -> Lab:
    return Lab(WORKERS, OPEN | {name: str(value) for name, value in settings.items()})


@contextlib.contextmanager
def at_once(lab: Lab) -> Iterator[None]:
    """What is started within begins at the same moment, when it is left: nobody works meanwhile."""
    held = [*lab.pids("worker"), *lab.pids("scheduler")]
    for pid in held:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in held:
            os.kill(pid, signal.SIGCONT)


def start(runs: Iterable[tuple[Person, str]]) -> None:
    for person, run in runs:
        person.call("POST", f"/runs/{run}/control", {"action": "run"})


def ended_at(lab: Lab) -> dict[str, float]:
    """Wall time at which each run ended, as the lab's database has it."""
    with contextlib.closing(
        sqlite3.connect(f"file:{lab.folder}/stratolab.sqlite3?mode=ro", uri=True)
    ) as database:
        rows = database.execute("select id, ended_at from runs_run where status = 'finished'").fetchall()
    return {run: datetime.fromisoformat(f"{at}+00:00").timestamp() for run, at in rows}


def wait_for_ends(lab: Lab, runs: Iterable[str], seconds: float) -> list[float]:
    """When each of the runs ended."""
    names = [run.replace("-", "") for run in runs]
    found: dict[str, float] = {}

    def all_there() -> bool:
        time.sleep(0.2)
        found.update(ended_at(lab))
        return all(name in found for name in names)

    wait_for(all_there, seconds, "the runs' end")
    return [found[name] for name in names]


def fairness_of_equals() -> dict[str, float | str]:
    """50 runs of the same world by 50 people, started together at full speed, to the same tick."""
    document = welcome()
    with lab_for(RUN_MAX_TICKS=RACE_TICKS) as lab:
        people = [Person(lab) for _ in range(RUNS)]
        runs = [person.create_run(document, seed=7, speed="max")["id"] for person in people]
        with at_once(lab):
            start(zip(people, runs, strict=True))
        begun = time.time()
        took = [at - begun for at in wait_for_ends(lab, runs, 1_800)]
    return {
        "fairness_50_spread": round((max(took) - min(took)) / max(took), 4),
        "fairness_50_last_s": round(max(took), 1),
    }


def fairness_of_owners() -> dict[str, float | str]:
    """One person's run beside another's hundred, to the same run alone."""
    document = welcome()
    with lab_for(RUN_MAX_TICKS=BESIDE_TICKS) as lab:
        one, other = Person(lab), Person(lab)

        def timed() -> float:
            run = one.create_run(document, seed=7, speed="max")["id"]
            with at_once(lab):
                start([(one, run)])
            begun = time.time()
            return wait_for_ends(lab, [run], 300)[0] - begun

        timed()  # the first one compiles and reads what later ones find
        alone = statistics.median(timed() for _ in range(3))
        many = [other.create_run(document, seed=number, speed="max")["id"] for number in range(MANY)]
        with at_once(lab):
            start((other, run) for run in many)
        time.sleep(2)
        beside = statistics.median(timed() for _ in range(3))
        left = MANY - sum(run.replace("-", "") in ended_at(lab) for run in many)
    if left < MANY // 2:
        raise RuntimeError(f"only {left} of the {MANY} runs were still going on at the end")
    return {"fairness_100_vs_1": round(beside / alone, 2), "fairness_alone_s": round(alone, 2)}


def slices() -> dict[str, float | str]:
    """What handing out, claiming and committing cost: slices of one tick of a world that costs next to nothing."""
    with lab_for(RUN_SLICE_MS=1) as lab:
        people = [Person(lab) for _ in range(5)]
        pairs = [(person, person.create_run(TINY, speed="max")["id"]) for person in people for _ in range(4)]
        client = redis.Redis.from_url(f"unix://{Path(lab.folder) / 'valkey.sock'}")
        with at_once(lab):
            start(pairs)
        time.sleep(2)
        before, begun = client.hgetall("metrics:counters"), time.monotonic()
        time.sleep(SLICE_SECONDS)
        after, seconds = client.hgetall("metrics:counters"), time.monotonic() - begun
        client.close()
    done = int(after[b"slices"]) - int(before[b"slices"])
    working_s = (int(after[b"slice:sum"]) - int(before[b"slice:sum"])) / 1e6
    return {
        "slices_per_s": round(done / seconds),
        "slice_overhead_ms": round((WORKERS * seconds - working_s) / done * 1000, 2),
    }


def commands() -> dict[str, float | str]:
    """50 watched runs at 1x: from the POST of a command until the frame that applied it reached a websocket."""
    with lab_for() as lab:
        waits = asyncio.run(_commands(lab))
    return {
        "command_p50_ms": round(statistics.median(waits) * 1000),
        "command_p95_ms": round(statistics.quantiles(waits, n=20)[-1] * 1000),
    }


async def _commands(lab: Lab) -> list[float]:
    """Seconds each command took to show."""
    document = welcome()
    clients = next(name for name, one in document["Resources"].items() if one["Type"] == "Lab::Clients")
    people = [Person(lab) for _ in range(5)]
    pairs = [(people[number % 5], "") for number in range(RUNS)]
    pairs = [(person, person.create_run(document, speed=1)["id"]) for person, _ in pairs]
    shown: dict[float, float] = {}  # by the multiplier, which is each command's own

    async def listen(person: Person, run: str) -> None:
        url = f"ws://localhost:{lab.port}/ws/runs/{run}/?last=0"
        headers = {"Cookie": person.cookies}
        async with websockets.connect(
            url, origin=websockets.Origin(lab.address), additional_headers=headers
        ) as socket:
            async for message in socket:
                if isinstance(message, bytes):
                    now = time.monotonic()
                    for frame in decode(message)["frames"]:
                        for command in frame["commands"]:
                            shown.setdefault(command["multiplier"], now)

    listening = [asyncio.create_task(listen(*pair)) for pair in pairs]
    await asyncio.to_thread(start, pairs)
    await asyncio.sleep(5)
    posted: dict[float, float] = {}
    posting = []
    for number in range(COMMANDS):
        person, run = pairs[number * 17 % RUNS]
        multiplier = 1 + number / 1000
        command = {"kind": "traffic", "resource": clients, "multiplier": multiplier}
        posted[multiplier] = time.monotonic()
        posting.append(
            asyncio.create_task(
                asyncio.to_thread(person.call, "POST", f"/runs/{run}/commands", {"command": command})
            )
        )
        # Not in step with the runs' seconds.
        await asyncio.sleep(1 / COMMANDS_PER_SECOND * (0.5 + number * 0.618 % 1))
    await asyncio.gather(*posting)
    deadline = time.monotonic() + 30
    while len(shown) < COMMANDS and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    if missing := posted.keys() - shown.keys():
        raise RuntimeError(f"{len(missing)} commands never showed")
    return [shown[multiplier] - at for multiplier, at in posted.items()]
