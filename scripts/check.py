"""Every check that needs no test run. All are run, so that one visit shows all that is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
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


CHECKS = (
    Check("format", "Format", (*PYTHON, "ruff", "format", "--check", ".")),
    Check("lint", "Lint", (*PYTHON, "ruff", "check", ".")),
    Check("types", "Types: Python", (*PYTHON, "mypy")),
    Check("types-front", "Types: TypeScript", ("npm", "run", "--silent", "lint"), ROOT / "static"),
    Check("imports", "Import contracts", ("lint-imports",)),
    Check("django", "Django's own checks", (*MANAGE, "check", "--fail-level", "WARNING")),
    Check("migrations", "Migrations complete", (*MANAGE, "makemigrations", "--check", "--dry-run")),
    Check("translations", "Translations complete", (sys.executable, "scripts/check_translations.py")),
    Check("locks", "Lock files", (sys.executable, "scripts/check_locks.py")),
    Check("compose", "Compose file", (sys.executable, "scripts/check_compose.py")),
)


def run(check: Check) -> bool:
    print(f"== {check.title}", flush=True)
    started = time.monotonic()
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    }
    code = subprocess.run(check.command, cwd=check.folder, env=environment, check=False).returncode
    took_s = time.monotonic() - started
    print(f"   {'ok' if code == 0 else 'FAILED'} ({took_s:.1f} s)", flush=True)
    return code == 0


def main(names: list[str]) -> int:
    unknown = set(names) - {check.name for check in CHECKS}
    if unknown:
        print(f"no such check: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    chosen = [check for check in CHECKS if not names or check.name in names]
    failed = [check.title for check in chosen if not run(check)]
    print(
        f"\n{len(chosen) - len(failed)} of {len(chosen)} checks passed."
        + (f" Failed: {', '.join(failed)}." if failed else "")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
