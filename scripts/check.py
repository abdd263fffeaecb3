"""Every check that needs no test run. All are run, so that one visit shows all that is wrong."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = (sys.executable, "-m")
MANAGE = (sys.executable, "manage.py")


@dataclass(frozen=True)
class Check:
    name: str
    title: str
    command: tuple[str, ...]
    folder: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)
    may_be_undone: bool = False  # exit code 3 says that it could not be done here, which is no failure


UNDONE = 3
#: As on a server, see docs/operating.md. The key is nobody's.
PRODUCTION = {
    "HTTPS": "1",
    "ALLOWED_HOSTS": "lab.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://lab.example.org",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "EMAIL_HOST": "mail.example.org",
    "DEBUG": "0",
}
CHECKS = (
    Check("format", "Format", (*PYTHON, "ruff", "format", "--check", ".")),
    Check("lint", "Lint", (*PYTHON, "ruff", "check", ".")),
    Check("types", "Types: Python", (*PYTHON, "mypy")),
    Check("types-front", "Types: TypeScript", ("npm", "run", "--silent", "lint"), ROOT / "static"),
    Check("imports", "Import contracts", ("lint-imports",)),
    Check("django", "Django's own checks", (*MANAGE, "check", "--fail-level", "WARNING")),
    Check(
        "deploy",
        "Django's checks for production",
        (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
        environment=PRODUCTION,
    ),
    Check("migrations", "Migrations complete", (*MANAGE, "makemigrations", "--check", "--dry-run")),
    Check("translations", "Translations complete", (sys.executable, "scripts/check_translations.py")),
    Check("locks", "Lock files", (sys.executable, "scripts/check_locks.py")),
    Check("audit", "Known vulnerabilities", (sys.executable, "scripts/audit.py"), may_be_undone=True),
    Check("compose", "Compose file", (sys.executable, "scripts/check_compose.py")),
)


def run(check: Check) -> str:
    """Its verdict: ok, not done, or FAILED."""
    print(f"== {check.title}", flush=True)
    started = time.monotonic()
    environment = (
        os.environ
        | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        | dict(check.environment)
    )
    code = subprocess.run(check.command, cwd=check.folder, env=environment, check=False).returncode
    took_s = time.monotonic() - started
    undone = code == UNDONE and check.may_be_undone
    verdict = "ok" if code == 0 else "not done" if undone else "FAILED"
    print(f"   {verdict} ({took_s:.1f} s)", flush=True)
    return verdict


def main(names: list[str]) -> int:
    unknown = set(names) - {check.name for check in CHECKS}
    if unknown:
        print(f"no such check: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    chosen = [check for check in CHECKS if not names or check.name in names]
    verdicts = {check.title: run(check) for check in chosen}
    passed = sum(verdict == "ok" for verdict in verdicts.values())
    print(f"\n{passed} of {len(chosen)} checks passed.", end="")
    for verdict, word in (("FAILED", "Failed"), ("not done", "Not done")):
        if titles := [title for title, one in verdicts.items() if one == verdict]:
            print(f" {word}: {', '.join(titles)}.", end="")
    print()
    return 1 if "FAILED" in verdicts.values() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
