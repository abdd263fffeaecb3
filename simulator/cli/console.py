"""What the commands share: language, input files, and telling a person what is wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TextIO

from simulator.problems import InvalidInput, Problem, Severity
from simulator.text import Language, Text

OK, BAD_INPUT, INTERRUPTED = 0, 2, 130

#: Simulated seconds of a run that neither its script nor its caller bounds.
DEFAULT_SECONDS = 600

SEVERITY = {Severity.ERROR: Text("error", "오류"), Severity.WARNING: Text("warning", "경고")}


def default_language(environment: Mapping[str, str] | None = None) -> Language:
    """Korean when the locale says so; POSIX's order of variables."""
    environment = os.environ if environment is None else environment
    locale = next(
        (value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), ""
    )
    return "ko" if locale.lower().startswith("ko") else "en"


def read_input(file: str) -> bytes:
    """A file's bytes; ``-`` is standard input. Raises InvalidInput (UnreadableFile)."""
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise unreadable(file, error) from error


def unreadable(file: str, error: OSError) -> InvalidInput:
    return InvalidInput(
        [
            Problem(
                "UnreadableFile",
                (),
                Text("{file} cannot be read: {why}.", "{file} 파일을 읽을 수 없어요: {why}").format(
                    file=file, why=error.strerror or type(error).__name__
                ),
                Text("Check the path and its permissions.", "경로와 권한을 확인하세요."),
            )
        ]
    )


def where(problem: Problem) -> str:
    """A problem's path as a reader writes it: ``WebGroup.Properties.Subnets[0]``."""
    shown = ""
    for step in problem.path:
        shown += f"[{step}]" if isinstance(step, int) else f"{'.' if shown else ''}{step}"
    return shown or "-"


def print_problems(problems: Iterable[Problem], language: Language, out: TextIO) -> None:
    """One block a problem: severity, place and code, then what is wrong and what to do."""
    for problem in problems:
        print(f"{SEVERITY[problem.severity].get(language)}: {where(problem)} ({problem.code})", file=out)
        print(f"  {problem.message.get(language)}", file=out)
        print(f"  → {problem.hint.get(language)}", file=out)
