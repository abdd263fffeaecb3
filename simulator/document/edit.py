"""Edits: what a gesture on the canvas does to the document. Pure; a refused edit changes nothing."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.document.relations import owned_by, wires_of
from simulator.document.schema import Document
from simulator.problems import InvalidInput, Path, Problem
from simulator.resources.draft import Draft
from simulator.resources.reference import Reference
from simulator.services.kinds import Wire
from simulator.services.registry import BY_TYPE, refusal
from simulator.text import Text

#: How far a copy lies from its original, and how far the canvas reaches.
COPY_OFFSET = 40
CANVAS_LIMIT = 100_000
#: Names AWS wants different for every resource: a copy does not take them along.
_UNIQUE_NAMES = ("Name", "BucketName", "LaunchTemplateName")


@dataclass(frozen=True, slots=True)
class EditResult:
    """The edited document and the ids of new resources, the one on the canvas first."""

    document: Document
    created: list[str] = field(default_factory=list)


def edit(document: Document, request: Mapping[str, Any]) -> EditResult:
    """Carry out one edit. Raises InvalidInput: BadEdit, UnknownResource, WireRefused, NoSuchWire, TooManyResources...

    {"kind": "create", "type", "position": {"x", "y"}}; {"kind": "connect" | "disconnect", "source", "target"};
    {"kind": "remove", "resources": [ids]}; {"kind": "duplicate", "resource": id}.
    """
    if not isinstance(request, Mapping):
        raise _bad("an edit is an object", "편집 요청은 객체여야 해요", ())
    action = _ACTIONS.get(str(request.get("kind")))
    if action is None:
        known = ", ".join(_ACTIONS)
        raise _bad(f"kind is one of {known}", f"kind는 다음 중 하나여야 해요({known})", ("kind",))
    draft = document.draft()
    first = action(draft, request)
    created = [id for id in draft.created if id in draft.resources]
    if first in created:
        created = [first, *(id for id in created if id != first)]
    return EditResult(document.edited(draft), created)


# --- actions: each changes the draft and returns the id to show first ------------------------------------


def _create(draft: Draft, request: Mapping[str, Any]) -> str:
    type_ = request.get("type")
    kind = BY_TYPE.get(type_) if isinstance(type_, str) else None
    if kind is None or kind.drop is None:
        raise _bad("type is not one of the palette", "type이 팔레트에 없는 유형이에요", ("type",))
    return kind.drop(draft, _position(request.get("position", {"x": 0, "y": 0})))


def _position(raw: Any) -> dict[str, float]:
    found: dict[str, float] = {}
    for axis in ("x", "y"):
        value = raw.get(axis) if isinstance(raw, Mapping) else None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise _bad(
                "position needs the numbers x and y", "position에는 숫자 x와 y가 필요해요", ("position",)
            )
        found[axis] = max(-CANVAS_LIMIT, min(CANVAS_LIMIT, round(value)))
    return found


def _connect(draft: Draft, request: Mapping[str, Any]) -> str:
    source, target = _id(draft, request, "source"), _id(draft, request, "target")
    wire = _wire(draft, source, target)
    if _is_wired(draft, source, target):
        raise InvalidInput(
            [
                Problem(
                    "WireRefused",
                    ("target",),
                    Text.filled(
                        f"{source} is already wired to {target}.",
                        f"{source} → {target} 연결이 이미 있어요.",
                    ),
                    Text("Choose another target.", "다른 대상을 고르세요."),
                )
            ]
        )
    wire.connect(draft, source, target)
    return source


def _disconnect(draft: Draft, request: Mapping[str, Any]) -> str:
    source, target = _id(draft, request, "source"), _id(draft, request, "target")
    if not _is_wired(draft, source, target):
        raise InvalidInput(
            [
                Problem(
                    "NoSuchWire",
                    ("target",),
                    Text.filled(
                        f"{source} is not wired to {target}.",
                        f"{source} → {target} 연결이 없어요.",
                    ),
                    Text("Choose a wire that is drawn.", "그려져 있는 연결선을 고르세요."),
                )
            ]
        )
    _wire(draft, source, target).disconnect(draft, source, target)
    return source


def _remove(draft: Draft, request: Mapping[str, Any]) -> str:
    """Take resources out with what they own; wires to them are undone first, as by hand."""
    ids = request.get("resources")
    if not isinstance(ids, (list, tuple)) or not ids:
        raise _bad("resources is a list of ids", "resources는 ID 목록이어야 해요", ("resources",))
    unknown = [
        (index, id) for index, id in enumerate(ids) if not isinstance(id, str) or id not in draft.resources
    ]
    if unknown:
        raise InvalidInput([_unknown(id, ("resources", index)) for index, id in unknown])
    gone = owned_by(draft, set(ids))
    for wire in wires_of(draft):
        if (wire["source"] in gone) != (wire["target"] in gone):
            _wire(draft, wire["source"], wire["target"]).disconnect(draft, wire["source"], wire["target"])
    draft.delete(gone)
    return ""


def _duplicate(draft: Draft, request: Mapping[str, Any]) -> str:
    """Copy a resource with what it owns; references among the copies follow, those to others stay."""
    original = _id(draft, request, "resource")
    if BY_TYPE[draft.resources[original]["Type"]].lane is not None:
        raise _bad("a zone cannot be copied", "가용 영역은 복제할 수 없어요", ("resource",))
    family = owned_by(draft, {original})
    names: dict[str, str] = {}
    for id in [original, *(id for id in list(draft.resources) if id in family and id != original)]:
        raw = copy.deepcopy(draft.resources[id])
        names[id] = draft.free_id(id)
        draft.resources[names[id]] = raw
        draft.created.append(names[id])
        for name in _UNIQUE_NAMES:
            if not BY_TYPE[raw["Type"]].model.model_fields.get(name, _REQUIRED).is_required():
                raw.get("Properties", {}).pop(name, None)
        _move(raw)
    for name in names.values():
        draft.resources[name]["Properties"] = _renamed(draft.resources[name].get("Properties", {}), names)
    return names[original]


def _move(raw: dict[str, Any]) -> None:
    canvas = raw.get("Metadata", {}).get("Canvas")
    for axis in ("x", "y") if isinstance(canvas, dict) else ():
        if isinstance(canvas.get(axis), (int, float)) and not isinstance(canvas[axis], bool):
            canvas[axis] += COPY_OFFSET


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    reference = Reference.read(value)
    if reference is not None:
        return Reference(names.get(reference.target, reference.target), reference.attribute).as_json()
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    return value


class _Required:
    def is_required(self) -> bool:
        return True


_REQUIRED: Any = _Required()
_ACTIONS = {
    "create": _create,
    "connect": _connect,
    "disconnect": _disconnect,
    "remove": _remove,
    "duplicate": _duplicate,
}


# --- wires and refusals -----------------------------------------------------------------------------------


def _wire(draft: Draft, source: str, target: str) -> Wire:
    """The declared wire between two resources' kinds. Raises InvalidInput with the reason there is none."""
    kind = BY_TYPE[draft.resources[source]["Type"]]
    wanted = draft.type_of(target)
    for wire in kind.wires:
        if wire.target == wanted and source != target:
            return wire
    reason = refusal(kind.type, wanted or "")
    allowed = [BY_TYPE[wire.target].label for wire in kind.wires]
    hint = (
        Text.filled(
            f"From here a wire can go to: {', '.join(label.en for label in allowed)}.",
            f"여기서 연결할 수 있는 것: {', '.join(label.ko for label in allowed)}",
        )
        if allowed
        else Text("No wire starts here.", "여기서 시작하는 연결선은 없어요.")
    )
    raise InvalidInput([Problem("WireRefused", ("target",), reason, hint)])


def _is_wired(draft: Draft, source: str, target: str) -> bool:
    return any(wire["source"] == source and wire["target"] == target for wire in wires_of(draft))


def _id(draft: Draft, request: Mapping[str, Any], key: str) -> str:
    id = request.get(key)
    if not isinstance(id, str) or id not in draft.resources:
        raise InvalidInput([_unknown(id, (key,))])
    return id


def _unknown(id: object, path: Path) -> Problem:
    shown = str(id)[:60]
    return Problem(
        "UnknownResource",
        path,
        Text.filled(f"There is no resource called {shown}.", f"{shown} 리소스가 없어요."),
        Text("It may have been removed meanwhile.", "그사이에 지워졌을 수 있어요."),
    )


def _bad(en: str, ko: str, path: Path) -> InvalidInput:
    hint = Text(
        "See the edits the interface documents: create, connect, disconnect, remove, duplicate.",
        "쓸 수 있는 편집은 create, connect, disconnect, remove, duplicate예요.",
    )
    return InvalidInput(
        [Problem("BadEdit", path, Text.filled(f"Not an edit: {en}.", f"편집할 수 없어요: {ko}."), hint)]
    )
