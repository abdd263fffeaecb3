"""Audit the locked dependencies, Python's and the front end's, against the public vulnerability database OSV.

Exit 0: audited, nothing known. 1: something is known, and named. 3: *not audited*, because the database could not
be asked or does not know what everybody knows; with ``AUDIT=required`` in the environment that is a failure too.

A database that answers everything with "nothing known" would look like a clean bill. Each ecosystem is therefore
asked together with a package that is known to be vulnerable, and believed only when it says so.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATABASE = os.environ.get("OSV_URL", "https://api.osv.dev")
TIMEOUT_SECONDS = 10
BATCH = 500
AUDITED, VULNERABLE, NOT_AUDITED = 0, 1, 3
#: Advisories that do not concern us, each with the reason. Empty is best.
ACCEPTED: dict[str, str] = {}

PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Package:
    ecosystem: str
    name: str
    version: str


#: What anybody's database must know: one package of each ecosystem with old, published advisories.
KNOWN = {"PyPI": Package("PyPI", "jinja2", "2.4.1"), "npm": Package("npm", "lodash", "4.17.11")}


class CannotAsk(Exception):
    """The database was not reached, or its answer is not to be believed."""


def python_packages(text: str) -> Iterator[Package]:
    """What a hashed requirements file pins."""
    for name, version in PIN.findall(text):
        yield Package("PyPI", name.lower(), version)


def node_packages(lock: dict[str, Any]) -> Iterator[Package]:
    """What package-lock.json installs, nested copies included."""
    for path, entry in lock.get("packages", {}).items():
        _before, found, name = path.rpartition("node_modules/")
        if found and "version" in entry and not entry.get("link"):
            yield Package("npm", entry.get("name", name), entry["version"])


def locked() -> list[Package]:
    found = {
        package
        for file in sorted(ROOT.glob("requirements*.txt"))
        for package in python_packages(file.read_text("utf-8"))
    }
    lock = json.loads((ROOT / "static" / "package-lock.json").read_text("utf-8"))
    return sorted(found | set(node_packages(lock)))


def post(path: str, content: Any) -> Any:
    request = urllib.request.Request(
        DATABASE + path, json.dumps(content).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            return json.load(answer)
    except (OSError, ValueError) as error:
        raise CannotAsk(f"{DATABASE} does not answer: {error}") from None


def advisories(packages: Iterable[Package]) -> dict[Package, list[str]]:
    """The ids of what is known about each package; those about which nothing is known are left out."""
    wanted = list(packages)
    found: dict[Package, list[str]] = {}
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        queries = [
            {"package": {"ecosystem": one.ecosystem, "name": one.name}, "version": one.version}
            for one in part
        ]
        answer = post("/v1/querybatch", {"queries": queries})
        results = answer.get("results") if isinstance(answer, dict) else None
        if not isinstance(results, list) or len(results) != len(part):
            raise CannotAsk(f"{DATABASE} answers something else than was asked.")
        for package, result in zip(part, results, strict=True):
            if ids := [one["id"] for one in (result or {}).get("vulns", ()) if one["id"] not in ACCEPTED]:
                found[package] = ids
    return found


def audit(packages: list[Package]) -> dict[Package, list[str]]:
    """What is known about the packages. Raises CannotAsk, also when the database knows nothing at all."""
    found = advisories([*packages, *KNOWN.values()])
    for ecosystem, package in KNOWN.items():
        if found.pop(package, None) is None:
            raise CannotAsk(
                f"{DATABASE} knows nothing against {package.name} {package.version} ({ecosystem})."
            )
    return found


def main() -> int:
    packages = locked()
    try:
        found = audit(packages)
    except CannotAsk as reason:
        print(f"NOT AUDITED: {reason}\nNothing is known about the safety of {len(packages)} packages.")
        return VULNERABLE if os.environ.get("AUDIT") == "required" else NOT_AUDITED
    for package, ids in sorted(found.items()):
        print(f"{package.ecosystem}: {package.name} {package.version}: {', '.join(sorted(ids))}")
    print(f"{len(packages)} packages audited against {DATABASE}, {len(found)} with known vulnerabilities.")
    return VULNERABLE if found else AUDITED


if __name__ == "__main__":
    sys.exit(main())
