"""What a document's references say: who owns whom, and which wires there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.document.schema import Document
from simulator.resources.draft import Draft
from simulator.resources.reference import Reference
from simulator.services.kinds import Kind, Owner
from simulator.services.registry import BY_TYPE, KINDS


def wires(document: Document) -> list[dict[str, Any]]:
    """[{"source", "target", "via"}]: the canvas's lines, in the direction of traffic.

    `via` is the path of the reference that makes the wire, from the logical id on. Two references between the
    same two make one wire.
    """
    return wires_of(document.draft())


def wires_of(draft: Draft) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for kind in KINDS:
        allowed = {wire.target for wire in kind.wires}
        for link in kind.links(draft) if kind.links else ():
            if draft.type_of(link.target) in allowed:
                wire = {"source": link.source, "target": link.target, "via": list(link.via)}
                found.setdefault((link.source, link.target), wire)
    return list(found.values())


def owners(document: Document) -> dict[str, str]:
    """Each owned resource's direct owner. Where several could own it, the first in the document does."""
    return owners_of(document.draft())


def owners_of(draft: Draft) -> dict[str, str]:
    found: dict[str, str] = {}
    for id, resource in draft.resources.items():
        for way in BY_TYPE[resource["Type"]].owners:
            if way.by == "child":
                for owner in _targets(draft, draft.properties(id), way.path):
                    if draft.type_of(owner) == way.type:
                        found.setdefault(id, owner)
    for kind in KINDS:
        for way in kind.owners:
            if way.by == "owner":
                for owner in draft.of_type(way.type):
                    for child in _children_named(draft, owner, kind, way):
                        if child != owner:
                            found.setdefault(child, owner)
    return found


def _children_named(draft: Draft, owner: str, kind: Kind, way: Owner) -> Iterator[str]:
    for path in (way.path, *way.also):
        for child in _targets(draft, draft.properties(owner), path):
            if draft.type_of(child) == kind.type:
                yield child


def _targets(draft: Draft, raw: Any, path: tuple[str, ...]) -> Iterator[str]:
    if not path:
        reference = Reference.read(raw)
        if reference is not None and reference.target in draft.resources:
            yield reference.target
    elif path[0] == "*":
        for item in raw if isinstance(raw, list) else []:
            yield from _targets(draft, item, path[1:])
    elif isinstance(raw, dict) and path[0] in raw:
        yield from _targets(draft, raw[path[0]], path[1:])


def owned_by(draft: Draft, ids: set[str]) -> set[str]:
    """`ids` and everything they own, directly or through one another.

    A child named by several owners (a target group of two listeners) stays while one of them stays.
    """
    found = set(ids)
    while True:
        more = {
            id
            for id in draft.resources
            if id not in found and (holders := _holders(draft, id)) and holders <= found
        }
        if not more:
            return found
        found |= more


def _holders(draft: Draft, id: str) -> set[str]:
    """Every resource that owns this one."""
    kind = BY_TYPE[draft.resources[id]["Type"]]
    found: set[str] = set()
    for way in kind.owners:
        if way.by == "child":
            targets = _targets(draft, draft.properties(id), way.path)
            found |= {owner for owner in targets if draft.type_of(owner) == way.type}
        else:
            found |= {
                owner
                for owner in draft.of_type(way.type)
                if owner != id and id in _children_named(draft, owner, kind, way)
            }
    return found
