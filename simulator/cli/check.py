"""``check``: the problems of a document, each with its place and what to do about it."""

from __future__ import annotations

import sys
from argparse import Namespace

from simulator.cli.console import BAD_INPUT, OK, print_problems, read_input
from simulator.document import check_document, parse_document
from simulator.problems import Severity
from simulator.text import Text

_FINE = Text("{name}: {resources} resources, no problems.", "{name}: 리소스 {resources}개, 문제 없음.")
_COUNTS = Text("{errors} errors, {warnings} warnings.", "오류 {errors}개, 경고 {warnings}개.")


def execute(options: Namespace) -> int:
    document = parse_document(read_input(options.file))
    problems = check_document(document)
    if not problems:
        fine = _FINE.format(name=document.name or options.file, resources=len(document.resources))
        print(fine.get(options.language))
        return OK
    print_problems(problems, options.language, sys.stdout)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    print(_COUNTS.format(errors=errors, warnings=len(problems) - errors).get(options.language))
    return BAD_INPUT if errors else OK
