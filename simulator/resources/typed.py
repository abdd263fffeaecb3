"""Resources with checked properties: what the rules read, and what `Architecture` is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.resources.properties import ResourceProperties
from simulator.resources.reference import Reference

#: Where a regional resource lives when the document names no region.
DEFAULT_REGION = "ap-northeast-2"


@dataclass(frozen=True, slots=True)
class TypedResource[Model: ResourceProperties]:
    """One resource with checked properties. `region` is "global" for kinds without one."""

    id: str
    type: str
    region: str
    account: str | None
    properties: Model


class TypedResources:
    """Resources by id, ordered by id: a run may not depend on what the canonical bytes leave out."""

    def __init__(self, resources: Iterable[TypedResource[Any]], unread: frozenset[str] = frozenset()) -> None:
        """`unread`: types of which some resource has properties that do not fit its model."""
        self._unread = unread
        self._by_model: dict[type[ResourceProperties], tuple[TypedResource[Any], ...]] = {}
        self.resources: dict[str, TypedResource[Any]] = {
            resource.id: resource for resource in sorted(resources, key=lambda resource: resource.id)
        }

    def all[Model: ResourceProperties](self, model: type[Model]) -> Sequence[TypedResource[Model]]:
        """Every resource whose properties are of this model. Asked for in every tick, so it is remembered."""
        found = self._by_model.get(model)
        if found is None:
            found = tuple(r for r in self.resources.values() if isinstance(r.properties, model))
            self._by_model[model] = found
        return found

    def knows_all(self, model: type[ResourceProperties]) -> bool:
        """Whether every resource of the model could be read: only then does absence mean anything."""
        return model.TYPE not in self._unread

    def __getitem__(self, id: str) -> TypedResource[Any]:
        return self.resources[id]

    def __contains__(self, id: object) -> bool:
        return id in self.resources

    def get(self, reference: Reference | str | None) -> TypedResource[Any] | None:
        """The resource a reference points to, if it is there."""
        target = reference.target if isinstance(reference, Reference) else reference
        return self.resources.get(target) if target is not None else None
