"""docker-compose.yml as its engine would see it: variables put in, commands as lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts import check_compose

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class BadVariable(ValueError):
    """A `$` that the Compose Specification does not allow."""


def interpolate(text: str, variables: Mapping[str, str]) -> str:
    """Put variables in: `$$`, `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:+replacement}`, nested or not."""
    parts, position = [], 0
    while (start := text.find("$", position)) >= 0:
        parts.append(text[position:start])
        value, position = _variable(text, start + 1, variables)
        parts.append(value)
    return "".join(parts) + text[position:]


def _variable(text: str, at: int, variables: Mapping[str, str]) -> tuple[str, int]:
    """The value of the variable whose `$` stands before `at`, and where the text goes on."""
    if text.startswith("$", at):
        return "$", at + 1
    if not text.startswith("{", at):
        name = NAME.match(text, at)
        if name is None:
            raise BadVariable(text)
        return variables.get(name[0], ""), name.end()
    name = NAME.match(text, at + 1)
    end = _closing(text, at + 1)
    if name is None:
        raise BadVariable(text)
    value, rest = variables.get(name[0], ""), text[name.end() : end]
    if rest.startswith(":-"):
        value = value or interpolate(rest[2:], variables)
    elif rest.startswith(":+"):
        value = interpolate(rest[2:], variables) if value else ""
    elif rest:
        raise BadVariable(text)
    return value, end + 1


def _closing(text: str, at: int) -> int:
    depth = 1
    for position in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position
    raise BadVariable(text)


def resolved(content: Any, variables: Mapping[str, str]) -> Any:
    """A part of the file with the variables in every text of it."""
    if isinstance(content, str):
        return interpolate(content, variables)
    if isinstance(content, list):
        return [resolved(one, variables) for one in content]
    if isinstance(content, dict):
        return {name: resolved(one, variables) for name, one in content.items()}
    return content


def read(variables: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The project's file with these variables set."""
    content: dict[str, Any] = resolved(check_compose.read(ROOT / "docker-compose.yml"), variables or {})
    return content
