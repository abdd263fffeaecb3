"""Problems: what is wrong with an input, where, and what to do about it, in both languages.

Every problem has a stable `code` for programs, a `path` into the input (document paths start at the
logical id: `("WebGroup", "Properties", "MinSize")`), a message and a hint.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from simulator.text import Text


class Severity(StrEnum):
    ERROR = "error"  # the document cannot run
    WARNING = "warning"  # it runs, and teaches a lesson


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One located problem. `code` is CamelCase and never reused for another meaning."""

    code: str
    path: Path
    message: Text
    hint: Text
    severity: Severity = Severity.ERROR

    def as_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "path": list(self.path),
            "message": self.message.as_json(),
            "hint": self.hint.as_json(),
            "severity": self.severity.value,
        }


class InvalidInput(Exception):
    """An input was refused whole. Carries every problem found, never only the first."""

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "; ".join(f"{p.code} at {'.'.join(map(str, p.path)) or '(top)'}" for p in self.problems)
        )
