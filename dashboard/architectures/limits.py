"""What the owner of a document may not change: a lab's viewers, say, or which types may be added.

Kept on the document and looked at with every save, so that no page or API call gets round it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.document import Document as Content
from simulator.problems import InvalidInput, Problem
from simulator.services.registry import BY_TYPE
from simulator.text import Text

_LOCKED = Text("{id} belongs to the task and stays as it is.", "{id} 리소스는 과제의 일부라 바꿀 수 없어요.")
_LOCKED_HINT = Text("Undo the change, or start over.", "변경을 되돌리거나 처음부터 다시 시작하세요.")
_NOT_OFFERED = Text("{kind} may not be added here.", "여기서는 {kind} 리소스를 추가할 수 없어요.")
_NOT_OFFERED_HINT = Text("Use what the palette offers.", "팔레트에 있는 것을 사용하세요.")


@dataclass(frozen=True)
class Limits:
    """locked: logical ids that may be moved, no more. palette: types that may be added; None: all.

    given: what the document began with, type by logical id. Whoever took it out may put it back.
    """

    locked: tuple[str, ...] = ()
    palette: tuple[str, ...] | None = None
    given: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Limits:
        palette = raw.get("palette")
        return cls(
            tuple(raw.get("locked", ())), None if palette is None else tuple(palette), raw.get("given", {})
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "locked": list(self.locked),
            "palette": None if self.palette is None else list(self.palette),
            "given": dict(self.given),
        }

    def check(self, before: Content, after: Content) -> None:
        """Raises InvalidInput with every resource that oversteps."""
        problems = list(self._problems(before, after))
        if problems:
            raise InvalidInput(problems)

    def _problems(self, before: Content, after: Content) -> Iterator[Problem]:
        for id in self.locked:
            was, now = before.resources.get(id), after.resources.get(id)
            if was is None:
                continue
            same = now is not None and (was.type, was.region, was.account, was.properties) == (
                now.type,
                now.region,
                now.account,
                now.properties,
            )
            if not same:
                yield Problem("LockedResource", (id,), _LOCKED.format(id=id), _LOCKED_HINT)
        for id, resource in after.resources.items():
            back = id in before.resources or self.given.get(id) == resource.type
            if not back and self.palette is not None and not self._offered(resource.type):
                kind = BY_TYPE.get(resource.type)
                label = kind.label if kind else Text.filled(resource.type, resource.type)
                message = Text.filled(
                    _NOT_OFFERED.en.format(kind=label.en), _NOT_OFFERED.ko.format(kind=label.ko)
                )
                yield Problem("NotOffered", (id,), message, _NOT_OFFERED_HINT)

    def _offered(self, type_: str) -> bool:
        """A type of the palette, or one that comes with such a type: its children."""
        assert self.palette is not None
        if type_ in self.palette:
            return True
        kind = BY_TYPE.get(type_)
        return kind is not None and any(self._offered(way.type) for way in kind.owners)
