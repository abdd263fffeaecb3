"""Print the path of a Chromium for the browser tests, installing one if the machine has none.

In this order: the CHROMIUM environment variable; an installed Chromium or Chrome; Debian's package, for root;
Playwright's own download. A font with Hangul is added where Debian's packages can be installed, because a
screenshot of Korean pages without one shows only boxes. Messages go to standard error.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/snap/bin/chromium",
)


def tell(english: str, korean: str) -> None:
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    print(korean if language.startswith("ko") else english, file=sys.stderr, flush=True)


def runs(path: str) -> bool:
    """Whether the browser starts: a wrapper may be there whose package is not."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def installed_browser() -> str | None:
    found = [path for name in NAMES if (path := shutil.which(name))]
    found += [path for path in PLACES if Path(path).exists()]
    return next((path for path in found if runs(path)), None)


def can_install_packages() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_packages(*names: str) -> bool:
    settings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
    for command in (["apt-get", "update", "-qq"], install):
        done = subprocess.run(command, env=settings, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
        if done.returncode != 0:
            return False
    return True


def has_korean_font() -> bool:
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    return bool(subprocess.run([lister, ":lang=ko"], capture_output=True, check=False).stdout.strip())


def playwright_browser() -> str | None:
    tell("Downloading Playwright's Chromium …", "Playwright의 Chromium을 내려받고 있어요 …")
    done = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr, check=False
    )
    if done.returncode != 0:
        return None
    from playwright.sync_api import sync_playwright  # only here: everything above works without it

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def browser() -> str | None:
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return chosen if runs(chosen) else None
    found = installed_browser()
    if found is None and can_install_packages():
        tell("Installing Chromium with apt-get …", "apt-get으로 Chromium을 설치하고 있어요 …")
        install_packages("chromium", "fonts-nanum")
        found = installed_browser()
    elif found is not None and can_install_packages() and not has_korean_font():
        tell("Installing a Korean font with apt-get …", "apt-get으로 한글 글꼴을 설치하고 있어요 …")
        install_packages("fonts-nanum", "fontconfig")
    return found or playwright_browser()


def main() -> int:
    found = browser()
    if found is None:
        tell(
            "No Chromium runs here, and the browser tests need one: install Chromium or name it with CHROMIUM=/path.",
            "브라우저 테스트에 Chromium이 필요해요. Chromium을 설치하거나 CHROMIUM=/경로 형식으로 알려 주세요.",
        )
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
