"""The raw document: what is stored, hashed, drawn and edited. It may be unfinished, never malformed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from simulator.document import canonical
from simulator.document.limits import MAX_BYTES, MAX_RESOURCES, malformed, plain, too_large
from simulator.document.reading import read
from simulator.document.upgrade import CURRENT, upgrade
from simulator.problems import InvalidInput, Path, Problem
from simulator.resources.draft import Draft
from simulator.services.registry import BY_TYPE
from simulator.spelling import nearest
from simulator.text import Text

LOGICAL_ID = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}\Z")
#: Members every JavaScript object has: as a key they would shadow them in a browser.
RESERVED_IDS = frozenset(
    [
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    ]
)
_TOP = ("SchemaVersion", "Name", "Resources", "Metadata")
_PARTS = ("Type", "Region", "Account", "Properties", "Metadata")


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource as written. `region` is None when the document names none."""

    id: str
    type: str
    region: str | None = None
    account: str | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        raw: dict[str, Any] = {"Type": self.type}
        if self.region is not None:
            raw["Region"] = self.region
        if self.account is not None:
            raw["Account"] = self.account
        raw["Properties"] = self.properties
        if self.metadata:
            raw["Metadata"] = self.metadata
        return raw


@dataclass(frozen=True)
class Document:
    """An architecture. Treat it as a value: an edit makes another one."""

    schema_version: int = CURRENT
    name: str = ""
    resources: dict[str, Resource] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, in the order written. Share nothing of it: copy before changing."""
        raw: dict[str, Any] = {"SchemaVersion": self.schema_version}
        if self.name:
            raw["Name"] = self.name
        raw["Resources"] = {id: resource.as_json() for id, resource in self.resources.items()}
        if self.metadata:
            raw["Metadata"] = self.metadata
        return raw

    def draft(self) -> Draft:
        """Its resources, to be looked at and edited however unfinished they are."""
        return Draft(self.as_json()["Resources"], BY_TYPE)

    def edited(self, draft: Draft) -> Document:
        """This document with the draft's resources. Raises InvalidInput when it grew beyond a limit."""
        return parse_document({**self.as_json(), "Resources": draft.resources})

    def canonical(self) -> bytes:
        """The bytes that are hashed: sorted keys, without Name and Metadata, which never change a run."""
        return canonical.canonical(self.as_json())

    @cached_property
    def hash(self) -> str:
        return canonical.digest(self.canonical())

    def as_yaml(self) -> str:
        return canonical.as_yaml(self.as_json())


def parse_document(source: bytes | str | Mapping[str, Any] | Document) -> Document:
    """A document from JSON or YAML 1.2 text, or from plain values.

    Raises InvalidInput with every problem found: TooLarge, TooManyResources, MalformedDocument,
    UnsupportedSchemaVersion, UnknownType, BadLogicalId, UnknownKey, WrongType.
    """
    if isinstance(source, Document):
        return source
    raw = read(source) if isinstance(source, (bytes, str)) else plain(source)
    if not isinstance(raw, dict):
        raise malformed("The document is not a mapping.", "문서가 매핑이 아니에요.")
    raw = upgrade(raw)
    problems: list[Problem] = []
    _check_keys(raw, _TOP, (), problems)
    name = _text(raw, "Name", (), problems, limit=200) or ""
    metadata = _mapping(raw, "Metadata", (), problems)
    resources = _mapping(raw, "Resources", (), problems)
    if len(resources) > MAX_RESOURCES:
        raise InvalidInput([_too_many(len(resources))])
    parsed = {id: _resource(id, value, problems) for id, value in resources.items()}
    if problems:
        raise InvalidInput(problems)
    document = Document(raw["SchemaVersion"], name, parsed, metadata)
    if canonical.size(document.as_json()) > MAX_BYTES:
        raise too_large()
    return document


