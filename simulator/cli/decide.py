"""``decide``: JSON lines in, one answer a line out, in order. A bad line is answered with its error."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable
from typing import Any, NoReturn, TextIO

from simulator.cli.console import OK
from simulator.problems import InvalidInput, Problem
from simulator.services.subjects import SUBJECTS, subject_named
from simulator.text import Language, Text

_MALFORMED = Text("The line is not a JSON object: {why}.", "이 줄은 JSON 객체가 아니에요: {why}")
_HINT = Text(
    'Write {{"id", "subject", "input"}} on one line.', '{{"id", "subject", "input"}}를 한 줄에 쓰세요.'
)


def execute(options: Namespace) -> int:
    if options.subjects:
        listing = [subject.as_json() for subject in SUBJECTS.values()]
        print(json.dumps(listing, ensure_ascii=False, indent=2))
    else:
        answer_stream(sys.stdin.buffer, sys.stdout, options.language)
    return OK


def answer_stream(lines: Iterable[bytes], out: TextIO, language: Language = "en") -> None:
    """Answer each line as it comes; empty lines are passed over."""
    for line in lines:
        if line.strip():
            print(
                json.dumps(answer_bytes(line, language), ensure_ascii=False, allow_nan=False),
                file=out,
                flush=True,
            )


def answer_bytes(line: bytes, language: Language = "en") -> dict[str, Any]:
    """The answer to one line of input."""
    try:
        request = json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return _error(None, _malformed(str(error) or type(error).__name__), language)
    return answer_line(request, language)


def answer_line(request: object, language: Language = "en") -> dict[str, Any]:
    """``{"id", "outcome", "reason", "explanation"}``, or ``{"id", "error": {"code", "path", "message"}}``.

    Paths start at the line's own keys: ``["input", "targets", 0, "id"]``.
    """
    if not isinstance(request, dict):
        return _error(None, _malformed(type(request).__name__), language)
    id_ = request.get("id")
    try:
        subject = subject_named(request.get("subject"))
    except InvalidInput as error:
        return _error(id_, error.problems[0], language)
    try:
        return {"id": id_, **subject.answer(request.get("input"))}
    except InvalidInput as error:
        return _error(id_, error.problems[0], language, ("input",))
    except Exception as error:  # a fault of ours: said, not hidden, and the stream goes on
        print(f"{subject.name}: {type(error).__name__}: {error}", file=sys.stderr)
        fault = Problem(
            "InternalError",
            (),
            Text("The rule failed: {why}.", "규칙을 실행하지 못했어요: {why}").format(
                why=type(error).__name__
            ),
            Text("Please report the input.", "입력과 함께 알려 주세요."),
        )
        return _error(id_, fault, language, ("input",))


def _error(id_: object, problem: Problem, language: Language, inside: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "id": id_,
        "error": {
            "code": problem.code,
            "path": [*inside, *problem.path],
            "message": problem.message.get(language),
        },
    }


def _malformed(why: str) -> Problem:
    return Problem("MalformedLine", (), _MALFORMED.format(why=why), _HINT.format())


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
