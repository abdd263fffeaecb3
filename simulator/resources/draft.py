"""A document while it is being edited: raw and mutable, possibly full of problems.

Everything here must live with whatever a learner typed: properties of the wrong shape are passed over,
never an exception.
"""

from __future__ import annotations

import copy
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, Protocol

from simulator.geography import REGIONS
from simulator.resources.reference import Reference
from simulator.resources.typed import DEFAULT_REGION


class Creatable(Protocol):
    """What a draft must know of a kind to make a resource of it. Every `Kind` says so."""

    @property
    def prefix(self) -> str: ...
    @property
    def scope(self) -> Literal["regional", "global"]: ...


class Draft:
    """Raw resources by id, with what edits need: look-ups, new ids, references to add and to take out."""

    def __init__(self, resources: Mapping[str, dict[str, Any]], kinds: Mapping[str, Creatable]) -> None:
        """A copy of a document's raw resources. `kinds`: by type, every kind there is."""
        self._kinds = kinds
        self.resources: dict[str, dict[str, Any]] = copy.deepcopy(dict(resources))
        self.created: list[str] = []

    # --- reading ----------------------------------------------------------------------------------------

    def type_of(self, id: str) -> str | None:
        resource = self.resources.get(id)
        return resource["Type"] if resource else None

    def of_type(self, type_: str) -> list[str]:
        return [id for id, resource in self.resources.items() if resource["Type"] == type_]

    def properties(self, id: str) -> dict[str, Any]:
        """The properties themselves, to be changed in place."""
        found = self.resources[id].setdefault("Properties", {})
        return found if isinstance(found, dict) else {}

    def value(self, id: str, *path: str) -> Any:
        """What stands at a path below Properties, or None."""
        found: Any = self.properties(id)
        for part in path:
            found = found.get(part) if isinstance(found, dict) else None
        return found

    def strings(self, ids: Iterable[str], *path: str) -> set[str]:
        """The strings at one path of several resources; anything else that stands there is passed over."""
        return {value for id in ids if isinstance(value := self.value(id, *path), str)}

    def target(self, id: str, *path: str) -> str | None:
        """The id the reference at a path points to, if there is one and it is there."""
        reference = Reference.read(self.value(id, *path))
        return reference.target if reference and reference.target in self.resources else None

    def targets(self, id: str, *path: str) -> Iterator[tuple[int, str]]:
        """(index, id) of the references in the list at a path."""
        found = self.value(id, *path)
        for index, item in enumerate(found if isinstance(found, list) else []):
            reference = Reference.read(item)
            if reference and reference.target in self.resources:
                yield index, reference.target

    def read_target(self, value: Any) -> str | None:
        """The id a raw value refers to, if it is a reference to a resource that is there."""
        reference = Reference.read(value)
        return reference.target if reference and reference.target in self.resources else None

    def items(self, id: str, *path: str) -> list[Any]:
        """The list at a path, to be changed in place; made when it is not there (or is no list)."""
        holder: dict[str, Any] = self.properties(id)
        for part in path[:-1]:
            if not isinstance(holder.get(part), dict):
                holder[part] = {}
            holder = holder[part]
        if not isinstance(holder.get(path[-1]), list):
            holder[path[-1]] = []
        found: list[Any] = holder[path[-1]]
        return found

    def nearest(self, ids: Iterable[str], position: Mapping[str, float]) -> str | None:
        """Which of the resources lies nearest to a place on the canvas; one whose own place is unknown is far."""

        def distance(id: str) -> float:
            metadata = self.resources[id].get("Metadata")
            place: Any = metadata.get("Canvas") if isinstance(metadata, dict) else None
            try:
                return math.hypot(place["x"] - position["x"], place["y"] - position["y"])
            except (KeyError, TypeError):
                return math.inf

        return min(ids, key=distance, default=None)

    def region_of(self, id: str) -> str | None:
        """The region a resource names, if it names one."""
        region: str | None = self.resources[id].get("Region")
        return region

    def region(self) -> str:
        """The region most resources are in."""
        regions = Counter(
            resource["Region"] for resource in self.resources.values() if resource.get("Region") in REGIONS
        )
        return regions.most_common(1)[0][0] if regions else DEFAULT_REGION

    # --- writing ----------------------------------------------------------------------------------------

    def free_id(self, base: str) -> str:
        """`base`, or `base` with the first number that makes it new."""
        base = re.sub(r"[^A-Za-z0-9]", "", base)[:56] or "Resource"
        if base not in self.resources:
            return base
        base = re.sub(r"\d+\Z", "", base) or base
        number = 2
        while f"{base}{number}" in self.resources:
            number += 1
        return f"{base}{number}"

    def add(
        self,
        type_: str,
        properties: dict[str, Any],
        *,
        base: str | None = None,
        canvas: Mapping[str, float] | None = None,
        region: str | None = None,
    ) -> str:
        """A new resource; returns its id. Regional kinds get the document's region."""
        kind = self._kinds[type_]
        id = self.free_id(base or kind.prefix)
        raw: dict[str, Any] = {"Type": type_}
        if kind.scope == "regional":
            raw["Region"] = region or self.region()
        raw["Properties"] = properties
        if canvas is not None:
            raw["Metadata"] = {"Canvas": dict(canvas)}
        self.resources[id] = raw
        self.created.append(id)
        return id

    def delete(self, ids: set[str]) -> None:
        """Take resources out, with every reference to them."""
        for id in ids:
            self.resources.pop(id, None)
        for resource in self.resources.values():
            resource["Properties"] = _without(resource.get("Properties", {}), ids)


_GONE = object()


def _without(value: Any, ids: set[str]) -> Any:
    """A copy without references to `ids`: list items and keys that held one are gone."""
    cleaned = _clean(value, ids)
    return {} if cleaned is _GONE else cleaned


def _clean(value: Any, ids: set[str]) -> Any:
    reference = Reference.read(value)
    if reference is not None:
        return _GONE if reference.target in ids else value
    if isinstance(value, dict):
        named = ((key, _clean(item, ids)) for key, item in value.items())
        return {key: item for key, item in named if item is not _GONE}
    if isinstance(value, list):
        pairs = ((item, _clean(item, ids)) for item in value)
        # A list's item that held nothing but such a reference goes with it: a target names its instance only.
        return [new for old, new in pairs if new is not _GONE and (new != {} or old == {})]
    return value
