"""Older documents into the present schema: pure functions from raw to raw, one a version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from simulator.problems import InvalidInput, Problem
from simulator.text import Text

CURRENT = 1

#: From version n to n + 1. A published version is never edited again.
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def upgrade(
    raw: dict[str, Any],
    upgrades: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = UPGRADES,
    current: int = CURRENT,
) -> dict[str, Any]:
    """`raw` in the schema `current`. Raises InvalidInput (UnsupportedSchemaVersion)."""
    version = raw.get("SchemaVersion")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= current:
        raise InvalidInput([_unsupported(version, current)])
    while version < current:
        raw = upgrades[version](raw)
        version += 1
        raw = {**raw, "SchemaVersion": version}
    return raw


def _unsupported(version: object, current: int) -> Problem:
    hint = Text.filled(
        f"Write SchemaVersion: {current} at the top of the document.",
        f"문서 맨 위에 이 줄을 쓰세요: SchemaVersion: {current}",
    )
    if version is None:
        message = Text("The document names no SchemaVersion.", "문서에 SchemaVersion이 없어요.")
    else:
        shown = str(version)[:20]
        message = Text.filled(
            f"SchemaVersion {shown} is not one this program reads.",
            f"이 프로그램은 SchemaVersion {shown} 문서를 읽을 수 없어요.",
        )
    return Problem("UnsupportedSchemaVersion", ("SchemaVersion",), message, hint)
