"""What a rule of the linter looks at: one statement with its raw JSON and its places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.problems import Path, Severity
from simulator.services.iam.conditions.names import read_operator
from simulator.services.iam.findings import Finding, Places
from simulator.services.iam.lint.texts import RULES
from simulator.services.iam.policy import Condition, Policy, Statement
from simulator.text import Text


@dataclass(frozen=True, slots=True)
class Site:
    """raw: the statement as JSON; path: where it stands."""

    policy: Policy
    statement: Statement
    raw: Mapping[str, Any]
    path: Path
    places: Places

    def finding(self, rule: str, path: Path = (), **values: object) -> Finding:
        """What a rule says of a place, given from the statement on. A `Text` is said in each language."""
        return finding(rule, (*self.path, *path), self.places, **values)

    def values(self, element: str) -> Iterator[tuple[str, Path]]:
        """The texts of an element with their paths."""
        raw = self.raw.get(element)
        if isinstance(raw, str):
            yield raw, (element,)
        elif isinstance(raw, (list, tuple)):
            for index, one in enumerate(raw):
                yield str(one), (element, index)

    @property
    def actions(self) -> Iterator[tuple[str, Path]]:
        return self.values("NotAction" if self.statement.not_action else "Action")

    @property
    def resources(self) -> Iterator[tuple[str, Path]]:
        return self.values("NotResource" if self.statement.not_resource else "Resource")

    @property
    def principal_name(self) -> str:
        return "NotPrincipal" if self.statement.not_principal else "Principal"

    def conditions(self) -> Iterator[tuple[Condition, Path]]:
        """Each condition with the path of its key."""
        found = iter(self.statement.conditions)
        for written, keys in self.raw.get("Condition", {}).items():
            if read_operator(written) is not None:
                for key in keys:
                    yield next(found), ("Condition", written, key)

    def condition_values(self, condition: Condition, path: Path) -> Iterator[tuple[str, Path]]:
        """The values of a condition with their paths."""
        raw = self.raw["Condition"][path[1]][path[2]]
        many = isinstance(raw, (list, tuple))
        for index, value in enumerate(condition.values):
            yield value, ((*path, index) if many else path)

    def has_condition_on(self, *keys: str) -> bool:
        """Whether a condition compares one of the keys; asking whether it is there at all does not count."""
        wanted = {key.lower() for key in keys}
        return any(one.key.lower() in wanted and one.operator != "Null" for one in self.statement.conditions)


def finding(rule: str, path: Path, places: Places, **values: object) -> Finding:
    template, place = RULES[rule], places.of(path)
    english, korean = _said(values, "en"), _said(values, "ko")
    return Finding(
        rule,
        path,
        Text.filled(template.message.en.format(**english), template.message.ko.format(**korean)),
        Text.filled(template.hint.en.format(**english), template.hint.ko.format(**korean)),
        Severity.WARNING,
        place.line if place else None,
        place.column if place else None,
    )


def _said(values: Mapping[str, object], language: str) -> dict[str, str]:
    return {
        name: str(getattr(value, language)) if isinstance(value, Text) else _short(str(value))
        for name, value in values.items()
    }


def _short(value: str, limit: int = 80) -> str:
    text = "".join(character if character.isprintable() else "\ufffd" for character in value[: limit + 1])
    return text if len(text) <= limit else text[: limit - 1] + "…"
