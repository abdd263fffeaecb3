"""The supervisor: everything the lab needs as children of one process.

Each child leads a process group of its own, so that a Ctrl-C in the terminal reaches only the supervisor,
which stops them in order; on Linux the kernel ends them should the supervisor be killed. A child that ends
is started again; one that keeps ending ends the lab. Every step is a method that returns, the loop is last.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from dashboard.runs import valkey

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 8.0
#: A child that ended this often within the window ends the lab.
RESTARTS, RESTART_WINDOW = 5, 30.0


class CannotStart(Exception):
    """A sentence for the person at the terminal."""


@dataclass
class Child:
    """A process to keep alive."""

    name: str
    command: list[str]
    log: Path | None = None  # where its output goes; None: to the terminal
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> subprocess.Popen[bytes]:
        self.starts.append(time.monotonic())
        with contextlib.ExitStack() as files:
            output = files.enter_context(self.log.open("ab")) if self.log else None
            self.process = subprocess.Popen(
                self.command,
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=_die_with(os.getpid()),
            )
        return self.process

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def keeps_ending(self) -> bool:
        recent = [at for at in self.starts if time.monotonic() - at < RESTART_WINDOW]
        return len(recent) > RESTARTS

    def stop(self) -> None:
        """Ask it to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait for it to end; after `seconds` end it and whatever it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _die_with(parent: int) -> Callable[[], None]:
    """What a child does before its program starts: own group, and the end when the parent ends."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def prepare() -> None:
        os.setpgid(0, 0)
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


class Supervisor:
    """Starts the lab, keeps it going, stops it."""

    def __init__(self, host: str, port: int, workers: int, say: Callable[[str], None]) -> None:
        self.host, self.port, self.workers, self.say = host, port, workers, say
        self.children: list[Child] = []
        self.web: Child | None = None
        self.lock: int | None = None
        self.stopping = False

    @property
    def address(self) -> str:
        shown = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::1", "::") else self.host
        return f"http://{shown}:{self.port}/"

    def take_lock(self) -> None:
        """Be the only lab on this data folder."""
        path = settings.VAR_DIR / "stratolab.lock"
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            running = os.read(handle, 200).decode(errors="replace").strip()
            os.close(handle)
            raise CannotStart(f"Stratolab is running already on {settings.VAR_DIR} ({running}).") from None
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()}, {self.address}\n".encode())
        self.lock = handle

    def check_port(self) -> None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise CannotStart(
                    f"Port {self.port} on {self.host} cannot be used ({error.strerror}). "
                    f"Choose another one with --port."
                ) from None

    def start_valkey(self) -> None:
        """The embedded server, or the one named by REDIS_URL, answers after this."""
        if not settings.EMBEDDED_VALKEY:
            self.wait_for_redis(None)
            return
        path: Path = settings.VALKEY_SOCKET
        if len(str(path)) > valkey.SOCKET_PATH_LIMIT:
            raise CannotStart(
                f"The path {path} is too long for a socket: set STRATOLAB_VAR to a shorter folder."
            )
        # After a supervisor that was killed, its Valkey may still be writing its last second.
        deadline = time.monotonic() + STOP_SECONDS
        while valkey.answers(settings.REDIS_URL) and time.monotonic() < deadline:
            time.sleep(0.1)
        if valkey.answers(settings.REDIS_URL):
            raise CannotStart(f"Another server answers at {path}; stop it first.")
        path.unlink(missing_ok=True)
        folder = settings.VAR_DIR / "valkey"
        folder.mkdir(mode=0o700, exist_ok=True)
        self.say("Starting Valkey ...")
        self.wait_for_redis(self.add(Child("valkey", valkey.command(path, folder), folder / "log")))

    def wait_for_redis(self, child: Child | None) -> None:
        try:
            valkey.wait_until_ready(settings.REDIS_URL, child.process if child else None)
        except RuntimeError as error:
            raise CannotStart(str(error)) from None

    def prepare_database(self) -> None:
        self.say("Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)

    def start_workers(self) -> None:
        self.say(f"Starting {self.workers} workers and the scheduler ...")
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        for number in range(1, self.workers + 1):
            name = f"w{number}"
            self.add(Child(f"worker {name}", [*manage, "worker", "--name", name]))
        self.add(Child("scheduler", [*manage, "scheduler"]))
        for name, command in settings.EXTRA_PROCESSES.items():
            self.add(Child(name, [*manage, command]))

    def load_content(self) -> None:
        """The front page's demo, the labs. Stratolab also runs without."""
        for what, command in settings.CONTENT_COMMANDS.items():
            try:
                call_command(command, stdout=io.StringIO(), stderr=io.StringIO())
            except Exception as error:
                self.say(f"The {what} could not be loaded: {error} (`manage.py {command}` says more)")

    def start_web(self) -> None:
        self.say("Starting the web server ...")
        command = [sys.executable, "-m", "config.web", "--host", self.host, "--port", str(self.port)]
        command += ["--grace", "2"]
        self.web = self.add(Child("web server", command))

    def wait_for_web(self, seconds: float = 120) -> None:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.web is not None and self.web.ended():
                raise CannotStart("The web server ended while starting.")
            try:
                socket.create_connection((host, self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise CannotStart("The web server did not answer.")

    def add(self, child: Child) -> Child:
        child.start()
        self.children.append(child)
        return child

    def restart_ended(self) -> None:
        """Start again what ended. Raises CannotStart when something keeps ending."""
        for child in self.children:
            if not child.ended():
                continue
            code = child.process.returncode if child.process else None
            if child.keeps_ending():
                raise CannotStart(f"The {child.name} keeps ending (code {code}).")
            self.say(f"The {child.name} ended with code {code}: starting it again.")
            if child.name == "valkey":
                settings.VALKEY_SOCKET.unlink(missing_ok=True)
            child.start()

    def stop_all(self) -> None:
        """End the children, those first that use the others."""
        users = [child for child in self.children if child.name != "valkey"]
        for group in (users, [child for child in self.children if child.name == "valkey"]):
            deadline = time.monotonic() + STOP_SECONDS
            for child in group:
                child.stop()
            for child in group:
                child.wait(deadline - time.monotonic())
        self.children.clear()
        if self.lock is not None:
            os.ftruncate(self.lock, 0)
            os.close(self.lock)
            self.lock = None

    def start(self) -> None:
        begun = time.monotonic()
        self.start_valkey()
        self.prepare_database()
        self.start_web()
        self.start_workers()
        self.load_content()
        self.wait_for_web()
        self.say(f"Stratolab is ready at {self.address} (started in {time.monotonic() - begun:.1f} s)")
        self.say("Press Ctrl-C to stop.")

    def request_stop(self, *_: object) -> None:
        self.stopping = True

    def run(self) -> None:
        """Start, watch until asked to stop, stop."""
        self.take_lock()
        self.check_port()
        try:
            self.start()
            while not self.stopping:
                self.restart_ended()
                time.sleep(0.2)
        finally:
            self.say("Stopping ...")
            self.stop_all()
            self.say("Stratolab has stopped.")
