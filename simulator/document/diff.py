"""What changed between two documents, by path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from simulator.document.schema import Document
from simulator.problems import Path


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. A resource that came or went is one change, not one for each of its properties."""

    kind: Literal["added", "removed", "changed"]
    path: Path
    before: Any = None
    after: Any = None

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "path": list(self.path), "before": self.before, "after": self.after}


def diff(before: Document, after: Document, *, metadata: bool = False) -> list[Change]:
    """Changes from `before` to `after`. Paths start at the logical id; the document's name is `("Name",)`.

    Layout and comments are left out unless `metadata` is asked for.
    """
    changes: list[Change] = []
    if metadata and before.name != after.name:
        changes.append(Change("changed", ("Name",), before.name, after.name))
    old = {id: _shown(resource.as_json(), metadata) for id, resource in before.resources.items()}
    new = {id: _shown(resource.as_json(), metadata) for id, resource in after.resources.items()}
    _compare(old, new, (), changes)
    if metadata:
        _compare(before.metadata, after.metadata, ("Metadata",), changes)
    return changes


def _shown(raw: dict[str, Any], metadata: bool) -> dict[str, Any]:
    return raw if metadata else {key: value for key, value in raw.items() if key != "Metadata"}


def _compare(before: Any, after: Any, path: Path, changes: list[Change]) -> None:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            if key not in after:
                changes.append(Change("removed", (*path, key), before[key]))
            elif key not in before:
                changes.append(Change("added", (*path, key), None, after[key]))
            else:
                _compare(before[key], after[key], (*path, key), changes)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            _compare(one, other, (*path, index), changes)
    elif type(before) is not type(after) or before != after:
        changes.append(Change("changed", path, before, after))
