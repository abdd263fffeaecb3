"""A real lab of its own, driven from outside: its processes, people with cookies, sockets that listen.

Used by what measures the lab as a whole (`benchmarks.runs`) and by the crash drill (`tests/chaos`). It listens on
the loopback only, on a free port, with a data folder that goes with it.
"""

from __future__ import annotations

import contextlib
import http.client
import http.cookiejar
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent
#: What tells the lab's processes apart, by their command lines.
KINDS = {
    "worker": "manage.py worker",
    "scheduler": "manage.py scheduler",
    "grader": "manage.py grader",
    "web": "config.web",
    "valkey": "valkey-server",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    """What `condition` answers once it is true. Raises TimeoutError naming `what`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := condition():
            return result
        time.sleep(0.05)
    raise TimeoutError(f"{what} did not happen within {seconds:g} s")


class Lab:
    """`make run` on a folder and port of its own, as a context."""

    def __init__(self, workers: int = 2, environment: Mapping[str, str] | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="slx"))
        self.port, self.workers = free_port(), workers
        self.environment = dict(environment or {})
        self.output = self.folder / "output"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def __enter__(self) -> Self:
        kept = {
            name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DATABASE_URL")
        }
        own = {"STRATOLAB_VAR": str(self.folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
        command = [sys.executable, str(ROOT / "manage.py"), "stratolab"]
        command += ["--port", str(self.port), "--workers", str(self.workers)]
        with self.output.open("wb") as stream:
            self.process = subprocess.Popen(
                command, env=kept | own | self.environment, stdout=stream, stderr=stream, cwd=ROOT
            )
        try:
            wait_for(self._is_ready, 180, "the lab's start")
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _is_ready(self) -> bool:
        said = self.output.read_text()
        if self.process is None or self.process.poll() is not None:
            raise RuntimeError(f"the lab ended: {said}")
        return "is ready at" in said

    def _end(self) -> None:
        if self.process is not None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(30)
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def processes(self) -> dict[int, str]:
        """Every live process of this lab, told by its environment or command line: pid -> command line."""
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                named = f"STRATOLAB_VAR={self.folder}\0".encode() in (entry / "environ").read_bytes()
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                if (named or str(self.folder) in command) and state != "Z":
                    found[int(entry.name)] = command
        return found

    def pids(self, kind: str) -> list[int]:
        """The live processes of one of KINDS."""
        return sorted(pid for pid, command in self.processes().items() if KINDS[kind] in command)


class Refused(Exception):
    """An answer that is no success. `status` 0: no answer came."""

    def __init__(self, status: int, body: str) -> None:
        self.status, self.body = status, body
        super().__init__(f"{status}: {body[:300]}")


class Person:
    """A visitor with cookies of their own who calls the API."""

    def __init__(self, lab: Lab) -> None:
        self.address = lab.address
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self._open("GET", "/accounts/login/")

    def cookie(self, name: str) -> str:
        return next((cookie.value or "" for cookie in self.jar if cookie.name == name), "")

    @property
    def cookies(self) -> str:
        """The header a browser would send."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The decoded answer of /api/v1. Raises Refused."""
        answer = self._open(method, f"/api/v1{path}", body)
        return json.loads(answer) if answer else None

    def _open(self, method: str, path: str, body: Any = None) -> bytes:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.cookie("stratolab_csrf")}
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        try:
            with self.opener.open(request, timeout=20) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read().decode(errors="replace")) from None
        except (OSError, http.client.HTTPException) as error:
            raise Refused(0, repr(error)) from None

    def create_run(self, document: Any, **options: Any) -> dict[str, Any]:
        """Store a document and a run of it, not started."""
        made = self.call("POST", "/documents", {"document": document})
        answer: dict[str, Any] = self.call("POST", "/runs", {"document": made["id"], **options})
        return answer
