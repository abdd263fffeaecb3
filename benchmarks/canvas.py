"""How long a person waits for the canvas: cold loads of the workbench in a real Chromium.

The product runs as `make run` starts it, on a data folder of its own. Each load is in a browser context that knows
nothing yet, with the welcome document as the visitor's own copy. The clock is the page's: from the start of the
navigation to the frame after the one in which every node of the canvas is there and visible.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import weights
from benchmarks.fanout import free_port
from benchmarks.measuring import Absent

ROOT = Path(__file__).resolve().parent.parent
LOADS = 7
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Notes when the nodes have been painted: seen in one animation frame, there on the screen with the next.
WATCH = """
(() => {
  const look = () => {
    const nodes = [...document.querySelectorAll('.react-flow__node')]
    const there = nodes.length > 0 && nodes.every((node) => getComputedStyle(node).visibility === 'visible')
    if (!there) return requestAnimationFrame(look)
    requestAnimationFrame(() => { window.canvasPaintedMs = performance.now(); window.canvasNodes = nodes.length })
  }
  requestAnimationFrame(look)
})()
"""


def measure() -> dict[str, float | str]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise Absent(f"Playwright is not installed: {error}") from error
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if browser_path is None:
        raise Absent("no Chromium is known here: name it with CHROMIUM=/path")
    with lab() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        try:
            state, page = copy_of_the_welcome_document(browser, address)
            painted = [cold_load(browser, state, page) for _ in range(LOADS)]
            before_charts = scripts_before_charts(browser, state, page)
        finally:
            browser.close()
    return {
        "canvas_paint_ms": round(statistics.median(painted)),
        "canvas_paint_slowest_ms": round(max(painted)),
        "workbench_before_charts_brotli_kb": weights.kilobytes(before_charts),
    }


@contextlib.contextmanager
def lab() -> Iterator[str]:
    """The address of a lab of its own."""
    with tempfile.TemporaryDirectory(prefix="slb") as folder:
        environment = {**os.environ, "STRATOLAB_VAR": folder}
        for name in ("DATABASE_URL", "REDIS_URL"):
            environment.pop(name, None)
        port = free_port()
        command = [sys.executable, "manage.py", "stratolab", "--port", str(port), "--workers", "1"]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            address = f"http://localhost:{port}"
            wait_for(process, address)
            yield address
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            finally:
                process.kill()


def wait_for(process: subprocess.Popen[bytes], address: str, seconds: float = 120) -> None:
    """Until the front page has its world."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            if b"run_id" in urllib.request.urlopen(address, timeout=10).read():
                return
        time.sleep(0.2)
    raise RuntimeError("the lab did not start")


def copy_of_the_welcome_document(browser: Any, address: str) -> tuple[Any, str]:
    """A visitor with a copy of their own: the browser's cookies, and the address of the workbench."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Make it yours").click()
    page.wait_for_url("**/workbench/**", timeout=60_000)
    page.locator(".react-flow__node").first.wait_for()
    found = context.storage_state(), page.url
    context.close()
    return found


def cold_load(browser: Any, state: Any, address: str) -> float:
    """Milliseconds until the canvas is painted, with an empty cache."""
    context = browser.new_context(storage_state=state)
    try:
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(address, wait_until="commit")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            painted = page.evaluate("window.canvasPaintedMs ?? null")
            if painted is not None:
                return float(painted)
            time.sleep(0.1)
        raise RuntimeError("the canvas was not painted")
    finally:
        context.close()


def scripts_before_charts(browser: Any, state: Any, address: str) -> list[str]:
    """Every script that the workbench asks for before that of the charts."""
    charts = weights.read_manifest()[weights.CHARTS]["file"]
    context = browser.new_context(storage_state=state)
    asked: list[str] = []
    try:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url.partition("/static/dist/")[2]))
        page.goto(address)
        page.wait_for_load_state("networkidle")
    finally:
        context.close()
    scripts = [name for name in asked if name.endswith(".js")]
    assert charts in scripts, "the charts were not asked for"
    return list(dict.fromkeys(scripts[: scripts.index(charts)]))
