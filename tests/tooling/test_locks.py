"""What the check of lock files refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import check_locks

HASH = "    --hash=sha256:" + "0" * 64
GOOD_LOCK = f"django==6.1.3 \\\n{HASH}\n    # via -r requirements.in\n"

Project = Callable[[dict[str, str]], list[str]]


@pytest.fixture
def problems_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    def problems_of(files: dict[str, str]) -> list[str]:
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        monkeypatch.setattr(check_locks, "ROOT", tmp_path)
        monkeypatch.setattr(check_locks, "project_files", lambda: [tmp_path / name for name in files])
        return check_locks.problems()

    return problems_of


def test_a_hashed_lock_without_addresses_is_fine(problems_of: Project) -> None:
    assert problems_of({"requirements.txt": GOOD_LOCK}) == []


@pytest.mark.parametrize(
    "line", ["--index-url https://mirror.example/simple", "# from http://mirror.example"]
)
def test_it_refuses_an_address(problems_of: Project, line: str) -> None:
    assert problems_of({"requirements-dev.txt": f"{line}\n{GOOD_LOCK}"}) == [
        "requirements-dev.txt:1: an address in a lock file"
    ]


def test_it_refuses_a_package_without_a_hash(problems_of: Project) -> None:
    assert problems_of({"requirements.txt": "django==6.1.3\ncelery==5.7.0\n"}) == [
        "requirements.txt:1: django has no hash",
        "requirements.txt:2: celery has no hash",
    ]


@pytest.mark.parametrize("name", ["uv.lock", "pylock.toml", "poetry.lock"])
def test_it_refuses_formats_that_record_addresses(problems_of: Project, name: str) -> None:
    assert len(problems_of({name: ""})) == 1


def test_it_refuses_a_resolved_address_in_the_front_end_lock(problems_of: Project) -> None:
    package = {"version": "1.0.0", "integrity": "sha512-x", "resolved": "https://mirror.example/a.tgz"}
    lock = json.dumps({"packages": {"": {}, "node_modules/a": package}})
    assert problems_of({"package-lock.json": lock}) == [
        "package-lock.json: node_modules/a records where it was downloaded from"
    ]


def test_a_page_for_donations_is_no_address_to_install_from(problems_of: Project) -> None:
    package = {"version": "1.0.0", "integrity": "sha512-x", "funding": {"url": "https://a.example"}}
    assert problems_of({"package-lock.json": json.dumps({"packages": {"node_modules/a": package}})}) == []


def test_the_project_s_own_locks_are_fine() -> None:
    assert check_locks.problems() == []
