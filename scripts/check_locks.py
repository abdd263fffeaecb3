"""Check the lock files: every package hashed, no registry's address, no lock format that records one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: These formats write down where each package was downloaded from.
REFUSED_NAMES = {
    "uv.lock",
    "pylock.toml",
    "poetry.lock",
    "Pipfile.lock",
    "pdm.lock",
    "yarn.lock",
    "pnpm-lock.yaml",
}
ADDRESS = re.compile(r"\b(?:https?|git\+\w+|ssh)://|--(?:extra-)?index-url|--find-links", re.IGNORECASE)
REQUIREMENT = re.compile(r"^[A-Za-z0-9][\w.\-\[\]]*\s*==")


def project_files() -> list[Path]:
    """Files under version control and new ones that are not ignored."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).exists()]


def address_problems(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    if file.name == "package-lock.json":
        # A package's page for donations is data of the package, not an address to install from.
        packages = json.loads("\n".join(lines)).get("packages", {})
        return [
            f"{file.relative_to(ROOT)}: {name} records where it was downloaded from"
            for name, package in packages.items()
            if "://" in str(package.get("resolved", "")) or "://" in str(package.get("version", ""))
        ]
    return [
        f"{file.relative_to(ROOT)}:{number}: an address in a lock file"
        for number, line in enumerate(lines, start=1)
        if ADDRESS.search(line)
    ]


def hash_problems(file: Path) -> list[str]:
    text = file.read_text(encoding="utf-8")
    if file.name == "package-lock.json":
        packages = json.loads(text).get("packages", {})
        return [
            f"{file.relative_to(ROOT)}: {name} has no integrity hash"
            for name, package in packages.items()
            if name and not package.get("link") and "integrity" not in package
        ]
    lines = text.splitlines()
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.split('==')[0]} has no hash"
        for number, line in enumerate(lines, start=1)
        if REQUIREMENT.match(line) and not (number < len(lines) and "--hash=" in lines[number])
    ]


def problems() -> list[str]:
    found: list[str] = []
    for file in project_files():
        if file.name in REFUSED_NAMES:
            found.append(f"{file.relative_to(ROOT)}: this format records registry addresses; use `make lock`")
        elif file.name == "package-lock.json" or re.fullmatch(r"requirements[\w-]*\.txt", file.name):
            found += address_problems(file) + hash_problems(file)
        elif file.name == ".npmrc" or re.fullmatch(
            r"requirements[\w-]*\.in|.*\.lock|.*-lock\.\w+", file.name
        ):
            found += address_problems(file)
    return found


def main() -> int:
    found = problems()
    print("\n".join(found) if found else "Lock files are hashed and name no registry.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
