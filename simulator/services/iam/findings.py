"""Problems of policies: located by path, and by line and column where there is a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.problems import Path, Problem, Severity
from simulator.services.iam.jsontext import Place
from simulator.text import Text


@dataclass(frozen=True, slots=True)
class Finding(Problem):
    """A problem with its place in the text; both numbers from 1, None when the policy was no text."""

    line: int | None = None
    column: int | None = None

    def as_json(self) -> dict[str, object]:
        return {**Problem.as_json(self), "line": self.line, "column": self.column}


@dataclass(frozen=True, slots=True)
class Template:
    """What is said of a code: message, hint, how grave it is."""

    message: Text
    hint: Text
    severity: Severity = Severity.ERROR

    def at(self, code: str, path: Path, place: Place | None = None, /, **values: object) -> Finding:
        return Finding(
            code,
            path,
            self.message.format(**values),
            self.hint.format(**values),
            self.severity,
            place.line if place else None,
            place.column if place else None,
        )


@dataclass(frozen=True, slots=True)
class Places:
    """Where paths stand in a text; a path without a place of its own is found at the next one above it."""

    values: Mapping[Path, Place]
    keys: Mapping[Path, Place]

    def of(self, path: Path, *, key: bool = False) -> Place | None:
        """Of the value, or of its key."""
        if key and path in self.keys:
            return self.keys[path]
        while path not in self.values:
            if not path:
                return None
            path = path[:-1]
        return self.values[path]


NOWHERE = Places({}, {})
