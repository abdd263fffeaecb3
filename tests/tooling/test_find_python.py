"""Which Python set-up chooses, and what it says when there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "find_python.sh"


def find_python(home: Path, path: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {"HOME": str(home), "PATH": str(path), **more}
    return subprocess.run(
        ["/bin/sh", str(SCRIPT)], env=environment, capture_output=True, text=True, check=False
    )


def put_program(folder: Path, name: str, body: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    return program


def test_it_takes_a_python_on_the_path(tmp_path: Path) -> None:
    put_program(tmp_path, "python3.13", f'exec {sys.executable} "$@"')
    found = find_python(tmp_path, tmp_path)
    assert found.returncode == 0
    assert os.path.samefile(found.stdout.strip(), sys.executable)


def test_it_passes_over_a_shim_that_starts_nothing(tmp_path: Path) -> None:
    put_program(tmp_path / "shims", "python3.13", "echo 'python3.13: command not found' >&2; exit 127")
    put_program(tmp_path / ".pyenv/versions/3.13.9/bin", "python3", f'exec {sys.executable} "$@"')
    found = find_python(tmp_path, tmp_path / "shims")
    assert found.returncode == 0
    assert os.path.samefile(found.stdout.strip(), sys.executable)


def test_without_a_python_it_says_one_sentence_in_each_language(tmp_path: Path) -> None:
    found = find_python(tmp_path, tmp_path)
    assert found.returncode == 1
    assert found.stdout == ""
    english, korean = found.stderr.splitlines()
    assert "needs Python 3.12 or newer" in english
    assert "Python 3.12 이상이 필요" in korean


def test_a_python_that_is_too_old_counts_as_none(tmp_path: Path) -> None:
    put_program(tmp_path, "python3", "exit 1")
    assert "found none" in find_python(tmp_path, tmp_path).stderr


def test_a_python_without_ensurepip_names_the_missing_package(tmp_path: Path) -> None:
    no_ensurepip = f'case "$*" in *ensurepip*) exit 1;; *) exec {sys.executable} "$@";; esac'
    put_program(tmp_path, "python3.13", no_ensurepip)
    found = find_python(tmp_path, tmp_path)
    assert found.returncode == 1
    assert f"python3.{sys.version_info.minor}-venv" in found.stderr


def test_a_named_python_comes_first(tmp_path: Path) -> None:
    named = put_program(tmp_path / "mine", "python-of-mine", f'exec {sys.executable} "$@"')
    found = find_python(tmp_path, tmp_path, PYTHON=str(named))
    assert found.returncode == 0
