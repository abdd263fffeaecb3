"""One policy's text while it is written: what the parser and the linter say, at its lines and columns."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from simulator.problems import Problem
from simulator.resources.typed import TypedResources
from simulator.services.iam.checks import dangling
from simulator.services.iam.findings import Finding
from simulator.services.iam.jsontext import NotJson, read_json
from simulator.services.iam.lint import lint
from simulator.services.iam.naming import resolved
from simulator.services.iam.parsing import Parsed, parse_policy
from simulator.services.iam.policy import PolicyKind


def check_text(text: str, kind: PolicyKind, world: TypedResources | None = None) -> tuple[Finding, ...]:
    """Everything there is to say about a policy's text. world: the document whose references the text may use."""
    if world is None:
        parsed = parse_policy(text, kind)
        return (*parsed.problems, *lint(parsed))
    parsed = parse_policy(text, kind, meant=partial(resolved, world=world))
    return (*parsed.problems, *lint(parsed), *_dangling(text, parsed, world))


def _dangling(text: str, parsed: Parsed, world: TypedResources) -> Iterator[Finding]:
    """References to nothing, at their place in the text."""
    try:
        written = read_json(text).value
    except NotJson:
        return
    for problem in dangling(written, (), world):
        yield _placed(problem, parsed)


def _placed(problem: Problem, parsed: Parsed) -> Finding:
    place = parsed.places.of(problem.path)
    line, column = (place.line, place.column) if place else (None, None)
    return Finding(problem.code, problem.path, problem.message, problem.hint, problem.severity, line, column)
