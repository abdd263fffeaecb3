"""The whole lab as processes: it starts, heals, refuses a second start, and leaves nobody behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import websockets

from dashboard.runs.frames import decode

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="/proc"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], Any], seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := condition():
            return result
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def processes_of(folder: Path) -> dict[int, str]:
    """Every live process whose environment or command line names the lab's data folder."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if (
                    f"STRATOLAB_VAR={folder}\0".encode() in (entry / "environ").read_bytes()
                    or str(folder) in command
                ):
                    if (entry / "stat").read_text().rpartition(")")[2].split()[0] != "Z":
                        found[int(entry.name)] = command
    return found


class Lab:
    """A lab on a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.output = folder / "output"
        self.process = self.start(self.output)

    def start(self, output: Path) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            str(ROOT / "manage.py"),
            "stratolab",
            "--port",
            str(self.port),
            "--workers",
            "1",
        ]
        environment = {
            name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DATABASE_URL")
        }
        environment |= {"STRATOLAB_VAR": str(self.folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
        with output.open("wb") as stream:
            return subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)

    def ready(self) -> bool:
        assert self.process.poll() is None, self.output.read_text()
        return "is ready at" in self.output.read_text()

    def child(self, part: str) -> int:
        return next(pid for pid, command in processes_of(self.folder).items() if part in command)

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return str(answer.read().decode())


@pytest.fixture
def lab() -> Iterator[Lab]:
    folder = Path(tempfile.mkdtemp(prefix="sll"))
    lab = Lab(folder)
    try:
        yield lab
    finally:
        for pid in processes_of(folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        lab.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


async def ticks_seen(lab: Lab, run: str, until: int, disturb: Callable[[], None] | None = None) -> list[int]:
    """Ids of the demo's frames until a tick; disturbs the lab after the third one."""
    ids: list[int] = []
    origin = f"http://localhost:{lab.port}"
    async with websockets.connect(
        f"ws://localhost:{lab.port}/ws/runs/{run}/?last=0", origin=origin
    ) as socket:
        async with asyncio.timeout(90):
            while not ids or ids[-1] < until:
                message = await socket.recv()
                if isinstance(message, bytes):
                    ids += [frame["id"] for frame in decode(message)["frames"]]
                    if disturb and len(ids) >= 3:
                        disturb()
                        disturb = None
    return ids


async def test_the_lab_starts_heals_and_stops_without_a_trace(lab: Lab) -> None:
    wait_for(lab.ready, 120)
    catalogue = json.loads(lab.get("/api/v1/catalogue"))
    assert catalogue["kinds"]

    second = lab.start(lab.folder / "second")
    assert second.wait(60) != 0
    assert "running already" in (lab.folder / "second").read_text()

    found = re.search(r'"run_id": "([0-9a-f-]{36})"', lab.get("/"))
    assert found, "the front page shows the demo"
    run = found[1]
    ids = await ticks_seen(lab, run, 6, lambda: os.kill(lab.child("manage.py worker"), signal.SIGKILL))
    assert ids == list(range(1, ids[-1] + 1)), "a killed worker costs no frame and doubles none"

    ids = await ticks_seen(lab, run, ids[-1] + 4, lambda: os.kill(lab.child("valkey-server"), signal.SIGKILL))
    assert ids == list(range(1, ids[-1] + 1)), "nor does a killed Valkey"

    lab.process.send_signal(signal.SIGTERM)
    assert lab.process.wait(30) == 0
    assert processes_of(lab.folder) == {}
    assert "has stopped" in lab.output.read_text()


def test_a_killed_supervisor_leaves_no_orphan(lab: Lab) -> None:
    wait_for(lab.ready, 120)
    assert len(processes_of(lab.folder)) >= 5
    lab.process.kill()
    lab.process.wait()
    wait_for(lambda: not processes_of(lab.folder), 30)


def test_a_taken_port_is_said_plainly() -> None:
    folder = Path(tempfile.mkdtemp(prefix="sll"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        lab = Lab.__new__(Lab)
        lab.folder, lab.port = folder, taken.getsockname()[1]
        process = lab.start(folder / "output")
        assert process.wait(60) != 0
    said = (folder / "output").read_text()
    assert f"Port {lab.port}" in said and "--port" in said and "Traceback" not in said
    assert processes_of(folder) == {}
    shutil.rmtree(folder)