def _resource(id: str, raw: Any, problems: list[Problem]) -> Resource:
    if not LOGICAL_ID.match(id) or id in RESERVED_IDS:
        problems.append(_bad_id(id))
    if not isinstance(raw, dict):
        problems.append(_wrong_type((id,)))
        return Resource(id, "")
    _check_keys(raw, _PARTS, (id,), problems)
    type_ = _text(raw, "Type", (id,), problems) or ""
    if type_ not in BY_TYPE and not any(problem.path == (id, "Type") for problem in problems):
        problems.append(_unknown_type(id, type_))
    return Resource(
        id,
        type_,
        _text(raw, "Region", (id,), problems),
        _text(raw, "Account", (id,), problems),
        _mapping(raw, "Properties", (id,), problems),
        _mapping(raw, "Metadata", (id,), problems),
    )


def _text(raw: dict[str, Any], key: str, path: Path, problems: list[Problem], limit: int = 128) -> str | None:
    value = raw.get(key)
    if value is None or (isinstance(value, str) and len(value) <= limit):
        return value
    problems.append(
        _wrong_type(
            (*path, key), Text.filled(f"text of up to {limit} characters", f"{limit}자 이하의 문자열")
        )
    )
    return None


def _mapping(raw: dict[str, Any], key: str, path: Path, problems: list[Problem]) -> dict[str, Any]:
    value = raw.get(key)
    if isinstance(value, dict):
        return value
    if value is not None:
        problems.append(_wrong_type((*path, key)))
    return {}


def _check_keys(raw: dict[str, Any], allowed: tuple[str, ...], path: Path, problems: list[Problem]) -> None:
    for key in raw:
        if key not in allowed:
            near = nearest(key, allowed)
            hint = (
                Text.filled(f"Did you mean {near}?", f"혹시 {near}인가요?")
                if near
                else Text.filled(
                    f"Here stand {', '.join(allowed)}.", f"여기에는 {', '.join(allowed)}만 쓸 수 있어요."
                )
            )
            shown = key[:60]
            message = Text.filled(f'There is no "{shown}" here.', f'여기에 "{shown}" 항목은 없어요.')
            problems.append(Problem("UnknownKey", (*path, key), message, hint))


def _wrong_type(path: Path, wanted: Text | None = None) -> Problem:
    wanted = wanted or Text("a mapping", "매핑")
    return Problem(
        "WrongType",
        path,
        Text.filled(f"{path[-1]} is not {wanted.en}.", f"{path[-1]} 값은 {wanted.ko}이어야 해요."),
        Text("Look at an exported document for the form.", "내보낸 문서에서 형식을 확인하세요."),
    )


def _too_many(count: int) -> Problem:
    return Problem(
        "TooManyResources",
        ("Resources",),
        Text.filled(
            f"The document has {count} resources; {MAX_RESOURCES} are allowed.",
            f"문서에 리소스가 {count}개 있어요. {MAX_RESOURCES}개까지 쓸 수 있어요.",
        ),
        Text("Split it into several documents.", "문서를 여러 개로 나누세요."),
    )


def _bad_id(id: str) -> Problem:
    shown = id[:60] or "''"
    return Problem(
        "BadLogicalId",
        (id,),
        Text.filled(f"{shown} is not a logical ID.", f"논리 ID로 쓸 수 없는 이름이에요: {shown}"),
        Text(
            "A logical ID is a letter followed by letters and digits, at most 64, such as WebGroup.",
            "논리 ID는 WebGroup처럼 영문자로 시작하고 영문자와 숫자로만 된 64자 이하의 이름이에요.",
        ),
    )


def _unknown_type(id: str, type_: str) -> Problem:
    near = nearest(type_, BY_TYPE, cutoff=0.4)
    shown = type_[:80]
    message = (
        Text.filled(f"The type {shown} is not simulated.", f"{shown} 유형은 시뮬레이션하지 않아요.")
        if type_
        else Text("The resource has no Type.", "리소스에 Type이 없어요.")
    )
    hint = (
        Text.filled(f"Did you mean {near}?", f"혹시 {near}인가요?")
        if near
        else Text("The palette lists every type there is.", "쓸 수 있는 유형은 팔레트에 모두 있어요.")
    )
    return Problem("UnknownType", (id, "Type"), message, hint)
