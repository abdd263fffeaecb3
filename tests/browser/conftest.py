"""A whole lab in processes of its own, and a browser that forgives nothing.

The lab is the one a newcomer starts: `manage.py stratolab` on a free port with a data folder of its own. Every
page is guarded: an error in the console, a violation of the content policy, a request that fails or leaves
the machine fails the test. What a test looked at is kept in screenshots/.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.browser.workbench import LAST_SECOND, Workbench, boot_of

ROOT = Path(__file__).resolve().parent.parent.parent
SCREENSHOTS = Path(__file__).resolve().parent / "screenshots"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCALES = {"en": "en-US", "ko": "ko-KR"}
#: Slow machines share their cores with the lab's workers.
PATIENCE_MS = 20_000
OWN = ("localhost", "127.0.0.1")

expect.set_options(timeout=PATIENCE_MS)


# ----------------------------------------------------------------------------------------------- the lab


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        text: str = answer.read().decode()
    return text


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def children_of(process: int) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [
        int(pid) for pid, parent in (line.split() for line in listed.splitlines()) if int(parent) == process
    ]


#: Of the lab's processes, for commands of its operator.
ENVIRONMENT: dict[str, str] = {}


@pytest.fixture(scope="session")
def manage(lab: str) -> Callable[..., str]:
    """`manage("command", …, NAME=value)`: what the lab's operator does in a terminal."""

    def call(*arguments: str, **environment: str) -> str:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=(ENVIRONMENT or dict(os.environ)) | environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    return call


@pytest.fixture(scope="session")
def lab() -> Iterator[str]:
    """The address of a lab of this test run's own, with a front page that is alive.

    STRATOLAB_URL names one that runs already, for working on the tests themselves.
    """
    given = os.environ.get("STRATOLAB_URL")
    if given:
        yield given.rstrip("/")
        return
    if not (ROOT / "static" / "dist" / "manifest.json").exists():
        pytest.exit("The front end is not built: run `make setup-dev` first.", returncode=1)
    folder = Path(tempfile.mkdtemp(prefix="sl"))
    address = f"http://localhost:{(port := free_port())}"
    # A page that a test has closed is soon not simulated any more, and a run can be seen to its end.
    limits = {"RUN_UNWATCHED_SECONDS": "6", "RUN_MAX_TICKS": str(LAST_SECOND)}
    settings = os.environ | {"STRATOLAB_VAR": str(folder)} | limits
    for name in ("DATABASE_URL", "REDIS_URL"):
        settings.pop(name, None)
    ENVIRONMENT.update(settings)
    command = [sys.executable, "manage.py", "stratolab", "--port", str(port), "--workers", "2"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=settings, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait_until_ready(process, address, folder / "log")
        yield address
    finally:
        groups = children_of(process.pid)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        finally:
            if process.poll() is None:
                process.kill()
        said = (folder / "log").read_text("utf-8", "replace")
        shutil.rmtree(folder, ignore_errors=True)
        assert not [group for group in groups if alive(group)], f"orphans were left\n{said}"
        assert "keeps ending" not in said and "Traceback" not in said, said


def wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path, seconds: float = 120) -> None:
    """Until the front page answers and its world moves; the first to look may have to wait for a compiler."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            run = boot_of(read(f"{address}/")).get("run_id")
            if run and moves(address, run, deadline):
                return
        except (OSError, TimeoutError):
            pass
        time.sleep(0.2)
    process.kill()
    raise RuntimeError(f"The lab did not start:\n{log.read_text('utf-8', 'replace')}")


def moves(address: str, run: str, deadline: float) -> bool:
    """Whether a viewer of the run receives frames."""
    socket_address = f"{address.replace('http', 'ws', 1)}/ws/runs/{run}/"
    with connect(socket_address, origin=Origin(address), max_size=None) as viewer:
        while True:
            if isinstance(viewer.recv(max(0.1, deadline - time.monotonic())), bytes):
                return True


# ------------------------------------------------------------------------------------------- the browser


@pytest.fixture(scope="session")
def base_url(lab: str) -> str:
    """What relative addresses are relative to."""
    return lab


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if found is None:
        pytest.exit("No Chromium is known: run `make test-browser`.", returncode=1)
    return {**browser_type_launch_args, "executable_path": found, "args": ARGUMENTS}


@pytest.fixture
def language(request: pytest.FixtureRequest) -> str:
    """The visitor's language. `@both_languages` runs a test in each."""
    return str(getattr(request, "param", "en"))


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], language: str) -> dict[str, Any]:
    return {**browser_context_args, "locale": LOCALES[language], "viewport": {"width": 1280, "height": 720}}


@dataclass
class Guard:
    """What a page must not do. `forgive` names a console error or failed request that a test provokes."""

    offences: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=list)

    def forgive(self, part: str) -> None:
        self.forgiven.append(part)

    def note(self, what: str) -> None:
        self.offences.append(what)

    def heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.note(f"console: {message.text} ({message.location.get('url', '')})")

    def asked(self, request: Request) -> None:
        self.visited(request.url)

    def visited(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("data", "blob") or parts.hostname in OWN or url == "about:blank":
            return
        self.note(f"outside the machine: {url}")

    def failed(self, request: Request) -> None:
        # The page itself takes back a question it no longer needs answered, and so does leaving the page.
        if request.failure != "net::ERR_ABORTED":
            self.note(f"failed: {request.method} {request.url}: {request.failure}")

    @property
    def unforgiven(self) -> list[str]:
        return [one for one in self.offences if not any(part in one for part in self.forgiven)]


LISTENER = """
addEventListener('securitypolicyviolation', (event) =>
  console.error('content policy: ' + event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sourceFile))
"""


@pytest.fixture(autouse=True)
def guard(context: BrowserContext) -> Iterator[Guard]:
    watch = Guard()
    watch_over(context, watch)
    yield watch
    assert not watch.unforgiven, "\n".join(watch.unforgiven)


def watch_over(context: BrowserContext, watch: Guard) -> None:
    context.add_init_script(LISTENER)
    context.set_default_timeout(PATIENCE_MS)
    context.on("console", watch.heard)
    context.on("weberror", lambda error: watch.note(f"page error: {error.error}"))
    context.on("request", watch.asked)
    context.on("requestfailed", watch.failed)
    context.on("page", lambda page: page.on("websocket", lambda one: watch.visited(one.url)))


@pytest.fixture
def another_person(browser: Browser, base_url: str, guard: Guard) -> Iterator[Callable[..., Page]]:
    """`another_person(language, width)`: a page in a browser of somebody else's, guarded as well."""
    contexts: list[BrowserContext] = []

    def open_browser(language: str = "en", width: int = 1280, height: int = 720) -> Page:
        context = browser.new_context(
            base_url=base_url, locale=LOCALES[language], viewport={"width": width, "height": height}
        )
        contexts.append(context)
        watch_over(context, guard)
        return context.new_page()

    yield open_browser
    for context in contexts:
        context.close()


@pytest.fixture
def look(page: Page, language: str, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Keep a picture of the page for people to judge."""
    SCREENSHOTS.mkdir(exist_ok=True)

    def keep(name: str) -> None:
        page.screenshot(path=SCREENSHOTS / f"{name}-{language}.png", animations="allow")

    return keep


# ------------------------------------------------------------------------------------------ the workbench


@pytest.fixture
def workbench(page: Page, language: str) -> Workbench:
    """The workbench's parts by the names people read. Opens nothing yet."""
    return Workbench(page, language)
